// Operations on image configs.
#include "analysis/image_config.hpp"

#include <fmt/format.h>

#include "analysis/image_reference.hpp"
#include "base/diagnostic.hpp"
#include "syntax/words.hpp"

namespace drydock {

Unknown maybe_changed(const Value<std::string>& value, const Unknown& change) {
  std::string term = "\1?" + change.term + "\2\1";
  if (value.known()) {
    append_literal_term(value.get(), term);
  } else {
    term += value.unknown().term;
  }
  term += '\2';
  return {change.reason, std::move(term)};
}

void VariableList::set(const std::string& key, Value<std::string> value) {
  const auto [found, added] = first_.try_emplace(key, entries_.size());
  if (added) {
    entries_.push_back({key, std::move(value)});
  } else {
    entries_[found->second] = {key, std::move(value)};
  }
}

void VariableList::add(Entry entry) {
  first_.try_emplace(entry.key, entries_.size());
  entries_.push_back(std::move(entry));
}

void VariableList::forget(const Unknown& change) {
  for (Entry& entry : entries_) entry.value = maybe_changed(entry.value, change);
  rest = Unknown{change.reason, (rest ? rest->term : "") + "\1?" + change.term + "\2"};
}

const VariableList::Entry* VariableList::find(const std::string& key) const {
  const auto found = first_.find(key);
  return found == first_.end() ? nullptr : &entries_[found->second];
}

ImageConfig unknown_config(std::string_view image) {
  const std::string reason = fmt::format("inherited from the base image {}", printable(image, 200));
  std::string name = "\1";
  append_literal_term(full_image_name(image), name);
  name += ' ';
  const auto inherited = [&](std::string_view field) {
    std::string term;
    term.reserve(name.size() + field.size() + 1);
    term += name;
    term += field;
    term += '\2';
    return Unknown{reason, std::move(term)};
  };
  ImageConfig config;
  config.author = inherited("author");
  config.user = inherited("user");
  config.working_dir = inherited("working directory");
  config.stop_signal = inherited("stop signal");
  config.healthcheck = inherited("health check");
  config.shell = inherited("shell");
  config.cmd = inherited("command");
  config.entrypoint = inherited("entrypoint");
  config.args_escaped = inherited("arguments escaped");
  config.env.rest = inherited("environment");
  config.labels.rest = inherited("labels");
  config.exposed_ports.rest = inherited("ports");
  config.volumes.rest = inherited("volumes");
  config.on_build.rest = inherited("triggers");
  return config;
}

ImageConfig scratch_config(std::string_view os) {
  ImageConfig config;
  config.os = os;
  config.working_dir = std::string("/");
  config.ordinary_environment = true;
  if (os != "windows") config.env.set("PATH", std::string(default_path));
  return config;
}

}  // namespace drydock
