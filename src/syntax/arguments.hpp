// What BuildKit's parser makes of a joined line: keyword, flags, and the arguments as JSON, words or fields.
// Ranges are byte offsets into the text that was passed in.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/spare_memory.hpp"
#include "base/text_range.hpp"

namespace drydock {

/// A piece of a line whose value may differ from its bytes.
struct ArgumentText {
  TextRange range;
  std::optional<std::string> value;  ///< if it differs from the bytes of the range
  bool quoted = false;  ///< without a value: the first and the last byte of the range are quotes and do not count

  [[nodiscard]] std::string_view of(std::string_view line) const {
    if (value) return *value;
    return quoted ? range.of(line).substr(1, range.size() - 2) : range.of(line);
  }
};

/// parser/split_command.go, splitCommand.
struct SplitLine {
  TextRange keyword;                ///< may be empty
  std::vector<ArgumentText> flags;  ///< each with its "--", quotes and escapes removed
  TextRange flags_range;            ///< from the first flag to the arguments; holds a lone "--" too
  TextRange arguments;              ///< without white space around them; may be empty
};
[[nodiscard]] SplitLine split_line(std::string_view line, char escape);
/// The same into an object whose memory is used again.
void split_line(std::string_view line, char escape, SplitLine& split);

enum class ArrayKind : unsigned char {
  strings,         ///< a JSON array of strings: exec form
  other_elements,  ///< a JSON array with an element that is no string: BuildKit refuses the file
  none,            ///< anything else: shell form
};
struct StringArray {
  ArrayKind kind = ArrayKind::none;
  std::vector<ArgumentText> strings;  ///< for `strings`; a range holds the quotes
};
/// parser/line_parsers.go, parseJSON: decides about the whole text as Go's encoding/json does.
[[nodiscard]] StringArray parse_string_array(std::string_view text);
/// The same into an object whose memory is used again; strings that are what their bytes say are `quoted`, without a
/// value.
void parse_string_array(std::string_view text, StringArray& array);

/// Where the first JSON array of strings of a text ends, if the text begins with one. Frontends older than
/// Dockerfile 1.9 took it for the exec form even when more text follows.
[[nodiscard]] std::optional<std::size_t> end_of_leading_string_array(std::string_view text);

/// parser/line_parsers.go, parseWords: words of ENV, LABEL and ARG; quotes and escapes stay.
[[nodiscard]] std::vector<ArgumentText> split_words(std::string_view text, char escape);
/// The same into a list whose memory is used again.
void split_words(std::string_view text, char escape, std::vector<ArgumentText>& words);

/// parser/line_parsers.go, parseStringsWhitespaceDelimited.
[[nodiscard]] SpareList<TextRange> split_fields(std::string_view text);
/// The same into a list whose memory is used again.
void split_fields(std::string_view text, SpareList<TextRange>& fields);

}  // namespace drydock
