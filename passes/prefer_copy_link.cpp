// Adds --link to COPY instructions whose result does not depend on the layers below.
#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/unicode.hpp"
#include "pipeline/pass.hpp"
#include "syntax/words.hpp"

namespace {

using namespace drydock;

constexpr std::string_view documentation = R"(
## What it does

Adds `--link` to a `COPY` of a stage that nothing in the file is built on or copies from.

## Why

The layer of a `COPY --link` does not depend on the ones below it: it is used again when the base image changes, and
is built before the steps above it have ended.

## Example

With `--assume=no-symlink` and `--level=intended`:

```dockerfile
FROM debian:12
COPY --chown=1000:1000 package.json /srv/app/
COPY app /usr/local/bin/app
```

```dockerfile
FROM debian:12
COPY --link --chown=1000:1000 package.json /srv/app/
COPY app /usr/local/bin/app
```

## When it refuses

- The destination does not end with a slash: if it is a folder, `--link` would put a file in its place.
- The destination is `/` or a folder of the base system, whose owner and mode `--link` would replace (`/tmp/`, `/root/`,
  `/var/`).
- The destination, or the owner, has a variable in it, or the path is relative.
- `--chown` names a user: there is no `/etc/passwd` where `--link` looks for it.
- `--chmod` is given: BuildKit then takes no notice of `--link`. So are `--parents`.
- A stage of the file is built on this one or copies from it; the image is one for Windows; the file asks for a frontend
  of its own.

`no-symlink` is open always.

## What it keeps

Intended: the build steps change, and nothing else. Instead of copying into the file system of the stage, BuildKit copies
into an empty one and merges the two (dockerfile2llb/convert_copy.go, dispatchCopy). The files are the same if no folder
on the way is a symbolic link. Folders on the way that were there already get the owner and the mode of new ones: root and
0755.
)";

/// Folders that a base image has, or whose mode is not the ordinary one.
bool is_system_folder(std::string_view destination) {
  static constexpr std::array<std::string_view, 24> folders = {
      "/",          "/tmp/",     "/var/",       "/root/",          "/home/",    "/etc/",     "/usr/",     "/bin/",
      "/sbin/",     "/lib/",     "/lib64/",     "/run/",           "/var/tmp/", "/var/run/", "/var/lib/", "/usr/bin/",
      "/usr/sbin/", "/usr/lib/", "/usr/local/", "/usr/local/bin/", "/mnt/",     "/media/",   "/dev/",     "/proc/"};
  static constexpr std::array<std::string_view, 10> below = {"/tmp/", "/bin/",  "/sbin/", "/lib/", "/lib64/",
                                                      "/run/", "/root/", "/var/",  "/dev/", "/proc/"};
  return std::ranges::find(folders, destination) != folders.end() ||
         std::ranges::any_of(below, [&](std::string_view folder) { return destination.starts_with(folder); });
}

/// Why a COPY cannot have --link, or "".
std::string obstacle(const Context& context, const Instruction& instruction, const Stage& stage) {
  const Copy& copy = *instruction.as<Copy>();
  if (!instruction.ambiguity.empty()) return std::string(instruction.ambiguity);
  if (!instruction.flags_range.empty() && instruction.flags.empty()) return "a lone -- stands before the words";
  if (stage.os == "windows") return "--link is for Linux";
  for (const std::string_view name : {"chmod", "parents"}) {
    if (instruction.flag(name) != nullptr) return fmt::format("it has --{}", name);
  }
  const Flag* owner = instruction.flag("chown");
  if (owner != nullptr && owner->value.value_or("").find_first_not_of("0123456789:") != std::string_view::npos) {
    return "--chown names a user, or may, and --link finds no /etc/passwd";
  }
  const auto path = expand_literal(copy.destination.value, context.snapshot.dockerfile.escape);
  if (!path) return "the destination has a variable in it";
  const std::string& destination = path->text;
  if (!destination.starts_with('/')) return "the destination is relative";
  if (!destination.ends_with('/')) return "the destination may be a folder, and --link would put a file in its place";
  if (destination.find("/.") != std::string::npos || destination.find("//") != std::string::npos) {
    return "the destination is not in its plain form";
  }
  if (is_system_folder(destination)) return "--link would replace the owner and the mode of a folder of the system";
  return "";
}

void run(const Context& context, Proposals& proposals) {
  const auto& instructions = context.instructions();
  const ImageModel& model = context.model();
  const auto& directives = context.snapshot.tree.directives;
  const bool own_frontend = std::ranges::any_of(directives, [&](const Directive& directive) {
    return directive.kind == DirectiveKind::syntax &&
           directive.value.of(context.snapshot.text()) != "docker/dockerfile:1";
  });
  for (InstructionIndex index = 0; index < instructions.size(); ++index) {
    const Instruction& instruction = instructions[index];
    if (instruction.as<Copy>() == nullptr || instruction.flag("link") != nullptr) continue;
    const Stage* stage = model.stage_of(index);
    if (stage == nullptr || !stage->config) continue;
    const TextRange where = instruction.keyword_text.range;
    std::string why = own_frontend ? "the file asks for a frontend of its own" : obstacle(context, instruction, *stage);
    if (why.empty() && stage->used) why = "another stage is built on this one or copies from it";
    if (!why.empty()) {
      proposals.refusals.push_back({index, where, std::move(why)});
      continue;
    }
    Rewrite rewrite;
    rewrite.about = index;
    rewrite.where = where;
    rewrite.why = "its layer does not depend on those below";
    rewrite.level = Level::intended;
    rewrite.assumes = {Assumption::no_symlink};
    rewrite.changes = {ImagePart::steps};
    rewrite.replaces = {index};
    rewrite.edits = {{{where.end, where.end}, " --link"}};
    proposals.rewrites.push_back(std::move(rewrite));
  }
}

constexpr std::array<std::string_view, 1> after = {"replace_add_with_copy"};

}  // namespace

DRYDOCK_PASS(prefer_copy_link){
    .id = "prefer_copy_link",
    .summary = "add --link to COPY, so that its layer does not depend on those below",
    .documentation = documentation,
    .level = Level::intended,
    .after = after,
    .run = run,
};
