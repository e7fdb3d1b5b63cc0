// A fingerprint of a sequence of texts, for comparing what is too long to keep.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace drydock {

/// 128 bits. Not made to withstand somebody who looks for collisions.
struct Digest {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  friend bool operator==(const Digest&, const Digest&) = default;
  /// The digest of a set does not depend on the order in which members are added and taken away.
  void add_member(const Digest& member) noexcept {
    high += member.high;
    low += member.low;
  }
  void remove_member(const Digest& member) noexcept {
    high -= member.high;
    low -= member.low;
  }
};

/// Takes texts one after the other; where one ends and the next begins counts.
class Digester {
 public:
  Digester& add(std::string_view text) noexcept {
    const std::size_t size = text.size();
    for (; text.size() >= 8; text.remove_prefix(8)) mix(bytes_of(text, 8));
    if (!text.empty()) mix(bytes_of(text, text.size()));
    mix_number(size);
    return *this;
  }
  Digester& add(const Digest& digest) noexcept {
    mix_number(digest.high);
    mix_number(digest.low);
    return *this;
  }
  Digester& add_number(std::uint64_t number) noexcept {
    mix_number(number);
    return *this;
  }
  [[nodiscard]] Digest digest() const noexcept { return {finish(high_), finish(low_)}; }

 private:
  static std::uint64_t bytes_of(std::string_view text, std::size_t count) noexcept {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, text.data(), count);
    return std::endian::native == std::endian::little ? bytes : swapped(bytes);
  }
  static constexpr std::uint64_t swapped(std::uint64_t bytes) noexcept {
    std::uint64_t other = 0;
    for (int i = 0; i < 8; ++i, bytes >>= 8U) other = (other << 8U) | (bytes & 0xFFU);
    return other;
  }
  void mix(std::uint64_t value) noexcept {
    high_ = (high_ ^ value) * 0x9E3779B97F4A7C15U;
    high_ ^= high_ >> 32U;
    low_ = (low_ + value) * 0xD6E8FEB86659FD93U;
    low_ ^= low_ >> 29U;
  }
  void mix_number(std::uint64_t number) noexcept {
    mix(number ^ 0xA5A5A5A5A5A5A5A5U);
    mix(number >> 17U);
  }
  static std::uint64_t finish(std::uint64_t value) noexcept {
    value ^= value >> 33U;
    value *= 0xFF51AFD7ED558CCDU;
    value ^= value >> 33U;
    value *= 0xC4CEB9FE1A85EC53U;
    return value ^ (value >> 33U);
  }

  std::uint64_t high_ = 0x243F6A8885A308D3U;
  std::uint64_t low_ = 0x13198A2E03707344U;
};

}  // namespace drydock
