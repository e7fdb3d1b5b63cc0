// UTF-8 decoding and the Unicode properties that Go's standard library uses.
#include "base/unicode.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <iterator>

#include "base/unicode_tables.hpp"

namespace drydock {
namespace {

constexpr bool is_continuation(unsigned char byte) noexcept { return (byte & 0xC0) == 0x80; }

constexpr bool is_ascii(char byte) noexcept { return static_cast<unsigned char>(byte) < 0x80; }

/// How many bytes of a text come before the first that is not ASCII, rounded down to eight.
std::size_t leading_ascii_size(std::string_view text) noexcept {
  std::size_t size = 0;
  for (; size + 8 <= text.size(); size += 8) {
    std::uint64_t eight;
    std::memcpy(&eight, text.data() + size, 8);
    if ((eight & 0x8080808080808080U) != 0) break;
  }
  return size;
}

template <std::size_t N>
bool in_ranges(const CodePointRange (&ranges)[N], char32_t value) noexcept {
  const auto* const after = std::ranges::upper_bound(ranges, value, {}, &CodePointRange::first);
  return after != std::begin(ranges) && value <= std::prev(after)->last;
}

template <typename Map>
std::string map_characters(std::string_view text, Map map) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    if (is_ascii(text.front())) {
      const char mapped = map(static_cast<unsigned char>(text.front()));
      out += mapped != '\0' ? mapped : text.front();
      text.remove_prefix(1);
      continue;
    }
    const DecodedCharacter character = decode_utf8(text);
    if (const char mapped = map(character.value); mapped != '\0') {
      out += mapped;
    } else {
      out += text.substr(0, character.size);
    }
    text.remove_prefix(character.size);
  }
  return out;
}

}  // namespace

DecodedCharacter decode_utf8(std::string_view text) noexcept {
  const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(text[index]); };
  const DecodedCharacter bad{replacement_character, 1, false};
  const unsigned char first = byte(0);
  if (first < 0x80) return {first, 1, true};
  if (first < 0xC2 || first > 0xF4) return bad;
  const std::size_t size = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (text.size() < size) return bad;
  // The second byte rules out overlong forms, surrogates and values above U+10FFFF.
  const unsigned char second = byte(1);
  if (!is_continuation(second)) return bad;
  if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) || (first == 0xF0 && second < 0x90) ||
      (first == 0xF4 && second > 0x8F)) {
    return bad;
  }
  char32_t value = size == 2 ? first & 0x1FU : size == 3 ? first & 0x0FU : first & 0x07U;
  for (std::size_t i = 1; i < size; ++i) {
    if (!is_continuation(byte(i))) return bad;
    value = (value << 6) | (byte(i) & 0x3FU);
  }
  return {value, size, true};
}

void append_utf8(std::string& out, char32_t value) {
  if (value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) value = replacement_character;
  const auto put = [&](char32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (value < 0x80) {
    put(value);
  } else if (value < 0x800) {
    put(0xC0 | (value >> 6));
    put(0x80 | (value & 0x3F));
  } else if (value < 0x10000) {
    put(0xE0 | (value >> 12));
    put(0x80 | ((value >> 6) & 0x3F));
    put(0x80 | (value & 0x3F));
  } else {
    put(0xF0 | (value >> 18));
    put(0x80 | ((value >> 12) & 0x3F));
    put(0x80 | ((value >> 6) & 0x3F));
    put(0x80 | (value & 0x3F));
  }
}

bool decodes_as_utf8(std::string_view text) noexcept {
  for (;;) {
    text.remove_prefix(leading_ascii_size(text));
    // At most seven bytes of ASCII, or a character that is none.
    for (std::size_t i = 0; i < 8 && !text.empty(); ++i) {
      if (is_ascii(text.front())) {
        text.remove_prefix(1);
        continue;
      }
      const DecodedCharacter character = decode_utf8(text);
      if (!character.well_formed) return false;
      text.remove_prefix(character.size);
    }
    if (text.empty()) return true;
  }
}

std::string with_replacement_characters(std::string_view text) {
  if (is_valid_utf8(text)) return std::string(text);
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const DecodedCharacter character = decode_utf8(text);
    append_utf8(out, character.value);
    text.remove_prefix(character.size);
  }
  return out;
}

bool is_unicode_space(char32_t value) noexcept {
  if (value < 0x100) {
    return value < 0x80 ? (value >= 0x09 && value <= 0x0D) || value == 0x20 : value == 0x85 || value == 0xA0;
  }
  return value == 0x1680 || (value >= 0x2000 && value <= 0x200A) || value == 0x2028 || value == 0x2029 ||
         value == 0x202F || value == 0x205F || value == 0x3000;
}

std::size_t leading_space_size_from(std::string_view text, std::size_t from) noexcept {
  std::size_t size = from;
  while (size < text.size()) {
    if (is_ascii(text[size])) {
      if (!is_ascii_space(text[size])) break;
      ++size;
      continue;
    }
    const DecodedCharacter character = decode_utf8(text.substr(size));
    if (!character.well_formed || !is_unicode_space(character.value)) break;
    size += character.size;
  }
  return size;
}

std::string_view trim_space_at_end(std::string_view text) noexcept {
  while (!text.empty()) {
    if (is_ascii(text.back())) {
      if (!is_ascii_space(text.back())) break;
      text.remove_suffix(1);
      continue;
    }
    std::size_t size = 1;
    while (size < 3 && size < text.size() && is_continuation(static_cast<unsigned char>(text[text.size() - size]))) {
      ++size;
    }
    const std::string_view last = text.substr(text.size() - size);
    const DecodedCharacter character = decode_utf8(last);
    if (!character.well_formed || character.size != size || !is_unicode_space(character.value)) break;
    text.remove_suffix(size);
  }
  return text;
}

std::string lower_ascii_like_go(std::string_view text) {
  if (std::ranges::all_of(text, is_ascii)) return lower_ascii(text);
  return map_characters(text, [](char32_t value) -> char {
    if (value >= 'A' && value <= 'Z') return static_cast<char>(value - 'A' + 'a');
    return value == 0x130 ? 'i' : value == 0x212A ? 'k' : '\0';
  });
}

std::string upper_ascii_like_go(std::string_view text) {
  return map_characters(text, [](char32_t value) -> char {
    if (value >= 'a' && value <= 'z') return static_cast<char>(value - 'a' + 'A');
    return value == 0x131 ? 'I' : value == 0x17F ? 'S' : '\0';
  });
}

std::string lower_ascii(std::string_view text) {
  std::string out(text);
  for (char& byte : out) {
    if (byte >= 'A' && byte <= 'Z') byte = static_cast<char>(byte - 'A' + 'a');
  }
  return out;
}

bool is_unicode_letter(char32_t value) noexcept {
  if (value < 0x80) return is_ascii_alpha(static_cast<char>(value));
  return in_ranges(letter_ranges, value);
}

bool is_unicode_digit(char32_t value) noexcept {
  if (value < 0x80) return is_ascii_digit(static_cast<char>(value));
  return in_ranges(digit_ranges, value);
}

}  // namespace drydock
