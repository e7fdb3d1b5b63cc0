// Which passes the ignore comments of a file hold back, and which of those comments are of no use.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "analysis/suppressions.hpp"
#include "pipeline/pass.hpp"

namespace drydock {

struct PipelineOptions;
struct PipelineResult;

/// Whether an ignore is meant for a pass. What is said to hadolint or BuildKit counts for the passes that answer to
/// that rule; "all" said to BuildKit for the passes that answer to one of its rules.
[[nodiscard]] bool holds_back(const Ignore& ignore, const PassInfo& pass);

/// Finds among the ignores of a text those that have to do with a rewrite, without a look at all of them.
class IgnoreIndex {
 public:
  IgnoreIndex() = default;
  /// The ignores are by place.
  explicit IgnoreIndex(std::span<const Ignore> ignores);

  /// The numbers of those that are for an instruction that the rewrite names, ascending. Logarithmic in the number of
  /// ignores for each such instruction.
  [[nodiscard]] std::vector<std::size_t> about(const Rewrite& rewrite) const;
  /// The first of these and of those whose comment an edit of the rewrite touches.
  [[nodiscard]] std::optional<std::size_t> first_touched(const Rewrite& rewrite) const;

 private:
  std::vector<std::pair<InstructionIndex, std::size_t>> by_instruction_;  // sorted
  std::vector<TextRange> comments_;                                       // by number
};

/// The ignores of the text before all passes that did nothing although every pass that they are meant for ran, and
/// those that do not read or name no pass. What is said to other tools is not among them. By place.
[[nodiscard]] std::vector<Diagnostic> useless_ignores(const PipelineResult& result, const PipelineOptions& options);

}  // namespace drydock
