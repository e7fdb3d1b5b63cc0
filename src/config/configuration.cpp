// Finding configuration files, and putting together what they and the command line say.
#include "config/configuration.hpp"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "base/file.hpp"

namespace drydock {
namespace {

namespace fs = std::filesystem;

/// Many times what anybody writes.
constexpr std::size_t max_config_size = std::size_t{1} << 20;

std::optional<fs::path> user_config_path() {
  const char* const config = std::getenv("XDG_CONFIG_HOME");
  if (config != nullptr && *config == '/') return fs::path(config) / "drydock" / "drydock.toml";
  const char* const home = std::getenv("HOME");
  if (home == nullptr || *home != '/') return std::nullopt;
  return fs::path(home) / ".config" / "drydock" / "drydock.toml";
}

std::vector<PassOptionValue> options_of(const SettingsLayer& files, std::string_view id) {
  std::vector<PassOptionValue> options;
  if (const auto pass = files.passes.find(id); pass != files.passes.end()) {
    for (const auto& [name, option] : pass->second.options) options.push_back({name, option.value});
  }
  return options;
}

std::vector<PassChoice> choose_passes(const CommandLineSettings& command_line, const SettingsLayer& files) {
  std::vector<PassChoice> chosen;
  if (command_line.passes) {
    chosen = command_line.pipeline.passes;
    for (PassChoice& choice : chosen) {
      for (PassOptionValue& option : options_of(files, choice.pass->id)) {
        if (std::ranges::find(choice.options, option.name, &PassOptionValue::name) == choice.options.end()) {
          choice.options.push_back(std::move(option));
        }
      }
    }
    return chosen;
  }
  const PassBase base = files.base ? files.base->value : PassBase::by_default;
  for (const PassInfo* pass : all_passes()) {
    bool on = base == PassBase::all || (base == PassBase::by_default && pass->on_by_default);
    if (const auto set = files.passes.find(pass->id); set != files.passes.end() && set->second.on) {
      on = set->second.on->value;
    }
    if (on) chosen.push_back({pass, options_of(files, pass->id)});
  }
  return chosen;
}

/// The folder that a folder lies in, both as paths name them, "" or with a slash at the end. Nothing where the names do
/// not show it.
std::optional<std::string_view> folder_above(std::string_view folder) {
  if (folder.size() < 2) return std::nullopt;
  const std::string_view above = folder.substr(0, folder.rfind('/', folder.size() - 2) + 1);  // "" without a slash
  const std::string_view name = folder.substr(above.size(), folder.size() - 1 - above.size());
  if (name.empty() || name == "." || name == "..") return std::nullopt;
  return above;
}

}  // namespace

Configuration::Configuration(ConfigLookup lookup, std::string path, CommandLineSettings command_line, Report report)
    : lookup_(lookup), path_(std::move(path)), command_line_(std::move(command_line)), report_(std::move(report)) {
  std::error_code code;
  current_ = fs::current_path(code);
  plain_.pipeline = command_line_.pipeline;
  plain_.image_configs = command_line_.image_configs;
}

const Settings* Configuration::for_file(const std::string& path, bool is_alone) {
  if (lookup_ == ConfigLookup::none) return &plain_;
  const std::scoped_lock lock(mutex_);
  return look_up(path, is_alone);
}

std::vector<const Configuration::Chain*> Configuration::chains_for(const std::string& folder, bool is_alone) {
  if (lookup_ == ConfigLookup::file) return {load((current_ / path_).lexically_normal(), current_)};
  std::vector<const Chain*> chains;
  if (const Chain* const user = user_chain()) chains.push_back(user);
  if (const Chain* const found = find_above(whole_path_of(folder), is_alone)) chains.push_back(found);
  return chains;
}

const Settings* Configuration::look_up(const std::string& path, bool is_alone) {
  // Here ".." takes away the name before it; for whoever looked there a link may have led elsewhere.
  if (path.find("..") != std::string::npos) is_alone = false;
  const std::size_t slash = path.rfind('/') + 1;  // 0 without one
  const std::optional<std::string_view> above =
      is_alone && lookup_ == ConfigLookup::find ? folder_above(std::string_view(path).substr(0, slash)) : std::nullopt;
  if (above && for_all_beside_last_ && *above == above_last_) return *for_all_beside_last_;
  const std::string folder = path.substr(0, slash);
  if (const auto known = for_all_in_.find(folder); known != for_all_in_.end()) return known->second;
  const std::vector<const Chain*> chains = chains_for(folder, is_alone);
  const auto for_all = [&](const Settings* settings) {
    if (above) {
      above_last_ = *above;
      for_all_beside_last_ = settings;
    }
    return for_all_in_.emplace(folder, settings).first->second;
  };
  if (chains.empty()) return for_all(&plain_);
  if (std::ranges::any_of(chains, [](const Chain* chain) { return chain->failed; })) return for_all(nullptr);

  const fs::path whole = (current_ / (path == "-" ? "<stdin>" : path)).lexically_normal();
  bool looks_at_names = false;
  std::vector<bool> matches;
  for (const Chain* chain : chains) {
    for (const ConfigFile& file : chain->files) {
      for (const SettingsOverride& override_ : file.overrides) matches.push_back(override_.paths.match(whole));
      matches.push_back(file.settings.exclude && file.settings.exclude->value.match(whole));
      looks_at_names = looks_at_names || !file.overrides.empty() || file.settings.exclude.has_value();
    }
  }
  std::unique_ptr<Settings>& settings = made_[{chains.back(), matches}];
  if (settings == nullptr) settings = std::make_unique<Settings>(make(chains, matches, whole));
  return looks_at_names ? settings.get() : for_all(settings.get());
}

Settings Configuration::make(const std::vector<const Chain*>& chains, const std::vector<bool>& matches,
                             const fs::path& path) const {
  Settings settings;
  SettingsLayer& files = settings.from_files;
  std::size_t next = 0;
  for (const Chain* chain : chains) {
    for (const ConfigFile& file : chain->files) {
      files.overlay(file.settings);
      for (const SettingsOverride& override_ : file.overrides) {
        if (matches[next++]) files.overlay(override_.settings);
      }
      ++next;
    }
    settings.files.insert(settings.files.end(), chain->names.begin(), chain->names.end());
  }
  if (files.exclude && files.exclude->value.match(path)) settings.excluded_by = files.exclude->place;

  settings.pipeline = command_line_.pipeline;
  settings.image_configs = command_line_.image_configs;
  PipelineOptions& pipeline = settings.pipeline;
  pipeline.passes = choose_passes(command_line_, files);
  if (!command_line_.level && files.level) pipeline.max_level = files.level->value;
  if (!command_line_.assume && files.assume) pipeline.evidence.assumed = files.assume->value;
  if (!command_line_.targets && files.targets) pipeline.evidence.targets = files.targets->value;
  if (!command_line_.context && files.context) pipeline.evidence.context = files.context->value;
  if (!command_line_.ignore_comments && files.ignore_comments) pipeline.ignore_comments = files.ignore_comments->value;
  for (const auto& [image, config] : files.images) {
    if (pipeline.evidence.images.emplace(image, config.value.config).second) {
      settings.image_configs.emplace(image, config.value.json);
    }
  }
  return settings;
}

std::string Configuration::whole_path_of(const std::string& folder) const {
  // Most paths are as they should be, and paths of std::filesystem cost more than to look into a folder.
  const auto has = [&](std::string_view part) { return folder.find(part) != std::string::npos; };
  const bool whole = folder.starts_with('/') && !has("//") && !has("/./") && !has("/../");
  std::string path = whole ? folder : (current_ / folder / "").lexically_normal().string();
  if (path.size() > 1) path.pop_back();  // the slash at the end
  return path;
}

const Configuration::Chain* Configuration::find_above(const std::string& folder, bool is_alone) {
  if (!folder.starts_with('/')) return nullptr;  // the current folder is gone, and nothing is known to lie above it
  if (const auto known = by_folder_.find(folder); known != by_folder_.end()) return known->second;
  const std::string here = fmt::format("{}{}{}", folder, folder == "/" ? "" : "/", config_file_name);
  const Chain* found = nullptr;
  if (!is_alone && exists(here)) {
    found = load(here, folder);
  } else if (folder != "/") {
    found = find_above(folder.substr(0, std::max<std::size_t>(1, folder.rfind('/'))));
  }
  by_folder_.emplace(folder, found);
  return found;
}

const Configuration::Chain* Configuration::user_chain() {
  if (!user_) {
    user_ = nullptr;
    std::error_code code;
    if (const auto path = user_config_path(); path && fs::exists(*path, code)) user_ = load(*path, current_);
  }
  return *user_;
}

const Configuration::Chain* Configuration::load(const fs::path& path, const fs::path& glob_root) {
  std::unique_ptr<Chain>& chain = chains_[path.native()];
  if (chain == nullptr) {
    chain = std::make_unique<Chain>();
    std::vector<fs::path> on_the_way;
    load_into(*chain, path, glob_root, on_the_way);
  }
  return chain.get();
}

void Configuration::load_into(Chain& chain, const fs::path& path, const fs::path& glob_root,
                              std::vector<fs::path>& on_the_way) {
  const std::string name = shown(path);
  const auto fail = [&](const std::string& errors) {
    chain.failed = true;
    report_(errors);
  };
  on_the_way.push_back(path);
  auto bytes = read_file(path.string(), max_config_size);
  if (!bytes) return fail(fmt::format("drydock: {}: {}\n", printable(name, 4096), bytes.error()));
  ConfigReading reading = read_config(name, std::move(bytes.value()), path.parent_path(), glob_root);
  if (!reading.file) return fail(reading.errors);
  if (const auto& extends = reading.file->extends) {
    if (std::ranges::find(on_the_way, extends->value) != on_the_way.end()) {
      return fail(fmt::format("{}:{}:{}: error: this file extends itself [bad-value]\n", printable(name, 4096),
                              extends->place.position.line, extends->place.position.column));
    }
    load_into(chain, extends->value, glob_root, on_the_way);
  }
  chain.files.push_back(std::move(*reading.file));
  chain.names.push_back(name);
}

std::string Configuration::shown(const fs::path& path) const {
  const fs::path below = path.lexically_relative(current_);
  return !below.empty() && *below.begin() != ".." ? below.string() : path.string();
}

}  // namespace drydock
