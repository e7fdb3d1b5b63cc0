// Paths as WORKDIR reads them, of Linux and of Windows.
#include "analysis/working_dir.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "base/text.hpp"
#include "base/unicode.hpp"

namespace drydock {
namespace {

/// Go's path.Clean.
std::string clean_path(std::string_view path) {
  const bool absolute = path.starts_with('/');
  std::vector<std::string_view> kept;
  for (const std::string_view part : split(path, '/')) {
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      kept.push_back(part);
    } else if (!kept.empty() && kept.back() != "..") {
      kept.pop_back();
    } else if (!absolute) {
      kept.push_back(part);
    }
  }
  const std::string cleaned = fmt::format("{}{}", absolute ? "/" : "", fmt::join(kept, "/"));
  return cleaned.empty() ? "." : cleaned;
}

std::string replace_all(std::string text, char from, char to) {
  std::ranges::replace(text, from, to);
  return text;
}

/// util/system/path.go, CheckSystemDriveAndRemoveDriveLetter, for Windows. The result has forward slashes.
Result<std::string> without_drive(std::string_view path) {
  if (path.size() == 2 && path[1] == ':') return Error{fmt::format("no relative path in \"{}\"", printable(path, 80))};
  const std::string slashes = replace_all(std::string(path), '\\', '/');
  if (slashes.starts_with("//")) return Error{"UNC paths are not supported"};
  const std::size_t colon = slashes.find(':');
  if (colon == std::string::npos) return clean_path(slashes);
  if (lower_ascii(std::string_view(slashes).substr(0, colon)) != "c") {
    return Error{"the path is not on the system drive (C:)"};
  }
  return clean_path(std::string_view(slashes).substr(colon + 1));
}

/// util/system/path.go, IsAbs. On Windows a path with a second colon is never absolute, as IsAbs looks for a drive
/// again.
bool is_absolute_path(std::string_view path, bool windows) {
  if (!windows) return path.starts_with('/');
  const auto stripped = without_drive(path);
  return stripped.ok() && stripped.value().starts_with('/');
}

}  // namespace

Result<bool> is_absolute_working_dir(std::string_view path, bool windows) {
  if (path.empty() || !windows) return is_absolute_path(path, false);
  const auto stripped = without_drive(path);
  if (!stripped) return Error{stripped.error()};
  return is_absolute_path(stripped.value(), true);
}

Result<std::string> normalize_working_dir(std::string_view current, std::string_view path, std::string_view os) {
  const bool windows = os == "windows";
  const auto join = [](std::string_view folder, std::string_view rest) {
    return clean_path(fmt::format("{}/{}", folder, rest));
  };
  std::string parent(current.empty() ? "/" : current);
  std::string result(path);
  if (windows) {
    auto stripped = without_drive(parent);
    if (!stripped) return stripped;
    parent = std::move(stripped.value());
  }
  if (!is_absolute_path(parent, windows)) parent = join("", parent);
  if (result.empty()) result = parent;
  if (windows) {
    auto stripped = without_drive(result);
    if (!stripped) return stripped;
    result = std::move(stripped.value());
  }
  if (!is_absolute_path(result, windows)) result = join(parent, result);
  return windows ? replace_all(std::move(result), '/', '\\') : result;
}

}  // namespace drydock
