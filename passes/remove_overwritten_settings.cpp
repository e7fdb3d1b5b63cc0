// Removes settings that are set again before anything could see them.
#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "analysis/key_watch.hpp"
#include "base/diagnostic.hpp"
#include "pipeline/pass.hpp"
#include "rewrite/text_tools.hpp"
#include "syntax/words.hpp"

namespace {

using namespace drydock;

constexpr std::string_view documentation = R"(
## What it does

Removes a `USER`, `STOPSIGNAL`, `SHELL`, a key of `LABEL` or a variable of `ENV` that the same stage sets again, if
nothing in between could have seen the first value:

- `USER` is seen by `RUN` and by `WORKDIR`, which makes a folder that belongs to that user;
- `SHELL` is seen by `RUN`, and by `CMD`, `ENTRYPOINT` and `HEALTHCHECK` in shell form;
- `STOPSIGNAL` and labels are seen by nothing but the image that results;
- a variable is seen by `RUN`, by every `$` in the text of an instruction, and by an `ARG` of its name.

Where nothing is left of an instruction, all of it goes. Comments stay.

## Why

The first value never counts. Whoever reads it may think that it does.

## Example

```dockerfile
FROM debian:12
USER app
ENV MODE=test MODE=production
LABEL version=1
COPY . /app
USER root
RUN make -C /app
LABEL version=2
```

```dockerfile
FROM debian:12
ENV MODE=production
COPY . /app
USER root
RUN make -C /app
LABEL version=2
```

## When it refuses

- Without the first `ENV` the variable would have another place in the list that the image config holds.
- The first value has a variable in it, and whether that can be expanded decides whether the image builds (`${X:?}`), or,
  for `STOPSIGNAL`, whether it names a signal.
- A comment line stands between the entry and its neighbours inside of the instruction, or the rest would read otherwise.

`CMD`, `ENTRYPOINT` and `HEALTHCHECK` are what `remove_dead_instructions` looks at.

## What it keeps

Identical. `User`, `StopSignal` and `Shell` are assigned as wholes and labels by key (dockerfile2llb/convert.go,
dispatchUser, dispatchStopSignal, dispatchShell, dispatchLabel). COPY and ADD take their owner from `--chown` alone
(convert_copy.go). A variable that is set again keeps its place in the image config (convert.go, addEnv) and comes last
in the environment of `RUN` (client/llb/meta.go, EnvList), so only the first matters, and it is looked at. Only the
history of the image has less in it.
)";

/// A value that an instruction sets, and that may turn out not to count.
struct Setting {
  InstructionIndex by = 0;
  std::size_t entry = 0;        ///< of its list
  bool is_first = false;        ///< of ENV: no entry that stays has put the variable into the image config before
  bool moves = false;           ///< of ENV: without it the variable would come later in the image config
};

/// What becomes of one entry.
struct Finding {
  Setting setting;
  InstructionIndex later = 0;  ///< sets it again
};

bool may_fail(std::string_view word) { return word.find('$') != std::string_view::npos && word.find('?') != std::string_view::npos; }

/// Walks through one stage and finds the settings that are set again before they are seen.
class StageWalk {
 public:
  explicit StageWalk(const Context& context) : context_(context), escape_(context.snapshot.dockerfile.escape) {}

  [[nodiscard]] const std::vector<Finding>& findings() const { return findings_; }

  void visit(InstructionIndex index) {
    const Instruction& instruction = context_.instructions()[index];
    see(index);
    switch (instruction.keyword) {
      case Keyword::user: set_whole(user_, index); break;
      case Keyword::stopsignal: set_whole(stop_signal_, index); break;
      case Keyword::shell: set_whole(shell_, index); break;
      case Keyword::label: visit_labels(*instruction.as<Label>(), index); break;
      case Keyword::env: visit_environment(*instruction.as<Env>(), index); break;
      default: break;
    }
  }

 private:
  /// Forgets what the instruction may have seen.
  void see(InstructionIndex index) {
    const Instruction& instruction = context_.instructions()[index];
    const Keyword keyword = instruction.keyword;
    if (keyword == Keyword::run || keyword == Keyword::workdir) user_.reset();
    const Command* command = nullptr;
    if (const auto* cmd = instruction.as<Cmd>()) command = &cmd->command;
    if (const auto* entrypoint = instruction.as<Entrypoint>()) command = &entrypoint->command;
    if (const auto* check = instruction.as<Healthcheck>(); check != nullptr && !check->none) command = &check->command;
    if (keyword == Keyword::run || (command != nullptr && command->is_shell_form())) shell_.reset();
    // An ONBUILD is for the images that are built on this one. Nothing expands what CMD and the like say.
    const bool runs_later = keyword == Keyword::onbuild || command != nullptr || keyword == Keyword::shell;
    const std::string_view text = context_.snapshot.source->text(instruction.range);
    if (keyword == Keyword::run || (!runs_later && text.find('$') != std::string_view::npos)) variables_.clear();
    if (const auto* arg = instruction.as<Arg>()) {
      for (const ArgEntry& entry : arg->entries) variables_.erase(std::string(entry.key.value));
    }
  }

  void set_whole(std::optional<Setting>& setting, InstructionIndex index) {
    if (setting) findings_.push_back({*setting, index});
    setting = Setting{.by = index};
  }

  void visit_labels(const Label& label, InstructionIndex index) {
    for (std::size_t i = 0; i < label.pairs.size(); ++i) {
      const auto key = literal_text(label.pairs[i].key.value, escape_);
      if (!key) continue;
      const auto [found, added] = labels_.try_emplace(*key, Setting{.by = index, .entry = i});
      if (added) continue;
      findings_.push_back({found->second, index});
      found->second = {.by = index, .entry = i};
    }
  }

  void visit_environment(const Env& env, InstructionIndex index) {
    for (std::size_t i = 0; i < env.pairs.size(); ++i) {
      const auto key = literal_text(env.pairs[i].key.value, escape_);
      if (!key || key->find('=') != std::string::npos) {
        variables_.clear();
        continue;
      }
      const bool is_new = keys_.insert(*key).second;
      const Variable setting{{.by = index, .entry = i, .is_first = is_new}, keys_.size()};
      const auto [found, added] = variables_.try_emplace(*key, setting);
      if (added) continue;
      Setting before = found->second.setting;
      before.moves = before.is_first && found->second.keys < keys_.size();
      findings_.push_back({before, index});
      // Where the first one stays, the second only has its place.
      found->second = setting;
      found->second.setting.is_first = before.is_first && !before.moves;
    }
  }

  const Context& context_;
  char escape_;
  std::optional<Setting> user_, stop_signal_, shell_;
  std::map<std::string, Setting> labels_;
  struct Variable {
    Setting setting;
    std::size_t keys = 0;  ///< in keys_ when it was set; more of them now come before it if it goes
  };
  std::map<std::string, Variable> variables_;
  std::set<std::string> keys_;  ///< of ENV, in this stage
  std::vector<Finding> findings_;
};

/// Why an entry cannot go, or "".
std::string obstacle(const Instruction& instruction, const Setting& setting, std::string_view text) {
  if (!instruction.ambiguity.empty()) return std::string(instruction.ambiguity);
  if (may_fail(text)) return "it is set again, but its variables may be required to be set";
  if (instruction.keyword == Keyword::stopsignal && text.find('$') != std::string_view::npos) {
    return "it is set again, but whether it names a signal depends on a variable";
  }
  if (setting.moves) return "it is set again, but without it the variable would come later in the image config";
  return "";
}

std::string why(const Context& context, const Finding& finding, TextRange where) {
  const Instruction& instruction = context.instructions()[finding.setting.by];
  const bool is_list = instruction.keyword == Keyword::label || instruction.keyword == Keyword::env;
  const std::string subject = is_list ? printable(context.snapshot.source->text(where), 60) : std::string("it");
  if (finding.later == finding.setting.by) return subject + " is set again in the same instruction";
  return fmt::format("{} is set again in line {}, and nothing in between sees it", subject, context.line_of(finding.later));
}

/// One rewrite for all entries of an instruction that go.
void propose(const Context& context, std::vector<Finding> findings, Proposals& proposals) {
  const InstructionIndex index = findings.front().setting.by;
  const Instruction& instruction = context.instructions()[index];
  std::vector<TextRange> entries = list_entries(instruction);
  if (entries.empty()) entries = {instruction.arguments.range};
  std::ranges::sort(findings, {}, [](const Finding& finding) { return finding.setting.entry; });
  std::vector<bool> gone(entries.size(), false);
  std::optional<Finding> first;
  for (const Finding& finding : findings) {
    if (finding.setting.entry >= entries.size()) return;
    const TextRange where = entries[finding.setting.entry];
    std::string reason = obstacle(instruction, finding.setting, context.snapshot.source->text(where));
    if (!reason.empty()) {
      proposals.refusals.push_back({index, where, std::move(reason)});
      continue;
    }
    gone[finding.setting.entry] = true;
    if (!first) first = finding;
  }
  if (!first) return;
  const bool whole = std::ranges::find(gone, false) == gone.end();
  auto edits = whole ? remove_instruction(context.snapshot, instruction) : remove_entries(context.snapshot, instruction, gone);
  const TextRange where = whole ? instruction.keyword_text.range : entries[first->setting.entry];
  if (!edits) {
    proposals.refusals.push_back({index, where, "it is set again, but a comment, or what is left, is in the way"});
    return;
  }
  Rewrite rewrite;
  rewrite.about = index;
  rewrite.where = where;
  rewrite.why = why(context, *first, entries[first->setting.entry]);
  (whole ? rewrite.removes : rewrite.replaces) = {index};
  rewrite.edits = std::move(*edits);
  proposals.rewrites.push_back(std::move(rewrite));
}

/// Whether a stage sets something twice as far as that shows without looking at what is in between.
bool may_overwrite(std::span<const Instruction> stage) {
  std::array<bool, 3> seen{};
  const auto again = [&](std::size_t kind) { return std::exchange(seen[kind], true); };
  KeyWatch labels;
  KeyWatch variables;
  for (const Instruction& instruction : stage) {
    if (instruction.keyword == Keyword::user && again(0)) return true;
    if (instruction.keyword == Keyword::stopsignal && again(1)) return true;
    if (instruction.keyword == Keyword::shell && again(2)) return true;
    if (const auto* label = instruction.as<Label>()) labels.add(label->pairs);
    if (const auto* env = instruction.as<Env>()) variables.add(env->pairs);
  }
  return labels.may_repeat() || variables.may_repeat();
}

void run(const Context& context, Proposals& proposals) {
  const auto& instructions = context.instructions();
  std::map<InstructionIndex, std::vector<Finding>> by_instruction;
  const auto take = [&](const StageWalk& walk) {
    for (const Finding& finding : walk.findings()) by_instruction[finding.setting.by].push_back(finding);
  };
  for (InstructionIndex index = 0; index < instructions.size();) {
    if (instructions[index].keyword != Keyword::from) {
      ++index;
      continue;
    }
    if (!may_overwrite(stage_from(instructions, index))) {
      for (++index; index < instructions.size() && instructions[index].keyword != Keyword::from;) ++index;
      continue;
    }
    StageWalk walk(context);
    for (++index; index < instructions.size() && instructions[index].keyword != Keyword::from; ++index) walk.visit(index);
    take(walk);
  }
  if (by_instruction.empty()) return;
  // A file that does not build has no image that could stay the same.
  if (!std::ranges::all_of(context.model().stages, [](const Stage& stage) { return stage.config.ok(); })) return;
  for (const auto& [index, findings] : by_instruction) propose(context, findings, proposals);
}

constexpr std::array<std::string_view, 1> rules = {"labels/no-duplicate-keys"};
constexpr std::array<std::string_view, 1> after = {"remove_duplicate_values"};

}  // namespace

DRYDOCK_PASS(remove_overwritten_settings){
    .id = "remove_overwritten_settings",
    .summary = "remove USER, STOPSIGNAL, SHELL, labels and variables that are set again before anything sees them",
    .documentation = documentation,
    .level = Level::identical,
    .on_by_default = true,
    .after = after,
    .rules = rules,
    .run = run,
};
