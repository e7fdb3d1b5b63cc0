// Which edits go together, and the texts that passes build their edits from.
#include "rewrite/edit_set.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "rewrite/text_tools.hpp"
#include "tests/unit/snapshots.hpp"

namespace drydock {
namespace {

Rewrite rewrite_of(std::vector<Edit> edits) {
  Rewrite rewrite;
  rewrite.edits = std::move(edits);
  return rewrite;
}

TEST(EditSet, AppliesEditsInTheOrderOfTheText) {
  EditSet set("abcdef");
  ASSERT_TRUE(set.add(rewrite_of({{{4, 5}, "E"}, {{0, 0}, "<"}})).ok());
  ASSERT_TRUE(set.add(rewrite_of({{{6, 6}, ">"}, {{1, 3}, ""}})).ok());
  EXPECT_EQ(set.apply(), "<adEf>");
  EXPECT_EQ(set.edits().size(), 4U);
  const std::vector<Edit> edits = set.edits();
  EXPECT_TRUE(std::ranges::is_sorted(edits, {}, [](const Edit& edit) { return edit.range.begin; }));
}

TEST(EditSet, GivesTheTextItselfWithoutEdits) {
  EXPECT_EQ(EditSet("abc").apply(), "abc");
  EXPECT_EQ(EditSet("").apply(), "");
}

TEST(EditSet, RefusesEditsWhoseOrderWouldMatter) {
  const struct {
    TextRange first, second;
    bool together;
  } cases[] = {
      {{0, 2}, {2, 4}, true},   // neighbours
      {{0, 2}, {3, 4}, true},
      {{0, 2}, {1, 3}, false},
      {{0, 4}, {1, 2}, false},
      {{1, 2}, {1, 2}, false},
      {{1, 1}, {1, 1}, false},  // two insertions at one place
      {{1, 1}, {2, 2}, true},
      {{1, 1}, {0, 2}, false},  // an insertion inside of a replaced text
      {{1, 1}, {1, 2}, false},  // ... at its begin
      {{2, 2}, {1, 2}, false},  // ... and at its end
      {{3, 3}, {1, 2}, true},
      {{0, 0}, {1, 2}, true},
  };
  for (const auto& [first, second, together] : cases) {
    for (const auto& [one, other] : {std::pair(first, second), std::pair(second, first)}) {
      SCOPED_TRACE(testing::Message() << one.begin << ".." << one.end << " and " << other.begin << ".." << other.end);
      EditSet in_turn("abcdef");
      ASSERT_TRUE(in_turn.add(rewrite_of({{one, "X"}})).ok());
      EXPECT_EQ(in_turn.add(rewrite_of({{other, "Y"}})).ok(), together);
      EXPECT_EQ(in_turn.edits().size(), together ? 2U : 1U);
      EditSet at_once("abcdef");
      EXPECT_EQ(at_once.add(rewrite_of({{one, "X"}, {other, "Y"}})).ok(), together);
    }
  }
}

TEST(EditSet, TakesAllEditsOfARewriteOrNone) {
  EditSet set("abcdef");
  ASSERT_TRUE(set.add(rewrite_of({{{2, 3}, "X"}})).ok());
  EXPECT_FALSE(set.add(rewrite_of({{{0, 1}, "Y"}, {{2, 3}, "Z"}})).ok());
  EXPECT_FALSE(set.add(rewrite_of({{{4, 5}, "Y"}, {{5, 5}, "Z"}})).ok()) << "a rewrite may not conflict with itself";
  EXPECT_EQ(set.apply(), "abXdef");
}

TEST(EditSet, RefusesEditsThatMakeNoSense) {
  const std::string_view text = "a\xC3\xA9\r\n\xF0\x9F\x98\x80z";
  const std::pair<Edit, bool> cases[] = {
      {{{0, 1}, "b"}, true},    {{{0, 1}, "a"}, false},  // no effect
      {{{1, 1}, ""}, false},    {{{0, 99}, "b"}, false},  {{{11, 11}, "b"}, false}, {{{10, 10}, "b"}, true},
      {{{3, 2}, "b"}, false},   {{{1, 3}, "e"}, true},    {{{1, 2}, "e"}, false},   {{{2, 3}, "e"}, false},
      {{{2, 2}, "e"}, false},   {{{3, 5}, "\n"}, true},   {{{4, 5}, ""}, false},    {{{3, 4}, ""}, false},
      {{{4, 4}, " "}, false},   {{{5, 9}, ""}, true},     {{{6, 9}, ""}, false},    {{{5, 7}, ""}, false},
  };
  for (const auto& [edit, accepted] : cases) {
    EditSet set(text);
    EXPECT_EQ(set.add(rewrite_of({edit})).ok(), accepted)
        << edit.range.begin << ".." << edit.range.end << " " << edit.text;
  }
  EditSet set(text);
  EXPECT_FALSE(set.add(rewrite_of({})).ok()) << "a rewrite without edits";
}

// --- text tools -----------------------------------------------------------------------------------------------------

TEST(JsonArray, EscapesWhatJsonDemands) {
  const std::pair<std::vector<std::string>, std::string_view> cases[] = {
      {{}, "[]"},
      {{"a"}, R"(["a"])"},
      {{"a", "b c", ""}, R"(["a", "b c", ""])"},
      {{"\"\\/'"}, R"(["\"\\/'"])"},
      {{"\t\n\x01\x1F\x7F"}, R"(["\t\u000a\u0001\u001f\u007f"])"},
      {{"é😀$X"}, R"(["é😀$X"])"},
  };
  for (const auto& [words, expected] : cases) EXPECT_EQ(json_array(words), expected);
}

TEST(JsonArray, RefusesWhatNoArrayCanCarry) {
  for (const std::string& word :
       {std::string("a\0b", 3), std::string("\xFF"), std::string("\xED\xA0\x80"), std::string("\xC3")}) {
    EXPECT_EQ(json_array(std::vector<std::string>{"a", word}), std::nullopt);
  }
}

std::string edited(const Snapshot& snapshot, const std::vector<Edit>& edits) {
  EditSet set(snapshot.text());
  const auto added = set.add(rewrite_of(edits));
  return added ? set.apply() : "refused: " + added.error();
}

TEST(RemoveInstruction, TakesItsLinesAndLeavesItsComments) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"FROM a\nCMD b\nUSER c\n", "FROM a\nUSER c\n"},
      {"FROM a\r\n  CMD b\r\nUSER c\r\n", "FROM a\r\nUSER c\r\n"},
      {"FROM a\nCMD b", "FROM a\n"},
      {"FROM a\nCMD b \\\n  c \\\n\n  d\nUSER c\n", "FROM a\nUSER c\n"},
      {"FROM a\nCMD b \\\n  # why\n  c\n# next\nUSER c\n", "FROM a\n  # why\n# next\nUSER c\n"},
      {"FROM a\nCMD \\\n# x\n# y\n\n  # z\n b\n", "FROM a\n# x\n# y\n  # z\n"},
      {"FROM a\nCMD b \\\n# x", "FROM a\n# x"},
      {"FROM a\n# above\nCMD b\n\n# below\n", "FROM a\n# above\n\n# below\n"},
      {"FROM a\nRUN <<E\n# text\nE\nUSER c\n", "FROM a\nUSER c\n"},
  };
  for (const auto& [before, after] : cases) {
    const Snapshot snapshot = snapshot_of(before);
    EXPECT_EQ(edited(snapshot, remove_instruction(snapshot, snapshot.dockerfile.instructions.at(1))), after) << before;
  }
}

TEST(ReplaceInInstruction, MovesCommentsAboveTheInstruction) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"FROM a\nCMD b\n", "FROM a\nCMD X\n"},
      {"FROM a\n  CMD  b \\\n  c \t\n", "FROM a\n  CMD  X \t\n"},
      {"FROM a\nCMD b \\\n  # why\n\n# how\n c\nUSER d\n", "FROM a\n# why\n# how\nCMD X\nUSER d\n"},
      {"FROM a\r\n\tCMD b \\\r\n# why\r\n c\r\n", "FROM a\r\n\t# why\r\n\tCMD X\r\n"},
      // A comment outside of the replaced part stays.
      {"FROM a\nCMD \\\n# why\n b\n", "FROM a\nCMD \\\n# why\n X\n"},
      {"FROM a\nCMD b \\\n# why\n", "FROM a\nCMD X \\\n# why\n"},
      {"FROM a\nCMD b \\\n# why", "FROM a\nCMD X \\\n# why"},
  };
  for (const auto& [before, after] : cases) {
    const Snapshot snapshot = snapshot_of(before);
    const Instruction& instruction = snapshot.dockerfile.instructions.at(1);
    ASSERT_NE(instruction.as<Cmd>(), nullptr);
    const TextRange range = instruction.as<Cmd>()->command.range;
    EXPECT_EQ(edited(snapshot, replace_in_instruction(snapshot, instruction, range, "X")), after) << before;
  }
}

}  // namespace
}  // namespace drydock
