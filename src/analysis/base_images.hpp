// What is known about base images without asking a registry.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace drydock {

/// A base image as FROM names it, split (distribution/reference): [registry/]repository[:tag][@digest].
struct ImageReference {
  std::string_view repository;  ///< for images of Docker Hub's library without "docker.io/" and "library/"
  std::string_view tag;         ///< "" if there is none
};
/// Nothing if the text holds a variable or is no reference.
[[nodiscard]] std::optional<ImageReference> parse_image_reference(std::string_view text);

/// Facts about every tag of a repository that `covers` does not exclude.
struct BaseImageFacts {
  std::string_view repository;
  std::string_view source;  ///< where the facts can be read
};

/// The facts that hold for a base image: it runs on Linux, and sets no ENTRYPOINT, no SHELL, no BASH_ENV and no ONBUILD
/// trigger. Nothing if drydock does not know the image.
[[nodiscard]] const BaseImageFacts* find_plain_base(std::string_view image);

/// Whether the name says that the image runs Windows.
[[nodiscard]] bool names_windows_image(std::string_view image);

[[nodiscard]] std::span<const BaseImageFacts> plain_bases() noexcept;

}  // namespace drydock
