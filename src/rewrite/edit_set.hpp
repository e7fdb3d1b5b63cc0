// Which rewrites of one pass can be applied together, and the text that results.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rewrite/rewrite.hpp"

namespace drydock {

/// A part of a text with edits applied. Precondition: the edits are sorted, disjoint and inside the part. Linear.
[[nodiscard]] std::string apply_edits(std::string_view text, TextRange part, std::span<const Edit> edits);

/// Edits of accepted rewrites. Invariant: sorted by place, disjoint, each inside the text, none without effect.
class EditSet {
 public:
  explicit EditSet(std::string_view text) : text_(text) {}

  /// Takes all edits of a rewrite, or none of them. Refuses, with the reason, a rewrite without edits, an edit outside
  /// of the text or inside a UTF-8 sequence or a CRLF pair, an edit that replaces a text by itself, and edits that
  /// overlap or insert at the same place as another: the result would depend on the order. Logarithmic in the size of
  /// the set.
  [[nodiscard]] Result<Done> add(const Rewrite& rewrite);

  /// The edits by place. Linear.
  [[nodiscard]] std::vector<Edit> edits() const { return {edits_.begin(), edits_.end()}; }
  /// The text with all edits applied. Linear.
  [[nodiscard]] std::string apply() const { return apply_edits(text_, {0, to_offset(text_.size())}, edits()); }

 private:
  struct ByPlace {
    bool operator()(const Edit& left, const Edit& right) const {
      return left.range.begin != right.range.begin ? left.range.begin < right.range.begin
                                                   : left.range.end < right.range.end;
    }
  };
  using Ordered = std::set<Edit, ByPlace>;

  std::string_view text_;
  Ordered edits_;
};

}  // namespace drydock
