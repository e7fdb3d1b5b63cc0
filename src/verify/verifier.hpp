// The second opinion: judges the emitted text of one step against the text before. Shares the parser and the models with
// the passes, and nothing else.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/image_model.hpp"
#include "rewrite/rewrite.hpp"

namespace drydock {

enum class Verdict : std::uint8_t {
  same,         ///< the promise holds
  different,    ///< it does not
  cannot_tell,  ///< the models cannot show that it holds; counts as a refusal
};

struct Judgement {
  Verdict verdict = Verdict::same;
  std::string_view check;  ///< which check failed: a name in snake_case
  std::string reason;
};

/// The checks, in the order in which they are made. Each has a deliberately wrong rewrite in the tests.
[[nodiscard]] std::span<const std::string_view> verifier_checks() noexcept;

/// Judges a step: `rewrites` were accepted on `before` and gave `after`; `edits` are all of their edits, sorted and
/// disjoint. `assumed` are the facts that the user vouches for.
[[nodiscard]] Judgement verify(const Snapshot& before, const ImageModel& model_before, const Snapshot& after,
                               const ImageModel& model_after, std::span<const Rewrite* const> rewrites,
                               std::span<const Edit> edits, std::span<const Assumption> assumed);

}  // namespace drydock
