// A map over many items on several threads, whose results are taken in the order of the items.
//
// Written here rather than taken from a library: oneTBB's ordered pipeline does the same, but loads a shared library
// and starts its scheduler at each start of the tool, which costs more than one file does.
#pragma once

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace drydock {

/// As many threads as the machine runs at once; at least one.
[[nodiscard]] inline std::size_t available_threads() noexcept {
  return std::max<std::size_t>(std::thread::hardware_concurrency(), 1);
}

/// How many results may wait for one before them, for each thread: a bound on memory.
inline constexpr std::size_t results_ahead = 32;

/// Calls `work(i)` for each i below `count` on up to `threads` threads, the calling one among them, and hands each
/// result to `take(i, result)`.
///
/// `take` is called in the order of the items and never twice at once, so that it may write to a stream or a variable
/// that it alone uses; which thread calls it is left open. `work` runs for several items at once. Neither may throw.
/// With one thread or one item all happens on the calling thread, and each result is taken before the next item begins.
/// Returns when all results are taken.
template <typename Work, typename Take>
void for_each_in_order(std::size_t count, std::size_t threads, const Work& work, const Take& take) {
  using Made = std::invoke_result_t<const Work&, std::size_t>;
  threads = std::min(threads, count);
  if (threads <= 1) {
    for (std::size_t i = 0; i < count; ++i) take(i, work(i));
    return;
  }

  // All of this is guarded by the lock, but `taken` is written by nobody but the one that takes. A slot is reused when
  // the item that filled it is taken: items begin only within so many of the first that is not.
  std::mutex mutex;
  std::condition_variable room;
  std::vector<std::optional<Made>> slots(threads * results_ahead);
  std::size_t begun = 0;
  std::size_t taken = 0;
  std::size_t waiting = 0;
  bool taking = false;

  const auto run = [&]() noexcept {
    std::unique_lock lock(mutex);
    for (;;) {
      ++waiting;
      room.wait(lock, [&] { return begun == count || begun - taken < slots.size(); });
      --waiting;
      if (begun == count) return;
      const std::size_t index = begun++;
      lock.unlock();
      std::optional<Made> made(work(index));
      lock.lock();
      slots[index % slots.size()] = std::move(made);
      // Whoever finishes the item that all wait for takes what is ready; nobody waits for somebody that takes.
      if (taking) continue;
      taking = true;
      for (std::optional<Made>* slot = &slots[taken % slots.size()]; *slot; slot = &slots[taken % slots.size()]) {
        Made ready = std::move(**slot);
        slot->reset();
        lock.unlock();
        take(taken, std::move(ready));
        lock.lock();
        ++taken;
        if (waiting > 0) room.notify_all();
      }
      taking = false;
    }
  };
  std::vector<std::jthread> others;
  others.reserve(threads - 1);
  for (std::size_t i = 1; i < threads; ++i) others.emplace_back(run);
  run();
}  // the other threads are joined here

/// Calls `work(begin, end)` for parts of the items below `count`, each of up to `size` > 0 items, on up to `threads`
/// threads, the calling one among them. Which part is next and who works on it is left open. `work` may not throw.
template <typename Work>
void for_each_part(std::size_t count, std::size_t size, std::size_t threads, const Work& work) {
  const std::size_t parts = count / size + (count % size != 0 ? 1 : 0);
  std::atomic<std::size_t> next = 0;
  const auto run = [&]() noexcept {
    for (std::size_t part = next++; part < parts; part = next++) {
      work(part * size, std::min(count, part * size + size));
    }
  };
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < std::min(threads, parts); ++i) others.emplace_back(run);
  run();
}  // the other threads are joined here

}  // namespace drydock
