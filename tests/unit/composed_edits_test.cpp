// Composition of edits: any number of steps as one set of edits of the first text.
#include "rewrite/composed_edits.hpp"

#include <random>

#include <gtest/gtest.h>

#include "rewrite/edit_set.hpp"

namespace drydock {
namespace {

std::string with_edits(std::string_view text, const std::vector<Edit>& edits) {
  return apply_edits(text, {0, to_offset(text.size())}, edits);
}

std::vector<Edit> plain(const std::vector<ComposedEdit>& edits) {
  std::vector<Edit> out;
  for (const ComposedEdit& one : edits) out.push_back(one.edit);
  return out;
}

TEST(ComposedEdits, EditsApartStayApart) {
  ComposedEdits composed("0123456789");
  composed.add_step(std::vector<AuthoredEdit>{{{{1, 3}, "ab"}, 0}, {{{3, 4}, "c"}, 1}});
  composed.add_step(std::vector<AuthoredEdit>{{{{8, 9}, ""}, 2}});
  const auto edits = composed.edits();
  ASSERT_EQ(edits.size(), 3U);
  EXPECT_EQ(edits[0].authors, std::vector<std::size_t>{0});
  EXPECT_EQ(edits[1].edit.range, (TextRange{3, 4}));
  EXPECT_EQ(edits[2].edit.range, (TextRange{8, 9}));
  EXPECT_EQ(with_edits("0123456789", plain(edits)), "0abc45679");
}

TEST(ComposedEdits, WhatALaterStepChangesBelongsToBoth) {
  ComposedEdits composed("one two three");
  composed.add_step(std::vector<AuthoredEdit>{{{{4, 7}, "zwei"}, 7}});     // one zwei three
  composed.add_step(std::vector<AuthoredEdit>{{{{6, 10}, "ei d"}, 3}});    // reaches into " t"
  const auto edits = composed.edits();
  ASSERT_EQ(edits.size(), 1U);
  EXPECT_EQ(edits[0].authors, (std::vector<std::size_t>{3, 7}));
  EXPECT_EQ(edits[0].edit.range, (TextRange{4, 9}));
  EXPECT_EQ(edits[0].edit.text, "zwei d");
}

TEST(ComposedEdits, AnInsertionWhereAnEditEndsJoinsIt) {
  ComposedEdits composed("abc");
  composed.add_step(std::vector<AuthoredEdit>{{{{0, 1}, "x"}, 0}});
  composed.add_step(std::vector<AuthoredEdit>{{{{1, 1}, "y"}, 1}});
  ASSERT_EQ(composed.edits().size(), 1U);
  EXPECT_EQ(composed.edits()[0].edit.text, "xy");
}

TEST(ComposedEdits, WhatIsTakenBackLeavesNothing) {
  ComposedEdits composed("abc");
  composed.add_step(std::vector<AuthoredEdit>{{{{1, 2}, "X"}, 0}});
  composed.add_step(std::vector<AuthoredEdit>{{{{1, 2}, "b"}, 1}});
  EXPECT_TRUE(composed.edits().empty());
}

TEST(ComposedEdits, GiveTheTextThatTheStepsGive) {
  std::mt19937 random(20240229);
  const auto number = [&](std::size_t below) { return static_cast<std::size_t>(random() % below); };
  for (int round = 0; round < 3000; ++round) {
    std::string first;
    for (std::size_t i = number(30); i > 0; --i) first += static_cast<char>('a' + number(3));
    ComposedEdits composed(first);
    std::string text = first;
    std::size_t author = 0;
    for (std::size_t step = number(6); step > 0; --step) {
      EditSet set(text);
      for (std::size_t i = number(5); i > 0; --i) {
        const std::size_t begin = number(text.size() + 1);
        Rewrite rewrite;
        rewrite.edits.push_back(
            {{to_offset(begin), to_offset(begin + number(text.size() - begin + 1) / 2)}, std::string(number(4), 'x')});
        (void)set.add(rewrite);  // one that conflicts is left out
      }
      std::vector<AuthoredEdit> edits;
      for (const Edit& edit : set.edits()) edits.push_back({edit, author++});
      composed.add_step(edits);
      text = set.apply();
    }
    const std::vector<Edit> edits = plain(composed.edits());
    ASSERT_EQ(with_edits(first, edits), text) << first;
    for (std::size_t i = 1; i < edits.size(); ++i) {
      const TextRange left = edits[i - 1].range;
      const TextRange right = edits[i].range;
      ASSERT_LE(left.end, right.begin);
      ASSERT_TRUE(left.end < right.begin || (!left.empty() && !right.empty())) << "an insertion touches another edit";
    }
  }
}

}  // namespace
}  // namespace drydock
