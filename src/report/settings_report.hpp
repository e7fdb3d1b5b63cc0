// What is in force for a file and where each value came from, as text and as JSON.
#pragma once

#include <string>
#include <string_view>

#include "config/configuration.hpp"

namespace drydock {

inline constexpr int settings_version = 1;

/// As TOML with dotted keys, one a line; a comment behind each says where it came from.
[[nodiscard]] std::string settings_text(const Settings& settings, const CommandLineSettings& command_line,
                                        std::string_view path);

/// One object, without a line end: "format": "drydock-config", "version", "path", "files", "excluded" (a place or null)
/// and "settings", each with "key", "value" and "origin", which is "default", "command line" or a place. A place is an
/// object with "file", "line" and "column".
[[nodiscard]] std::string settings_json(const Settings& settings, const CommandLineSettings& command_line,
                                        std::string_view path);

}  // namespace drydock
