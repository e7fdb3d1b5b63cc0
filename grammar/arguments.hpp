// What follows an instruction's keyword in the joined line: builder flags, words and fields.
#pragma once

#include <tao/pegtl.hpp>
#include <tao/pegtl/contrib/analyze_traits.hpp>

#include "base/unicode.hpp"
#include "bytes.hpp"

namespace drydock::grammar::arguments {

namespace pegtl = tao::pegtl;

/// State of a parse as far as the rules look at it.
struct ArgumentState {
  char escape = '\\';
  bool flags_ended = false;  ///< a word that reads "--" was met
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

// --- flags: split_command.go, extractBuilderFlags. Works on bytes, each taken as a Latin-1 character. -----------------

/// flag-space = %x09-0D / SP / %x85 / %xA0
struct flag_space {
  using rule_t = flag_space;
  using subs_t = pegtl::empty_list;
  template <typename Input>
  static bool match(Input& in) noexcept {
    if (in.empty() || !is_latin1_space(*in.current())) return false;
    in.bump(1);
    return true;
  }
};
struct flag_byte : pegtl::any {};
struct escaped_flag_byte : pegtl::any {};
/// flag-escape = E byte / E end      ; the escape character goes, in all kinds of quotes too
struct flag_escape : pegtl::seq<escape_character, pegtl::opt<escaped_flag_byte>> {};
template <char Quote>
struct quoted_flag_text
    : pegtl::seq<pegtl::one<Quote>, pegtl::star<pegtl::not_at<pegtl::one<Quote>>, pegtl::sor<flag_escape, flag_byte>>,
                 pegtl::opt<pegtl::one<Quote>>> {};
/// flag-quoted = quote *( flag-escape / any byte but that quote ) ( quote / end )
struct flag_quoted : pegtl::sor<quoted_flag_text<'\''>, quoted_flag_text<'"'>> {};
/// plain-flag = "--" *( ASCII byte but a quote, an escape character or flag-space ) ( at flag-space / end )
/// Nearly all flags: what such a flag says is what its bytes are.
struct plain_flag_bytes {
  static constexpr bool contains(char byte) noexcept {
    return static_cast<unsigned char>(byte) < 0x80 && !is_latin1_space(byte) && byte != '\'' && byte != '"' &&
           byte != '\\' && byte != '`';
  }
};
struct plain_flag : pegtl::seq<pegtl::string<'-', '-'>, pegtl::opt<run_of<plain_flag_bytes>>,
                               pegtl::sor<pegtl::at<flag_space>, pegtl::eof>> {};
/// flag = "--" *( flag-quoted / flag-escape / any byte but flag-space )
struct flag : pegtl::seq<pegtl::at<pegtl::string<'-', '-'>>,
                         pegtl::plus<pegtl::not_at<flag_space>, pegtl::sor<flag_quoted, flag_escape, flag_byte>>> {};
struct more_flags {
  using rule_t = more_flags;
  using subs_t = pegtl::empty_list;
  template <pegtl::apply_mode, pegtl::rewind_mode, template <typename...> class, template <typename...> class,
            typename Input, typename State>
  static bool match(Input&, State& state) noexcept {
    return !state.flags_ended;
  }
};
struct flag_spaces : pegtl::star<flag_space> {};
/// flags = *( *flag-space ( plain-flag / flag ) ) *flag-space     ; ends after a flag that reads "--"
struct flags : pegtl::seq<pegtl::star<more_flags, flag_spaces, pegtl::sor<plain_flag, flag>>,
                          pegtl::opt<more_flags, flag_spaces>> {};

// --- words of ENV, LABEL and ARG: line_parsers.go, parseWords ---------------------------------------------------------

/// word-space = unicode-space
struct word_space {
  using rule_t = word_space;
  using subs_t = pegtl::empty_list;
  static std::size_t size_at(const char* at, const char* end) noexcept {
    if (static_cast<unsigned char>(*at) < 0x80) return is_ascii_space(*at) ? 1 : 0;
    const DecodedCharacter character = decode_utf8({at, static_cast<std::size_t>(end - at)});
    return is_unicode_space(character.value) ? character.size : 0;
  }
  template <typename Input>
  static bool match(Input& in) noexcept {
    const std::size_t size = in.empty() ? 0 : size_at(in.current(), in.end());
    in.bump(size);
    return size != 0;
  }
};
struct word_character {
  using rule_t = word_character;
  using subs_t = pegtl::empty_list;
  template <typename Input>
  static bool match(Input& in) noexcept {
    if (in.empty()) return false;
    const bool ascii = static_cast<unsigned char>(*in.current()) < 0x80;
    in.bump(ascii ? 1 : decode_utf8({in.current(), in.size()}).size);
    return true;
  }
};
/// plain-word = 1*( ASCII byte but a quote, a possible escape character or white space )
struct plain_word_bytes {
  static constexpr bool contains(char byte) noexcept {
    return static_cast<unsigned char>(byte) < 0x80 && !is_ascii_space(byte) && byte != '\'' && byte != '"' &&
           byte != '\\' && byte != '`';
  }
};
struct plain_word : run_of<plain_word_bytes> {};
/// plain-quoted = 1*( byte but DQUOTE and a possible escape character )
struct plain_quoted_bytes {
  static constexpr bool contains(char byte) noexcept { return byte != '"' && byte != '\\' && byte != '`'; }
};
struct plain_quoted : run_of<plain_quoted_bytes> {};
/// dropped-escape = E end
struct dropped_escape : pegtl::seq<escape_character, pegtl::eof> {};
struct word_escape : pegtl::sor<dropped_escape, pegtl::seq<escape_character, word_character>> {};
struct single_quoted
    : pegtl::seq<pegtl::one<'\''>, pegtl::star<pegtl::not_one<'\''>>, pegtl::opt<pegtl::one<'\''>>> {};
struct double_quoted
    : pegtl::seq<pegtl::one<'"'>,
                 pegtl::star<pegtl::sor<plain_quoted, pegtl::seq<pegtl::not_at<pegtl::one<'"'>>,
                                                                 pegtl::sor<word_escape, word_character>>>>,
                 pegtl::opt<pegtl::one<'"'>>> {};
/// word = 1*( single-quoted / double-quoted / E any-character / any character but unicode-space )
/// Quotes that are not closed run to the end.
struct word
    : pegtl::plus<
          pegtl::sor<plain_word, pegtl::seq<pegtl::not_at<word_space>,
                                            pegtl::sor<single_quoted, double_quoted, word_escape, word_character>>>> {};
/// words = *( unicode-space / word )
struct words : pegtl::star<pegtl::sor<word_space, word>> {};

// --- fields of FROM, COPY, EXPOSE and the like: line_parsers.go, parseStringsWhitespaceDelimited ----------------------

/// field = 1*( any byte but a separator )
struct separator_bytes {
  static constexpr bool contains(char byte) noexcept {
    return byte == '\t' || byte == '\v' || byte == '\f' || byte == '\r' || byte == ' ';
  }
};
struct field_bytes {
  static constexpr bool contains(char byte) noexcept { return !separator_bytes::contains(byte); }
};
struct separator : run_of<separator_bytes> {};
struct field : run_of<field_bytes> {};
/// fields = *( separator / field )
struct fields : pegtl::star<pegtl::sor<separator, field>> {};

}  // namespace drydock::grammar::arguments

namespace tao::pegtl {
template <typename Name>
struct analyze_traits<Name, drydock::grammar::arguments::escape_character> : analyze_any_traits<> {};
template <typename Name>
struct analyze_traits<Name, drydock::grammar::arguments::flag_space> : analyze_any_traits<> {};
template <typename Name>
struct analyze_traits<Name, drydock::grammar::arguments::word_space> : analyze_any_traits<> {};
template <typename Name>
struct analyze_traits<Name, drydock::grammar::arguments::word_character> : analyze_any_traits<> {};
template <typename Name>
struct analyze_traits<Name, drydock::grammar::arguments::more_flags> : analyze_opt_traits<> {};
}  // namespace tao::pegtl
