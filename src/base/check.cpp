// Reports a broken invariant and aborts.
#include "base/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace drydock {

void check_failed(const char* condition, const char* file, int line) noexcept {
  std::fprintf(stderr, "drydock: internal error: %s does not hold (%s:%d). Please report it with the input file.\n",
               condition, file, line);
  std::abort();
}

}  // namespace drydock
