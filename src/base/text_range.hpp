// Half-open byte ranges of a source text, the only kind of position the layers exchange.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.hpp"

namespace drydock {

/// Byte offset into a source text. 32 bits: a Source refuses larger texts.
using Offset = std::uint32_t;

/// The bytes [begin, end) of a source text. Invariant: begin <= end.
struct TextRange {
  Offset begin = 0;
  Offset end = 0;

  [[nodiscard]] constexpr Offset size() const noexcept { return end - begin; }
  [[nodiscard]] constexpr bool empty() const noexcept { return begin == end; }
  [[nodiscard]] constexpr bool contains(TextRange other) const noexcept {
    return begin <= other.begin && other.end <= end;
  }
  /// Whether the two share at least one byte.
  [[nodiscard]] constexpr bool overlaps(TextRange other) const noexcept {
    return begin < other.end && other.begin < end;
  }
  /// Precondition: the text reaches as far.
  [[nodiscard]] constexpr std::string_view of(std::string_view text) const noexcept {
    DRYDOCK_CHECK(begin <= end && end <= text.size());
    return {text.data() + begin, size()};
  }
  friend constexpr bool operator==(TextRange, TextRange) = default;
};

[[nodiscard]] constexpr Offset to_offset(std::size_t value) noexcept { return static_cast<Offset>(value); }

}  // namespace drydock
