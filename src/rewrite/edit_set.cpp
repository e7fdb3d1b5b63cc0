// Conflicts between edits, and their application.
#include "rewrite/edit_set.hpp"

#include <algorithm>

namespace drydock {
namespace {

bool comes_before(const Edit& left, const Edit& right) {
  return left.range.begin != right.range.begin ? left.range.begin < right.range.begin : left.range.end < right.range.end;
}

/// Two edits conflict if the result depends on which is applied first: they share a byte, or one inserts at or inside the
/// other's place.
bool conflict(TextRange left, TextRange right) {
  if (left.empty() || right.empty()) return left.begin <= right.end && right.begin <= left.end;
  return left.overlaps(right);
}

bool cuts_character(std::string_view text, Offset at) {
  if (at == 0 || at >= text.size()) return false;
  const auto byte = static_cast<unsigned char>(text[at]);
  return (byte & 0xC0) == 0x80 || (text[at] == '\n' && text[at - 1] == '\r');
}

}  // namespace

Result<Done> EditSet::add(const Rewrite& rewrite) {
  if (rewrite.edits.empty()) return Error{"the rewrite has no edits"};
  std::vector<Edit> merged = edits_;
  for (const Edit& edit : rewrite.edits) {
    if (edit.range.begin > edit.range.end || edit.range.end > text_.size()) return Error{"an edit lies outside of the file"};
    if (edit.range.of(text_) == edit.text) return Error{"an edit changes nothing"};
    if (cuts_character(text_, edit.range.begin) || cuts_character(text_, edit.range.end)) {
      return Error{"an edit begins or ends inside of a character"};
    }
    if (std::ranges::any_of(merged, [&](const Edit& other) { return conflict(edit.range, other.range); })) {
      return Error{"it overlaps with another rewrite; a second run will take it up"};
    }
    merged.push_back(edit);
  }
  std::ranges::sort(merged, comes_before);
  edits_ = std::move(merged);
  return Done{};
}

std::string apply_edits(std::string_view text, TextRange part, std::span<const Edit> edits) {
  std::string out;
  Offset copied = part.begin;
  for (const Edit& edit : edits) {
    out += text.substr(copied, edit.range.begin - copied);
    out += edit.text;
    copied = edit.range.end;
  }
  out += text.substr(copied, part.end - copied);
  return out;
}

}  // namespace drydock
