// Runs a command and says what it took: measure FILE COMMAND...
// FILE gets a line with the milliseconds that passed and the most memory that the process had, in KiB. The exit code is
// that of the command.
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fputs("usage: measure FILE COMMAND...\n", stderr);
    return 2;
  }
  const auto begin = std::chrono::steady_clock::now();
  const pid_t child = ::fork();
  if (child == 0) {
    ::execvp(argv[2], argv + 2);
    std::perror(argv[2]);
    ::_exit(127);
  }
  int status = 0;
  struct rusage usage {};
  while (child > 0 && ::wait4(child, &status, 0, &usage) < 0 && errno == EINTR) {
  }
  const double took = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
  std::FILE* const file = std::fopen(argv[1], "a");
  if (child < 0 || file == nullptr) {
    std::perror("measure");
    return 2;
  }
  std::fprintf(file, "%.1f %ld\n", took, usage.ru_maxrss);
  std::fclose(file);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 2;
}
