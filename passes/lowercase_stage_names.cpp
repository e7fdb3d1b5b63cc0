// Writes the names of stages in lower case, with all that refers to them.
#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
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

struct Reference {
  InstructionIndex by;
  SourceName source;
};

/// What the file says of stages, by the name in lower case. Each list is in the order of the file.
class Names {
 public:
  explicit Names(const Context& context) {
    const auto& instructions = context.instructions();
    for (InstructionIndex index = 0; index < instructions.size(); ++index) {
      if (const From* from = instructions[index].as<From>()) {
        if (from->name) last_[lower_ascii_like_go(from->name->value)] = index;
        const std::string lower = lower_ascii_like_go(from->image.value);
        if (from->image.value != lower) misspelled_[lower].push_back(index);
      }
      for (SourceName& source : source_names(context.snapshot, instructions[index])) {
        const std::string lower = lower_ascii_like_go(source.name);
        if (source.name != lower) references_[lower].push_back({index, std::move(source)});
      }
    }
  }

  /// Of several stages with the same name, flags mean the last.
  [[nodiscard]] bool is_last(const std::string& name, InstructionIndex stage) const { return last_.at(name) == stage; }
  /// A later FROM that the stage's name would fit but for its case.
  [[nodiscard]] std::optional<InstructionIndex> misspelled_from(const std::string& name, InstructionIndex stage) const {
    const auto found = misspelled_.find(name);
    if (found == misspelled_.end()) return std::nullopt;
    const auto after = std::ranges::upper_bound(found->second, stage);
    return after == found->second.end() ? std::nullopt : std::optional(*after);
  }
  /// The names in flags that mean the stage and are not in lower case.
  [[nodiscard]] std::span<const Reference> references(const std::string& name) const {
    const auto found = references_.find(name);
    return found == references_.end() ? std::span<const Reference>() : std::span<const Reference>(found->second);
  }

 private:
  std::unordered_map<std::string, InstructionIndex> last_;
  std::unordered_map<std::string, std::vector<InstructionIndex>> misspelled_;
  std::unordered_map<std::string, std::vector<Reference>> references_;
};

/// Adds the edits of the names in flags that mean the stage. Returns why that is not possible; "" if it is.
std::string add_edits(const Context& context, std::span<const Reference> references, const std::string& name,
                      Rewrite& rewrite) {
  for (const auto& [by, source] : references) {
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
  std::optional<Names> names;
  for (InstructionIndex index = 0; index < instructions.size(); ++index) {
    const Instruction& instruction = instructions[index];
    const From* from = instruction.as<From>();
    if (from == nullptr || !from->name) continue;
    const Text& written = *from->name;
    const std::string name = lower_ascii_like_go(written.value);
    if (written.value == name) continue;
    if (!names) names.emplace(context);
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
    if (const auto misspelled = names->misspelled_from(name, index); refusal.empty() && misspelled) {
      refusal = fmt::format("the FROM of line {} names an image: only \"{}\" is this stage",
                            context.line_of(*misspelled), name);
    }
    if (refusal.empty() && names->is_last(name, index)) {
      refusal = add_edits(context, names->references(name), name, rewrite);
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
