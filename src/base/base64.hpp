// Base64 (RFC 4648, section 4), with padding.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace drydock {

[[nodiscard]] std::string to_base64(std::string_view bytes);

/// Nothing unless the text is whole groups of four with the padding that belongs there.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

}  // namespace drydock
