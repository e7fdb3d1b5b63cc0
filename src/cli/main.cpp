// The tool drydock.
#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

#include "cli/cli.hpp"

namespace {

/// Keeps the first file that is opened from becoming standard input, output or error where the caller has closed one of
/// them: messages would go into it. Reading and writing there fail as they would without, standard error apart: there
/// nobody wants to hear anything. False if that cannot be done.
bool open_standard_streams() {
  constexpr int modes[] = {O_WRONLY, O_RDONLY, O_WRONLY};
  for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; ++descriptor) {
    if (::fcntl(descriptor, F_GETFD) >= 0 || errno != EBADF) continue;
    if (::open("/dev/null", modes[descriptor]) != descriptor) return false;  // the lowest that is free
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (!open_standard_streams()) return 2;
  return static_cast<int>(drydock::run_command_line(argc, argv));
}
