// Reading and expanding words as BuildKit's frontend/dockerfile/shell/lex.go does: quotes, escapes, ${…} with its
// modifiers. Used by the builder for ENV, LABEL, COPY and the like, and to find the heredocs of a line.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/spare_memory.hpp"
#include "base/text_range.hpp"

namespace drydock {

/// What a `Word` is made of. A list of pieces in the order of the text; `variable_…` pieces bracket the pieces of
/// their inner words.
enum class WordPieceKind : unsigned char {
  literal,                ///< range: characters that stand for themselves
  escaped,                ///< range: the character after the escape character
  escape_at_end,          ///< range: the escape character that ends the text
  single_quoted,          ///< range: what stands between the quotes
  double_quote_open,
  double_quote_close,
  quoted_literal,         ///< range: characters between double quotes
  quoted_escaped,         ///< range: the escaped character between double quotes
  quoted_lone_escape,     ///< an escape character between double quotes that escapes nothing
  heredoc_marker,         ///< range: "<<" and the blanks after it
  lone_dollar,
  variable,               ///< $name or ${name}; range: the name
  variable_modified,      ///< ${name<modifier>; range: the name; `modifier` below; ends with variable_end
  variable_replaced,      ///< ${name/; range: the name; pattern, pattern_end, replacement, variable_end
  pattern_end,
  variable_end,
};

struct WordPiece {
  WordPieceKind kind;
  bool braced = false;       ///< for `variable`: written ${name}
  bool all = false;          ///< for `variable_replaced`: //
  TextRange range;           ///< bytes of the text that was parsed
  TextRange modifier{};      ///< for `variable_modified`: one character, or ":" and one character
};

/// A text read as words. Independent of any environment.
struct ParsedWords {
  std::string_view text;          ///< must outlive this
  SpareList<WordPiece> pieces;
};

struct WordSyntax {
  char escape = '\\';
  bool quotes = true;  ///< false: quotes are ordinary characters (a heredoc's body)
};

/// Reads a text; fails as lex.go does on unbalanced quotes and bad ${…}, and where ${…} nests deeper than 200.
[[nodiscard]] Result<ParsedWords> parse_words(std::string_view text, WordSyntax syntax);

/// The index of the variable_end that belongs to the `variable_modified` or `variable_replaced` at an index.
[[nodiscard]] std::size_t end_of_variable(const SpareList<WordPiece>& pieces, std::size_t variable);

/// What a variable name stands for.
class Environment {
 public:
  virtual ~Environment() = default;
  [[nodiscard]] virtual std::optional<std::string_view> get(std::string_view name) const = 0;
};

class EmptyEnvironment final : public Environment {
 public:
  [[nodiscard]] std::optional<std::string_view> get(std::string_view) const override { return std::nullopt; }
};

struct ExpandOptions {
  bool raw_quotes = false;   ///< quotes stay in the result
  bool raw_escapes = false;  ///< escape characters stay in the result
  bool skip_unset = false;   ///< variables that are not set stay as they are written
  bool split = true;         ///< false: `words` of the result stays empty
};

struct ExpandedWords {
  std::string text;                ///< the whole text expanded, blanks kept (lex.go, ProcessWord)
  std::vector<std::string> words;  ///< the same split at blanks that are not quoted (ProcessWords)
};

/// Expands variables, removes quotes and escapes. Fails on ${x:?message} and on modifiers that do not exist.
[[nodiscard]] Result<ExpandedWords> expand_words(const ParsedWords& words, char escape, const Environment& environment,
                                                 ExpandOptions options);

/// What a text stands for whatever the variables hold: nothing if it has a "$", or if it does not read as words.
[[nodiscard]] std::optional<ExpandedWords> expand_literal(std::string_view text, char escape);

/// The names of the variables that a text names; nothing if it does not read as words.
[[nodiscard]] std::optional<std::vector<std::string_view>> variables_of(std::string_view text, WordSyntax syntax);

/// What a variable stands for where its value may not be known.
class SymbolicEnvironment {
 public:
  virtual ~SymbolicEnvironment() = default;
  /// Adds the value's term to `out`: the value itself (see append_literal_term), or a name that stands for the same
  /// value wherever it is met, between the bytes 1 and 2 and neither "a" nor "b", which stand for those. Returns false,
  /// and adds nothing, if the variable is certainly not set.
  virtual bool append_term(std::string_view name, std::string& out) const = 0;
  /// Whether the value, or that there is none, is known.
  [[nodiscard]] virtual bool is_known(std::string_view name) const = 0;
};

/// Adds text to a term. In a term the bytes 1 and 2 bracket what is not plain text.
void append_literal_term(std::string_view text, std::string& out);

/// The term of an expansion (ProcessWord): two texts with the same term expand to the same bytes, or both fail,
/// whatever the unknown variables hold. The other way round is not promised.
[[nodiscard]] std::string expand_to_term(const ParsedWords& words, char escape, const SymbolicEnvironment& environment);

/// A heredoc that a line announces (parser.go, Heredoc).
struct HeredocName {
  std::string name;         ///< quotes and escapes removed; never empty
  unsigned long long descriptor = 0;  ///< the digits before "<<"
  bool expand = false;      ///< the name is not quoted
  bool chomp = false;       ///< "<<-": leading tabs go
};

/// The heredoc that one word announces, if it does (parser.go, ParseHeredoc). Fails on a word that lex.go refuses.
[[nodiscard]] Result<std::optional<HeredocName>> parse_heredoc_name(std::string_view word);

/// The heredocs that a joined line announces, in order (parser.go, heredocsFromLine). None if the line does not read
/// as words; fails if one of its words begins a heredoc but its name does not read.
[[nodiscard]] Result<std::vector<HeredocName>> heredocs_of_line(std::string_view line);

}  // namespace drydock
