// Removes stages that no target needs.
#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "base/text.hpp"
#include "base/unicode.hpp"
#include "pipeline/pass.hpp"
#include "rewrite/text_tools.hpp"

namespace {

using namespace drydock;

constexpr std::string_view documentation = R"(
## What it does

Removes stages that no target is built on or copies from, with the comments that belong to them: those directly above
their `FROM`, unless the file begins with them, and all up to the comments directly above the next. `--target` says which stages are built.

## Why

BuildKit does not build them; they are read, and kept up to date, for nothing.

## Example

With `--assume=last-target`, or `--target` naming what is built:

```dockerfile
FROM golang:1.23 AS build
RUN go build -o /app .

# not used since the tests moved
FROM build AS test
RUN go test ./...

FROM debian:12
COPY --from=build /app /app
```

```dockerfile
FROM golang:1.23 AS build
RUN go build -o /app .

FROM debian:12
COPY --from=build /app /app
```

## When it refuses

- A stage that stays names another by its number, which would shift; or a target is given by a number.
- The stage does not build, and its `FROM` has a variable: whether that can be expanded decides about the whole file.
- A variable decides what a stage that stays copies from: it could name any stage. Where one decides what a stage is
  built on, the stages stay whose names it can make, such as `base-amd64` for `FROM base-$TARGETARCH`.
- A trigger that stays names the stage.
- The stage has a name and nothing but `ADD`: `SOURCE_DATE_EPOCH` may name it for its date.
- A stage that stays does not build.

`last-target` is open unless `--target` names the stages. `base-onbuild` is open if a stage that stays is built on an image
that drydock does not know: an `ONBUILD COPY --from=build` of it would mean the stage `build` of this file.

## What it keeps

Identical for every target. BuildKit computes what a target is built on and copies from, and leaves out the rest
(dockerfile2llb/convert.go, toDispatchState, markReachable); stages that are left out have no part in the image. Tools
that are not asked here may use a stage all the same: another target, a bake file, an editor.
)";

/// Where a stage's text begins: at the comments directly above its FROM, unless these begin the file.
Offset begin_of_stage(const Context& context, const Stage& stage) {
  const Instruction& from = context.instructions()[stage.from];
  const Tree& tree = context.snapshot.tree;
  NodeIndex first = from.node;
  while (first > 0 && tree.nodes[first - 1].kind == NodeKind::comment) --first;
  const auto before = std::span(tree.nodes).first(first);
  const bool begins_file =
      std::ranges::all_of(before, [](const Node& node) { return node.kind == NodeKind::directive; });
  return begins_file ? from.range.begin : tree.range_of(tree.nodes[first]).begin;
}

Offset end_of_stage(const Context& context, StageIndex index) {
  const auto& stages = context.model().stages;
  if (index + 1 == stages.size()) return to_offset(context.snapshot.text().size());
  return begin_of_stage(context, stages[index + 1]);
}

bool is_number(std::string_view text) { return parse_integer(text).has_value(); }

/// Whether SOURCE_DATE_EPOCH can name the stage: a build takes the time of what it adds (dockerfile2llb/epoch.go,
/// sourceDateEpochStageSource).
bool may_be_a_date(const Context& context, const Stage& stage) {
  if (stage.name.empty()) return false;
  bool adds = false;
  for (InstructionIndex index = stage.from + 1; index < stage.end; ++index) {
    const Keyword keyword = context.instructions()[index].keyword;
    if (keyword != Keyword::arg && keyword != Keyword::add) return false;
    adds = adds || keyword == Keyword::add;
  }
  return adds;
}

/// Why the stages that are not needed cannot go, or "".
std::string obstacle(const Context& context, const std::vector<bool>& needed) {
  const ImageModel& model = context.model();
  for (const std::string& target : context.evidence.targets) {
    if (!model.find_stage(target)) return fmt::format("there is no stage {}", printable(target, 60));
    if (is_number(target)) return "a target is given by its number, which could shift";
  }
  std::unordered_map<std::string_view, StageIndex> last_of_name;
  for (StageIndex at = 0; at < model.stages.size(); ++at) {
    if (!model.stages[at].name.empty()) last_of_name[model.stages[at].name] = at;
  }
  const auto is_gone = [&](std::string_view source) {
    const auto found = last_of_name.find(lower_ascii_like_go(source));
    return found != last_of_name.end() && !needed[found->second];
  };
  const auto first_gone = static_cast<std::size_t>(std::ranges::find(needed, false) - needed.begin());
  for (StageIndex at = 0; at < model.stages.size(); ++at) {
    const Stage& stage = model.stages[at];
    if (!needed[at]) {
      // BuildKit looks at the FROM of all stages, and a name that a variable leaves empty fails the others too.
      const bool has_variable =
          context.instructions()[stage.from].as<From>()->image.value.find('$') != std::string_view::npos;
      if (!stage.config && has_variable) {
        return "it does not build, and a variable in its FROM decides about the whole file";
      }
      if (may_be_a_date(context, stage)) return "SOURCE_DATE_EPOCH may name one that does nothing but ADD";
      continue;
    }
    if (!stage.config) return "a stage that is needed does not build";
    for (InstructionIndex index = stage.from; index < stage.end; ++index) {
      const Instruction& instruction = context.instructions()[index];
      const auto* onbuild = instruction.as<Onbuild>();
      for (const SourceName& source :
           source_names(context.snapshot, onbuild != nullptr ? *onbuild->trigger : instruction)) {
        const auto number = parse_integer(source.name);
        if (number && *number >= static_cast<std::int64_t>(first_gone)) {
          return "a stage is named by its number, which would shift";
        }
        if (source.name.find('$') != std::string_view::npos) {
          return "a variable decides what is copied from, and could name it";
        }
        if (onbuild != nullptr && (number || is_gone(source.name))) return "a trigger names it";
      }
    }
  }
  return "";
}

std::string name_of(const Context& context, const Stage& stage) {
  return stage.name.empty() ? fmt::format("of line {}", context.line_of(stage.from)) : printable(stage.name, 60);
}

/// Whether plain names show that the last stage needs all others, so that no model has to be made to know it: each
/// stage has a name of its own, or is named by its number, and one that comes after it and is needed names it. What is
/// not that plain is left to the model.
bool names_all_stages(const Context& context, std::size_t count) {
  const auto& instructions = context.instructions();
  std::vector<std::string> names;  // by stage; as BuildKit takes them
  names.reserve(count);
  for (const Instruction& instruction : instructions) {
    const auto* from = instruction.as<From>();
    if (from == nullptr) continue;
    std::string name = from->name ? lower_ascii_like_go(from->name->value) : std::string();
    if (!name.empty() && std::ranges::find(names, name) != names.end()) return false;
    names.push_back(std::move(name));
  }
  std::vector<bool> needed(count, false);
  needed.back() = true;
  std::size_t at = count - 1;
  // Only what comes before can be meant: a stage that copies from a later one does not build.
  const auto need = [&](std::string_view name) {
    const std::string lower = lower_ascii_like_go(name);
    if (lower.empty()) return;
    const auto found = std::ranges::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(at), lower);
    needed[static_cast<std::size_t>(found - names.begin())] = true;  // that of `at` is set already
  };
  for (InstructionIndex index = to_offset(instructions.size()); index-- > 0;) {
    const Instruction& instruction = instructions[index];
    for (const SourceName& source : source_names(context.snapshot, instruction)) {
      const auto number = parse_integer(source.name);
      if (number && *number >= 0 && *number < static_cast<std::int64_t>(at)) {
        needed[static_cast<std::size_t>(*number)] = true;
      } else {
        need(source.name);
      }
    }
    const auto* from = instruction.as<From>();
    if (from == nullptr) continue;
    need(from->image.value);
    if (at-- == 0) return true;
    if (!needed[at]) return false;
  }
  return false;
}

void run(const Context& context, Proposals& proposals) {
  // A single stage is the last one, which is built.
  const auto stages = std::ranges::count(context.instructions(), Keyword::from, &Instruction::keyword);
  if (context.evidence.targets.empty()) {
    if (stages < 2) return;
    // Looking for each name among all takes the square of their number.
    if (stages < 100 && names_all_stages(context, static_cast<std::size_t>(stages))) return;
  }
  const std::vector<bool> needed = context.models.needed_stages();
  const auto first = std::ranges::find(needed, false);
  if (first == needed.end()) return;
  const ImageModel& model = context.model();
  const Stage& stage = model.stages[static_cast<std::size_t>(first - needed.begin())];
  const TextRange where = context.instructions()[stage.from].keyword_text.range;
  if (std::string why = obstacle(context, needed); !why.empty()) {
    proposals.refusals.push_back({stage.from, where, "no stage that is built needs it, but " + why});
    return;
  }
  Rewrite rewrite;
  rewrite.about = stage.from;
  rewrite.where = where;
  rewrite.takes_comments = true;
  // A COPY --from in a trigger of the base image means a stage of this file, if there is one of that name.
  for (StageIndex at = 0; at < model.stages.size(); ++at) {
    if (!needed[at] || !may_run_unknown_triggers(context.evidence, model, model.stages[at])) continue;
    rewrite.assumes.push_back(Assumption::base_onbuild);
    break;
  }
  if (context.evidence.targets.empty()) rewrite.assumes.push_back(Assumption::last_target);
  std::string names;
  for (StageIndex at = 0; at < model.stages.size(); ++at) {
    if (needed[at]) continue;
    const Stage& gone = model.stages[at];
    if (!names.empty()) names += ", ";
    names += name_of(context, gone);
    for (InstructionIndex index = gone.from; index < gone.end; ++index) rewrite.removes.push_back(index);
    const TextRange range{begin_of_stage(context, gone), end_of_stage(context, at)};
    if (!rewrite.edits.empty() && rewrite.edits.back().range.end == range.begin) {
      rewrite.edits.back().range.end = range.end;
    } else {
      rewrite.edits.push_back({range, ""});
    }
  }
  if (!keeps_directives(context.snapshot, rewrite.edits)) {
    proposals.refusals.push_back(
        {stage.from, where, "no stage that is built needs it, but a comment would become a parser directive"});
    return;
  }
  rewrite.why = fmt::format("no stage that is built needs the stage {}", names);
  proposals.rewrites.push_back(std::move(rewrite));
}

constexpr std::array<std::string_view, 1> rules = {"tally/no-unreachable-stages"};

}  // namespace

DRYDOCK_PASS(remove_unreachable_stages){
    .id = "remove_unreachable_stages",
    .summary = "remove stages that no target needs",
    .documentation = documentation,
    .level = Level::identical,
    .on_by_default = true,
    .rules = rules,
    .run = run,
};
