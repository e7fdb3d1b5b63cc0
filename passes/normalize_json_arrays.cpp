// Puts one blank after each comma of a JSON array and no blank inside its brackets.
#include <array>

#include "pipeline/pass.hpp"

namespace {

using namespace drydock;

constexpr std::string_view documentation = R"(
## What it does

Writes the JSON arrays of `CMD`, `ENTRYPOINT`, `RUN`, `HEALTHCHECK CMD`, `SHELL`, `VOLUME`, `ADD` and `COPY` with one
blank after each comma and none elsewhere between the brackets. The strings keep their spelling, escapes included. Where
an array goes on in the next line, the place of the break stays as it is.

## Why

One spacing everywhere reads better and keeps changes to a command from being mixed with changes to its layout.

## Example

```dockerfile
FROM debian:12
VOLUME [ "/var/lib/app","/var/log/app" ]
ENTRYPOINT [ "app" ,"--config" ,"/etc/app.conf" ]
```

```dockerfile
FROM debian:12
VOLUME ["/var/lib/app", "/var/log/app"]
ENTRYPOINT ["app", "--config", "/etc/app.conf"]
```

## When it refuses

- The array stands in an `ONBUILD` trigger: the text of a trigger is part of the image config.

Text that merely looks like an array is a shell command or a list of words, and is not looked at.

## What it keeps

Identical. BuildKit decodes the array with a JSON decoder and keeps the strings alone (parser/line_parsers.go, parseJSON);
blanks between the tokens of JSON mean nothing. The text of the instruction, which only names the build step in the output
of a build and in the history, is the one thing that changes.
)";

constexpr bool is_json_blank(char byte) noexcept { return byte == ' ' || byte == '\t' || byte == '\r'; }

/// An edit if the text between two tokens holds nothing but blanks and `mark`, and is not what it should be. A break of
/// the line is neither, so that places with continuations, and the comments there, stay.
void add_edit(std::string_view text, TextRange gap, std::string_view mark, std::string_view wanted,
              std::vector<Edit>& edits) {
  std::string found;
  for (const char byte : gap.of(text)) {
    if (!is_json_blank(byte)) found += byte;
  }
  if (found == mark && gap.of(text) != wanted) edits.push_back({gap, std::string(wanted)});
}

std::vector<Edit> edits_of(std::string_view text, const Instruction& instruction) {
  std::span<const Text> strings = instruction.values;
  if (instruction.keyword == Keyword::healthcheck) strings = strings.subspan(1);
  TextRange array = instruction.arguments.range;
  if (instruction.keyword == Keyword::healthcheck) {
    array.begin = instruction.values.front().range.end;
    while (array.begin < array.end && text[array.begin] != '[') ++array.begin;
  }
  std::vector<Edit> edits;
  if (strings.empty()) {
    add_edit(text, array, "[]", "[]", edits);
    return edits;
  }
  Offset end = array.begin;
  for (const Text& string : strings) {
    const bool first = end == array.begin;
    add_edit(text, {end, string.range.begin}, first ? "[" : ",", first ? "[" : ", ", edits);
    end = string.range.end;
  }
  add_edit(text, {end, array.end}, "]", "]", edits);
  return edits;
}

void run(const Context& context, Proposals& proposals) {
  const auto& instructions = context.instructions();
  for (InstructionIndex index = 0; index < instructions.size(); ++index) {
    const Instruction& instruction = instructions[index];
    if (const auto* onbuild = instruction.as<Onbuild>()) {
      if (onbuild->trigger->json && !edits_of(context.snapshot.text(), *onbuild->trigger).empty()) {
        proposals.refusals.push_back(
            {index, onbuild->trigger->range, "the text of a trigger is part of the image config"});
      }
      continue;
    }
    if (!instruction.json || !instruction.ambiguity.empty()) continue;
    Rewrite rewrite;
    rewrite.edits = edits_of(context.snapshot.text(), instruction);
    if (rewrite.edits.empty()) continue;
    rewrite.about = index;
    rewrite.where = instruction.arguments.range;
    rewrite.why = "the array gets one blank after each comma and none at its brackets";
    rewrite.level = Level::identical;
    rewrite.replaces = {index};
    proposals.rewrites.push_back(std::move(rewrite));
  }
}

}  // namespace

DRYDOCK_PASS(normalize_json_arrays){
    .id = "normalize_json_arrays",
    .summary = "write JSON arrays with one blank after each comma and none at the brackets",
    .documentation = documentation,
    .level = Level::identical,
    .run = run,
};
