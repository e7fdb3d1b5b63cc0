// Names and bytes of archives.
#include "analysis/local_sources.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <string>
#include <system_error>
#include <vector>

#include "base/text.hpp"

namespace drydock {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t header_size = 512;
constexpr std::size_t most_files = 10000;  // that a pattern may match

bool has_archive_name(std::string_view source) {
  constexpr std::array<std::string_view, 10> marks = {".tar", ".tgz", ".tbz", ".txz", ".tzst",
                                                      ".gz",  ".bz2", ".xz",  ".zst", ".lzma"};
  std::string lower(source);
  std::ranges::transform(lower, lower.begin(),
                         [](char byte) { return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + 32) : byte; });
  return std::ranges::any_of(marks, [&](std::string_view mark) { return lower.find(mark) != std::string::npos; });
}

/// Go's archive/tar reads a header if its checksum is right, whatever else it holds (reader.go, getFormat). The sum of
/// signed bytes counts too.
bool has_tar_checksum(std::string_view block) {
  constexpr std::size_t begin = 148;
  constexpr std::size_t end = 156;
  if (block.size() < header_size) return false;
  std::int64_t stored = 0;  // also if there are only blanks (archive/tar, parseOctal)
  bool digits = false;
  for (const char byte : block.substr(begin, end - begin)) {
    if (byte >= '0' && byte <= '7') {
      stored = stored * 8 + (byte - '0');
      digits = true;
    } else if (digits) {
      break;
    }
  }
  std::int64_t as_unsigned = 0;
  std::int64_t as_signed = 0;
  for (std::size_t i = 0; i < header_size; ++i) {
    const char byte = i >= begin && i < end ? ' ' : block[i];
    as_unsigned += static_cast<unsigned char>(byte);
    as_signed += static_cast<signed char>(byte);
  }
  return stored == as_unsigned || stored == as_signed;
}

LocalSource look_at_file(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::string bytes(header_size, '\0');
  stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (stream.bad() || (!stream && !stream.eof())) return LocalSource::unknown;
  bytes.resize(static_cast<std::size_t>(stream.gcount()));
  return begins_like_archive(bytes) ? LocalSource::may_unpack : LocalSource::no_archive;
}

LocalSource look_at_path(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::symlink_status(path, error);
  if (error) return LocalSource::unknown;
  if (fs::is_directory(status)) return LocalSource::no_archive;
  return fs::is_regular_file(status) ? look_at_file(path) : LocalSource::unknown;
}

/// Everything in a folder that is `depth` names below it.
LocalSource look_at_all(const fs::path& folder, std::size_t depth, std::size_t& budget) {
  std::error_code error;
  LocalSource result = LocalSource::unknown;  // as of a pattern that matches nothing
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (budget-- == 0) {
      budget = 0;
      return LocalSource::unknown;
    }
    const bool is_last = depth == 1;
    if (!is_last && !entry->is_symlink() && !entry->is_directory()) continue;
    if (!is_last && entry->is_symlink()) return LocalSource::unknown;
    const LocalSource found = is_last ? look_at_path(entry->path()) : look_at_all(entry->path(), depth - 1, budget);
    if (found == LocalSource::may_unpack || (found == LocalSource::unknown && (is_last || budget == 0))) return found;
    if (found == LocalSource::no_archive) result = found;
  }
  return error ? LocalSource::unknown : result;
}

/// The names of a path as BuildKit takes it: relative to the context, and never out of it.
std::vector<std::string> names_of(std::string_view source) {
  std::vector<std::string> names;
  for (const std::string_view name : split(source, '/')) {
    if (name == ".." && !names.empty()) names.pop_back();
    if (!name.empty() && name != "." && name != "..") names.emplace_back(name);
  }
  return names;
}

LocalSource look_into_context(std::string_view source, const fs::path& context) {
  const std::vector<std::string> names = names_of(source);
  fs::path path = context;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i].find_first_of("*?[") != std::string::npos) {
      std::size_t budget = most_files;
      return look_at_all(path, names.size() - i, budget);
    }
    path /= names[i];
    std::error_code error;
    if (fs::is_symlink(path, error) || error) return LocalSource::unknown;
  }
  return look_at_path(path);
}

}  // namespace

bool begins_like_archive(std::string_view bytes) {
  using namespace std::string_view_literals;
  constexpr std::array magics = {"BZh"sv, "\x1F\x8B\x08"sv, "\xFD\x37zXZ\0"sv, "\x28\xB5\x2F\xFD"sv};
  if (std::ranges::any_of(magics, [&](std::string_view magic) { return bytes.starts_with(magic); })) return true;
  // A frame of zstd that is to be skipped.
  if (bytes.size() >= 4 && (static_cast<unsigned char>(bytes[0]) & 0xF0U) == 0x50 &&
      bytes.substr(1, 3) == "\x2A\x4D\x18") {
    return true;
  }
  return has_tar_checksum(bytes);
}

LocalSource look_at_source(std::string_view source, const std::optional<fs::path>& context) {
  if (source.empty() || source.find_first_of("$\"'\\`") != std::string_view::npos) return LocalSource::unwritten;
  if (source.find_first_of(":@") != std::string_view::npos || source.starts_with("github.com/")) {
    return LocalSource::may_unpack;
  }
  if (context) {
    const LocalSource found = look_into_context(source, *context);
    if (found != LocalSource::unknown) return found;
  }
  return has_archive_name(source) ? LocalSource::may_unpack : LocalSource::unknown;
}

}  // namespace drydock
