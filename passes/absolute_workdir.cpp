// Writes a relative WORKDIR as the absolute path that it means.
#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "analysis/base_images.hpp"
#include "base/diagnostic.hpp"
#include "pipeline/pass.hpp"
#include "rewrite/text_tools.hpp"
#include "syntax/words.hpp"

namespace {

using namespace drydock;

constexpr std::string_view documentation = R"(
## What it does

Writes a relative `WORKDIR` as the absolute path that it means.

## Why

What a relative path means depends on the `WORKDIR` before it, or on the base image, which may change. Linters ask for
absolute paths (DL3000, WorkdirRelativePath).

## Example

```dockerfile
FROM debian:12
WORKDIR app
RUN make
WORKDIR ../srv/./data
```

```dockerfile
FROM debian:12
WORKDIR /app
RUN make
WORKDIR /srv/data
```

## When it refuses

- The working directory before it is not known: `base-working-dir` is open if it is that of a base image that drydock
  does not know (`--image-config` settles it too), and nothing helps if a variable with an unknown value decides.
- The path has a variable in it. One that begins with a variable may be absolute.
- The path would have to be quoted, or would be longer than Linux takes.
- The image is one for Windows, or may be: there is a colon in the path.

## What it keeps

Identical. BuildKit joins a relative path to the current one and cleans the result (util/system/path.go,
NormalizeWorkdir), and so does drydock; the step that makes the folder, and `WorkingDir` in the image config, come out
the same. Only the history of the image shows the path as it is written.
)";

/// The longest path that Linux takes. Relative ones that follow each other grow from line to line.
constexpr std::size_t longest_path = 4095;

/// Whether WORKDIR takes the path as it stands, without quotes, and no drive of Windows is in it: a base image may run
/// Windows without its name saying so.
bool is_plain(std::string_view path) {
  constexpr std::string_view marks = "/._-+@%~,=";
  return std::ranges::all_of(path, [&](char byte) {
    const bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
    return letter || marks.find(byte) != std::string_view::npos;
  });
}

/// What a WORKDIR sets, if a model says so.
std::optional<std::string> path_in(const ImageModel& model, InstructionIndex index) {
  const Stage* stage = model.stage_of(index);
  if (stage == nullptr) return std::nullopt;
  const auto found = stage->working_dirs.find(index);
  if (found == stage->working_dirs.end() || !found->second.known()) return std::nullopt;
  return found->second.get();
}

/// The models with and without the assumption about the base image; one of them is the context's.
class Models {
 public:
  explicit Models(const Context& context) : context_(context) {}
  [[nodiscard]] const ImageModel& get(bool assumed) {
    if (context_.evidence.is_assumed(Assumption::base_working_dir) == assumed) return context_.model();
    if (!other_) {
      Evidence evidence = context_.evidence;
      if (assumed) {
        evidence.assumed.push_back(Assumption::base_working_dir);
      } else {
        std::erase(evidence.assumed, Assumption::base_working_dir);
      }
      other_ = model_with_evidence(context_.snapshot, evidence);
    }
    return *other_;
  }

 private:
  const Context& context_;
  std::optional<ImageModel> other_;
};

/// Precondition: the path is not empty.
void consider(const Context& context, InstructionIndex index, const Workdir& workdir, Models& models,
              Proposals& proposals) {
  const Instruction& instruction = context.instructions()[index];
  const TextRange where = workdir.path.range;
  const auto refuse = [&](std::string why) { proposals.refusals.push_back({index, where, std::move(why)}); };
  const std::string_view written = workdir.path.value;
  if (written.find('$') != std::string_view::npos) {
    const bool may_be_absolute =
        written.front() == '$' || written.front() == '/' || written.front() == '"' || written.front() == '\'';
    if (!may_be_absolute) refuse("the path has a variable in it");
    return;
  }
  if (written.front() == '/') return;
  const auto path = expand_literal(written, context.snapshot.dockerfile.escape);
  if (!path || path->text.starts_with('/')) return;
  const Stage* stage = context.model().stage_of(index);
  if (stage == nullptr || !stage->config) return;
  if (stage->os == "windows" || names_windows_image(context.model().stages[stage->root].base)) {
    return refuse("paths of Windows are left alone");
  }
  if (!instruction.ambiguity.empty()) return refuse(std::string(instruction.ambiguity));

  const std::optional<std::string> settled = path_in(models.get(false), index);
  const std::optional<std::string> absolute = settled ? settled : path_in(models.get(true), index);
  if (!absolute) return refuse("the working directory before it is not known");
  if (absolute->size() > longest_path) return refuse("the path would be longer than Linux takes");
  if (absolute->find(':') != std::string::npos) return refuse("the colon may end the name of a drive of Windows");
  if (!absolute->starts_with('/') || !is_plain(*absolute)) return refuse("the path would have to be quoted");
  Rewrite rewrite;
  rewrite.about = index;
  rewrite.where = where;
  rewrite.why = fmt::format("{} is {} here", printable(path->text, 60), *absolute);
  if (!settled) rewrite.assumes = {Assumption::base_working_dir};
  rewrite.replaces = {index};
  rewrite.edits = replace_in_instruction(context.snapshot, instruction, where, *absolute);
  proposals.rewrites.push_back(std::move(rewrite));
}

void run(const Context& context, Proposals& proposals) {
  Models models(context);
  for (InstructionIndex index = 0; index < context.instructions().size(); ++index) {
    const auto* workdir = context.instructions()[index].as<Workdir>();
    if (workdir != nullptr && !workdir->path.value.empty()) consider(context, index, *workdir, models, proposals);
  }
}

constexpr std::array<std::string_view, 2> rules = {"DL3000", "WorkdirRelativePath"};

}  // namespace

DRYDOCK_PASS(absolute_workdir){
    .id = "absolute_workdir",
    .summary = "write a relative WORKDIR as the absolute path that it means",
    .documentation = documentation,
    .level = Level::identical,
    .on_by_default = true,
    .rules = rules,
    .run = run,
};
