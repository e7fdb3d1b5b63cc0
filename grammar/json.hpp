// JSON as Go's encoding/json accepts it, for the exec form of instructions (BuildKit's parser/line_parsers.go,
// parseJSON).
#pragma once

#include <string>

#include <tao/pegtl.hpp>
#include <tao/pegtl/contrib/analyze_traits.hpp>

#include "bytes.hpp"

namespace drydock::grammar::json {

namespace pegtl = tao::pegtl;

/// Go's encoding/json refuses arrays and objects nested deeper than this (scanner.go, maxNestingDepth).
inline constexpr std::size_t max_depth = 10000;

/// ws = *( SP / TAB / CR / LF )
struct ws : pegtl::star<pegtl::one<' ', '\t', '\r', '\n'>> {};

/// string = DQUOTE *( plain / escape ) DQUOTE
/// plain  = 1*( any byte but DQUOTE, "\" and %x00-1F )     ; also bytes that are not UTF-8
struct plain_bytes {
  static constexpr bool contains(char byte) noexcept {
    return byte != '"' && byte != '\\' && static_cast<unsigned char>(byte) >= 0x20;
  }
};
struct plain : run_of<plain_bytes> {};
/// escape = "\" ( DQUOTE / "\" / "/" / "b" / "f" / "n" / "r" / "t" / "u" 4HEXDIG )
struct unicode_escape : pegtl::seq<pegtl::one<'u'>, pegtl::rep<4, pegtl::xdigit>> {};
struct short_escape : pegtl::one<'"', '\\', '/', 'b', 'f', 'n', 'r', 't'> {};
struct escape : pegtl::seq<pegtl::one<'\\'>, pegtl::sor<short_escape, unicode_escape>> {};
struct string_text : pegtl::star<pegtl::sor<plain, escape>> {};
struct string : pegtl::seq<pegtl::one<'"'>, string_text, pegtl::one<'"'>> {};

/// string-array = ws "[" ws [ string *( ws "," ws string ) ] ws "]" ws end
struct string_array
    : pegtl::seq<ws, pegtl::one<'['>, ws, pegtl::opt<string, ws, pegtl::star<pegtl::one<','>, ws, string, ws>>,
                 pegtl::one<']'>, ws, pegtl::eof> {};

/// number = [ "-" ] ( "0" / %x31-39 *DIGIT ) [ "." 1*DIGIT ] [ ( "e" / "E" ) [ "+" / "-" ] 1*DIGIT ]
struct number
    : pegtl::seq<pegtl::opt<pegtl::one<'-'>>,
                 pegtl::sor<pegtl::one<'0'>, pegtl::seq<pegtl::range<'1', '9'>, pegtl::star<pegtl::digit>>>,
                 pegtl::opt<pegtl::one<'.'>, pegtl::plus<pegtl::digit>>,
                 pegtl::opt<pegtl::one<'e', 'E'>, pegtl::opt<pegtl::one<'+', '-'>>, pegtl::plus<pegtl::digit>>> {};
struct scalar
    : pegtl::sor<string, number, pegtl::string<'t', 'r', 'u', 'e'>, pegtl::string<'f', 'a', 'l', 's', 'e'>,
                 pegtl::string<'n', 'u', 'l', 'l'>> {};

/// array = "[" ws [ value *( ws "," ws value ) ] ws "]"
/// object = "{" ws [ string ws ":" ws value *( ws "," ws string ws ":" ws value ) ] ws "}"
/// value = scalar / array / object
///
/// One rule with its own stack instead of mutual recursion: a hostile file may nest thousands of brackets.
struct array {
  using rule_t = array;
  using subs_t = pegtl::type_list<ws, scalar, string>;

  template <pegtl::apply_mode A, pegtl::rewind_mode, template <typename...> class Action,
            template <typename...> class Control, typename Input, typename... States>
  static bool match(Input& in, States&&... states) {
    constexpr auto M = pegtl::rewind_mode::required;
    auto marker = in.template mark<M>();
    const auto take = [&](char byte) {
      if (in.empty() || *in.current() != byte) return false;
      in.bump(1);
      return true;
    };
    const auto skip = [&] { return Control<ws>::template match<A, M, Action, Control>(in, states...); };
    const auto key = [&] {
      return Control<string>::template match<A, M, Action, Control>(in, states...) && skip() && take(':') && skip();
    };
    std::string open;  // the brackets that are open
    if (!take('[')) return marker(false);
    open += '[';
    bool after_value = false;  // a value ended here; else one may begin
    bool may_close = true;     // directly after an opening bracket
    while (!open.empty()) {
      skip();
      const char close = open.back() == '[' ? ']' : '}';
      if ((after_value || may_close) && take(close)) {
        open.pop_back();
        after_value = true;
        continue;
      }
      if (after_value) {
        if (!take(',')) return marker(false);
        skip();
      }
      if (close == '}' && !key()) return marker(false);
      after_value = may_close = false;
      if (!in.empty() && (*in.current() == '[' || *in.current() == '{')) {
        if (open.size() == max_depth) return marker(false);
        open += *in.current();
        in.bump(1);
        may_close = true;
      } else {
        if (!Control<scalar>::template match<A, M, Action, Control>(in, states...)) return marker(false);
        after_value = true;
      }
    }
    return marker(true);
  }
};
struct any_array : pegtl::seq<ws, array, ws, pegtl::eof> {};

}  // namespace drydock::grammar::json

namespace tao::pegtl {
template <typename Name>
struct analyze_traits<Name, drydock::grammar::json::array> : analyze_any_traits<> {};
}  // namespace tao::pegtl
