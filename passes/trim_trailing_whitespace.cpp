// Removes blanks at the ends of lines where BuildKit does not read them.
#include <algorithm>

#include <fmt/format.h>

#include "base/unicode.hpp"
#include "pipeline/pass.hpp"
#include "rewrite/text_tools.hpp"

namespace {

using namespace drydock;

constexpr std::string_view documentation =
    "\n## What it does\n\n"
    "Removes white space at the end of instructions and after the escape character of continued lines, and empties lines\n"
    "that hold nothing but white space.\n"
    "\n## Why\n\n"
    "Nobody sees it, editors remove it unasked, and diffs fill up with it. Blanks after the escape character make people\n"
    "believe that the line does not go on, as in a shell.\n"
    "\n## Example\n\n"
    "```dockerfile\n"
    "FROM debian:12   \n"
    "RUN apt-get update \\  \n"
    "    && apt-get install --yes curl\t\n"
    "```\n\n"
    "```dockerfile\n"
    "FROM debian:12\n"
    "RUN apt-get update \\\n"
    "    && apt-get install --yes curl\n"
    "```\n"
    "\n## When it refuses\n\n"
    "- The line is a comment: comments stay as they are, byte for byte. So do parser directives.\n"
    "- The instruction is `ONBUILD`: the text of a trigger is part of the image config, its last blanks too.\n"
    "- Without the blanks the line would end in the escape character and go on in the next line.\n"
    "- The instruction announces a heredoc, and what stands before the blanks is a backslash: with it they are a part of a\n"
    "  word.\n"
    "\n"
    "The lines of a heredoc are not looked at, nor are blanks before an escape character, which are part of the value.\n"
    "\n## What it keeps\n\n"
    "Identical. BuildKit takes blanks and tabs after the escape character as a part of the continuation (parser/parser.go,\n"
    "lineContinuationRegex), drops empty lines before and inside of instructions whatever white space they hold\n"
    "(isEmptyContinuationLine), and cuts white space off both ends of a joined line and of its arguments before it reads them\n"
    "(parser/split_command.go, splitCommand). A value whose last blanks are meant stands in quotes, and then the line ends in\n"
    "the quote.\n";

constexpr bool is_blank(char byte) noexcept {
  return byte == ' ' || byte == '\t' || byte == '\v' || byte == '\f' || byte == '\r';
}

/// Where the blanks at the end of a range begin.
Offset begin_of_blanks(std::string_view text, TextRange range) {
  Offset begin = range.end;
  while (begin > range.begin && is_blank(text[begin - 1])) --begin;
  return begin;
}

/// Why the blanks at the end of an instruction have to stay; empty if they may go. `kept` is what stands before them.
std::string_view reason_to_keep(const Snapshot& snapshot, const Instruction& instruction, std::string_view kept) {
  const char escape = snapshot.tree.escape;
  if (instruction.keyword == Keyword::onbuild) return "the text of a trigger is part of the image config";
  if (kept.ends_with(escape) && !kept.substr(0, kept.size() - 1).ends_with(escape)) {
    return "without the blanks the line would go on in the next one";
  }
  if (kept.ends_with('\\') && instruction.line.text().find("<<") != std::string_view::npos) {
    return "the backslash makes the blanks a part of a word that may announce a heredoc";
  }
  return {};
}

void run(const Context& context, Proposals& proposals) {
  const Snapshot& snapshot = context.snapshot;
  const std::string_view text = snapshot.text();
  std::vector<Edit> edits;
  for (const Node& node : snapshot.tree.nodes) {
    if (node.kind == NodeKind::directive) continue;
    for (TokenIndex token = node.first; token < node.last; ++token) {
      const TokenKind kind = snapshot.tree.tokens[token].kind;
      const TextRange range = snapshot.tree.range_of(token);
      switch (kind) {
        case TokenKind::blank: edits.push_back({range, ""}); break;
        case TokenKind::escape:
          if (range.size() > 1) edits.push_back({{range.begin + 1, range.end}, ""});
          break;
        case TokenKind::comment:
          if (const Offset blanks = begin_of_blanks(text, range); blanks < range.end) {
            proposals.refusals.push_back({nearest_instruction(snapshot.dockerfile, range.begin), {blanks, range.end},
                                          "a comment stays as it is"});
          }
          break;
        case TokenKind::keyword:
        case TokenKind::separator:
        case TokenKind::argument: {
          const bool ends_line = token + 1 == node.last || snapshot.tree.tokens[token + 1].kind == TokenKind::line_end;
          if (!ends_line) break;
          const Offset line = to_offset(text.rfind('\n', range.begin) + 1);
          const Offset blanks = begin_of_blanks(text, {line, range.end});
          if (blanks == range.end) break;
          const InstructionIndex about = nearest_instruction(snapshot.dockerfile, range.begin);
          const TextRange kept{line, blanks};
          const std::string_view reason =
              reason_to_keep(snapshot, snapshot.dockerfile.instructions[about], kept.of(text));
          if (reason.empty()) {
            edits.push_back({{blanks, range.end}, ""});
          } else {
            proposals.refusals.push_back({about, {blanks, range.end}, std::string(reason)});
          }
          break;
        }
        default: break;
      }
    }
  }
  proposals.rewrites = group_by_instruction(snapshot, std::move(edits), [](std::size_t count) {
    return count == 1 ? std::string("blanks at the end of a line go")
                      : fmt::format("blanks at the ends of {} lines go", count);
  });
}

}  // namespace

DRYDOCK_PASS(trim_trailing_whitespace){
    .id = "trim_trailing_whitespace",
    .summary = "remove white space at the ends of lines where nothing reads it",
    .documentation = documentation,
    .level = Level::identical,
    .run = run,
};
