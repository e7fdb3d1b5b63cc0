// The lossless tree: tokens that tile the text, and the lines and instructions that they form.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.hpp"
#include "base/diagnostic.hpp"
#include "base/source.hpp"
#include "base/spare_memory.hpp"
#include "base/text_range.hpp"

namespace drydock {

/// The longest line that BuildKit reads, in bytes, with its line feed; without one at the end of the file it is one
/// byte less (Go's bufio.MaxScanTokenSize; parser/parser.go, handleScannerError).
inline constexpr std::size_t max_line_size = 65536;

enum class TokenKind : std::uint8_t {
  bom,                 ///< the byte order mark at the start of the file
  indent,              ///< white space before an instruction or a comment
  blank,               ///< all of a line that holds nothing else but white space
  directive,           ///< "# escape=`", up to the line end
  comment,             ///< "#" up to the line end
  keyword,             ///< of an instruction; more than one token if continuations cut it
  separator,           ///< white space after the keyword, and before it if continuations go before it
  argument,            ///< text after it, up to the line end or the continuation
  escape,              ///< the escape character that continues the line, with the blanks after it
  line_end,            ///< "\n" with all "\r" before it
  heredoc_text,        ///< whole lines of a heredoc
  heredoc_terminator,  ///< the line that ends it
};
[[nodiscard]] std::string_view to_string(TokenKind kind) noexcept;

/// A token begins where the one before it ends, so gaps and overlaps cannot be written down.
struct Token {
  Offset end;
  TokenKind kind;
};

enum class NodeKind : std::uint8_t { directive, comment, blank_line, instruction };
[[nodiscard]] std::string_view to_string(NodeKind kind) noexcept;

using TokenIndex = std::uint32_t;
using NodeIndex = std::uint32_t;

/// The tokens [first, last) form a line or an instruction. Nodes follow each other; only a byte order mark stands
/// outside of them.
struct Node {
  NodeKind kind;
  TokenIndex first;
  TokenIndex last;
};

enum class DirectiveKind : std::uint8_t { syntax, escape, check };
[[nodiscard]] std::string_view to_string(DirectiveKind kind) noexcept;

struct Directive {
  DirectiveKind kind;
  TextRange value;  ///< without white space around it
  Offset line;      ///< from 1
};

/// One heredoc of an instruction, as it was announced and found.
struct HeredocNode {
  NodeIndex node;           ///< the instruction
  std::string_view name;    ///< in the tree's arena
  unsigned long long descriptor = 0;
  bool expand = false;
  bool chomp = false;
  bool terminated = false;
  TextRange content;        ///< whole lines, without the terminator
  TextRange terminator;     ///< the terminating line without its line end
};

/// The result of parsing. Refers to nothing outside of itself.
struct Tree {
  SpareList<Token> tokens;
  SpareList<Node> nodes;
  SpareList<TokenIndex> comments;     ///< the tokens that are comments, in order
  std::vector<Directive> directives;
  std::vector<HeredocNode> heredocs;  ///< by node, in order
  std::vector<Diagnostic> diagnostics;
  char escape = '\\';
  bool has_blank_continuations = false;  ///< whether a line of white space alone is part of an instruction
  Arena arena;

  [[nodiscard]] Offset begin_of(TokenIndex token) const { return token == 0 ? 0 : tokens[token - 1].end; }
  [[nodiscard]] TextRange range_of(TokenIndex token) const { return {begin_of(token), tokens[token].end}; }
  /// The comments among the tokens [first, last). Logarithmic.
  [[nodiscard]] std::span<const TokenIndex> comments_among(TokenIndex first, TokenIndex last) const {
    const TokenIndex* const begin = std::ranges::lower_bound(comments, first);
    return {begin, std::ranges::lower_bound(begin, comments.end(), last)};
  }
  [[nodiscard]] std::span<const TokenIndex> comments_of(const Node& node) const {
    return comments_among(node.first, node.last);
  }
  [[nodiscard]] TextRange range_of(const Node& node) const { return {begin_of(node.first), begin_of(node.last)}; }
};

/// Parses any text; never fails. What BuildKit's parser would refuse is in `diagnostics`. Linear in the size.
[[nodiscard]] Tree parse(const Source& source);

/// A line as a parser directive, whichever place it has in the file (directives.go, ParseLine): no indentation, a known
/// name. The value has no white space around it.
struct DirectiveLine {
  DirectiveKind kind;
  std::string_view value;
};
[[nodiscard]] std::optional<DirectiveLine> parse_directive_line(std::string_view line);

/// The tree as text, one token a line below its node, for people and golden files.
[[nodiscard]] std::string dump(const Tree& tree, const Source& source);

}  // namespace drydock
