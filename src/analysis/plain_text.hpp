// Words that stand for what they show, which most are: told without reading them as words.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/unicode.hpp"
#include "syntax/words.hpp"

namespace drydock {

/// Bytes that stand for themselves. Either of the two escape characters may be the file's, and "<<" begins a piece of
/// its own.
inline constexpr auto is_plain_byte = [] {
  std::array<bool, 256> table{};
  for (std::size_t byte = 0x20; byte < 0x7F; ++byte) table[byte] = true;
  for (const char byte : std::string_view("$\\`\"'<")) table[static_cast<unsigned char>(byte)] = false;
  return table;
}();

/// What a text expands to (expand_words, without any option) if it is plain ASCII, or that between quotes. Nothing says
/// only that it has to be read.
[[nodiscard]] inline std::optional<std::string_view> plain_text(std::string_view text) noexcept {
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front()) {
    text.remove_prefix(1);
    text.remove_suffix(1);
  }
  for (const char byte : text) {
    if (!is_plain_byte[static_cast<unsigned char>(byte)]) return std::nullopt;
  }
  return text;
}

/// Reads a text of plain bytes, $NAME and ${NAME}, perhaps between double quotes: calls `literal` for what stands for
/// itself and `variable` for each name, in their order. False if there is anything else in it, after some of the calls.
template <typename Literal, typename Variable>
[[nodiscard]] bool read_simple_words(std::string_view text, const Literal& literal, const Variable& variable) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    text.remove_prefix(1);
    text.remove_suffix(1);
  }
  const auto begins_name = [](char byte) { return is_ascii_alpha(byte) || byte == '_'; };
  const auto is_in_name = [](char byte) { return is_ascii_alphanumeric(byte) || byte == '_'; };
  while (!text.empty()) {
    std::size_t size = 0;
    while (size < text.size() && is_plain_byte[static_cast<unsigned char>(text[size])]) ++size;
    if (size > 0) literal(text.substr(0, size));
    text.remove_prefix(size);
    if (text.empty()) return true;
    if (text.front() != '$') return false;
    text.remove_prefix(1);
    const bool braced = text.starts_with('{');
    if (braced) text.remove_prefix(1);
    if (text.empty() || !begins_name(text.front())) return false;
    size = 1;
    while (size < text.size() && is_in_name(text[size])) ++size;
    const std::string_view name = text.substr(0, size);
    text.remove_prefix(size);
    if (braced && !text.starts_with('}')) return false;
    if (braced) text.remove_prefix(1);
    variable(name);
  }
  return true;
}

/// Whether a name is written as what it is, without quotes. Another one may be any: even a byte order mark before it
/// goes (shell/lex.go reads with Go's text/scanner).
[[nodiscard]] inline bool is_plain_name(std::string_view name) noexcept { return plain_text(name) == name; }

/// What a text expands to whatever the variables hold; nothing if it has a "$", or if it does not read as words.
[[nodiscard]] inline std::optional<std::string> literal_text(std::string_view text, char escape) {
  if (const auto plain = plain_text(text)) return std::string(*plain);
  auto expanded = expand_literal(text, escape);
  if (!expanded) return std::nullopt;
  return std::move(expanded->text);
}

}  // namespace drydock
