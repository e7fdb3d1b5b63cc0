// Gives each word of ARG, ENV, EXPOSE, LABEL and VOLUME an instruction of its own.
#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "analysis/plain_text.hpp"
#include "pipeline/pass.hpp"
#include "rewrite/text_tools.hpp"
#include "syntax/words.hpp"

namespace {

using namespace drydock;

constexpr std::string_view documentation = R"(
## What it does

Gives each entry of an `ARG`, `ENV`, `EXPOSE`, `LABEL` or `VOLUME` an instruction of its own.

## Why

Some house styles want one entry a line, so that changes show as whole lines and each can have a comment. It makes no
difference to the size of the image or the speed of the build, so the pass is off unless it is asked for.
`merge_adjacent_settings` does the reverse; choose one of the two.

## Example

```dockerfile
FROM debian:12
ENV LANG=C.UTF-8 \
    MODE=production
EXPOSE 80 443
VOLUME ["/data", "/log"]
```

```dockerfile
FROM debian:12
ENV LANG=C.UTF-8
ENV MODE=production
EXPOSE 80
EXPOSE 443
VOLUME ["/data"]
VOLUME ["/log"]
```

## When it refuses

- An entry of an `ENV` uses a variable that one before it sets: it would see the new value.
- A comment stands inside of the instruction.
- An entry would read otherwise at the start of an instruction: it begins with `[`, `--` or `#`.

## What it keeps

Identical. BuildKit takes the words of one instruction one after the other (dockerfile2llb/convert.go, dispatchEnv,
dispatchLabel, dispatchExpose, dispatchVolume, dispatchArg), so the order in the image config stays. The history of the
image has more entries.
)";

/// Whether an entry of an ENV may use a variable that an earlier entry sets.
bool uses_earlier_entry(const Env& env, char escape) {
  std::set<std::string_view> names;
  for (const KeyValue& pair : env.pairs) {
    for (const Text& word : {pair.key, pair.value}) {
      if (names.empty() || word.value.find('$') == std::string_view::npos) continue;
      const auto variables = variables_of(word.value, {.escape = escape});
      if (!variables || std::ranges::any_of(*variables, [&](std::string_view name) { return names.contains(name); })) {
        return true;
      }
    }
    // A name that is not plain text may turn out to be any.
    if (!is_plain_name(pair.key.value)) return true;
    names.insert(pair.key.value);
  }
  return false;
}

void consider(const Context& context, InstructionIndex index, Proposals& proposals) {
  const Instruction& instruction = context.instructions()[index];
  const std::vector<TextRange> entries = list_entries(instruction);
  if (entries.size() < 2) return;
  const auto refuse = [&](std::string why) {
    proposals.refusals.push_back({index, instruction.keyword_text.range, std::move(why)});
  };
  if (!instruction.ambiguity.empty()) return refuse(std::string(instruction.ambiguity));
  if (!instruction.flags_range.empty()) return refuse("what looks like a flag stands before the words");
  if (has_comment(context.snapshot, instruction, instruction.range)) {
    return refuse("a comment stands inside of the instruction");
  }
  const char escape = context.snapshot.dockerfile.escape;
  const auto* env = instruction.as<Env>();
  if (env != nullptr && uses_earlier_entry(*env, escape)) {
    return refuse("an entry may use a variable that one before it sets");
  }

  const Source& source = *context.snapshot.source;
  const std::string_view whole = source.text(instruction.range);
  const std::string_view line_end = whole.find("\r\n") != std::string_view::npos ? "\r\n" : "\n";
  const TextRange indentation{instruction.range.begin, instruction.keyword_text.range.begin};
  const std::string_view keyword = source.text(instruction.keyword_text.range);
  if (keyword != instruction.keyword_text.value) return refuse("the keyword is cut in two");
  std::string text;
  for (const TextRange entry : entries) {
    const std::string_view word = source.text(entry);
    if (!instruction.json && !may_come_first(word)) {
      return refuse("an entry would read otherwise at the start of an instruction");
    }
    if (would_continue(word, escape)) return refuse("an entry ends with the character that continues a line");
    if (!text.empty()) text += fmt::format("{}{}", line_end, source.text(indentation));
    text += fmt::format("{} ", keyword);
    if (instruction.json) {
      text += fmt::format("[{}]", word);
    } else {
      text += word;
    }
  }
  Rewrite rewrite;
  rewrite.about = index;
  rewrite.where = instruction.keyword_text.range;
  rewrite.why = fmt::format("each of its {} entries gets an instruction of its own", entries.size());
  rewrite.replaces = {index};
  rewrite.edits = {{{instruction.keyword_text.range.begin, instruction.arguments.range.end}, std::move(text)}};
  proposals.rewrites.push_back(std::move(rewrite));
}

void run(const Context& context, Proposals& proposals) {
  for (InstructionIndex index = 0; index < context.instructions().size(); ++index) consider(context, index, proposals);
}

constexpr std::array<std::string_view, 2> after = {"remove_duplicate_values", "remove_overwritten_settings"};

}  // namespace

DRYDOCK_PASS(split_settings){
    .id = "split_settings",
    .summary = "give each entry of ARG, ENV, EXPOSE, LABEL and VOLUME an instruction of its own",
    .documentation = documentation,
    .level = Level::identical,
    .after = after,
    .reverse = "merge_adjacent_settings",
    .run = run,
};
