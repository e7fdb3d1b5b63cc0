// Small readers of text that several parsers share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace drydock {

/// The parts between separators; always at least one, which may be empty.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);

/// Where a text stands first in another at or after a place, or npos. Linear, unlike std::string_view::find, which
/// takes the product of both sizes for texts that nearly repeat themselves.
[[nodiscard]] std::size_t find_linear(std::string_view text, std::string_view wanted, std::size_t from = 0) noexcept;

/// The last part of a path; slashes at its end do not count.
[[nodiscard]] std::string_view base_name(std::string_view path);

/// Go's strconv.ParseInt in base 10: a sign and digits, all of the text.
[[nodiscard]] std::optional<std::int64_t> parse_integer(std::string_view text);

}  // namespace drydock
