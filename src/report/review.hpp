// What a review found, in the forms in which reviewers and their tools read it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "review/findings.hpp"

namespace drydock {

/// Version of the JSON; grows when a key changes its meaning or goes.
inline constexpr int review_json_version = 1;

/// Takes one file after the other. Whatever bytes a file or its name holds, what comes out is valid in the format;
/// except for the difference, which holds the bytes as they are, it is valid UTF-8. Concatenated, the results of all
/// calls are what is printed.
class ReviewWriter {
 public:
  ReviewWriter() = default;
  ReviewWriter(const ReviewWriter&) = delete;
  ReviewWriter& operator=(const ReviewWriter&) = delete;
  virtual ~ReviewWriter() = default;

  [[nodiscard]] virtual std::string add(const ReviewedFile& file) = 0;
  /// A file that could not be read, and why.
  [[nodiscard]] virtual std::string add_unread(std::string_view path, std::string_view why);
  /// Called once, after all files.
  [[nodiscard]] virtual std::string finish();
};

/// For people: a block for each fix and each open finding, with the line it is about, what it makes of it, what is
/// kept, what else may differ and what it rests on.
[[nodiscard]] std::unique_ptr<ReviewWriter> review_text(bool color);

/// One unified diff over all files, for `git apply` and `patch -p1`.
[[nodiscard]] std::unique_ptr<ReviewWriter> review_diff(bool color);

/// One line of JSON for each file:
///
/// | key | value |
/// |---|---|
/// | `format`, `version`, `path` | "drydock-review", 1, the path as given |
/// | `error` | only if the file could not be read: why; the other keys are then missing |
/// | `changed` | whether there are fixes |
/// | `errors` | as in `drydock print --as=json` |
/// | `findings` | by place, each with the keys below |
/// | `fixes` | by place, each with the keys below; any set of them may be applied, in any order |
/// | `unverified` | what the verifier refused, which is a bug in drydock: `pass`, `line`, `message` |
///
/// | key of a finding | value |
/// |---|---|
/// | `kind` | "applied" (it has a fix), "assumed" or "above level" (both are open) |
/// | `pass`, `subject`, `message` | the pass, the instruction's keyword, the reason |
/// | `level` | "identical", "equivalent" or "intended" |
/// | `effects`, `assumptions` | texts; objects with `name`, as --assume takes it, and `description` |
/// | `line`, `column`, `end_line`, `end_column`, `range` | the place that the message is about |
/// | `touched` | ranges: the instructions and lines that it is about and changes |
/// | `fix` | index into `fixes`, or null |
/// | `fingerprint` | 32 hexadecimal digits that stay when other lines come and go; all findings of a fix share one |
///
/// | key of a fix | value |
/// |---|---|
/// | `findings` | indexes into `findings`: the rewrites that have to be applied together |
/// | `edits` | by place: `range`, and the `text` that takes its place |
/// | `fingerprint` | that of its findings |
///
/// Ranges are [begin, end) in bytes of the file; lines and columns count from 1, columns in characters. A string that
/// is not valid UTF-8 is written as {"hex": "…"}.
[[nodiscard]] std::unique_ptr<ReviewWriter> review_json();

/// SARIF 2.1.0, one run. Columns are UTF-16 code units, as `columnKind` says. A fix is a result of level "warning", an
/// open finding one of level "note" without fixes. Texts that are not valid UTF-8 are replaced by `binary` contents,
/// and in files that hold such bytes regions have byte offsets too; a column then counts each such byte as one.
[[nodiscard]] std::unique_ptr<ReviewWriter> review_sarif(std::string_view version);

/// The Diagnostic format of reviewdog (proto/rdf/reviewdog.proto in its repository): one DiagnosticResult, or one
/// Diagnostic a line. Columns are bytes, ends are exclusive. There is a diagnostic with one suggestion for each group
/// of lines that changes, because reviewdog offers several suggestions of one diagnostic as alternatives.
[[nodiscard]] std::unique_ptr<ReviewWriter> review_rdjson();
[[nodiscard]] std::unique_ptr<ReviewWriter> review_rdjsonl();

/// The body of a request that creates a review of a pull request on GitHub, with a comment for each group of lines that
/// changes. A suggestion is taken to replace lines in the text between line feeds, so that a last empty line stands for
/// a line end at the end of the file, and to carry carriage returns as they are.
[[nodiscard]] std::unique_ptr<ReviewWriter> review_github();

/// Workflow commands of GitHub Actions, which show annotations.
[[nodiscard]] std::unique_ptr<ReviewWriter> review_github_annotations();

/// GitLab's Code Quality report: a JSON array.
[[nodiscard]] std::unique_ptr<ReviewWriter> review_gitlab();

/// Checkstyle's XML.
[[nodiscard]] std::unique_ptr<ReviewWriter> review_checkstyle();

}  // namespace drydock
