// Puts the values of ENV, LABEL and ARG between double quotes.
#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "pipeline/pass.hpp"
#include "rewrite/text_tools.hpp"

namespace {

using namespace drydock;

constexpr std::string_view documentation = R"(
## What it does

Puts double quotes around the values of `ENV NAME=value`, `LABEL NAME=value` and `ARG NAME=value` that have neither
quotes nor escapes. Values that have some stay as they are, and so does the legacy form without an equals sign (see
modernize_key_value).

## Why

A matter of style: all values look the same, and a blank can be added to any of them without a thought. Off by default.

## Example

```dockerfile
FROM debian:12
ARG VERSION=1.2
ENV LANG=C.UTF-8 PATH=/opt/tool/bin:$PATH EMPTY=
LABEL description="A tool" version=$VERSION
```

```dockerfile
FROM debian:12
ARG VERSION="1.2"
ENV LANG="C.UTF-8" PATH="/opt/tool/bin:$PATH" EMPTY=""
LABEL description="A tool" version="$VERSION"
```

## When it refuses

- Between quotes the value would read differently: it begins with a byte order mark, which is kept there; or BuildKit
  cannot expand it at all.
- The word of an `ARG` goes on in a continuation line, or a word holds bytes that are not UTF-8.
- The instruction is one that versions of BuildKit read differently.

## What it keeps

Identical. BuildKit's builder expands the values of all three and removes their quotes (shell/lex.go, ProcessWord);
variables are expanded between double quotes too, and no white space is split off there. Before a rewrite is proposed,
the new text is read again: it has to be one instruction with the same names, and each value of the same characters and
the same variables.
)";

struct Pair {
  Text name;
  std::optional<Text> value;  ///< nothing for `ARG NAME`
};

/// What an instruction sets; nothing if it is in the legacy form.
std::vector<Pair> pairs_of(const Instruction& instruction) {
  std::vector<Pair> pairs;
  const auto add = [&](std::span<const KeyValue> list) {
    for (const KeyValue& pair : list) {
      if (pair.has_delimiter) pairs.push_back({pair.key, pair.value});
    }
  };
  if (const Env* env = instruction.as<Env>()) add(env->pairs);
  if (const Label* label = instruction.as<Label>()) add(label->pairs);
  if (const Arg* arg = instruction.as<Arg>()) {
    for (const ArgEntry& entry : arg->entries) pairs.push_back({entry.key, entry.value});
  }
  return pairs;
}

bool sets_the_same(const Context& context, const Instruction& instruction, std::span<const Edit> edits) {
  const auto edited = read_edited(context.snapshot, instruction, edits);
  if (!edited) return false;
  const char escape = context.snapshot.dockerfile.escape;
  const auto same = [&](const Pair& left, const Pair& right) {
    if (left.name.value != right.name.value || left.value.has_value() != right.value.has_value()) return false;
    if (!left.value || left.value->value == right.value->value) return true;
    return expand_alike(left.value->value, right.value->value, escape);
  };
  return std::ranges::equal(pairs_of(instruction), pairs_of(edited->dockerfile.instructions[1]), same);
}

std::vector<Edit> quotes_around(TextRange range) {
  if (range.empty()) return {{range, "\"\""}};
  return {{{range.begin, range.begin}, "\""}, {{range.end, range.end}, "\""}};
}

void run(const Context& context, Proposals& proposals) {
  const auto& instructions = context.instructions();
  const std::string special = {'"', '\'', context.snapshot.dockerfile.escape};
  for (InstructionIndex index = 0; index < instructions.size(); ++index) {
    const Instruction& instruction = instructions[index];
    Rewrite rewrite;
    std::size_t count = 0;
    for (const Pair& pair : pairs_of(instruction)) {
      if (!pair.value || pair.value->value.find_first_of(special) != std::string_view::npos) continue;
      const auto refuse = [&](std::string why) {
        proposals.refusals.push_back({index, pair.value->range, std::move(why)});
      };
      const std::string name = printable(pair.name.value, 60);
      if (!instruction.ambiguity.empty()) {
        refuse(std::string(instruction.ambiguity));
        continue;
      }
      if (pair.value->range == pair.name.range) {
        refuse(fmt::format("{} and its value are cut by a continuation or hold bad bytes", name));
        continue;
      }
      std::vector<Edit> edits = rewrite.edits;
      for (Edit& edit : quotes_around(pair.value->range)) edits.push_back(std::move(edit));
      if (!sets_the_same(context, instruction, edits)) {
        refuse(fmt::format("the value of {} would read differently between quotes", name));
        continue;
      }
      rewrite.edits = std::move(edits);
      ++count;
    }
    if (count == 0) continue;
    rewrite.about = index;
    rewrite.where = instruction.keyword_text.range;
    rewrite.why = count == 1 ? "a value without quotes" : fmt::format("{} values without quotes", count);
    rewrite.level = Level::identical;
    rewrite.replaces = {index};
    proposals.rewrites.push_back(std::move(rewrite));
  }
}

constexpr std::array<std::string_view, 1> after = {"modernize_key_value"};
constexpr std::array<std::string_view, 1> styles = {"double"};
constexpr std::array<PassOption, 1> options = {{{"style", "the quotes to put around values", "double", styles}}};

}  // namespace

DRYDOCK_PASS(quote_values){
    .id = "quote_values",
    .summary = "put the values of ENV, LABEL and ARG between double quotes",
    .documentation = documentation,
    .level = Level::identical,
    .after = after,
    .options = options,
    .run = run,
};
