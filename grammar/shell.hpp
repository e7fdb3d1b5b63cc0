// The POSIX shell command language (XCU 2.2, 2.3 and 2.6), as far as it takes to tell apart the words, operators and
// expansions of a command. Compound commands are not put together: their words and operators are read one by one.
//
// The grammar is total. Where a text is not closed, or shells do not agree on where something ends, an "unclear" rule
// takes the rest. What stands inside an expansion is read only to find its end.
//
// It is linear too: what opens an expansion, a quote or a parenthesis is tried once at each place. A second try after a
// failure deep inside, by another rule or by the same one, would double the work with each level of nesting.
#pragma once

#include <tao/pegtl.hpp>
#include <tao/pegtl/contrib/analyze_traits.hpp>

#include "base/unicode.hpp"

namespace drydock::grammar::shell {

namespace pegtl = tao::pegtl;

/// Deepest nesting of $(…), ${…} and (…) inside of them that is read; no real file comes near this one.
inline constexpr int max_depth = 30;

/// State of a parse as far as the rules look at it.
struct ShellState {
  int depth = 0;
};

/// blank = SP / TAB
struct blank : pegtl::one<' ', '\t'> {};
/// digit = "0"…"9"
struct digit : pegtl::range<'0', '9'> {};
struct rest : pegtl::star<pegtl::any> {};

/// Control characters, ill-formed UTF-8 and blanks outside ASCII: shells do not agree on them.
inline bool is_odd(const DecodedCharacter& character) noexcept {
  return !character.well_formed || (character.value < 0x20 && character.value != U'\t') || character.value == 0x7F ||
         (character.value >= 0x80 && is_unicode_space(character.value));
}
struct odd_character {
  using rule_t = odd_character;
  using subs_t = pegtl::empty_list;
  template <typename Input>
  static bool match(Input& in) noexcept {
    if (in.empty()) return false;
    const DecodedCharacter character = decode_utf8({in.current(), in.size()});
    if (!is_odd(character)) return false;
    in.bump(character.size);
    return true;
  }
};
/// One character that is neither odd nor one of `Excluded`.
template <char... Excluded>
struct character_except {
  using rule_t = character_except;
  using subs_t = pegtl::empty_list;
  template <typename Input>
  static bool match(Input& in) noexcept {
    if (in.empty()) return false;
    const DecodedCharacter character = decode_utf8({in.current(), in.size()});
    if (is_odd(character) || ((character.value == static_cast<unsigned char>(Excluded)) || ...)) return false;
    in.bump(character.size);
    return true;
  }
};

/// `Rule` one level deeper; does not match below `max_depth`.
template <typename Rule>
struct deeper {
  using rule_t = deeper;
  using subs_t = pegtl::type_list<Rule>;
  template <pegtl::apply_mode A, pegtl::rewind_mode M, template <typename...> class Action,
            template <typename...> class Control, typename Input, typename State>
  static bool match(Input& in, State& state) {
    if (state.depth == max_depth) return false;
    ++state.depth;
    const bool matched = Control<Rule>::template match<A, M, Action, Control>(in, state);
    --state.depth;
    return matched;
  }
};

// --- operators ------------------------------------------------------------------------------------------------------

/// control-operator = "&&" / "||" / "&" / "|" / ";" / LF
struct control_operator
    : pegtl::sor<pegtl::string<'&', '&'>, pegtl::string<'|', '|'>, pegtl::one<'&', '|', ';', '\n'>> {};
/// parenthesis = "(" / ")"
struct parenthesis : pegtl::one<'(', ')'> {};
/// redirection-operator = ">>" / ">|" / ">&" / "<>" / "<&" / "<" / ">"
struct redirection_operator
    : pegtl::sor<pegtl::string<'>', '>'>, pegtl::string<'>', '|'>, pegtl::string<'>', '&'>, pegtl::string<'<', '>'>,
                 pegtl::string<'<', '&'>, pegtl::one<'<', '>'>> {};
/// here-operator = "<<"                              ; here-documents, and bash's here-strings
struct here_operator : pegtl::string<'<', '<'> {};
/// io-number = digit, directly before "<" or ">"   ; more digits are a word to dash
struct io_number : pegtl::seq<digit, pegtl::at<pegtl::one<'<', '>'>>> {};
/// comment = "#" *( any character but LF ), where a word could begin
struct comment : pegtl::seq<pegtl::one<'#'>, pegtl::star<character_except<>>> {};

// --- expansions -----------------------------------------------------------------------------------------------------

struct nested_list;

/// parameter = "$" ( name / digit / "@" / "*" / "#" / "?" / "-" / "$" / "!" )
/// name = ( ALPHA / "_" ) *( ALPHA / digit / "_" )
struct parameter
    : pegtl::seq<pegtl::one<'$'>, pegtl::sor<pegtl::identifier, digit,
                                             pegtl::one<'@', '*', '#', '?', '-', '$', '!'>>> {};

/// command-substitution = "$(" nested-list ")"
/// arithmetic-expansion = "$((" … "))"    ; read as a command substitution, for only its end is looked for, and told
///                                        ; from one by how it begins
struct command_substitution
    : pegtl::seq<pegtl::string<'$', '('>, deeper<nested_list>, pegtl::one<')'>> {};
struct at_arithmetic : pegtl::at<pegtl::string<'$', '(', '('>> {};

/// braced-parameter = "${" *( any character but quotes, "\" and "{" / expansion ) "}"
/// Quotes in there mean different things to different shells. With a blank or "|" behind the brace it is a command
/// substitution of newer versions of bash.
struct braced_parameter;
/// backquoted = "`" *( any character but "`" and "\" ) "`"
struct backquoted : pegtl::seq<pegtl::one<'`'>, pegtl::star<character_except<'`', '\\'>>, pegtl::one<'`'>> {};
struct nested_expansion : pegtl::sor<command_substitution, braced_parameter, parameter, backquoted> {};
struct braced_text
    : pegtl::star<pegtl::sor<pegtl::plus<character_except<'\'', '"', '\\', '`', '{', '}', '$'>>, nested_expansion>> {};
struct braced_parameter : pegtl::seq<pegtl::string<'$', '{'>, pegtl::not_at<pegtl::one<' ', '\t', '|'>>,
                                     deeper<braced_text>, pegtl::one<'}'>> {};

/// lone-dollar = "$", before a character that begins no expansion in any shell, or before the end
template <char... Also>
struct before_no_expansion
    : pegtl::not_at<pegtl::sor<pegtl::identifier_other,
                               pegtl::one<'@', '*', '#', '?', '-', '$', '!', '{', '(', '[', '`', '\\', Also...>,
                               pegtl::not_range<'\x00', '\x7F'>>> {};
struct lone_dollar : pegtl::seq<pegtl::one<'$'>, before_no_expansion<'\'', '"'>> {};
struct quoted_lone_dollar : pegtl::seq<pegtl::one<'$'>, before_no_expansion<>> {};
/// dollar-quote = "$", before a quote: bash's $'…' and $"…", an ordinary dollar sign elsewhere
struct dollar_quote : pegtl::seq<pegtl::one<'$'>, pegtl::at<pegtl::one<'\'', '"'>>> {};
/// What looks like an expansion but is none that is read above; takes the rest.
struct unclear_substitution : pegtl::seq<pegtl::sor<pegtl::string<'$', '('>, pegtl::one<'`'>>, rest> {};
struct unclear_parameter : pegtl::seq<pegtl::one<'$'>, rest> {};

/// What is read inside of an expansion is not acted on.
struct arithmetic : pegtl::disable<command_substitution> {};
struct substitution : pegtl::disable<pegtl::sor<command_substitution, backquoted>> {};
struct variable : pegtl::disable<pegtl::sor<braced_parameter, parameter>> {};
struct expansion : pegtl::sor<pegtl::if_then_else<at_arithmetic, arithmetic, substitution>, variable,
                              unclear_substitution, unclear_parameter> {};

// --- words ----------------------------------------------------------------------------------------------------------

struct unclosed_single_quote : pegtl::eof {};
struct unclosed_double_quote : pegtl::eof {};
struct trailing_backslash : pegtl::eof {};
/// A tilde is expanded at the start of a word and, in bash, after an unquoted "=" or ":".
struct tilde : pegtl::one<'~'> {};
struct tilde_prefix : pegtl::one<'=', ':'> {};
/// Patterns, which are replaced by the names of files. A "[" is one only if a "]" follows in the word.
struct glob : pegtl::one<'*', '?'> {};
struct bracket : pegtl::one<'['> {};
/// Braces are expanded by bash, and "{" and "}" alone are reserved words everywhere.
struct brace : pegtl::one<'{', '}'> {};

/// single-quoted = "'" *( any character but "'" ) "'"
struct single_quoted_text : pegtl::plus<character_except<'\''>> {};
struct single_quoted : pegtl::seq<pegtl::one<'\''>, pegtl::star<pegtl::sor<single_quoted_text, odd_character>>,
                                  pegtl::sor<pegtl::one<'\''>, unclosed_single_quote>> {};

/// double-quoted = DQUOTE *( "\" ( "$" / "`" / DQUOTE / "\" ) / expansion / any character but "$", "`", DQUOTE ) DQUOTE
/// A backslash before any other character stays (XCU 2.2.3).
struct double_quoted_escaped : pegtl::one<'$', '`', '"', '\\'> {};
struct double_quoted_text : pegtl::plus<character_except<'"', '\\', '$', '`'>> {};
struct double_quoted_backslash : pegtl::one<'\\'> {};
struct double_quoted
    : pegtl::seq<pegtl::one<'"'>,
                 pegtl::star<pegtl::sor<double_quoted_text, pegtl::seq<pegtl::one<'\\'>, double_quoted_escaped>,
                                        double_quoted_backslash, quoted_lone_dollar, expansion, odd_character>>,
                 pegtl::sor<pegtl::one<'"'>, unclosed_double_quote>> {};

/// escaped = "\" any-character
struct escaped_character : character_except<> {};
struct escaped : pegtl::seq<pegtl::one<'\\'>, pegtl::sor<escaped_character, trailing_backslash, odd_character>> {};

/// literal = 1*( any character without a meaning inside a word )
struct literal : pegtl::plus<character_except<' ', '\t', '|', '&', ';', '<', '>', '(', ')', '$', '`', '\\', '"', '\'',
                                              '*', '?', '[', '{', '}', '=', ':'>> {};

/// word = [ tilde ] *( literal / tilde-prefix [ tilde ] / quoted / escaped / pattern / brace / expansion ), not empty
struct word_part : pegtl::sor<literal, pegtl::seq<tilde_prefix, pegtl::opt<tilde>>, single_quoted, double_quoted,
                              escaped, glob, bracket, brace, lone_dollar, dollar_quote, expansion> {};
struct word : pegtl::seq<pegtl::not_at<pegtl::one<'#'>>,
                         pegtl::sor<pegtl::seq<tilde, pegtl::star<word_part>>, pegtl::plus<word_part>>> {};

/// nested-list = *( blank / control-operator / redirection-operator / "(" nested-list ")" / word at word-end )
/// word-end = blank / operator / end
/// Comments, here-documents and "case", whose patterns end in a ")" of their own, are not read in there. Nor is what is
/// not closed. A word that ends elsewhere has a part that cannot be read: the list fails there, rather than trying that
/// part once more as the beginning of a new word.
struct nested_double_quoted
    : pegtl::seq<pegtl::one<'"'>,
                 pegtl::star<pegtl::sor<double_quoted_text, pegtl::seq<pegtl::one<'\\'>, double_quoted_escaped>,
                                        pegtl::seq<pegtl::one<'\\'>, pegtl::at<character_except<>>>, nested_expansion,
                                        quoted_lone_dollar>>,
                 pegtl::one<'"'>> {};
struct nested_single_quoted : pegtl::seq<pegtl::one<'\''>, pegtl::star<character_except<'\''>>, pegtl::one<'\''>> {};
struct nested_word_part
    : pegtl::sor<literal, tilde_prefix, nested_single_quoted, nested_double_quoted,
                 pegtl::seq<pegtl::one<'\\'>, escaped_character>, glob, bracket, brace, nested_expansion,
                 lone_dollar> {};
struct nested_word : pegtl::seq<pegtl::not_at<pegtl::one<'#'>>, pegtl::not_at<pegtl::keyword<'c', 'a', 's', 'e'>>,
                                pegtl::plus<nested_word_part>> {};
struct nested_word_end
    : pegtl::at<pegtl::sor<blank, control_operator, parenthesis, redirection_operator, pegtl::eof>> {};
struct nested_parentheses : pegtl::seq<pegtl::one<'('>, deeper<nested_list>, pegtl::one<')'>> {};
struct nested_list
    : pegtl::star<pegtl::sor<blank, control_operator, nested_parentheses, pegtl::seq<nested_word, nested_word_end>,
                             pegtl::seq<pegtl::not_at<here_operator>, redirection_operator>>> {};

// --- the text -------------------------------------------------------------------------------------------------------

/// here-document = here-operator *any                ; its body may begin anywhere below
struct here_document : pegtl::seq<here_operator, rest> {};
struct redirection : pegtl::sor<here_document, redirection_operator> {};
/// command = *( blank / comment / redirection / control-operator / parenthesis / word )
struct token : pegtl::sor<blank, comment, pegtl::seq<io_number, redirection>, redirection, control_operator,
                          parenthesis, word, odd_character> {};
struct command : pegtl::until<pegtl::eof, token> {};

}  // namespace drydock::grammar::shell

namespace tao::pegtl {
template <typename Name>
struct analyze_traits<Name, drydock::grammar::shell::odd_character> : analyze_any_traits<> {};
template <typename Name, char... Excluded>
struct analyze_traits<Name, drydock::grammar::shell::character_except<Excluded...>> : analyze_any_traits<> {};
template <typename Name, typename Rule>
struct analyze_traits<Name, drydock::grammar::shell::deeper<Rule>> : analyze_seq_traits<Rule> {};
}  // namespace tao::pegtl
