// Removes blank lines between the continuation lines of an instruction.
#include <array>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "pipeline/pass.hpp"
#include "rewrite/text_tools.hpp"

namespace {

using namespace drydock;

constexpr std::string_view documentation = R"(
## What it does

Removes the blank lines inside of an instruction that goes on over several lines. All other lines stay as they are,
comments too.

## Why

A blank line reads as if the instruction ended there, which it does not. BuildKit warns about it (NoEmptyContinuation)
and says that it will become an error.

## Example

```dockerfile
FROM debian:12
RUN apt-get update \

    # The client only.
    && apt-get install -y \
      postgresql-client
```

```dockerfile
FROM debian:12
RUN apt-get update \
    # The client only.
    && apt-get install -y \
      postgresql-client
```

## When it refuses

- The line after the blank ones looks like an instruction of its own, such as `CMD` after a `RUN` that ends in `\`.
  BuildKit takes it as part of the one above, which is hardly meant; without the blank line nothing would show that.
  Comments between the two do not matter; the `CMD` of a `HEALTHCHECK` and the trigger of an `ONBUILD` belong there.
- The instruction is one that versions of BuildKit read differently.

Heredocs are never looked at: a blank line there is text.

## What it keeps

Identical. BuildKit drops blank lines inside of a continuation before it reads anything else (parser/parser.go, Parse
and isEmptyContinuationLine), so the joined line is the same, byte for byte. Only whole lines go: no other line begins
or ends differently, so none becomes a comment or loses its continuation.
)";

/// The blank lines of an instruction, runs of them as one, without its heredocs.
std::vector<TextRange> blank_lines(const Snapshot& snapshot, const Instruction& instruction) {
  const Tree& tree = snapshot.tree;
  const Node& node = tree.nodes[instruction.node];
  std::vector<TextRange> lines;
  bool line_begins = false;
  for (TokenIndex token = node.first; token < node.last; ++token) {
    const TokenKind kind = tree.tokens[token].kind;
    if (kind == TokenKind::heredoc_text || kind == TokenKind::heredoc_terminator) break;
    if (line_begins && (kind == TokenKind::blank || kind == TokenKind::line_end)) {
      const TextRange range = tree.range_of(token);
      if (lines.empty() || lines.back().end != range.begin) lines.push_back({range.begin, range.begin});
      lines.back().end = range.end;
      continue;
    }
    line_begins = kind == TokenKind::line_end;
  }
  return lines;
}

/// The keyword that a text begins with, in upper case and without indentation; "" if there is none.
std::string_view keyword_at(std::string_view text) {
  const std::string_view word = text.substr(0, text.find_first_of(" \t\r\n"));
  for (auto keyword = static_cast<int>(Keyword::add); keyword <= static_cast<int>(Keyword::workdir); ++keyword) {
    if (word == display_name(static_cast<Keyword>(keyword))) return word;
  }
  return {};
}

/// The keyword of the line that goes on below a blank one, if it looks like an instruction of its own. The search
/// begins at the token `from`, where it ends the next one may begin: lines are asked for from top to bottom.
std::string_view swallowed_instruction(const Snapshot& snapshot, const Instruction& instruction, Offset below,
                                       TokenIndex& from) {
  const Tree& tree = snapshot.tree;
  const Node& node = tree.nodes[instruction.node];
  for (TokenIndex& token = from; token < node.last; ++token) {
    if (tree.begin_of(token) < below) continue;
    const TokenKind kind = tree.tokens[token].kind;
    if (kind == TokenKind::comment || kind == TokenKind::indent) continue;
    if (kind == TokenKind::blank || kind == TokenKind::line_end) continue;
    const Offset at = tree.begin_of(token);
    const Onbuild* onbuild = instruction.as<Onbuild>();
    const bool is_keyword = at == instruction.keyword_text.range.begin;
    const bool is_trigger = onbuild != nullptr && at == onbuild->trigger->keyword_text.range.begin;
    if (is_keyword || is_trigger) return {};
    const std::string_view keyword = keyword_at(snapshot.text().substr(at));
    const bool belongs = instruction.keyword == Keyword::healthcheck && keyword == display_name(Keyword::cmd);
    return belongs ? std::string_view() : keyword;
  }
  return {};
}

void run(const Context& context, Proposals& proposals) {
  if (!context.snapshot.tree.has_blank_continuations) return;
  const auto& instructions = context.instructions();
  for (InstructionIndex index = 0; index < instructions.size(); ++index) {
    const Instruction& instruction = instructions[index];
    const std::vector<TextRange> lines = blank_lines(context.snapshot, instruction);
    if (lines.empty()) continue;
    const auto refuse = [&](TextRange where, std::string why) {
      proposals.refusals.push_back({index, where, std::move(why)});
    };
    if (!instruction.ambiguity.empty()) {
      refuse(lines.front(), std::string(instruction.ambiguity));
      continue;
    }
    Rewrite rewrite;
    TokenIndex token = context.snapshot.tree.nodes[instruction.node].first;
    for (const TextRange line : lines) {
      const std::string_view next = swallowed_instruction(context.snapshot, instruction, line.end, token);
      if (!next.empty()) {
        refuse(line, fmt::format("the {} after the blank line is part of this {}, which is hardly meant", next,
                                 display_name(instruction.keyword)));
        continue;
      }
      rewrite.edits.push_back({line, ""});
    }
    if (rewrite.edits.empty()) continue;
    rewrite.about = index;
    rewrite.where = rewrite.edits.front().range;
    rewrite.why = "a blank line does not end an instruction that goes on";
    rewrite.level = Level::identical;
    rewrite.replaces = {index};
    proposals.rewrites.push_back(std::move(rewrite));
  }
}

constexpr std::array<std::string_view, 1> rules = {"NoEmptyContinuation"};

}  // namespace

DRYDOCK_PASS(remove_empty_continuation_lines){
    .id = "remove_empty_continuation_lines",
    .summary = "remove blank lines between the continuation lines of an instruction",
    .documentation = documentation,
    .level = Level::identical,
    .on_by_default = true,
    .rules = rules,
    .run = run,
};
