// How texts of unknown encoding are written as JSON; seen by the files that build JSON only.
#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

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

}  // namespace drydock
