// Removes settings that are set again before anything could see them.
#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
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
- The first value has a variable in it, and whether that can be expanded decides whether the image builds (`${X:?}`,
  `${X#pattern}`), or, for `STOPSIGNAL`, whether it names a signal.
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
  std::size_t entry = 0;  ///< of its list
  std::size_t place = 0;  ///< of ENV: ascending in the file
};

/// What becomes of one entry.
struct Finding {
  Setting setting;
  InstructionIndex later = 0;  ///< sets it again
  bool moves = false;          ///< of ENV: without it the variable would come later in the image config
  /// Of ENV: the entry can go only together with others that have the same number; 0: alone.
  std::size_t group = 0;
};

/// Whether a variable in a word may keep the image from being built: one that has to be set, or a pattern that may be
/// none.
bool may_fail(std::string_view word) {
  for (std::size_t at = word.find("${"); at != std::string_view::npos; at = word.find("${", at + 2)) {
    const std::size_t end = std::min(word.find_first_of(":-+?#%/}", at), word.size());
    const std::string_view modifier = word.substr(end);
    const bool is_harmless = modifier.starts_with('}') || modifier.starts_with('-') || modifier.starts_with('+') ||
                             modifier.starts_with(":-") || modifier.starts_with(":+");
    if (!is_harmless) return true;
  }
  return false;
}

/// Why an entry cannot go whatever becomes of others, or "".
std::string_view obstacle(const Instruction& instruction, std::string_view text) {
  if (!instruction.ambiguity.empty()) return instruction.ambiguity;
  if (may_fail(text)) {
    return "it is set again, but whether its variables can be expanded decides whether the image builds";
  }
  if (instruction.keyword == Keyword::stopsignal && text.find('$') != std::string_view::npos) {
    return "it is set again, but whether it names a signal depends on a variable";
  }
  return "";
}

/// Walks through one stage and finds the settings that are set again before they are seen.
class StageWalk {
 public:
  explicit StageWalk(const Context& context) : context_(context), escape_(context.snapshot.dockerfile.escape) {}

  /// Everything that was found. `groups` counts the groups of all stages.
  [[nodiscard]] std::vector<Finding> finish(std::size_t& groups) && {
    forget_variables();
    choose_places(groups);
    return std::move(findings_);
  }

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
    if (keyword == Keyword::run || (!runs_later && text.find('$') != std::string_view::npos)) forget_variables();
    if (const auto* arg = instruction.as<Arg>()) {
      for (const ArgEntry& entry : arg->entries) {
        const auto found = variables_.find(std::string(entry.key.value));
        if (found == variables_.end()) continue;
        runs_.push_back(std::move(found->second));
        variables_.erase(found);
      }
    }
  }

  void set_whole(std::optional<Setting>& setting, InstructionIndex index) {
    if (setting) findings_.push_back({.setting = *setting, .later = index});
    setting = Setting{.by = index};
  }

  void visit_labels(const Label& label, InstructionIndex index) {
    for (std::size_t i = 0; i < label.pairs.size(); ++i) {
      const auto key = literal_text(label.pairs[i].key.value, escape_);
      if (!key) continue;
      const auto [found, added] = labels_.try_emplace(*key, Setting{.by = index, .entry = i});
      if (added) continue;
      findings_.push_back({.setting = found->second, .later = index});
      found->second = {.by = index, .entry = i};
    }
  }

  void visit_environment(const Env& env, InstructionIndex index) {
    for (std::size_t i = 0; i < env.pairs.size(); ++i) {
      const auto key = literal_text(env.pairs[i].key.value, escape_);
      if (!key || key->find('=') != std::string::npos) {
        forget_variables();
        continue;
      }
      const bool is_new = keys_.insert(*key).second;
      Run& run = variables_[*key];
      if (is_new) run.order = keys_.size();
      run.settings.push_back({.by = index, .entry = i, .place = ++places_});
    }
  }

  /// Settings of one variable that nothing sees but the last.
  struct Run {
    std::size_t order =
        0;  ///< which one of the stage's variables this run brings into the image config, from 1; 0: none
    std::vector<Setting> settings;
  };

  void forget_variables() {
    for (auto& [key, run] : variables_) runs_.push_back(std::move(run));
    variables_.clear();
  }

  void add(const Run& run, std::size_t i, bool moves, std::size_t group) {
    findings_.push_back({run.settings[i], run.settings[i + 1].by, moves, group});
  }

  /// Of the settings of a variable the last one counts. One more stays if the variable would else come later in the
  /// image config: behind one that comes after it now, and does not come later itself.
  void choose_places(std::size_t& groups) {
    std::vector<const Run*> runs(keys_.size(), nullptr);
    for (const Run& run : runs_) {
      if (run.order != 0) runs[run.order - 1] = &run;
      for (std::size_t i = 0; run.order == 0 && i + 1 < run.settings.size(); ++i) add(run, i, false, 0);
    }
    std::vector<std::size_t> first(runs.size(), 0);  // of the settings that stay
    std::size_t next =
        std::numeric_limits<std::size_t>::max();  // where the variable after it will be put into the config
    for (std::size_t i = runs.size(); i-- > 0;) {
      const std::vector<Setting>& settings = runs[i]->settings;
      while (first[i] + 1 < settings.size() && settings[first[i] + 1].place < next && can_go(settings[first[i]])) {
        ++first[i];
      }
      next = settings[first[i]].place;
    }
    std::size_t group = 0;
    for (std::size_t i = 0; i < runs.size(); ++i) {
      const std::vector<Setting>& settings = runs[i]->settings;
      const bool needs_next = i + 1 < runs.size() && settings[first[i]].place > runs[i + 1]->settings.front().place;
      const std::size_t own_group = group != 0 || !needs_next ? group : ++groups;
      for (std::size_t k = 0; k + 1 < settings.size(); ++k) {
        add(*runs[i], k, k == first[i], k < first[i] ? own_group : 0);
      }
      group = needs_next ? own_group : 0;
    }
  }

  [[nodiscard]] bool can_go(const Setting& setting) const {
    const Instruction& instruction = context_.instructions()[setting.by];
    const KeyValue& pair = instruction.as<Env>()->pairs[setting.entry];
    return obstacle(instruction, fmt::format("{}={}", pair.key.value, pair.value.value)).empty();
  }

  const Context& context_;
  char escape_;
  std::optional<Setting> user_, stop_signal_, shell_;
  std::map<std::string, Setting> labels_;
  std::map<std::string, Run> variables_;  ///< of ENV, with what nothing has seen yet
  std::vector<Run> runs_;                 ///< the others
  std::size_t places_ = 0;
  std::set<std::string> keys_;  ///< of ENV, in this stage
  std::vector<Finding> findings_;
};

std::string why(const Context& context, const Finding& finding, TextRange where) {
  const Instruction& instruction = context.instructions()[finding.setting.by];
  const bool is_list = instruction.keyword == Keyword::label || instruction.keyword == Keyword::env;
  const std::string subject = is_list ? printable(context.snapshot.source->text(where), 60) : std::string("it");
  if (finding.later == finding.setting.by) return subject + " is set again in the same instruction";
  return fmt::format("{} is set again in line {}, and nothing in between sees it", subject,
                     context.line_of(finding.later));
}

using Findings = std::map<InstructionIndex, std::vector<Finding>>;

/// What one instruction adds to a rewrite, or why it stays as it is.
struct Removal {
  std::vector<Edit> edits;
  bool whole = false;
  TextRange where;
  std::string why;
};

/// Refuses the entries that stay, and removes the others.
std::optional<Removal> remove_from(const Context& context, std::vector<Finding> findings, Proposals& proposals) {
  const InstructionIndex index = findings.front().setting.by;
  const Instruction& instruction = context.instructions()[index];
  std::vector<TextRange> entries = list_entries(instruction);
  if (entries.empty()) entries = {instruction.arguments.range};
  std::ranges::sort(findings, {}, [](const Finding& finding) { return finding.setting.entry; });
  std::vector<bool> gone(entries.size(), false);
  std::optional<Finding> first;
  for (const Finding& finding : findings) {
    if (finding.setting.entry >= entries.size()) return std::nullopt;
    const TextRange where = entries[finding.setting.entry];
    std::string_view reason = obstacle(instruction, context.snapshot.source->text(where));
    if (reason.empty() && finding.moves) {
      reason = "it is set again, but without it the variable would come later in the image config";
    }
    if (!reason.empty()) {
      proposals.refusals.push_back({index, where, std::string(reason)});
      continue;
    }
    gone[finding.setting.entry] = true;
    if (!first) first = finding;
  }
  if (!first) return std::nullopt;
  const bool whole = std::ranges::find(gone, false) == gone.end();
  auto edits =
      whole ? remove_instruction(context.snapshot, instruction) : remove_entries(context.snapshot, instruction, gone);
  const TextRange where = whole ? instruction.keyword_text.range : entries[first->setting.entry];
  if (!edits) {
    proposals.refusals.push_back({index, where, "it is set again, but a comment, or what is left, is in the way"});
    return std::nullopt;
  }
  return Removal{std::move(*edits), whole, where, why(context, *first, entries[first->setting.entry])};
}

/// One rewrite for all entries of an instruction that go, and of those that go only together with them.
void propose(const Context& context, const Findings& findings, Proposals& proposals) {
  Rewrite rewrite;
  for (const auto& [index, of_instruction] : findings) {
    auto removal = remove_from(context, of_instruction, proposals);
    if (!removal && findings.size() > 1) {
      for (const auto& [other, list] : findings) {
        if (other == index) continue;
        proposals.refusals.push_back(
            {other, context.instructions()[other].keyword_text.range,
             fmt::format("it is set again, but it goes only with what stays in line {}", context.line_of(index))});
      }
      return;
    }
    if (!removal) return;
    if (rewrite.edits.empty()) {
      rewrite.about = index;
      rewrite.where = removal->where;
      rewrite.why = std::move(removal->why);
    }
    (removal->whole ? rewrite.removes : rewrite.replaces).push_back(index);
    std::ranges::move(removal->edits, std::back_inserter(rewrite.edits));
  }
  if (findings.size() > 1) {
    rewrite.why += fmt::format("; with it goes what {} other instruction{} set{}", findings.size() - 1,
                               findings.size() > 2 ? "s" : "", findings.size() > 2 ? "" : "s");
  }
  proposals.rewrites.push_back(std::move(rewrite));
}

/// Instructions that have a group in common go into one rewrite.
std::vector<Findings> by_rewrite(const std::vector<Finding>& findings) {
  std::map<InstructionIndex, InstructionIndex>
      leaders;  // an instruction of the same rewrite that comes before, or itself
  const auto leader_of = [&](InstructionIndex index) {
    while (leaders.try_emplace(index, index).first->second != index) {
      // Halving the way keeps all of them short.
      InstructionIndex& above = leaders[index];
      above = leaders[above];
      index = above;
    }
    return index;
  };
  std::map<std::size_t, InstructionIndex> of_group;
  for (const Finding& finding : findings) {
    const InstructionIndex own = leader_of(finding.setting.by);
    if (finding.group == 0) continue;
    const InstructionIndex other = leader_of(of_group.try_emplace(finding.group, own).first->second);
    leaders[std::max(own, other)] = std::min(own, other);
  }
  std::map<InstructionIndex, Findings> rewrites;
  for (const Finding& finding : findings) {
    rewrites[leader_of(finding.setting.by)][finding.setting.by].push_back(finding);
  }
  std::vector<Findings> list;
  for (auto& [leader, of_instructions] : rewrites) list.push_back(std::move(of_instructions));
  return list;
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
  std::vector<Finding> findings;
  std::size_t groups = 0;
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
    for (++index; index < instructions.size() && instructions[index].keyword != Keyword::from; ++index) {
      walk.visit(index);
    }
    std::ranges::move(std::move(walk).finish(groups), std::back_inserter(findings));
  }
  if (findings.empty()) return;
  // A file that does not build has no image that could stay the same.
  if (!std::ranges::all_of(context.model().stages, [](const Stage& stage) { return stage.config.ok(); })) return;
  for (const Findings& together : by_rewrite(findings)) propose(context, together, proposals);
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
