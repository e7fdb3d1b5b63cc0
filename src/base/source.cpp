// Line index and columns of a source text.
#include "base/source.hpp"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "base/unicode.hpp"

namespace drydock {

Result<Source> Source::make(std::string name, std::string text) {
  if (text.size() > max_size) {
    return Error{fmt::format("the file has {} bytes; drydock reads files of up to {} bytes", text.size(), max_size)};
  }
  return Source(std::move(name), std::move(text));
}

const std::vector<Offset>& Source::line_starts() const {
  if (line_starts_.empty()) {
    line_starts_.reserve(text_.size() / 32 + 8);
    line_starts_.push_back(0);
    const char* const begin = text_.data();
    const char* const end = begin + text_.size();
    for (const char* at = begin; at != end;) {
      const void* newline = std::memchr(at, '\n', static_cast<std::size_t>(end - at));
      if (newline == nullptr) break;
      at = static_cast<const char*>(newline) + 1;
      line_starts_.push_back(to_offset(static_cast<std::size_t>(at - begin)));
    }
  }
  return line_starts_;
}

Offset Source::line_of(Offset offset) const {
  const auto& starts = line_starts();
  return to_offset(static_cast<std::size_t>(std::ranges::upper_bound(starts, offset) - starts.begin()));
}

Position Source::position(Offset offset, ColumnUnit unit) const {
  DRYDOCK_CHECK(offset <= text_.size());
  const Offset line = line_of(offset);
  Counted from{line_starts()[line - 1], unit};
  if (counted_.unit == unit && counted_.at > from.at && counted_.at <= offset) from = counted_;
  Position position{line, from.column};
  std::string_view before = std::string_view(text_).substr(from.at, offset - from.at);
  if (is_ascii_text(before)) {
    position.column += to_offset(before.size());
    before = {};
  }
  while (!before.empty()) {
    const DecodedCharacter character = decode_utf8(before);
    before.remove_prefix(character.size);
    position.column += unit == ColumnUnit::bytes                               ? to_offset(character.size)
                       : unit == ColumnUnit::utf16 && character.value > 0xFFFF ? 2
                                                                               : 1;
  }
  // Within a character the count could not go on.
  const bool between = offset == text_.size() || (static_cast<unsigned char>(text_[offset]) & 0xC0U) != 0x80;
  if (between) counted_ = {offset, unit, position.column};
  return position;
}

Offset Source::line_count() const { return to_offset(line_starts().size()); }

TextRange Source::line_range(Offset line) const {
  const auto& starts = line_starts();
  DRYDOCK_CHECK(line >= 1 && line <= starts.size());
  const Offset begin = starts[line - 1];
  Offset end = line < starts.size() ? starts[line] : to_offset(text_.size());
  while (end > begin && (text_[end - 1] == '\n' || text_[end - 1] == '\r')) --end;
  return {begin, end};
}

}  // namespace drydock
