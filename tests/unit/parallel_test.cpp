// The ordered map over several threads.
#include "base/parallel.hpp"

#include <atomic>
#include <memory>
#include <string>

#include <gtest/gtest.h>

namespace drydock {
namespace {

/// Some work whose length differs from item to item, so that items end in another order than they begin in.
std::size_t spin(std::size_t item) {
  std::size_t sum = item;
  for (std::size_t i = 0; i < (item * 7919) % 4096; ++i) sum = sum * 31 + i;
  return sum;
}

std::string joined(std::size_t count, std::size_t threads) {
  std::string text;
  for_each_in_order(
      count, threads,
      [](std::size_t item) {
        return std::make_unique<std::string>(std::to_string(item) + ":" + std::to_string(spin(item)) + "\n");
      },
      [&](std::size_t item, std::unique_ptr<std::string> made) {
        EXPECT_TRUE(made->starts_with(std::to_string(item) + ":"));
        text += *made;
      });
  return text;
}

TEST(Parallel, ResultsAreTakenInTheOrderOfTheItems) {
  const std::string one = joined(3000, 1);
  for (const std::size_t threads : {2u, 3u, 8u}) EXPECT_EQ(joined(3000, threads), one);
}

TEST(Parallel, EachItemIsWorkedOnOnce) {
  for (const std::size_t threads : {1u, 4u}) {
    std::vector<std::atomic<int>> calls(1000);
    std::size_t taken = 0;
    for_each_in_order(
        calls.size(), threads, [&](std::size_t item) { return ++calls[item]; }, [&](std::size_t, int) { ++taken; });
    EXPECT_EQ(taken, calls.size());
    for (const auto& count : calls) EXPECT_EQ(count, 1);
  }
}

TEST(Parallel, NoItemBeginsFarAheadOfTheOneThatIsWaitedFor) {
  constexpr std::size_t threads = 4;
  std::atomic<std::size_t> taken = 0;
  std::atomic<std::size_t> furthest = 0;
  for_each_in_order(
      2000, threads,
      [&](std::size_t item) {
        const std::size_t ahead = item - std::min(item, taken.load());
        for (std::size_t before = furthest; before < ahead && !furthest.compare_exchange_weak(before, ahead);) continue;
        return spin(item * 13);
      },
      [&](std::size_t item, std::size_t) { taken = item; });
  EXPECT_LE(furthest, threads * results_ahead + 1);
}

TEST(Parallel, NothingAndOneAreFine) {
  EXPECT_EQ(joined(0, 4), "");
  EXPECT_EQ(joined(1, 4), joined(1, 1));
}

TEST(Parallel, PartsTogetherAreAllItems) {
  for (const std::size_t count : {0U, 1U, 7U, 8U, 9U, 1000U}) {
    for (const std::size_t threads : {0U, 1U, 3U}) {
      std::vector<std::atomic<int>> calls(count);
      for_each_part(count, 8, threads, [&](std::size_t begin, std::size_t end) {
        EXPECT_LT(begin, end);
        EXPECT_LE(end - begin, 8U);
        for (std::size_t i = begin; i < end; ++i) ++calls[i];
      });
      for (const auto& call : calls) EXPECT_EQ(call, 1);
    }
  }
}

}  // namespace
}  // namespace drydock
