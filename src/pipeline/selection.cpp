// Reading of pass lists.
#include "pipeline/selection.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "base/unicode.hpp"
#include "ir/flags.hpp"

namespace drydock {
namespace {

/// Splits at commas that no braces enclose.
std::vector<std::string_view> split_items(std::string_view list) {
  std::vector<std::string_view> items;
  std::size_t begin = 0;
  int depth = 0;
  for (std::size_t i = 0; i <= list.size(); ++i) {
    if (i < list.size() && list[i] == '{') ++depth;
    if (i < list.size() && list[i] == '}') --depth;
    if (i < list.size() && (list[i] != ',' || depth > 0)) continue;
    if (const std::string_view item = trim_space(list.substr(begin, i - begin)); !item.empty()) items.push_back(item);
    begin = i + 1;
  }
  return items;
}

template <typename Names>
std::string suggestion(std::string_view name, const Names& names, std::string_view otherwise) {
  const std::string_view meant = closest(name, names);
  return meant.empty() ? std::string(otherwise) : fmt::format("; did you mean {}?", meant);
}

Result<PassOptionValue> parse_option(const PassInfo& pass, std::string_view text) {
  const std::size_t equals = text.find('=');
  const std::string_view name = trim_space(text.substr(0, equals));
  const std::string_view value = equals == std::string_view::npos ? "true" : trim_space(text.substr(equals + 1));
  const auto option = std::ranges::find(pass.options, name, &PassOption::name);
  if (option == pass.options.end()) {
    std::vector<std::string_view> names;
    for (const PassOption& known : pass.options) names.push_back(known.name);
    return Error{fmt::format("{} has no option \"{}\"{}", pass.id, printable(name, 80),
                             suggestion(name, names, fmt::format("; `drydock passes {}` shows what it has", pass.id)))};
  }
  if (!option->values.empty() && std::ranges::find(option->values, value) == option->values.end()) {
    return Error{fmt::format("{}: {} takes {}, not \"{}\"", pass.id, name, fmt::join(option->values, ", "),
                             printable(value, 80))};
  }
  return PassOptionValue{std::string(name), std::string(value)};
}

Result<PassChoice> parse_choice(std::string_view item) {
  const std::size_t brace = item.find('{');
  const std::string_view name = trim_space(item.substr(0, brace));
  PassChoice choice{find_pass(name)};
  if (choice.pass == nullptr) {
    std::vector<std::string_view> names;
    for (const PassInfo* pass : all_passes()) names.push_back(pass->id);
    return Error{fmt::format("there is no pass \"{}\"{}", printable(name, 80),
                             suggestion(name, names, "; `drydock passes` lists them"))};
  }
  if (brace == std::string_view::npos) return choice;
  if (!item.ends_with('}')) return Error{fmt::format("\"{}\" has a brace that is not closed", printable(item, 80))};
  for (const std::string_view text : split_items(item.substr(brace + 1, item.size() - brace - 2))) {
    auto option = parse_option(*choice.pass, text);
    if (!option) return Error{option.error()};
    choice.options.push_back(std::move(option.value()));
  }
  return choice;
}

}  // namespace

std::vector<PassChoice> default_passes() {
  std::vector<PassChoice> chosen;
  for (const PassInfo* pass : all_passes()) {
    if (pass->on_by_default) chosen.push_back({pass});
  }
  return chosen;
}

Result<std::vector<PassChoice>> parse_passes(std::string_view list, PassOrder order) {
  std::vector<PassChoice> chosen;
  std::vector<const PassInfo*> named;
  const auto drop = [&](const PassInfo* pass) {
    std::erase_if(chosen, [&](const PassChoice& old) { return old.pass == pass; });
  };
  const auto is_chosen = [&](std::string_view id) {
    return std::ranges::any_of(chosen, [&](const PassChoice& choice) { return choice.pass->id == id; });
  };
  const auto add = [&](PassChoice choice) {
    drop(choice.pass);
    chosen.push_back(std::move(choice));
  };
  for (std::string_view item : split_items(list)) {
    if (item == "default") {
      for (PassChoice& choice : default_passes()) add(std::move(choice));
      continue;
    }
    if (item == "all") {
      for (const PassInfo* pass : all_passes()) {
        if (!is_chosen(pass->reverse)) add({pass});
      }
      continue;
    }
    const bool removes = item.starts_with('-');
    if (removes) item.remove_prefix(1);
    auto choice = parse_choice(item);
    if (!choice) return Error{choice.error()};
    const PassInfo* const pass = choice.value().pass;
    if (removes) {
      drop(pass);
      std::erase(named, pass);
      continue;
    }
    if (const PassInfo* const reverse = find_pass(pass->reverse); reverse != nullptr) {
      if (std::ranges::find(named, reverse) != named.end()) {
        return Error{fmt::format("{} and {} undo each other's work; choose one of the two", reverse->id, pass->id)};
      }
      drop(reverse);
    }
    named.push_back(pass);
    add(std::move(choice.value()));
  }
  if (order == PassOrder::own) {
    const auto passes = all_passes();
    std::ranges::sort(
        chosen, {}, [&](const PassChoice& choice) { return std::ranges::find(passes, choice.pass) - passes.begin(); });
  }
  return chosen;
}

}  // namespace drydock
