// From the tree to typed instructions: what BuildKit's parser and instructions packages make of each line.
#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <unordered_map>

#include <fmt/format.h>

#include "base/spare_memory.hpp"
#include "base/unicode.hpp"
#include "ir/dockerfile.hpp"
#include "ir/flags.hpp"
#include "ir/template_mark.hpp"
#include "syntax/arguments.hpp"
#include "syntax/words.hpp"

namespace drydock {
namespace {

constexpr std::array<std::string_view, 19> keyword_names = {
    "",      "add",        "arg",     "cmd", "copy",  "entrypoint", "env",  "expose", "from",   "healthcheck",
    "label", "maintainer", "onbuild", "run", "shell", "stopsignal", "user", "volume", "workdir"};
constexpr std::array<std::string_view, 19> display_names = {
    "",      "ADD",        "ARG",     "CMD", "COPY",  "ENTRYPOINT", "ENV",  "EXPOSE", "FROM",   "HEALTHCHECK",
    "LABEL", "MAINTAINER", "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"};

/// The first of the keywords that begin with a letter or with a later one.
static_assert(std::ranges::is_sorted(keyword_names));
constexpr std::array<unsigned char, 27> first_keyword_with = [] {
  std::array<unsigned char, 27> table{};
  std::size_t keyword = 1;
  for (std::size_t letter = 0; letter < table.size(); ++letter) {
    while (keyword < keyword_names.size() && static_cast<std::size_t>(keyword_names[keyword].front() - 'a') < letter) {
      ++keyword;
    }
    table[letter] = static_cast<unsigned char>(keyword);
  }
  return table;
}();

Keyword keyword_in_lower_case(std::string_view word) {
  if (word.empty() || word.front() < 'a' || word.front() > 'z') return Keyword::unknown;
  const auto letter = static_cast<std::size_t>(word.front() - 'a');
  for (std::size_t keyword = first_keyword_with[letter]; keyword < first_keyword_with[letter + 1]; ++keyword) {
    if (keyword_names[keyword] == word) return static_cast<Keyword>(keyword);
  }
  return Keyword::unknown;
}

/// Letter case aside, for a keyword, which is all letters. `upper` says whether the text is in upper case, if it is.
bool is_keyword(std::string_view text, std::string_view keyword, bool& upper) {
  if (text.size() != keyword.size()) return false;
  int bits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (static_cast<char>(text[i] | 0x20) != keyword[i]) return false;
    bits |= text[i];
  }
  upper = (bits & 0x20) == 0;
  return true;
}

/// `upper` says whether the text is the keyword as display_name() has it.
Keyword keyword_of(std::string_view text, bool& upper) {
  upper = false;
  if (text.empty()) return Keyword::unknown;
  const auto letter = static_cast<unsigned char>((text.front() | 0x20) - 'a');
  if (letter < 26) {
    for (std::size_t keyword = first_keyword_with[letter]; keyword < first_keyword_with[letter + 1U]; ++keyword) {
      if (is_keyword(text, keyword_names[keyword], upper)) return static_cast<Keyword>(keyword);
    }
  }
  // Characters that are not ASCII may have a lower case that is.
  const bool ascii = std::ranges::all_of(text, [](char byte) { return static_cast<unsigned char>(byte) < 0x80; });
  return ascii ? Keyword::unknown : keyword_in_lower_case(lower_ascii_like_go(text));
}

/// The white space of Go's regular expressions.
constexpr bool is_re_space(char byte) noexcept {
  return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\f' || byte == '\r';
}

/// What is read of one instruction before it goes to the arena. Kept from file to file for its memory.
struct Scratch {
  SpareList<JoinedLine::Piece> pieces;
  SpareList<Text> values;
  SplitLine split;
  StringArray array;
  std::vector<ArgumentText> words;
  SpareList<TextRange> fields;
};

class Lowering {
 public:
  Lowering(const Source& source, Tree& tree, Scratch& scratch, Dockerfile& out)
      : source_(source),
        tree_(tree),
        out_(out),
        pieces_(scratch.pieces),
        values_(scratch.values),
        split_(scratch.split),
        array_(scratch.array),
        words_(scratch.words),
        fields_(scratch.fields) {}

  void run() {
    out_.escape = tree_.escape;
    out_.diagnostics = tree_.diagnostics;
    sort_diagnostics();
    of_tree_ = out_.diagnostics.size();
    out_.instructions.reserve(
        static_cast<std::size_t>(std::ranges::count(tree_.nodes, NodeKind::instruction, &Node::kind)));
    auto heredoc = tree_.heredocs.begin();
    for (NodeIndex index = 0; index < tree_.nodes.size(); ++index) {
      if (tree_.nodes[index].kind != NodeKind::instruction) continue;
      Instruction& instruction = out_.instructions.emplace_back();
      instruction.node = index;
      instruction.range = tree_.range_of(tree_.nodes[index]);
      instruction.line = join(tree_.nodes[index]);
      of_others_ = out_.diagnostics.size();
      const auto first = heredoc;
      while (heredoc != tree_.heredocs.end() && heredoc->node == index) ++heredoc;
      read_heredocs(instruction, std::span(first, heredoc));
      read_arguments(instruction, instruction.line.text(), 0);
      read_operation(instruction);
    }
    if (out_.instructions.empty()) {
      const auto end = to_offset(source_.text().size());
      error("no-instructions", {end, end}, "the file has no instructions", "begin with FROM and a base image");
    }
    out_.template_mark = find_template_mark(source_, tree_, out_);
    if (out_.template_mark) name_template(*out_.template_mark);
    sort_diagnostics();
  }

 private:
  static Offset place_of(const Diagnostic& diagnostic) { return diagnostic.range.begin; }
  void sort_diagnostics() {
    if (!std::ranges::is_sorted(out_.diagnostics, {}, place_of)) {
      std::ranges::stable_sort(out_.diagnostics, {}, place_of);
    }
  }

  void error(std::string_view code, TextRange range, std::string message, std::string help) {
    out_.diagnostics.push_back({code, Severity::error, range, std::move(message), std::move(help)});
  }

  /// One diagnostic in the place of all that a template's marks give.
  void name_template(const TemplateMark& mark) {
    const bool accepted = out_.accepted();
    std::string help = "render it first and rewrite what comes out";
    if (mark.may_be_a_slip) help += "; if it is none, mend the name, which BuildKit refuses";
    out_.diagnostics.assign(1, {"template", accepted ? Severity::warning : Severity::error, mark.range,
                                fmt::format("this is a template ({}), not a Dockerfile", mark.language),
                                std::move(help)});
  }

  /// The text of a node as pieces of the source that do not touch each other; at least one.
  JoinedLine join(const Node& node) {
    pieces_.clear();
    Offset size = 0;
    Offset last = 0;
    Offset begin = tree_.begin_of(node.first);
    const Token* token = tree_.tokens.data() + node.first;
    const Token* const end = tree_.tokens.data() + node.last;
    for (; token != end; begin = token->end, ++token) {
      if (!is_text(token->kind)) continue;
      if (pieces_.empty() || begin != last) pieces_.push_back({size, begin});
      last = token->end;
      size += last - begin;
    }
    if (pieces_.empty()) pieces_.push_back({0, tree_.begin_of(node.first)});
    const auto pieces = tree_.arena.list<JoinedLine::Piece>(pieces_);
    if (pieces_.size() == 1) return {source_.text({pieces_.front().source, pieces_.front().source + size}), pieces};
    const std::span<char> text = tree_.arena.room<char>(size);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const Offset piece_end = i + 1 < pieces.size() ? pieces[i + 1].joined : size;
      const Offset piece_size = piece_end - pieces[i].joined;
      std::memcpy(text.data() + pieces[i].joined, source_.text().data() + pieces[i].source, piece_size);
    }
    return {{text.data(), text.size()}, pieces};
  }
  static bool is_text(TokenKind kind) {
    return kind == TokenKind::keyword || kind == TokenKind::separator || kind == TokenKind::argument;
  }

  void read_heredocs(Instruction& instruction, std::span<const HeredocNode> nodes) {
    if (nodes.empty()) return;
    std::vector<Heredoc> heredocs;
    for (const HeredocNode& node : nodes) {
      heredocs.push_back({node.name, node.descriptor, node.expand, node.chomp, node.content, node.terminator});
    }
    instruction.heredocs = tree_.arena.list<Heredoc>(heredocs);
    const std::string_view line = instruction.line.text();
    for (std::size_t at = line.find("<<"); at != std::string_view::npos; at = line.find("<<", at + 1)) {
      if (at + 2 < line.size() && is_re_space(line[at + 2])) {
        instruction.ambiguity = "a blank after << begins a heredoc only since Dockerfile 1.16";
      }
    }
  }

  Text text_of(const Instruction& instruction, const ArgumentText& argument, std::string_view line, Offset at) {
    const TextRange range{argument.range.begin + at, argument.range.end + at};
    return {argument.value ? tree_.arena.text(*argument.value) : argument.of(line), instruction.line.to_source(range)};
  }

  /// parser.go, newNodeFromLine: keyword, flags, and the arguments split as the keyword wants them. `line` is a part of
  /// the joined line that begins at `at`.
  void read_arguments(Instruction& instruction, std::string_view line, Offset at) {
    split_line(line, tree_.escape, split_);
    const SplitLine& split = split_;
    const auto source = [&](TextRange range) { return instruction.line.to_source({range.begin + at, range.end + at}); };
    instruction.keyword_text = {split.keyword.of(line), source(split.keyword)};
    instruction.keyword = keyword_of(instruction.keyword_text.value, instruction.in_upper_case);
    instruction.flags_range = source(split.flags_range);
    instruction.arguments = {split.arguments.of(line), source(split.arguments)};
    if (!split.flags.empty()) {
      const std::span<Flag> flags = tree_.arena.room<Flag>(split.flags.size());
      for (std::size_t i = 0; i < flags.size(); ++i) {
        const ArgumentText& argument = split.flags[i];
        Flag& flag = flags[i];
        flag.text = text_of(instruction, argument, line, at);
        const std::string_view text = flag.text.value.substr(2);
        const std::size_t equals = text.find('=');
        flag.name = text.substr(0, equals);
        if (equals != std::string_view::npos) flag.value = text.substr(equals + 1);
      }
      instruction.flags = flags;
    }
    values_.clear();
    const Offset arguments_at = at + split.arguments.begin;
    const std::string_view arguments = instruction.arguments.value;
    switch (instruction.keyword) {
      case Keyword::unknown: break;
      case Keyword::cmd:
      case Keyword::entrypoint:
      case Keyword::run:
      case Keyword::shell: read_array_or_text(instruction, arguments, arguments_at); break;
      case Keyword::add:
      case Keyword::copy:
      case Keyword::volume:
        if (!read_array(instruction, arguments, arguments_at)) read_fields(instruction, arguments, arguments_at);
        break;
      case Keyword::expose:
      case Keyword::from: read_fields(instruction, arguments, arguments_at); break;
      case Keyword::maintainer:
      case Keyword::stopsignal:
      case Keyword::user:
      case Keyword::workdir:
        if (!arguments.empty()) values_.push_back(instruction.arguments);
        break;
      case Keyword::arg:
        split_words(arguments, tree_.escape, words_);
        for (const ArgumentText& word : words_) {
          values_.push_back(text_of(instruction, word, arguments, arguments_at));
        }
        break;
      case Keyword::env:
      case Keyword::label: read_pairs(instruction, arguments, arguments_at); break;
      case Keyword::healthcheck: read_healthcheck(instruction, arguments, arguments_at); break;
      case Keyword::onbuild: read_trigger(instruction, arguments, arguments_at); break;
    }
    instruction.values = tree_.arena.list<Text>(values_);
  }

  void read_fields(const Instruction& instruction, std::string_view text, Offset at) {
    split_fields(text, fields_);
    for (const TextRange field : fields_) {
      values_.push_back({field.of(text), instruction.line.to_source({field.begin + at, field.end + at})});
    }
  }

  /// Whether the text is a JSON array; an array that BuildKit refuses counts too.
  bool read_array(Instruction& instruction, std::string_view text, Offset at) {
    if (text.empty() || text[leading_space_size(text)] != '[') return false;
    parse_string_array(text, array_);
    const StringArray& array = array_;
    if (array.kind == ArrayKind::other_elements) {
      error("array-element-not-string", instruction.line.to_source({at, at + to_offset(text.size())}),
            "a JSON array here may hold strings only", "put each element between double quotes");
      return true;
    }
    if (array.kind == ArrayKind::none) {
      if (end_of_leading_string_array(text)) {
        instruction.ambiguity =
            "text after a JSON array: before Dockerfile 1.9 the array counted, since then a shell gets it all";
      }
      return false;
    }
    instruction.json = true;
    for (const ArgumentText& string : array.strings) values_.push_back(text_of(instruction, string, text, at));
    return true;
  }

  void read_array_or_text(Instruction& instruction, std::string_view text, Offset at) {
    if (text.empty() || read_array(instruction, text, at)) return;
    values_.push_back({text, instruction.line.to_source({at, at + to_offset(text.size())})});
  }

  /// line_parsers.go, parseNameVal.
  void read_pairs(const Instruction& instruction, std::string_view text, Offset at) {
    const auto source = [&](std::size_t begin, std::size_t end) {
      return instruction.line.to_source({at + to_offset(begin), at + to_offset(end)});
    };
    split_words(text, tree_.escape, words_);
    const std::vector<ArgumentText>& words = words_;
    if (words.empty()) return;
    if (words.front().of(text).find('=') == std::string_view::npos) {
      const auto is_separator = [](char byte) {
        return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\v' || byte == '\f';
      };
      const std::size_t key_end = static_cast<std::size_t>(std::ranges::find_if(text, is_separator) - text.begin());
      if (key_end == text.size()) {
        error("missing-value", source(0, text.size()),
              fmt::format("{} needs a name and a value", display_name(instruction.keyword)),
              fmt::format("write {} {}=VALUE", display_name(instruction.keyword), printable(text, 40)));
        return;
      }
      std::size_t value = key_end;
      while (value < text.size() && is_separator(text[value])) ++value;
      values_.push_back({text.substr(0, key_end), source(0, key_end)});
      values_.push_back({text.substr(value), source(value, text.size())});
      values_.push_back({"", source(key_end, value)});
      return;
    }
    for (const ArgumentText& word : words) {
      const std::string_view whole = word.of(text);
      const std::size_t equals = whole.find('=');
      if (equals == std::string_view::npos) {
        error("missing-equals", source(word.range.begin, word.range.end),
              fmt::format("\"{}\" is not of the form name=value", printable(whole, 60)),
              "put a value that holds blanks between double quotes");
        return;
      }
      const Text stored = text_of(instruction, word, text, at);
      // Where the value differs from the bytes, the ranges of name and value cannot be told apart exactly.
      const bool exact = !word.value;
      const std::size_t begin = word.range.begin;
      values_.push_back({stored.value.substr(0, equals), exact ? source(begin, begin + equals) : stored.range});
      values_.push_back(
          {stored.value.substr(equals + 1), exact ? source(begin + equals + 1, word.range.end) : stored.range});
      values_.push_back({"=", exact ? source(begin + equals, begin + equals + 1) : stored.range});
    }
  }

  /// line_parsers.go, parseHealthConfig: splits at single bytes taken as Latin-1.
  void read_healthcheck(Instruction& instruction, std::string_view text, Offset at) {
    std::size_t end = 0;
    while (end < text.size() && !is_latin1_space(text[end])) ++end;
    std::size_t next = end;
    while (next < text.size() && is_latin1_space(text[next])) ++next;
    if (end == 0) return;
    values_.push_back({text.substr(0, end), instruction.line.to_source({at, at + to_offset(end)})});
    read_array_or_text(instruction, text.substr(next), at + to_offset(next));
  }

  void read_trigger(Instruction& instruction, std::string_view text, Offset at) {
    if (text.empty()) return;
    Instruction trigger;
    trigger.node = instruction.node;
    trigger.line = instruction.line;
    trigger.range = instruction.line.to_source({at, at + to_offset(text.size())});
    trigger.heredocs = instruction.heredocs;
    trigger.ambiguity = instruction.ambiguity;
    // A chain is refused in the end, but BuildKit reads all of it first.
    constexpr int max_chain = 64;
    if (++trigger_depth_ <= max_chain) read_arguments(trigger, text, at);
    --trigger_depth_;
    instruction.ambiguity = trigger.ambiguity;
    values_.clear();
    values_.push_back(trigger.keyword_text);
    for (const Text& value : trigger.values) values_.push_back(value);
    instruction.operation = Onbuild{tree_.arena.object(trigger), {}};
  }

  // --- instructions/parse.go -----------------------------------------------------------------------------------------

  [[nodiscard]] Command command_of(const Instruction& instruction, std::size_t first) const {
    Command command;
    command.form = instruction.json ? Command::Form::exec : Command::Form::shell;
    command.arguments = instruction.values.subspan(first);
    command.range = instruction.arguments.range;
    if (first > 0 && !command.arguments.empty() && !instruction.json) command.range = command.arguments.front().range;
    if (first > 0 && instruction.json) {
      command.range.begin = instruction.values.front().range.end;
      while (command.range.begin < command.range.end && source_.text()[command.range.begin] != '[') {
        ++command.range.begin;
      }
    }
    return command;
  }

  bool needs_arguments(const Instruction& instruction) {
    if (!instruction.values.empty()) return true;
    if (has_error_in(instruction)) return false;
    error("missing-argument", instruction.keyword_text.range,
          fmt::format("{} needs an argument", display_name(instruction.keyword)), "add one or remove the line");
    return false;
  }
  /// Whether something is wrong in the instruction that is being read.
  [[nodiscard]] bool has_error_in(const Instruction& instruction) const {
    const auto is_inside = [&](const Diagnostic& found) { return instruction.range.contains(found.range); };
    const auto of_tree = std::span(out_.diagnostics).first(of_tree_);
    const auto first = std::ranges::lower_bound(of_tree, instruction.range.begin, {}, place_of);
    const auto last = std::ranges::upper_bound(first, of_tree.end(), instruction.range.end, {}, place_of);
    return std::any_of(first, last, is_inside) ||
           std::ranges::any_of(std::span(out_.diagnostics).subspan(of_others_), is_inside);
  }

  void read_operation(Instruction& instruction) {
    const bool is_healthcheck_none = instruction.keyword == Keyword::healthcheck && !instruction.values.empty() &&
                                     upper_ascii_like_go(instruction.values.front().value) == "NONE";
    if (!instruction.flags.empty() && instruction.keyword != Keyword::unknown &&
        instruction.keyword != Keyword::stopsignal && instruction.keyword != Keyword::arg && !is_healthcheck_none) {
      check_flags(instruction.keyword, instruction.flags,
                  [&](std::string_view code, TextRange range, std::string message, std::string help) {
                    error(code, range, std::move(message), std::move(help));
                  });
    }
    if (instruction.keyword != Keyword::unknown && instruction.keyword != Keyword::from &&
        instruction.keyword != Keyword::arg && !has_stage_ && !stage_reported_) {
      stage_reported_ = true;
      error("instruction-before-from", instruction.keyword_text.range,
            fmt::format("{} stands before the first FROM", display_name(instruction.keyword)),
            "only ARG, comments and directives may stand before FROM");
    }
    switch (instruction.keyword) {
      case Keyword::unknown: return unknown_instruction(instruction);
      case Keyword::add:
      case Keyword::copy: return copy_operation(instruction);
      case Keyword::arg: return arg_operation(instruction);
      case Keyword::cmd: instruction.operation = Cmd{command_of(instruction, 0)}; return;
      case Keyword::entrypoint: instruction.operation = Entrypoint{command_of(instruction, 0)}; return;
      case Keyword::env:
      case Keyword::label: return pairs_operation(instruction);
      case Keyword::expose:
        if (needs_arguments(instruction)) instruction.operation = Expose{instruction.values};
        return;
      case Keyword::from: return from_operation(instruction);
      case Keyword::healthcheck: return healthcheck_operation(instruction, is_healthcheck_none);
      case Keyword::maintainer:
        if (needs_arguments(instruction)) instruction.operation = Maintainer{instruction.values.front()};
        return;
      case Keyword::onbuild: return onbuild_operation(instruction);
      case Keyword::run: return run_operation(instruction);
      case Keyword::shell: return shell_operation(instruction);
      case Keyword::stopsignal:
        if (needs_arguments(instruction)) instruction.operation = StopSignal{instruction.values.front()};
        return;
      case Keyword::user:
        if (needs_arguments(instruction)) instruction.operation = User{instruction.values.front()};
        return;
      case Keyword::volume: return volume_operation(instruction);
      case Keyword::workdir:
        if (needs_arguments(instruction)) instruction.operation = Workdir{instruction.values.front()};
        return;
    }
  }

  void unknown_instruction(const Instruction& instruction) {
    const std::string word = upper_ascii_like_go(instruction.keyword_text.value);
    const std::string_view meant = closest(word, std::span(display_names).subspan(1));
    const std::size_t bracket = word.find('[');
    bool upper = false;
    if (bracket != std::string::npos && keyword_of(word.substr(0, bracket), upper) != Keyword::unknown) {
      const Offset at = instruction.keyword_text.range.begin + to_offset(bracket);
      error("unknown-instruction", {at, at + 1},
            fmt::format("there is no blank between {} and its array", word.substr(0, bracket)),
            "put a blank before the bracket");
      return;
    }
    error(
        "unknown-instruction", instruction.keyword_text.range,
        fmt::format("unknown instruction \"{}\"", printable(instruction.keyword_text.value, 40)),
        meant.empty()
            ? "an instruction begins with a keyword such as RUN; a line that goes on needs an escape character at the end of the one before"
            : fmt::format("did you mean {}?", meant));
  }

  void copy_operation(Instruction& instruction) {
    const std::span<const Text> values = instruction.values;
    if (values.size() < 2) {
      if (has_error_in(instruction)) return;
      error("missing-destination", values.empty() ? instruction.keyword_text.range : values.front().range,
            fmt::format("{} needs at least a source and a destination", display_name(instruction.keyword)),
            "add the destination as the last word");
      return;
    }
    const auto may_be_heredoc = [](const Text& value) {
      return !value.value.empty() && (value.value.front() == '<' || is_ascii_digit(value.value.front()));
    };
    const auto heredoc_of = [&](const Text& value) -> std::optional<HeredocName> {
      if (!may_be_heredoc(value)) return std::nullopt;
      auto heredoc = parse_heredoc_name(value.value);
      return heredoc ? std::move(heredoc.value()) : std::nullopt;
    };
    if (heredoc_of(values.back())) {
      error("heredoc-as-destination", values.back().range,
            fmt::format("{} cannot take a heredoc as its destination", display_name(instruction.keyword)),
            "give a path as the last word");
      return;
    }
    const auto set_operation = [&](std::span<const Text> sources, std::span<const Heredoc* const> contents) {
      if (instruction.keyword == Keyword::add) {
        instruction.operation = Add{sources, contents, values.back()};
      } else {
        instruction.operation = Copy{sources, contents, values.back()};
      }
    };
    if (std::ranges::none_of(values, may_be_heredoc)) return set_operation(values.first(values.size() - 1), {});
    std::vector<Text> sources;
    std::vector<const Heredoc*> contents;
    std::unordered_map<std::string_view, const Heredoc*> last_of_name;
    for (const Heredoc& found : instruction.heredocs) last_of_name[found.name] = &found;
    for (const Text& value : values.first(values.size() - 1)) {
      const auto name = heredoc_of(value);
      if (!name) {
        sources.push_back(value);
        continue;
      }
      // The last heredoc of that name counts; in a JSON array there is none, and the file is empty.
      Heredoc heredoc{tree_.arena.text(name->name), name->descriptor, name->expand, name->chomp, {}, {}};
      if (const auto found = last_of_name.find(heredoc.name); found != last_of_name.end()) {
        heredoc.content = found->second->content;
        heredoc.terminator = found->second->terminator;
      }
      contents.push_back(tree_.arena.object(heredoc));
    }
    set_operation(tree_.arena.list<Text>(sources), tree_.arena.list<const Heredoc*>(contents));
  }

  void arg_operation(Instruction& instruction) {
    if (!needs_arguments(instruction)) return;
    const std::span<ArgEntry> entries = tree_.arena.room<ArgEntry>(instruction.values.size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const Text& value = instruction.values[i];
      const std::size_t equals = value.value.find('=');
      if (equals == 0) {
        error("blank-name", value.range, "an ARG needs a name before the equals sign", "write ARG NAME=VALUE");
        return;
      }
      if (equals == std::string_view::npos) {
        entries[i].key = value;
        continue;
      }
      // Where continuations or bad bytes stand in between, the ranges of both are the whole word's.
      const bool exact = value.range.size() == value.value.size();
      const Offset middle = value.range.begin + to_offset(equals);
      entries[i] = {{value.value.substr(0, equals), exact ? TextRange{value.range.begin, middle} : value.range},
                    Text{value.value.substr(equals + 1), exact ? TextRange{middle + 1, value.range.end} : value.range}};
    }
    instruction.operation = Arg{entries};
  }

  void pairs_operation(Instruction& instruction) {
    if (!needs_arguments(instruction)) return;
    const std::span<const Text> values = instruction.values;
    const std::span<KeyValue> list = tree_.arena.room<KeyValue>(values.size() / 3);
    for (std::size_t i = 0; i + 2 < values.size(); i += 3) {
      if (values[i].value.empty()) {
        error("blank-name", values[i + 2].range,
              fmt::format("a name of {} is empty", display_name(instruction.keyword)),
              "write NAME=VALUE without a blank before the equals sign");
        return;
      }
      list[i / 3] = {values[i], values[i + 1], !values[i + 2].value.empty()};
    }
    if (instruction.keyword == Keyword::env) {
      instruction.operation = Env{list};
    } else {
      instruction.operation = Label{list};
    }
  }

  void from_operation(Instruction& instruction) {
    has_stage_ = true;
    const std::span<const Text> values = instruction.values;
    From from;
    if (values.size() == 3 && upper_ascii_like_go(values[1].value) == "AS") {
      const std::string name = lower_ascii_like_go(values[2].value);
      const bool valid =
          name.front() >= 'a' && name.front() <= 'z' && std::ranges::all_of(name, [](char byte) {
            return (byte >= 'a' && byte <= 'z') || is_ascii_digit(byte) || byte == '-' || byte == '_' || byte == '.';
          });
      if (!valid) {
        error("invalid-stage-name", values[2].range,
              fmt::format("\"{}\" cannot name a stage", printable(values[2].value, 40)),
              "begin with a letter and go on with letters, digits, \"-\", \"_\" and \".\"");
        return;
      }
      from.name = values[2];
      from.as_keyword = values[1].range;
    } else if (values.size() != 1) {
      const TextRange range = values.size() > 1 ? TextRange{values[1].range.begin, values.back().range.end}
                                                : instruction.keyword_text.range;
      error("from-arguments", range, "FROM takes an image, or an image, AS and a name",
            "write FROM IMAGE or FROM IMAGE AS NAME");
      return;
    }
    from.image = values.front();
    if (const Flag* platform = instruction.flag("platform"); platform != nullptr && platform->value) {
      from.platform = Text{*platform->value, platform->text.range};
    }
    instruction.operation = from;
  }

  void healthcheck_operation(Instruction& instruction, bool none) {
    if (!needs_arguments(instruction)) return;
    const Text& type = instruction.values.front();
    Healthcheck check;
    if (none) {
      if (instruction.values.size() > 1) {
        error("healthcheck-none-arguments", instruction.values[1].range, "HEALTHCHECK NONE takes no arguments",
              "remove what follows NONE");
        return;
      }
      check.none = true;
      instruction.operation = check;
      return;
    }
    if (upper_ascii_like_go(type.value) != "CMD") {
      error("unknown-healthcheck-type", type.range,
            fmt::format("HEALTHCHECK knows CMD and NONE, not \"{}\"", printable(type.value, 40)),
            "write HEALTHCHECK CMD and the command");
      return;
    }
    if (instruction.values.size() == 1) {
      if (!has_error_in(instruction)) {
        error("missing-healthcheck-command", type.range, "HEALTHCHECK CMD needs a command",
              "add the command or write HEALTHCHECK NONE");
      }
      return;
    }
    check.command = command_of(instruction, 1);
    const auto duration = [&](std::string_view name, long long& value) {
      const Flag* flag = instruction.flag(name);
      if (flag == nullptr || !flag->value || flag->value->empty()) return;
      const auto parsed = parse_duration(*flag->value);
      if (!parsed || (*parsed != 0 && *parsed < 1000000)) {
        error("invalid-duration", flag->text.range,
              parsed ? fmt::format("--{} is shorter than 1ms", name)
                     : fmt::format("--{} is no duration: \"{}\"", name, printable(*flag->value, 40)),
              "write numbers with the units h, m, s or ms, such as 30s or 1m30s; the shortest is 1ms");
        return;
      }
      value = *parsed;
    };
    duration("interval", check.interval);
    duration("timeout", check.timeout);
    duration("start-period", check.start_period);
    duration("start-interval", check.start_interval);
    if (const Flag* flag = instruction.flag("retries"); flag != nullptr && flag->value && !flag->value->empty()) {
      std::string_view digits = *flag->value;
      const bool negative = digits.front() == '-';
      if (negative || digits.front() == '+') digits.remove_prefix(1);
      int value = 0;
      const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
      const bool number = code == std::errc() && end == digits.data() + digits.size() && !digits.empty() &&
                          is_ascii_digit(digits.front());
      if (!number || (negative && value != 0)) {
        error("invalid-retries", flag->text.range,
              fmt::format("--retries is a number from 0, not \"{}\"", printable(*flag->value, 40)),
              "write --retries=3");
      }
      check.retries = value;
    }
    instruction.operation = check;
  }

  void onbuild_operation(Instruction& instruction) {
    auto* onbuild = std::get_if<Onbuild>(&instruction.operation);
    if (onbuild == nullptr) {
      needs_arguments(instruction);
      return;
    }
    const Text& keyword = onbuild->trigger->keyword_text;
    const std::string name = upper_ascii_like_go(trim_space(keyword.value));
    if (name == "ONBUILD") {
      error("chained-onbuild", keyword.range, "ONBUILD cannot hold another ONBUILD", "remove one of the two");
    } else if (name == "FROM" || name == "MAINTAINER") {
      error("forbidden-trigger", keyword.range, fmt::format("{} is not allowed in ONBUILD", name), "remove the line");
    }
    // (?i)^\s*ONBUILD\s* goes; all else stays, trailing blanks too.
    std::string_view expression = instruction.line.text();
    std::size_t begin = 0;
    while (begin < expression.size() && is_re_space(expression[begin])) ++begin;
    if (lower_ascii(expression.substr(begin, 7)) == "onbuild") {
      begin += 7;
      while (begin < expression.size() && is_re_space(expression[begin])) ++begin;
      expression.remove_prefix(begin);
    }
    if (!instruction.heredocs.empty()) {
      std::string text(expression);
      for (const Heredoc& heredoc : instruction.heredocs) {
        text += '\n';
        text += source_.text(heredoc.content);
        text += heredoc.name;
      }
      expression = tree_.arena.text(text);
    }
    onbuild->expression = expression;
  }

  void run_operation(Instruction& instruction) {
    Run run;
    run.command = command_of(instruction, 0);
    std::vector<Device> devices;
    for (const Flag& flag : instruction.flags) {
      if (!flag.value) continue;
      const auto invalid = [&](std::string message, std::string help) {
        error("invalid-flag-value", flag.text.range, std::move(message), std::move(help));
      };
      if (flag.name == "network") {
        run.network = *flag.value;
        if (run.network != "default" && run.network != "none" && run.network != "host") {
          invalid(fmt::format("there is no network \"{}\"", printable(run.network, 40)), "use default, none or host");
        }
      } else if (flag.name == "security") {
        run.security = *flag.value;
        if (run.security != "sandbox" && run.security != "insecure") {
          invalid(fmt::format("there is no security mode \"{}\"", printable(run.security, 40)),
                  "use sandbox or insecure");
        }
      } else if (flag.name == "mount") {
        check_mount(*flag.value, invalid);
      } else if (flag.name == "device") {
        read_device(*flag.value, devices, invalid);
      }
    }
    run.devices = tree_.arena.list<Device>(devices);
    instruction.operation = run;
  }

  /// commands_runmount.go, parseMount without an expander: only the shape and `from` are judged when a file is read.
  template <typename Invalid>
  static void check_mount(std::string_view value, const Invalid& invalid) {
    const auto fields = split_csv(value);
    if (!fields) {
      return invalid("the value of --mount does not read as a list with commas",
                     "write --mount=type=cache,target=/path");
    }
    for (const std::string& field : *fields) {
      const std::size_t equals = field.find('=');
      if (equals == std::string::npos || lower_ascii_like_go(std::string_view(field).substr(0, equals)) != "from") {
        continue;
      }
      const std::size_t dollar = field.find('$', equals + 1);
      if (dollar != std::string::npos && dollar != field.size() - 1) {
        return invalid("\"from\" of a mount cannot hold a variable",
                       "name a stage with FROM image AS name and use that name");
      }
    }
  }

  /// commands_rundevice.go, ParseDevice.
  template <typename Invalid>
  void read_device(std::string_view value, std::vector<Device>& devices, const Invalid& invalid) {
    const auto fields = split_csv(value);
    if (!fields) {
      return invalid("the value of --device does not read as a list with commas",
                     "write --device=vendor.com/class=name");
    }
    std::string name;
    bool required = false;
    for (const std::string& field : *fields) {
      const std::size_t equals = field.find('=');
      const std::string key = lower_ascii_like_go(std::string_view(field).substr(0, equals));
      if (equals == std::string::npos) {
        if (key == "required") {
          required = true;
        } else if (name.empty()) {
          name = field;
        } else {
          return invalid(fmt::format("\"{}\" is not of the form key=value", printable(field, 40)),
                         "a device has name and required");
        }
      } else if (key == "name") {
        if (!name.empty()) return invalid("the device has two names", "remove one of the two");
        name = field.substr(equals + 1);
      } else if (key == "required") {
        const std::string text = field.substr(equals + 1);
        constexpr std::array<std::string_view, 6> yes = {"1", "t", "T", "TRUE", "true", "True"};
        constexpr std::array<std::string_view, 6> no = {"0", "f", "F", "FALSE", "false", "False"};
        required = std::ranges::find(yes, text) != yes.end();
        if (!required && std::ranges::find(no, text) == no.end()) {
          return invalid("\"required\" is true or false", "write required=true");
        }
      } else if (name.empty()) {
        name = field;
      } else {
        return invalid(fmt::format("a device has no \"{}\"", printable(key, 40)), "a device has name and required");
      }
    }
    devices.push_back({tree_.arena.text(name), required});
  }

  void shell_operation(Instruction& instruction) {
    if (instruction.values.empty()) {
      if (!has_error_in(instruction)) {
        error("missing-argument", instruction.keyword_text.range, "SHELL needs at least one word",
              "write SHELL [\"/bin/sh\", \"-c\"]");
      }
    } else if (!instruction.json) {
      const bool broken = instruction.arguments.value.starts_with('[');
      error("shell-not-array", instruction.arguments.range,
            broken ? "this is no JSON array of strings" : "SHELL takes a JSON array",
            "write SHELL [\"/bin/sh\", \"-c\"]");
    } else {
      instruction.operation = Shell{instruction.values};
    }
  }

  void volume_operation(Instruction& instruction) {
    if (!needs_arguments(instruction)) return;
    std::vector<Text> paths;
    for (const Text& value : instruction.values) {
      paths.push_back({trim_space(value.value), value.range});
      if (paths.back().value.empty()) {
        error("empty-volume", value.range, "a VOLUME is empty", "remove it");
        return;
      }
    }
    instruction.operation = Volume{tree_.arena.list<Text>(paths)};
  }

  const Source& source_;
  Tree& tree_;
  Dockerfile& out_;
  SpareList<JoinedLine::Piece>& pieces_;
  SpareList<Text>& values_;
  SplitLine& split_;
  StringArray& array_;
  std::vector<ArgumentText>& words_;
  SpareList<TextRange>& fields_;
  int trigger_depth_ = 0;
  // How many of the diagnostics are the tree's, which are sorted, and how many there were before the present
  // instruction.
  std::size_t of_tree_ = 0;
  std::size_t of_others_ = 0;
  bool has_stage_ = false;
  bool stage_reported_ = false;
};

}  // namespace

std::string_view to_string(Keyword keyword) noexcept { return keyword_names[static_cast<std::size_t>(keyword)]; }
std::string_view display_name(Keyword keyword) noexcept { return display_names[static_cast<std::size_t>(keyword)]; }

TextRange JoinedLine::to_source_of_pieces(TextRange joined) const {
  if (pieces_.empty()) return {};
  if (pieces_.size() == 1) return {pieces_.front().source + joined.begin, pieces_.front().source + joined.end};
  // Keywords are mostly in the first line, and what is asked for as a whole ends in the last one.
  const auto piece_of = [&](Offset offset) {
    if (offset < pieces_[1].joined) return pieces_.begin();
    if (offset >= pieces_.back().joined) return std::prev(pieces_.end());
    return std::prev(std::ranges::upper_bound(pieces_, offset, {}, &Piece::joined));
  };
  if (joined.begin == 0 && joined.empty()) return {pieces_.front().source, pieces_.front().source};
  // Without bytes, the place is behind the byte before it.
  const auto first = piece_of(joined.empty() ? joined.begin - 1 : joined.begin);
  const Offset begin = first->source + (joined.begin - first->joined);
  if (joined.empty()) return {begin, begin};
  const bool same = std::next(first) == pieces_.end() || joined.end <= std::next(first)->joined;
  const auto last = same ? first : piece_of(joined.end - 1);
  return {begin, last->source + (joined.end - last->joined)};
}

const Flag* Instruction::flag(std::string_view name) const noexcept {
  const auto found = std::ranges::find(flags, name, &Flag::name);
  return found == flags.end() ? nullptr : &*found;
}

bool Dockerfile::accepted() const noexcept {
  return std::ranges::none_of(diagnostics, [](const Diagnostic& found) { return found.severity == Severity::error; });
}

Dockerfile lower(const Source& source, Tree& tree) {
  thread_local Scratch scratch;
  Dockerfile dockerfile;
  Lowering(source, tree, scratch, dockerfile).run();
  return dockerfile;
}

}  // namespace drydock
