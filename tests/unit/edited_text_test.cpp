// Words that expand alike, edits that touch, and instructions read again with edits.
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "rewrite/text_tools.hpp"
#include "tests/unit/snapshots.hpp"

namespace drydock {
namespace {

TEST(ExpandAlike, ResolvesQuotesAndEscapes) {
  EXPECT_TRUE(expand_alike("a b", "\"a b\"", '\\'));
  EXPECT_TRUE(expand_alike("a\\ 'b'\"c\"", "'a bc'", '\\'));
  EXPECT_TRUE(expand_alike("\"\\x\"", "'\\x'", '\\'));
  EXPECT_TRUE(expand_alike("`$a", "'$a'", '`'));
  EXPECT_TRUE(expand_alike("a\\", "a", '\\'));
  EXPECT_TRUE(expand_alike("<< EOF", "\"<< EOF\"", '\\'));
  EXPECT_TRUE(expand_alike("$ a", "\"$\"' 'a", '\\'));
  EXPECT_TRUE(expand_alike("", "''", '\\'));
  EXPECT_FALSE(expand_alike("\\x", "'\\x'", '\\'));
  EXPECT_FALSE(expand_alike("a  b", "a b", '\\'));
  EXPECT_FALSE(expand_alike("a", "", '\\'));
}

TEST(ExpandAlike, ComparesVariables) {
  EXPECT_TRUE(expand_alike("$a\"b\"", "\"${a}b\"", '\\'));
  EXPECT_TRUE(expand_alike("${a:-$b c}'x'", "\"${a:-$b c}x\"", '\\'));
  EXPECT_TRUE(expand_alike("${a/b/c}", "\"${a/b/c}\"", '\\'));
  EXPECT_FALSE(expand_alike("$ab", "${a}b", '\\'));
  EXPECT_FALSE(expand_alike("'$a'", "$a", '\\'));
  EXPECT_FALSE(expand_alike("${a:-b}", "${a-b}", '\\'));
  EXPECT_FALSE(expand_alike("${a:-${b:-c}d}", "${a:-${b:-c}}d", '\\'));
  EXPECT_FALSE(expand_alike("${a#'b'}", "${a#b}", '\\')) << "what a modified variable holds is not looked into";
}

TEST(ExpandAlike, IsFalseForWhatDoesNotRead) {
  EXPECT_FALSE(expand_alike("'", "'", '\\'));
  EXPECT_FALSE(expand_alike("a", "${a", '\\'));
}

TEST(JoinEdits, MakesOneOfThoseThatTouchAndDropsThoseWithoutEffect) {
  const auto edits = join_edits(
      "abcdef", {{{0, 1}, "x"}, {{1, 2}, ""}, {{2, 2}, "y"}, {{3, 4}, "d"}, {{5, 6}, ""}, {{6, 6}, "f"}});
  ASSERT_EQ(edits.size(), 1U);
  EXPECT_EQ(edits[0].range, (TextRange{0, 2}));
  EXPECT_EQ(edits[0].text, "xy");
}

class ReadEdited : public testing::Test {
 protected:
  /// The edited instruction's joined line, or "" if the edits are refused.
  static std::string line(std::string_view text, std::string_view old_text, std::string new_text) {
    const auto at = to_offset(text.find(old_text));
    const Snapshot snapshot = snapshot_of(text);
    const std::vector<Edit> edits = {{{at, at + to_offset(old_text.size())}, std::move(new_text)}};
    const auto edited = read_edited(snapshot, snapshot.dockerfile.instructions[1], edits);
    return edited ? std::string(edited->dockerfile.instructions[1].line.text()) : "";
  }
};

TEST_F(ReadEdited, GivesTheInstructionWithTheFilesEscapeCharacter) {
  EXPECT_EQ(line("FROM a\nENV b c\nRUN d\n", "b c", "b=c"), "ENV b=c");
  EXPECT_EQ(line("# escape=`\nFROM a\nENV b `\n z", "z", "d"), "ENV b  d");
  EXPECT_EQ(line("FROM a\nENV b \\\n  # comment\n z\n", "z", "d"), "ENV b  d");
}

TEST_F(ReadEdited, RefusesWhatIsNotTheSameKindOfInstruction) {
  EXPECT_EQ(line("FROM a\nENV b c\n", "ENV", "LABEL"), "");
  EXPECT_EQ(line("FROM a\nENV b c\n", "b c", "b"), "");
  EXPECT_EQ(line("FROM a\nENV b c\n", "c", "c\nRUN d"), "");
  EXPECT_EQ(line("FROM a\nENV b c\n", "ENV", "# ENV"), "");
}

TEST_F(ReadEdited, RefusesToLoseOrMakeAComment) {
  EXPECT_EQ(line("FROM a\nENV b \\\n  # comment\n c\n", "  # comment\n", ""), "");
  EXPECT_EQ(line("FROM a\nENV b c \\\n  x# d\n", "x# d", "# d"), "");
}

}  // namespace
}  // namespace drydock
