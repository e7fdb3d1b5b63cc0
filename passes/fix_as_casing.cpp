// Writes AS in the case of its FROM.
#include <array>

#include <fmt/format.h>

#include "base/unicode.hpp"
#include "pipeline/pass.hpp"
#include "rewrite/text_tools.hpp"

namespace {

using namespace drydock;

constexpr std::string_view documentation = R"(
## What it does

Writes the `AS` of a `FROM` in upper case after `FROM`, and in lower case after `from`.

## Why

The two words belong together. BuildKit warns if they differ (FromAsCasing).

## Example

```dockerfile
FROM golang:1.23 as build
RUN go build -o /server .
FROM scratch
COPY --from=build /server /server
```

```dockerfile
FROM golang:1.23 AS build
RUN go build -o /server .
FROM scratch
COPY --from=build /server /server
```

## When it refuses

- `AS` is broken over several lines, or spelled with a letter outside ASCII.

A `FROM` such as `From`, in neither case, says nothing about its `AS`; fix_instruction_casing mends both.

## What it keeps

Identical. BuildKit compares the word with "as" without regard to case and keeps nothing of it
(instructions/parse.go, parseBuildStageName).
)";

void run(const Context& context, Proposals& proposals) {
  const auto& instructions = context.instructions();
  for (InstructionIndex index = 0; index < instructions.size(); ++index) {
    const Instruction& instruction = instructions[index];
    const From* from = instruction.as<From>();
    if (from == nullptr || !from->name) continue;
    const std::string_view keyword = instruction.keyword_text.value;
    const bool lower = keyword == lower_ascii(keyword);
    if (!lower && !instruction.in_upper_case) continue;
    const Text& as = instruction.values[1];
    const std::string_view wanted = lower ? "as" : "AS";
    if (as.value == wanted) continue;
    if (as.value.size() != wanted.size() || !reads_as_written(context.snapshot, as)) {
      proposals.refusals.push_back({index, as.range, "AS is broken over several lines, or has a letter outside ASCII"});
      continue;
    }
    Rewrite rewrite;
    rewrite.about = index;
    rewrite.where = as.range;
    rewrite.why = fmt::format("its FROM is in {} case", lower ? "lower" : "upper");
    rewrite.level = Level::identical;
    rewrite.replaces = {index};
    rewrite.edits = {{as.range, std::string(wanted)}};
    proposals.rewrites.push_back(std::move(rewrite));
  }
}

constexpr std::array<std::string_view, 1> after = {"fix_instruction_casing"};
constexpr std::array<std::string_view, 1> rules = {"FromAsCasing"};

}  // namespace

DRYDOCK_PASS(fix_as_casing){
    .id = "fix_as_casing",
    .summary = "write AS in the case of its FROM",
    .documentation = documentation,
    .level = Level::identical,
    .on_by_default = true,
    .after = after,
    .rules = rules,
    .run = run,
};
