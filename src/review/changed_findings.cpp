// Ranges of findings as lines.
#include "review/changed_findings.hpp"

#include <algorithm>

namespace drydock {

void keep_changed(ReviewedFile& file, const ChangedLines* changes) {
  const Source& source = file.source();
  keep_findings(file, [&](const Finding& finding) {
    return changes != nullptr && std::ranges::any_of(finding.touched, [&](TextRange range) {
             return changes->touch(source.line_of(range.begin),
                                   source.line_of(range.empty() ? range.end : range.end - 1));
           });
  });
}

}  // namespace drydock
