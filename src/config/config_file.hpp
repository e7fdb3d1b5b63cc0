// What a configuration file says, with the place of every value.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/pipeline.hpp"

namespace drydock {

/// Where a value was set.
struct SettingPlace {
  std::string file;  ///< as messages name it
  Position position;
};

/// A value that somebody set.
template <typename T>
struct Placed {
  T value{};
  SettingPlace place{};
};

/// Patterns of file names. Those with a slash count from a folder; the others match a file or a folder of that name
/// anywhere. `*`, `?` and `[…]` match within a name, `**` any number of folders.
struct Globs {
  std::vector<std::string> patterns{};
  std::filesystem::path root{};  ///< absolute

  /// Whether a pattern matches an absolute path, or a folder that it lies in. A path that is not below the root is
  /// matched from the root of the file system.
  [[nodiscard]] bool match(const std::filesystem::path& path) const;
};

/// The config of a base image, read from a file.
struct ImageConfigFile {
  std::string path{};
  std::string json{};
  ImageConfig config{};
};

/// Which passes run before any of them is switched on or off.
enum class PassBase : std::uint8_t { none, by_default, all };

struct PassSettings {
  std::optional<Placed<bool>> on{};
  std::map<std::string, Placed<std::string>, std::less<>> options{};
};

/// What one file or table says; nothing has to be set.
struct SettingsLayer {
  std::optional<Placed<PassBase>> base{};
  std::map<std::string_view, PassSettings> passes{};  ///< by the pass's id
  std::optional<Placed<Level>> level{};
  std::optional<Placed<std::vector<Assumption>>> assume{};
  std::optional<Placed<std::vector<std::string>>> targets{};
  std::optional<Placed<std::filesystem::path>> context{};
  std::map<std::string, Placed<ImageConfigFile>, std::less<>> images{};
  std::optional<Placed<bool>> ignore_comments{};
  std::optional<Placed<Globs>> exclude{};

  /// Takes over what `other` says: lists whole, passes, their options and images one by one.
  void overlay(const SettingsLayer& other);
};

/// Settings for some of the files.
struct SettingsOverride {
  Globs paths{};
  SettingsLayer settings{};
};

struct ConfigFile {
  SettingsLayer settings{};
  std::vector<SettingsOverride> overrides{};            ///< later ones beat earlier ones
  std::optional<Placed<std::filesystem::path>> extends{};  ///< the file that this one adds to
};

/// A read file, or what is wrong with it: rendered diagnostics, each with its place and what to do.
struct ConfigReading {
  std::optional<ConfigFile> file{};
  std::string errors{};
};

/// Reads TOML. `name` is what messages call the file; `folder` is the absolute one that it lies in, from which the
/// paths of images, context and extends count; patterns count from `glob_root`. Reads the image configs that it names
/// too. An unknown key is an error, as is a bad value. The README lists the keys.
[[nodiscard]] ConfigReading read_config(std::string name, std::string text, const std::filesystem::path& folder,
                                        const std::filesystem::path& glob_root);

}  // namespace drydock
