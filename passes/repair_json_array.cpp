// Mends arrays that are no JSON, so that BuildKit reads the array that was meant.
#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/unicode.hpp"
#include "pipeline/pass.hpp"
#include "rewrite/text_tools.hpp"
#include "syntax/arguments.hpp"

namespace {

using namespace drydock;

constexpr std::string_view documentation = R"(
## What it does

Writes a JSON array where one was meant and a slip keeps BuildKit from reading it: single or typographic quotes, a comma
that is missing or stands before the closing bracket, a bracket that is missing, words or numbers without quotes between
commas, a tab in a string. It looks at `CMD`, `ENTRYPOINT`, `RUN`, `HEALTHCHECK CMD`, `SHELL`, `VOLUME`, `ADD` and `COPY`.
A file that BuildKit refuses for such a slip is mended if BuildKit takes the result.

## Why

What is no array is a command for a shell or a list of words, and BuildKit says so in a warning at most
(JSONArgsRecommended). `CMD ['npm', 'start']` starts a shell that looks for a program `[npm,`; `VOLUME ['/data']` makes a
volume of the name `['/data']`.

## Example

```dockerfile
FROM node:20
VOLUME ['/data']
ENTRYPOINT ["node" "server.js"]
CMD ["--port", "80",]
```

```dockerfile
FROM node:20
VOLUME ["/data"]
ENTRYPOINT ["node", "server.js"]
CMD ["--port", "80"]
```

## When it refuses

- Text follows the array, a quote is not closed or stands next to other text, or an element is empty between commas: more
  than one array may be meant.
- A string holds a backslash that JSON does not know, or a backslash between single quotes: it may be meant to stay or not.
- A word without quotes is not separated by commas.
- A word holds `$` where no shell would replace it, or is an operator such as `&&`: a shell may be meant after all.
- The first word holds a blank, as no program's name does, or an option holds one: several words may be meant.
- The instruction announces a heredoc.
- It is a step of the build, and another stage is built on its stage or copies from it: steps that no rewrite names would change.
- The array stands in an `ONBUILD` trigger: its text is part of the image config.

The shell's own brackets, `[ -f x ]` and `[[ … ]]`, are no cases.

## What it keeps

Intended. The instruction gets the meaning that it was written for; a container that started with an error, or a volume
of a wrong name, are gone. Instructions that BuildKit reads as arrays (parser/line_parsers.go, parseJSON) are not touched.
)";

/// What a text that is no JSON array was meant to be.
struct Meant {
  bool is_case = false;               ///< it looks like an array
  std::string refusal;                ///< of a case: why it is not clear which array
  std::vector<std::string> words;     ///< of a case without refusal
  std::vector<std::string_view> faults;
};

/// Reads a text element by element, as leniently as it can be done without a guess.
class LenientArray {
 public:
  explicit LenientArray(std::string_view text) : text_(text) {}

  Meant read() {
    opened_ = take('[');
    skip_blanks();
    if (!opened_ && quote_at() == Quote::none) return {};
    if (opened_ && at_ < text_.size() && text_[at_] == '[') return {};
    if (!opened_) fault("the opening bracket is missing");
    while (refusal_.empty() && is_case_) {
      skip_blanks();
      if (at_ == text_.size()) {
        finish_without_bracket();
        break;
      }
      if (take(']')) {
        finish();
        break;
      }
      element();
    }
    // A single word, or words without a comma, is what a shell may have been given on purpose.
    if (words_.empty() && refusal_.empty()) is_case_ = false;
    if (!opened_ && commas_ == 0) is_case_ = false;
    if (is_case_ && refusal_.empty() && commas_ == 0 && is_shell_test()) is_case_ = false;
    if (!is_case_) return {};
    return {true, std::move(refusal_), std::move(words_), std::move(faults_)};
  }

 private:
  enum class Quote : std::uint8_t { none, straight, single, curly_double, curly_single };

  bool take(char wanted) {
    if (at_ == text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }
  void skip_blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\r')) ++at_;
  }
  void fault(std::string_view what) {
    if (std::ranges::find(faults_, what) == faults_.end()) faults_.push_back(what);
  }
  void refuse(std::string_view why) { refusal_ = why; }

  [[nodiscard]] Quote quote_at() const {
    if (at_ == text_.size()) return Quote::none;
    switch (decode_utf8(text_.substr(at_)).value) {
      case U'"': return Quote::straight;
      case U'\'': return Quote::single;
      case 0x201C: case 0x201D: case 0x201E: return Quote::curly_double;
      case 0x2018: case 0x2019: case 0x201A: return Quote::curly_single;
      default: return Quote::none;
    }
  }

  /// One element and the comma after it.
  void element() {
    if (text_[at_] == ',') return refuse("an element is empty");
    const Quote quote = quote_at();
    if (quote == Quote::none) {
      bare_word();
    } else {
      quoted(quote);
    }
    if (!refusal_.empty() || !is_case_) return;
    const std::size_t end = at_;
    skip_blanks();
    if (at_ == text_.size() || text_[at_] == ']') return;
    if (take(',')) {
      ++commas_;
      skip_blanks();
      if (at_ == text_.size()) return refuse("the text ends in a comma, and more may be meant");
      if (text_[at_] == ']') fault("there is a comma before the bracket");
      return;
    }
    if (at_ == end) return refuse("a quote stands next to other text");
    ++missing_commas_;
    fault("a comma is missing");
    if (bare_words_ > 0) no_commas_between_bare_words();
  }

  void no_commas_between_bare_words() {
    if (commas_ == 0) {
      is_case_ = false;
    } else {
      refuse("words without quotes are not separated by commas");
    }
  }

  void bare_word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_plain(text_[at_])) ++at_;
    const std::string_view word = text_.substr(begin, at_ - begin);
    ++bare_words_;
    // What goes on otherwise is text for a shell, unless commas have told that it is not.
    if (word.empty() ||
        (at_ < text_.size() && text_[at_] != ',' && text_[at_] != ']' && text_[at_] != ' ' && text_[at_] != '\t')) {
      if (commas_ == 0) is_case_ = false;
      return refuse("a word without quotes holds other characters");
    }
    if (missing_commas_ > 0) return no_commas_between_bare_words();
    if (word == "null") return refuse("null is no word");
    words_.emplace_back(word);
    fault("a word has no quotes");
  }
  static bool is_plain(char byte) {
    return is_ascii_alpha(byte) || is_ascii_digit(byte) ||
           std::string_view("_./:=@%+-").find(byte) != std::string_view::npos;
  }

  void quoted(Quote quote) {
    at_ += decode_utf8(text_.substr(at_)).size;
    if (quote == Quote::straight) return json_string();
    std::string word;
    while (true) {
      if (at_ == text_.size()) return refuse("a quote is not closed");
      const std::size_t size = decode_utf8(text_.substr(at_)).size;
      const Quote found = quote_at();
      if (found == quote) {
        at_ += size;
        break;
      }
      if (text_[at_] == '\\') return refuse("a backslash between quotes that are not JSON's may be meant either way");
      if (quote == Quote::curly_double && found == Quote::straight) {
        return refuse("quotes of two kinds stand in one string");
      }
      word += text_.substr(at_, size);
      at_ += size;
    }
    words_.push_back(std::move(word));
    fault(quote == Quote::single ? "single quotes" : "typographic quotes");
  }

  /// What follows a double quote. The reader of arrays itself decodes it, with control characters as escapes.
  void json_string() {
    std::string array = "[\"";
    while (at_ < text_.size() && text_[at_] != '"') {
      const char byte = text_[at_++];
      if (static_cast<unsigned char>(byte) < 0x20) {
        fault("a string holds a control character");
        array += fmt::format("\\u{:04x}", static_cast<unsigned char>(byte));
        continue;
      }
      array += byte;
      if (byte == '\\' && at_ < text_.size()) array += text_[at_++];
    }
    if (!take('"')) return refuse("a quote is not closed");
    array += "\"]";
    const StringArray read = parse_string_array(array);
    if (read.kind != ArrayKind::strings || read.strings.size() != 1 || !read.strings.front().value) {
      return refuse("a string holds a backslash that JSON does not know");
    }
    words_.push_back(*read.strings.front().value);
  }

  void finish() {
    if (at_ == text_.size()) return;
    const bool glued = text_[at_] != ' ' && text_[at_] != '\t' && text_[at_] != '\r';
    skip_blanks();
    if (at_ == text_.size()) return;
    if (commas_ == 0 || (glued && bare_words_ > 0)) {
      is_case_ = false;
    } else {
      refuse("text follows the array");
    }
  }
  void finish_without_bracket() {
    if (bare_words_ > 0) return refuse("the closing bracket is missing after words without quotes");
    fault("the closing bracket is missing");
  }

  /// `[ "-f" "x" ]` and `[ "$a" "=" "b" ]` are tests.
  [[nodiscard]] bool is_shell_test() const {
    const std::string_view first = words_.front();
    if (bare_words_ > 0 || first.starts_with('-') || first == "!" || first == "(") return true;
    if (words_.size() != 3) return false;
    static constexpr std::array<std::string_view, 6> operators = {"=", "==", "!=", "<", ">", "=~"};
    return std::ranges::find(operators, words_[1]) != operators.end() || words_[1].starts_with('-');
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool opened_ = false;
  bool is_case_ = true;
  std::size_t commas_ = 0;
  std::size_t missing_commas_ = 0;
  std::size_t bare_words_ = 0;
  std::string refusal_;
  std::vector<std::string> words_;
  std::vector<std::string_view> faults_;
};

bool is_command(Keyword keyword) {
  return keyword == Keyword::cmd || keyword == Keyword::entrypoint || keyword == Keyword::run ||
         keyword == Keyword::healthcheck;
}
bool takes_array(Keyword keyword) {
  return is_command(keyword) || keyword == Keyword::shell || keyword == Keyword::volume || keyword == Keyword::add ||
         keyword == Keyword::copy;
}

/// Why words that read well are still not what was meant.
std::string_view doubt_about(Keyword keyword, std::span<const std::string> words) {
  if ((keyword == Keyword::add || keyword == Keyword::copy) && words.size() < 2) {
    return "a source and a destination are needed";
  }
  const auto is_blank = [](const std::string& word) { return trim_space(word).empty(); };
  if (keyword == Keyword::volume && std::ranges::any_of(words, is_blank)) {
    return "BuildKit refuses a VOLUME without a path";
  }
  if (!is_command(keyword)) return {};
  if (words.front().empty() || words.front().find_first_of(" \t") != std::string::npos) {
    return "no program has a name like the first word";
  }
  const bool has_shell = words.size() > 2 && words[1].starts_with('-') && words[1].ends_with('c');
  static constexpr std::array<std::string_view, 7> operators = {"&&", "||", "|", ";", "&", ">", "<"};
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (has_shell && i >= 2) continue;
    if (words[i].find('$') != std::string::npos) return "the exec form would not replace a variable";
    if (words[i].starts_with('-') && words[i].find(' ') != std::string::npos) {
      return "an option holds a blank, and several words may be meant";
    }
    if (std::ranges::find(operators, words[i]) != operators.end()) {
      return "an operator of the shell stands among the words";
    }
  }
  return {};
}

std::vector<ImagePart> changed_by(Keyword keyword) {
  switch (keyword) {
    case Keyword::cmd: return {ImagePart::cmd, ImagePart::args_escaped};
    case Keyword::entrypoint: return {ImagePart::entrypoint};
    case Keyword::healthcheck: return {ImagePart::healthcheck};
    // Words that hold quotes may have kept the stage from being built at all.
    case Keyword::volume: return {ImagePart::volumes, ImagePart::error};
    case Keyword::add:
    case Keyword::copy: return {ImagePart::steps, ImagePart::error};
    default: return {ImagePart::steps};
  }
}

/// The part of an instruction that should be an array, in its joined line.
std::string_view array_text(const Instruction& instruction) {
  std::string_view text = instruction.arguments.value;
  if (instruction.keyword != Keyword::healthcheck) return text;
  if (instruction.values.empty() || upper_ascii_like_go(instruction.values.front().value) != "CMD") return {};
  text.remove_prefix(instruction.values.front().value.size());
  while (!text.empty() && is_latin1_space(text.front())) text.remove_prefix(1);
  return text;
}

void look_at(const Context& context, InstructionIndex index, const Instruction& instruction, Proposals& proposals) {
  if (instruction.json || !takes_array(instruction.keyword)) return;
  const std::string_view text = array_text(instruction);
  if (text.empty()) return;
  const bool always_array = is_command(instruction.keyword) || instruction.keyword == Keyword::shell;
  if (!always_array && text.front() != '[') return;
  const Meant meant = LenientArray(text).read();
  if (!meant.is_case) return;
  const Offset begin = to_offset(static_cast<std::size_t>(text.data() - instruction.line.text().data()));
  const TextRange where = instruction.line.to_source({begin, begin + to_offset(text.size())});
  const auto refuse = [&](std::string_view why) { proposals.refusals.push_back({index, where, std::string(why)}); };
  if (context.instructions()[index].keyword == Keyword::onbuild) {
    return refuse("the text of a trigger is part of the image config");
  }
  if (!instruction.ambiguity.empty()) return refuse(instruction.ambiguity);
  if (!instruction.heredocs.empty()) return refuse("the instruction announces a heredoc");
  if (!meant.refusal.empty()) return refuse(meant.refusal);
  if (const std::string_view doubt = doubt_about(instruction.keyword, meant.words); !doubt.empty()) {
    return refuse(doubt);
  }
  const auto array = json_array(meant.words);
  if (!array) return refuse("a word holds bytes that no JSON array can hold");
  Rewrite rewrite;
  rewrite.about = index;
  rewrite.where = where;
  rewrite.why = fmt::format("an array is meant, and this is none ({})", fmt::join(meant.faults, ", "));
  rewrite.level = Level::intended;
  rewrite.replaces = {index};
  rewrite.changes = changed_by(instruction.keyword);
  if (std::ranges::find(rewrite.changes, ImagePart::steps) != rewrite.changes.end() &&
      context.snapshot.dockerfile.accepted()) {
    const Stage* const stage = context.model().stage_of(index);
    if (stage == nullptr || stage->used) {
      return refuse("another stage is built on this one or copies from it, and would change too");
    }
  }
  rewrite.edits = replace_in_instruction(context.snapshot, instruction, where, *array);
  proposals.rewrites.push_back(std::move(rewrite));
}

void run(const Context& context, Proposals& proposals) {
  const auto& instructions = context.instructions();
  for (InstructionIndex index = 0; index < instructions.size(); ++index) {
    const auto* const onbuild = instructions[index].as<Onbuild>();
    look_at(context, index, onbuild != nullptr ? *onbuild->trigger : instructions[index], proposals);
  }
}

constexpr std::array<std::string_view, 2> rules = {"JSONArgsRecommended", "DL3025"};

}  // namespace

DRYDOCK_PASS(repair_json_array){
    .id = "repair_json_array",
    .summary = "write the JSON array that was meant where a slip keeps it from being read as one",
    .documentation = documentation,
    .level = Level::intended,
    .mends_rejected_files = true,
    .rules = rules,
    .run = run,
};
