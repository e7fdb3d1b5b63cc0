// Composition of edits, step by step.
#include "rewrite/composed_edits.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "rewrite/edit_set.hpp"

namespace drydock {
namespace {

/// What the composition of a step has put together so far, with ranges in the text before the step.
struct Cluster {
  TextRange now;
  bool inserts = false;  // something in it has no bytes before or after: order counts where it touches another
  std::vector<Edit> before;    // edits of the first text
  std::vector<Edit> step;      // edits of the text before the step
  std::vector<std::size_t> authors;

  [[nodiscard]] bool takes_in(TextRange other, bool other_inserts) const {
    return other.begin < now.end || (other.begin == now.end && (inserts || other_inserts));
  }
};

}  // namespace

void ComposedEdits::add_step(std::span<const AuthoredEdit> edits) {
  std::vector<ComposedEdit> composed;
  std::int64_t shift = 0;  // from the first text to the text before the step, behind the last edit that was read
  const auto place = [](Offset at, std::int64_t by) { return static_cast<Offset>(static_cast<std::int64_t>(at) + by); };
  auto old = edits_.begin();
  auto next = edits.begin();
  while (old != edits_.end() || next != edits.end()) {
    Cluster cluster;
    const std::int64_t shift_before = shift;
    for (bool first = true;; first = false) {
      const auto old_begin = old != edits_.end() ? place(old->edit.range.begin, shift) : Offset{0};
      const bool take_old = old != edits_.end() && (next == edits.end() || old_begin <= next->edit.range.begin);
      if (!take_old && next == edits.end()) break;
      const TextRange now =
          take_old ? TextRange{old_begin, old_begin + to_offset(old->edit.text.size())} : next->edit.range;
      const bool inserts = take_old ? old->edit.range.empty() || old->edit.text.empty() : now.empty();
      if (!first && !cluster.takes_in(now, inserts)) break;
      cluster.now = first ? now : TextRange{cluster.now.begin, std::max(cluster.now.end, now.end)};
      cluster.inserts = cluster.inserts || inserts;
      if (take_old) {
        shift += static_cast<std::int64_t>(old->edit.text.size()) - static_cast<std::int64_t>(old->edit.range.size());
        cluster.authors.insert(cluster.authors.end(), old->authors.begin(), old->authors.end());
        cluster.before.push_back(std::move(old->edit));
        ++old;
      } else {
        cluster.authors.push_back(next->author);
        cluster.step.push_back(next->edit);
        ++next;
      }
    }
    // Both ends lie in bytes that no step touched, or at the end of an edit.
    const TextRange range{place(cluster.now.begin, -shift_before), place(cluster.now.end, -shift)};
    const std::string before = apply_edits(first_, range, cluster.before);
    for (Edit& edit : cluster.step) {
      edit.range = {edit.range.begin - cluster.now.begin, edit.range.end - cluster.now.begin};
    }
    std::ranges::sort(cluster.authors);
    cluster.authors.erase(std::unique(cluster.authors.begin(), cluster.authors.end()), cluster.authors.end());
    composed.push_back(
        {{range, apply_edits(before, {0, to_offset(before.size())}, cluster.step)}, std::move(cluster.authors)});
  }
  edits_ = std::move(composed);
}

std::vector<ComposedEdit> ComposedEdits::edits() const {
  std::vector<ComposedEdit> changes;
  std::ranges::copy_if(edits_, std::back_inserter(changes),
                       [&](const ComposedEdit& one) { return one.edit.range.of(first_) != one.edit.text; });
  return changes;
}

}  // namespace drydock
