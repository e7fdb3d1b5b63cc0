// Words of the POSIX shell command language (XCU 2.2 and 2.3), as far as a command is nothing but literal words. The
// first thing that a shell would do something to ends the reading: it is an obstacle, and what follows is not looked at.
#pragma once

#include <tao/pegtl.hpp>
#include <tao/pegtl/contrib/analyze_traits.hpp>

#include "base/unicode.hpp"

namespace drydock::grammar::shell {

namespace pegtl = tao::pegtl;

/// blank = SP / TAB
struct blank : pegtl::one<' ', '\t'> {};

// Obstacles, each named after what the shell would see.
struct operator_character : pegtl::one<'|', '&', ';', '<', '>', '(', ')', '\n'> {};
struct dollar : pegtl::one<'$'> {};
struct backquote : pegtl::one<'`'> {};
struct glob : pegtl::one<'*', '?', '['> {};
/// Braces are expanded by bash, and "{" and "}" alone are reserved words everywhere.
struct brace : pegtl::one<'{', '}'> {};
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
struct unclosed_single_quote : pegtl::eof {};
struct unclosed_double_quote : pegtl::eof {};
struct trailing_backslash : pegtl::eof {};
struct comment : pegtl::one<'#'> {};
/// A tilde is expanded at the start of a word and, in bash, after an unquoted "=" or ":".
struct tilde : pegtl::one<'~'> {};

/// single-quoted = "'" *( any character but "'" ) "'"
struct single_quoted_text : pegtl::star<character_except<'\''>> {};
struct single_quoted : pegtl::seq<pegtl::one<'\''>, single_quoted_text,
                                  pegtl::sor<pegtl::one<'\''>, unclosed_single_quote, odd_character>> {};

/// double-quoted = DQUOTE *( "\" ( "$" / "`" / DQUOTE / "\" ) / any character but "$", "`", DQUOTE ) DQUOTE
/// A backslash before any other character stays (XCU 2.2.3).
struct double_quoted_escaped : pegtl::one<'$', '`', '"', '\\'> {};
struct double_quoted_text : pegtl::plus<character_except<'"', '\\', '$', '`'>> {};
struct double_quoted_backslash : pegtl::one<'\\'> {};
struct double_quoted_open : pegtl::one<'"'> {};
struct double_quoted
    : pegtl::seq<double_quoted_open,
                 pegtl::star<pegtl::sor<double_quoted_text, pegtl::seq<pegtl::one<'\\'>, double_quoted_escaped>,
                                        double_quoted_backslash>>,
                 pegtl::sor<pegtl::one<'"'>, dollar, backquote, unclosed_double_quote, odd_character>> {};

/// escaped = "\" any-character
struct escaped_character : character_except<> {};
struct escaped : pegtl::seq<pegtl::one<'\\'>, pegtl::sor<escaped_character, trailing_backslash, odd_character>> {};

/// literal = 1*( any character without a meaning inside a word )
struct literal : pegtl::plus<character_except<' ', '\t', '|', '&', ';', '<', '>', '(', ')', '$', '`', '\\', '"', '\'',
                                              '*', '?', '[', '{', '}', '=', ':'>> {};
struct tilde_prefix : pegtl::one<'=', ':'> {};

/// word = 1*( literal / tilde-prefix [ tilde ] / single-quoted / double-quoted / escaped )
struct word_part
    : pegtl::sor<literal, pegtl::seq<tilde_prefix, pegtl::opt<tilde>>, single_quoted, double_quoted, escaped> {};
struct word : pegtl::seq<pegtl::not_at<pegtl::sor<comment, tilde>>, pegtl::plus<word_part>> {};

struct obstacle : pegtl::sor<operator_character, dollar, backquote, glob, brace, comment, tilde, odd_character> {};

/// command = *( blank / word ) ( end / obstacle *any )
struct command : pegtl::seq<pegtl::star<pegtl::sor<blank, word>>,
                            pegtl::sor<pegtl::eof, pegtl::seq<obstacle, pegtl::star<pegtl::any>>>> {};

}  // namespace drydock::grammar::shell

namespace tao::pegtl {
template <typename Name>
struct analyze_traits<Name, drydock::grammar::shell::odd_character> : analyze_any_traits<> {};
template <typename Name, char... Excluded>
struct analyze_traits<Name, drydock::grammar::shell::character_except<Excluded...>> : analyze_any_traits<> {};
}  // namespace tao::pegtl
