// The one file that sees toml++: reads configuration files.
#include "config/config_file.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "base/file.hpp"
#include "base/unicode.hpp"
#include "ir/flags.hpp"
#include "report/model_json.hpp"

namespace drydock {
namespace {

namespace fs = std::filesystem;

constexpr std::array levels = {Level::identical, Level::equivalent, Level::intended};

/// toml++ makes a table of each part of a key, and what walks and frees them goes down into each. Nothing that drydock
/// knows is deeper than a few.
constexpr std::size_t max_key_parts = 16;
constexpr std::size_t max_brackets = 16;

/// Where a string in quotes ends that begins at `begin`, or the line or the text if it does not.
std::size_t end_of_string(std::string_view text, std::size_t begin) {
  const char quote = text[begin];
  const std::string three(3, quote);
  const bool is_long = text.substr(begin).starts_with(three);
  for (std::size_t at = begin + (is_long ? 3 : 1); at < text.size(); ++at) {
    if (text[at] == '\\' && quote == '"') {
      ++at;
    } else if (!is_long && text[at] == '\n') {
      return at;
    } else if (is_long ? text.substr(at).starts_with(three) : text[at] == quote) {
      return at + (is_long ? 3 : 1);
    }
  }
  return text.size();
}

/// The first place of a text at which a key has too many parts or brackets stand in too many others.
std::optional<std::size_t> find_too_deep(std::string_view text) {
  std::size_t dots = 0;  // since a key may have begun
  std::size_t brackets = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    switch (text[at]) {
      case '"':
      case '\'': at = end_of_string(text, at) - 1; break;
      case '#': at = std::min(text.find('\n', at), text.size()) - 1; break;
      case '.':
        if (++dots >= max_key_parts) return at;
        break;
      case '[':
      case '{':
        if (++brackets > max_brackets) return at;
        dots = 0;
        break;
      case ']':
      case '}':
        brackets -= brackets > 0 ? 1 : 0;
        dots = 0;
        break;
      case '=':
      case ',':
      case '\n': dots = 0; break;
      default: break;
    }
  }
  return std::nullopt;
}

/// What is done with the value of a key.
struct KeyReader {
  std::string_view name;
  std::function<void(const toml::key&, const toml::node&)> read;
};

class Reader {
 public:
  Reader(const Source& source, const fs::path& folder, const fs::path& glob_root)
      : source_(source), folder_(folder), glob_root_(glob_root) {}

  ConfigReading read() {
    ConfigFile file;
    if (const auto deep = find_too_deep(source_.text())) {
      const Offset place = to_offset(*deep);
      const Diagnostic found{"toml", Severity::error, {place, place + 1}, "tables are nested too deep here", ""};
      return {.file = {}, .errors = render(found, source_, false)};
    }
    try {
      read_whole(toml::parse(source_.text(), source_.name()), file);
    } catch (const toml::parse_error& found) {  // the library's own way of saying so
      error("toml", found.source(), std::string(found.description()), "");
    }
    if (errors_.empty()) return {.file = std::move(file), .errors = {}};
    std::ranges::stable_sort(errors_, {}, [](const Diagnostic& found) { return found.range.begin; });
    ConfigReading reading;
    for (const Diagnostic& found : errors_) reading.errors += render(found, source_, false);
    return reading;
  }

 private:
  void read_whole(const toml::table& table, ConfigFile& file) {
    std::vector<KeyReader> keys = keys_of(file.settings);
    keys.push_back({"extend", [&](const toml::key& key, const toml::node& node) {
                      if (const auto path = text(key, node)) file.extends = {resolve(*path), place(key.source())};
                    }});
    keys.push_back({"exclude", [&](const toml::key& key, const toml::node& node) {
                      if (auto list = texts(key, node)) {
                        file.settings.exclude = {{std::move(*list), glob_root_}, place(key.source())};
                      }
                    }});
    keys.push_back(
        {"overrides", [&](const toml::key& key, const toml::node& node) { read_overrides(key, node, file); }});
    read_table(table, keys, "");
  }

  void read_overrides(const toml::key& key, const toml::node& node, ConfigFile& file) {
    const toml::array* const list = node.as_array();
    if (list == nullptr || !std::ranges::all_of(*list, [](const toml::node& item) { return item.is_table(); })) {
      return error("bad-value", node.source(), fmt::format("\"{}\" takes tables", key.str()), "write [[overrides]]");
    }
    for (const toml::node& item : *list) {
      SettingsOverride& added = file.overrides.emplace_back();
      std::vector<KeyReader> keys = keys_of(added.settings);
      keys.push_back({"paths", [&](const toml::key& name, const toml::node& value) {
                        if (auto patterns = texts(name, value)) added.paths = {std::move(*patterns), glob_root_};
                      }});
      if (!item.as_table()->contains("paths")) {
        error("missing-key", item.source(), "these overrides have no \"paths\"",
              "say which files they are for: paths = [\"services/**\"]");
      }
      read_table(*item.as_table(), keys, "overrides.");
    }
  }

  /// The keys that the whole file and overrides share.
  std::vector<KeyReader> keys_of(SettingsLayer& layer) {
    return {
        {"passes", [&](const toml::key& key, const toml::node& node) { read_passes(key, node, layer); }},
        {"level", [&](const toml::key& key, const toml::node& node) { read_level(key, node, layer); }},
        {"assume", [&](const toml::key& key, const toml::node& node) { read_assume(key, node, layer); }},
        {"targets", [&](const toml::key& key, const toml::node& node) {
           if (auto list = texts(key, node)) layer.targets = {std::move(*list), place(key.source())};
         }},
        {"context", [&](const toml::key& key, const toml::node& node) { read_context(key, node, layer); }},
        {"images", [&](const toml::key& key, const toml::node& node) { read_images(key, node, layer); }},
        {"ignore-comments", [&](const toml::key& key, const toml::node& node) {
           if (const auto on = truth(key, node)) layer.ignore_comments = {*on, place(key.source())};
         }},
    };
  }

  void read_table(const toml::table& table, std::span<const KeyReader> keys, std::string_view prefix) {
    for (auto&& [key, node] : table) {
      const auto known = std::ranges::find(keys, key.str(), &KeyReader::name);
      if (known != keys.end()) {
        known->read(key, node);
        continue;
      }
      std::vector<std::string_view> names;
      for (const KeyReader& one : keys) names.push_back(one.name);
      unknown("unknown-key", key.source(), fmt::format("there is no key \"{}{}\"", prefix, printable(key.str(), 80)),
              key.str(), names);
    }
  }

  void read_passes(const toml::key& key, const toml::node& node, SettingsLayer& layer) {
    const toml::table* const table = node.as_table();
    if (table == nullptr) {
      return error("bad-value", node.source(), fmt::format("\"{}\" takes a table", key.str()),
                   "write [passes] and below it a line such as shell_to_exec_form = false");
    }
    bool all = false;
    for (auto&& [name, value] : *table) {
      if (name.str() == "default" || name.str() == "all") {
        const auto on = truth(name, value);
        if (!on || all) continue;
        all = *on && name.str() == "all";
        layer.base = {all ? PassBase::all : *on ? PassBase::by_default : PassBase::none, place(name.source())};
        continue;
      }
      if (const PassInfo* const pass = find_pass(name.str())) {
        read_pass(*pass, name, value, layer.passes[pass->id]);
        continue;
      }
      std::vector<std::string_view> names = {"default", "all"};
      for (const PassInfo* known : all_passes()) names.push_back(known->id);
      unknown("unknown-pass", name.source(), fmt::format("there is no pass \"{}\"", printable(name.str(), 80)),
              name.str(), names);
    }
  }

  void read_pass(const PassInfo& pass, const toml::key& name, const toml::node& value, PassSettings& settings) {
    if (value.is_boolean()) {
      settings.on = {value.as_boolean()->get(), place(name.source())};
      return;
    }
    const toml::table* const table = value.as_table();
    if (table == nullptr) {
      return error("bad-value", value.source(),
                   fmt::format("\"{}\" takes true, false or a table with options", name.str()), "");
    }
    settings.on = {true, place(name.source())};
    std::vector<KeyReader> keys = {{"enabled", [&](const toml::key& key, const toml::node& node) {
                                      if (const auto on = truth(key, node)) settings.on = {*on, place(key.source())};
                                    }}};
    for (const PassOption& option : pass.options) {
      keys.push_back({option.name,
                      [&](const toml::key& key, const toml::node& node) { read_option(option, key, node, settings); }});
    }
    read_table(*table, keys, fmt::format("passes.{}.", pass.id));
  }

  void read_option(const PassOption& option, const toml::key& key, const toml::node& node, PassSettings& settings) {
    std::string given;
    if (node.is_boolean()) {
      given = node.as_boolean()->get() ? "true" : "false";
    } else if (const auto written = text(key, node)) {
      given = *written;
    } else {
      return;
    }
    if (!option.values.empty() && std::ranges::find(option.values, given) == option.values.end()) {
      return error("bad-value", node.source(),
                   fmt::format("\"{}\" takes {}", key.str(), fmt::join(option.values, ", ")), "");
    }
    settings.options.insert_or_assign(std::string(option.name),
                                      Placed<std::string>{std::move(given), place(key.source())});
  }

  void read_level(const toml::key& key, const toml::node& node, SettingsLayer& layer) {
    const auto name = text(key, node);
    if (!name) return;
    if (const auto found = std::ranges::find(levels, *name, [](Level level) { return to_string(level); });
        found != levels.end()) {
      layer.level = {*found, place(key.source())};
      return;
    }
    std::vector<std::string_view> names;
    for (const Level level : levels) names.push_back(to_string(level));
    unknown("bad-value", node.source(), fmt::format("\"{}\" takes {}", key.str(), fmt::join(names, ", ")), *name,
            names);
  }

  void read_assume(const toml::key& key, const toml::node& node, SettingsLayer& layer) {
    const auto list = texts(key, node);
    if (!list) return;
    std::vector<Assumption> assumed;
    for (std::size_t i = 0; i < list->size(); ++i) {
      const std::string& name = (*list)[i];
      const auto all = all_assumptions();
      if (name == "all") {
        assumed.assign(all.begin(), all.end());
      } else if (const auto found = std::ranges::find(all, name, name_of); found != all.end()) {
        assumed.push_back(*found);
      } else {
        std::vector<std::string_view> names = {"all"};
        for (const Assumption fact : all) names.push_back(name_of(fact));
        unknown("bad-value", node.as_array()->get(i)->source(),
                fmt::format("there is no assumption \"{}\"", printable(name, 80)), name, names);
      }
    }
    layer.assume = {std::move(assumed), place(key.source())};
  }

  void read_context(const toml::key& key, const toml::node& node, SettingsLayer& layer) {
    const auto path = text(key, node);
    if (!path) return;
    std::error_code code;
    if (!fs::is_directory(resolve(*path), code)) {
      return error("bad-value", node.source(), printable(*path, 4096) + " is no folder", "");
    }
    layer.context = {resolve(*path), place(key.source())};
  }

  void read_images(const toml::key& key, const toml::node& node, SettingsLayer& layer) {
    const toml::table* const table = node.as_table();
    if (table == nullptr) {
      return error("bad-value", node.source(), fmt::format("\"{}\" takes a table", key.str()),
                   "write [images] and below it \"image:tag\" = \"file.json\"");
    }
    for (auto&& [image, value] : *table) {
      const auto path = text(image, value);
      if (!path) continue;
      const auto bytes = read_file(resolve(*path).string(), Source::max_size);
      auto config = bytes ? parse_image_config(bytes.value()) : Result<ImageConfig>(Error{bytes.error()});
      if (!config) {
        error("bad-value", value.source(), fmt::format("{}: {}", printable(*path, 4096), config.error()),
              "name the output of `docker image inspect`, or an OCI image config");
        continue;
      }
      layer.images.insert_or_assign(
          std::string(image.str()),
          Placed<ImageConfigFile>{{*path, bytes.value(), std::move(config.value())}, place(image.source())});
    }
  }

  std::optional<bool> truth(const toml::key& key, const toml::node& node) {
    if (node.is_boolean()) return node.as_boolean()->get();
    error("bad-value", node.source(), fmt::format("\"{}\" takes true or false", printable(key.str(), 80)), "");
    return std::nullopt;
  }

  std::optional<std::string> text(const toml::key& key, const toml::node& node) {
    if (node.is_string()) return node.as_string()->get();
    error("bad-value", node.source(), fmt::format("\"{}\" takes a text in quotes", printable(key.str(), 80)), "");
    return std::nullopt;
  }

  std::optional<std::vector<std::string>> texts(const toml::key& key, const toml::node& node) {
    const toml::array* const list = node.as_array();
    if (list == nullptr) {
      error("bad-value", node.source(), fmt::format("\"{}\" takes a list of texts", key.str()),
            "put the value in [ and ]");
      return std::nullopt;
    }
    std::vector<std::string> out;
    for (const toml::node& item : *list) {
      const auto one = text(key, item);
      if (!one) return std::nullopt;
      out.push_back(*one);
    }
    return out;
  }

  [[nodiscard]] fs::path resolve(const std::string& path) const { return (folder_ / path).lexically_normal(); }

  void unknown(std::string_view code, const toml::source_region& where, std::string message, std::string_view name,
               std::span<const std::string_view> known) {
    const std::string_view meant = closest(name, known);
    error(code, where, std::move(message),
          meant.empty() ? fmt::format("known are {}", fmt::join(known, ", ")) : fmt::format("did you mean {}?", meant));
  }

  void error(std::string_view code, const toml::source_region& where, std::string message, std::string help) {
    const Offset begin = offset_of(where.begin);
    errors_.push_back(
        {code, Severity::error, {begin, std::max(begin, offset_of(where.end))}, std::move(message), std::move(help)});
  }

  /// toml++ counts lines and characters from 1; 0 if it does not know.
  [[nodiscard]] Offset offset_of(const toml::source_position& position) const {
    if (position.line == 0 || position.line > source_.line_count()) return to_offset(source_.text().size());
    const TextRange line = source_.line_range(position.line);
    std::string_view rest = source_.text(line);
    for (auto column = position.column; column > 1 && !rest.empty(); --column) {
      rest.remove_prefix(decode_utf8(rest).size);
    }
    return line.end - to_offset(rest.size());
  }

  [[nodiscard]] SettingPlace place(const toml::source_region& where) const {
    return {source_.name(), source_.position(offset_of(where.begin))};
  }

  const Source& source_;
  const fs::path& folder_;
  const fs::path& glob_root_;
  std::vector<Diagnostic> errors_;
};

}  // namespace

ConfigReading read_config(std::string name, std::string text, const fs::path& folder, const fs::path& glob_root) {
  const std::string shown = name;
  const auto source = Source::make(std::move(name), std::move(text));
  if (!source) return {.file = {}, .errors = fmt::format("drydock: {}: {}\n", printable(shown, 4096), source.error())};
  return Reader(source.value(), folder, glob_root).read();
}

}  // namespace drydock
