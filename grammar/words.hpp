// Words as the builder itself reads them, with quotes, escapes and variables: the language of BuildKit's
// frontend/dockerfile/shell/lex.go. It is not the language of a shell; see shell.hpp for that.
//
// The rules only find the pieces; what a piece stands for depends on the environment and is worked out by
// src/syntax/words.cpp. A text that breaks the rules is refused as a whole, as lex.go does.
#pragma once

#include <string_view>

#include <tao/pegtl.hpp>
#include <tao/pegtl/contrib/analyze_traits.hpp>

#include "base/unicode.hpp"
#include "bytes.hpp"

namespace drydock::grammar::words {

namespace pegtl = tao::pegtl;

/// Deepest nesting of ${…} that is read. BuildKit has no limit; no real file comes near this one.
inline constexpr int max_depth = 200;

enum class Failure : unsigned char {
  none,
  unterminated_single_quote,
  unterminated_double_quote,
  missing_brace,
  missing_slash,
  bad_substitution,
  unsupported_modifier,
  too_deep,
};

/// State of a parse as far as the rules look at it.
struct WordState {
  char escape = '\\';
  bool quotes = true;  ///< false: quotes are ordinary characters (lex.go, SkipProcessQuotes)
  int depth = 0;
  Failure failure = Failure::none;
};

/// One character: a well-formed UTF-8 sequence or a single other byte. Fails at the end and if `Refuse` says so.
template <typename Refuse>
struct character {
  using rule_t = character;
  using subs_t = pegtl::empty_list;
  template <pegtl::apply_mode, pegtl::rewind_mode, template <typename...> class, template <typename...> class,
            typename Input, typename State>
  static bool match(Input& in, State& state) noexcept {
    if (in.empty()) return false;
    if (const auto byte = static_cast<unsigned char>(*in.current()); byte < 0x80) {
      if (Refuse::refuses(byte, state)) return false;
      in.bump(1);
      return true;
    }
    const DecodedCharacter decoded = decode_utf8({in.current(), in.size()});
    if (Refuse::refuses(decoded.value, state)) return false;
    in.bump(decoded.size);
    return true;
  }
};

/// Never matches; remembers why. The parse as a whole then fails.
template <Failure Why>
struct fail {
  using rule_t = fail;
  using subs_t = pegtl::empty_list;
  template <pegtl::apply_mode, pegtl::rewind_mode, template <typename...> class, template <typename...> class,
            typename Input, typename State>
  static bool match(Input&, State& state) noexcept {
    if (state.failure == Failure::none) state.failure = Why;
    return false;
  }
};

struct escape_character {
  using rule_t = escape_character;
  using subs_t = pegtl::empty_list;
  template <pegtl::apply_mode, pegtl::rewind_mode, template <typename...> class, template <typename...> class,
            typename Input, typename State>
  static bool match(Input& in, State& state) noexcept {
    if (in.empty() || *in.current() != state.escape) return false;
    in.bump(1);
    return true;
  }
};

struct refuse_nothing {
  static bool refuses(char32_t, const WordState&) noexcept { return false; }
};
struct any_character : character<refuse_nothing> {};

/// single-quoted = "'" *( any character but "'" ) "'"
struct single_quoted_bytes {
  static constexpr bool contains(char byte) noexcept { return byte != '\''; }
};
struct single_quoted_text : pegtl::opt<run_of<single_quoted_bytes>> {};
struct single_quoted
    : pegtl::seq<pegtl::one<'\''>, single_quoted_text,
                 pegtl::sor<pegtl::one<'\''>, fail<Failure::unterminated_single_quote>>> {};

/// name = 1*unicode-digit / special-parameter / 1*( unicode-letter / unicode-digit / "_" )
/// special-parameter = "@" / "*" / "#" / "?" / "-" / "$" / "!" / "0"
struct refuse_non_digit {
  static bool refuses(char32_t value, const WordState&) noexcept { return !is_unicode_digit(value); }
};
struct refuse_non_name {
  static bool refuses(char32_t value, const WordState&) noexcept {
    return value != U'_' && !is_unicode_letter(value) && !is_unicode_digit(value);
  }
};
struct name : pegtl::sor<pegtl::plus<character<refuse_non_digit>>, pegtl::one<'@', '*', '#', '?', '-', '$', '!'>,
                         pegtl::plus<character<refuse_non_name>>> {};

template <char Stop>
struct part_until;

/// nested<Stop> = *( part ) Stop      ; the word inside ${…}, read with the same rules
/// The one rule by which this grammar calls itself, and so a function of its own (see parse_flat.hpp).
template <char Stop, Failure Missing>
struct nested {
  using body = pegtl::seq<pegtl::star<part_until<Stop>>, pegtl::sor<pegtl::one<Stop>, fail<Missing>>>;
  using rule_t = nested;
  using subs_t = pegtl::type_list<body>;
  template <pegtl::apply_mode A, pegtl::rewind_mode M, template <typename...> class Action,
            template <typename...> class Control, typename Input, typename State>
  [[gnu::noinline]] static bool match(Input& in, State& state) {
    if (state.depth == max_depth) return fail<Failure::too_deep>::template match<A, M, Action, Control>(in, state);
    ++state.depth;
    const bool matched = Control<body>::template match<A, M, Action, Control>(in, state);
    --state.depth;
    return matched;
  }
};

/// variable = "${" [ name ] ( "}" / modifier word "}" / "/" [ "/" ] pattern "/" replacement "}" )
/// modifier = [ ":" ] ( "-" / "+" / "?" / "#" / "%" )     ; after ":" any character, judged when it is expanded
struct variable_name : pegtl::opt<name> {};
struct plain_end : pegtl::one<'}'> {};
struct modifier : pegtl::sor<pegtl::seq<pegtl::one<':'>, pegtl::not_at<pegtl::one<'#', '%'>>, any_character>,
                             pegtl::one<'+', '-', '?', '#', '%'>> {};
struct word_end : pegtl::success {};
struct replace_all : pegtl::one<'/'> {};
struct replace_begin : pegtl::seq<pegtl::one<'/'>, pegtl::opt<replace_all>> {};
struct pattern_end : pegtl::success {};
struct replacement_end : pegtl::success {};
struct braced_variable
    : pegtl::seq<pegtl::one<'{'>,
                 pegtl::sor<pegtl::not_at<pegtl::sor<pegtl::one<'{', '}', ':'>, pegtl::eof>>,
                            pegtl::seq<pegtl::eof, fail<Failure::missing_brace>>, fail<Failure::bad_substitution>>,
                 variable_name,
                 pegtl::sor<plain_end, pegtl::seq<modifier, nested<'}', Failure::missing_brace>, word_end>,
                            pegtl::seq<replace_begin, nested<'/', Failure::missing_slash>, pattern_end,
                                       nested<'}', Failure::missing_brace>, replacement_end>,
                            fail<Failure::unsupported_modifier>>> {};
struct plain_variable : name {};
struct lone_dollar : pegtl::success {};
struct dollar : pegtl::seq<pegtl::one<'$'>, pegtl::if_then_else<pegtl::at<pegtl::one<'{'>>, braced_variable,
                                                                pegtl::sor<plain_variable, lone_dollar>>> {};

/// double-quoted = DQUOTE *( quoted-run / dollar / escaped / any character but DQUOTE ) DQUOTE
/// Inside, the escape character escapes DQUOTE, "$" and itself; before anything else it is an ordinary character.
struct quoted_escapable {
  static bool refuses(char32_t value, const WordState& state) noexcept {
    return value != U'"' && value != U'$' && value != static_cast<unsigned char>(state.escape);
  }
};
struct quoted_escaped_character : character<quoted_escapable> {};
struct quoted_escape : pegtl::seq<escape_character, quoted_escaped_character> {};
struct quoted_escape_at_end : pegtl::seq<escape_character, pegtl::eof> {};
struct refuse_quoted_special {
  static bool refuses(char32_t value, const WordState&) noexcept { return value == U'"' || value == U'$'; }
};
struct quoted_character : character<refuse_quoted_special> {};
/// quoted-run = 1*( byte but DQUOTE, "$" and a possible escape character )     ; what nearly all of them are
struct quoted_run_bytes {
  static constexpr bool contains(char byte) noexcept {
    return byte != '"' && byte != '$' && byte != '\\' && byte != '`';
  }
};
struct quoted_run : run_of<quoted_run_bytes> {};
struct double_quote_open : pegtl::one<'"'> {};
struct double_quote_close : pegtl::one<'"'> {};
struct double_quoted
    : pegtl::seq<double_quote_open,
                 pegtl::star<pegtl::sor<quoted_run, dollar, quoted_escape, quoted_escape_at_end, quoted_character>>,
                 pegtl::sor<double_quote_close, fail<Failure::unterminated_double_quote>>> {};

/// heredoc-marker = "<<" *( TAB / CR / SP )    ; keeps "<< EOF" together as one word
struct heredoc_marker : pegtl::seq<pegtl::string<'<', '<'>, pegtl::star<pegtl::one<'\t', '\r', ' '>>> {};

/// escaped = E any-character      ; E alone at the end stands for nothing
struct escaped_character : any_character {};
struct escaped : pegtl::seq<escape_character, escaped_character> {};
struct escape_at_end : pegtl::seq<escape_character, pegtl::eof> {};

template <char Stop>
struct refuse_special {
  static bool refuses(char32_t value, const WordState& state) noexcept {
    if (Stop != '\0' && value == static_cast<unsigned char>(Stop)) return true;
    if (value == U'$' || value == static_cast<unsigned char>(state.escape)) return true;
    return state.quotes && (value == U'\'' || value == U'"');
  }
};
/// literal = any character that is not special here
template <char Stop>
struct literal : character<refuse_special<Stop>> {};
/// literal-run = 1*( byte but Stop, "$", "<", a quote and a possible escape character )
/// Bytes that are literal whatever the state, so that only few characters are tried one by one. No byte of a character
/// that is not ASCII is one of those that it ends at.
template <char Stop>
struct literal_run_bytes {
  static constexpr bool contains(char byte) noexcept {
    return (Stop == '\0' || byte != Stop) && byte != '$' && byte != '<' && byte != '\'' && byte != '"' &&
           byte != '\\' && byte != '`';
  }
};
template <char Stop>
struct literal_run : run_of<literal_run_bytes<Stop>> {};

struct with_quotes {
  using rule_t = with_quotes;
  using subs_t = pegtl::empty_list;
  template <pegtl::apply_mode, pegtl::rewind_mode, template <typename...> class, template <typename...> class,
            typename Input, typename State>
  static bool match(Input&, State& state) noexcept {
    return state.quotes;
  }
};

/// part = literal-run / single-quoted / double-quoted / dollar / heredoc-marker / escaped / literal
/// Stop ends the word where it stands bare; it goes before everything else (lex.go, processStopOn).
template <char Stop>
struct part_until
    : pegtl::seq<pegtl::not_at<pegtl::one<Stop>>,
                 pegtl::sor<literal_run<Stop>, pegtl::seq<with_quotes, pegtl::sor<single_quoted, double_quoted>>,
                            dollar, heredoc_marker, escaped, escape_at_end, literal<Stop>>> {};
/// text = *part
struct part : pegtl::sor<literal_run<'\0'>, pegtl::seq<with_quotes, pegtl::sor<single_quoted, double_quoted>>, dollar,
                         heredoc_marker, escaped, escape_at_end, literal<'\0'>> {};
struct text : pegtl::seq<pegtl::opt<pegtl::string<'\xEF', '\xBB', '\xBF'>>, pegtl::star<part>, pegtl::eof> {};

}  // namespace drydock::grammar::words

namespace tao::pegtl {
template <typename Name, typename Refuse>
struct analyze_traits<Name, drydock::grammar::words::character<Refuse>> : analyze_any_traits<> {};
template <typename Name, drydock::grammar::words::Failure Why>
struct analyze_traits<Name, drydock::grammar::words::fail<Why>> : analyze_opt_traits<> {};
template <typename Name, char Stop, drydock::grammar::words::Failure Missing>
struct analyze_traits<Name, drydock::grammar::words::nested<Stop, Missing>>
    : analyze_any_traits<typename drydock::grammar::words::nested<Stop, Missing>::body> {};
template <typename Name>
struct analyze_traits<Name, drydock::grammar::words::escape_character> : analyze_any_traits<> {};
template <typename Name>
struct analyze_traits<Name, drydock::grammar::words::with_quotes> : analyze_opt_traits<> {};
}  // namespace tao::pegtl
