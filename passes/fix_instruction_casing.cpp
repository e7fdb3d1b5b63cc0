// Writes the keywords of all instructions in the same case.
#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "base/unicode.hpp"
#include "pipeline/pass.hpp"
#include "rewrite/text_tools.hpp"

namespace {

using namespace drydock;

constexpr std::string_view documentation = R"(
## What it does

Writes the keyword of every instruction in upper case, or in lower case if most of the file's keywords are. The `AS`
of a `FROM` that changes goes with it.

The vote is BuildKit's: `FROM` and all that follows it take part, keywords such as `Run` in neither case do not, and
upper case wins a draw. `ARG` before the first `FROM` has no vote and follows the others. With the option `style` the
case is given and there is no vote.

## Why

A keyword that stands out is taken for something special, or read over. BuildKit warns about it
(ConsistentInstructionCasing).

## Example

```dockerfile
FROM debian:12
Run apt-get update
copy . /srv
ENTRYPOINT ["/srv/start"]
```

```dockerfile
FROM debian:12
RUN apt-get update
COPY . /srv
ENTRYPOINT ["/srv/start"]
```

## When it refuses

- The instruction is one that versions of BuildKit read differently.
- The keyword is broken over several lines, or has a letter outside ASCII that Go takes for an ASCII one.
- `style` is given, and one of the instructions cannot be changed for these reasons: then none is, or that one would be
  the one that stands out.

The keyword inside of `ONBUILD` is not looked at: it is part of the image config. Neither is the `CMD` inside of
`HEALTHCHECK`, about which BuildKit does not care.

## What it keeps

Identical. BuildKit looks keywords up in lower case (parser/parser.go, newNodeFromLine; instructions/parse.go,
ParseInstructionWithLinter) and keeps what was written only for messages and for the names of steps
(instructions/commands.go, newWithNameAndCode). `ONBUILD` cuts its own keyword off in whatever case before it stores
the trigger (instructions/parse.go, parseOnBuild). `AS` is compared without regard to case (parseBuildStageName). No
keyword gets a warning that it did not have, so that `# check=error=true` stops no build that it did not stop before
(dockerfile2llb/validations.go, validateCommandCasing).
)";

enum class Casing { lower, upper };

/// The case of a keyword; nothing if it has both (dockerfile2llb/validations.go, isSelfConsistentCasing).
std::optional<Casing> casing_of(std::string_view keyword) {
  if (lower_ascii_like_go(keyword) == keyword) return Casing::lower;
  if (upper_ascii_like_go(keyword) == keyword) return Casing::upper;
  return std::nullopt;
}

Casing majority(const Context& context) {
  const auto& instructions = context.instructions();
  bool votes = false;
  std::size_t lower = 0;
  std::size_t upper = 0;
  for (const Instruction& instruction : instructions) {
    votes = votes || instruction.keyword == Keyword::from;
    if (!votes) continue;
    if (instruction.in_upper_case) {
      ++upper;
      continue;
    }
    const auto casing = casing_of(instruction.keyword_text.value);
    lower += casing == Casing::lower ? 1U : 0U;
    upper += casing == Casing::upper ? 1U : 0U;
  }
  return lower > upper ? Casing::lower : Casing::upper;
}

std::string_view keyword_in(Casing casing, Keyword keyword) {
  return casing == Casing::lower ? to_string(keyword) : display_name(keyword);
}

/// Why the keyword cannot be changed; "" if it can.
std::string_view obstacle(const Snapshot& snapshot, const Instruction& instruction) {
  if (!instruction.ambiguity.empty()) return instruction.ambiguity;
  const From* from = instruction.as<From>();
  const bool one_line = reads_as_written(snapshot, instruction.keyword_text) &&
                        (from == nullptr || !from->name || reads_as_written(snapshot, instruction.values[1]));
  if (!one_line) return "the keyword is broken over several lines";
  const bool ascii = std::ranges::all_of(instruction.keyword_text.value, is_ascii_alpha);
  if (!ascii) return "the keyword has a letter outside ASCII";
  return {};
}

void run(const Context& context, Proposals& proposals) {
  const auto& instructions = context.instructions();
  const std::string_view style = context.option("style");
  const bool by_vote = style == "majority";
  const Casing casing = by_vote ? majority(context) : style == "lower" ? Casing::lower : Casing::upper;
  const std::string_view case_name = casing == Casing::lower ? "lower" : "upper";
  const std::string_view source = by_vote ? "the keywords of this file are" : "keywords are to be";
  for (InstructionIndex index = 0; index < instructions.size(); ++index) {
    const Instruction& instruction = instructions[index];
    const std::string_view wanted = keyword_in(casing, instruction.keyword);
    if (casing == Casing::upper ? instruction.in_upper_case : instruction.keyword_text.value == wanted) continue;
    const TextRange where = instruction.keyword_text.range;
    if (const std::string_view reason = obstacle(context.snapshot, instruction); !reason.empty()) {
      proposals.refusals.push_back({index, where, std::string(reason)});
      continue;
    }
    Rewrite rewrite;
    rewrite.about = index;
    rewrite.where = where;
    rewrite.why = fmt::format("{} in {} case", source, case_name);
    rewrite.level = Level::identical;
    rewrite.replaces = {index};
    rewrite.edits = {{where, std::string(wanted)}};
    // FROM with another case than its AS would be a new warning (FromAsCasing).
    const std::string_view as = casing == Casing::lower ? "as" : "AS";
    const From* from = instruction.as<From>();
    if (from != nullptr && from->name && instruction.values[1].value != as) {
      rewrite.edits.push_back({from->as_keyword, std::string(as)});
    }
    proposals.rewrites.push_back(std::move(rewrite));
  }
  if (!by_vote && !proposals.refusals.empty()) proposals.rewrites.clear();
}

constexpr std::array<std::string_view, 3> styles = {"majority", "lower", "upper"};
constexpr std::array<PassOption, 1> options = {
    PassOption{"style", "the case: that of most keywords of the file, or a given one", "majority", styles}};
constexpr std::array<std::string_view, 1> rules = {"ConsistentInstructionCasing"};

}  // namespace

DRYDOCK_PASS(fix_instruction_casing){
    .id = "fix_instruction_casing",
    .summary = "write the keywords of all instructions in the same case",
    .documentation = documentation,
    .level = Level::identical,
    .on_by_default = true,
    .rules = rules,
    .options = options,
    .run = run,
};
