// Platforms as --platform reads them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace drydock {

/// The operating system of a platform such as "linux/arm64"; nothing if the text is no platform
/// (github.com/containerd/platforms, Parse).
[[nodiscard]] std::optional<std::string> operating_system_of(std::string_view platform);

}  // namespace drydock
