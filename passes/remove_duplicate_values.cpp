// Removes ports, volumes and labels that an earlier entry of the same stage has set already.
#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "analysis/key_watch.hpp"
#include "analysis/ports.hpp"
#include "base/diagnostic.hpp"
#include "base/text.hpp"
#include "base/unicode.hpp"
#include "pipeline/pass.hpp"
#include "rewrite/text_tools.hpp"
#include "syntax/words.hpp"

namespace {

using namespace drydock;

constexpr std::string_view documentation = R"(
## What it does

Removes an entry of `EXPOSE`, `VOLUME` or `LABEL` that repeats an earlier one of the same stage:

- a port that is exposed already: `80` and `80/tcp` are the same port, and `8001` is one of `8000-8010`;
- a volume of the same path;
- a label that has the same value already.

Where nothing is left of an instruction, all of it goes. Comments stay.

## Why

The second mention does nothing. Two places that have to be changed together are one too many.

## Example

```dockerfile
FROM debian:12
EXPOSE 80 443
LABEL org.opencontainers.image.vendor=Example
VOLUME /var/lib/app
EXPOSE 80/tcp 8080
VOLUME ["/var/lib/app"]
LABEL org.opencontainers.image.vendor="Example"
```

```dockerfile
FROM debian:12
EXPOSE 80 443
LABEL org.opencontainers.image.vendor=Example
VOLUME /var/lib/app
EXPOSE 8080
```

## When it refuses

- The word has a variable in it.
- A comment line stands between the entry and its neighbours inside of the instruction.
- The rest would read otherwise: a word that begins with `[`, `--` or `#` would come first.

A label whose value was another in between is no case, and neither is one that may have been, because a label's name in
between has a variable in it. What the base image sets is not looked at, nor what a stage takes over from another.

## What it keeps

Identical. Ports and volumes are sets in the image config, and labels a map (dockerfile2llb/convert.go, dispatchExpose,
dispatchVolume, dispatchLabel); none of the three is read by a step of the build. Only the history of the image has less
in it.
)";

/// What the entries of a stage have set so far, and by which line.
struct Seen {
  /// By protocol and number.
  std::map<std::string, std::unordered_map<std::int64_t, InstructionIndex>> ports;
  std::map<std::string, InstructionIndex> volumes;
  struct LabelValue {
    std::string value;
    InstructionIndex by;
  };
  std::map<std::string, LabelValue> labels;
  std::set<std::string> variable_words;  ///< as they are written
};

/// What the look at one entry has shown.
struct Finding {
  std::optional<InstructionIndex> repeats;  ///< the instruction that has set the same before
  bool refused = false;                     ///< it looks like a repetition, but has a variable in it
};

Finding look_at_variable_word(std::string_view word, Seen& seen) {
  Finding finding;
  finding.refused = !seen.variable_words.emplace(word).second;
  return finding;
}

/// The most ports that are looked at, each of a range for itself. No real file comes near.
constexpr std::size_t most_ports = std::size_t{16} << 20;

Finding look_at_port(std::string_view word, char escape, InstructionIndex index, Seen& seen, std::size_t& looked_at) {
  if (word.find('$') != std::string_view::npos) return look_at_variable_word(word, seen);
  const auto words = expand_literal(word, escape);
  if (!words || words->words.empty()) return {};
  std::optional<InstructionIndex> by;
  bool all = true;
  for (const std::string& port : words->words) {
    const auto spec = parse_port_spec(port);
    if (!spec) return {};
    const auto [first, last] = spec.value().ports;
    looked_at += static_cast<std::size_t>(last - first + 1);
    if (looked_at > most_ports) return {};
    auto& setters = seen.ports[spec.value().protocol];
    for (auto number = first; number <= last; ++number) {
      const auto [setter, added] = setters.try_emplace(number, index);
      all = all && !added;
      if (!by) by = setter->second;
    }
  }
  return {.repeats = all ? by : std::nullopt};
}

Finding look_at_volume(std::string_view word, char escape, InstructionIndex index, Seen& seen) {
  if (word.find('$') != std::string_view::npos) return look_at_variable_word(word, seen);
  auto path = literal_text(word, escape);
  if (!path) return {};
  const auto [found, added] = seen.volumes.emplace(std::move(*path), index);
  return {.repeats = added ? std::nullopt : std::optional(found->second)};
}

Finding look_at_label(const KeyValue& pair, char escape, InstructionIndex index, Seen& seen) {
  const auto key = literal_text(pair.key.value, escape);
  if (!key) {
    seen.labels.clear();  // it may have been any of them
    return {};
  }
  auto value = literal_text(pair.value.value, escape);
  const auto found = seen.labels.find(*key);
  if (!value) {
    const bool again = found != seen.labels.end() && found->second.value == pair.value.value;
    seen.labels.insert_or_assign(*key, Seen::LabelValue{std::string(pair.value.value), index});
    return {.repeats = std::nullopt, .refused = again};
  }
  if (found != seen.labels.end() && found->second.value == *value) return {.repeats = found->second.by};
  seen.labels.insert_or_assign(*key, Seen::LabelValue{std::move(*value), index});
  return {};
}

std::vector<Finding> look_at(const Instruction& instruction, char escape, InstructionIndex index, Seen& seen,
                             std::size_t& ports) {
  std::vector<Finding> findings;
  if (instruction.as<Expose>() != nullptr) {
    for (const Text& word : instruction.values) {
      findings.push_back(look_at_port(word.value, escape, index, seen, ports));
    }
  } else if (instruction.as<Volume>() != nullptr) {
    for (const Text& word : instruction.as<Volume>()->paths) {
      findings.push_back(look_at_volume(word.value, escape, index, seen));
    }
  } else if (const auto* label = instruction.as<Label>()) {
    for (const KeyValue& pair : label->pairs) findings.push_back(look_at_label(pair, escape, index, seen));
  }
  return findings;
}

void propose(const Context& context, InstructionIndex index, const std::vector<Finding>& findings,
             Proposals& proposals) {
  const Instruction& instruction = context.instructions()[index];
  const std::vector<TextRange> entries = list_entries(instruction);
  if (entries.size() != findings.size()) return;
  std::vector<bool> gone;
  std::optional<std::size_t> first;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (findings[i].refused) {
      proposals.refusals.push_back({index, entries[i], "it is there already, but has a variable in it"});
    }
    gone.push_back(findings[i].repeats.has_value());
    if (gone.back() && !first) first = i;
  }
  if (!first) return;
  const auto refuse = [&](std::string why) { proposals.refusals.push_back({index, entries[*first], std::move(why)}); };
  if (!instruction.ambiguity.empty()) return refuse(std::string(instruction.ambiguity));
  auto edits = remove_entries(context.snapshot, instruction, gone);
  if (!edits) return refuse("it is there already, but a comment, or what is left, is in the way");
  Rewrite rewrite;
  rewrite.about = index;
  rewrite.where = entries[*first];
  const InstructionIndex by = *findings[*first].repeats;
  const std::string word = printable(context.snapshot.source->text(entries[*first]), 60);
  rewrite.why = by == index ? fmt::format("{} is there twice", word)
                            : fmt::format("{} is there already, in line {}", word, context.line_of(by));
  const bool whole = std::ranges::find(gone, false) == gone.end();
  (whole ? rewrite.removes : rewrite.replaces) = {index};
  rewrite.edits = std::move(*edits);
  proposals.rewrites.push_back(std::move(rewrite));
}

/// Tells whether two of the ports that it was shown may be the same.
class PortWatch {
 public:
  void add(std::string_view word) {
    // Most are plain numbers, and few.
    const bool is_plain = count_ < numbers_.size() && word.size() < 6 && std::ranges::all_of(word, is_ascii_digit);
    const auto number = is_plain ? parse_integer(word) : std::nullopt;
    const std::span<const std::int64_t> seen = std::span(numbers_).first(std::min(count_, numbers_.size()));
    repeats_ = repeats_ || !number || std::ranges::find(seen, *number) != seen.end();
    if (!repeats_) numbers_[count_] = *number;
    ++count_;
  }
  [[nodiscard]] bool may_repeat() const { return repeats_ && count_ > 1; }

 private:
  std::array<std::int64_t, 16> numbers_{};
  std::size_t count_ = 0;
  bool repeats_ = false;
};

/// Whether a stage may have two entries that set the same. Labels are compared by their keys.
bool may_repeat(std::span<const Instruction> stage) {
  PortWatch ports;
  std::size_t volumes = 0;
  KeyWatch labels;
  for (const Instruction& instruction : stage) {
    if (instruction.as<Expose>() != nullptr) {
      for (const Text& word : instruction.values) ports.add(word.value);
    }
    if (const auto* volume = instruction.as<Volume>()) volumes += volume->paths.size();
    if (const auto* label = instruction.as<Label>()) labels.add(label->pairs);
  }
  return ports.may_repeat() || volumes > 1 || labels.may_repeat();
}

void run(const Context& context, Proposals& proposals) {
  const auto& instructions = context.instructions();
  const char escape = context.snapshot.dockerfile.escape;
  Seen seen;
  std::size_t ports = 0;  // that were looked at
  bool concerned = true;
  for (InstructionIndex index = 0; index < instructions.size(); ++index) {
    if (index == 0 || instructions[index].keyword == Keyword::from) {
      concerned = may_repeat(stage_from(instructions, index));
      if (concerned) seen = {};
    }
    if (!concerned) continue;
    const std::vector<Finding> findings = look_at(instructions[index], escape, index, seen, ports);
    const auto says_something = [](const Finding& finding) { return finding.repeats || finding.refused; };
    if (std::ranges::any_of(findings, says_something)) propose(context, index, findings, proposals);
  }
}

constexpr std::array<std::string_view, 1> rules = {"labels/no-duplicate-keys"};

}  // namespace

DRYDOCK_PASS(remove_duplicate_values){
    .id = "remove_duplicate_values",
    .summary = "remove ports, volumes and labels that are there twice",
    .documentation = documentation,
    .level = Level::identical,
    .on_by_default = true,
    .rules = rules,
    .run = run,
};
