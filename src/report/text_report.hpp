// Remarks, times and differences as text.
#pragma once

#include <string>
#include <string_view>

#include "pipeline/pipeline.hpp"

namespace drydock {

/// One line: "name:line:column: applied: CMD: why (equivalent) [pass]", with effects and open assumptions below it.
/// `before` is the text before all passes.
[[nodiscard]] std::string render(const Remark& remark, const Source& before, bool color);

/// A line of two texts, with its line end: in both (' '), in the text before ('-') or after ('+').
struct DiffLine {
  char mark;
  std::string_view text;
};
/// A shortest way from one text to the other; where lines are replaced the old ones come first.
[[nodiscard]] std::vector<DiffLine> diff_lines(std::string_view before, std::string_view after);

/// The difference of two texts as a unified diff with three lines of context, which `patch` and `git apply` accept; ""
/// if they are the same. The names get the prefixes "a/" and "b/", or stand alone if `name` is absolute.
[[nodiscard]] std::string unified_diff(std::string_view name, std::string_view before, std::string_view after,
                                       bool color);

}  // namespace drydock
