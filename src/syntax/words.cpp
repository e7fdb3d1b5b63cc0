// The one file that instantiates the grammar of words, and the expansion of what it reads.
#include "syntax/words.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "../../grammar/words.hpp"
#include "base/unicode.hpp"
#include "syntax/parse_flat.hpp"

namespace drydock {
namespace {

namespace rules = grammar::words;
namespace pegtl = tao::pegtl;

struct Reader : rules::WordState {
  const char* begin = nullptr;
  SpareList<WordPiece>* pieces = nullptr;

  template <typename Input>
  [[nodiscard]] TextRange range(const Input& in) const {
    return {to_offset(static_cast<std::size_t>(in.begin() - begin)),
            to_offset(static_cast<std::size_t>(in.end() - begin))};
  }
  void add(WordPieceKind kind, TextRange at) {
    // Neighbouring characters become one piece.
    if ((kind == WordPieceKind::literal || kind == WordPieceKind::quoted_literal) && !pieces->empty() &&
        pieces->back().kind == kind && pieces->back().range.end == at.begin) {
      pieces->back().range.end = at.end;
    } else {
      pieces->push_back({.kind = kind, .range = at});
    }
  }
};

template <typename Rule>
struct action : pegtl::nothing<Rule> {};

template <WordPieceKind Kind>
struct add_piece {
  template <typename Input>
  static void apply(const Input& in, Reader& reader) {
    reader.add(Kind, reader.range(in));
  }
};

template <char Stop>
struct action<rules::literal<Stop>> : add_piece<WordPieceKind::literal> {};
template <char Stop>
struct action<rules::literal_run<Stop>> : add_piece<WordPieceKind::literal> {};
template <>
struct action<rules::quoted_run> : add_piece<WordPieceKind::quoted_literal> {};
template <>
struct action<rules::escaped_character> : add_piece<WordPieceKind::escaped> {};
template <>
struct action<rules::escape_at_end> : add_piece<WordPieceKind::escape_at_end> {};
template <>
struct action<rules::single_quoted_text> : add_piece<WordPieceKind::single_quoted> {};
template <>
struct action<rules::double_quote_open> : add_piece<WordPieceKind::double_quote_open> {};
template <>
struct action<rules::double_quote_close> : add_piece<WordPieceKind::double_quote_close> {};
template <>
struct action<rules::quoted_escaped_character> : add_piece<WordPieceKind::quoted_escaped> {};
template <>
struct action<rules::heredoc_marker> : add_piece<WordPieceKind::heredoc_marker> {};
template <>
struct action<rules::lone_dollar> : add_piece<WordPieceKind::lone_dollar> {};
template <>
struct action<rules::plain_variable> : add_piece<WordPieceKind::variable> {};
template <>
struct action<rules::pattern_end> : add_piece<WordPieceKind::pattern_end> {};
template <>
struct action<rules::word_end> : add_piece<WordPieceKind::variable_end> {};
template <>
struct action<rules::replacement_end> : add_piece<WordPieceKind::variable_end> {};

template <>
struct action<rules::quoted_character> {
  template <typename Input>
  static void apply(const Input& in, Reader& reader) {
    const bool lone_escape = in.size() == 1 && *in.begin() == reader.escape;
    reader.add(lone_escape ? WordPieceKind::quoted_lone_escape : WordPieceKind::quoted_literal, reader.range(in));
  }
};
template <>
struct action<rules::variable_name> {
  template <typename Input>
  static void apply(const Input& in, Reader& reader) {
    reader.pieces->push_back({.kind = WordPieceKind::variable, .braced = true, .range = reader.range(in)});
  }
};
template <>
struct action<rules::modifier> {
  template <typename Input>
  static void apply(const Input& in, Reader& reader) {
    reader.pieces->back().kind = WordPieceKind::variable_modified;
    reader.pieces->back().modifier = reader.range(in);
  }
};
template <>
struct action<rules::replace_begin> {
  template <typename Input>
  static void apply(const Input& in, Reader& reader) {
    reader.pieces->back().kind = WordPieceKind::variable_replaced;
    reader.pieces->back().all = in.size() == 2;
  }
};

std::string_view message_of(rules::Failure failure) {
  using enum rules::Failure;
  switch (failure) {
    case unterminated_single_quote: return "a single quote is not closed";
    case unterminated_double_quote: return "a double quote is not closed";
    case missing_brace: return "a ${ has no closing }";
    case missing_slash: return "a ${name/ has no second /";
    case bad_substitution: return "bad substitution: a name has to follow ${";
    case unsupported_modifier: return "a variable has a modifier that does not exist";
    case too_deep: return "${ is nested deeper than 200 levels";
    case none: break;
  }
  return "the text does not read as words";
}

// --- patterns -------------------------------------------------------------------------------------------------------

/// One element of a pattern as in ${name#pattern}: a character, "?" or "*".
struct PatternElement {
  enum class Kind : unsigned char { character, any_character, any_text } kind;
  char32_t value = 0;
};
using Pattern = std::vector<PatternElement>;
using Characters = std::u32string;

Characters to_characters(std::string_view text) {
  Characters out;
  while (!text.empty()) {
    const DecodedCharacter character = decode_utf8(text);
    out += character.value;
    text.remove_prefix(character.size);
  }
  return out;
}

std::string to_text(std::u32string_view characters) {
  std::string out;
  for (const char32_t value : characters) append_utf8(out, value);
  return out;
}

/// lex.go, convertShellPatternToRegex: "\" escapes "*", "?" and itself; before "}" and "/" it is dropped.
Result<Pattern> parse_pattern(std::u32string_view text) {
  using enum PatternElement::Kind;
  Pattern pattern;
  // Go's text/scanner passes over a byte order mark at the start of what it reads.
  if (text.starts_with(U'\uFEFF')) text.remove_prefix(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    char32_t value = text[i];
    if (value == U'*') {
      pattern.push_back({any_text});
    } else if (value == U'?') {
      pattern.push_back({any_character});
    } else if (value != U'\\') {
      pattern.push_back({character, value});
    } else {
      value = i + 1 < text.size() ? text[i + 1] : U'\0';
      if (value == U'}' || value == U'/') continue;
      if (value != U'*' && value != U'?' && value != U'\\') return Error{"a pattern has a \\ that escapes nothing"};
      pattern.push_back({character, value});
      ++i;
    }
  }
  return pattern;
}

/// Matches a pattern at every place of a text, preferring short or long texts for "*" from left to right as a
/// backtracking regular expression does. Worked out from the pattern's end, one row of places for each element: the
/// cost is the product of both lengths, the memory that of the text.
class PatternMatcher {
 public:
  PatternMatcher(const Pattern& pattern, std::u32string_view text, bool greedy) {
    for (std::size_t at = 0; at <= text.size(); ++at) ends_.emplace_back(at);
    for (std::size_t element = pattern.size(); element-- > 0;) {
      const auto [kind, value] = pattern[element];
      std::optional<std::size_t> next;   // of this row, one place further on
      std::optional<std::size_t> after;  // of the row before, one place further on
      for (std::size_t at = text.size() + 1; at-- > 0;) {
        // As in a regular expression, "?" and "*" do not match a line feed.
        const bool inside = at < text.size();
        std::optional<std::size_t> end;
        if (kind == PatternElement::Kind::any_text) {
          const auto longer = inside && text[at] != U'\n' ? next : std::nullopt;
          const auto shorter = ends_[at];
          end = greedy ? (longer ? longer : shorter) : (shorter ? shorter : longer);
        } else if (inside && (kind == PatternElement::Kind::any_character ? text[at] != U'\n' : text[at] == value)) {
          end = after;
        }
        after = ends_[at];
        ends_[at] = next = end;
      }
    }
  }

  /// End of the preferred match that begins at `begin`.
  [[nodiscard]] std::optional<std::size_t> match(std::size_t begin) const { return ends_[begin]; }

 private:
  std::vector<std::optional<std::size_t>> ends_;  // by where the match begins
};

Characters reverse_pattern(const Characters& pattern) {
  // An escape stays before the character that it escapes.
  Characters out;
  for (std::size_t i = pattern.size(); i-- > 0;) {
    std::size_t escapes = 0;
    while (escapes < i && pattern[i - 1 - escapes] == U'\\') ++escapes;
    if (escapes % 2 == 1) {
      out += {U'\\', pattern[i]};
      --i;
    } else {
      out += pattern[i];
    }
  }
  return out;
}

Result<std::string> trim_pattern(std::string_view pattern_text, std::string_view value_text, bool suffix, bool greedy) {
  Characters pattern_characters = to_characters(pattern_text);
  Characters value = to_characters(value_text);
  if (suffix) {
    pattern_characters = reverse_pattern(pattern_characters);
    std::ranges::reverse(value);
  }
  auto pattern = parse_pattern(pattern_characters);
  if (!pattern) return Error{pattern.error()};
  if (const auto end = PatternMatcher(pattern.value(), value, greedy).match(0)) {
    value.erase(0, *end);
  } else if (!suffix) {
    return std::string(value_text);
  }
  if (suffix) std::ranges::reverse(value);
  return to_text(value);
}

/// Go's Regexp.Expand for a pattern without groups: $0 and ${0} are the match, $$ is "$", other names are nothing.
std::string expand_replacement(std::u32string_view replacement, std::u32string_view match) {
  Characters out;
  const auto is_name = [](char32_t value) {
    return value == U'_' || is_unicode_letter(value) || is_unicode_digit(value);
  };
  for (std::size_t i = 0; i < replacement.size(); ++i) {
    if (replacement[i] != U'$' || i + 1 == replacement.size()) {
      out += replacement[i];
      continue;
    }
    if (replacement[i + 1] == U'$') {
      out += U'$';
      ++i;
      continue;
    }
    const bool braced = replacement[i + 1] == U'{';
    std::size_t end = i + (braced ? 2U : 1U);
    const std::size_t begin = end;
    while (end < replacement.size() && is_name(replacement[end])) ++end;
    if (begin == end || (braced && (end == replacement.size() || replacement[end] != U'}'))) {
      out += U'$';
      continue;
    }
    const std::u32string_view name = replacement.substr(begin, end - begin);
    if (std::ranges::all_of(name, [](char32_t digit) { return digit == U'0'; })) out += match;
    i = braced ? end : end - 1;
  }
  return to_text(out);
}

Result<std::string> replace_pattern(std::string_view pattern_text, std::string_view replacement,
                                    std::string_view value_text, bool all) {
  auto pattern = parse_pattern(to_characters(pattern_text));
  if (!pattern) return Error{pattern.error()};
  const Characters value = to_characters(value_text);
  const PatternMatcher matcher(pattern.value(), value, true);
  std::string out;
  std::size_t copied = 0;
  std::optional<std::size_t> last_end;
  for (std::size_t begin = 0; begin <= value.size();) {
    const auto end = matcher.match(begin);
    if (!end) {
      ++begin;
      continue;
    }
    out += to_text(std::u32string_view(value).substr(copied, begin - copied));
    // An empty match right after another match counts for nothing.
    if (!last_end || *end > *last_end) {
      out +=
          all ? expand_replacement(to_characters(replacement), std::u32string_view(value).substr(begin, *end - begin))
              : std::string(replacement);
    }
    copied = *end;
    last_end = end;
    if (!all) break;
    begin = *end > begin ? *end : begin + 1;
  }
  if (!last_end) return std::string(value_text);
  return out + to_text(std::u32string_view(value).substr(copied));
}

// --- expansion ------------------------------------------------------------------------------------------------------

/// Splits at blanks as lex.go's wordsStruct does, with its quirks: a ${…} with a modifier forgets what stood directly
/// before it in the same word, because lex.go shares one buffer between the levels.
class WordSplitter {
 public:
  void add_raw(std::string_view text) {
    buffer_ += text;
    in_word_ = true;
  }
  void add_characters(std::string_view text) {
    while (!text.empty()) {
      std::size_t plain = 0;
      while (plain < text.size() && is_ascii_graphic(text[plain])) ++plain;
      if (plain > 0) {
        add_raw(text.substr(0, plain));
        text.remove_prefix(plain);
        continue;
      }
      const DecodedCharacter character = decode_utf8(text);
      if (is_unicode_space(character.value) && in_word_) {
        if (!buffer_.empty()) {
          words_.push_back(std::move(buffer_));
          buffer_.clear();
          in_word_ = false;
        }
      } else if (!is_unicode_space(character.value)) {
        append_utf8(buffer_, character.value);
        in_word_ = true;
      }
      text.remove_prefix(character.size);
    }
  }
  void forget_buffer() { buffer_.clear(); }
  std::vector<std::string> take() {
    if (!buffer_.empty()) words_.push_back(std::move(buffer_));
    return std::move(words_);
  }

 private:
  static constexpr bool is_ascii_graphic(char byte) noexcept { return byte > 0x20 && byte < 0x7F; }

  std::string buffer_;
  bool in_word_ = false;
  std::vector<std::string> words_;
};

class Expander {
 public:
  Expander(const ParsedWords& words, char escape, const Environment& environment, ExpandOptions options)
      : words_(words), escape_(escape), environment_(environment), options_(options) {}

  Result<ExpandedWords> run() {
    std::string text;
    while (next_ < words_.pieces.size()) {
      if (auto added = piece(text, options_.raw_escapes, options_.split ? &splitter_ : nullptr); !added) {
        return Error{added.error()};
      }
    }
    return ExpandedWords{std::move(text), splitter_.take()};
  }

 private:
  [[nodiscard]] std::string_view text_of(TextRange range) const { return range.of(words_.text); }

  /// Adds what the next piece stands for to `out`, and to the splitter at the outermost level.
  Result<Done> piece(std::string& out, bool raw_escapes, WordSplitter* splitter) {
    using enum WordPieceKind;
    const WordPiece& current = words_.pieces[next_++];
    const auto add = [&](std::string_view text, bool raw) {
      out += text;
      if (splitter == nullptr) return;
      if (raw) {
        splitter->add_raw(text);
      } else {
        splitter->add_characters(text);
      }
    };
    switch (current.kind) {
      case literal: add(WellFormedText(text_of(current.range)).view(), false); break;
      case escaped: {
        std::string character;
        if (raw_escapes) character += escape_;
        character += WellFormedText(text_of(current.range)).view();
        add(character, true);
        break;
      }
      case escape_at_end:
        if (raw_escapes) add(std::string(1, escape_), true);
        break;
      case single_quoted: {
        const WellFormedText inner(text_of(current.range));
        if (options_.raw_quotes) {
          add(fmt::format("'{}'", inner.view()), true);
        } else {
          add(inner.view(), true);
        }
        break;
      }
      case double_quote_open: {
        std::string quoted = options_.raw_quotes ? "\"" : "";
        if (auto read = double_quoted(quoted, raw_escapes); !read) return read;
        if (options_.raw_quotes) quoted += '"';
        add(quoted, true);
        break;
      }
      case heredoc_marker: add(text_of(current.range), true); break;
      case lone_dollar: add("$", false); break;
      case variable:
      case variable_modified:
      case variable_replaced: {
        auto value = expand_variable(current);
        if (!value) return Error{value.error()};
        add(value.value(), false);
        break;
      }
      default: DRYDOCK_CHECK(false);
    }
    return Done{};
  }

  Result<Done> double_quoted(std::string& out, bool raw_escapes) {
    using enum WordPieceKind;
    for (;; ++next_) {
      const WordPiece& current = words_.pieces[next_];
      switch (current.kind) {
        case double_quote_close: ++next_; return Done{};
        case quoted_literal: out += WellFormedText(text_of(current.range)).view(); break;
        case quoted_escaped:
          if (raw_escapes) out += escape_;
          out += text_of(current.range);
          break;
        case quoted_lone_escape:
          if (raw_escapes) out += escape_;
          out += escape_;
          break;
        case lone_dollar: out += '$'; break;
        default: {
          ++next_;
          auto value = expand_variable(current);
          if (!value) return Error{value.error()};
          out += value.value();
          --next_;
        }
      }
    }
  }

  /// The pieces up to `end`, which is passed over.
  Result<std::string> inner_word(WordPieceKind end, bool raw_escapes) {
    splitter_.forget_buffer();
    std::string out;
    while (words_.pieces[next_].kind != end) {
      if (auto added = piece(out, raw_escapes, nullptr); !added) return Error{added.error()};
    }
    ++next_;
    return out;
  }

  Result<std::string> expand_variable(const WordPiece& variable) {
    const WellFormedText well_formed(text_of(variable.range));
    const std::string_view name = well_formed.view();
    const auto value = environment_.get(name);
    const bool keep = options_.skip_unset && !value;
    if (variable.kind == WordPieceKind::variable) {
      if (keep) return fmt::format(fmt::runtime(variable.braced ? "${{{}}}" : "${}"), name);
      return std::string(value.value_or(""));
    }
    if (variable.kind == WordPieceKind::variable_replaced) {
      auto pattern = inner_word(WordPieceKind::pattern_end, true);
      if (!pattern) return pattern;
      auto replacement = inner_word(WordPieceKind::variable_end, true);
      if (!replacement) return replacement;
      if (keep) return fmt::format("${{{}/{}/{}}}", name, pattern.value(), replacement.value());
      return replace_pattern(pattern.value(), replacement.value(), value.value_or(""), variable.all);
    }
    const WellFormedText modifier_text(text_of(variable.modifier));
    const std::string_view modifier = modifier_text.view();
    const bool empty_is_unset = modifier.size() > 1;
    const std::string_view operation = modifier.substr(empty_is_unset ? 1 : 0);
    const bool pattern = operation == "#" || operation == "%";
    auto word = inner_word(WordPieceKind::variable_end, pattern);
    if (!word) return word;
    if (keep) return fmt::format("${{{}{}{}}}", name, modifier, word.value());

    const bool missing = !value || (empty_is_unset && value->empty());
    if (operation == "-") return missing ? std::move(word.value()) : std::string(*value);
    if (operation == "+") return missing ? std::string() : std::move(word.value());
    if (operation == "?") {
      if (!missing) return std::string(*value);
      if (!word.value().empty()) return Error{fmt::format("{}: {}", name, word.value())};
      return Error{fmt::format("{}: is not allowed to be {}", name, value ? "empty" : "unset")};
    }
    if (pattern) {
      std::string_view text = word.value();
      const bool greedy = text.starts_with(operation);
      if (greedy) text.remove_prefix(1);
      return trim_pattern(text, value.value_or(""), operation == "%", greedy);
    }
    return Error{fmt::format("unsupported modifier ({}) in the variable {}", modifier, name)};
  }

  const ParsedWords& words_;
  char escape_;
  const Environment& environment_;
  ExpandOptions options_;
  std::size_t next_ = 0;
  WordSplitter splitter_;
};

/// Expansion to a term. Invariant: what is written depends on nothing but the pieces' meaning, never on how they are
/// quoted.
class SymbolicExpander {
 public:
  SymbolicExpander(const ParsedWords& words, char escape, const SymbolicEnvironment& environment)
      : words_(words), escape_(escape), environment_(environment) {}

  std::string run() {
    std::string term;
    while (next_ < words_.pieces.size()) piece(term, false);
    return term;
  }

 private:
  static constexpr char open = '\1';
  static constexpr char close = '\2';

  [[nodiscard]] WellFormedText plain_text(TextRange range) const { return WellFormedText(range.of(words_.text)); }

  /// In a pattern escape characters stay, as they protect what follows.
  void piece(std::string& out, bool raw_escapes) {
    using enum WordPieceKind;
    const WordPiece& current = words_.pieces[next_++];
    switch (current.kind) {
      case escaped:
      case quoted_escaped:
        if (raw_escapes) append_literal_term({&escape_, 1}, out);
        return append_literal_term(plain_text(current.range).view(), out);
      case escape_at_end:
        if (raw_escapes) append_literal_term({&escape_, 1}, out);
        return;
      case quoted_lone_escape:
        if (raw_escapes) append_literal_term({&escape_, 1}, out);
        return append_literal_term({&escape_, 1}, out);
      case double_quote_open:
      case double_quote_close: return;
      case lone_dollar: return append_literal_term("$", out);
      case variable:
      case variable_modified:
      case variable_replaced: return variable_term(current, out);
      default: return append_literal_term(plain_text(current.range).view(), out);
    }
  }

  std::string inner_term(WordPieceKind end, bool raw_escapes) {
    std::string term;
    while (words_.pieces[next_].kind != end) piece(term, raw_escapes);
    ++next_;
    return term;
  }

  void variable_term(const WordPiece& current, std::string& out) {
    const WellFormedText well_formed = plain_text(current.range);
    const std::string_view name = well_formed.view();
    if (current.kind == WordPieceKind::variable) {
      environment_.append_term(name, out);
      return;
    }
    // An operation is written down with all that it depends on: the name only shows in messages of failures.
    out += open;
    out += environment_.is_known(name) ? 'k' : 'u';
    std::string value;
    if (environment_.append_term(name, value)) out += '=';
    out += value;
    out += close;
    out += open;
    if (current.kind == WordPieceKind::variable_replaced) {
      out += current.all ? "//" : "/";
      out += inner_term(WordPieceKind::pattern_end, true);
      out += open;
      out += close;
      out += inner_term(WordPieceKind::variable_end, true);
    } else {
      const WellFormedText modifier_text = plain_text(current.modifier);
      const std::string_view modifier = modifier_text.view();
      append_literal_term(modifier, out);
      out += inner_term(WordPieceKind::variable_end, modifier.ends_with('#') || modifier.ends_with('%'));
    }
    out += close;
  }

  const ParsedWords& words_;
  char escape_;
  const SymbolicEnvironment& environment_;
  std::size_t next_ = 0;
};

/// Whether a text is one word that stands for itself: no byte parts, quotes, escapes or names anything.
struct PlainWordBytes {
  static constexpr bool contains(char byte) noexcept {
    return byte > 0x20 && byte < 0x7F && rules::literal_run_bytes<'\0'>::contains(byte);
  }
};
bool is_plain_word(std::string_view text) {
  const char* const end = text.data() + text.size();
  return !text.empty() && grammar::end_of_run<PlainWordBytes>(text.data(), end) == end;
}

Result<ExpandedWords> read_words(std::string_view text, ExpandOptions options) {
  auto words = parse_words(text, {});
  if (!words) return Error{words.error()};
  return expand_words(words.value(), '\\', EmptyEnvironment{}, options);
}

}  // namespace

Result<ParsedWords> parse_words(std::string_view text, WordSyntax syntax) {
  ParsedWords words{text, {}};
  words.pieces.reserve(8);
  Reader reader;
  reader.escape = syntax.escape;
  reader.quotes = syntax.quotes;
  reader.begin = text.data();
  reader.pieces = &words.pieces;
  pegtl::memory_input<pegtl::tracking_mode::lazy, pegtl::eol::lf, const char*> input(text.data(),
                                                                                     text.data() + text.size(), "");
  if (!parse_flat<rules::text, action>(input, reader)) return Error{std::string(message_of(reader.failure))};
  return words;
}

std::size_t end_of_variable(const SpareList<WordPiece>& pieces, std::size_t variable) {
  std::size_t depth = 1;
  for (std::size_t i = variable + 1;; ++i) {
    const WordPieceKind kind = pieces[i].kind;
    if (kind == WordPieceKind::variable_modified || kind == WordPieceKind::variable_replaced) ++depth;
    if (kind == WordPieceKind::variable_end && --depth == 0) return i;
  }
}

Result<ExpandedWords> expand_words(const ParsedWords& words, char escape, const Environment& environment,
                                   ExpandOptions options) {
  return Expander(words, escape, environment, options).run();
}

void append_literal_term(std::string_view text, std::string& out) {
  std::size_t copied = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\1' && text[at] != '\2') continue;
    out += text.substr(copied, at - copied);
    out += text[at] == '\1' ? "\1a\2" : "\1b\2";
    copied = at + 1;
  }
  out += text.substr(copied);
}

std::string expand_to_term(const ParsedWords& words, char escape, const SymbolicEnvironment& environment) {
  return SymbolicExpander(words, escape, environment).run();
}

Result<std::optional<HeredocName>> parse_heredoc_name(std::string_view word) {
  // ^(\d*)<<(-?)\s*([^<]*)$ (parser.go, reHeredoc)
  const std::optional<HeredocName> none;
  std::size_t at = 0;
  HeredocName heredoc;
  constexpr unsigned long long largest = ~0ULL;
  for (; at < word.size() && is_ascii_digit(word[at]); ++at) {
    const auto digit = static_cast<unsigned long long>(word[at] - '0');
    // strconv.ParseUint gives the largest number when the digits are too many.
    heredoc.descriptor = heredoc.descriptor > (largest - digit) / 10 ? largest : heredoc.descriptor * 10 + digit;
  }
  if (!word.substr(at).starts_with("<<")) return none;
  at += 2;
  heredoc.chomp = at < word.size() && word[at] == '-';
  if (heredoc.chomp) ++at;
  while (at < word.size() &&
         (word[at] == ' ' || word[at] == '\t' || word[at] == '\n' || word[at] == '\f' || word[at] == '\r')) {
    ++at;
  }
  const std::string_view rest = word.substr(at);
  if (rest.empty() || rest.find('<') != std::string_view::npos) return none;

  auto plain = read_words(rest, {.skip_unset = true});
  if (!plain) return Error{plain.error()};
  if (plain.value().words.size() != 1) return none;
  auto quoted = read_words(rest, {.raw_quotes = true, .skip_unset = true});
  if (!quoted) return Error{quoted.error()};
  if (quoted.value().words.size() != 1) return Error{"the name of a heredoc does not read as one word"};
  const auto quotes = [](std::string_view text) {
    return std::ranges::count_if(text, [](char byte) { return byte == '\'' || byte == '"'; });
  };
  heredoc.name = std::move(plain.value().words.front());
  heredoc.expand = quotes(heredoc.name) == quotes(quoted.value().words.front());
  return std::optional(std::move(heredoc));
}

Result<std::vector<HeredocName>> heredocs_of_line(std::string_view line) {
  std::vector<HeredocName> heredocs;
  auto words = read_words(line, {.raw_quotes = true, .raw_escapes = true, .skip_unset = true});
  if (!words) return heredocs;
  for (const std::string& word : words.value().words) {
    auto heredoc = parse_heredoc_name(word);
    if (!heredoc) return Error{heredoc.error()};
    if (heredoc.value()) heredocs.push_back(std::move(*heredoc.value()));
  }
  return heredocs;
}

std::optional<ExpandedWords> expand_literal(std::string_view text, char escape) {
  if (is_plain_word(text)) return ExpandedWords{std::string(text), {std::string(text)}};
  if (text.find('$') != std::string_view::npos) return std::nullopt;
  const auto words = parse_words(text, {.escape = escape});
  if (!words) return std::nullopt;
  auto expanded = expand_words(words.value(), escape, EmptyEnvironment{}, {});
  if (!expanded) return std::nullopt;
  return std::move(expanded.value());
}

std::optional<std::vector<std::string_view>> variables_of(std::string_view text, WordSyntax syntax) {
  const auto words = parse_words(text, syntax);
  if (!words) return std::nullopt;
  std::vector<std::string_view> names;
  for (const WordPiece& piece : words.value().pieces) {
    const bool names_one = piece.kind == WordPieceKind::variable || piece.kind == WordPieceKind::variable_modified ||
                           piece.kind == WordPieceKind::variable_replaced;
    if (names_one) names.push_back(piece.range.of(text));
  }
  return names;
}

}  // namespace drydock
