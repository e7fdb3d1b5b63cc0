// Lines and columns of a source text.
#include "base/source.hpp"

#include <gtest/gtest.h>

namespace drydock {
namespace {

Source make(std::string text) { return std::move(Source::make("Dockerfile", std::move(text)).value()); }

TEST(Source, CountsColumnsInCharacters) {
  const Source source = make("FROM é\nRUN \xff\xffx\n");
  EXPECT_EQ(source.position(0).line, 1U);
  EXPECT_EQ(source.position(7).column, 7U);  // after the two bytes of é
  EXPECT_EQ(source.position(14).line, 2U);
  EXPECT_EQ(source.position(14).column, 7U);  // each bad byte counts as one
}

TEST(Source, EndsLinesAtLineFeedsOnly) {
  const Source source = make("a\rb\r\nc");
  EXPECT_EQ(source.line_count(), 2U);
  EXPECT_EQ(source.text(source.line_range(1)), "a\rb");
  EXPECT_EQ(source.text(source.line_range(2)), "c");
}

TEST(Source, HasOneLineWhenEmpty) {
  const Source source = make("");
  EXPECT_EQ(source.line_count(), 1U);
  EXPECT_TRUE(source.line_range(1).empty());
  EXPECT_EQ(source.position(0).column, 1U);
}

}  // namespace
}  // namespace drydock
