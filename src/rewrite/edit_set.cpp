// Conflicts between edits, and their application.
#include "rewrite/edit_set.hpp"

#include <iterator>
#include <utility>

namespace drydock {
namespace {

/// Two edits conflict if the result depends on which is applied first: they share a byte, or one inserts at or inside
/// the other's place.
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
  std::vector<Ordered::const_iterator> added;
  const auto refuse = [&](std::string why) {
    for (const auto edit : added) edits_.erase(edit);
    return Error{std::move(why)};
  };
  for (const Edit& edit : rewrite.edits) {
    if (edit.range.begin > edit.range.end || edit.range.end > text_.size()) {
      return refuse("an edit lies outside of the file");
    }
    if (edit.range.of(text_) == edit.text) return refuse("an edit changes nothing");
    if (cuts_character(text_, edit.range.begin) || cuts_character(text_, edit.range.end)) {
      return refuse("an edit begins or ends inside of a character");
    }
    // No two edits of the set conflict, so that one further away conflicts only if its neighbour does.
    const auto next = edits_.lower_bound(edit);
    if ((next != edits_.end() && conflict(edit.range, next->range)) ||
        (next != edits_.begin() && conflict(edit.range, std::prev(next)->range))) {
      return refuse("it overlaps with another rewrite; a second run will take it up");
    }
    added.push_back(edits_.insert(next, edit));
  }
  return Done{};
}

std::string apply_edits(std::string_view text, TextRange part, std::span<const Edit> edits) {
  std::size_t size = part.size();
  for (const Edit& edit : edits) size = size + edit.text.size() - edit.range.size();
  std::string out;
  out.reserve(size);
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
