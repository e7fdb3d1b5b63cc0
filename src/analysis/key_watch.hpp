// A cheap look at which stages can set the same name twice.
#pragma once

#include <algorithm>
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
    if (keys_.empty()) keys_.reserve(16);
    for (const KeyValue& pair : pairs) {
      const auto key = plain_text(pair.key.value);
      unclear_ = unclear_ || !key;
      if (key) keys_.push_back(*key);
    }
  }
  [[nodiscard]] bool may_repeat() {
    if (unclear_ || keys_.size() < 2) return unclear_;
    std::ranges::sort(keys_);
    return std::ranges::adjacent_find(keys_) != keys_.end();
  }

 private:
  std::vector<std::string_view> keys_;
  bool unclear_ = false;
};

}  // namespace drydock
