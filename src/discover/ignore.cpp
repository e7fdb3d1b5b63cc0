// Reading and matching .gitignore rules.
#include "discover/ignore.hpp"

#include <algorithm>
#include <utility>

namespace drydock {
namespace {

/// A class in brackets, at its "[": whether it holds the character, and where the pattern goes on. Nothing if it does
/// not end; such a pattern matches nothing.
std::optional<std::pair<bool, std::size_t>> match_class(std::string_view pattern, std::size_t at, char character) {
  const auto byte = [](char value) { return static_cast<unsigned char>(value); };
  ++at;
  const bool negated = at < pattern.size() && (pattern[at] == '!' || pattern[at] == '^');
  if (negated) ++at;
  bool found = false;
  for (bool first = true;; first = false) {
    if (at >= pattern.size()) return std::nullopt;
    if (pattern[at] == ']' && !first) break;
    if (pattern.substr(at).starts_with("[:")) {
      const std::size_t end = pattern.find(":]", at + 2);
      if (end != std::string_view::npos) {
        const std::string_view name = pattern.substr(at + 2, end - at - 2);
        const bool digit = character >= '0' && character <= '9';
        const bool upper = character >= 'A' && character <= 'Z';
        const bool lower = character >= 'a' && character <= 'z';
        if (name == "digit") found = found || digit;
        else if (name == "upper") found = found || upper;
        else if (name == "lower") found = found || lower;
        else if (name == "alpha") found = found || upper || lower;
        else if (name == "alnum") found = found || upper || lower || digit;
        else if (name == "space") found = found || character == ' ' || (character >= '\t' && character <= '\r');
        else if (name == "xdigit") {
          found = found || digit || (character >= 'A' && character <= 'F') || (character >= 'a' && character <= 'f');
        } else if (name == "punct")
          found = found || (character > ' ' && character < 0x7F && !digit && !upper && !lower);
        else return std::nullopt;
        at = end + 2;
        continue;
      }
    }
    if (pattern[at] == '\\' && ++at >= pattern.size()) return std::nullopt;
    const char low = pattern[at++];
    char high = low;
    if (at + 1 < pattern.size() && pattern[at] == '-' && pattern[at + 1] != ']') {
      ++at;
      if (pattern[at] == '\\' && ++at >= pattern.size()) return std::nullopt;
      high = pattern[at++];
    }
    found = found || (byte(low) <= byte(character) && byte(character) <= byte(high));
  }
  return std::pair(found != negated && character != '/', at + 1);
}

/// A run of stars: whether it may match slashes, which takes slashes or an end on both sides of exactly two or more.
bool crosses_folders(std::string_view pattern, std::size_t begin, std::size_t end) {
  return end - begin >= 2 && (begin == 0 || pattern[begin - 1] == '/') &&
         (end == pattern.size() || pattern[end] == '/');
}

}  // namespace

bool matches_glob(std::string_view pattern, std::string_view path) {
  // One place to come back to for each kind of star: the last star of a kind can stand for whatever earlier ones could,
  // but a plain star must not reach over a slash, so that the last ** is kept beside it.
  constexpr std::size_t none = std::string_view::npos;
  std::size_t at = 0;
  std::size_t to = 0;
  std::size_t star = none;
  std::size_t star_to = 0;
  std::size_t deep = none;
  std::size_t deep_to = 0;
  bool deep_whole = false;  // stands for whole folders: "**/"
  for (;;) {
    bool matched = false;
    if (at < pattern.size() && pattern[at] == '*') {
      std::size_t end = at;
      while (end < pattern.size() && pattern[end] == '*') ++end;
      if (crosses_folders(pattern, at, end)) {
        deep_whole = end < pattern.size();
        deep = deep_whole ? end + 1 : end;
        deep_to = to;
        star = none;
        at = deep;
      } else {
        star = end;
        star_to = to;
        at = end;
      }
      continue;
    }
    if (to == path.size() && at == pattern.size()) return true;
    if (to < path.size() && at < pattern.size()) {
      const char wanted = pattern[at];
      if (wanted == '?') {
        matched = path[to] != '/';
        if (matched) ++at;
      } else if (wanted == '[') {
        const auto found = match_class(pattern, at, path[to]);
        if (!found) return false;
        matched = found->first;
        if (matched) at = found->second;
      } else {
        const std::size_t literal = wanted == '\\' ? at + 1 : at;
        matched = literal < pattern.size() && pattern[literal] == path[to];
        if (matched) at = literal + 1;
      }
    }
    if (matched) {
      ++to;
      continue;
    }
    if (star != none && star_to < path.size() && path[star_to] != '/') {
      at = star;
      to = ++star_to;
    } else if (deep != none && deep_to < path.size()) {
      star = none;
      if (deep_whole) {
        const std::size_t slash = path.find('/', deep_to);
        if (slash == none) return false;
        deep_to = slash + 1;
      } else {
        ++deep_to;
      }
      at = deep;
      to = deep_to;
    } else {
      return false;
    }
  }
}

IgnoreRules::IgnoreRules(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with('#')) continue;
    // Trailing blanks go, unless a backslash keeps one.
    while (line.ends_with(' ') && !(line.size() >= 2 && line[line.size() - 2] == '\\')) line.remove_suffix(1);
    Rule rule;
    if (line.starts_with('!')) {
      rule.keeps = true;
      line.remove_prefix(1);
    }
    if (line.ends_with('/')) {
      rule.folders_only = true;
      line.remove_suffix(1);
    }
    rule.whole_path = line.find('/') != std::string_view::npos;
    if (line.starts_with('/')) line.remove_prefix(1);
    if (line.empty()) continue;
    rule.pattern = line;
    rule.literal = line.find_first_of("*?[\\") == std::string_view::npos;
    rules_.push_back(std::move(rule));
  }
}

std::optional<bool> IgnoreRules::find(std::string_view path, bool is_folder) const {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  for (auto rule = rules_.rbegin(); rule != rules_.rend(); ++rule) {
    if (rule->folders_only && !is_folder) continue;
    const std::string_view held = rule->whole_path ? path : name;
    if (rule->literal ? held == rule->pattern : matches_glob(rule->pattern, held)) return !rule->keeps;
  }
  return std::nullopt;
}

}  // namespace drydock
