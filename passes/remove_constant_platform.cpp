// Removes a --platform that is written out from FROM.
#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "analysis/platforms.hpp"
#include "base/text.hpp"
#include "base/unicode.hpp"
#include "pipeline/pass.hpp"
#include "rewrite/text_tools.hpp"
#include "syntax/words.hpp"

namespace {

using namespace drydock;

constexpr std::string_view documentation = R"(
## What it does

Removes a `--platform` without a variable, such as `--platform=linux/amd64`, from `FROM`, so that the stage is built
for the platform that the build is for.

## Why

The image otherwise has one platform whatever `docker build --platform` says, and on other machines an emulator runs
it. BuildKit warns about it (FromPlatformFlagConstDisallowed).

## Example

```dockerfile
FROM --platform=linux/amd64 debian:12
RUN apt-get update
```

```dockerfile
FROM debian:12
RUN apt-get update
```

## When it refuses

- Something shows that the platform is wanted: its architecture or system is part of the stage's name (where BuildKit
  does not warn either), or an image, another stage or any other instruction of the file names the architecture.
- Another stage is built on this one or copies from it.
- Another `FROM` with the same platform keeps it for one of these reasons: what one stage builds, the other may run.
- The system is not Linux, or no architecture is given.
- The flag is broken over several lines.

## What it keeps

Intended: the base image, and with it every step of the stage, is no longer that of the platform that was written
there. With `FROM scratch`, and with `FROM` and a stage, nothing changes: BuildKit does not look at the flag
(dockerfile2llb/convert.go, resolveReachableStages and dispatchState.init).
)";

struct Constant {
  std::string text;          ///< quotes removed
  std::string os;
  std::string architecture;  ///< "" if there is none
};

/// The architecture as containerd/platforms spells it (database.go, normalizeArch).
std::string normalize_architecture(std::string_view text) {
  const std::string lower = lower_ascii(text);
  if (lower == "i386") return "386";
  if (lower == "x86_64" || lower == "x86-64") return "amd64";
  if (lower == "aarch64") return "arm64";
  if (lower == "armhf" || lower == "armel") return "arm";
  return lower;
}

/// How people spell an architecture in names of files and packages.
std::vector<std::string_view> spellings(std::string_view architecture) {
  if (architecture == "amd64") return {"amd64", "x86_64", "x86-64", "x64"};
  if (architecture == "arm64") return {"arm64", "aarch64"};
  if (architecture == "386") return {"386", "i686"};
  return {architecture};
}

/// The platform if no variable is in it and BuildKit takes it.
std::optional<Constant> constant_platform(std::string_view platform, char escape) {
  const auto parsed = parse_words(platform, {.escape = escape});
  if (!parsed) return std::nullopt;
  const bool has_variable = std::ranges::any_of(parsed.value().pieces, [](const WordPiece& piece) {
    using enum WordPieceKind;
    return piece.kind == variable || piece.kind == variable_modified || piece.kind == variable_replaced;
  });
  if (has_variable) return std::nullopt;
  const auto expanded = expand_words(parsed.value(), escape, EmptyEnvironment(), {});
  if (!expanded) return std::nullopt;
  Constant constant{expanded.value().text, {}, {}};
  const auto os = operating_system_of(constant.text);
  if (!os) return std::nullopt;
  constant.os = *os;
  const auto parts = split(constant.text, '/');
  if (parts.size() > 1) {
    constant.architecture = normalize_architecture(parts[1]);
  } else if (lower_ascii(parts.front()) != constant.os) {
    constant.architecture = normalize_architecture(parts.front());
  }
  return constant;
}

bool mentions(std::string_view text, const Constant& platform) {
  const std::string lower = lower_ascii(text);
  return std::ranges::any_of(spellings(platform.architecture),
                             [&](std::string_view spelling) { return lower.find(spelling) != std::string::npos; });
}

/// An instruction of the file that names the architecture; of FROM the image and the stage's name count. What one stage
/// makes for it, another may copy.
std::optional<InstructionIndex> use_of(const Context& context, const Constant& platform) {
  const auto& instructions = context.instructions();
  for (InstructionIndex index = 0; index < instructions.size(); ++index) {
    const Instruction& instruction = instructions[index];
    bool found = instruction.as<From>() == nullptr && mentions(instruction.line.text(), platform);
    for (const Text& word : instruction.as<From>() != nullptr ? instruction.values : std::span<const Text>()) {
      found = found || mentions(word.value, platform);
    }
    for (const Heredoc& heredoc : instruction.heredocs) {
      found = found || mentions(context.snapshot.source->text(heredoc.content), platform);
    }
    if (found) return index;
  }
  return std::nullopt;
}

/// Whether BuildKit overlooks the flag: the stage has the platform of another one, or of the build.
bool is_overlooked(const Context& context, InstructionIndex from) {
  const Stage* stage = context.model().stage_of(from);
  return stage != nullptr && (stage->parent || context.instructions()[from].as<From>()->image.value == "scratch");
}

/// Whether another stage is built on the stage or copies from it, so that the platform decides about more than its
/// own steps.
bool is_needed_elsewhere(const Context& context, InstructionIndex from) {
  const Stage* stage = context.model().stage_of(from);
  return stage == nullptr || stage->used;
}

/// The most bytes that are searched for architectures: the whole text for each. No real file comes near.
constexpr std::size_t most_searched = std::size_t{32} << 20;

/// The instructions that name an architecture, each architecture looked for once.
class Uses {
 public:
  explicit Uses(const Context& context) : context_(context) {}
  /// Why a platform stays because of them; "" if it may go.
  std::string reason_to_keep(const Constant& platform) {
    const auto [found, added] = first_.try_emplace(platform.architecture);
    if (added) {
      if (searched_ > most_searched) {
        first_.erase(found);
        return "the file has too many platforms to look for the names of all of them";
      }
      searched_ += context_.snapshot.text().size();
      found->second = use_of(context_, platform);
    }
    return found->second ? fmt::format("line {} names the architecture", context_.line_of(*found->second)) : "";
  }

 private:
  const Context& context_;
  std::map<std::string, std::optional<InstructionIndex>> first_;
  std::size_t searched_ = 0;
};

/// Why the platform stays; "" if it may go.
std::string reason_to_keep(const Context& context, InstructionIndex index, const Constant& platform, Uses& uses) {
  const Instruction& instruction = context.instructions()[index];
  const From& from = *instruction.as<From>();
  if (!instruction.ambiguity.empty()) return std::string(instruction.ambiguity);
  const std::string name = from.name ? lower_ascii_like_go(from.name->value) : std::string();
  if (platform.architecture.empty()) return "the platform has no architecture";
  if (name.find(platform.os) != std::string::npos || name.find(platform.architecture) != std::string::npos) {
    return "the name of the stage says that the platform is wanted";
  }
  if (is_needed_elsewhere(context, index)) return "another stage is built on this one or copies from it";
  if (is_overlooked(context, index)) return {};
  if (platform.os != "linux") return "the system is not Linux";
  return uses.reason_to_keep(platform);
}

struct Case {
  InstructionIndex from;
  const Flag* flag;
  Constant platform;
  std::string refusal;
};

std::vector<Case> find_cases(const Context& context) {
  std::vector<Case> cases;
  Uses uses(context);
  const auto& instructions = context.instructions();
  for (InstructionIndex index = 0; index < instructions.size(); ++index) {
    const Flag* flag = instructions[index].as<From>() != nullptr ? instructions[index].flag("platform") : nullptr;
    if (flag == nullptr || !flag->value) continue;
    auto platform = constant_platform(*flag->value, context.snapshot.dockerfile.escape);
    if (!platform) continue;
    std::string refusal = reason_to_keep(context, index, *platform, uses);
    cases.push_back({index, flag, std::move(*platform), std::move(refusal)});
  }
  return cases;
}

/// The first FROM that keeps each platform, by system and architecture: the same platform of others has to stay then.
using Kept = std::map<std::pair<std::string, std::string>, const Case*>;

Kept find_kept(std::span<const Case> cases) {
  Kept kept;
  for (const Case& found : cases) {
    if (!found.refusal.empty()) kept.try_emplace({found.platform.os, found.platform.architecture}, &found);
  }
  return kept;
}

void run(const Context& context, Proposals& proposals) {
  const std::vector<Case> cases = find_cases(context);
  const Kept kept = find_kept(cases);
  for (const Case& found : cases) {
    const InstructionIndex index = found.from;
    const auto refuse = [&](std::string why) {
      proposals.refusals.push_back({index, found.flag->text.range, std::move(why)});
    };
    if (!found.refusal.empty()) {
      refuse(found.refusal);
      continue;
    }
    const auto twin = kept.find({found.platform.os, found.platform.architecture});
    if (twin != kept.end() && !is_overlooked(context, index)) {
      refuse(fmt::format("the FROM of line {} keeps the same platform", context.line_of(twin->second->from)));
      continue;
    }
    Rewrite rewrite;
    rewrite.about = index;
    rewrite.where = found.flag->text.range;
    rewrite.replaces = {index};
    rewrite.edits = remove_flag(context.snapshot, *found.flag);
    if (rewrite.edits.empty()) {
      refuse("the flag is broken over several lines");
      continue;
    }
    // The model of the image reckons with the flag even where BuildKit does not look at it.
    rewrite.level = Level::intended;
    rewrite.changes = {ImagePart::steps};
    if (is_overlooked(context, index)) {
      rewrite.why = "BuildKit does not look at it: the stage has the platform of what it begins with";
    } else {
      rewrite.why = fmt::format("it overrides the platform that the build is for; instead of {} the base image is then "
                                "that of the build's platform", printable(found.platform.text, 40));
    }
    proposals.rewrites.push_back(std::move(rewrite));
  }
}

constexpr std::array<std::string_view, 1> rules = {"FromPlatformFlagConstDisallowed"};

}  // namespace

DRYDOCK_PASS(remove_constant_platform){
    .id = "remove_constant_platform",
    .summary = "remove a --platform without a variable from FROM",
    .documentation = documentation,
    .level = Level::intended,
    .rules = rules,
    .run = run,
};
