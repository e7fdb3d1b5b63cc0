// Findings of a review: fixes that hang together, whole lines, places, fingerprints.
#include "review/findings.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "rewrite/edit_set.hpp"
#include "tests/unit/snapshots.hpp"

namespace drydock {
namespace {

ReviewedFile review_with(std::string_view text, std::string_view passes = "default") {
  PipelineOptions options;
  options.passes = parse_passes(passes, PassOrder::own).value();
  return review(source_of(text), options);
}

std::string apply_lines(const ReviewedFile& file) {
  std::vector<Edit> edits;
  for (const LineChange& change : line_changes(file)) edits.push_back({change.range, change.text});
  return apply_edits(file.text(), {0, to_offset(file.text().size())}, edits);
}

TEST(Findings, RewritesApartAreFixesOfTheirOwn) {
  const ReviewedFile file = review_with("FROM debian:12\nCMD a\nUSER x\nCMD b c\n");
  ASSERT_EQ(file.fixes.size(), 2U);
  EXPECT_EQ(file.findings[0].pass->id, "remove_dead_instructions");
  EXPECT_EQ(file.findings[1].pass->id, "shell_to_exec_form");
  EXPECT_EQ(file.rewritten, "FROM debian:12\nUSER x\nCMD [\"b\", \"c\"]\n");
  EXPECT_EQ(file.findings[0].touched, (std::vector<TextRange>{{15, 21}}));
  const auto lines = line_changes(file);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].first_line, 2U);
  EXPECT_EQ(lines[0].text, "");
  EXPECT_EQ(lines[1].first_line, 4U);
  EXPECT_EQ(lines[1].text, "CMD [\"b\", \"c\"]\n");
}

TEST(Findings, RewritesThatWereGivenUpLeaveNoEdits) {
  for (const auto& [text, pass] :
       {std::pair("FROM debian\nEXPSOE 80\nFOO x\n", "fix_instruction_typos"),
        std::pair("FROM debian\nENTRYPOINT ['a']\nFOO x\n", "repair_json_array")}) {
    PipelineOptions options;
    options.passes = parse_passes(pass, PassOrder::own).value();
    options.max_level = Level::intended;
    options.keep_edits = true;
    for (const Remark& remark : run_pipeline(source_of(text), options).remarks) {
      EXPECT_EQ(remark.kind, Remark::Kind::refused);
      EXPECT_TRUE(remark.edits.empty()) << remark.why;
    }
    const ReviewedFile file = review(source_of(text), options);
    EXPECT_TRUE(file.findings.empty());
    EXPECT_TRUE(file.fixes.empty());
    EXPECT_EQ(file.rewritten, text);
    EXPECT_TRUE(file.has_errors());
  }
}

TEST(Findings, RewritesOfWhatAnotherOneWroteAreOneFix) {
  const ReviewedFile file =
      review_with("FROM debian:12\nENV A 1\nENV b 2\nUSER  x\n", "modernize_key_value,merge_adjacent_settings");
  ASSERT_EQ(file.fixes.size(), 1U);
  EXPECT_EQ(file.fixes[0].findings.size(), file.findings.size());
  EXPECT_GE(file.findings.size(), 3U);
  for (const Finding& finding : file.findings) EXPECT_EQ(finding.fix, 0U);
}

TEST(Findings, ARewriteThatNeedsAnotherOneSharesItsFix) {
  // The first label is overwritten only in the eyes of a pass that sees both in the new form; no edit is shared.
  const auto make = [] {
    return review_with("FROM debian:12\nLABEL maintainer a@b.c\nLABEL maintainer d@e.f\n",
                       "modernize_key_value,remove_overwritten_settings");
  };
  ReviewedFile file = make();
  ASSERT_EQ(file.findings.size(), 3U) << file.rewritten;
  ASSERT_EQ(file.fixes.size(), 1U);
  EXPECT_EQ(file.fixes[0].edits.size(), 2U);
  const std::string whole = file.rewritten;
  keep_findings(file, [&](const Finding& finding) { return file.source().line_of(finding.place.begin) == 3; });
  EXPECT_EQ(file.rewritten, whole);
  ASSERT_EQ(file.fixes.size(), 1U);
}

TEST(Findings, OpenOnesSayWhatSettlesThem) {
  const ReviewedFile file = review_with("FROM example/base\nCMD a b\n");
  ASSERT_EQ(file.findings.size(), 1U);
  EXPECT_TRUE(file.findings[0].is_open());
  EXPECT_FALSE(file.findings[0].assumes.empty());
  EXPECT_TRUE(file.fixes.empty());
  EXPECT_EQ(file.rewritten, file.text());
}

TEST(Findings, LinesAtTheEndOfAFile) {
  // The last line goes, which has no line end; the line above keeps its own.
  const ReviewedFile gone = review_with("FROM debian:12\nUSER x\nHEALTHCHECK NONE", "remove_dead_instructions");
  EXPECT_EQ(apply_lines(gone), gone.rewritten);
  const ReviewedFile ended = review_with("FROM debian:12\nUSER x", "ensure_final_newline");
  ASSERT_EQ(line_changes(ended).size(), 1U);
  EXPECT_EQ(line_changes(ended)[0].first_line, 2U);
  EXPECT_EQ(line_changes(ended)[0].text, "USER x\n");
}

TEST(Findings, KeepingSomeLeavesTheOthersOut) {
  ReviewedFile file = review_with("FROM debian:12\nCMD a\nUSER x\nCMD b c\nexpose 80/TCP\n");
  const std::size_t before = file.findings.size();
  ASSERT_GE(before, 3U);
  keep_findings(file, [](const Finding& finding) { return finding.pass->id == "shell_to_exec_form"; });
  ASSERT_EQ(file.findings.size(), 1U);
  ASSERT_EQ(file.fixes.size(), 1U);
  EXPECT_EQ(file.fixes[0].findings, std::vector<FindingIndex>{0});
  EXPECT_EQ(file.rewritten, "FROM debian:12\nCMD a\nUSER x\nCMD [\"b\", \"c\"]\nexpose 80/TCP\n");
  EXPECT_EQ(apply_lines(file), file.rewritten);
  keep_findings(file, [](const Finding&) { return false; });
  EXPECT_EQ(file.rewritten, file.text());
}

TEST(Findings, LikeOnesHaveFingerprintsOfTheirOwn) {
  const ReviewedFile file = review_with("FROM debian:12 AS a\nCMD b c\nFROM debian:12\nCMD b c\n");
  const Fingerprints prints = fingerprints(file);
  ASSERT_EQ(prints.fixes.size(), 2U);
  EXPECT_EQ(std::set<std::string>(prints.fixes.begin(), prints.fixes.end()).size(), 2U);
  const ReviewedFile moved = review_with("# A remark.\n\nFROM debian:12 AS a\nCMD b c\nFROM debian:12\nCMD b c\n");
  EXPECT_EQ(fingerprints(moved).fixes, prints.fixes);
}

TEST(Findings, ColumnsInEachUnit) {
  const Source source = Source::make("x", "a\xF0\x9F\x90\x8B\xC3\xA4\xFF" "b").value();
  EXPECT_EQ(source.position(8, ColumnUnit::characters).column, 5U);
  EXPECT_EQ(source.position(8, ColumnUnit::utf16).column, 6U);
  EXPECT_EQ(source.position(8, ColumnUnit::bytes).column, 9U);
}

}  // namespace
}  // namespace drydock
