// Runs passes over one text: propose, accept, emit, parse again, verify; for each pass in turn.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "analysis/suppressions.hpp"
#include "ir/snapshot.hpp"
#include "pipeline/selection.hpp"
#include "verify/verifier.hpp"

namespace drydock {

/// How often all passes run at most, as long as one of them changes something.
inline constexpr int max_rounds = 6;

struct PipelineOptions {
  std::vector<PassChoice> passes{};     ///< in running order
  Level max_level = Level::equivalent;  ///< rewrites above it are reported only
  Evidence evidence{};
  std::size_t rewrite_limit = std::numeric_limits<std::size_t>::max();  ///< stop applying after so many rewrites
  bool keep_edits = false;              ///< remarks on applied rewrites carry their edits
  bool ignore_comments = true;          ///< comments in the file hold rewrites back
  bool time_passes = false;             ///< note how long each pass takes
};

/// One line of the report on a file. Places are those of the text before all passes.
struct Remark {
  enum class Kind : std::uint8_t {
    applied,
    assumed,   ///< not applied: an assumption is open
    above_level,
    proposed,    ///< only while it is asked about
    declined,    ///< not applied: whoever was asked does not want it
    suppressed,  ///< not applied: a comment in the file says so
    refused,   ///< by the pass, or because a comment that says what to ignore would come to stand elsewhere
    conflict,  ///< not applied: overlaps with an applied one; only if the rounds ran out, else a later one settles it
    unverified ///< dropped: the verifier did not agree
  };
  Kind kind = Kind::applied;
  const PassInfo* pass = nullptr;
  std::string subject;  ///< the keyword that it is about, or what stands in the place of one
  std::string why;
  Level level = Level::identical;
  std::vector<Effect> effects;
  std::vector<Assumption> assumes;  ///< open ones for `assumed`, all for `applied`
  TextRange place{};                ///< what it is about, as far as that was there before all passes
  std::size_t step = 0;             ///< of an applied one: how many steps had changed the text before
  std::vector<Edit> edits{};        ///< of an applied one, if asked for: ranges in the text before its step
  Offset ignored_by = 0;            ///< of a suppressed one: the line of the comment
};
[[nodiscard]] std::string_view to_string(Remark::Kind kind) noexcept;

struct PassTime {
  const PassInfo* pass;
  std::chrono::nanoseconds spent;
};

/// An ignore comment of the text before all passes.
struct IgnoreUse {
  Ignore ignore;
  bool used = false;  ///< it held a rewrite back
};

struct PipelineResult {
  std::unique_ptr<const Source> original;  ///< the text before all passes, once one of them changed it
  Snapshot snapshot;              ///< of the text after all passes
  /// Of the text before, or of what the pass left that mended it; places are those of the text before all passes. If
  /// one is an error no pass changed the text.
  std::vector<Diagnostic> diagnostics;
  std::vector<Remark> remarks;    ///< in the order of the passes, then by place
  std::vector<PassTime> times;  ///< of all passes, if they are asked for
  std::vector<IgnoreUse> ignores{};  ///< by place; empty if they are switched off
  bool changed = false;
  bool unverified = false;        ///< the verifier refused a step; the step's old bytes stayed
  bool settled = true;            ///< another round would change nothing; false if the rounds ran out

  /// The text before all passes.
  [[nodiscard]] const Source& before() const noexcept { return original != nullptr ? *original : *snapshot.source; }
};

/// Called after each pass that changed the text.
using AfterChange = std::function<void(const PassInfo&, const Snapshot&)>;

/// Asked about each rewrite that would be applied, with the text that it is for and the one before all passes, which
/// the remark's place belongs to: whether it is to be. One that is declined is not asked about again.
using Choose = std::function<bool(const Remark&, const Rewrite&, const Snapshot& now, const Source& before)>;

[[nodiscard]] PipelineResult run_pipeline(Source source, const PipelineOptions& options,
                                          const AfterChange& after_change = {}, const Choose& choose = {});

}  // namespace drydock
