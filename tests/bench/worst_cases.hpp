// Dockerfiles made to be slow: each is bad for another part of the way through.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace drydock::bench {

/// A kind of hostile input. `make(n)` gives one with n of what it repeats; its size grows in proportion to n.
struct WorstCase {
  std::string_view name;
  std::string (*make)(std::size_t n);
};

/// All of them.
[[nodiscard]] const std::vector<WorstCase>& worst_cases();

}  // namespace drydock::bench
