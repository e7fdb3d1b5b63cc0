// What a review of one file finds: the rewrites, each with its reason, in terms of the text as it is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/pipeline.hpp"
#include "rewrite/composed_edits.hpp"

namespace drydock {

using FindingIndex = std::size_t;
using FixIndex = std::size_t;

/// A rewrite that was applied or that could be. All ranges are bytes of the original text.
struct Finding {
  enum class Kind : std::uint8_t {
    applied,      ///< has a fix
    assumed,      ///< open: an assumption is not settled
    above_level,  ///< open: keeps less than was asked for
  };
  Kind kind = Kind::applied;
  const PassInfo* pass = nullptr;
  std::string subject;                  ///< the keyword that it is about, or what stands in the place of one
  std::string why;                      ///< one sentence without a final full stop; may name lines of the original
  Level level = Level::identical;
  std::vector<Effect> effects;
  std::vector<Assumption> assumes;      ///< open ones for `assumed`, all that it rests on for `applied`
  TextRange place;                      ///< what a message points at; may be empty
  /// Sorted and disjoint: the instructions that hold its place or bytes that it changes, with the lines of such bytes
  /// that lie between instructions. Edits that begin in the line end above an instruction count for both.
  std::vector<TextRange> touched;
  FixIndex fix = 0;                     ///< of an applied one: its number in ReviewedFile::fixes

  [[nodiscard]] bool is_open() const noexcept { return kind != Kind::applied; }
};
[[nodiscard]] std::string_view to_string(Finding::Kind kind) noexcept;

/// The edits that have to be applied together: those of a rewrite, of all rewrites that changed what another one of
/// them wrote, and of those without which it would not be sound, as the passes and the verifier see it. Any set of
/// fixes of a file can be applied, in any order.
struct Fix {
  std::vector<FindingIndex> findings;  ///< ascending; at least one
  std::vector<ComposedEdit> edits;     ///< of the original text; sorted, disjoint; authors are indexes of findings
};

/// One file with all that was found in it.
struct ReviewedFile {
  std::string path;                     ///< the name of the source
  Snapshot original;
  std::string rewritten;                ///< the original with all fixes applied
  std::vector<Finding> findings;        ///< by place
  std::vector<Fix> fixes;               ///< by the place of their first edit
  std::vector<Diagnostic> diagnostics;  ///< ranges in the original
  std::vector<Remark> unverified;       ///< what the verifier refused
  bool settled = true;                  ///< as PipelineResult has it

  [[nodiscard]] const Source& source() const noexcept { return *original.source; }
  [[nodiscard]] std::string_view text() const noexcept { return original.text(); }
  /// Whether something is wrong with the file that keeps drydock from working on it.
  [[nodiscard]] bool has_errors() const noexcept;
};

/// Runs the passes over a text and says what they did in terms of that text. A rewrite whose work later ones take back
/// leaves no finding. With all fixes applied the text is exactly what run_pipeline gives.
[[nodiscard]] ReviewedFile review(Source source, const PipelineOptions& options);

/// Leaves out findings, and gives the others their new numbers. A fix goes if `keep` is false for all of its findings;
/// otherwise all of them stay, because they hang together. `rewritten` is then the text with the remaining fixes.
void keep_findings(ReviewedFile& file, const std::function<bool(const Finding&)>& keep);

/// Fixes in whole lines, for formats that replace lines.
struct LineChange {
  Offset first_line = 1;          ///< from 1
  Offset last_line = 1;           ///< inclusive; the lines exist
  TextRange range;                ///< of these lines with their line ends
  std::string text;               ///< what takes their place
  std::vector<FixIndex> fixes;    ///< ascending: those with an edit in these lines
};

/// Sorted, without common lines. What only inserts before a line takes in that line, what deletes a line end the line
/// after. Of a text that ends with a line end, the empty rest behind it is no line: what inserts there takes in the
/// last line. If the last line goes that has no line end, the line above is taken in, which keeps its own.
[[nodiscard]] std::vector<LineChange> line_changes(const ReviewedFile& file);
/// The same for one fix, as if it were the only one.
[[nodiscard]] std::vector<LineChange> line_changes(const ReviewedFile& file, FixIndex fix);

/// A stable name for what was found: 32 hexadecimal digits that do not depend on where in the file it stands, only on
/// the path, the passes, the text that they are about and what becomes of it, and for like ones on their order.
struct Fingerprints {
  std::vector<std::string> fixes;     ///< for each fix
  std::vector<std::string> findings;  ///< for each finding; of an applied one: that of its fix
};
[[nodiscard]] Fingerprints fingerprints(const ReviewedFile& file);

}  // namespace drydock
