// Names of images.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace drydock {

/// The name of an image in full.
struct ImageReference {
  std::string domain;  ///< of the registry, with its port; "docker.io" if it has none; "" if it is part of the path
  std::string path;    ///< of the repository; on Docker Hub "library/NAME" for the short name NAME
  std::string tag;     ///< "" if there is none
  std::string digest;  ///< "" if there is none
};

/// Reads a name as BuildKit does (github.com/distribution/reference, ParseNormalizedNamed); nothing if it is not one.
[[nodiscard]] std::optional<ImageReference> parse_image_reference(std::string_view name);

/// A name with all that BuildKit adds before it looks for the image: the registry, "library/", and the tag latest if it
/// has neither a tag nor a digest (dockerfile2llb/convert.go, reference.TagNameOnly). The text itself if it is no name.
[[nodiscard]] std::string full_image_name(std::string_view name);
[[nodiscard]] std::string full_image_name(const ImageReference& reference);

/// Whether BuildKit takes a name for that of an image (github.com/distribution/reference, ParseNormalizedNamed).
[[nodiscard]] bool is_image_reference(std::string_view name);

}  // namespace drydock
