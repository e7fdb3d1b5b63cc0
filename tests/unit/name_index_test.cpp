// The index of names: short lists without a table, long ones with one, and names that occur twice.
#include "base/name_index.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace drydock {
namespace {

struct Member {
  std::string name;
  std::size_t number = 0;
};

TEST(NameIndex, FindsEachMemberOfListsOfAnyLength) {
  std::vector<Member> list;
  NameIndex index;
  EXPECT_EQ(index.find("", list, &Member::name), NameIndex::none);
  for (std::size_t number = 0; number < 3000; ++number) {
    list.push_back({"name" + std::to_string(number), number});
    index.added(list, &Member::name);
    if (number > 100 && number % 97 != 0) continue;
    for (const Member& member : list) {
      ASSERT_EQ(index.find(member.name, list, &Member::name), member.number) << list.size();
    }
    ASSERT_EQ(index.find("name", list, &Member::name), NameIndex::none) << list.size();
    ASSERT_EQ(index.find("name" + std::to_string(number + 1), list, &Member::name), NameIndex::none);
  }
}

TEST(NameIndex, FindsTheFirstOfTwoMembersOfOneName) {
  std::vector<Member> list;
  NameIndex index;
  for (std::size_t number = 0; number < 200; ++number) {
    list.push_back({std::to_string(number / 2), number});
    index.added(list, &Member::name);
    for (std::size_t name = 0; name <= number / 2; ++name) {
      ASSERT_EQ(index.find(std::to_string(name), list, &Member::name), 2 * name) << list.size();
    }
  }
}

TEST(NameIndex, TakesAFunctionForTheName) {
  const auto name = [](const Member& member) -> const std::string& { return member.name; };
  std::vector<Member> list;
  NameIndex index;
  for (std::size_t number = 0; number < 40; ++number) {
    list.push_back({std::to_string(number), number});
    index.added(list, name);
  }
  EXPECT_EQ(index.find("39", list, name), 39U);
  const NameIndex copy = index;
  const std::vector<Member> copied = list;
  EXPECT_EQ(copy.find("17", copied, name), 17U) << "a copy serves a copy of the list";
}

}  // namespace
}  // namespace drydock
