// UTF-8 and the few Unicode properties that BuildKit, a Go program, lets decide about a Dockerfile.
#pragma once

#include <cstddef>
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

[[nodiscard]] bool is_valid_utf8(std::string_view text) noexcept;
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
/// Number of bytes of Unicode white space at the start of a text.
[[nodiscard]] std::size_t leading_space_size(std::string_view text) noexcept;
/// Go's strings.TrimSpace.
[[nodiscard]] std::string_view trim_space(std::string_view text) noexcept;

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
