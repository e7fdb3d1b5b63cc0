// Unified diffs; the one file that instantiates the diff library.
#include <algorithm>
#include <vector>

#include <fmt/format.h>

// The library's headers are not free of our warnings.
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#endif
#include <dtl/dtl.hpp>
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

#include "report/text_report.hpp"

namespace drydock {
namespace {

constexpr std::size_t context_lines = 3;

/// Lines with their line ends, so that a missing last one is a difference.
std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t newline = text.find('\n');
    const std::size_t size = newline == std::string_view::npos ? text.size() : newline + 1;
    lines.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return lines;
}

/// A name as a diff header may hold it: quoted as git does if it has odd bytes.
std::string header_name(std::string_view prefix, std::string_view name) {
  const std::string whole = std::string(name.starts_with('/') ? "" : prefix) + std::string(name);
  const bool plain =
      std::ranges::all_of(whole, [](char byte) { return byte > 0x20 && byte != '"' && byte != '\\' && byte != 0x7F; });
  if (plain) return whole;
  std::string out = "\"";
  for (const char byte : whole) {
    if (byte == '"' || byte == '\\') {
      out += '\\';
      out += byte;
    } else if (static_cast<unsigned char>(byte) < 0x20 || static_cast<unsigned char>(byte) >= 0x7F) {
      out += fmt::format("\\{:03o}", static_cast<unsigned char>(byte));
    } else {
      out += byte;
    }
  }
  return out + "\"";
}

std::string range_text(std::size_t first, std::size_t count) {
  // A range without lines names the line before it.
  if (count == 0) return fmt::format("{},0", first - 1);
  return count == 1 ? fmt::format("{}", first) : fmt::format("{},{}", first, count);
}

}  // namespace

std::vector<DiffLine> diff_lines(std::string_view before, std::string_view after) {
  const auto old_lines = split_lines(before);
  const auto new_lines = split_lines(after);
  dtl::Diff<std::string_view, std::vector<std::string_view>> diff(old_lines, new_lines);
  diff.compose();
  std::vector<DiffLine> lines;
  for (const auto& [text, info] : diff.getSes().getSequence()) {
    lines.push_back({info.type == dtl::SES_COMMON ? ' ' : info.type == dtl::SES_DELETE ? '-' : '+', text});
  }
  return lines;
}

std::string unified_diff(std::string_view name, std::string_view before, std::string_view after, bool color) {
  if (before == after) return "";
  const std::vector<DiffLine> lines = diff_lines(before, after);
  const auto paint = [&](std::string_view code, std::string_view text) {
    return color ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
  };
  std::string out =
      paint("1", "--- " + header_name("a/", name)) + "\n" + paint("1", "+++ " + header_name("b/", name)) + "\n";

  std::size_t old_line = 1;
  std::size_t new_line = 1;
  std::size_t at = 0;
  while (at < lines.size()) {
    const auto is_change = [](const DiffLine& line) { return line.mark != ' '; };
    const auto change = std::find_if(lines.begin() + static_cast<std::ptrdiff_t>(at), lines.end(), is_change);
    if (change == lines.end()) break;
    const auto first_change = static_cast<std::size_t>(change - lines.begin());
    const std::size_t begin = std::max(at, first_change - std::min(first_change, context_lines));
    old_line += begin - at;  // what is passed over is common to both
    new_line += begin - at;
    // The hunk goes on as long as the next change is near enough for the contexts to meet.
    std::size_t last_change = first_change;
    for (std::size_t i = first_change; i < lines.size() && i <= last_change + 2 * context_lines; ++i) {
      if (is_change(lines[i])) last_change = i;
    }
    const std::size_t end = std::min(lines.size(), last_change + context_lines + 1);
    std::size_t old_count = 0;
    std::size_t new_count = 0;
    std::string body;
    for (std::size_t i = begin; i < end; ++i) {
      const auto [mark, text] = lines[i];
      old_count += mark != '+' ? 1U : 0U;
      new_count += mark != '-' ? 1U : 0U;
      const bool ended = text.ends_with('\n');
      const std::string shown = mark + std::string(text.substr(0, text.size() - (ended ? 1 : 0)));
      body += mark == '-' ? paint("31", shown) : mark == '+' ? paint("32", shown) : shown;
      body += ended ? "\n" : "\n\\ No newline at end of file\n";
    }
    out += paint("36", fmt::format("@@ -{} +{} @@", range_text(old_line, old_count), range_text(new_line, new_count))) +
           "\n" + body;
    old_line += old_count;
    new_line += new_count;
    at = end;
  }
  return out;
}

}  // namespace drydock
