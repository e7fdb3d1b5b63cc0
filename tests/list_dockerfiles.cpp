// Prints the Dockerfiles that folders hold, each path followed by a zero byte, and does nothing else.
//   list_dockerfiles FOLDER...          with --no-ignore, --hidden or --tracked as the tool has them
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "discover/discover.hpp"

int main(int argc, char** argv) {
  std::vector<std::string> folders;
  drydock::DiscoverOptions options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--no-ignore") options.ignore = false;
    else if (word == "--hidden") options.hidden = true;
    else if (word == "--tracked") options.tracked = true;
    else folders.emplace_back(word);
  }
  const drydock::Discovery found = drydock::discover(folders, options);
  for (const drydock::FoundFile& file : found.files) std::fwrite(file.path.c_str(), 1, file.path.size() + 1, stdout);
  for (const drydock::Problem& problem : found.problems) {
    std::fprintf(stderr, "%s: %s\n", problem.path.c_str(), problem.reason.c_str());
  }
  return found.problems.empty() && std::fflush(stdout) == 0 ? 0 : 1;
}
