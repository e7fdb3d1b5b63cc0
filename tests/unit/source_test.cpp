// Lines and columns of a source text.
#include "base/source.hpp"

#include <gtest/gtest.h>

#include "tests/unit/snapshots.hpp"

namespace drydock {
namespace {

TEST(TextRangeDeathTest, ReachesNoFurtherThanTheText) {
  const std::string_view text = "FROM";
  EXPECT_EQ((TextRange{1, 4}).of(text), "ROM");
  EXPECT_EQ((TextRange{4, 4}).of(text), "");
  EXPECT_DEATH((void)(TextRange{1, 5}).of(text), "text_range.hpp");
  EXPECT_DEATH((void)(TextRange{3, 2}).of(text), "text_range.hpp");
}

TEST(Source, CountsColumnsInCharacters) {
  const Source source = source_of("FROM é\nRUN \xff\xffx\n");
  EXPECT_EQ(source.position(0).line, 1U);
  EXPECT_EQ(source.position(7).column, 7U);  // after the two bytes of é
  EXPECT_EQ(source.position(14).line, 2U);
  EXPECT_EQ(source.position(14).column, 7U);  // each bad byte counts as one
}

TEST(Source, CountsTheSameInWhateverOrderItIsAsked) {
  const std::string text = "FROM \xC3\xA9\xF0\x9F\x90\xB3\nRUN \xE2\x82 \xFF\xC3x\n";
  const Source used = source_of(text);
  for (const ColumnUnit unit : {ColumnUnit::characters, ColumnUnit::utf16, ColumnUnit::bytes}) {
    for (Offset first = 0; first <= text.size(); ++first) {
      for (Offset second = 0; second <= text.size(); ++second) {
        (void)used.position(first, unit);
        EXPECT_EQ(used.position(second, unit).column, source_of(text).position(second, unit).column) << first << ", " << second;
      }
    }
  }
}

TEST(Source, EndsLinesAtLineFeedsOnly) {
  const Source source = source_of("a\rb\r\nc");
  EXPECT_EQ(source.line_count(), 2U);
  EXPECT_EQ(source.text(source.line_range(1)), "a\rb");
  EXPECT_EQ(source.text(source.line_range(2)), "c");
}

TEST(Source, HasOneLineWhenEmpty) {
  const Source source = source_of("");
  EXPECT_EQ(source.line_count(), 1U);
  EXPECT_TRUE(source.line_range(1).empty());
  EXPECT_EQ(source.position(0).column, 1U);
}

}  // namespace
}  // namespace drydock
