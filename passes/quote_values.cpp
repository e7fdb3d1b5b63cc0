// Puts the values of ENV, LABEL and ARG between double quotes.
#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "pipeline/pass.hpp"
#include "rewrite/edit_set.hpp"
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

bool is_same(const Pair& left, const Pair& right, char escape) {
  if (left.name.value != right.name.value || left.value.has_value() != right.value.has_value()) return false;
  return !left.value || left.value->value == right.value->value ||
         expand_alike(left.value->value, right.value->value, escape);
}

bool sets_the_same(const Context& context, const Instruction& instruction, std::span<const Edit> edits) {
  const auto edited = read_edited(context.snapshot, instruction, edits);
  if (!edited) return false;
  return std::ranges::equal(
      pairs_of(instruction), pairs_of(edited->dockerfile.instructions[1]),
      [&](const Pair& left, const Pair& right) { return is_same(left, right, context.snapshot.dockerfile.escape); });
}

std::vector<Edit> quotes_around(TextRange range) {
  if (range.empty()) return {{range, "\"\""}};
  return {{{range.begin, range.begin}, "\""}, {{range.end, range.end}, "\""}};
}

/// Whether a pair reads the same with quotes around its value, whatever stands in the same instruction: as the second
/// word of an instruction of its own.
bool reads_alike(const Snapshot& snapshot, const Instruction& instruction, const Pair& pair) {
  const char escape = snapshot.dockerfile.escape;
  const TextRange word{pair.name.range.begin, pair.value->range.end};
  std::string text = escape == '`' ? "# escape=`\nFROM scratch\n" : "FROM scratch\n";
  text += fmt::format("{} A=a {}\n", display_name(instruction.keyword),
                      apply_edits(snapshot.text(), word, quotes_around(pair.value->range)));
  auto source = Source::make("Dockerfile", std::move(text));
  if (!source) return false;
  const Snapshot alone = make_snapshot(std::move(source.value()));
  const auto& instructions = alone.dockerfile.instructions;
  if (instructions.size() != 2 || !alone.dockerfile.accepted()) return false;
  const std::vector<Pair> pairs = pairs_of(instructions[1]);
  return pairs.size() == 2 && is_same(pair, pairs[1], escape);
}

/// The values of an instruction that quotes may be put around. Refuses those that have none and stay so.
std::vector<Pair> candidates(const Context& context, InstructionIndex index, Proposals& proposals) {
  const Instruction& instruction = context.instructions()[index];
  const std::string special = {'"', '\'', context.snapshot.dockerfile.escape};
  std::vector<Pair> found;
  for (Pair& pair : pairs_of(instruction)) {
    if (!pair.value || pair.value->value.find_first_of(special) != std::string_view::npos) continue;
    const auto refuse = [&](std::string why) {
      proposals.refusals.push_back({index, pair.value->range, std::move(why)});
    };
    if (!instruction.ambiguity.empty()) {
      refuse(std::string(instruction.ambiguity));
    } else if (pair.value->range == pair.name.range) {
      refuse(
          fmt::format("{} and its value are cut by a continuation or hold bad bytes", printable(pair.name.value, 60)));
    } else {
      found.push_back(std::move(pair));
    }
  }
  return found;
}

void consider(const Context& context, InstructionIndex index, Proposals& proposals) {
  const Instruction& instruction = context.instructions()[index];
  std::vector<Pair> pairs = candidates(context, index, proposals);
  if (pairs.empty()) return;
  const auto edits_of = [](std::span<const Pair> list) {
    std::vector<Edit> edits;
    for (const Pair& pair : list) std::ranges::move(quotes_around(pair.value->range), std::back_inserter(edits));
    return edits;
  };
  const auto refuse = [&](const Pair& pair) {
    proposals.refusals.push_back(
        {index, pair.value->range,
         fmt::format("the value of {} would read differently between quotes", printable(pair.name.value, 60))});
  };
  std::vector<Edit> edits = edits_of(pairs);
  // All at once; if that does not read the same, without those that do not by themselves.
  if (!sets_the_same(context, instruction, edits)) {
    std::erase_if(pairs, [&](const Pair& pair) {
      const bool bad = !reads_alike(context.snapshot, instruction, pair);
      if (bad) refuse(pair);
      return bad;
    });
    edits = edits_of(pairs);
    if (pairs.empty()) return;
    if (!sets_the_same(context, instruction, edits)) {
      for (const Pair& pair : pairs) refuse(pair);
      return;
    }
  }
  Rewrite rewrite;
  rewrite.about = index;
  rewrite.where = instruction.keyword_text.range;
  rewrite.why = pairs.size() == 1 ? "a value without quotes" : fmt::format("{} values without quotes", pairs.size());
  rewrite.level = Level::identical;
  rewrite.replaces = {index};
  rewrite.edits = std::move(edits);
  proposals.rewrites.push_back(std::move(rewrite));
}

void run(const Context& context, Proposals& proposals) {
  for (InstructionIndex index = 0; index < context.instructions().size(); ++index) consider(context, index, proposals);
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
