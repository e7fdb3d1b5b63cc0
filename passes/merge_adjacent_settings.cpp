// Makes one instruction of neighbours of the same kind: ARG, ENV, EXPOSE, LABEL, VOLUME.
#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "analysis/plain_text.hpp"
#include "base/unicode.hpp"
#include "pipeline/pass.hpp"
#include "rewrite/text_tools.hpp"
#include "syntax/words.hpp"

namespace {

using namespace drydock;

constexpr std::string_view documentation = R"(
## What it does

Makes one instruction of neighbours of the same kind: `ARG`, `ENV`, `EXPOSE`, `LABEL` and `VOLUME`. With the option
`layout` as `lines` each instruction's words keep a line of their own; with `one_line` all of them stand on one.

Only instructions on consecutive lines are taken together: a comment or a blank line between two, or a comment inside of
one, says that they are meant to be apart.

## Why

Some house styles want one instruction for a list. It makes no difference to the size of the image or the speed of the
build, so the pass is off unless it is asked for. `split_settings` does the reverse; choose one of the two.

## Example

```dockerfile
FROM debian:12
ENV LANG=C.UTF-8
ENV MODE=production
EXPOSE 80
EXPOSE 443

LABEL version=1
# who to ask
LABEL maintainer=ops@example.com
```

```dockerfile
FROM debian:12
ENV LANG=C.UTF-8 \
    MODE=production
EXPOSE 80 \
       443

LABEL version=1
# who to ask
LABEL maintainer=ops@example.com
```

## When it refuses

- An `ENV` uses a variable that one before it in the group sets: all words of one `ENV` see the environment before it.
- One of the two is written `ENV name value`, or one `VOLUME` is a JSON array and the other is not.
- The words would read otherwise in the middle of a list, or a quote in them is not closed.

## What it keeps

Identical. BuildKit takes the words of one instruction one after the other (dockerfile2llb/convert.go, dispatchEnv,
dispatchLabel, dispatchExpose, dispatchVolume, dispatchArg), so the order in the image config stays. The words of `ARG`
are expanded one after the other too; frontends older than Dockerfile 1.2 take only one in each `ARG`. The history of the
image has fewer entries.
)";

constexpr std::array kinds = {Keyword::arg, Keyword::env, Keyword::expose, Keyword::label, Keyword::volume};

/// Whether the instruction is of a kind that can be a part of a group.
bool is_list(const Context& context, const Instruction& instruction) {
  return std::ranges::find(kinds, instruction.keyword) != kinds.end() && instruction.ambiguity.empty() &&
         instruction.flags_range.empty() && !list_entries(instruction).empty() &&
         !has_comment(context.snapshot, instruction, instruction.range);
}

std::span<const KeyValue> pairs_of(const Instruction& instruction) {
  if (const auto* env = instruction.as<Env>()) return env->pairs;
  if (const auto* label = instruction.as<Label>()) return label->pairs;
  return {};
}

bool is_legacy(const Instruction& instruction) {
  return std::ranges::any_of(pairs_of(instruction), [](const KeyValue& pair) { return !pair.has_delimiter; });
}

/// Whether an instruction's words may name a variable of the list.
bool names_one_of(const Instruction& instruction, const std::set<std::string_view>& names, char escape) {
  const std::string_view text = instruction.arguments.value;
  if (text.find('$') == std::string_view::npos) return false;
  const auto variables = variables_of(text, {.escape = escape});
  return !variables || std::ranges::any_of(*variables, [&](std::string_view name) { return names.contains(name); });
}

/// Whether an instruction's words read the same wherever they stand. A quote that is not closed would take in what
/// follows.
bool is_complete(const Context& context, const Instruction& instruction) {
  return variables_of(instruction.arguments.value, {.escape = context.snapshot.dockerfile.escape}).has_value();
}

/// Neighbours that can become one instruction, and what is asked of them again for each one that follows.
class Group {
 public:
  explicit Group(const Context& context) : context_(context) {}

  void add(InstructionIndex index) {
    const Instruction& instruction = context_.get().instructions()[index];
    if (members_.empty()) {
      first_is_legacy_ = is_legacy(instruction);
      first_is_complete_ = is_complete(context_.get(), instruction);
    }
    members_.push_back(index);
    if (instruction.keyword != Keyword::env) return;
    for (const KeyValue& pair : pairs_of(instruction)) {
      has_plain_names_ = has_plain_names_ && is_plain_name(pair.key.value);
      names_.insert(pair.key.value);
    }
  }
  void clear() { *this = Group(context_.get()); }
  [[nodiscard]] const std::vector<InstructionIndex>& members() const { return members_; }
  [[nodiscard]] bool first_is_legacy() const { return first_is_legacy_; }
  [[nodiscard]] bool first_is_complete() const { return first_is_complete_; }
  /// The variables that it sets.
  [[nodiscard]] const std::set<std::string_view>& names() const { return names_; }
  [[nodiscard]] bool has_plain_names() const { return has_plain_names_; }

 private:
  std::reference_wrapper<const Context> context_;
  std::vector<InstructionIndex> members_;
  std::set<std::string_view> names_;
  bool first_is_legacy_ = false;
  bool first_is_complete_ = true;
  bool has_plain_names_ = true;
};

/// Why an instruction cannot be added to a group, or "".
std::string obstacle(const Context& context, const Group& group, const Instruction& next) {
  const char escape = context.snapshot.dockerfile.escape;
  const Instruction& first = context.instructions()[group.members().front()];
  if (group.first_is_legacy() || is_legacy(next)) return "a line without an equals sign is a single entry";
  if (!group.first_is_complete() || !is_complete(context, next)) return "a quote or a brace is not closed";
  if (first.json != next.json) return "one of the two is a JSON array";
  const std::string_view before =
      context.snapshot.source->text(context.instructions()[group.members().back()].arguments.range);
  const std::string_view text = context.snapshot.source->text(next.arguments.range);
  if (!next.json && (!may_come_first(text) || !may_come_first(context.snapshot.source->text(first.arguments.range)))) {
    return "its words would read otherwise in the middle of a list";
  }
  if (would_continue(before, escape) || would_continue(text, escape)) return "it ends with the character that continues a line";
  if (first.keyword != Keyword::env) return "";
  if (!group.has_plain_names()) return "the name of a variable is not plain text";
  return names_one_of(next, group.names(), escape) ? "it uses a variable that is set directly above" : "";
}

/// The words of a group as they stand in one instruction, from the second member on.
std::string joined_words(const Context& context, const std::vector<InstructionIndex>& group) {
  const Instruction& first = context.instructions()[group.front()];
  const std::string_view whole = context.snapshot.source->text(first.range);
  const std::string_view line_end = whole.ends_with("\r\n") ? "\r\n" : "\n";
  const std::size_t column = context.snapshot.source->position(first.arguments.range.begin).column - 1;
  std::string text;
  for (std::size_t i = 1; i < group.size(); ++i) {
    std::string_view words = context.snapshot.source->text(context.instructions()[group[i]].arguments.range);
    if (first.json) {
      words = trim_space(words.substr(1, words.size() - 2));
      if (words.empty()) continue;
      text += ',';
    }
    if (context.option("layout") == "lines" && !first.json) {
      text += fmt::format(" {}{}", context.snapshot.dockerfile.escape, line_end);
      text.append(column, ' ');
    } else {
      text += ' ';
    }
    text += words;
  }
  return text;
}

void propose(const Context& context, const std::vector<InstructionIndex>& group, Proposals& proposals) {
  if (group.size() < 2) return;
  const Instruction& first = context.instructions()[group.front()];
  const Instruction& last = context.instructions()[group.back()];
  Rewrite rewrite;
  rewrite.about = group.front();
  rewrite.where = first.keyword_text.range;
  rewrite.why = fmt::format("{} instructions that follow each other become one", group.size());
  rewrite.replaces = {group.front()};
  rewrite.removes.assign(group.begin() + 1, group.end());
  std::string text = joined_words(context, group);
  TextRange range{first.arguments.range.end, last.arguments.range.end};
  if (first.json) {
    text += ']';
    --range.begin;
  }
  rewrite.edits = {{range, std::move(text)}};
  proposals.rewrites.push_back(std::move(rewrite));
}

void run(const Context& context, Proposals& proposals) {
  const auto& instructions = context.instructions();
  Group group(context);
  for (InstructionIndex index = 0; index < instructions.size(); ++index) {
    const Instruction& next = instructions[index];
    const bool list = is_list(context, next);
    bool joins = list && !group.members().empty();
    if (joins) {
      const Instruction& previous = instructions[group.members().back()];
      joins = previous.keyword == next.keyword && previous.node + 1 == next.node;
    }
    if (joins) {
      std::string why = obstacle(context, group, next);
      joins = why.empty();
      if (!joins) proposals.refusals.push_back({index, next.keyword_text.range, std::move(why)});
    }
    if (!joins) {
      propose(context, group.members(), proposals);
      group.clear();
    }
    if (list) group.add(index);
  }
  propose(context, group.members(), proposals);
}

constexpr std::array<std::string_view, 1> rules = {"labels/prefer-grouped"};
constexpr std::array<std::string_view, 2> after = {"remove_duplicate_values", "remove_overwritten_settings"};
constexpr std::array<std::string_view, 2> layouts = {"lines", "one_line"};
constexpr std::array options = {
    PassOption{"layout", "whether each instruction's words keep a line of their own", "lines", layouts},
};

}  // namespace

DRYDOCK_PASS(merge_adjacent_settings){
    .id = "merge_adjacent_settings",
    .summary = "make one instruction of neighbours of the same kind: ARG, ENV, EXPOSE, LABEL, VOLUME",
    .documentation = documentation,
    .level = Level::identical,
    .after = after,
    .reverse = "split_settings",
    .rules = rules,
    .options = options,
    .run = run,
};
