// Replaces MAINTAINER by the label that took its place.
#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "base/unicode.hpp"
#include "pipeline/pass.hpp"
#include "rewrite/text_tools.hpp"
#include "syntax/arguments.hpp"
#include "syntax/words.hpp"

namespace {

using namespace drydock;

constexpr std::string_view documentation = R"(
## What it does

Writes `LABEL org.opencontainers.image.authors="…"` in the place of `MAINTAINER …`, or another label if the option `key`
names one. The label's value is the text that `MAINTAINER` holds, character for character: quotes, `$` and escape
characters are escaped, as `MAINTAINER` reads none of them. Every `MAINTAINER` of a file becomes a label; the last one
counts, as before.

## Why

`MAINTAINER` is deprecated (MaintainerDeprecated), and tools that read the metadata of images look at labels.

## Example

```dockerfile
FROM debian:12
MAINTAINER Jane "JD" Doe <jane@example.com>
```

```dockerfile
FROM debian:12
LABEL org.opencontainers.image.authors="Jane \"JD\" Doe <jane@example.com>"
```

## When it refuses

- The file sets that label itself, or a label whose name holds a variable: one of the two values would be lost.
- The text is not UTF-8 or holds a NUL byte.
- The option `key` is not a name that can stand in a `LABEL` without quotes.
- Another `MAINTAINER` of the file is refused: half of them as labels would leave two answers.

## What it keeps

Intended. The field `author` of the image config goes, so that the image has that of its base image or none, and the label
comes. Nothing else changes: neither instruction is a build step (dockerfile2llb/convert.go, dispatchMaintainer and
dispatchLabel). Stages that build on the stage inherit the label as they inherited the author.
)";

constexpr std::string_view default_key = "org.opencontainers.image.authors";
constexpr std::array options = {
    PassOption{.name = "key", .summary = "the name of the label", .fallback = default_key, .values = {}},
};

bool is_plain_key(std::string_view key) {
  return !key.empty() && std::ranges::all_of(key, [](char byte) {
    return is_ascii_alpha(byte) || is_ascii_digit(byte) || byte == '.' || byte == '-' || byte == '_' || byte == '/';
  });
}

/// `key="value"` for a LABEL whose value is `value`. Nothing if BuildKit would read another value from it.
std::optional<std::string> label_of(std::string_view key, std::string_view value, char escape) {
  std::string text = fmt::format("{}=\"", key);
  for (const char byte : value) {
    if (byte == '"' || byte == '$' || byte == escape) text += escape;
    text += byte;
  }
  text += '"';
  // Read it as BuildKit does: as one word of LABEL, the part after the equals sign expanded.
  const std::vector<ArgumentText> words = split_words(text, escape);
  if (words.size() != 1 || words.front().of(text) != text) return std::nullopt;
  const std::string_view quoted = std::string_view(text).substr(key.size() + 1);
  const auto parsed = parse_words(quoted, {.escape = escape});
  if (!parsed) return std::nullopt;
  const auto expanded = expand_words(parsed.value(), escape, EmptyEnvironment(), {});
  if (!expanded || expanded.value().text != value) return std::nullopt;
  return text;
}

/// Why a label of that name cannot be added to the file.
std::string conflict_of(const Context& context, std::string_view key) {
  if (!is_plain_key(key)) return "the name of the label cannot stand in a LABEL as it is";
  for (InstructionIndex index = 0; index < context.instructions().size(); ++index) {
    const Label* const label = context.instructions()[index].as<Label>();
    if (label == nullptr) continue;
    for (const KeyValue& pair : label->pairs) {
      const std::string_view name = pair.key.value;
      const bool plain = is_plain_key(name);
      if (name == key) return fmt::format("line {} sets the label {}", context.line_of(index), key);
      if (!plain && name.find_first_of("$\"'\\`") != std::string_view::npos) {
        return fmt::format("line {} may set the label {}", context.line_of(index), key);
      }
    }
  }
  for (const Instruction& instruction : context.instructions()) {
    const auto* onbuild = instruction.as<Onbuild>();
    if (onbuild != nullptr && onbuild->trigger->keyword == Keyword::label) {
      return "a trigger sets labels in the images that build on this one";
    }
  }
  return {};
}

void run(const Context& context, Proposals& proposals) {
  const auto& instructions = context.instructions();
  const std::string_view key = context.option("key");
  std::vector<Rewrite> rewrites;
  std::vector<Refusal> refusals;
  std::optional<std::string> conflict;
  for (InstructionIndex index = 0; index < instructions.size(); ++index) {
    const Instruction& instruction = instructions[index];
    const Maintainer* const maintainer = instruction.as<Maintainer>();
    if (maintainer == nullptr) continue;
    const TextRange where = instruction.keyword_text.range;
    if (!conflict) conflict = conflict_of(context, key);
    if (!conflict->empty()) {
      refusals.push_back({index, where, *conflict});
      continue;
    }
    const std::string_view name = maintainer->name.value;
    const bool sound = is_valid_utf8(name) && name.find('\0') == std::string_view::npos;
    const auto label = sound ? label_of(key, name, context.snapshot.tree.escape) : std::nullopt;
    if (!label) {
      refusals.push_back({index, where, "the name holds bytes that a label cannot hold"});
      continue;
    }
    const bool lower =
        is_ascii_alpha(instruction.keyword_text.value.back()) && instruction.keyword_text.value.back() >= 'a';
    Rewrite rewrite;
    rewrite.about = index;
    rewrite.where = where;
    rewrite.why = fmt::format("the author becomes the label {}; the field author of the image goes", key);
    rewrite.level = Level::intended;
    rewrite.replaces = {index};
    rewrite.changes = {ImagePart::author, ImagePart::labels};
    rewrite.edits =
        replace_in_instruction(context.snapshot, instruction, {where.begin, instruction.arguments.range.end},
                               fmt::format("{} {}", lower ? "label" : "LABEL", *label));
    rewrites.push_back(std::move(rewrite));
  }
  for (Rewrite& rewrite : rewrites) {
    if (refusals.empty()) {
      proposals.rewrites.push_back(std::move(rewrite));
    } else {
      proposals.refusals.push_back(
          {rewrite.about, rewrite.where,
           fmt::format("the MAINTAINER of line {} cannot become a label", context.line_of(refusals.front().about))});
    }
  }
  std::ranges::move(refusals, std::back_inserter(proposals.refusals));
}

constexpr std::array<std::string_view, 2> rules = {"MaintainerDeprecated", "DL4000"};

}  // namespace

DRYDOCK_PASS(maintainer_to_label){
    .id = "maintainer_to_label",
    .summary = "write the label org.opencontainers.image.authors in the place of MAINTAINER",
    .documentation = documentation,
    .level = Level::intended,
    .rules = rules,
    .options = options,
    .run = run,
};
