// What is known about base images without asking a registry.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace drydock {

/// A base image as FROM names it, split (distribution/reference): [registry/]repository[:tag][@digest].
struct ImageReference {
  std::string_view repository;  ///< for official images without registry, mirror, "library/" and architecture
  std::string_view tag;         ///< "" if there is none
};
/// Nothing if the text holds a variable or is no reference.
[[nodiscard]] std::optional<ImageReference> parse_image_reference(std::string_view text);

/// What a base image's ENTRYPOINT does.
enum class BaseEntrypoint : unsigned char {
  none,             ///< there is none
  starts_programs,  ///< none, or a script that starts its arguments as they are if the first is a program's name or path
                    ///< that does not begin with "-"; whether that program is a shell makes no difference
};

/// What is known of a base image, whatever its tag: it runs on Linux, and sets no SHELL, no BASH_ENV and no ONBUILD
/// trigger for CMD, ENTRYPOINT, SHELL or ENV.
struct BaseImageFacts {
  std::string_view repository;
  BaseEntrypoint entrypoint;
  std::string_view source;  ///< where the facts can be read
};

/// The facts about a base image; nothing if drydock does not know it.
[[nodiscard]] const BaseImageFacts* find_base_image(std::string_view image);

/// Whether the name says that the image runs Windows.
[[nodiscard]] bool names_windows_image(std::string_view image);

/// The whole table, sorted by repository.
[[nodiscard]] std::span<const BaseImageFacts> known_base_images() noexcept;

}  // namespace drydock
