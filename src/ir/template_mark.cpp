// The search for marks of template languages.
#include "ir/template_mark.hpp"

#include <algorithm>
#include <array>

#include "base/unicode.hpp"

namespace drydock {
namespace {

/// Finds a text again and again, from places that only grow: no byte is looked at twice.
class Finder {
 public:
  Finder(std::string_view text, std::string_view wanted) : text_(text), wanted_(wanted) {}
  /// Where it stands first at or after a place, or npos.
  std::size_t from(std::size_t at) {
    if (!searched_ || found_ < at) found_ = text_.find(wanted_, at);
    searched_ = true;
    return found_;
  }
  [[nodiscard]] std::size_t size() const { return wanted_.size(); }

 private:
  std::string_view text_;
  std::string_view wanted_;
  bool searched_ = false;
  std::size_t found_ = 0;
};

/// End of a mark that began at `at`, if `close` follows before the end of the line (for `<%`, anywhere).
std::optional<std::size_t> end_of(std::size_t at, Finder& close, Finder* newline) {
  const std::size_t end = close.from(at + 2);
  if (end == std::string_view::npos || end == at + 2) return std::nullopt;
  if (newline != nullptr && newline->from(at) < end) return std::nullopt;
  return end + close.size();
}

bool is_name_byte(char byte) { return is_ascii_alpha(byte) || is_ascii_digit(byte) || byte == '_'; }

/// `open` NAME `open` with a name of at least three capital letters, digits and underscores; any letters if `any_case`.
std::optional<std::size_t> end_of_placeholder(std::string_view text, std::size_t at, std::string_view open,
                                              bool any_case) {
  if (!text.substr(at).starts_with(open)) return std::nullopt;
  const std::size_t begin = at + open.size();
  std::size_t end = begin;
  while (end < text.size() && is_name_byte(text[end]) && (any_case || !(text[end] >= 'a' && text[end] <= 'z'))) ++end;
  if (end - begin < 3 || !is_ascii_alpha(text[begin]) || !text.substr(end).starts_with(open)) return std::nullopt;
  return end + open.size();
}

/// Whether the inside of `{{…}}` may be meant for a command's own format option.
bool is_command_format(std::string_view inside, bool has_shell_quoting) {
  inside.remove_prefix(leading_space_size(inside));
  if (inside.starts_with('.') || inside.starts_with('$') || inside.starts_with('"') || has_shell_quoting) return true;
  constexpr std::array<std::string_view, 11> words = {"json", "range",  "if",      "end",  "else", "index",
                                                      "with", "printf", "println", "join", "len"};
  std::size_t size = 0;
  while (size < inside.size() && is_name_byte(inside[size])) ++size;
  return size == 0 || std::ranges::find(words, inside.substr(0, size)) != words.end();
}

/// Whether a place belongs to text for a shell or to a heredoc.
bool is_command_text(const Dockerfile& dockerfile, Offset at) {
  const auto after = std::ranges::upper_bound(dockerfile.instructions, at, {},
                                              [](const Instruction& found) { return found.range.begin; });
  if (after == dockerfile.instructions.begin()) return false;
  const Instruction& instruction = *std::prev(after);
  if (at >= instruction.range.end) return false;
  const Keyword keyword =
      instruction.as<Onbuild>() != nullptr ? instruction.as<Onbuild>()->trigger->keyword : instruction.keyword;
  if (keyword == Keyword::run || keyword == Keyword::cmd || keyword == Keyword::entrypoint ||
      keyword == Keyword::healthcheck) {
    return true;
  }
  // The last heredoc that begins before the place: they come one after the other.
  const auto heredoc =
      std::ranges::upper_bound(instruction.heredocs, at, {}, [](const Heredoc& found) { return found.content.begin; });
  return heredoc != instruction.heredocs.begin() && at < std::prev(heredoc)->content.end;
}

}  // namespace

std::optional<TemplateMark> find_template_mark(const Source& source, const Dockerfile& dockerfile) {
  const std::string_view text = source.text();
  const auto mark = [](std::size_t begin, std::size_t end, std::string_view language) {
    return TemplateMark{{to_offset(begin), to_offset(end)}, language};
  };
  Finder newline(text, "\n"), statement(text, "%}"), remark(text, "#}"), braces(text, "}}"), ruby(text, "%>"),
      backslash(text, "\\"), apostrophe(text, "'");
  Finder brace(text, "{"), angle(text, "<"), at_sign(text, "@"), percent(text, "%");
  const auto next_byte = [&](std::size_t at) {
    return std::min({brace.from(at), angle.from(at), at_sign.from(at), percent.from(at)});
  };
  for (std::size_t at = next_byte(0); at < text.size() && at + 3 < text.size(); at = next_byte(at + 1)) {
    const char byte = text[at];
    const char next = text[at + 1];
    if (byte == '{' && next == '%') {
      if (const auto end = end_of(at, statement, &newline)) return mark(at, *end, "Jinja");
    } else if (byte == '{' && next == '#') {
      if (const auto end = end_of(at, remark, &newline); end && text[at + 2] == ' ') return mark(at, *end, "Jinja");
    } else if (byte == '{' && next == '{') {
      const auto end = end_of(at, braces, &newline);
      const auto is_format = [&] {
        const std::size_t quoting = std::min(backslash.from(at + 2), apostrophe.from(at + 2));
        return is_command_format(text.substr(at + 2, *end - at - 4), quoting < *end - 2);
      };
      if (end && !(is_command_text(dockerfile, to_offset(at)) && is_format())) {
        return mark(at, *end, "{{ }}");
      }
    } else if (byte == '<' && next == '%') {
      if (const auto end = end_of(at, ruby, nullptr)) return mark(at, *end, "ERB");
    } else if (byte == '@') {
      if (const auto end = end_of_placeholder(text, at, next == '@' ? "@@" : "@", next == '@')) {
        return mark(at, *end, "@NAME@");
      }
    } else if (byte == '%' && next == '%') {
      if (const auto end = end_of_placeholder(text, at, "%%", false)) return mark(at, *end, "%%NAME%%");
    }
  }
  constexpr std::array<std::string_view, 9> macros = {"include(",     "sinclude(", "define(", "ifdef(",  "ifelse(",
                                                      "changequote(", "divert(",   "m4_",     "INCLUDE("};
  for (const Instruction& instruction : dockerfile.instructions) {
    if (instruction.keyword != Keyword::unknown) continue;
    const std::string_view word = instruction.keyword_text.value;
    if (word == "dnl" || std::ranges::any_of(macros, [&](std::string_view macro) { return word.starts_with(macro); })) {
      return TemplateMark{instruction.keyword_text.range, "m4"};
    }
  }
  return std::nullopt;
}

}  // namespace drydock
