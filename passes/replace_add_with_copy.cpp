// Writes COPY for an ADD that only copies.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "analysis/local_sources.hpp"
#include "base/diagnostic.hpp"
#include "pipeline/pass.hpp"
#include "rewrite/text_tools.hpp"

namespace {

using namespace drydock;

constexpr std::string_view documentation = R"(
## What it does

Writes `COPY` for an `ADD` that does nothing that `COPY` would not do: its sources are files or folders of the build
context, and none of the files is an archive. `--context` names the folder that the file is built with; there the bytes
of the files decide.

## Why

`ADD` fetches URLs, clones Git repositories and unpacks archives. `COPY` says that nothing of that is meant, now and when
the files change (DL3020).

## Example

With `--assume=no-archive`, or a `--context` that shows it:

```dockerfile
FROM debian:12
ADD --chown=app:app package.json src /app/
ADD https://example.com/tool.sh /usr/local/bin/
ADD rootfs.tar.gz /
```

```dockerfile
FROM debian:12
COPY --chown=app:app package.json src /app/
ADD https://example.com/tool.sh /usr/local/bin/
ADD rootfs.tar.gz /
```

## When it refuses

- A source may be an archive: its bytes are those of a tar archive or of a file compressed with gzip, bzip2, xz or zstd;
  or, where no context shows the bytes, its name is one of an archive.
- A source has a variable, quotes or escapes in it: it may turn out to be a URL or an archive.
- The instruction has a flag that `COPY` does not have: `--checksum`, `--keep-git-dir` or `--unpack`.

URLs and Git repositories are no case. `no-archive` is open where nothing shows the bytes of a file: without `--context`,
and for sources that are links or are not there.

## What it keeps

Identical, as long as the facts hold. For local sources the two differ in one mark of the copy step, which says that
archives are to be unpacked (dockerfile2llb/convert_copy.go, dispatchCopy, AttemptUnpack). The builder looks at each file
that a source names or a pattern matches, and copies what is no archive (solver/llbsolver/file/unpack.go,
isArchivePath); in folders it unpacks nothing. The cache key of the step changes once.
)";

/// Whether the instruction fetches something, so that it is no case.
bool is_remote(std::string_view source) {
  return source.find("://") != std::string_view::npos || source.starts_with("git@");
}

/// The keyword in the letters' case that ADD has.
std::string_view copy_like(std::string_view add) {
  if (add == "add") return "copy";
  return add == "Add" ? "Copy" : "COPY";
}

void consider(const Context& context, InstructionIndex index, const Add& add, Proposals& proposals) {
  const Instruction& instruction = context.instructions()[index];
  if (std::ranges::any_of(add.sources, [](const Text& source) { return is_remote(source.value); })) return;
  const TextRange where = instruction.keyword_text.range;
  const auto refuse = [&](TextRange range, std::string why) {
    proposals.refusals.push_back({index, range, std::move(why)});
  };
  if (!instruction.ambiguity.empty()) return refuse(where, std::string(instruction.ambiguity));
  if (where.size() != instruction.keyword_text.value.size()) return refuse(where, "the keyword is cut in two");
  for (const std::string_view name : {"checksum", "keep-git-dir", "unpack"}) {
    const Flag* flag = instruction.flag(name);
    if (flag != nullptr) return refuse(flag->text.range, fmt::format("COPY has no --{}", name));
  }
  bool settled = true;
  for (const Text& source : add.sources) {
    switch (look_at_source(source.value, context.evidence.context)) {
      case LocalSource::no_archive: break;
      case LocalSource::unknown: settled = false; break;
      case LocalSource::unwritten:
        return refuse(source.range, "what this stands for may be a URL or an archive");
      case LocalSource::may_unpack:
        return refuse(source.range,
                      fmt::format("{} may be an archive or a Git repository", printable(source.value, 60)));
    }
  }
  Rewrite rewrite;
  rewrite.about = index;
  rewrite.where = where;
  rewrite.why = "it only copies";
  if (!settled) rewrite.assumes = {Assumption::no_archive};
  rewrite.replaces = {index};
  rewrite.edits = {{where, std::string(copy_like(instruction.keyword_text.value))}};
  proposals.rewrites.push_back(std::move(rewrite));
}

void run(const Context& context, Proposals& proposals) {
  const auto& instructions = context.instructions();
  for (InstructionIndex index = 0; index < instructions.size(); ++index) {
    if (const auto* add = instructions[index].as<Add>()) consider(context, index, *add, proposals);
  }
}

constexpr std::array<std::string_view, 1> rules = {"DL3020"};

}  // namespace

DRYDOCK_PASS(replace_add_with_copy){
    .id = "replace_add_with_copy",
    .summary = "write COPY for an ADD that only copies",
    .documentation = documentation,
    .level = Level::identical,
    .on_by_default = true,
    .rules = rules,
    .run = run,
};
