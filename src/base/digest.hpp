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
    const char* at = text.data();
    const char* const end = at + text.size();
    for (; end - at >= 8; at += 8) mix(number_of<std::uint64_t>(at));
    if (at != end) mix(rest_of(at, static_cast<std::size_t>(end - at)));
    mix_number(text.size());
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
  /// The bytes of a number, the lowest one first.
  template <typename Number>
  static std::uint64_t number_of(const char* bytes) noexcept {
    Number number = 0;
    if constexpr (std::endian::native == std::endian::little) {
      std::memcpy(&number, bytes, sizeof number);
    } else {
      for (std::size_t i = sizeof number; i-- > 0;) {
        number = static_cast<Number>(number << 8U) | static_cast<unsigned char>(bytes[i]);
      }
    }
    return number;
  }
  /// The same of one to seven bytes; a copy of so many would be a call.
  static std::uint64_t rest_of(const char* bytes, std::size_t count) noexcept {
    // Where the two halves overlap they are the same.
    if (count >= 4) {
      return number_of<std::uint32_t>(bytes) | number_of<std::uint32_t>(bytes + count - 4) << (8 * (count - 4));
    }
    const auto byte = [&](std::size_t at) { return std::uint64_t{static_cast<unsigned char>(bytes[at])} << (8 * at); };
    return byte(0) | byte(count / 2) | byte(count - 1);
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
