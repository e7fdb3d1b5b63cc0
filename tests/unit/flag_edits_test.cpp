// What passes find in flags, and how they take one away.
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "rewrite/edit_set.hpp"
#include "rewrite/text_tools.hpp"
#include "tests/unit/snapshots.hpp"

namespace drydock {
namespace {

std::string without_first_flag(const std::string& text) {
  const Snapshot snapshot = snapshot_of(text);
  Rewrite rewrite;
  rewrite.edits = remove_flag(snapshot, snapshot.dockerfile.instructions.front().flags.front());
  if (rewrite.edits.empty()) return "no edits";
  EditSet edits(snapshot.text());
  EXPECT_TRUE(edits.add(rewrite).ok());
  return edits.apply();
}

TEST(RemoveFlag, TakesTheBlanksBehindIt) {
  EXPECT_EQ(without_first_flag("FROM --platform=a  \tdebian"), "FROM debian");
  EXPECT_EQ(without_first_flag("FROM \t --platform=a debian"), "FROM \t debian");
  EXPECT_EQ(without_first_flag("COPY --link --from=a b c"), "COPY --from=a b c");
  EXPECT_EQ(without_first_flag("FROM --platform='a b' -- debian"), "FROM -- debian");
}

TEST(RemoveFlag, TakesItsLineIfTheWordsAroundStayApart) {
  EXPECT_EQ(without_first_flag("FROM \\\n  --platform=a \\\n  debian"), "FROM \\\n  debian");
  EXPECT_EQ(without_first_flag("FROM \\\r\n  --platform=a \\\r\ndebian"), "FROM \\\r\ndebian");
  EXPECT_EQ(without_first_flag("FROM\\\n --platform=a \\\ndebian"), "FROM\\\n \\\ndebian");
  EXPECT_EQ(without_first_flag("FROM \\\n# comment \\\n--platform=a \\\ndebian"), "FROM \\\n# comment \\\n\\\ndebian");
  EXPECT_EQ(without_first_flag("FROM --platform=a \\\n  debian"), "FROM \\\n  debian");
}

TEST(RemoveFlag, GivesUpWhereTheRestWouldReadDifferently) {
  EXPECT_EQ(without_first_flag("FROM --plat\\\nform=a debian"), "no edits");
  EXPECT_EQ(without_first_flag("FROM --platform=a\vdebian"), "no edits");
  EXPECT_EQ(without_first_flag("FROM \\\n--platform=a #debian"), "no edits");
}

/// The names, each as "name@the bytes of its range", or "name@" where there is no range.
std::vector<std::string> sources_of(const std::string& text) {
  const Snapshot snapshot = snapshot_of(text);
  std::vector<std::string> found;
  for (const SourceName& source : source_names(snapshot, snapshot.dockerfile.instructions.front())) {
    std::string entry(source.name);
    entry += '@';
    if (source.range) entry += snapshot.source->text(*source.range);
    found.push_back(std::move(entry));
  }
  return found;
}

using Names = std::vector<std::string>;

TEST(SourceNames, AreThoseOfCopyAndOfMounts) {
  EXPECT_EQ(sources_of("COPY --chown=from --from=Build a b"), Names{"Build@Build"});
  EXPECT_EQ(sources_of("COPY --from=0 a b"), Names{"0@0"});
  EXPECT_EQ(sources_of("RUN --mount=FROM=a,target=/a --mount=target=/b,from=b make"), (Names{"a@a", "b@b"}));
  EXPECT_EQ(sources_of("RUN --mount=type=cache,id=from=x,target=/from make"), Names{});
  EXPECT_EQ(sources_of("ADD --from=Build a b"), Names{});
  EXPECT_EQ(sources_of("RUN echo --from=a"), Names{});
}

TEST(SourceNames, HaveARangeBehindQuotesIfThereIsOnePlaceOnly) {
  EXPECT_EQ(sources_of("COPY --from=\"Build\" a b"), Names{"Build@Build"});
  EXPECT_EQ(sources_of("COPY --from=Bu\"il\"d a b"), Names{"Build@"});
  EXPECT_EQ(sources_of("COPY --from=B\\uild a b"), Names{"Build@"});
  EXPECT_EQ(sources_of("COPY --from='m' a b"), Names{"m@"});
  EXPECT_EQ(sources_of("RUN --mount='\"from=Build\",target=/x' make"), Names{"Build@Build"});
  EXPECT_EQ(sources_of("RUN --mount='\"from=Build\",target=/Build' make"), Names{"Build@"});
  EXPECT_EQ(sources_of("COPY --from=\\\n# Build\nBuild a b"), Names{"Build@"});
}

TEST(ReadsAsWritten, IsFalseWhereALineEndStandsInBetween) {
  const Snapshot snapshot = snapshot_of("FROM debian AS a\\\nb\n");
  const Instruction& from = snapshot.dockerfile.instructions.front();
  EXPECT_TRUE(reads_as_written(snapshot, from.values[0]));
  EXPECT_FALSE(reads_as_written(snapshot, from.values[2]));
}

}  // namespace
}  // namespace drydock
