// The line structure of a Dockerfile: directives, comments, blank lines, instructions with their continuations and
// heredocs. Mirrors Parse, processLine and trimContinuationCharacter of BuildKit's
// frontend/dockerfile/parser/parser.go.
//
// The grammar is total: every text matches, and every byte is matched by exactly one of the rules that stand for a
// token (the ones listed at TOKENS). Nothing is ever matched twice, so no action needs rolling back: `start_line`
// looks a physical line over once and all other rules only compare pointers with what it found.
#pragma once

#include <cstring>
#include <string_view>

#include <tao/pegtl.hpp>
#include <tao/pegtl/contrib/analyze_traits.hpp>

#include "base/unicode.hpp"

namespace drydock::grammar {

namespace pegtl = tao::pegtl;

/// What `start_line` found out about the physical line that the input stands in.
///
///     <indent> text <blanks> E [ \t]* \r* \n
///     ^        ^             ^        ^      ^
///     |        first         content  text   next
struct Line {
  const char* first = nullptr;        ///< first byte that is not Unicode white space, or text_end
  const char* content_end = nullptr;  ///< where the continuation's escape character stands, else text_end
  const char* text_end = nullptr;     ///< end of the line without all its trailing \r and \n
  const char* next = nullptr;         ///< first byte of the next line
  bool continued = false;
};

/// State of a parse as far as the rules look at it. The parser's own state derives from it and adds the heredocs.
struct LineState {
  char escape = '\\';  ///< the escape character in force: \ or `
  Line line;
};

/// Whether a byte separates a keyword from its arguments: [\t\v\f\r ] (parser.go, reWhitespace).
constexpr bool is_separator(char byte) noexcept {
  return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\v' || byte == '\f';
}

/// Looks over the physical line [begin, end of input).
///
///     continuation = ( start-of-line / any byte but E ) E *( SP / TAB ) *CR ( LF / end-of-file )
///
/// Two escape characters at the end are never a continuation (parser.go, lineContinuationRegex).
inline Line look_over_line(const char* begin, const char* end, char escape) noexcept {
  Line line;
  const void* newline = std::memchr(begin, '\n', static_cast<std::size_t>(end - begin));
  line.next = newline != nullptr ? static_cast<const char*>(newline) + 1 : end;
  line.text_end = newline != nullptr ? static_cast<const char*>(newline) : end;
  while (line.text_end != begin && line.text_end[-1] == '\r') --line.text_end;

  const char* last = line.text_end;
  while (last != begin && (last[-1] == ' ' || last[-1] == '\t')) --last;
  line.continued = last != begin && last[-1] == escape && (last - 1 == begin || last[-2] != escape);
  line.content_end = line.continued ? last - 1 : line.text_end;

  line.first = begin;
  while (line.first != line.text_end && is_ascii_space(*line.first)) ++line.first;
  if (line.first != line.text_end && static_cast<unsigned char>(*line.first) >= 0x80) {
    line.first += leading_space_size({line.first, static_cast<std::size_t>(line.text_end - line.first)});
  }
  return line;
}

/// Zero-width; looks the line over. Fails at the end of the input only.
struct start_line {
  using rule_t = start_line;
  using subs_t = pegtl::empty_list;
  template <pegtl::apply_mode, pegtl::rewind_mode, template <typename...> class, template <typename...> class,
            typename Input, typename State>
  static bool match(Input& in, State& state) noexcept {
    state.line = look_over_line(in.current(), in.end(), state.escape);
    return in.current() != in.end();
  }
};

/// A rule that moves the input to a place that `Target` finds, and fails if the input stands there already.
template <typename Target>
struct up_to {
  using rule_t = up_to;
  using subs_t = pegtl::empty_list;
  template <pegtl::apply_mode, pegtl::rewind_mode, template <typename...> class, template <typename...> class,
            typename Input, typename State>
  static bool match(Input& in, State& state) noexcept {
    const char* const target = Target::find(in.current(), in.end(), state);
    if (target <= in.current()) return false;
    in.bump(static_cast<std::size_t>(target - in.current()));
    return true;
  }
};

/// A zero-width condition on the line that the input stands in.
template <typename Condition>
struct when {
  using rule_t = when;
  using subs_t = pegtl::empty_list;
  template <pegtl::apply_mode, pegtl::rewind_mode, template <typename...> class, template <typename...> class,
            typename Input, typename State>
  static bool match(Input& in, State& state) noexcept {
    return Condition::holds(in.current(), state);
  }
};

// --- TOKENS ---------------------------------------------------------------------------------------------------------

/// bom = %xEF %xBB %xBF      ; dropped once, at the start of the file (parser.go, discardBOM)
struct bom : pegtl::string<'\xEF', '\xBB', '\xBF'> {};

/// indent = 1*unicode-space  ; at the start of an instruction, comment or blank line
struct indent_target {
  static const char* find(const char*, const char*, const LineState& state) noexcept {
    return state.line.first < state.line.content_end ? state.line.first : state.line.content_end;
  }
};
struct indent : up_to<indent_target> {};

/// lead = 1*unicode-space    ; before the keyword on a line that goes on after a lone escape character; part of the text
struct lead : up_to<indent_target> {};

/// comment = "#" *( any byte but the line end )
struct comment_target {
  static const char* find(const char* at, const char*, const LineState& state) noexcept {
    return at != state.line.text_end && *at == '#' ? state.line.text_end : at;
  }
};
struct comment : up_to<comment_target> {};

/// blank = *unicode-space    ; all of a line that holds nothing else
struct text_end_target {
  static const char* find(const char*, const char*, const LineState& state) noexcept { return state.line.text_end; }
};
struct blank : up_to<text_end_target> {};

/// line-end = *CR LF / 1*CR end-of-file
struct next_line_target {
  static const char* find(const char* at, const char*, const LineState& state) noexcept {
    return at >= state.line.text_end ? state.line.next : at;
  }
};
struct line_end : up_to<next_line_target> {};

/// keyword = 1*( any byte but a separator, up to the continuation )
struct keyword_target {
  static const char* find(const char* at, const char*, const LineState& state) noexcept {
    while (at < state.line.content_end && !is_separator(*at)) ++at;
    return at;
  }
};
struct keyword : up_to<keyword_target> {};

/// separator = 1*( TAB / VT / FF / CR / SP )
struct separator_target {
  static const char* find(const char* at, const char*, const LineState& state) noexcept {
    while (at < state.line.content_end && is_separator(*at)) ++at;
    return at;
  }
};
struct separator : up_to<separator_target> {};

/// argument = 1*( any byte, up to the continuation )
struct argument_target {
  static const char* find(const char*, const char*, const LineState& state) noexcept { return state.line.content_end; }
};
struct argument : up_to<argument_target> {};

/// escape = E *( SP / TAB )  ; the continuation at the end of a line
struct escape_target {
  static const char* find(const char* at, const char*, const LineState& state) noexcept {
    return state.line.continued && at == state.line.content_end ? state.line.text_end : at;
  }
};
struct escape : up_to<escape_target> {};

/// heredoc-text = 1*( line that is not the terminator )
/// Asks the state, which knows the name of the heredoc that is being read.
struct heredoc_text_target {
  template <typename State>
  static const char* find(const char* at, const char* end, State& state) noexcept {
    while (at != end && !state.is_heredoc_terminator(at, end)) {
      const void* newline = std::memchr(at, '\n', static_cast<std::size_t>(end - at));
      at = newline != nullptr ? static_cast<const char*>(newline) + 1 : end;
    }
    return at;
  }
};
struct heredoc_text : up_to<heredoc_text_target> {};

/// heredoc-terminator = *TAB name   ; tabs for <<- only
/// After heredoc-text the input stands at the terminator or at the end of the file.
struct heredoc_terminator : up_to<text_end_target> {};

/// directive-text = "#" *unicode-space name *re-space "=" *re-space value *re-space
///     name     = ALPHA *( ALPHA / DIGIT )      ; syntax, escape or check, whatever the case
///     value    = 1*( any byte )
///     re-space = TAB / LF / FF / CR / SP
/// (directives.go, directiveRegexp.) The value runs to the end of the line here; whoever reads it trims it.
struct directive_name
    : pegtl::seq<pegtl::sor<pegtl::istring<'s', 'y', 'n', 't', 'a', 'x'>, pegtl::istring<'e', 's', 'c', 'a', 'p', 'e'>,
                            pegtl::istring<'c', 'h', 'e', 'c', 'k'>>,
                 pegtl::not_at<pegtl::alnum>> {};
struct re_space : pegtl::one<'\t', '\f', '\r', ' '> {};
struct unicode_spaces {
  using rule_t = unicode_spaces;
  using subs_t = pegtl::empty_list;
  template <pegtl::apply_mode, pegtl::rewind_mode, template <typename...> class, template <typename...> class,
            typename Input, typename State>
  static bool match(Input& in, State& state) noexcept {
    const char* const at = in.current();
    if (at < state.line.text_end) in.bump(leading_space_size({at, static_cast<std::size_t>(state.line.text_end - at)}));
    return true;
  }
};
struct directive_value : up_to<text_end_target> {};
struct directive_text : pegtl::seq<pegtl::one<'#'>, unicode_spaces, directive_name, pegtl::star<re_space>,
                                   pegtl::one<'='>, directive_value> {};

// --- LINES ----------------------------------------------------------------------------------------------------------

struct comment_line_condition {
  static bool holds(const char*, const LineState& state) noexcept {
    return state.line.first != state.line.text_end && *state.line.first == '#';
  }
};
struct blank_line_condition {
  static bool holds(const char*, const LineState& state) noexcept { return state.line.first == state.line.text_end; }
};

/// directive-line = [ indent ] directive-text [ line-end ]
struct directive_line
    : pegtl::seq<start_line, pegtl::at<pegtl::opt<indent>, directive_text>, pegtl::opt<indent>, directive_text,
                 pegtl::opt<line_end>> {};

/// comment-line = [ indent ] comment [ line-end ]
struct comment_line
    : pegtl::seq<when<comment_line_condition>, pegtl::opt<indent>, comment, pegtl::opt<line_end>> {};

/// blank-line = [ blank ] [ line-end ]     ; at least one byte, because start_line saw one
struct blank_line : pegtl::seq<when<blank_line_condition>, pegtl::opt<blank>, pegtl::opt<line_end>> {};

/// skipped-line = comment-line / blank-line    ; inside an instruction; BuildKit drops both
struct skipped_comment : pegtl::seq<when<comment_line_condition>, pegtl::opt<indent>, comment, pegtl::opt<line_end>> {};
struct skipped_blank : pegtl::seq<when<blank_line_condition>, pegtl::opt<blank>, pegtl::opt<line_end>> {};
struct skipped_line : pegtl::seq<start_line, pegtl::sor<skipped_comment, skipped_blank>> {};

/// join = escape [ line-end ] *skipped-line    ; nothing stands for it in the joined line
/// Afterwards the state describes the line that goes on, because the last try of skipped-line looked it over.
struct join : pegtl::seq<escape, pegtl::opt<line_end>, pegtl::star<skipped_line>> {};

/// heredocs = *( heredoc-start [ heredoc-text ] [ heredoc-terminator [ line-end ] ] )
/// `heredoc_start` is zero-width and holds once for each heredoc that the joined line announces (parser.go,
/// heredocsFromLine). An unterminated heredoc runs to the end of the file.
struct heredoc_start_condition {
  template <typename State>
  static bool holds(const char* at, State& state) {
    return state.next_heredoc(at);
  }
};
struct heredoc_start : when<heredoc_start_condition> {};
struct heredocs : pegtl::star<heredoc_start, pegtl::opt<heredoc_text>,
                              pegtl::opt<start_line, heredoc_terminator, pegtl::opt<line_end>>> {};

/// instruction = [ indent ] *( join [ lead ] )
///               [ keyword ] *( join [ keyword ] )        ; a keyword may be cut by continuations
///               [ separator ] [ argument ] *( join [ argument ] ) [ line-end ] heredocs
struct instruction
    : pegtl::seq<pegtl::opt<indent>, pegtl::star<join, pegtl::opt<lead>>, pegtl::opt<keyword>,
                 pegtl::star<join, pegtl::opt<keyword>>, pegtl::opt<separator>, pegtl::opt<argument>,
                 pegtl::star<join, pegtl::opt<argument>>, pegtl::opt<line_end>, heredocs> {};

/// dockerfile = [ bom ] *directive-line *( comment-line / blank-line / instruction )
struct dockerfile : pegtl::seq<pegtl::opt<bom>, pegtl::star<directive_line>,
                               pegtl::star<start_line, pegtl::sor<comment_line, blank_line, instruction>>> {};

}  // namespace drydock::grammar

namespace tao::pegtl {
// For analyze<>(). A condition consumes nothing. Two zero-width rules are declared as consuming, because repetitions
// end at them: start_line fails at the end of the input and else saw a byte that the line's alternatives take,
// whichever it is; heredoc_start holds once for each heredoc of a finite list.
template <typename Name, typename Target>
struct analyze_traits<Name, drydock::grammar::up_to<Target>> : analyze_any_traits<> {};
template <typename Name, typename Condition>
struct analyze_traits<Name, drydock::grammar::when<Condition>> : analyze_opt_traits<> {};
template <typename Name>
struct analyze_traits<Name, drydock::grammar::when<drydock::grammar::heredoc_start_condition>> : analyze_any_traits<> {
};
template <typename Name>
struct analyze_traits<Name, drydock::grammar::start_line> : analyze_any_traits<> {};
template <typename Name>
struct analyze_traits<Name, drydock::grammar::unicode_spaces> : analyze_opt_traits<> {};
}  // namespace tao::pegtl
