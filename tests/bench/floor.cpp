// The least that a tool can do that looks at files: floor [--jobs N] LIST opens, reads and closes each file that LIST
// names, one a line, and does nothing with it. The measure for `drydock rewrite --check --files-from LIST`.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "base/parallel.hpp"

namespace {

std::size_t read_whole(const char* path) {
  const int file = ::open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  struct stat status {};
  std::size_t size = 0;
  if (::fstat(file, &status) == 0) {
    std::string bytes(static_cast<std::size_t>(status.st_size) + 1, '\0');
    for (ssize_t count; (count = ::read(file, bytes.data() + size, bytes.size() - size)) > 0;) {
      size += static_cast<std::size_t>(count);
    }
  }
  ::close(file);
  return size;
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t jobs = drydock::available_threads();
  int next = 1;
  if (argc > 2 && std::strcmp(argv[1], "--jobs") == 0) {
    jobs = static_cast<std::size_t>(std::atol(argv[2]));
    next = 3;
  }
  std::FILE* const list = argc > next ? std::fopen(argv[next], "r") : nullptr;
  if (list == nullptr) {
    std::fputs("usage: floor [--jobs N] LIST\n", stderr);
    return 2;
  }
  std::vector<std::string> paths;
  char line[8192];
  while (std::fgets(line, sizeof line, list) != nullptr) {
    line[std::strcspn(line, "\n")] = '\0';
    if (line[0] != '\0') paths.emplace_back(line);
  }
  std::fclose(list);
  std::size_t bytes = 0;
  drydock::for_each_in_order(paths.size(), jobs, [&](std::size_t i) { return read_whole(paths[i].c_str()); },
                             [&](std::size_t, std::size_t size) { bytes += size; });
  std::printf("%zu files, %zu bytes\n", paths.size(), bytes);
  return 0;
}
