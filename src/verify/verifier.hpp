// The second opinion: judges the emitted text of one step against the text before. Shares the parser and the model with
// the passes, and nothing else.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/model_cache.hpp"
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
  bool same_input = false;  ///< of the models of both texts, so that those are the same; with Verdict::same alone
  bool too_large = false;  ///< nothing speaks against the step, but a model is over its limit, so that nothing can be told
};

/// The checks, in the order in which they are made. Each has a deliberately wrong rewrite in the tests.
[[nodiscard]] std::span<const std::string_view> verifier_checks() noexcept;

/// A text and what it builds.
struct Version {
  const Snapshot& snapshot;
  const ModelCache& models;  ///< not asked of a text that BuildKit refuses
};

/// Judges a step: `rewrites` were accepted on `before` and gave `after`; `edits` are all of their edits, sorted and
/// disjoint. If BuildKit refuses `before`, there is no image that could change, and only the texts are looked at.
[[nodiscard]] Judgement verify(const Version& before, const Version& after, std::span<const Rewrite* const> rewrites,
                               std::span<const Edit> edits, const Evidence& evidence);

}  // namespace drydock
