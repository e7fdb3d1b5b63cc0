// Ends the last line of a file with a line end.
#include <array>

#include "pipeline/pass.hpp"
#include "rewrite/text_tools.hpp"

namespace {

using namespace drydock;

constexpr std::string_view documentation = R"(
## What it does

Adds a line end to the last line of a file that has none: CR LF if the line before ends in that, else a line feed.

## Why

An instruction that is appended to an unfinished last line becomes part of it, and each later change at the end of the
file shows one line more in a diff.

## Example

```dockerfile
FROM debian:12
CMD ["nginx"]
\ No newline at end of file
```

```dockerfile
FROM debian:12
CMD ["nginx"]
```

## When it refuses

- The last line is so long that BuildKit would not read it with a line end.

A last line that holds nothing but blanks is a line too; that it ends does no harm.

## What it keeps

Identical. BuildKit reads line by line and cuts the line end off before it looks at a line (parser/parser.go, scanLines
and trimNewline), and an empty rest after the last line end is no line. That holds for a line that ends in the escape
character, for the line that ends a heredoc, and for comments as well.
)";

void run(const Context& context, Proposals& proposals) {
  const std::string_view text = context.snapshot.text();
  if (text.ends_with('\n')) return;
  const std::size_t last_line = text.rfind('\n') == std::string_view::npos ? 0 : text.rfind('\n') + 1;
  const bool crlf = last_line >= 2 && text[last_line - 2] == '\r' && !text.ends_with('\r');
  const std::string_view line_end = crlf ? "\r\n" : "\n";
  const Offset end = to_offset(text.size());
  const InstructionIndex about = nearest_instruction(context.snapshot.dockerfile, end);
  const TextRange where{end, end};
  if (text.size() - last_line + line_end.size() > max_line_size) {
    proposals.refusals.push_back({about, where, "the last line is as long as BuildKit reads lines"});
    return;
  }
  Rewrite rewrite;
  rewrite.about = about;
  rewrite.where = where;
  rewrite.why = "the last line gets a line end";
  rewrite.level = Level::identical;
  rewrite.edits = {{where, std::string(line_end)}};
  proposals.rewrites.push_back(std::move(rewrite));
}

}  // namespace

DRYDOCK_PASS(ensure_final_newline){
    .id = "ensure_final_newline",
    .summary = "end the last line with a line end",
    .documentation = documentation,
    .level = Level::identical,
    .run = run,
};
