// How texts of unknown encoding are written as JSON; seen by the files that build JSON only.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/diagnostic.hpp"
#include "base/unicode.hpp"

namespace drydock {

/// Keys stay in the order in which they are set.
using Json = nlohmann::ordered_json;

/// A string, or {"hex": "61ff"} for bytes that are not valid UTF-8.
[[nodiscard]] inline Json json_text(std::string_view value) {
  if (is_valid_utf8(value)) return std::string(value);
  std::string hex;
  for (const char byte : value) hex += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return Json{{"hex", hex}};
}

/// [begin, end) in bytes.
[[nodiscard]] inline Json json_range(TextRange range) { return Json::array({range.begin, range.end}); }

/// What is wrong with a text, in a list.
[[nodiscard]] inline Json json_errors(std::span<const Diagnostic> diagnostics, const Source& source) {
  Json list = Json::array();
  for (const Diagnostic& diagnostic : diagnostics) {
    const Position position = source.position(diagnostic.range.begin);
    list.push_back({{"code", diagnostic.code},
                    {"severity", to_string(diagnostic.severity)},
                    {"line", position.line},
                    {"column", position.column},
                    {"range", json_range(diagnostic.range)},
                    {"message", json_text(diagnostic.message)},
                    {"help", json_text(diagnostic.help)}});
  }
  return list;
}

}  // namespace drydock
