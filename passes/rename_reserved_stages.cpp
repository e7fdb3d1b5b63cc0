// Renames stages called "scratch" or "context".
#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "base/unicode.hpp"
#include "pipeline/pass.hpp"
#include "rewrite/text_tools.hpp"

namespace {

using namespace drydock;

constexpr std::string_view documentation = R"(
## What it does

Renames a stage called `scratch` or `context` by adding a suffix to its name, and with it every `FROM`, `COPY --from`
and `RUN --mount=from=` that means this stage. The option `suffix` says what is added.

## Why

Both names mean something else: no base image, and the build context. After `FROM x AS scratch` a `FROM scratch`
begins with that stage. BuildKit warns about it (ReservedStageName).

## Example

```dockerfile
FROM debian:12 AS context
RUN make-files /out
FROM scratch
COPY --from=context /out /
```

```dockerfile
FROM debian:12 AS context-stage
RUN make-files /out
FROM scratch
COPY --from=context-stage /out /
```

## When it refuses

- Several stages have the name, or the new name is a stage or an image of this file already.
- A later `FROM` may mean the stage through a variable, quotes or escapes, or an instruction above it uses the name.
- A trigger of `ONBUILD` names the stage: its text is part of the image config.
- A name cannot be told apart from quotes, escapes or line breaks around it, or an instruction is one that versions of
  BuildKit read differently.
- The suffix is no part of a stage's name.

## What it keeps

Intended: builds with `--target` have to use the new name, and if the stage is the last one, TARGETSTAGE has another
value. A stage called `scratch` is also what a `RUN --mount` without `from` depends on, and what a cache begins with
(dockerfile2llb/convert_runmount.go, detectRunMount and dispatchRunMounts); after the renaming such a cache begins
empty, and BuildKit no longer sends what that stage takes from the build context. All else is the same: `FROM` finds a
stage by its exact name (dockerfile2llb/convert.go, addState), flags find the last one without regard to case
(findStateByName), and these are what is rewritten. A `FROM scratch` above the stage, or of the stage itself, means no
base image and stays.
)";

/// The name of the stage that an instruction begins, as BuildKit reads it; "" if it begins none, or one without a name.
std::string stage_name(const Instruction& instruction) {
  const From* from = instruction.as<From>();
  return from != nullptr && from->name ? lower_ascii_like_go(from->name->value) : std::string();
}

bool is_reserved(std::string_view name) { return name == "scratch" || name == "context"; }

bool is_stage_name_part(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char byte) {
    return (byte >= 'a' && byte <= 'z') || is_ascii_digit(byte) || byte == '-' || byte == '_' || byte == '.';
  });
}

/// Whether a text of FROM may stand for other text than its bytes.
bool is_expanded(std::string_view text, char escape) {
  return text.find_first_of("$\"'") != std::string_view::npos || text.find(escape) != std::string_view::npos;
}

/// Whether a RUN has a mount that depends on the stage "scratch" if there is one.
bool has_mount_without_source(const Context& context) {
  return std::ranges::any_of(context.instructions(), [&](const Instruction& instruction) {
    if (instruction.keyword != Keyword::run) return false;
    const auto mounts = std::ranges::count_if(instruction.flags, [](const Flag& flag) { return flag.name == "mount"; });
    return static_cast<std::size_t>(mounts) > source_names(context.snapshot, instruction).size();
  });
}

std::string same_name(const Context& context, InstructionIndex other) {
  return fmt::format("the stage of line {} has the same name", context.line_of(other));
}

/// Collects the edits that rename one stage, which is the only one of its name.
class Renaming {
 public:
  Renaming(const Context& context, InstructionIndex stage, std::string suffix)
      : context_(context),
        stage_(stage),
        name_(stage_name(context.instructions()[stage])),
        new_name_(name_ + std::move(suffix)) {}

  /// Why the stage keeps its name; "" if `rewrite` is complete.
  std::string propose(Rewrite& rewrite) {
    const Instruction& from = context_.instructions()[stage_];
    rewrite.about = stage_;
    rewrite.where = from.as<From>()->name->range;
    rewrite.level = Level::intended;
    if (!reads_as_written(context_.snapshot, *from.as<From>()->name)) return "the name is broken over several lines";
    edit(rewrite, stage_, rewrite.where);
    for (InstructionIndex index = 0; index < context_.instructions().size(); ++index) {
      if (std::string reason = visit(rewrite, index); !reason.empty()) return reason;
    }
    for (const InstructionIndex index : rewrite.replaces) {
      const std::string_view ambiguity = context_.instructions()[index].ambiguity;
      if (!ambiguity.empty()) return fmt::format("line {}: {}", context_.line_of(index), ambiguity);
    }
    rewrite.changes = {ImagePart::stages};
    rewrite.why = fmt::format("BuildKit reserves the name; the target is then called \"{}\"", new_name_);
    if (name_ == "scratch" && has_mount_without_source(context_)) {
      // Such mounts can close a circle of stages, which BuildKit refuses; then the renaming opens it.
      rewrite.changes.insert(rewrite.changes.end(), {ImagePart::steps, ImagePart::error});
      rewrite.why += ", and mounts without `from` no longer depend on it: a cache begins empty, not with its files";
    }
    return {};
  }

 private:
  void edit(Rewrite& rewrite, InstructionIndex index, TextRange range) {
    rewrite.edits.push_back({range, new_name_});
    if (rewrite.replaces.empty() || rewrite.replaces.back() != index) rewrite.replaces.push_back(index);
  }

  /// Adds what an instruction says about the stage.
  std::string visit(Rewrite& rewrite, InstructionIndex index) {
    const Instruction& instruction = context_.instructions()[index];
    if (instruction.as<From>() != nullptr) return visit_from(rewrite, index);
    if (const Onbuild* onbuild = instruction.as<Onbuild>()) {
      for (const SourceName& source : source_names(context_.snapshot, *onbuild->trigger)) {
        if (lower_ascii_like_go(source.name) != name_) continue;
        return fmt::format("the trigger of line {} names it", context_.line_of(index));
      }
    }
    for (const SourceName& source : source_names(context_.snapshot, instruction)) {
      const std::string meant = lower_ascii_like_go(source.name);
      if (meant == new_name_) return fmt::format("line {} uses the name \"{}\"", context_.line_of(index), new_name_);
      if (meant != name_) continue;
      // In the file that ends above the stage, which is how a stage without a name is built alone, it means an image.
      if (index < stage_) return fmt::format("line {}, above the stage, uses the name", context_.line_of(index));
      if (!source.range) {
        return fmt::format("in line {} the name stands with quotes, escapes or line breaks", context_.line_of(index));
      }
      edit(rewrite, index, *source.range);
    }
    return {};
  }

  std::string visit_from(Rewrite& rewrite, InstructionIndex index) {
    const Instruction& instruction = context_.instructions()[index];
    const From& from = *instruction.as<From>();
    const std::string other = stage_name(instruction);
    if (other == new_name_ || from.image.value == new_name_) {
      return fmt::format("line {} uses the name \"{}\"", context_.line_of(index), new_name_);
    }
    if (index <= stage_) return {};
    const bool may_differ = is_expanded(from.image.value, context_.snapshot.dockerfile.escape);
    if (may_differ) return fmt::format("the FROM of line {} may mean it", context_.line_of(index));
    if (from.image.value != name_) return {};
    if (!reads_as_written(context_.snapshot, from.image)) {
      return fmt::format("in line {} the name is broken over several lines", context_.line_of(index));
    }
    edit(rewrite, index, from.image.range);
    return {};
  }

  const Context& context_;
  InstructionIndex stage_;
  std::string name_;
  std::string new_name_;
};

void run(const Context& context, Proposals& proposals) {
  const std::string suffix(context.option("suffix"));
  std::map<std::string, std::vector<InstructionIndex>> of_name;  // the stages with a reserved name
  for (InstructionIndex index = 0; index < context.instructions().size(); ++index) {
    const std::string name = stage_name(context.instructions()[index]);
    if (is_reserved(name)) of_name[name].push_back(index);
  }
  for (InstructionIndex index = 0; index < context.instructions().size(); ++index) {
    const std::string name = stage_name(context.instructions()[index]);
    if (!is_reserved(name)) continue;
    Rewrite rewrite;
    std::string refusal;
    if (const auto& stages = of_name[name]; stages.size() > 1) {
      // Known without a look at the whole file for each of them.
      rewrite.about = index;
      rewrite.where = context.instructions()[index].as<From>()->name->range;
      refusal = same_name(context, stages[stages[0] == index ? 1 : 0]);
    } else {
      refusal = Renaming(context, index, suffix).propose(rewrite);
    }
    if (!is_stage_name_part(suffix)) {
      refusal = fmt::format("\"{}\" cannot be part of a stage's name", printable(suffix, 40));
    }
    if (refusal.empty()) {
      proposals.rewrites.push_back(std::move(rewrite));
    } else {
      proposals.refusals.push_back({rewrite.about, rewrite.where, std::move(refusal)});
    }
  }
}

constexpr std::array<PassOption, 1> options = {PassOption{"suffix", "what is added to the name", "-stage", {}}};
constexpr std::array<std::string_view, 1> rules = {"ReservedStageName"};

}  // namespace

DRYDOCK_PASS(rename_reserved_stages){
    .id = "rename_reserved_stages",
    .summary = "rename stages called scratch or context",
    .documentation = documentation,
    .level = Level::intended,
    .rules = rules,
    .options = options,
    .run = run,
};
