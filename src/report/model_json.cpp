// Image configs to and from JSON.
#include "report/model_json.hpp"

#include "base/unicode.hpp"
#include "report/config_json.hpp"

namespace drydock {
namespace {

Json texts(const std::vector<std::string>& values) {
  Json list = Json::array();
  for (const std::string& value : values) list.push_back(json_text(value));
  return list;
}

Json to_json(const std::string& value) { return json_text(value); }
Json to_json(const std::vector<std::string>& value) { return texts(value); }
Json to_json(bool value) { return value; }
Json to_json(const std::optional<HealthcheckConfig>& check) {
  if (!check) return nullptr;
  Json object = Json::object();
  if (!check->test.empty()) object["Test"] = texts(check->test);
  const auto add = [&](const char* key, long long value) {
    if (value != 0) object[key] = value;
  };
  add("Interval", check->interval);
  add("Timeout", check->timeout);
  add("StartPeriod", check->start_period);
  add("StartInterval", check->start_interval);
  add("Retries", check->retries);
  return object;
}

bool is_empty(const std::string& value) { return value.empty(); }
bool is_empty(const std::vector<std::string>& value) { return value.empty(); }
bool is_empty(bool value) { return !value; }
bool is_empty(const std::optional<HealthcheckConfig>& value) { return !value; }

/// Writes one config and notes what of it is unknown.
class ConfigWriter {
 public:
  explicit ConfigWriter(Json& stage) : stage_(stage) {}

  void write(const ImageConfig& config) {
    add(stage_, "author", config.author);
    add(config_, "User", config.user);
    add_set("ExposedPorts", config.exposed_ports);
    add_environment(config.env);
    add(config_, "Entrypoint", config.entrypoint);
    add(config_, "Cmd", config.cmd);
    add_set("Volumes", config.volumes);
    add(config_, "WorkingDir", config.working_dir);
    add_labels(config.labels);
    add(config_, "StopSignal", config.stop_signal);
    add(config_, "ArgsEscaped", config.args_escaped);
    add(config_, "Healthcheck", config.healthcheck);
    if (!config.on_build.entries.empty()) config_["OnBuild"] = texts(config.on_build.entries);
    add_rest("OnBuild", config.on_build.rest);
    add(config_, "Shell", config.shell);
    stage_["config"] = std::move(config_);
    stage_["unknown"] = std::move(unknown_);
  }

 private:
  template <typename T>
  void add(Json& object, const char* key, const Value<T>& value) {
    if (!value.known()) {
      unknown_.push_back({{"key", key}, {"reason", json_text(value.reason())}});
    } else if (!is_empty(value.get())) {
      object[key] = to_json(value.get());
    }
  }
  void add_member(const char* key, const std::string& member, const Value<std::string>& value) {
    unknown_.push_back({{"key", key}, {"member", json_text(member)}, {"reason", json_text(value.reason())}});
  }
  void add_rest(const char* key, const Rest& rest) {
    if (rest) unknown_.push_back({{"key", key}, {"reason", json_text(rest->reason)}});
  }
  void add_set(const char* key, const Partial<std::set<std::string>>& set) {
    Json object = Json::object();
    // What goes through BuildKit's lexer is valid UTF-8, so that all of it can be a key.
    for (const std::string& entry : set.entries) object[with_replacement_characters(entry)] = Json::object();
    if (!object.empty()) config_[key] = std::move(object);
    add_rest(key, set.rest);
  }
  void add_environment(const VariableList& env) {
    Json list = Json::array();
    for (const auto& entry : env.entries()) {
      if (entry.value.known()) {
        list.push_back(json_text(entry.has_equals ? entry.key + "=" + entry.value.get() : entry.key));
      } else {
        add_member("Env", entry.key, entry.value);
      }
    }
    if (!list.empty()) config_["Env"] = std::move(list);
    add_rest("Env", env.rest);
  }
  void add_labels(const Partial<std::map<std::string, Value<std::string>>>& labels) {
    Json object = Json::object();
    for (const auto& [key, value] : labels.entries) {
      if (value.known()) {
        object[with_replacement_characters(key)] = json_text(value.get());
      } else {
        add_member("Labels", key, value);
      }
    }
    if (!object.empty()) config_["Labels"] = std::move(object);
    add_rest("Labels", labels.rest);
  }

  Json& stage_;
  Json config_ = Json::object();
  Json unknown_ = Json::array();
};

/// Reads values of an object and keeps the first complaint.
class ConfigReader {
 public:
  explicit ConfigReader(const Json& object) : object_(object) {}

  /// The value of a key if it is there and no null; `what` says which type `is` stands for.
  const Json* find(const char* key, bool (Json::*is)() const noexcept, std::string_view what) {
    const auto found = object_.find(key);
    if (found == object_.end() || found->is_null()) return nullptr;
    if (((*found).*is)()) return &*found;
    complain(key, what);
    return nullptr;
  }
  std::string string(const char* key) {
    const Json* value = find(key, &Json::is_string, "a string");
    return value == nullptr ? "" : value->get<std::string>();
  }
  std::vector<std::string> strings(const char* key) {
    std::vector<std::string> list;
    const Json* value = find(key, &Json::is_array, "a list of strings");
    if (value == nullptr) return list;
    for (const Json& element : *value) {
      if (!element.is_string()) {
        complain(key, "a list of strings");
        break;
      }
      list.push_back(element.get<std::string>());
    }
    return list;
  }
  long long number(const char* key) {
    const Json* value = find(key, &Json::is_number_integer, "a whole number");
    return value == nullptr ? 0 : value->get<long long>();
  }
  std::set<std::string> keys(const char* key) {
    std::set<std::string> set;
    const Json* value = find(key, &Json::is_object, "an object");
    if (value == nullptr) return set;
    for (const auto& [name, ignored] : value->items()) set.insert(name);
    return set;
  }
  void complain(std::string_view key, std::string_view what) {
    if (!complaint_) complaint_ = fmt::format("\"{}\" is not {}", key, what);
  }
  [[nodiscard]] const std::optional<std::string>& complaint() const noexcept { return complaint_; }

 private:
  const Json& object_;
  std::optional<std::string> complaint_;
};

}  // namespace

void write_config(const ImageConfig& config, Json& stage) { ConfigWriter(stage).write(config); }

std::string model_json(const Snapshot& snapshot, const ModelOptions& options) {
  Json object;
  object["format"] = "drydock-model";
  object["version"] = model_json_version;
  object["path"] = json_text(snapshot.source->name());
  object["accepted"] = snapshot.dockerfile.accepted();
  object["stages"] = Json::array();
  if (snapshot.dockerfile.accepted()) {
    for (const Stage& image : model_images(snapshot, options).stages) {
      Json stage;
      stage["index"] = object["stages"].size();
      stage["name"] = json_text(image.name);
      stage["line"] = snapshot.source->line_of(snapshot.dockerfile.instructions[image.from].keyword_text.range.begin);
      stage["base"] = json_text(image.base);
      if (image.config) {
        write_config(image.config.value(), stage);
      } else {
        stage["error"] = json_text(image.config.error());
      }
      object["stages"].push_back(std::move(stage));
    }
  }
  return object.dump();
}

Result<ImageConfig> parse_image_config(std::string_view json) {
  Json whole = Json::parse(json, nullptr, false);
  if (whole.is_discarded()) return Error{"not JSON"};
  // `docker image inspect` gives a list with one object, whose keys begin with capitals.
  if (whole.is_array() && whole.size() == 1) whole = Json(whole.front());
  if (!whole.is_object()) return Error{"not a JSON object"};
  for (const auto& [inspected, name] :
       {std::pair("Author", "author"), std::pair("Os", "os"), std::pair("Config", "config")}) {
    if (whole.contains(inspected) && !whole.contains(name)) whole[name] = Json(whole[inspected]);
  }
  ConfigReader image(whole);
  ImageConfig result;
  result.author = image.string("author");
  result.os = image.string("os");
  const Json none = Json::object();
  const Json* const config = image.find("config", &Json::is_object, "an object");
  ConfigReader reader(config == nullptr ? none : *config);
  for (const std::string& entry : reader.strings("Env")) {
    const std::size_t equals = entry.find('=');
    const bool has_equals = equals != std::string::npos;
    result.env.add({entry.substr(0, equals), has_equals ? entry.substr(equals + 1) : std::string(), has_equals});
  }
  if (const Json* labels = reader.find("Labels", &Json::is_object, "an object")) {
    for (const auto& [key, value] : labels->items()) {
      if (!value.is_string()) {
        reader.complain("Labels", "an object of strings");
        break;
      }
      result.labels.entries.insert_or_assign(key, value.get<std::string>());
    }
  }
  result.exposed_ports.entries = reader.keys("ExposedPorts");
  result.volumes.entries = reader.keys("Volumes");
  result.user = reader.string("User");
  result.working_dir = reader.string("WorkingDir");
  result.stop_signal = reader.string("StopSignal");
  result.shell = reader.strings("Shell");
  result.cmd = reader.strings("Cmd");
  result.entrypoint = reader.strings("Entrypoint");
  result.on_build.entries = reader.strings("OnBuild");
  if (const Json* escaped = reader.find("ArgsEscaped", &Json::is_boolean, "true or false")) {
    result.args_escaped = escaped->get<bool>();
  }
  if (const Json* check = reader.find("Healthcheck", &Json::is_object, "an object")) {
    ConfigReader fields(*check);
    HealthcheckConfig healthcheck;
    healthcheck.test = fields.strings("Test");
    healthcheck.interval = fields.number("Interval");
    healthcheck.timeout = fields.number("Timeout");
    healthcheck.start_period = fields.number("StartPeriod");
    healthcheck.start_interval = fields.number("StartInterval");
    healthcheck.retries = fields.number("Retries");
    result.healthcheck = std::optional(std::move(healthcheck));
    if (fields.complaint()) return Error{"Healthcheck: " + *fields.complaint()};
  }
  // What is not listed is not there.
  result.ordinary_environment = result.env.find("BASH_ENV") == nullptr;
  if (image.complaint()) return Error{*image.complaint()};
  if (reader.complaint()) return Error{*reader.complaint()};
  return result;
}

}  // namespace drydock
