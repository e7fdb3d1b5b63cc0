// Laying settings over each other, and matching of names.
#include <fnmatch.h>

#include <algorithm>
#include <span>

#include "base/text.hpp"
#include "config/config_file.hpp"

namespace drydock {
namespace {

using Names = std::span<const std::string_view>;

/// Whether a path, or a folder that it lies in, matches. Takes the product of both sizes at most.
bool match_names(Names patterns, Names names) {
  // The places among the names, the end included, up to which the patterns so far match.
  std::vector<bool> reached(names.size() + 1);
  reached[0] = true;
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    std::vector<bool> next(names.size() + 1);
    if (patterns[i] == "**") {
      const auto first = static_cast<std::size_t>(std::ranges::find(reached, true) - reached.begin());
      // At the end it is all that a folder holds, and not the folder.
      if (i + 1 == patterns.size()) return first < names.size();
      std::fill(next.begin() + static_cast<std::ptrdiff_t>(std::min(first, next.size())), next.end(), true);
    } else {
      const std::string pattern(patterns[i]);
      for (std::size_t at = 0; at < names.size(); ++at) {
        next[at + 1] = reached[at] && ::fnmatch(pattern.c_str(), std::string(names[at]).c_str(), 0) == 0;
      }
    }
    reached = std::move(next);
  }
  return std::ranges::find(reached, true) != reached.end();
}

template <typename T>
void take(std::optional<T>& mine, const std::optional<T>& other) {
  if (other) mine = other;
}

}  // namespace

bool Globs::match(const std::filesystem::path& path) const {
  const std::filesystem::path below = path.lexically_relative(root);
  const bool inside = !below.empty() && *below.begin() != "..";
  const std::string text = inside ? below.generic_string() : path.relative_path().generic_string();
  const std::vector<std::string_view> names = split(text, '/');
  return std::ranges::any_of(patterns, [&](std::string_view pattern) {
    while (pattern.ends_with('/')) pattern.remove_suffix(1);
    if (pattern.find('/') == std::string_view::npos) {
      const std::string_view anywhere[] = {"**", pattern};
      return match_names(anywhere, names);
    }
    if (pattern.starts_with("./")) pattern.remove_prefix(2);
    if (pattern.starts_with('/')) pattern.remove_prefix(1);
    return match_names(split(pattern, '/'), names);
  });
}

void SettingsLayer::overlay(const SettingsLayer& other) {
  // Which passes run by themselves is one decision; naming it takes back what was said of single ones.
  if (other.base) {
    for (auto& [id, pass] : passes) pass.on.reset();
  }
  take(base, other.base);
  for (const auto& [id, pass] : other.passes) {
    take(passes[id].on, pass.on);
    for (const auto& [name, option] : pass.options) passes[id].options.insert_or_assign(name, option);
  }
  take(level, other.level);
  take(assume, other.assume);
  take(targets, other.targets);
  take(context, other.context);
  for (const auto& [name, image] : other.images) images.insert_or_assign(name, image);
  take(ignore_comments, other.ignore_comments);
  take(exclude, other.exclude);
}

}  // namespace drydock
