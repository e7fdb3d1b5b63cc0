// UTF-8 and the few Unicode properties that BuildKit, a Go program, lets decide about a Dockerfile.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace drydock {

inline constexpr char32_t replacement_character = 0xFFFD;

struct DecodedCharacter {
  char32_t value = 0;
  std::size_t size = 0;  ///< bytes taken; 1 for a byte that begins no well-formed sequence
  bool well_formed = false;
};

/// The first character of a text that is not empty. An ill-formed sequence gives U+FFFD and size 1, as Go's
/// utf8.DecodeRuneInString does.
[[nodiscard]] DecodedCharacter decode_utf8(std::string_view text) noexcept;

/// Appends a code point; surrogates and values above U+10FFFF become U+FFFD, as Go's utf8.AppendRune does.
void append_utf8(std::string& out, char32_t value);

/// Whether a text has no byte but those of ASCII, which is so of nearly all that is asked about. Eight at a time.
[[nodiscard]] inline bool is_ascii_text(std::string_view text) noexcept {
  const auto bytes_at = [&](std::size_t at, auto bytes) {
    std::memcpy(&bytes, text.data() + at, sizeof(bytes));
    return std::uint64_t{bytes};
  };
  std::uint64_t all = 0;
  const std::size_t size = text.size();
  // The last bytes may be read twice.
  if (size >= 8) {
    for (std::size_t at = 0; at + 8 < size; at += 8) all |= bytes_at(at, std::uint64_t{});
    all |= bytes_at(size - 8, std::uint64_t{});
  } else if (size >= 4) {
    all = bytes_at(0, std::uint32_t{}) | bytes_at(size - 4, std::uint32_t{});
  } else {
    for (const char byte : text) all |= static_cast<unsigned char>(byte);
  }
  return (all & 0x8080808080808080U) == 0;
}

/// Of a text of any kind; see is_valid_utf8.
[[nodiscard]] bool decodes_as_utf8(std::string_view text) noexcept;
[[nodiscard]] inline bool is_valid_utf8(std::string_view text) noexcept {
  return is_ascii_text(text) || decodes_as_utf8(text);
}
/// A copy in which each byte that is not part of well-formed UTF-8 is U+FFFD.
[[nodiscard]] std::string with_replacement_characters(std::string_view text);
/// The same, but a copy only if there is such a byte. A view of the text must not outlive it.
class WellFormedText {
 public:
  explicit WellFormedText(std::string_view text) : text_(text) {
    if (is_valid_utf8(text)) return;
    copy_ = with_replacement_characters(text);
    text_ = copy_;
  }
  WellFormedText(const WellFormedText&) = delete;
  WellFormedText& operator=(const WellFormedText&) = delete;
  [[nodiscard]] std::string_view view() const noexcept { return text_; }

 private:
  std::string copy_;
  std::string_view text_;
};

/// Go's unicode.IsSpace: "\t\n\v\f\r ", U+0085, U+00A0 and the space separators (category Z).
[[nodiscard]] bool is_unicode_space(char32_t value) noexcept;
/// The ASCII characters among them.
[[nodiscard]] constexpr bool is_ascii_space(char byte) noexcept {
  return (byte >= 0x09 && byte <= 0x0D) || byte == 0x20;
}
/// Go's unicode.IsSpace of a single byte taken as a code point (Latin-1), which is how split_command.go reads flags.
[[nodiscard]] constexpr bool is_latin1_space(char byte) noexcept {
  const auto value = static_cast<unsigned char>(byte);
  return (value >= 0x09 && value <= 0x0D) || value == 0x20 || value == 0x85 || value == 0xA0;
}
/// Where the Unicode white space ends that a text begins with; `from` is a place before which there is nothing else.
[[nodiscard]] std::size_t leading_space_size_from(std::string_view text, std::size_t from) noexcept;
/// Number of bytes of Unicode white space at the start of a text.
[[nodiscard]] inline std::size_t leading_space_size(std::string_view text) noexcept {
  std::size_t size = 0;
  while (size < text.size() && is_ascii_space(text[size])) ++size;
  const bool ends = size == text.size() || static_cast<unsigned char>(text[size]) < 0x80;
  return ends ? size : leading_space_size_from(text, size);
}
/// The text without the Unicode white space at its end.
[[nodiscard]] std::string_view trim_space_at_end(std::string_view text) noexcept;
/// Go's strings.TrimSpace.
[[nodiscard]] inline std::string_view trim_space(std::string_view text) noexcept {
  text.remove_prefix(leading_space_size(text));
  while (!text.empty() && is_ascii_space(text.back())) text.remove_suffix(1);
  const bool ends = text.empty() || static_cast<unsigned char>(text.back()) < 0x80;
  return ends ? text : trim_space_at_end(text);
}

/// Go's strings.ToLower as far as the result can be ASCII: A to Z, and the two other characters whose lower case is
/// an ASCII letter (U+0130 and U+212A). All other bytes stay.
[[nodiscard]] std::string lower_ascii_like_go(std::string_view text);
/// Go's strings.ToUpper as far as the result can be ASCII: a to z, U+0131 and U+017F.
[[nodiscard]] std::string upper_ascii_like_go(std::string_view text);
/// Lower case of A to Z only.
[[nodiscard]] std::string lower_ascii(std::string_view text);
[[nodiscard]] constexpr bool is_ascii_alpha(char byte) noexcept {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}
[[nodiscard]] constexpr bool is_ascii_digit(char byte) noexcept { return byte >= '0' && byte <= '9'; }
[[nodiscard]] constexpr bool is_ascii_alphanumeric(char byte) noexcept {
  return is_ascii_alpha(byte) || is_ascii_digit(byte);
}
[[nodiscard]] constexpr bool is_ascii_hexadecimal(char byte) noexcept {
  return is_ascii_digit(byte) || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');
}

/// Go's unicode.IsLetter and unicode.IsDigit, which decide how far a variable's name goes (shell/lex.go, processName).
[[nodiscard]] bool is_unicode_letter(char32_t value) noexcept;
[[nodiscard]] bool is_unicode_digit(char32_t value) noexcept;

}  // namespace drydock
