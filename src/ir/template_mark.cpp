// The search for marks of template languages.
#include "ir/template_mark.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_set>

#include "base/unicode.hpp"
#include "syntax/image_reference.hpp"

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

/// Whether the inside of `{{…}}` may be meant for a command's own format option, or is what a shell expands.
/// `has_space(rest)` tells whether there is a blank in the rest of it: looking each time takes the square of the size.
template <typename HasSpace>
bool is_command_format(std::string_view inside, bool has_shell_quoting, HasSpace has_space) {
  if (inside.starts_with("- ")) inside.remove_prefix(1);
  inside.remove_prefix(leading_space_size(inside));
  if (inside.starts_with('.') || inside.starts_with('$') || inside.starts_with('"') ||
      inside.starts_with('(') || has_shell_quoting) {
    return true;
  }
  constexpr std::array<std::string_view, 11> words = {"json", "range",  "if",      "end",  "else", "index",
                                                      "with", "printf", "println", "join", "len"};
  std::size_t size = 0;
  while (size < inside.size() && is_name_byte(inside[size])) ++size;
  // In braces within braces, as in `{{bin,lib},etc}`, a shell's list comes first.
  if (size > 0 && size < inside.size() && inside[size] == ',') return !has_space(inside);
  return std::ranges::find(words, inside.substr(0, size)) != words.end();
}

/// The instruction that a place belongs to, if there is one.
const Instruction* instruction_at(const Dockerfile& dockerfile, Offset at) {
  const auto after = std::ranges::upper_bound(dockerfile.instructions, at, {},
                                              [](const Instruction& found) { return found.range.begin; });
  if (after == dockerfile.instructions.begin() || at >= std::prev(after)->range.end) return nullptr;
  return &*std::prev(after);
}

bool is_in_heredoc(const Instruction& instruction, Offset at) {
  // The last heredoc that begins before the place: they come one after the other.
  const auto heredoc =
      std::ranges::upper_bound(instruction.heredocs, at, {}, [](const Heredoc& found) { return found.content.begin; });
  return heredoc != instruction.heredocs.begin() && at < std::prev(heredoc)->content.end;
}

bool is_run(const Instruction& instruction) {
  const auto* onbuild = instruction.as<Onbuild>();
  return (onbuild != nullptr ? onbuild->trigger->keyword : instruction.keyword) == Keyword::run;
}

/// What stands around places of an instruction's text for a shell. The places that are asked for only grow: no byte is
/// looked at twice.
class ShellQuotes {
 public:
  ShellQuotes(std::string_view text, char escape) : text_(text), escape_(escape) {}
  /// Whether a place is between quotes, those of a command in `$(…)` or backquotes counted for themselves.
  bool are_around(const Instruction& instruction, std::size_t place) {
    if (instruction.range.begin != begin_) {
      begin_ = at_ = instruction.range.begin;
      open_.clear();
    }
    for (; at_ < place; ++at_) step();
    return is_open('"') || is_open('\'');
  }

 private:
  [[nodiscard]] bool is_open(char what) const { return !open_.empty() && open_.back() == what; }
  void toggle(char what) {
    if (is_open(what)) {
      open_.pop_back();
    } else {
      open_.push_back(what);
    }
  }
  void step() {
    const char byte = text_[at_];
    if (byte == '\n') {
      // The line is continued; the shell never sees a line of comment.
      const std::size_t next = std::min(text_.find_first_not_of(" \t", at_ + 1), text_.size());
      if (next < text_.size() && text_[next] == '#') at_ = std::min(text_.find('\n', next), text_.size()) - 1;
    } else if (is_open('\'')) {
      if (byte == '\'') open_.pop_back();
    } else if (byte == escape_) {
      if (at_ + 1 < text_.size() && text_[at_ + 1] != '\n') ++at_;
    } else if (byte == '"' || byte == '`' || (byte == '\'' && !is_open('"'))) {
      toggle(byte);
    } else if (byte == '(' && (!is_open('"') || text_[at_ - 1] == '$')) {
      open_.push_back('(');
    } else if (byte == ')' && is_open('(')) {
      open_.pop_back();
    }
  }

  std::string_view text_;
  char escape_;
  std::size_t begin_ = std::string_view::npos;
  std::size_t at_ = 0;
  std::string open_;  ///< the quotes and parentheses that are open, the innermost last
};

/// Whether sed is told to replace what looks like a mark, as in `'s/@NAME@/value/'`: rendered, the command would have
/// nothing left to do. A mark in the replacement is one of its own.
bool is_replaced_by_sed(std::string_view text, std::size_t begin, std::size_t end, Finder& newline) {
  if (begin < 3 || end >= text.size() || text[begin - 2] != 's' || text[begin - 1] != text[end]) return false;
  const char before = text[begin - 3];
  if (before != '\'' && before != '"' && before != ';') return false;
  const std::size_t line_end = std::min(newline.from(begin), text.size());
  return end < line_end && std::string_view("/|@#,:!~").find(text[end]) != std::string_view::npos &&
         text.substr(end + 1, line_end - end - 1).find(text[end]) != std::string_view::npos;
}

bool is_name_between(std::string_view text, std::string_view open, std::string_view close) {
  if (text.size() <= open.size() + close.size() || !text.starts_with(open) || !text.ends_with(close)) return false;
  const std::string_view name = text.substr(open.size(), text.size() - open.size() - close.size());
  return is_ascii_alpha(name.front()) && std::ranges::all_of(name, is_name_byte);
}

std::string_view without_blanks_at_begin(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(" \t"), text.size()));
}

/// Whether a line says `include "NAME"` or `include <NAME>` and no more, which no sentence does.
bool is_file_name(std::string_view text) {
  if (text.empty() || (text.front() != '"' && text.front() != '<')) return false;
  const std::size_t close = text.find(text.front() == '"' ? '"' : '>', 1);
  if (close == std::string_view::npos || close == 1) return false;
  text = without_blanks_at_begin(text.substr(close + 1));
  return text.empty() || text.starts_with("//") || text.starts_with("/*");
}

/// Lines of comment that mean something to what renders the file: the preprocessor of C, which podman and buildah run
/// over `Containerfile.in`, a sed that inserts other files, Velocity, Cheetah and Jinja's line statements.
///
/// Sentences begin with `# if`, `# define` and `# include` too; so a condition counts with the line that ends it, a
/// file only by its quotes, and a definition never.
std::optional<TemplateMark> find_mark_in_comments(const Source& source, const Tree& tree) {
  bool has_condition = false, has_block = false;
  for (const TokenIndex token : tree.comments) {
    const TextRange comment = tree.range_of(token);
    std::string_view line = source.text(comment).substr(1);
    const std::size_t size = line.size();
    while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
    const bool is_glued = line.size() == size;  // nothing between the # and what follows
    const char first = line.empty() ? '\0' : line.front();
    if (first != 'i' && first != 'e' && first != 'f' && first != '{') continue;  // nearly always
    line = trim_space(line);
    const auto word_end = std::ranges::find_if_not(line, is_ascii_alpha);
    const std::string_view word = line.substr(0, static_cast<std::size_t>(word_end - line.begin()));
    const std::string_view rest = without_blanks_at_begin(line.substr(word.size()));
    const auto mark = [&](std::string_view language) {
      const auto end = static_cast<std::size_t>(line.data() + line.size() - source.text().data());
      return TemplateMark{{comment.begin, to_offset(end)}, language};
    };
    if (word == "include") {
      if (is_file_name(rest)) return mark("#include");
    } else if (word == "if" || word == "ifdef" || word == "ifndef" || word == "for" || word == "foreach") {
      has_condition = has_condition || !rest.empty();
      has_block = has_block || (is_glued && (rest.starts_with('(') || rest.find('$') != std::string_view::npos));
    } else if (word == "endif" || word == "endfor") {
      const bool is_alone = rest.empty() || rest.starts_with("//") || rest.starts_with("/*");
      if (has_condition && is_alone) return mark("#if #endif");
    } else if (word == "end") {
      if (has_block && is_glued && (rest.empty() || rest == "if" || rest == "for")) return mark("#if #end");
    } else if (is_glued && is_name_between(line, "{", "}")) {
      return mark("#{name}");
    }
  }
  return std::nullopt;
}

/// Whether a word of a start command is wholly a placeholder: `__NAME__` (in capitals, as Python has names of that
/// form), `@name@`, `%%name%%` or `{name}`, or what begins one, as in `[% name %]`.
bool is_placeholder(std::string_view word) {
  if (is_name_between(word, "__", "__")) {
    return std::ranges::none_of(word, [](char byte) { return byte >= 'a' && byte <= 'z'; });
  }
  return is_name_between(word, "@", "@") || is_name_between(word, "%%", "%%") || is_name_between(word, "{", "}") ||
         word == "[%";
}

/// Whether a word of a text may begin so.
bool begins_a_word(std::string_view text, std::string_view wanted) {
  std::size_t at = text.find(wanted);
  while (at != std::string_view::npos && at > 0 && text[at - 1] != ' ' && text[at - 1] != '\t') {
    at = text.find(wanted, at + 1);
  }
  return at != std::string_view::npos;
}

/// The first word of a command in shell form that is wholly a placeholder: rendered, it may be several words.
std::optional<TextRange> find_placeholder(const Instruction& instruction) {
  const std::string_view text = instruction.arguments.value;
  constexpr std::array<std::string_view, 5> begins = {"__", "@", "%%", "{", "[%"};
  if (std::ranges::none_of(begins, [&](std::string_view found) { return begins_a_word(text, found); })) {
    return std::nullopt;
  }
  char quote = '\0';
  std::size_t begin = 0;
  for (std::size_t end = 0; end <= text.size(); ++end) {
    const char byte = end < text.size() ? text[end] : ' ';
    if (byte == '\\' && quote != '\'') {
      ++end;
    } else if (quote != '\0') {
      if (byte == quote) quote = '\0';
    } else if (byte == '"' || byte == '\'') {
      quote = byte;
    } else if (byte == ' ' || byte == '\t') {
      if (is_placeholder(text.substr(begin, end - begin))) {
        const auto at = static_cast<std::size_t>(text.data() - instruction.line.text().data());
        return instruction.line.to_source({to_offset(at + begin), to_offset(at + end)});
      }
      begin = end + 1;
    }
  }
  return std::nullopt;
}

/// The value of an ENV in its legacy form; null for other instructions.
const Text* legacy_value(const Instruction& instruction) {
  const auto* env = instruction.as<Env>();
  const bool is_legacy = env != nullptr && env->pairs.size() == 1 && !env->pairs.front().has_delimiter;
  return is_legacy ? &env->pairs.front().value : nullptr;
}

/// Whether a name has nothing but what nearly every image's name has. Few names need a closer look.
bool is_ordinary_image(std::string_view name) {
  static constexpr auto ordinary = [] {
    std::array<bool, 256> bytes{};
    for (const char byte : std::string_view("abcdefghijklmnopqrstuvwxyz0123456789./:-_")) {
      bytes[static_cast<unsigned char>(byte)] = true;
    }
    return bytes;
  }();
  return std::ranges::all_of(name, [](char byte) { return ordinary[static_cast<unsigned char>(byte)]; });
}

/// The first FROM with a name that neither an image nor a stage before it can have, as in `FROM BASEIMAGE`.
std::optional<TextRange> find_impossible_base(const Dockerfile& dockerfile) {
  std::unordered_set<std::string> stages;
  InstructionIndex looked_at = 0;
  for (InstructionIndex index = 0; index < dockerfile.instructions.size(); ++index) {
    const auto* from = dockerfile.instructions[index].as<From>();
    if (from == nullptr) continue;
    const Text& image = from->image;
    if (is_ordinary_image(image.value) || image.value.find_first_of("$\"'\\`") != std::string_view::npos ||
        is_image_reference(image.value)) {
      continue;
    }
    for (; looked_at < index; ++looked_at) {
      const auto* other = dockerfile.instructions[looked_at].as<From>();
      if (other != nullptr && other->name) stages.insert(lower_ascii_like_go(other->name->value));
    }
    if (!stages.contains(lower_ascii_like_go(image.value))) return image.range;
  }
  return std::nullopt;
}

}  // namespace

std::optional<TemplateMark> find_template_mark(const Source& source, const Tree& tree,
                                               const Dockerfile& dockerfile) {
  const std::string_view text = source.text();
  Finder newline(text, "\n"), statement(text, "%}"), remark(text, "#}"), braces(text, "}}"), ruby(text, "%>"),
      backslash(text, "\\"), apostrophe(text, "'"), space(text, " "), tab(text, "\t");
  Finder brace(text, "{"), angle(text, "<"), at_sign(text, "@"), percent(text, "%");
  ShellQuotes quotes(text, dockerfile.escape);
  // Whether `{{…}}` is meant for a command that RUN runs or that a heredoc holds.
  const auto is_of_command = [&](const Instruction& instruction, TextRange range) {
    const bool in_heredoc = is_in_heredoc(instruction, range.begin);
    if (!in_heredoc && !is_run(instruction)) return false;
    const std::size_t quoting = std::min(backslash.from(range.begin + 2U), apostrophe.from(range.begin + 2U));
    const std::string_view inside = text.substr(range.begin + 2U, range.size() - 4U);
    const std::size_t end = range.end - 2U;
    const auto has_space = [&](std::string_view rest) {
      return space.from(static_cast<std::size_t>(rest.data() - text.data())) < end;
    };
    const bool has_blank = std::min(space.from(range.begin + 2U), tab.from(range.begin + 2U)) < end;
    if (!is_command_format(inside, quoting < end, has_space)) return false;
    return in_heredoc || !has_blank || quotes.are_around(instruction, range.begin);
  };
  const auto next_byte = [&](std::size_t at) {
    return std::min({brace.from(at), angle.from(at), at_sign.from(at), percent.from(at)});
  };
  for (std::size_t at = next_byte(0); at < text.size() && at + 3 < text.size(); at = next_byte(at + 1)) {
    const char byte = text[at];
    const char next = text[at + 1];
    std::optional<std::size_t> end;
    std::string_view language;
    if (byte == '{' && next == '%') {
      end = end_of(at, statement, &newline);
      language = "Jinja";
    } else if (byte == '{' && next == '#') {
      if (text[at + 2] == ' ') end = end_of(at, remark, &newline);
      language = "Jinja";
    } else if (byte == '{' && next == '{') {
      end = end_of(at, braces, &newline);
      language = "{{ }}";
    } else if (byte == '<' && next == '%') {
      end = end_of(at, ruby, nullptr);
      language = "ERB";
    } else if (byte == '@') {
      end = end_of_placeholder(text, at, next == '@' ? "@@" : "@", next == '@');
      language = "@NAME@";
    } else if (byte == '%' && next == '%') {
      end = end_of_placeholder(text, at, "%%", false);
      language = "%%NAME%%";
    }
    if (!end) continue;
    const TextRange range{to_offset(at), to_offset(*end)};
    if (const Instruction* const instruction = instruction_at(dockerfile, range.begin)) {
      if (is_run(*instruction) && is_replaced_by_sed(text, at, *end, newline)) continue;
      if (next == '{' && is_of_command(*instruction, range)) continue;
    }
    return TemplateMark{range, language};
  }
  constexpr std::array<std::string_view, 9> macros = {"include(",     "sinclude(", "define(", "ifdef(",  "ifelse(",
                                                      "changequote(", "divert(",   "m4_",     "INCLUDE("};
  for (const Instruction& instruction : dockerfile.instructions) {
    switch (instruction.keyword) {
      case Keyword::cmd:
      case Keyword::entrypoint:
      case Keyword::healthcheck:
        if (instruction.json) continue;
        if (const auto range = find_placeholder(instruction)) return TemplateMark{*range, "placeholder"};
        continue;
      case Keyword::env:
        if (const Text* const value = legacy_value(instruction); value != nullptr && value->value == "placeholder") {
          return TemplateMark{value->range, "placeholder"};
        }
        continue;
      case Keyword::unknown: break;
      default: continue;
    }
    const std::string_view word = instruction.keyword_text.value;
    if (word == "dnl" || std::ranges::any_of(macros, [&](std::string_view macro) { return word.starts_with(macro); })) {
      return TemplateMark{instruction.keyword_text.range, "m4"};
    }
  }
  if (auto mark = find_mark_in_comments(source, tree)) return mark;
  const auto base = find_impossible_base(dockerfile);
  return base ? std::optional(TemplateMark{*base, "no image can have this name", true}) : std::nullopt;
}

}  // namespace drydock
