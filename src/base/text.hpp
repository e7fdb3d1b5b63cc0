// Small readers of text that several parsers share.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace drydock {

/// The parts between separators; always at least one, which may be empty.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);

/// Go's strconv.ParseInt in base 10: a sign and digits, all of the text.
[[nodiscard]] std::optional<std::int64_t> parse_integer(std::string_view text);

}  // namespace drydock
