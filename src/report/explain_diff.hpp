// What changed between two Dockerfiles, in terms of the images that they build and the containers that these start.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/explain.hpp"

namespace drydock {

enum class Sameness : std::uint8_t { same, different, cannot_tell };
[[nodiscard]] std::string_view to_string(Sameness sameness) noexcept;

/// A build step that only one of the two has, or one that does other things though it is written the same.
struct StepChange {
  std::optional<Offset> before_line{};
  std::optional<Offset> after_line{};
  std::string text{};  ///< the instruction, for people
};

/// What becomes of one way to start a container.
struct StartChange {
  Start::How how = Start::How::plain;
  Sameness program = Sameness::same;  ///< whether the same program ends up running with the same arguments
  Start before{};
  Start after{};
};

/// Two stages that stand in the same place and differ.
struct StageChange {
  StageIndex before = 0;
  StageIndex after = 0;
  std::optional<Offset> before_line{};  ///< of FROM; nothing: there is no such stage
  std::optional<Offset> after_line{};
  std::string name{};
  std::vector<Difference> differences{};
  std::vector<StepChange> steps{};
  std::vector<StartChange> starts{};    ///< only those that changed in any way
};

struct DiffExplanation {
  Sameness verdict = Sameness::same;
  std::vector<StageChange> stages;
};

/// Compares what two files build for any build arguments. Stages are paired by their place; with targets in the
/// evidence, only those and what they need are compared. Fails if a target is no stage of both.
///
/// Precondition: both files are accepted.
[[nodiscard]] Result<DiffExplanation> explain_diff(const Snapshot& before, const Snapshot& after,
                                                   const ExplainOptions& options);

/// For people. Lines with "-" are of the first file, those with "+" of the second.
[[nodiscard]] std::string render(const DiffExplanation& diff, const Snapshot& before, const Snapshot& after,
                                 bool color);

inline constexpr int explain_diff_json_version = 1;

/// The same as one line of JSON without a line end:
///
/// | key | value |
/// |---|---|
/// | `format`, `version` | "drydock-explain-diff", 1 |
/// | `before`, `after` | the paths as given |
/// | `verdict` | "same", "different", or "cannot_tell" if no difference is certain |
/// | `stages` | one object for each pair of stages that differ |
///
/// | key of a stage | value |
/// |---|---|
/// | `index_before`, `line_before`, `index_after`, `line_after` | from 0; of FROM, or null if there is no such stage |
/// | `name` | of the stage after, in lower case or "" |
/// | `differences` | `part`, `member` if it is about one variable, label, port or volume, `certain`, `before`, `after` (for people, "" for nothing), `line_before`, `line_after` (of what sets it, or null) |
/// | `steps` | `line_before`, `line_after`, `text`: build steps that are new, gone, or meet other circumstances |
/// | `starts` | `how` as in explain_json(); `program`: "same", "different" or "cannot_tell"; `before`, `after`: as a start there |
[[nodiscard]] std::string explain_diff_json(const DiffExplanation& diff, const Snapshot& before, const Snapshot& after);

/// The line of what sets a value; nothing if the file does not show it.
[[nodiscard]] std::optional<Offset> line_of(const Snapshot& snapshot, const std::optional<Origin>& origin);

}  // namespace drydock
