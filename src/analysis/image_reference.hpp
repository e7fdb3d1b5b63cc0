// Names of images.
#pragma once

#include <string_view>

namespace drydock {

/// Whether BuildKit takes a name for that of an image (github.com/distribution/reference, ParseNormalizedNamed).
[[nodiscard]] bool is_image_reference(std::string_view name);

}  // namespace drydock
