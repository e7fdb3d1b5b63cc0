// Writes the protocol of an EXPOSE in lower case.
#include <array>
#include <optional>

#include "base/unicode.hpp"
#include "pipeline/pass.hpp"
#include "rewrite/text_tools.hpp"
#include "syntax/words.hpp"

namespace {

using namespace drydock;

constexpr std::string_view documentation = R"(
## What it does

Writes the protocol after the port of an `EXPOSE` in lower case: `53/UDP` becomes `53/udp`.

## Why

The image config has the protocol in lower case whatever the file says, and BuildKit warns if the two differ
(ExposeProtoCasing).

## Example

```dockerfile
FROM debian:12
EXPOSE 53/UDP 53/tcp 8000-8010/TCP
```

```dockerfile
FROM debian:12
EXPOSE 53/udp 53/tcp 8000-8010/tcp
```

## When it refuses

- There is a variable in the word: only the build knows what it holds.
- The protocol is broken up by quotes, escapes or line breaks.
- The instruction is one that versions of BuildKit read differently.
- The stage does not build, for example because a word names no port.

What a variable holds is not looked at.

## What it keeps

Identical. BuildKit compares the protocol without regard to case and stores it in lower case
(dockerfile2llb/convert_expose.go, splitProtoPort and parsePort).
)";

/// Where a protocol that is not in lower case stands in a text that ends with it.
std::optional<TextRange> upper_protocol_at_end(std::string_view text) {
  const std::size_t slash = text.rfind('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::string_view protocol = text.substr(slash + 1);
  const std::string lower = lower_ascii(protocol);
  if (lower == protocol || (lower != "tcp" && lower != "udp" && lower != "sctp")) return std::nullopt;
  return TextRange{to_offset(slash + 1), to_offset(text.size())};
}

/// Whether a protocol that is not in lower case stands anywhere in a text.
bool shows_upper_protocol(std::string_view text) {
  const std::string lower = lower_ascii(text);
  for (const std::string_view protocol : {"/tcp", "/udp", "/sctp"}) {
    for (std::size_t at = lower.find(protocol); at != std::string::npos; at = lower.find(protocol, at + 1)) {
      if (text.substr(at, protocol.size()) != protocol) return true;
    }
  }
  return false;
}

/// The place of the protocol in a word of EXPOSE as lex.go reads it, if it is written out at the end of the word.
std::optional<TextRange> find_upper_protocol(std::string_view word, char escape) {
  const auto parsed = parse_words(word, {.escape = escape});
  if (!parsed) return std::nullopt;
  auto last = parsed.value().pieces.rbegin();
  const auto end = parsed.value().pieces.rend();
  if (last != end && last->kind == WordPieceKind::double_quote_close) ++last;
  if (last == end) return std::nullopt;
  using enum WordPieceKind;
  if (last->kind != literal && last->kind != quoted_literal && last->kind != single_quoted) return std::nullopt;
  auto found = upper_protocol_at_end(last->range.of(word));
  if (!found) return std::nullopt;
  return TextRange{last->range.begin + found->begin, last->range.begin + found->end};
}

void run(const Context& context, Proposals& proposals) {
  const auto& instructions = context.instructions();
  for (InstructionIndex index = 0; index < instructions.size(); ++index) {
    const Instruction& instruction = instructions[index];
    const Expose* expose = instruction.as<Expose>();
    const auto is_upper = [](const Text& port) { return shows_upper_protocol(port.value); };
    if (expose == nullptr || std::ranges::none_of(expose->ports, is_upper)) continue;
    Rewrite rewrite;
    rewrite.about = index;
    rewrite.why = "the image config has the protocol in lower case";
    rewrite.level = Level::identical;
    rewrite.replaces = {index};
    for (const Text& port : expose->ports) {
      if (!is_upper(port)) continue;
      const auto refuse = [&](std::string_view why) {
        proposals.refusals.push_back({index, port.range, std::string(why)});
      };
      const bool has_variable = port.value.find('$') != std::string_view::npos;
      const auto place = find_upper_protocol(port.value, context.snapshot.dockerfile.escape);
      if (!instruction.ambiguity.empty()) {
        refuse(instruction.ambiguity);
      } else if (!reads_as_written(context.snapshot, port)) {
        refuse("the word is broken over several lines");
      } else if (has_variable) {
        refuse("there is a variable in the word");
      } else if (!place) {
        refuse("the word does not end in a protocol that is written out");
      } else {
        const TextRange range{port.range.begin + place->begin, port.range.begin + place->end};
        if (rewrite.edits.empty()) rewrite.where = port.range;
        rewrite.edits.push_back({range, lower_ascii(place->of(port.value))});
      }
    }
    if (rewrite.edits.empty()) continue;
    if (!context.model().stage_of(index)->config) {
      proposals.refusals.push_back({index, rewrite.where, "the stage does not build"});
      continue;
    }
    proposals.rewrites.push_back(std::move(rewrite));
  }
}

constexpr std::array<std::string_view, 1> rules = {"ExposeProtoCasing"};

}  // namespace

DRYDOCK_PASS(lowercase_expose_protocol){
    .id = "lowercase_expose_protocol",
    .summary = "write the protocol of EXPOSE in lower case",
    .documentation = documentation,
    .level = Level::identical,
    .on_by_default = true,
    .rules = rules,
    .run = run,
};
