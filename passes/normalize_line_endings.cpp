// Gives all lines the same line end.
#include <array>

#include <fmt/format.h>

#include "pipeline/pass.hpp"
#include "rewrite/text_tools.hpp"

namespace {

using namespace drydock;

constexpr std::string_view documentation =
    "\n## What it does\n\n"
    "Ends every line the same way: with LF, with CR LF, or with the one that more lines of the file have (LF if as many have\n"
    "one as the other). The lines of heredocs stay as they are.\n"
    "\n## Why\n\n"
    "BuildKit does not care, but other tools do: a shell sees the CR of a line that somebody copies out, diffs show whole\n"
    "files as changed, and tools that edit one line of a file with mixed line ends damage it.\n"
    "\n## Example\n\n"
    "```dockerfile\n"
    "FROM debian:12\r\n"
    "RUN apt-get update \\\r\n"
    "    && apt-get install --yes curl\r\n"
    "```\n\n"
    "```dockerfile\n"
    "FROM debian:12\n"
    "RUN apt-get update \\\n"
    "    && apt-get install --yes curl\n"
    "```\n"
    "\n## When it refuses\n\n"
    "- A heredoc has lines that end otherwise: they are part of the file or the script that it stands for. All other lines of\n"
    "  the file change.\n"
    "- CR LF would make a line longer than BuildKit reads. Then no line of the file changes.\n"
    "\n"
    "A CR inside of a line is no line end and stays.\n"
    "\n## What it keeps\n\n"
    "Identical. BuildKit cuts CR and LF off each line before it looks for directives, comments and continuations, and before\n"
    "it compares a line with the name that ends a heredoc (parser/parser.go, trimNewline in processLine and Parse). Only the\n"
    "lines of a heredoc keep their ends.\n";

constexpr std::array<std::string_view, 3> styles = {"lf", "crlf", "majority"};
constexpr std::array options = {
    PassOption{.name = "style", .summary = "how lines end", .fallback = "lf", .values = styles},
};

std::string_view wanted_line_end(const Context& context) {
  if (context.option("style") == "lf") return "\n";
  if (context.option("style") == "crlf") return "\r\n";
  const Tree& tree = context.snapshot.tree;
  std::size_t lf = 0;
  std::size_t crlf = 0;
  for (TokenIndex token = 0; token < tree.tokens.size(); ++token) {
    if (tree.tokens[token].kind != TokenKind::line_end) continue;
    (tree.range_of(token).of(context.snapshot.text()).starts_with('\r') ? crlf : lf) += 1;
  }
  return crlf > lf ? "\r\n" : "\n";
}

bool has_other_line_end(std::string_view lines, bool crlf) {
  for (std::size_t at = lines.find('\n'); at != std::string_view::npos; at = lines.find('\n', at + 1)) {
    if ((at > 0 && lines[at - 1] == '\r') != crlf) return true;
  }
  return false;
}

void run(const Context& context, Proposals& proposals) {
  const Snapshot& snapshot = context.snapshot;
  const std::string_view text = snapshot.text();
  const std::string_view wanted = wanted_line_end(context);
  const std::string_view name = wanted.size() == 1 ? "LF" : "CR LF";

  Rewrite rewrite;
  const auto replaces = [&](InstructionIndex index, TextRange range) {
    if (!snapshot.dockerfile.instructions[index].range.contains(range)) return;
    if (rewrite.replaces.empty() || rewrite.replaces.back() != index) rewrite.replaces.push_back(index);
  };
  for (TokenIndex token = 0; token < snapshot.tree.tokens.size(); ++token) {
    if (snapshot.tree.tokens[token].kind != TokenKind::line_end) continue;
    const TextRange range = snapshot.tree.range_of(token);
    if (range.of(text) == wanted) continue;
    const InstructionIndex about = nearest_instruction(snapshot.dockerfile, range.begin);
    const std::size_t line = range.begin == 0 ? 0 : text.rfind('\n', range.begin - 1) + 1;
    if (range.begin - line + wanted.size() > max_line_size) {
      proposals.refusals.push_back({about, range, "with CR LF the line would be longer than BuildKit reads"});
      return;
    }
    replaces(about, range);
    rewrite.edits.push_back({range, std::string(wanted)});
  }
  for (InstructionIndex index = 0; index < snapshot.dockerfile.instructions.size(); ++index) {
    for (const Heredoc& heredoc : snapshot.dockerfile.instructions[index].heredocs) {
      if (!has_other_line_end(heredoc.content.of(text), wanted.size() == 2)) continue;
      proposals.refusals.push_back({index, heredoc.content, "the lines of a heredoc are part of what it stands for"});
    }
  }
  if (rewrite.edits.empty()) return;
  rewrite.about = nearest_instruction(snapshot.dockerfile, rewrite.edits.front().range.begin);
  rewrite.where = rewrite.edits.front().range;
  rewrite.why = rewrite.edits.size() == 1 ? fmt::format("the line now ends in {}", name)
                                          : fmt::format("{} lines now end in {}", rewrite.edits.size(), name);
  rewrite.level = Level::identical;
  proposals.rewrites.push_back(std::move(rewrite));
}

}  // namespace

DRYDOCK_PASS(normalize_line_endings){
    .id = "normalize_line_endings",
    .summary = "give all lines outside of heredocs the same line end",
    .documentation = documentation,
    .level = Level::identical,
    .options = options,
    .run = run,
};
