// Corrects misspelled keywords of files that BuildKit refuses.
#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "analysis/ports.hpp"
#include "analysis/signals.hpp"
#include "base/unicode.hpp"
#include "pipeline/pass.hpp"
#include "rewrite/text_tools.hpp"
#include "syntax/image_reference.hpp"

namespace {

using namespace drydock;

constexpr std::string_view documentation = R"(
## What it does

Corrects the keyword of an instruction that BuildKit does not know: one letter too many, one too few, a wrong one, two that
changed places, or a colon after it. Puts a blank between a keyword and the array that follows it. Looks only at files that BuildKit
refuses, and changes one only if BuildKit takes it afterwards.

## Why

BuildKit refuses the file, and often names the keyword that is meant.

## Example

```dockerfile
FORM debian:12
RNU apt-get update
COPPY app /usr/local/bin/
CMD["app"]
```

```dockerfile
FROM debian:12
RUN apt-get update
COPY app /usr/local/bin/
CMD ["app"]
```

## When it refuses

- More than one keyword is as close.
- What follows does not fit the keyword: a name of an image that is none, a port that is no number.
- The word is written in small letters and the other keywords are not, or it has three letters at most: `cd` and `ar` are
  programs, and the line may be the rest of a command.
- The line above ends in `&&`, `|` and the like, or the word is indented otherwise than the instruction above: the escape
  character at the end of that line may be what is missing.
- Something else is wrong with the file, so that it would still be refused.

A file whose `syntax` directive names another frontend than `docker/dockerfile` is not looked at: its keywords are not known.

## What it keeps

Intended. A file that did not build builds; what it was meant to build is a guess, if a good one. Nothing but the keywords
changes. Lines below a misspelled `RUN <<EOF` are read as its heredoc once the keyword is right, and are not corrected.
)";

constexpr std::array keywords = {
    Keyword::add,  Keyword::arg,        Keyword::cmd,     Keyword::copy, Keyword::entrypoint, Keyword::env,
    Keyword::expose, Keyword::from,     Keyword::healthcheck, Keyword::label, Keyword::maintainer, Keyword::onbuild,
    Keyword::run,  Keyword::shell,      Keyword::stopsignal, Keyword::user, Keyword::volume,  Keyword::workdir};

/// Files with more typos than this are left alone: each correction reads the file again.
constexpr int max_corrections = 20;

/// Whether one letter was added, left out or exchanged, or two neighbours changed places.
bool is_one_slip_from(std::string_view word, std::string_view keyword) {
  while (!word.empty() && !keyword.empty() && word.front() == keyword.front()) {
    word.remove_prefix(1);
    keyword.remove_prefix(1);
  }
  while (!word.empty() && !keyword.empty() && word.back() == keyword.back()) {
    word.remove_suffix(1);
    keyword.remove_suffix(1);
  }
  if (word.size() + keyword.size() <= 1 || (word.size() == 1 && keyword.size() == 1)) return true;
  return word.size() == 2 && keyword.size() == 2 && word[0] == keyword[1] && word[1] == keyword[0];
}

bool is_upper(std::string_view word) {
  return std::ranges::none_of(word, [](char byte) { return byte >= 'a' && byte <= 'z'; });
}
bool is_lower(std::string_view word) {
  return std::ranges::none_of(word, [](char byte) { return byte >= 'A' && byte <= 'Z'; });
}
bool is_letters(std::string_view word) { return std::ranges::all_of(word, is_ascii_alpha); }

bool is_identifier(std::string_view name) {
  return !name.empty() && !is_ascii_digit(name.front()) && std::ranges::all_of(name, [](char byte) {
    return is_ascii_alpha(byte) || is_ascii_digit(byte) || byte == '_';
  });
}
bool has_variable(std::string_view text) { return text.find('$') != std::string_view::npos; }

/// Whether the arguments of an instruction, whose keyword has been corrected, are such as people write after it.
bool fits(const Instruction& instruction) {
  if (instruction.as<Unread>() != nullptr) return false;
  if (const auto* from = instruction.as<From>()) {
    return has_variable(from->image.value) || is_image_reference(from->image.value);
  }
  if (const auto* arg = instruction.as<Arg>()) {
    return std::ranges::all_of(arg->entries, [](const ArgEntry& entry) { return is_identifier(entry.key.value); });
  }
  if (const auto* env = instruction.as<Env>()) {
    // Without an equals sign only the usual capitals tell a name from a word of a sentence.
    return std::ranges::all_of(env->pairs, [](const KeyValue& pair) {
      return is_identifier(pair.key.value) && (pair.has_delimiter || is_upper(pair.key.value));
    });
  }
  if (const auto* expose = instruction.as<Expose>()) {
    return std::ranges::all_of(expose->ports, [](const Text& port) {
      return has_variable(port.value) || static_cast<bool>(parse_exposed_port(port.value));
    });
  }
  if (const auto* volume = instruction.as<Volume>()) {
    return std::ranges::all_of(
        volume->paths, [](const Text& path) { return path.value.find_first_of("/\\$") != std::string_view::npos; });
  }
  if (const auto* stop = instruction.as<StopSignal>()) {
    return has_variable(stop->signal.value) || is_signal(stop->signal.value);
  }
  if (const auto* user = instruction.as<User>()) return user->user.value.find(' ') == std::string_view::npos;
  if (const auto* workdir = instruction.as<Workdir>()) return workdir->path.value.find(' ') == std::string_view::npos;
  if (const auto* onbuild = instruction.as<Onbuild>()) return onbuild->trigger->keyword != Keyword::unknown;
  return !instruction.arguments.value.empty();
}

/// What to write for a keyword.
struct Correction {
  TextRange range;
  std::string text;
  std::string why;
};

std::optional<Snapshot> corrected(const Snapshot& snapshot, const Correction& correction) {
  std::string text(snapshot.text());
  text.replace(correction.range.begin, correction.range.size(), correction.text);
  auto source = Source::make(snapshot.source->name(), std::move(text));
  if (!source) return std::nullopt;
  return make_snapshot(std::move(source.value()));
}

/// A keyword with its array glued to it.
std::optional<Result<Correction>> separate_array(const Instruction& instruction) {
  const Text& keyword = instruction.keyword_text;
  const std::size_t bracket = keyword.value.find('[');
  if (bracket == std::string_view::npos || keyword.range.size() != keyword.value.size()) return std::nullopt;
  const std::string word = upper_ascii_like_go(keyword.value.substr(0, bracket));
  if (std::ranges::none_of(keywords, [&](Keyword known) { return display_name(known) == word; })) return std::nullopt;
  const Offset at = keyword.range.begin + to_offset(bracket);
  return Result<Correction>(
      Correction{{at, at}, " ", fmt::format("a blank is missing between {} and its array", word)});
}

/// Why the line of a misspelled keyword may be something else than an instruction; empty if nothing speaks for it.
std::string_view doubt_about(const Snapshot& snapshot, InstructionIndex index) {
  const auto& instructions = snapshot.dockerfile.instructions;
  const Instruction& instruction = instructions[index];
  const std::string_view word = instruction.keyword_text.value;
  if (is_lower(word)) {
    const auto known =
        std::ranges::find_if(instructions, [](const Instruction& each) { return each.keyword != Keyword::unknown; });
    const bool lower_file = known != instructions.end() && is_lower(known->keyword_text.value);
    if (!lower_file || word.size() <= 3) return "a word in small letters may be the rest of a command";
  }
  if (index == 0) return {};
  const Instruction& above = instructions[index - 1];
  const std::string_view line = trim_space(above.line.text());
  if (line.ends_with("&&") || line.ends_with('|') || line.ends_with(',') || line.ends_with(snapshot.tree.escape)) {
    return "the line above may go on here";
  }
  const auto indentation = [&](const Instruction& each) {
    return snapshot.source->text({each.range.begin, each.keyword_text.range.begin});
  };
  if (above.heredocs.empty() && indentation(above) != indentation(instruction)) {
    return "it is indented otherwise than the instruction above";
  }
  return {};
}

/// The correction of an unknown keyword, or why there is none although one is close; nothing if none is.
std::optional<Result<Correction>> correct(const Snapshot& snapshot, InstructionIndex index) {
  const Instruction& instruction = snapshot.dockerfile.instructions[index];
  if (auto separated = separate_array(instruction)) {
    const auto after = corrected(snapshot, separated->value());
    if (!after || !after->dockerfile.instructions[index].json) {
      return Error{"what follows the bracket is no JSON array"};
    }
    return separated;
  }
  const Text& keyword = instruction.keyword_text;
  const std::string_view letters =
      keyword.value.ends_with(':') ? keyword.value.substr(0, keyword.value.size() - 1) : keyword.value;
  if (!is_letters(letters) || keyword.range.size() != keyword.value.size()) return std::nullopt;
  const std::string word = upper_ascii_like_go(keyword.value);
  std::vector<std::string_view> close;
  for (const Keyword known : keywords) {
    if (is_one_slip_from(word, display_name(known))) close.push_back(display_name(known));
  }
  if (close.empty()) return std::nullopt;
  if (close.size() > 1) return Error{fmt::format("{} is as close as {}", close[0], close[1])};
  if (const std::string_view doubt = doubt_about(snapshot, index); !doubt.empty()) return Error{std::string(doubt)};

  std::string spelling(close.front());
  if (is_lower(keyword.value)) {
    spelling = lower_ascii(spelling);
  } else if (!is_upper(keyword.value) && !is_upper(keyword.value.substr(1))) {
    spelling = spelling.substr(0, 1) + lower_ascii(spelling.substr(1));
  }
  Correction correction{keyword.range, std::move(spelling),
                        fmt::format("this is no instruction, and {} is meant", close.front())};
  const auto after = corrected(snapshot, correction);
  if (!after || after->dockerfile.instructions.size() <= index || !fits(after->dockerfile.instructions[index])) {
    return Error{fmt::format("what follows does not fit {}", close.front())};
  }
  return correction;
}

/// Whether a file names a frontend that may know more instructions than BuildKit's own.
bool has_other_frontend(const Snapshot& snapshot) {
  return std::ranges::any_of(snapshot.tree.directives, [&](const Directive& directive) {
    return directive.kind == DirectiveKind::syntax &&
           directive.value.of(snapshot.text()).find("docker/dockerfile") == std::string_view::npos;
  });
}

void run(const Context& context, Proposals& proposals) {
  if (context.snapshot.dockerfile.accepted() || has_other_frontend(context.snapshot)) return;
  // One after the other, as each correction may change how the lines below are read.
  std::optional<Snapshot> current;
  std::size_t shift = 0;  // by how much what follows a correction has moved, modulo 2^64
  for (int count = 0; count < max_corrections; ++count) {
    const Snapshot& snapshot = current ? *current : context.snapshot;
    const auto& instructions = snapshot.dockerfile.instructions;
    const auto unknown = std::ranges::find(instructions, Keyword::unknown, &Instruction::keyword);
    if (unknown == instructions.end()) return;
    const auto original = [&](TextRange range) {
      return TextRange{to_offset(range.begin - shift), to_offset(range.end - shift)};
    };
    const TextRange where = original(unknown->keyword_text.range);
    const InstructionIndex about = nearest_instruction(context.snapshot.dockerfile, where.begin);
    const auto found = correct(snapshot, static_cast<InstructionIndex>(unknown - instructions.begin()));
    if (!found) return;
    if (!*found) {
      proposals.refusals.push_back({about, where, found->error()});
      return;
    }
    const Correction& correction = found->value();
    Rewrite rewrite;
    rewrite.about = about;
    rewrite.where = where;
    rewrite.why = correction.why;
    rewrite.level = Level::intended;
    rewrite.replaces = {about};
    rewrite.edits = {{original(correction.range), correction.text}};
    proposals.rewrites.push_back(std::move(rewrite));
    shift += correction.text.size() - correction.range.size();
    current = corrected(snapshot, correction);
    if (!current) return;
  }
}

constexpr std::array<std::string_view, 1> rules = {"tally/unknown-instruction"};

}  // namespace

DRYDOCK_PASS(fix_instruction_typos){
    .id = "fix_instruction_typos",
    .summary = "correct misspelled keywords of files that BuildKit refuses",
    .documentation = documentation,
    .level = Level::intended,
    .mends_rejected_files = true,
    .rules = rules,
    .run = run,
};
