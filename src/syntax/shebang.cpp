// Directives behind a line "#!".
#include "syntax/shebang.hpp"

#include <algorithm>

namespace drydock {
namespace {

std::string_view without_mark(std::string_view text) noexcept {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return text;
}

}  // namespace

bool has_shebang(std::string_view text) noexcept { return without_mark(text).starts_with("#!"); }

std::vector<DirectiveLine> directives_after_shebang(std::string_view text) {
  std::vector<DirectiveLine> directives;
  std::string_view rest = without_mark(text);
  for (bool first = true; !rest.empty(); first = false) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (first && line.starts_with("#!")) continue;
    const auto directive = parse_directive_line(line);
    if (!directive) break;
    directives.push_back(*directive);
  }
  return directives;
}

bool have_same_directives_after_shebang(std::string_view left, std::string_view right) {
  if (!has_shebang(left) && !has_shebang(right)) return true;
  const auto same = [](const DirectiveLine& one, const DirectiveLine& other) {
    return one.kind == other.kind && one.value == other.value;
  };
  return std::ranges::equal(directives_after_shebang(left), directives_after_shebang(right), same);
}

}  // namespace drydock
