// Removes CMD, ENTRYPOINT and HEALTHCHECK instructions that a later one in the same stage replaces.
#include <array>
#include <optional>

#include <fmt/format.h>

#include "pipeline/pass.hpp"
#include "rewrite/text_tools.hpp"

namespace {

using namespace drydock;

constexpr std::string_view documentation = R"(
## What it does

Removes a `CMD`, `ENTRYPOINT` or `HEALTHCHECK` if the same stage has a later one of the same kind. The whole
instruction goes, with its continuation lines. Comments stay, those between the continuation lines too.

## Why

Only the last one of a stage counts. The earlier ones read as if they did something, and BuildKit warns about them
(MultipleInstructionsDisallowed).

## Example

```dockerfile
FROM debian:12
CMD ["nginx"]
HEALTHCHECK --interval=5m \
  CMD curl -f http://localhost/
HEALTHCHECK NONE
CMD ["apache2ctl", "-D", "FOREGROUND"]
```

```dockerfile
FROM debian:12
HEALTHCHECK NONE
CMD ["apache2ctl", "-D", "FOREGROUND"]
```

## When it refuses

- The instruction is one that versions of BuildKit read differently (text after a JSON array).

`ONBUILD` triggers are not looked at: each of them is kept in the image. A `CMD` before an `ENTRYPOINT` is not dead
unless another `CMD` follows: without it the `ENTRYPOINT` would drop the `CMD` that is inherited from the base.

## What it keeps

Identical. BuildKit assigns `Cmd`, `Entrypoint` and `Healthcheck` as wholes (dockerfile2llb/convert.go, dispatchCmd,
dispatchEntrypoint, dispatchHealthcheck), and nothing between two assignments reads the first. Two side effects of an
earlier instruction are repeated by the later one: `ENTRYPOINT` drops an inherited `CMD`, and `CMD` marks the image as
having one of its own. Only the history of the image has an entry less.
)";

/// A kind of instruction of which the last in a stage counts.
constexpr std::array replaced_kinds = {Keyword::cmd, Keyword::entrypoint, Keyword::healthcheck};

void run(const Context& context, Proposals& proposals) {
  const auto& instructions = context.instructions();
  for (const Stage& stage : context.model.stages) {
    for (const Keyword kind : replaced_kinds) {
      std::optional<InstructionIndex> last;
      for (InstructionIndex index = stage.end; index-- > stage.from;) {
        const Instruction& instruction = instructions[index];
        if (instruction.keyword != kind) continue;
        if (!last) {
          last = index;
          continue;
        }
        const TextRange where = instruction.keyword_text.range;
        if (!instruction.ambiguity.empty()) {
          proposals.refusals.push_back({index, where, std::string(instruction.ambiguity)});
          continue;
        }
        Rewrite rewrite;
        rewrite.about = index;
        rewrite.where = where;
        rewrite.why = fmt::format("the {} of line {} replaces it", display_name(kind), context.line_of(*last));
        rewrite.level = Level::identical;
        rewrite.removes = {index};
        rewrite.edits = remove_instruction(context.snapshot, instruction);
        proposals.rewrites.push_back(std::move(rewrite));
      }
    }
  }
}

constexpr std::array<std::string_view, 4> rules = {"MultipleInstructionsDisallowed", "DL3012", "DL4003", "DL4004"};

}  // namespace

DRYDOCK_PASS(remove_dead_instructions){
    .id = "remove_dead_instructions",
    .summary = "remove CMD, ENTRYPOINT and HEALTHCHECK that a later one in the same stage replaces",
    .documentation = documentation,
    .level = Level::identical,
    .on_by_default = true,
    .after = {},
    .rules = rules,
    .options = {},
    .run = run,
};
