// What is in force for a file: the command line, the configuration files around it and the user's own.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "config/config_file.hpp"

namespace drydock {

/// What the command line said. What it did not say comes from configuration files.
struct CommandLineSettings {
  PipelineOptions pipeline{};  ///< with the values of drydock itself for what was not said
  std::map<std::string, std::string, std::less<>> image_configs{};  ///< the JSON behind pipeline.evidence.images
  bool passes = false;         ///< whether it said so
  bool level = false;
  bool assume = false;
  bool targets = false;
  bool context = false;
  bool ignore_comments = false;
};

/// What is in force for a file.
struct Settings {
  PipelineOptions pipeline{};
  std::map<std::string, std::string, std::less<>> image_configs{};  ///< the JSON behind pipeline.evidence.images
  SettingsLayer from_files{};                ///< what files say, with places; the command line beats it
  std::vector<std::string> files{};          ///< the configuration files that were read, the strongest last
  std::optional<SettingPlace> excluded_by{}; ///< set: the file is to be left alone
};

enum class ConfigLookup : std::uint8_t {
  find,  ///< .drydock.toml in the folder of each file or the nearest one above it, and the user's own below that
  file,  ///< one file for all
  none,
};

inline constexpr std::string_view config_file_name = ".drydock.toml";

/// Answers for files, also from several threads at once. Looks into each folder once.
class Configuration {
 public:
  using Report = std::function<void(const std::string&)>;

  /// `path` is the file for ConfigLookup::file. `report` gets the text of what is wrong with a configuration file,
  /// once.
  Configuration(ConfigLookup lookup, std::string path, CommandLineSettings command_line, Report report);

  /// The settings for a file ("-" is one in the current folder); they live as long as this. Nothing if a configuration
  /// file that counts for it is at fault; then the file must stay as it is. `is_alone`: the caller has seen that there
  /// is no .drydock.toml in its folder.
  [[nodiscard]] const Settings* for_file(const std::string& path, bool is_alone = false);

  /// Whether for_file() looks for a .drydock.toml in the folders of files.
  [[nodiscard]] bool searches() const noexcept { return lookup_ == ConfigLookup::find; }

  [[nodiscard]] const CommandLineSettings& command_line() const noexcept { return command_line_; }

 private:
  /// A file with those that it extends, the weakest first.
  struct Chain {
    std::vector<ConfigFile> files{};
    std::vector<std::string> names{};
    bool failed = false;
  };

  const Settings* look_up(const std::string& path, bool is_alone);
  /// Those of the folder's files, and those of the user below them; one at fault makes all of them count for nothing.
  std::vector<const Chain*> chains_for(const std::string& folder, bool is_alone);
  /// The absolute path of a folder as it was written, "" or with a slash at the end; without one.
  [[nodiscard]] std::string whole_path_of(const std::string& folder) const;
  /// `is_alone`: there is none in the folder itself.
  const Chain* find_above(const std::string& folder, bool is_alone = false);
  const Chain* load(const std::filesystem::path& path, const std::filesystem::path& glob_root);
  void load_into(Chain& chain, const std::filesystem::path& path, const std::filesystem::path& glob_root,
                 std::vector<std::filesystem::path>& on_the_way);
  const Chain* user_chain();
  Settings make(const std::vector<const Chain*>& chains, const std::vector<bool>& matches,
                const std::filesystem::path& path) const;
  [[nodiscard]] std::string shown(const std::filesystem::path& path) const;

  std::mutex mutex_;  // guards all that is found out
  ConfigLookup lookup_;
  std::string path_;
  CommandLineSettings command_line_;
  Report report_;
  std::filesystem::path current_;  // the current folder
  Settings plain_;                 // where no file says anything
  std::unordered_map<std::string, const Chain*> by_folder_;
  std::map<std::string, std::unique_ptr<Chain>> chains_;  // by path
  std::optional<const Chain*> user_;
  struct Key {
    const Chain* chain;
    std::vector<bool> matches;  // of all overrides, and whether the file is excluded
    auto operator<=>(const Key&) const = default;
  };
  std::map<Key, std::unique_ptr<Settings>> made_;
  /// By folder as paths name it: the settings of all its files, where no glob looks at their names.
  std::unordered_map<std::string, const Settings*> for_all_in_;
  /// The same for all files in folders that lie in this one and have no .drydock.toml of their own. Nothing is looked
  /// up for a file whose folder lies beside that of the file before.
  std::string above_last_;
  std::optional<const Settings*> for_all_beside_last_;
};

}  // namespace drydock
