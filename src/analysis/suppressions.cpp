// The one file that instantiates the grammar of ignore comments, and what each comment belongs to.
#include "analysis/suppressions.hpp"

#include <algorithm>

#include "../../grammar/ignore_comment.hpp"
#include "base/text.hpp"
#include "base/unicode.hpp"

namespace drydock {
namespace {

namespace rules = grammar::ignore_comment;
namespace pegtl = tao::pegtl;

struct Reading {
  Ignore::Tool tool = Ignore::Tool::drydock;
  bool global = false;
  bool opened = false;
  std::vector<std::string_view> names{};
};

template <typename Rule>
struct action : pegtl::nothing<Rule> {};
template <>
struct action<rules::hadolint_tool> {
  static void apply0(Reading& reading) { reading.tool = Ignore::Tool::hadolint; }
};
template <>
struct action<rules::global_word> {
  static void apply0(Reading& reading) { reading.global = true; }
};
template <>
struct action<rules::opening> {
  static void apply0(Reading& reading) { reading.opened = true; }
};
template <>
struct action<rules::name> {
  template <typename ActionInput>
  static void apply(const ActionInput& in, Reading& reading) { reading.names.emplace_back(in.begin(), in.size()); }
};

class Finder {
 public:
  explicit Finder(const Snapshot& snapshot) : snapshot_(snapshot), text_(snapshot.text()) {}

  std::vector<Ignore> find() {
    for (const Directive& directive : snapshot_.tree.directives) {
      if (directive.kind == DirectiveKind::check) add_check(directive.value.of(text_), directive.value, true);
    }
    const SpareList<Instruction>& instructions = snapshot_.dockerfile.instructions;
    InstructionIndex next = 0;
    for (const Node& node : snapshot_.tree.nodes) {
      switch (node.kind) {
        case NodeKind::directive: break;
        case NodeKind::comment: read_comments(node); break;
        case NodeKind::blank_line:
          // BuildKit goes on over a blank line, so that a check comment above one still counts for it.
          std::erase_if(open_, [&](std::size_t index) { return found_[index].tool != Ignore::Tool::buildkit; });
          break;
        case NodeKind::instruction: {
          const bool known = next < instructions.size() && &snapshot_.tree.nodes[instructions[next].node] == &node;
          read_comments(node);
          if (known) {
            for (const std::size_t index : open_) found_[index].instruction = next;
            ++next;
          }
          close_block();
          break;
        }
      }
    }
    return std::move(found_);
  }

 private:
  void close_block() {
    open_.clear();
    check_seen_ = false;
  }

  void read_comments(const Node& node) {
    for (const TokenIndex token : snapshot_.tree.comments_of(node)) read_comment(snapshot_.tree.range_of(token));
  }

  void read_comment(TextRange comment) {
    std::string_view line = comment.of(text_);
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t')) line.remove_suffix(1);
    if (line == "#") {
      // An empty comment ends a block for BuildKit (parser.go, Parse).
      std::erase_if(open_, [&](std::size_t index) { return found_[index].tool == Ignore::Tool::buildkit; });
      check_seen_ = false;
      return;
    }
    if (const auto directive = parse_directive_line(line); directive && directive->kind == DirectiveKind::check) {
      // Only the first one in a block counts (linter.go, WithMergedConfigFromComments).
      if (!check_seen_) add_check(directive->value, comment, false);
      check_seen_ = true;
      return;
    }
    Reading reading;
    pegtl::memory_input<pegtl::tracking_mode::lazy, pegtl::eol::lf, const char*> input(line.data(),
                                                                                       line.data() + line.size(), "");
    const bool read = pegtl::parse<rules::ignore, action>(input, reading);
    if (!read && !(reading.opened && reading.tool == Ignore::Tool::drydock)) return;
    if (!read) reading.names = {line.substr(0, 0)};
    for (const std::string_view name : reading.names) {
      add({.tool = reading.tool, .name = name, .range = name.empty() ? comment : range_of(name), .comment = comment,
           .whole_file = reading.global, .instruction = {}});
    }
  }

  /// What follows "check=": options parted by semicolons, up to the first blank (linter.go, ParseLintOptions).
  void add_check(std::string_view value, TextRange comment, bool whole_file) {
    value = value.substr(0, value.find(' '));
    for (const std::string_view option : split(value, ';')) {
      const std::size_t equals = option.find('=');
      if (equals == std::string_view::npos || trim_space(option.substr(0, equals)) != "skip") continue;
      for (const std::string_view item : split(option.substr(equals + 1), ',')) {
        const std::string_view name = trim_space(item);
        if (name.empty()) continue;
        add({.tool = Ignore::Tool::buildkit, .name = name, .range = range_of(name), .comment = comment,
             .whole_file = whole_file, .instruction = {}});
      }
    }
  }

  void add(const Ignore& ignore) {
    if (!ignore.whole_file) open_.push_back(found_.size());
    found_.push_back(ignore);
  }

  [[nodiscard]] TextRange range_of(std::string_view part) const {
    const Offset begin = to_offset(static_cast<std::size_t>(part.data() - text_.data()));
    return {begin, begin + to_offset(part.size())};
  }

  const Snapshot& snapshot_;
  std::string_view text_;
  std::vector<Ignore> found_;
  std::vector<std::size_t> open_;  // those that belong to the next instruction
  bool check_seen_ = false;        // in this block
};

/// Whether a comment begins as those do that ignore something: with drydock, hadolint or check.
bool may_ignore(std::string_view comment) {
  std::size_t at = 1;  // behind the "#"
  while (at < comment.size() && is_ascii_space(comment[at])) ++at;
  const std::string_view word = comment.substr(at, 3);
  const auto is = [&](std::string_view beginning) {
    return std::ranges::equal(word, beginning, [](char left, char right) { return (left | 0x20) == right; });
  };
  return is("dry") || is("had") || is("che");
}

}  // namespace

std::vector<Ignore> find_ignores(const Snapshot& snapshot) {
  const Tree& tree = snapshot.tree;
  const auto may_ignore_at = [&](TokenIndex token) { return may_ignore(tree.range_of(token).of(snapshot.text())); };
  bool found = std::ranges::any_of(tree.comments, may_ignore_at);
  // Directives are the first lines.
  for (const Node& node : tree.nodes) {
    if (found || node.kind != NodeKind::directive) break;
    for (TokenIndex token = node.first; token < node.last; ++token) {
      found = found || (tree.tokens[token].kind == TokenKind::directive && may_ignore_at(token));
    }
  }
  return found ? Finder(snapshot).find() : std::vector<Ignore>();
}

bool ignores_stay(const Snapshot& before, std::span<const Ignore> ignores, const Snapshot& after,
                  std::span<const InstructionIndex> removed) {
  if (before.dockerfile.instructions.size() != after.dockerfile.instructions.size() + removed.size()) return false;
  const std::vector<Ignore> left = find_ignores(after);
  std::vector<InstructionIndex> gone(removed.begin(), removed.end());
  std::ranges::sort(gone);
  return std::ranges::equal(ignores, left, [&](const Ignore& was, const Ignore& is) {
    if (was.tool != is.tool || was.name != is.name || was.whole_file != is.whole_file) return false;
    if (!was.instruction) return !is.instruction;
    const auto next = std::ranges::lower_bound(gone, *was.instruction);
    if (next != gone.end() && *next == *was.instruction) return false;
    return is.instruction == *was.instruction - static_cast<InstructionIndex>(next - gone.begin());
  });
}

}  // namespace drydock
