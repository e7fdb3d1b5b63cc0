// Writes the tag that FROM means if it names none.
#include <array>

#include <fmt/format.h>

#include "pipeline/pass.hpp"
#include "syntax/image_reference.hpp"

namespace {

using namespace drydock;

constexpr std::string_view documentation = R"(
## What it does

Writes `FROM debian:latest` where `FROM debian` stands.

## Why

The name without a tag looks as if it did not matter which version it is. With the tag the file says what is built on, and
a tool that updates tags or looks for `latest` finds it. Which version is meant is a decision that the file does not tell,
so that no other tag is chosen.

## Example

```dockerfile
FROM golang AS build
FROM registry.example.com:5000/base/debian
COPY --from=build /go/bin/app /usr/bin/app
```

```dockerfile
FROM golang:latest AS build
FROM registry.example.com:5000/base/debian:latest
COPY --from=build /go/bin/app /usr/bin/app
```

## When it refuses

- The name holds a variable: the tag may be in its value.
- The name holds quotes, an escape character or a continuation, or BuildKit would not take it for the name of an image.

`scratch`, names of stages, and names with a tag or a digest are no cases.

## What it keeps

Identical. BuildKit adds `latest` to a name that has neither tag nor digest before it does anything with it
(dockerfile2llb/convert.go, reference.TagNameOnly), and a named context for the name counts for both spellings
(dockerui/config.go, NamedContext). Names of stages hold no colon and come first, so that the name of a stage is not
touched.
)";

void run(const Context& context, Proposals& proposals) {
  for (const Stage& stage : context.model().stages) {
    const Instruction& instruction = context.instructions()[stage.from];
    const From* const from = instruction.as<From>();
    if (from == nullptr || stage.parent || !instruction.ambiguity.empty()) continue;
    const std::string_view name = from->image.value;
    const auto refuse = [&](std::string why) {
      proposals.refusals.push_back({stage.from, from->image.range, std::move(why)});
    };
    const std::size_t slash = name.rfind('/');
    const bool has_tag = name.find(':', slash == std::string_view::npos ? 0 : slash) != std::string_view::npos;
    if (name == "scratch" || has_tag || name.find('@') != std::string_view::npos) continue;
    if (name.find('$') != std::string_view::npos) {
      refuse("the name holds a variable, and its value may hold a tag");
    } else if (from->image.range.size() != name.size() || !is_image_reference(name)) {
      refuse("the name is not spelled as a plain image name");
    } else {
      Rewrite rewrite;
      rewrite.about = stage.from;
      rewrite.where = from->image.range;
      rewrite.why = fmt::format("{} means {}:latest", name, name);
      rewrite.level = Level::identical;
      rewrite.replaces = {stage.from};
      rewrite.edits = {{{from->image.range.end, from->image.range.end}, ":latest"}};
      proposals.rewrites.push_back(std::move(rewrite));
    }
  }
}

constexpr std::array<std::string_view, 1> rules = {"DL3006"};

}  // namespace

DRYDOCK_PASS(explicit_latest_tag){
    .id = "explicit_latest_tag",
    .summary = "write the tag latest where FROM names no tag",
    .documentation = documentation,
    .level = Level::identical,
    .rules = rules,
    .run = run,
};
