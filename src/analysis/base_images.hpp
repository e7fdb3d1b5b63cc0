// What is known about base images without asking a registry.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace drydock {

/// What a base image's ENTRYPOINT does with a CMD. Where the tags of a repository differ, its row has the last of these
/// that is true of one.
enum class BaseEntrypoint : unsigned char {
  none,                ///< there is none
  starts_programs,     ///< none, or a script that starts its arguments as they are if the first is a program's name or
                       ///< path that does not begin with "-"; whether that program is a shell makes no difference
  inspects_arguments,  ///< a script that starts some programs in another way than others: with other arguments, as
                       ///< another user, or after work that it does only for them; through a shell they start otherwise
  other,               ///< CMD is not a program to start but arguments of one, or what it does is not known
};

/// The shell of shell form.
enum class BaseShell : unsigned char {
  sh,     ///< /bin/sh -c, as the image sets no SHELL; whether there is a /bin/sh is another question
  cmd,    ///< cmd /S /C, for the same reason on Windows
  other,  ///< the image sets a SHELL, or it is not known
};

enum class BaseSystem : unsigned char { on_linux, on_windows };

/// Parts of tags that a row says nothing of; unused places are "".
using ExcludedTags = std::array<std::string_view, 4>;

/// What is known of a base image, for all tags that the row does not leave out: it sets no BASH_ENV, its PATH has nothing
/// but absolute folders, and it has no ONBUILD trigger that is a CMD, ENTRYPOINT, SHELL, ENV or ARG or names a stage.
/// Repositories with tags for Linux and for Windows have a row for Linux; names_windows_image() tells the others.
struct BaseImageFacts {
  std::string_view repository;  ///< as Docker Hub's short name, or with the registry
  ExcludedTags excluded_tags;
  BaseEntrypoint entrypoint;
  BaseShell shell;
  BaseSystem system;
  bool has_core_utilities;      ///< echo, printf, test, true and false are programs in PATH
  std::optional<std::string_view> working_dir;  ///< "/" also for none; nothing if it is not known or differs by tag
  std::string_view source;                      ///< where the facts can be read
};

/// What the name of a base image tells.
struct BaseImage {
  const BaseImageFacts* facts = nullptr;  ///< null if drydock does not know it
  bool windows = false;                   ///< the name says that the image runs Windows, or it is known to
  std::string full_name;                  ///< see full_image_name()
};
/// Reads the name once for all of it.
[[nodiscard]] BaseImage look_at_base_image(std::string_view image);

/// The facts about a base image; null if drydock does not know it.
[[nodiscard]] const BaseImageFacts* find_base_image(std::string_view image);

/// Whether the name says that the image runs Windows, or it is known to.
[[nodiscard]] bool names_windows_image(std::string_view image);

/// The whole table, sorted by repository.
[[nodiscard]] std::span<const BaseImageFacts> known_base_images() noexcept;

}  // namespace drydock
