// Operations on image configs.
#include "analysis/image_config.hpp"

#include <array>

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "syntax/image_reference.hpp"
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

void VariableList::set(std::string_view key, Value<std::string> value) {
  const std::size_t place = first_.find(key, entries_, &Entry::key);
  if (place == NameIndex::none) return add({std::string(key), std::move(value)});
  entries_[place].value = std::move(value);
  entries_[place].has_equals = true;
}

void VariableList::add(Entry entry) {
  entries_.push_back(std::move(entry));
  first_.added(entries_, &Entry::key);
}

void VariableList::forget(const Unknown& change) {
  for (Entry& entry : entries_) entry.value = maybe_changed(entry.value, change);
  rest = Unknown{change.reason, (rest ? rest->term : "") + "\1?" + change.term + "\2"};
}

const VariableList::Entry* VariableList::find(std::string_view key) const {
  const std::size_t place = first_.find(key, entries_, &Entry::key);
  return place == NameIndex::none ? nullptr : &entries_[place];
}

ImageConfig unknown_config(std::string_view image) { return unknown_config(image, full_image_name(image)); }

ImageConfig unknown_config(std::string_view image, std::string_view full_name) {
  const std::string reason = fmt::format("inherited from the base image {}", printable(image, 200));
  std::string name = "\1";
  append_literal_term(full_name, name);
  name += ' ';
  // One piece of memory for all of them.
  const auto all = std::make_shared<std::array<Unknown, 14>>();
  std::size_t count = 0;
  const auto inherit = [&](auto& member, std::string_view field) {
    DRYDOCK_CHECK(count < all->size());
    Unknown& unknown = (*all)[count++];
    unknown.reason = reason;
    unknown.term.reserve(name.size() + field.size() + 1);
    unknown.term.append(name).append(field).push_back('\2');
    member = std::decay_t<decltype(member)>(SharedUnknown(all, &unknown));
  };
  ImageConfig config;
  inherit(config.author, "author");
  inherit(config.user, "user");
  inherit(config.working_dir, "working directory");
  inherit(config.stop_signal, "stop signal");
  inherit(config.healthcheck, "health check");
  inherit(config.shell, "shell");
  inherit(config.cmd, "command");
  inherit(config.entrypoint, "entrypoint");
  inherit(config.args_escaped, "arguments escaped");
  inherit(config.env.rest, "environment");
  inherit(config.labels.rest, "labels");
  inherit(config.exposed_ports.rest, "ports");
  inherit(config.volumes.rest, "volumes");
  inherit(config.on_build.rest, "triggers");
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
