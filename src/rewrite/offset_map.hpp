// Where the bytes of a rewritten text came from.
#pragma once

#include <vector>

#include "rewrite/rewrite.hpp"

namespace drydock {

/// Follows offsets back through the steps that a text went through.
class OffsetMap {
 public:
  /// Adds a step. The edits are those of an EditSet: sorted and disjoint, with ranges of the text before the step.
  void add_step(const std::vector<Edit>& edits);
  /// The offset in the first text of a byte of the last one. A byte that an edit wrote came from where the edit begins.
  /// Logarithmic in the number of edits of each step.
  [[nodiscard]] Offset to_first(Offset offset) const;
  /// The same for a range: what its bytes came from, with all that edits took away in between.
  [[nodiscard]] TextRange to_first(TextRange range) const;

 private:
  struct Replaced {
    TextRange before;
    TextRange after;
  };
  std::vector<std::vector<Replaced>> steps_;
};

}  // namespace drydock
