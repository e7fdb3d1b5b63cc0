// Stands in for any program in runs_test: prints its working directory and its arguments, each ended by a NUL byte.
#include <unistd.h>

#include <cstdio>
#include <cstring>

int main(int, char** argv) {
  char folder[4096];
  if (getcwd(folder, sizeof folder) == nullptr) return 1;
  std::fwrite(folder, 1, std::strlen(folder) + 1, stdout);
  for (char** argument = argv; *argument != nullptr; ++argument) {
    std::fwrite(*argument, 1, std::strlen(*argument) + 1, stdout);
  }
  return std::fflush(stdout) == 0 ? 0 : 1;
}
