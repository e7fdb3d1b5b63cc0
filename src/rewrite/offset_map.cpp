// Translation of offsets, last step first.
#include "rewrite/offset_map.hpp"

#include <algorithm>
#include <iterator>

namespace drydock {

void OffsetMap::add_step(const std::vector<Edit>& edits) {
  std::vector<Replaced> step;
  Offset copied = 0;   // end of the edit before, in the old text
  Offset written = 0;  // and in the new one
  for (const Edit& edit : edits) {
    const Offset begin = written + (edit.range.begin - copied);
    const Offset end = begin + to_offset(edit.text.size());
    step.push_back({edit.range, {begin, end}});
    copied = edit.range.end;
    written = end;
  }
  steps_.push_back(std::move(step));
}

Offset OffsetMap::to_first(Offset offset) const {
  for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
    Replaced last{};  // the last edit that begins at or before the offset
    auto next =
        std::ranges::lower_bound(*step, offset, {}, [](const Replaced& replaced) { return replaced.after.begin; });
    if (next != step->begin()) last = *std::prev(next);
    // At the offset itself are at most an edit that removes, and the one that follows it.
    for (; next != step->end(); ++next) {
      const Replaced& replaced = *next;
      if (replaced.after.begin > offset ||
          (replaced.after.empty() && replaced.after.begin == offset && !replaced.before.empty())) {
        break;
      }
      last = replaced;
    }
    offset = offset < last.after.end ? last.before.begin : last.before.end + (offset - last.after.end);
  }
  return offset;
}

TextRange OffsetMap::to_first(TextRange range) const {
  const Offset begin = to_first(range.begin);
  // The end is no byte of the range: where an edit wrote the last one, the end of what it replaced.
  return {begin, range.empty() ? begin : std::max(begin, to_first(range.end))};
}

}  // namespace drydock
