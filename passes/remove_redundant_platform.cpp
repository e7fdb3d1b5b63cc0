// Removes --platform=$TARGETPLATFORM from FROM.
#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "pipeline/pass.hpp"
#include "rewrite/text_tools.hpp"
#include "syntax/words.hpp"

namespace {

using namespace drydock;

constexpr std::string_view documentation = R"(
## What it does

Removes `--platform=$TARGETPLATFORM` from `FROM`: the platform that the build is for is what `FROM` takes anyhow.

## Why

It says nothing and hides the one `FROM` with another platform among many. BuildKit warns about it
(RedundantTargetPlatform).

## Example

```dockerfile
FROM --platform=$BUILDPLATFORM golang:1.23 AS build
RUN go build -o /server .
FROM --platform=$TARGETPLATFORM debian:12
COPY --from=build /server /server
```

```dockerfile
FROM --platform=$BUILDPLATFORM golang:1.23 AS build
RUN go build -o /server .
FROM debian:12
COPY --from=build /server /server
```

## When it refuses

- There is an `ARG TARGETPLATFORM` before the first `FROM`: with a value it sets the variable, and without one it says
  that builds set it.
- The variable has a modifier, as in `${TARGETPLATFORM:-linux/amd64}`. BuildKit always sets the variable, but the
  default says that the file is built elsewhere too.
- The flag is broken over several lines.

## What it keeps

Identical. TARGETPLATFORM is the platform that the build is for (dockerfile2llb/platform.go, defaultArgs), and that is
the one that a `FROM` without `--platform` asks for (dockerfile2llb/convert.go, resolveBaseImage). After `FROM
scratch`, or `FROM` and a stage, BuildKit does not look at the flag at all (resolveReachableStages,
dispatchState.init).

A build argument TARGETPLATFORM that the file does not declare would change the platform of this `FROM` and nothing
else of the build; it is not reckoned with. In one other case the steps are marked with another platform, which
decides whether an emulator helps them to run: the base image is not an index of several platforms but a single image
of a foreign one, and the build names no platform. Image, steps and config are the same; without the flag BuildKit
takes the platform of the image (autoDetectPlatform) and no longer warns that it is not the expected one
(InvalidBaseImagePlatform).
)";

constexpr std::string_view target_platform = "TARGETPLATFORM";

struct PlatformReading {
  bool mentions_target = false;
  bool is_target = false;  ///< it is that variable and nothing else
};

PlatformReading read_platform(std::string_view platform, char escape) {
  const auto parsed = parse_words(platform, {.escape = escape});
  if (!parsed) return {};
  PlatformReading reading;
  std::size_t others = 0;
  for (const WordPiece& piece : parsed.value().pieces) {
    using enum WordPieceKind;
    const bool is_variable =
        piece.kind == variable || piece.kind == variable_modified || piece.kind == variable_replaced;
    if (is_variable && piece.range.of(platform) == target_platform) {
      reading.mentions_target = true;
      reading.is_target = piece.kind == variable;
      others += piece.kind == variable ? 0U : 1U;
    } else if (piece.kind != double_quote_open && piece.kind != double_quote_close) {
      ++others;
    }
  }
  reading.is_target = reading.is_target && others == 0;
  return reading;
}

/// The ARG before the first FROM that declares the variable.
std::optional<InstructionIndex> declaration(const Context& context) {
  const auto& instructions = context.instructions();
  for (InstructionIndex index = 0; index < instructions.size() && instructions[index].as<From>() == nullptr; ++index) {
    const Arg* arg = instructions[index].as<Arg>();
    if (arg == nullptr) continue;
    const auto is_target = [](const ArgEntry& entry) { return entry.key.value == target_platform; };
    if (std::ranges::any_of(arg->entries, is_target)) return index;
  }
  return std::nullopt;
}

void run(const Context& context, Proposals& proposals) {
  const auto& instructions = context.instructions();
  const auto declared = declaration(context);
  for (InstructionIndex index = 0; index < instructions.size(); ++index) {
    const Instruction& instruction = instructions[index];
    const Flag* flag = instruction.as<From>() != nullptr ? instruction.flag("platform") : nullptr;
    if (flag == nullptr || !flag->value) continue;
    const PlatformReading reading = read_platform(*flag->value, context.snapshot.dockerfile.escape);
    if (!reading.mentions_target) continue;
    const auto refuse = [&](std::string why) {
      proposals.refusals.push_back({index, flag->text.range, std::move(why)});
    };
    const std::vector<Edit> edits = remove_flag(context.snapshot, *flag);
    if (!reading.is_target) {
      refuse("there is more to the platform than $TARGETPLATFORM");
    } else if (declared) {
      refuse(fmt::format("TARGETPLATFORM may be that of the ARG of line {}", context.line_of(*declared)));
    } else if (!instruction.ambiguity.empty()) {
      refuse(std::string(instruction.ambiguity));
    } else if (edits.empty()) {
      refuse("the flag is broken over several lines");
    } else {
      Rewrite rewrite;
      rewrite.about = index;
      rewrite.where = flag->text.range;
      rewrite.why = "FROM takes the platform that the build is for anyhow";
      rewrite.level = Level::identical;
      rewrite.replaces = {index};
      rewrite.edits = edits;
      proposals.rewrites.push_back(std::move(rewrite));
    }
  }
}

constexpr std::array<std::string_view, 1> rules = {"RedundantTargetPlatform"};

}  // namespace

DRYDOCK_PASS(remove_redundant_platform){
    .id = "remove_redundant_platform",
    .summary = "remove --platform=$TARGETPLATFORM from FROM",
    .documentation = documentation,
    .level = Level::identical,
    .on_by_default = true,
    .rules = rules,
    .run = run,
};
