// Memory that threads use again, and the lists in it.
#include "base/spare_memory.hpp"

#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/snapshots.hpp"

namespace drydock {
namespace {

constexpr bool keeps_memory = !DRYDOCK_ADDRESS_SANITIZER;

TEST(SpareMemory, BlocksHaveFewSizes) {
  EXPECT_EQ(SpareMemory::block_size(0), SpareMemory::smallest);
  EXPECT_EQ(SpareMemory::block_size(1), SpareMemory::smallest);
  EXPECT_EQ(SpareMemory::block_size(SpareMemory::smallest), SpareMemory::smallest);
  EXPECT_EQ(SpareMemory::block_size(SpareMemory::smallest + 1), 2 * SpareMemory::smallest);
  EXPECT_EQ(SpareMemory::block_size(SpareMemory::largest), SpareMemory::largest);
  EXPECT_EQ(SpareMemory::block_size(SpareMemory::largest + 1), SpareMemory::largest + 1);
}

TEST(SpareMemory, GivesABlockOfTheSameSizeAgain) {
  if (!keeps_memory) GTEST_SKIP() << "under AddressSanitizer nothing is kept";
  std::thread([] {
    void* const block = SpareMemory::take(4096);
    SpareMemory::give_back(block, 4096);
    void* const other = SpareMemory::take(8192);
    EXPECT_NE(other, block);
    EXPECT_EQ(SpareMemory::take(4096), block);
    SpareMemory::give_back(other, 8192);
    SpareMemory::give_back(block, 4096);
  }).join();
}

TEST(SpareMemory, KeepsNoMoreThanAFewMebibytes) {
  std::thread([] {
    constexpr std::size_t count = 64;
    std::vector<void*> blocks;
    for (std::size_t i = 0; i < count; ++i) blocks.push_back(SpareMemory::take(SpareMemory::largest));
    for (void* block : blocks) SpareMemory::give_back(block, SpareMemory::largest);
    void* const large = SpareMemory::take(SpareMemory::largest + 1);
    SpareMemory::give_back(large, SpareMemory::largest + 1);
  }).join();
}

/// Gives a block back when its thread ends, which may be after the thread stopped keeping memory.
struct AtEnd {
  ~AtEnd() {
    if (block != nullptr) SpareMemory::give_back(block, 512);
    SpareMemory::give_back(SpareMemory::take(1024), 1024);
  }
  void* block = nullptr;
};

TEST(SpareMemory, MayBeGivenBackWhenAThreadEnds) {
  std::thread([] {
    thread_local AtEnd at_end;
    at_end.block = SpareMemory::take(512);
    SpareMemory::give_back(SpareMemory::take(512), 512);
  }).join();
}

TEST(SpareList, HoldsWhatIsAdded) {
  SpareList<int> list;
  EXPECT_TRUE(list.empty());
  EXPECT_EQ(list.begin(), list.end());
  list.reserve(3);
  EXPECT_TRUE(list.empty());
  for (int i = 0; i < 10000; ++i) {
    if (i % 2 == 0) {
      list.push_back(i);
    } else {
      EXPECT_EQ(list.emplace_back(), 0);
      list.back() = i;
    }
  }
  ASSERT_EQ(list.size(), 10000U);
  for (int i = 0; i < 10000; ++i) ASSERT_EQ(list[static_cast<std::size_t>(i)], i);
  EXPECT_EQ(list.front(), 0);
  EXPECT_EQ(list.at(9999), 9999);
  EXPECT_THROW(static_cast<void>(list.at(10000)), std::out_of_range);
  list.push_back(list.front());
  EXPECT_EQ(list.back(), 0);
  list.clear();
  EXPECT_TRUE(list.empty());
}

TEST(SpareList, AddsItsOwnElementsWhileItGrows) {
  SpareList<int> list;
  list.push_back(7);
  for (int i = 0; i < 5000; ++i) list.push_back(list.front());
  for (const int value : list) ASSERT_EQ(value, 7);
}

TEST(SpareList, Moves) {
  SpareList<int> list;
  list.push_back(1);
  SpareList<int> other = std::move(list);
  EXPECT_EQ(other.size(), 1U);
  SpareList<int> third;
  third.push_back(2);
  third.push_back(3);
  third = std::move(other);
  ASSERT_EQ(third.size(), 1U);
  EXPECT_EQ(third[0], 1);
}

TEST(SpareList, OfASnapshotMayEndInAnotherThread) {
  const std::string text = "FROM a\nRUN b \\\n\n  # c\n  d\nENV e=f g=\"h\"\n";
  for (int round = 0; round < 3; ++round) {
    std::optional<Snapshot> made;
    std::thread([&] { made = snapshot_of(text); }).join();
    EXPECT_EQ(made->dockerfile.instructions.size(), 3U);
    EXPECT_EQ(made->dockerfile.instructions[2].values.size(), 6U);
    Snapshot here = snapshot_of(text);
    std::thread([&] {
      const Snapshot moved = std::move(here);
      EXPECT_EQ(moved.dockerfile.instructions[1].line.text(), "RUN b   d");
    }).join();
    made.reset();
    EXPECT_EQ(snapshot_of(text).dockerfile.instructions.size(), 3U);
  }
}

}  // namespace
}  // namespace drydock
