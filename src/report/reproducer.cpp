// Writing and reading reproducers.
#include "report/reproducer.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "report/json_text.hpp"
#include "report/model_json.hpp"

namespace drydock {
namespace {

constexpr std::array levels = {Level::identical, Level::equivalent, Level::assumed, Level::intended};
constexpr std::string_view format_name = "drydock-reproducer";

/// A key that is missing or of another type; thrown and caught in this file only, as the JSON library does.
struct Malformed {
  std::string what;
};

const Json& member(const Json& object, const std::string& key) {
  if (!object.is_object() || !object.contains(key)) throw Malformed{"there is no \"" + key + "\""};
  return object[key];
}

/// What json_text() wrote.
std::string text_of(const Json& value, std::string_view key) {
  if (value.is_string()) return value.get<std::string>();
  const Malformed malformed{fmt::format("\"{}\" is no text", key)};
  if (!value.is_object() || !value.contains("hex") || !value["hex"].is_string()) throw malformed;
  const std::string hex = value["hex"].get<std::string>();
  if (hex.size() % 2 != 0) throw malformed;
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    unsigned byte = 0;
    const char* const end = hex.data() + i + 2;
    if (const auto read = std::from_chars(hex.data() + i, end, byte, 16); read.ec != std::errc() || read.ptr != end) {
      throw malformed;
    }
    bytes += static_cast<char>(byte);
  }
  return bytes;
}
std::string text_member(const Json& object, const std::string& key) { return text_of(member(object, key), key); }

const Json& list_member(const Json& object, const std::string& key) {
  const Json& list = member(object, key);
  if (!list.is_array()) throw Malformed{"\"" + key + "\" is no list"};
  return list;
}

PassChoice read_choice(const Json& item, const FindPass& find) {
  const std::string id = text_member(item, "pass");
  PassChoice choice{.pass = find(id)};
  if (choice.pass == nullptr) throw Malformed{"there is no pass \"" + printable(id, 80) + "\""};
  const Json& options = member(item, "options");
  if (!options.is_object()) throw Malformed{"\"options\" is no object"};
  for (const auto& [name, value] : options.items()) {
    const auto option = std::ranges::find(choice.pass->options, name, &PassOption::name);
    const std::string given = text_of(value, name);
    const bool known = option != choice.pass->options.end() &&
                       (option->values.empty() || std::ranges::find(option->values, given) != option->values.end());
    if (!known) throw Malformed{fmt::format("{} has no option \"{}\" of that value", id, printable(name, 80))};
    choice.options.push_back({name, given});
  }
  return choice;
}

Assumption read_assumption(const Json& item) {
  const std::string name = text_of(item, "assumed");
  const auto all = all_assumptions();
  const auto found = std::ranges::find(all, name, name_of);
  if (found == all.end()) throw Malformed{"there is no assumption \"" + printable(name, 80) + "\""};
  return *found;
}

void read_pipeline(const Json& whole, const FindPass& find, Reproducer& reproducer) {
  PipelineOptions& pipeline = reproducer.pipeline;
  for (const Json& item : list_member(whole, "passes")) pipeline.passes.push_back(read_choice(item, find));
  const std::string level = text_member(whole, "level");
  const auto named = std::ranges::find(levels, level, [](Level one) { return to_string(one); });
  if (named == levels.end()) throw Malformed{"there is no level \"" + printable(level, 80) + "\""};
  pipeline.max_level = *named;
  for (const Json& item : list_member(whole, "assumed")) pipeline.evidence.assumed.push_back(read_assumption(item));
  for (const Json& item : list_member(whole, "targets")) pipeline.evidence.targets.push_back(text_of(item, "targets"));
  if (whole.contains("context")) pipeline.evidence.context = text_member(whole, "context");
  if (whole.contains("rewrite_limit")) {
    if (!whole["rewrite_limit"].is_number_unsigned()) throw Malformed{"\"rewrite_limit\" is no number"};
    pipeline.rewrite_limit = whole["rewrite_limit"].get<std::size_t>();
  }
  if (whole.contains("ignore_comments")) {
    if (!whole["ignore_comments"].is_boolean()) throw Malformed{"\"ignore_comments\" is neither true nor false"};
    pipeline.ignore_comments = whole["ignore_comments"].get<bool>();
  }
  for (const Json& item : list_member(whole, "image_configs")) {
    const std::string image = text_member(item, "image");
    std::string json = text_member(item, "config");
    auto config = parse_image_config(json);
    if (!config) throw Malformed{printable(image, 80) + ": " + config.error()};
    pipeline.evidence.images.insert_or_assign(image, std::move(config.value()));
    reproducer.image_configs.insert_or_assign(image, std::move(json));
  }
}

void write_settings(const PipelineOptions& pipeline,
                    const std::map<std::string, std::string, std::less<>>& image_configs, Json& whole) {
  // A new member does not compile here: whoever adds one decides whether it is to be written.
  const auto& [passes, max_level, evidence, rewrite_limit, keep_edits, ignore_comments, time_passes] = pipeline;
  const auto& [images, targets, context, assumed] = evidence;
  // These decide on nothing but what else is noted; the images are read from `image_configs`.
  static_cast<void>(keep_edits);
  static_cast<void>(time_passes);
  static_cast<void>(images);
  whole["passes"] = Json::array();
  for (const PassChoice& choice : passes) {
    Json options = Json::object();
    for (const PassOptionValue& option : choice.options) options[option.name] = json_text(option.value);
    whole["passes"].push_back(Json{{"pass", std::string(choice.pass->id)}, {"options", std::move(options)}});
  }
  whole["level"] = to_string(max_level);
  if (rewrite_limit != PipelineOptions{}.rewrite_limit) whole["rewrite_limit"] = rewrite_limit;
  if (!ignore_comments) whole["ignore_comments"] = false;
  whole["assumed"] = Json::array();
  for (const Assumption fact : assumed) whole["assumed"].push_back(name_of(fact));
  whole["targets"] = Json::array();
  for (const std::string& target : targets) whole["targets"].push_back(json_text(target));
  if (context) whole["context"] = json_text(context->string());
  whole["image_configs"] = Json::array();
  for (const auto& [image, config] : image_configs) {
    whole["image_configs"].push_back(Json{{"image", json_text(image)}, {"config", json_text(config)}});
  }
}

}  // namespace

std::string refusals_of(const PipelineResult& result) {
  std::vector<std::string> lines;
  for (const Remark& remark : result.remarks) {
    if (remark.kind != Remark::Kind::unverified) continue;
    std::string line = fmt::format("{}: {}", remark.pass->id, remark.why);
    if (std::ranges::find(lines, line) == lines.end()) lines.push_back(std::move(line));
  }
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : "\n") + line;
  return text;
}

std::string reproducer_json(const Reproducer& reproducer) {
  Json whole;
  whole["format"] = format_name;
  whole["version"] = reproducer_version;
  whole["drydock"] = json_text(reproducer.drydock);
  whole["refusal"] = json_text(reproducer.refusal);
  write_settings(reproducer.pipeline, reproducer.image_configs, whole);
  whole["path"] = json_text(reproducer.path);
  whole["text"] = json_text(reproducer.text);
  return whole.dump(2) + "\n";
}

std::string settings_json(const PipelineOptions& pipeline,
                          const std::map<std::string, std::string, std::less<>>& image_configs) {
  Json whole;
  write_settings(pipeline, image_configs, whole);
  return whole.dump();
}

Result<Reproducer> parse_reproducer(std::string_view json, const FindPass& find) {
  const Json whole = Json::parse(json, nullptr, false);
  if (whole.is_discarded()) return Error{"not JSON"};
  try {
    const Json& version = member(whole, "version");
    if (text_member(whole, "format") != format_name) return Error{"no reproducer of drydock"};
    if (!version.is_number_integer() || version.get<long long>() != reproducer_version) {
      return Error{"a reproducer of another version"};
    }
    Reproducer reproducer;
    reproducer.drydock = text_member(whole, "drydock");
    reproducer.refusal = text_member(whole, "refusal");
    reproducer.path = text_member(whole, "path");
    reproducer.text = text_member(whole, "text");
    read_pipeline(whole, find, reproducer);
    return reproducer;
  } catch (const Malformed& malformed) {
    return Error{malformed.what};
  }
}

}  // namespace drydock
