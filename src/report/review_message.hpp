// What all formats of a review say of a finding.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "report/review.hpp"

namespace drydock {

/// "CMD: why", valid UTF-8 without control characters, in one line.
[[nodiscard]] std::string headline(const Finding& finding);

/// What a level promises, in a few words without a full stop.
[[nodiscard]] std::string_view promise_of(Level level) noexcept;

/// Why an open finding is not applied, and what would have it applied; without a full stop.
[[nodiscard]] std::string why_open(const Finding& finding);

/// The findings of a fix as plain text, each in a line of its own with its pass, what it keeps, its effects and what it
/// rests on. No line end at the end.
[[nodiscard]] std::string plain_message(const ReviewedFile& file, std::span<const FixIndex> fixes);
[[nodiscard]] std::string plain_message(const Finding& finding);
/// The same as Markdown: a list.
[[nodiscard]] std::string markdown_message(const ReviewedFile& file, std::span<const FixIndex> fixes);
[[nodiscard]] std::string markdown_message(const Finding& finding);

/// The pass that a fix is filed under: that of the first of its findings.
[[nodiscard]] const PassInfo& pass_of(const ReviewedFile& file, const Fix& fix);

/// The place that a message about a fix points at: that of the first of its findings that has one in the lines of the
/// fix's edits, else its first edit.
[[nodiscard]] TextRange place_of(const ReviewedFile& file, const Fix& fix);

/// What a comment on a group of lines adds if its fixes change other lines too: which ones, so that they are applied
/// together; "" if they do not.
[[nodiscard]] std::string other_lines(const std::vector<LineChange>& changes, const LineChange& change);

/// A path without "./" in front, which tools would not match with their own paths.
[[nodiscard]] std::string_view plain_path(std::string_view path) noexcept;

/// Why a change in text that is not valid UTF-8 has no suggestion.
inline constexpr std::string_view no_suggestion =
    "There is no suggestion here, because the text is not valid UTF-8; `drydock rewrite` makes the change.";

/// Where a range begins and ends; the end is exclusive.
struct Span {
  Position begin;
  Position end;
};
[[nodiscard]] Span span_of(const Source& source, TextRange range, ColumnUnit unit);

}  // namespace drydock
