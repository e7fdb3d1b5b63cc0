// Words that stand for what they show, which most are: told without reading them as words.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "syntax/words.hpp"

namespace drydock {

namespace detail {

// Either of the two escape characters may be the file's, and "<<" begins a piece of its own. Not within the function,
// which would make the table anew at each call.
inline constexpr std::array<bool, 256> is_plain_byte = [] {
  std::array<bool, 256> table{};
  for (std::size_t byte = 0x20; byte < 0x7F; ++byte) table[byte] = true;
  for (const char byte : std::string_view("$\\`\"'<")) table[static_cast<unsigned char>(byte)] = false;
  return table;
}();

}  // namespace detail

/// What a text expands to (expand_words, without any option) if it is plain ASCII, or that between quotes. Nothing says
/// only that it has to be read.
[[nodiscard]] inline std::optional<std::string_view> plain_text(std::string_view text) noexcept {
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front()) {
    text.remove_prefix(1);
    text.remove_suffix(1);
  }
  for (const char byte : text) {
    if (!detail::is_plain_byte[static_cast<unsigned char>(byte)]) return std::nullopt;
  }
  return text;
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
