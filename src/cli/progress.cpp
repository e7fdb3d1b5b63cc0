// Drawing progress. Debian has no small library for it.
#include "cli/progress.hpp"

#include <algorithm>
#include <cstdio>

#include <unistd.h>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "cli/input.hpp"

namespace drydock {

using namespace std::chrono_literals;

Progress::Progress(std::string what, std::size_t total, bool quiet)
    : what_(std::move(what)), total_(total), quiet_(quiet), terminal_(::isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() { clear(); }

void Progress::clear() {
  if (drawn_) print(stderr, "\r\x1b[K");
  drawn_ = false;
}

void Progress::advance(std::size_t done, std::string_view rest) {
  if (quiet_) return;
  const auto now = std::chrono::steady_clock::now();
  if (now - shown_ < (terminal_ ? std::chrono::milliseconds(100) : std::chrono::milliseconds(5000))) return;
  shown_ = now;
  const double seconds = std::max(1e-3, std::chrono::duration<double>(now - begin_).count());
  const double rate = static_cast<double>(done) / seconds;
  std::string text;
  if (total_ > 0) {
    const auto left = std::chrono::seconds(
        static_cast<long>(static_cast<double>(total_ - std::min(done, total_)) / std::max(rate, 1e-3)));
    text = fmt::format("{} {} of {} files, {:.0f}/s, {:%T} left; {}", what_, done, total_, rate, left, rest);
  } else {
    text = fmt::format("{} {} files, {:.0f}/s; {}", what_, done, rate, rest);
  }
  if (!terminal_) {
    print(stderr, fmt::format("drydock: {}\n", text));
    return;
  }
  constexpr std::size_t width = 20;
  const std::size_t filled = total_ > 0 ? std::min(done, total_) * width / total_ : 0;
  print(stderr, fmt::format("\r\x1b[K[{:#>{}}{:->{}}] {}", "", filled, "", width - filled, text));
  drawn_ = true;
}

}  // namespace drydock
