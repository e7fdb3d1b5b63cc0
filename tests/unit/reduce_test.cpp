// Shrinking texts: what is left shows what the whole text showed, and nothing of it can go.
#include "reduce/reduce.hpp"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace drydock {
namespace {

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

TEST(Reduce, KeepsTheLineThatCounts) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "RUN line " + std::to_string(i) + "\n";
  const Reduction reduction = reduce(text, [](std::string_view rest) { return has(rest, "line 617\n"); });
  EXPECT_EQ(reduction.text, "line 617\n");
  EXPECT_LT(reduction.tries, 200U);
}

TEST(Reduce, KeepsPartsThatCountTogether) {
  const std::string text = "# one\nFROM debian\nRUN a\nCMD nginx -g x\nUSER b\n";
  const Reduction reduction =
      reduce(text, [](std::string_view rest) { return has(rest, "FROM") && has(rest, "nginx"); });
  EXPECT_EQ(reduction.text, "FROMnginx");
}

TEST(Reduce, TakesLinesAwayThatOnlyGoAfterWords) {
  // The second line can go once the first has lost its last word.
  const auto is_interesting = [](std::string_view rest) {
    return has(rest, "a") && has(rest, "z") <= has(rest, "\nb\n");
  };
  EXPECT_EQ(reduce("a z\nb\n", is_interesting).text, "a");
}

TEST(Reduce, LeavesNothingWhereNothingCounts) {
  EXPECT_EQ(reduce("FROM debian\n", [](std::string_view) { return true; }).text, "");
  EXPECT_EQ(reduce("", [](std::string_view) { return true; }).text, "");
}

TEST(Reduce, LeavesATextOfWhichNothingCanGo) {
  const std::string text = "FROM x\r\nCMD \xC3\xA9\n";
  EXPECT_EQ(reduce(text, [&](std::string_view rest) { return rest == text; }).text, text);
}

}  // namespace
}  // namespace drydock
