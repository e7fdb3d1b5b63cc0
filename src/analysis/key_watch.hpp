// A cheap look at which stages can set the same name twice.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "analysis/plain_text.hpp"
#include "ir/dockerfile.hpp"

namespace drydock {

/// The instructions of the stage that begins with one of them, or those before the first FROM.
[[nodiscard]] inline std::span<const Instruction> stage_from(std::span<const Instruction> instructions,
                                                             InstructionIndex begin) {
  std::size_t end = begin + std::size_t{1};
  while (end < instructions.size() && instructions[end].keyword != Keyword::from) ++end;
  return instructions.subspan(begin, end - begin);
}

/// Tells whether two of the keys that it was shown may be the same.
class KeyWatch {
 public:
  void add(std::span<const KeyValue> pairs) {
    for (const KeyValue& pair : pairs) {
      const auto key = plain_text(pair.key.value);
      unclear_ = unclear_ || !key;
      if (!key || unclear_) continue;
      if (count_ < first_.size()) {
        const std::span<const std::string_view> seen = std::span(first_).first(count_);
        repeats_ = repeats_ || std::ranges::find(seen, *key) != seen.end();
        first_[count_++] = *key;
      } else {
        more_.push_back(*key);
      }
    }
  }
  [[nodiscard]] bool may_repeat() {
    if (unclear_ || repeats_ || more_.empty()) return unclear_ || repeats_;
    more_.insert(more_.end(), first_.begin(), first_.end());
    std::ranges::sort(more_);
    return std::ranges::adjacent_find(more_) != more_.end();
  }

 private:
  std::array<std::string_view, 16> first_;
  std::size_t count_ = 0;  // of `first_`
  std::vector<std::string_view> more_;
  bool unclear_ = false;
  bool repeats_ = false;
};

}  // namespace drydock
