// The rows of a listing of settings.
#include "report/settings_report.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "report/json_text.hpp"

namespace drydock {
namespace {

struct Origin {
  bool command_line = false;
  const SettingPlace* place = nullptr;  ///< with neither: the value that drydock itself has
};

struct Row {
  std::string key;
  Json value;
  Origin origin;
};

template <typename T>
Origin origin_of(bool on_command_line, const std::optional<Placed<T>>& setting) {
  if (on_command_line) return {true, nullptr};
  return {false, setting ? &setting->place : nullptr};
}

Json texts(const std::vector<std::string>& list) {
  Json out = Json::array();
  for (const std::string& text : list) out.push_back(json_text(text));
  return out;
}

void add_passes(const Settings& settings, const CommandLineSettings& command_line, std::vector<Row>& rows) {
  const SettingsLayer& files = settings.from_files;
  for (const PassInfo* pass : all_passes()) {
    const auto choice = std::ranges::find(settings.pipeline.passes, pass, &PassChoice::pass);
    const bool on = choice != settings.pipeline.passes.end();
    const auto set = files.passes.find(pass->id);
    Origin origin = origin_of(command_line.passes, files.base);
    if (!command_line.passes && set != files.passes.end() && set->second.on) origin = {false, &set->second.on->place};
    const bool has_options = on && !choice->options.empty();
    rows.push_back({fmt::format("passes.{}{}", pass->id, has_options ? ".enabled" : ""), Json(on), origin});
    if (!has_options) continue;
    for (const PassOptionValue& option : choice->options) {
      const auto said = std::ranges::find(command_line.pipeline.passes, pass, &PassChoice::pass);
      const bool said_here =
          command_line.passes && said != command_line.pipeline.passes.end() &&
          std::ranges::find(said->options, option.name, &PassOptionValue::name) != said->options.end();
      const Origin from =
          said_here ? Origin{true, nullptr} : Origin{false, &set->second.options.find(option.name)->second.place};
      rows.push_back({fmt::format("passes.{}.{}", pass->id, option.name), json_text(option.value), from});
    }
  }
}

std::vector<Row> rows_of(const Settings& settings, const CommandLineSettings& command_line) {
  const SettingsLayer& files = settings.from_files;
  const PipelineOptions& pipeline = settings.pipeline;
  std::vector<Row> rows;
  rows.push_back({"level", Json(to_string(pipeline.max_level)), origin_of(command_line.level, files.level)});
  Json assumed = Json::array();
  for (const Assumption fact : pipeline.evidence.assumed) assumed.push_back(name_of(fact));
  rows.push_back({"assume", std::move(assumed), origin_of(command_line.assume, files.assume)});
  rows.push_back({"targets", texts(pipeline.evidence.targets), origin_of(command_line.targets, files.targets)});
  if (pipeline.evidence.context) {
    rows.push_back(
        {"context", json_text(pipeline.evidence.context->string()), origin_of(command_line.context, files.context)});
  }
  rows.push_back({"ignore-comments", Json(pipeline.ignore_comments),
                  origin_of(command_line.ignore_comments, files.ignore_comments)});
  rows.push_back({"exclude", texts(files.exclude ? files.exclude->value.patterns : std::vector<std::string>()),
                  origin_of(false, files.exclude)});
  for (const auto& [image, json] : settings.image_configs) {
    const auto set = files.images.find(image);
    const bool said = command_line.image_configs.contains(image);
    rows.push_back({fmt::format("images.{}", json_text(image).dump()),
                    said ? Json() : json_text(set->second.value.path),
                    said ? Origin{true, nullptr} : Origin{false, &set->second.place}});
  }
  add_passes(settings, command_line, rows);
  return rows;
}

Json place_json(const SettingPlace& place) {
  return Json{{"file", json_text(place.file)}, {"line", place.position.line}, {"column", place.position.column}};
}

std::string place_text(const SettingPlace& place) {
  return fmt::format("{}:{}:{}", printable(place.file, 4096), place.position.line, place.position.column);
}

}  // namespace

std::string settings_text(const Settings& settings, const CommandLineSettings& command_line, std::string_view path) {
  std::string out = fmt::format("# {}\n", printable(path, 4096));
  for (const std::string& file : settings.files) out += fmt::format("# read: {}\n", printable(file, 4096));
  if (settings.excluded_by) out += fmt::format("# excluded by {}\n", place_text(*settings.excluded_by));
  for (const Row& row : rows_of(settings, command_line)) {
    const std::string origin = row.origin.command_line       ? "command line"
                               : row.origin.place != nullptr ? place_text(*row.origin.place)
                                                             : "default";
    // What an image's config on the command line was read from is not kept.
    out += row.value.is_null() ? fmt::format("# {}  # {}\n", row.key, origin)
                               : fmt::format("{} = {}  # {}\n", row.key, row.value.dump(), origin);
  }
  return out;
}

std::string settings_json(const Settings& settings, const CommandLineSettings& command_line, std::string_view path) {
  Json whole;
  whole["format"] = "drydock-config";
  whole["version"] = settings_version;
  whole["path"] = json_text(path);
  whole["files"] = texts(settings.files);
  whole["excluded"] = settings.excluded_by ? place_json(*settings.excluded_by) : Json();
  whole["settings"] = Json::array();
  for (Row& row : rows_of(settings, command_line)) {
    Json origin = row.origin.command_line       ? Json("command line")
                  : row.origin.place != nullptr ? place_json(*row.origin.place)
                                                : Json("default");
    whole["settings"].push_back(
        Json{{"key", json_text(row.key)}, {"value", std::move(row.value)}, {"origin", std::move(origin)}});
  }
  return whole.dump();
}

}  // namespace drydock
