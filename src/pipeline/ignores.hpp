// Which passes the ignore comments of a file hold back, and which of those comments are of no use.
#pragma once

#include <vector>

#include "analysis/suppressions.hpp"
#include "pipeline/pass.hpp"

namespace drydock {

struct PipelineOptions;
struct PipelineResult;

/// Whether an ignore is meant for a pass. What is said to hadolint or BuildKit counts for the passes that answer to that
/// rule; "all" said to BuildKit for the passes that answer to one of its rules.
[[nodiscard]] bool holds_back(const Ignore& ignore, const PassInfo& pass);

/// The ignores of the text before all passes that did nothing although every pass that they are meant for ran, and
/// those that do not read or name no pass. What is said to other tools is not among them. By place.
[[nodiscard]] std::vector<Diagnostic> useless_ignores(const PipelineResult& result, const PipelineOptions& options);

}  // namespace drydock
