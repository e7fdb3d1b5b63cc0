// Removes CMD, ENTRYPOINT and HEALTHCHECK instructions that no container is started with.
#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include <fmt/format.h>

#include "analysis/start_command.hpp"
#include "pipeline/pass.hpp"
#include "rewrite/text_tools.hpp"

namespace {

using namespace drydock;

constexpr std::string_view documentation = R"(
## What it does

Removes a `CMD`, `ENTRYPOINT` or `HEALTHCHECK` that nobody sees:

- the same stage has a later one of the same kind;
- no target has it: the stage is only copied from, or every stage that is built on it sets its own (needs to know the
  targets).

The whole instruction goes, with its continuation lines. Comments stay, those between the continuation lines too, unless
the option `comments` says otherwise.

## Why

Only the last one of a stage counts. The earlier ones read as if they did something, and BuildKit warns about them
(MultipleInstructionsDisallowed).

## Example

```dockerfile
FROM debian:12
CMD ["nginx"]
HEALTHCHECK --interval=5m \
  CMD curl -f http://localhost/
HEALTHCHECK NONE
CMD ["apache2ctl", "-D", "FOREGROUND"]
```

```dockerfile
FROM debian:12
HEALTHCHECK NONE
CMD ["apache2ctl", "-D", "FOREGROUND"]
```

## When it refuses

- The instruction is one that versions of BuildKit read differently (text after a JSON array).
- A variable in a `FROM` decides whether the target is built on the stage.
- A `CMD` that an `ENTRYPOINT` in shell form ignores: without it the image config would have no `Cmd` and perhaps no
  `ArgsEscaped`. The option `ignored_cmd` removes it all the same, if no other stage is built on this one, the shell is
  `/bin/sh -c` or `/bin/bash -c`, and no trigger of the base image may set another `CMD`.

A `CMD` before an `ENTRYPOINT` is not dead unless another `CMD` follows: without it the `ENTRYPOINT` would drop the `CMD`
that is inherited from the base. `ONBUILD` triggers are not looked at: each of them is kept in the image.

Where a later stage sets its own, `last-target` is open unless `--target` names the stages that are built.

## What it keeps

Identical for every target. BuildKit assigns `Cmd`, `Entrypoint` and `Healthcheck` as wholes (dockerfile2llb/convert.go,
dispatchCmd, dispatchEntrypoint, dispatchHealthcheck), and nothing between two assignments reads the first. Two side
effects of an earlier instruction are repeated by the later one: `ENTRYPOINT` drops an inherited `CMD`, and `CMD` marks
the image as having one of its own (`ArgsEscaped`). Only the history of the image has an entry less.

Equivalent with `ignored_cmd`: a shell gets what `CMD` says as positional parameters, which the text of the `ENTRYPOINT`
does not use.
)";

/// A kind of instruction of which the last in a stage counts.
constexpr std::array replaced_kinds = {Keyword::cmd, Keyword::entrypoint, Keyword::healthcheck};

bool is_start(Keyword keyword) { return std::ranges::find(replaced_kinds, keyword) != replaced_kinds.end(); }

/// The stages that are built, each with the stages that it is built on.
struct Target {
  StageIndex stage = 0;
  std::vector<bool> has;       ///< by stage: the target is it or is built on it
  std::vector<bool> may_have;  ///< by stage: a variable decides whether the target is built on it
};

/// The comment lines directly above an instruction, without a blank line in between.
TextRange attached_comments(const Context& context, const Instruction& instruction) {
  const Tree& tree = context.snapshot.tree;
  Offset begin = instruction.range.begin;
  for (NodeIndex node = instruction.node; node-- > 0 && tree.nodes[node].kind == NodeKind::comment;) {
    begin = tree.range_of(tree.nodes[node].first).begin;
  }
  return {begin, instruction.range.begin};
}

void propose(const Context& context, InstructionIndex index, Rewrite rewrite, Proposals& proposals) {
  const Instruction& instruction = context.instructions()[index];
  rewrite.about = index;
  rewrite.where = instruction.keyword_text.range;
  if (!instruction.ambiguity.empty()) {
    proposals.refusals.push_back({index, rewrite.where, std::string(instruction.ambiguity)});
    return;
  }
  rewrite.removes = {index};
  rewrite.edits = remove_instruction(context.snapshot, instruction);
  if (context.option("comments") == "take") {
    rewrite.takes_comments = true;
    rewrite.edits = {{{attached_comments(context, instruction).begin, instruction.range.end}, ""}};
  }
  proposals.rewrites.push_back(std::move(rewrite));
}

/// Why no target has what an instruction sets, or "".
std::string unseen(const Context& context, InstructionIndex index, std::span<const Target> targets) {
  const ImageModel& model = context.model();
  const Stage& stage = *model.stage_of(index);
  const Keyword kind = context.instructions()[index].keyword;
  const Origin self{Origin::Kind::instruction, index};
  std::string why = "no stage that is built starts a container with it";
  for (const auto& [target_index, has, may_have] : targets) {
    const Stage& target = model.stages[target_index];
    if (&target == &stage || !target.config || may_have[model.index_of(stage)]) return "";
    if (!has[model.index_of(stage)]) continue;
    // Also what an ENTRYPOINT does to CMD, and a CMD to ArgsEscaped.
    if (target.entrypoint.origin == self || target.cmd.origin == self || target.healthcheck.origin == self) return "";
    if (kind != Keyword::healthcheck && (target.cmd.reset || target.cmd.origin.kind != Origin::Kind::instruction)) {
      return "";
    }
    const StartSetting& other = kind == Keyword::cmd          ? target.cmd
                                : kind == Keyword::entrypoint ? target.entrypoint
                                                              : target.healthcheck;
    why = fmt::format("the {} of line {} replaces it in the stage that is built", display_name(kind),
                      context.line_of(other.origin.by));
  }
  return why;
}

std::vector<Target> targets_of(const Context& context) {
  const ImageModel& model = context.model();
  std::vector<Target> targets;
  for (const StageIndex index : model.targets_of(context.evidence.targets)) {
    const std::vector<bool> none(model.stages.size(), false);
    Target& target = targets.emplace_back(Target{index, none, none});
    for (const Stage* stage : model.lineage(model.stages[index])) target.has[model.index_of(*stage)] = true;
    std::vector<StageIndex> pending = model.stages[model.stages[index].root].possible_parents;
    while (!pending.empty()) {
      const StageIndex at = pending.back();
      pending.pop_back();
      if (target.may_have[at]) continue;
      target.may_have[at] = true;
      const Stage& stage = model.stages[at];
      if (stage.parent) pending.push_back(*stage.parent);
      pending.insert(pending.end(), stage.possible_parents.begin(), stage.possible_parents.end());
    }
  }
  return targets;
}

/// A start instruction that is the last of its kind in a stage other than the last.
void consider_unseen(const Context& context, InstructionIndex index, std::span<const Target> targets,
                     Proposals& proposals) {
  std::string why = unseen(context, index, targets);
  if (targets.empty() || why.empty()) return;
  Rewrite rewrite;
  rewrite.why = std::move(why);
  if (context.evidence.targets.empty()) rewrite.assumes = {Assumption::last_target};
  propose(context, index, std::move(rewrite), proposals);
}

/// A CMD that counts for its stage, whose ENTRYPOINT takes no notice of it.
void consider_ignored(const Context& context, InstructionIndex index, Proposals& proposals) {
  const ImageModel& model = context.model();
  const Stage& stage = *model.stage_of(index);
  if (!stage.config || !stage.entrypoint.shell_form || stage.entrypoint.words.empty() || stage.runs_triggers) return;
  if (stage.entrypoint.origin.kind != Origin::Kind::instruction || stage.cmd.origin.by != index) return;
  const Origin& entrypoint = stage.entrypoint.origin;
  if (uses_arguments(stage.entrypoint.words.front())) return;
  const TextRange where = context.instructions()[index].keyword_text.range;
  const auto refuse = [&](std::string why) { proposals.refusals.push_back({index, where, std::move(why)}); };
  const std::string ignored =
      fmt::format("the shell form of the ENTRYPOINT of line {} ignores it", context.line_of(entrypoint.by));
  if (!context.is_on("ignored_cmd")) return refuse(ignored + ", but it is part of the image config");
  const StageIndex own = model.index_of(stage);
  const bool has_children = std::ranges::any_of(model.stages, [&](const Stage& other) {
    return other.parent == own || std::ranges::find(other.possible_parents, own) != other.possible_parents.end();
  });
  if (has_children) return refuse(ignored + ", but a stage that builds on this one takes it over");
  if (!model.stages[stage.root].possible_parents.empty()) {
    return refuse(ignored + ", but a variable decides what the stage is built on");
  }
  const Value<std::vector<std::string>>& process = stage.config.value().entrypoint;
  const bool is_plain =
      process.known() && process.get().size() == 3 && is_plain_shell(std::span(process.get()).first(2));
  if (!is_plain) {
    return refuse(ignored + ", but which shell that is, or what it does with further words, is not certain");
  }
  if (!base_facts(context.evidence, model, stage).onbuild && !context.evidence.is_assumed(Assumption::base_onbuild)) {
    return refuse(ignored + ", but an ONBUILD trigger of the base image may set another one");
  }
  Rewrite rewrite;
  rewrite.why = ignored;
  rewrite.level = Level::equivalent;
  rewrite.effects = {Effect::args_escaped_goes};
  propose(context, index, std::move(rewrite), proposals);
}

/// Whether the instruction is an ENTRYPOINT that could ignore a CMD.
bool may_ignore_commands(const Instruction& instruction) {
  const auto* entrypoint = instruction.as<Entrypoint>();
  return entrypoint != nullptr && entrypoint->command.is_shell_form();
}

void run(const Context& context, Proposals& proposals) {
  const auto& instructions = context.instructions();
  const bool ignores_commands = std::ranges::any_of(instructions, may_ignore_commands);
  std::optional<std::vector<Target>> targets;
  const auto of_kind = [](Keyword kind) {
    return static_cast<std::size_t>(std::ranges::find(replaced_kinds, kind) - replaced_kinds.begin());
  };
  for (InstructionIndex begin = 0; begin < instructions.size();) {
    InstructionIndex end = begin;
    std::array<InstructionIndex, replaced_kinds.size()> last{};  // of each kind, in the stage
    for (; end < instructions.size() && (end == begin || instructions[end].keyword != Keyword::from); ++end) {
      if (is_start(instructions[end].keyword)) last[of_kind(instructions[end].keyword)] = end;
    }
    for (InstructionIndex index = begin; index < end; ++index) {
      const Keyword kind = instructions[index].keyword;
      if (!is_start(kind)) continue;
      if (last[of_kind(kind)] != index) {
        Rewrite rewrite;
        rewrite.why =
            fmt::format("the {} of line {} replaces it", display_name(kind), context.line_of(last[of_kind(kind)]));
        propose(context, index, std::move(rewrite), proposals);
      } else if (end < instructions.size()) {
        if (!targets) targets = targets_of(context);
        consider_unseen(context, index, *targets, proposals);
      } else if (kind == Keyword::cmd && ignores_commands) {
        consider_ignored(context, index, proposals);
      }
    }
    begin = end;
  }
}

constexpr std::array<std::string_view, 4> rules = {"MultipleInstructionsDisallowed", "DL3012", "DL4003", "DL4004"};
constexpr std::array<std::string_view, 2> comment_choices = {"keep", "take"};
constexpr std::array options = {
    PassOption{"comments", "whether comment lines directly above a removed instruction, and inside of it, go with it",
               "keep", comment_choices},
    PassOption{"ignored_cmd", "remove a CMD that an ENTRYPOINT in shell form ignores", "false", on_or_off},
};

}  // namespace

DRYDOCK_PASS(remove_dead_instructions){
    .id = "remove_dead_instructions",
    .summary = "remove CMD, ENTRYPOINT and HEALTHCHECK that no container is started with",
    .documentation = documentation,
    .level = Level::identical,
    .on_by_default = true,
    .rules = rules,
    .options = options,
    .run = run,
};
