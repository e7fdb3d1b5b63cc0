// Brings what drydock predicts and what a Docker engine reports into one form, for docker_test.sh. JSON comes in on
// standard input, lines go out on standard output:
//
//   image_facts stages                          names of the stages, from the model of one file
//   image_facts model STAGE                     the image config of a stage, from the model of one file
//   image_facts image                           the image config, from `docker image inspect`
//   image_facts expected-start STAGE HOW        what a container starts, from the explanation of one file
//   image_facts start                           what was started, from `docker container inspect`
//
// The model is the output of `drydock print --as=model`, the explanation that of `drydock explain --json`, in which HOW
// is "plain", "arguments" or "entrypoint"; an empty STAGE is the last one. A config has one line for each key that is
// set: the key, a tab, its value. Exits with 2 if the input is not what it should be.
#include <cstdio>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace {

using Json = nlohmann::json;
using Words = std::vector<std::string>;

[[noreturn]] void stop(const std::string& why) {
  std::cerr << "image_facts: " << why << '\n';
  std::exit(2);
}

Json read_input() {
  const std::string text{std::istreambuf_iterator<char>(std::cin), {}};
  Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) stop("the input is not JSON");
  return json;
}

/// The only element of what `docker inspect` prints about one object.
Json inspected(const Json& list) {
  if (!list.is_array() || list.size() != 1 || !list[0].is_object()) stop("the input is not what docker inspect prints");
  return list[0];
}

/// A stage of the model by its name; the last one if the name is empty.
Json stage_of(const Json& model, const std::string& name) {
  if (!model.contains("stages") || model["stages"].empty()) stop("the input is not a model with stages");
  if (name.empty()) return model["stages"].back();
  for (const Json& stage : model["stages"]) {
    if (stage["name"] == name) return stage;
  }
  stop("there is no stage " + name);
}

/// The engine writes null, "" and false for what is not set; a list or an object that is set but empty is a fact.
bool is_set(const Json& value) { return !value.is_null() && value != "" && value != false; }

void print_config(const Json& config, const Json& author) {
  if (is_set(author)) std::cout << "Author\t" << author.dump() << '\n';
  for (const auto& [key, value] : config.items()) {
    if (is_set(value)) std::cout << key << '\t' << value.dump() << '\n';
  }
}

void print_stages(const Json& model) {
  for (const Json& stage : model["stages"]) {
    const auto name = stage["name"].get<std::string>();
    if (!name.empty()) std::cout << name << '\n';
  }
}

/// Prints what the model leaves open too, so that it compares unequal to any image.
void print_model(const Json& stage) {
  print_config(stage.value("config", Json::object()), stage.value("author", Json()));
  for (const Json& open : stage.value("unknown", Json::array())) std::cout << "unknown\t" << open.dump() << '\n';
  if (stage.contains("error")) std::cout << "error\t" << stage["error"].dump() << '\n';
}

Words words_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? Words{} : found->get<Words>();
}

void print_start(const Words& words) { std::cout << Json(words).dump() << '\n'; }

void print_expected_start(const Json& stage, const std::string& how) {
  for (const Json& start : stage.value("starts", Json::array())) {
    if (start["how"] == how) std::cout << start["process"].dump() << '\n';
  }
}

void print_container_start(const Json& container) {
  Words words = words_of(container, "Args");
  words.insert(words.begin(), container.value("Path", std::string()));
  print_start(words);
}

}  // namespace

int main(int count, char** values) {
  Words arguments(values + 1, values + count);
  const auto take = [&arguments] {
    if (arguments.empty()) return std::string();
    std::string first = arguments.front();
    arguments.erase(arguments.begin());
    return first;
  };
  const std::string what = take();
  const std::string stage = take();
  if (what == "stages") {
    print_stages(read_input());
  } else if (what == "model") {
    print_model(stage_of(read_input(), stage));
  } else if (what == "image") {
    const Json image = inspected(read_input());
    print_config(image.value("Config", Json::object()), image.value("Author", Json()));
  } else if (what == "expected-start") {
    print_expected_start(stage_of(read_input(), stage), take());
  } else if (what == "start") {
    print_container_start(inspected(read_input()));
  } else {
    stop("stages, model, image, expected-start or start?");
  }
  return 0;
}
