// Runs the fuzzers' targets without a fuzzer: replay FOLDER… takes each file below a folder. One in a folder with the
// name of a target is for that target alone; any other is for all of them, and the pipeline gets it with several
// choices of passes before it.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "fuzz/targets.hpp"

int main(int argc, char** argv) {
  namespace fs = std::filesystem;
  std::size_t files = 0;
  std::size_t runs = 0;
  for (int i = 1; i < argc; ++i) {
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(argv[i])) {
      if (!entry.is_regular_file()) continue;
      std::ifstream stream(entry.path(), std::ios::binary);
      const std::string bytes(std::istreambuf_iterator<char>(stream), {});
      const std::string folder = entry.path().parent_path().filename().string();
      bool has_own_target = false;
      for (const auto& target : drydock::fuzz::targets()) has_own_target = has_own_target || target.name == folder;
      ++files;
      // Known before it runs, in case it stops the program.
      std::printf("%s\n", entry.path().c_str());
      std::fflush(stdout);
      for (const auto& target : drydock::fuzz::targets()) {
        if (has_own_target && target.name != folder) continue;
        if (has_own_target || target.name != "pipeline") {
          target.run(bytes);
          ++runs;
          continue;
        }
        for (const char* const choice :
             {"\xFF\xFF\xFF\xFF\x01\xFF", "\x55\x55\x55\x55\x02\x0F", "\xAA\xAA\xAA\xAA\x03\xF0"}) {
          target.run(std::string(choice, 6) + bytes);
          ++runs;
        }
      }
    }
  }
  std::printf("%zu files, %zu runs\n", files, runs);
  return files > 0 ? 0 : 1;
}
