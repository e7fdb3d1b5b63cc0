// Many steps of edits as one set of edits of the first text.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rewrite/rewrite.hpp"

namespace drydock {

/// An edit of the first text and those who had a part in it.
struct ComposedEdit {
  Edit edit;
  std::vector<std::size_t> authors;  ///< ascending, without repetitions
};

/// An edit of a step and the number of its author.
struct AuthoredEdit {
  Edit edit;
  std::size_t author = 0;
};

/// Follows a text through steps and knows at each moment the edits that lead from the first text to the last one.
/// Invariant: these are sorted and disjoint, and none inserts where another begins or ends, so that they give the same
/// text in whatever order they are applied.
class ComposedEdits {
 public:
  explicit ComposedEdits(std::string_view first) : first_(first) {}

  /// Adds a step. Precondition: the edits are sorted and conflict as little as those of an EditSet; ranges are those of
  /// the text after the step before. Edits that overlap with what earlier steps wrote become one with it. Linear in the
  /// number of edits and in the texts that they touch.
  void add_step(std::span<const AuthoredEdit> edits);

  /// Those that change something: where later steps took back what earlier ones did there is no edit.
  [[nodiscard]] std::vector<ComposedEdit> edits() const;

 private:
  std::string_view first_;
  std::vector<ComposedEdit> edits_;
};

}  // namespace drydock
