// Writes ENV and LABEL in the legacy form `NAME value …` as NAME=value.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/unicode.hpp"
#include "pipeline/pass.hpp"
#include "rewrite/edit_set.hpp"
#include "rewrite/text_tools.hpp"
#include "syntax/arguments.hpp"
#include "syntax/words.hpp"

namespace {

using namespace drydock;

constexpr std::string_view documentation = R"(
## What it does

Writes `ENV NAME value …` and `LABEL NAME value …` as `NAME=value`. In the old form the value is the rest of the line.
Where that is one word, it stays as it is written; else it gets double quotes, and the quotes and escapes that stand
inside of it are written as double quotes need them. Continuation lines and the comments between them stay, except
between name and value: the two come together, and a comment there moves above the instruction.

## Why

The old form sets one name in each instruction, and quotes in it do not mean what they seem to. BuildKit warns about it
(LegacyKeyValueFormat).

## Example

```dockerfile
FROM debian:12
ENV LANG C.UTF-8
ENV GREETING Hello,  '$world' and "$USER"
ENV JAVA_OPTS -Xmx1g \
    # Faster at the start.
    -XX:TieredStopAtLevel=1
```

```dockerfile
FROM debian:12
ENV LANG=C.UTF-8
ENV GREETING="Hello,  \$world and $USER"
ENV JAVA_OPTS="-Xmx1g \
    # Faster at the start.
    -XX:TieredStopAtLevel=1"
```

## When it refuses

- BuildKit cannot expand the name or the value, so that the build fails (`ENV MOTTO it's fine`).
- The name holds white space or bytes that would read differently before an equals sign (a no-break space, bytes that
  are not UTF-8).
- A `${…}` in the value holds both quotes and blanks in a way that no quoting around it makes one word.
- `ONBUILD` triggers: their text is part of the image.

## What it keeps

Identical. BuildKit's parser splits the new form into words and cuts the word at its first `=` (parser/line_parsers.go,
parseWords and parseNameVal); the builder then expands name and value just as it does in the old form (shell/lex.go,
ProcessWord). Before a rewrite is proposed, the new text is read again: it has to be one instruction with one pair, the
same name, and a value of the same characters and the same variables. What `${…}` holds is never changed.
)";

// --- the value between double quotes ---------------------------------------------------------------------------------

/// Replaces characters of a value, or inserts after one. Ranges are in the value, of at most one character, sorted.
using ValueEdits = std::vector<Edit>;

/// Finds what has to change in a value when double quotes come around all of it (lex.go, processDoubleQuote).
class DoubleQuoting {
 public:
  DoubleQuoting(const ParsedWords& words, char escape) : words_(words), escape_(escape) {}

  [[nodiscard]] ValueEdits edits() const {
    using enum WordPieceKind;
    ValueEdits edits;
    const auto remove = [&](Offset at) { edits.push_back({{at, at + 1}, ""}); };
    // BuildKit passes over a byte order mark where a text begins; behind a quote it would be kept.
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    if (words_.text.starts_with(mark)) edits.push_back({{0, to_offset(mark.size())}, ""});
    for (std::size_t i = 0; i < words_.pieces.size(); ++i) {
      const WordPiece& piece = words_.pieces[i];
      const TextRange range = piece.range;
      switch (piece.kind) {
        case escaped:
          if (!is_special(words_.text[range.begin])) remove(range.begin - 1);
          break;
        case escape_at_end:
        case double_quote_open:
        case double_quote_close: remove(range.begin); break;
        case single_quoted:
          remove(range.begin - 1);
          for (Offset at = range.begin; at < range.end; ++at) {
            if (is_special(words_.text[at])) edits.push_back({{at, at + 1}, {escape_, words_.text[at]}});
          }
          remove(range.end);
          break;
        case lone_dollar:
          if (begins_variable(character_after(i))) edits.push_back({{range.begin - 1, range.begin}, {escape_, '$'}});
          break;
        case variable:
          if (!piece.braced && continues_name(range.of(words_.text), character_after(i))) {
            edits.push_back({{range.begin - 1, range.begin}, "${"});
            edits.push_back({{range.end, range.end}, "}"});
          }
          break;
        case variable_modified:
        case variable_replaced: i = end_of_variable(words_.pieces, i); break;
        default: break;
      }
    }
    return edits;
  }

 private:
  /// Whether a character needs the escape character before it between double quotes.
  [[nodiscard]] bool is_special(char byte) const { return byte == '"' || byte == '$' || byte == escape_; }

  /// The character that follows a piece once the quotes are changed.
  [[nodiscard]] char32_t character_after(std::size_t index) const {
    using enum WordPieceKind;
    for (std::size_t i = index + 1; i < words_.pieces.size(); ++i) {
      const WordPiece& piece = words_.pieces[i];
      const std::string_view text = piece.range.of(words_.text);
      switch (piece.kind) {
        case escape_at_end:
        case double_quote_open:
        case double_quote_close: break;
        case lone_dollar:
        case variable:
        case variable_modified:
        case variable_replaced: return U'$';
        case quoted_escaped:
        case quoted_lone_escape: return static_cast<unsigned char>(escape_);
        default:
          if (text.empty()) break;
          const bool plain = piece.kind == literal || piece.kind == quoted_literal || piece.kind == heredoc_marker;
          if (!plain && is_special(text.front())) return static_cast<unsigned char>(escape_);
          return decode_utf8(text).value;
      }
    }
    return U'"';
  }

  [[nodiscard]] static bool is_name_character(char32_t value) {
    return value == U'_' || is_unicode_letter(value) || is_unicode_digit(value);
  }
  [[nodiscard]] static bool begins_variable(char32_t value) {
    return is_name_character(value) || std::u32string_view(U"{@*#?-$!").find(value) != std::u32string_view::npos;
  }
  /// lex.go, processName: digits go on with digits, a special parameter with nothing.
  [[nodiscard]] static bool continues_name(std::string_view name, char32_t value) {
    const char32_t first = decode_utf8(name).value;
    if (is_unicode_digit(first)) return is_unicode_digit(value);
    return is_name_character(first) && is_name_character(value);
  }

  const ParsedWords& words_;
  char escape_;
};

// --- the instruction -------------------------------------------------------------------------------------------------

/// The value's place in the instruction's joined line, of which it is a part.
Offset joined_begin(const Instruction& instruction, std::string_view value) {
  return to_offset(static_cast<std::size_t>(value.data() - instruction.line.text().data()));
}

/// Edits that put "=" between name and value and leave the value's lines as they are.
std::vector<Edit> edits_in_place(const Context& context, const Instruction& instruction, const KeyValue& pair,
                                 bool quote, const ValueEdits& value_edits) {
  const TextRange gap{pair.key.range.end, pair.value.range.begin};
  std::vector<Edit> edits = replace_in_instruction(context.snapshot, instruction, gap, quote ? "=\"" : "=");
  const Offset begin = joined_begin(instruction, pair.value.value);
  for (const Edit& edit : value_edits) {
    edits.push_back({instruction.line.to_source({begin + edit.range.begin, begin + edit.range.end}), edit.text});
  }
  if (quote) edits.push_back({{pair.value.range.end, pair.value.range.end}, "\""});
  return join_edits(context.snapshot.text(), std::move(edits));
}

/// The value with its edits, as one word behind a name.
std::string quoted_word(std::string_view value, const ValueEdits& value_edits) {
  return fmt::format("=\"{}\"", apply_edits(value, {0, to_offset(value.size())}, value_edits));
}

std::span<const KeyValue> pairs_of(const Instruction& instruction) {
  if (const Env* env = instruction.as<Env>()) return env->pairs;
  if (const Label* label = instruction.as<Label>()) return label->pairs;
  return {};
}

/// Whether an edited instruction sets the same name to the same value, in the new form.
bool sets_the_same(const Context& context, const Instruction& instruction, const KeyValue& pair,
                   std::span<const Edit> edits) {
  const auto edited = read_edited(context.snapshot, instruction, edits);
  if (!edited) return false;
  const std::span<const KeyValue> pairs = pairs_of(edited->dockerfile.instructions[1]);
  return pairs.size() == 1 && pairs.front().has_delimiter && pairs.front().key.value == pair.key.value &&
         expand_alike(pairs.front().value.value, pair.value.value, context.snapshot.dockerfile.escape);
}

/// Whether the new form's parser takes a name as it is (line_parsers.go, parseWords), up to an equals sign after it.
bool is_name_of_new_form(std::string_view name, char escape) {
  std::string text(name);
  text += '=';
  const std::vector<ArgumentText> words = split_words(text, escape);
  return words.size() == 1 && words.front().of(text) == text && text.find('=') == name.size();
}

/// Whether the pair stands in one line and has nothing in it that either form reads in a way of its own. What a "$"
/// begins is no more the form's business.
bool is_simple(const Instruction& instruction, const KeyValue& pair) {
  const auto all_of = [](std::string_view text, std::string_view marks) {
    return !text.empty() && std::ranges::all_of(text, [&](char byte) {
      return is_ascii_alphanumeric(byte) || marks.find(byte) != std::string_view::npos;
    });
  };
  return instruction.line.is_one_piece() && all_of(pair.key.value, "_") && all_of(pair.value.value, "_-./:@%+,${}") &&
         pair.value.range.size() == pair.value.value.size();
}

/// The plainest edits that set the same, or why there are none.
Result<std::vector<Edit>> edits_of(const Context& context, const Instruction& instruction, const KeyValue& pair) {
  const char escape = context.snapshot.dockerfile.escape;
  const bool simple = is_simple(instruction, pair);
  if (simple && pair.value.value.find('$') == std::string_view::npos) {
    return edits_in_place(context, instruction, pair, false, {});
  }
  if (const auto name = parse_words(pair.key.value, {.escape = escape}); !name) {
    return Error{fmt::format("BuildKit cannot expand the name: {}", name.error())};
  }
  if (!is_name_of_new_form(pair.key.value, escape)) {
    return Error{"the name holds white space or bytes that would read differently before an equals sign"};
  }
  const auto words = parse_words(pair.value.value, {.escape = escape});
  if (!words) return Error{fmt::format("BuildKit cannot expand the value: {}", words.error())};

  if (simple) return edits_in_place(context, instruction, pair, false, {});

  const auto works = [&](std::span<const Edit> edits) { return sets_the_same(context, instruction, pair, edits); };
  // Two equals signs in a row would read as a mistake.
  if (!pair.value.value.starts_with('=')) {
    if (auto plain = edits_in_place(context, instruction, pair, false, {}); works(plain)) return plain;
  }
  const ValueEdits quoting = DoubleQuoting(words.value(), escape).edits();
  if (auto quoted = edits_in_place(context, instruction, pair, true, quoting); works(quoted)) return quoted;
  // Some edits cannot be made where they stand, such as one that leaves a "#" at the start of a line.
  const std::string word = quoted_word(pair.value.value, quoting);
  const TextRange rest{pair.key.range.end, pair.value.range.end};
  if (auto joined = replace_in_instruction(context.snapshot, instruction, rest, word); works(joined)) return joined;
  if (split_words(word, escape).size() != 1) {
    return Error{"a ${…} in the value holds quotes and blanks, and no quoting around it makes one word"};
  }
  return Error{"no spelling with an equals sign was found that sets the same"};
}

void run(const Context& context, Proposals& proposals) {
  const auto& instructions = context.instructions();
  for (InstructionIndex index = 0; index < instructions.size(); ++index) {
    const Instruction& instruction = instructions[index];
    const TextRange where = instruction.keyword_text.range;
    if (const Onbuild* onbuild = instruction.as<Onbuild>()) {
      const Instruction& trigger = *onbuild->trigger;
      const bool pair = trigger.keyword == Keyword::env || trigger.keyword == Keyword::label;
      if (pair && trigger.values.size() == 3 && trigger.values[2].value.empty()) {
        proposals.refusals.push_back({index, where, "the text of an ONBUILD trigger is part of the image"});
      }
      continue;
    }
    const std::span<const KeyValue> pairs = pairs_of(instruction);
    if (pairs.size() != 1 || pairs.front().has_delimiter) continue;
    if (!instruction.ambiguity.empty()) {
      proposals.refusals.push_back({index, where, std::string(instruction.ambiguity)});
      continue;
    }
    auto edits = edits_of(context, instruction, pairs.front());
    if (!edits) {
      proposals.refusals.push_back({index, where, edits.error()});
      continue;
    }
    Rewrite rewrite;
    rewrite.about = index;
    rewrite.where = where;
    rewrite.why = fmt::format("{} without an equals sign is the legacy form", printable(pairs.front().key.value, 60));
    rewrite.level = Level::identical;
    rewrite.replaces = {index};
    rewrite.edits = std::move(edits.value());
    proposals.rewrites.push_back(std::move(rewrite));
  }
}

constexpr std::array<std::string_view, 1> rules = {"LegacyKeyValueFormat"};

}  // namespace

DRYDOCK_PASS(modernize_key_value){
    .id = "modernize_key_value",
    .summary = "write ENV and LABEL in the legacy form NAME value as NAME=value",
    .documentation = documentation,
    .level = Level::identical,
    .on_by_default = true,
    .rules = rules,
    .run = run,
};
