// A source text with its name, and the translation of byte offsets to lines and columns.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/text_range.hpp"

namespace drydock {

/// A place as people and editors count it, both from 1. A column counts characters (Unicode code points; a byte that
/// is not part of well-formed UTF-8 counts as one).
struct Position {
  Offset line = 1;
  Offset column = 1;
};

/// What a column counts.
enum class ColumnUnit : unsigned char {
  characters,  ///< code points
  utf16,       ///< UTF-16 code units: two for a character beyond U+FFFF
  bytes,
};

/// An immutable text. Texts over `max_size` bytes are refused by make(): offsets have 32 bits.
class Source {
 public:
  static constexpr std::size_t max_size = std::size_t{64} * 1024 * 1024;

  /// `name` is what messages call the text, normally its path. Fails if the text is larger than max_size.
  static Result<Source> make(std::string name, std::string text);

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] std::string_view text() const noexcept { return text_; }
  [[nodiscard]] std::string_view text(TextRange range) const noexcept { return range.of(text_); }

  /// Line and column of a byte offset <= text().size(). Logarithmic in the number of lines, after a first call that
  /// walks the text once, and linear in the part of the line that comes before: behind the place that was asked for
  /// last, if that is in the line. Lines end at "\n" only, as BuildKit counts them (parser.go, scanLines).
  [[nodiscard]] Position position(Offset offset, ColumnUnit unit = ColumnUnit::characters) const;
  /// The line (from 1) that holds a byte offset.
  [[nodiscard]] Offset line_of(Offset offset) const;
  /// The range of a line without its line end. Precondition: the line exists.
  [[nodiscard]] TextRange line_range(Offset line) const;
  [[nodiscard]] Offset line_count() const;

 private:
  Source(std::string name, std::string text) : name_(std::move(name)), text_(std::move(text)) {}
  const std::vector<Offset>& line_starts() const;

  std::string name_;
  std::string text_;
  /// A place and the column that was found for it.
  struct Counted {
    Offset at = 0;
    ColumnUnit unit = ColumnUnit::characters;
    Offset column = 1;
  };
  // Filled by questions; a Source is used by one thread at a time.
  mutable std::vector<Offset> line_starts_;
  mutable Counted counted_;
};

}  // namespace drydock
