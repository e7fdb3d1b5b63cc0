// Groups of three bytes and of four digits.
#include "base/base64.hpp"

#include <array>
#include <cstdint>

namespace drydock {
namespace {

constexpr std::string_view base64_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::string to_base64(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::string_view group = bytes.substr(at, 3);
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      value = value << 8U | (i < group.size() ? static_cast<unsigned char>(group[i]) : 0U);
    }
    for (std::size_t i = 0; i < 4; ++i) out += i <= group.size() ? base64_digits[value >> (18U - 6U * i) & 63U] : '=';
  }
  return out;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  static constexpr auto values = [] {
    std::array<std::uint8_t, 256> table{};
    table.fill(64);
    for (std::uint8_t i = 0; i < 64; ++i) table[static_cast<unsigned char>(base64_digits[i])] = i;
    return table;
  }();
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  std::string out;
  out.reserve(text.size() / 4 * 3);
  for (std::size_t at = 0; at < text.size(); at += 4) {
    const std::size_t digits = at + 4 == text.size() ? 4 - padding : 4;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      const std::uint8_t digit = i < digits ? values[static_cast<unsigned char>(text[at + i])] : 0;
      if (digit > 63) return std::nullopt;
      value = value << 6U | digit;
    }
    for (std::size_t i = 0; i + 1 < digits; ++i) out += static_cast<char>(value >> (16U - 8U * i) & 255U);
  }
  return out;
}

}  // namespace drydock
