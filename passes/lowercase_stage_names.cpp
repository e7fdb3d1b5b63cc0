// Writes the names of stages in lower case, with all that refers to them.
#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <vector>

#include <fmt/format.h>

#include "base/unicode.hpp"
#include "pipeline/pass.hpp"
#include "rewrite/text_tools.hpp"

namespace {

using namespace drydock;

constexpr std::string_view documentation = R"(
## What it does

Writes the name of a stage in lower case, and with it every `COPY --from` and `RUN --mount=from=` that means this
stage.

## Why

BuildKit reads all stage names in lower case and warns about those that are written otherwise (StageNameCasing).
`FROM` finds a stage by its name in lower case only, so that a name in another case works in one place and not in the
next.

## Example

```dockerfile
FROM golang:1.23 AS Builder
RUN go build -o /server .
FROM scratch
COPY --from=Builder /server /server
```

```dockerfile
FROM golang:1.23 AS builder
RUN go build -o /server .
FROM scratch
COPY --from=builder /server /server
```

## When it refuses

- A later `FROM` writes the name in another case than the lower: today BuildKit takes that for the name of an image.
- A flag hides the name behind quotes, escapes or line breaks, so that its bytes cannot be told apart.
- One of the instructions is one that versions of BuildKit read differently.

Triggers of `ONBUILD` stay as they are: their text is part of the image config, and what they copy from is looked up
without regard to case. References to a stage whose name is in lower case already are not looked at.

## What it keeps

Identical. BuildKit stores the name in lower case (instructions/parse.go, parseBuildStageName) and looks up what
`--from` and `from=` say, and the target of a build, in lower case too (dockerfile2llb/convert.go, findStateByName). A
name in a flag that means another stage of the same name, or an image, is not touched. `FROM` compares letter by
letter (addState), which is why its image is never rewritten. A builder that compares the target of a build letter by
letter has to be given the new name.
)";

/// The name of the stage that an instruction begins, as BuildKit reads it; "" if it begins none, or one without a name.
std::string stage_name(const Instruction& instruction) {
  const From* from = instruction.as<From>();
  return from != nullptr && from->name ? lower_ascii_like_go(from->name->value) : std::string();
}

/// A later FROM that the stage's name would fit but for its case.
std::optional<InstructionIndex> misspelled_from(const Context& context, InstructionIndex stage,
                                                const std::string& name) {
  const auto& instructions = context.instructions();
  for (InstructionIndex index = stage + 1; index < instructions.size(); ++index) {
    const From* from = instructions[index].as<From>();
    if (from != nullptr && from->image.value != name && lower_ascii_like_go(from->image.value) == name) return index;
  }
  return std::nullopt;
}

struct Reference {
  InstructionIndex by;
  SourceName source;
};

std::vector<Reference> references(const Context& context) {
  const auto& instructions = context.instructions();
  std::vector<Reference> found;
  for (InstructionIndex index = 0; index < instructions.size(); ++index) {
    for (const SourceName& source : source_names(context.snapshot, instructions[index])) {
      found.push_back({index, source});
    }
  }
  return found;
}

/// Adds the edits of the names in flags that mean the stage. Returns why that is not possible; "" if it is.
std::string add_edits(const Context& context, const std::vector<Reference>& references, const std::string& name,
                      Rewrite& rewrite) {
  for (const auto& [by, source] : references) {
    if (source.name == name || lower_ascii_like_go(source.name) != name) continue;
    const std::string_view ambiguity = context.instructions()[by].ambiguity;
    if (!source.range || !ambiguity.empty()) {
      return fmt::format("line {} refers to it: {}", context.line_of(by),
                         ambiguity.empty() ? "there the name stands with quotes, escapes or line breaks" : ambiguity);
    }
    rewrite.edits.push_back({*source.range, name});
    if (rewrite.replaces.back() != by) rewrite.replaces.push_back(by);
  }
  return {};
}

void run(const Context& context, Proposals& proposals) {
  const auto& instructions = context.instructions();
  std::vector<Reference> all_references;
  for (InstructionIndex index = 0; index < instructions.size(); ++index) {
    const Instruction& instruction = instructions[index];
    const std::string name = stage_name(instruction);
    if (name.empty() || instruction.as<From>()->name->value == name) continue;
    const Text& written = *instruction.as<From>()->name;
    Rewrite rewrite;
    rewrite.about = index;
    rewrite.where = written.range;
    rewrite.why = fmt::format("BuildKit reads the name as \"{}\"", name);
    rewrite.level = Level::identical;
    rewrite.replaces = {index};
    rewrite.edits = {{written.range, name}};
    std::string refusal(instruction.ambiguity);
    if (refusal.empty() && !reads_as_written(context.snapshot, written)) {
      refusal = "the name is broken over several lines";
    }
    if (const auto from = misspelled_from(context, index, name); refusal.empty() && from) {
      refusal = fmt::format("the FROM of line {} names an image: only \"{}\" is this stage", context.line_of(*from),
                            name);
    }
    // Of several stages with the same name, flags mean the last.
    const auto later = std::span(instructions).subspan(index + 1);
    const bool is_last = std::ranges::find(later, name, stage_name) == later.end();
    if (refusal.empty() && is_last) {
      if (all_references.empty()) all_references = references(context);
      refusal = add_edits(context, all_references, name, rewrite);
    }
    if (refusal.empty()) {
      proposals.rewrites.push_back(std::move(rewrite));
    } else {
      proposals.refusals.push_back({index, written.range, std::move(refusal)});
    }
  }
}

constexpr std::array<std::string_view, 1> rules = {"StageNameCasing"};

}  // namespace

DRYDOCK_PASS(lowercase_stage_names){
    .id = "lowercase_stage_names",
    .summary = "write the names of stages in lower case, with all that refers to them",
    .documentation = documentation,
    .level = Level::identical,
    .on_by_default = true,
    .rules = rules,
    .run = run,
};
