// What the counts of instructions are taken of: instructions parse|pipeline LIST reads the files that LIST names, one a
// line, and then calls `measured` once, which callgrind watches.
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/pipeline.hpp"

using namespace drydock;

namespace {

std::vector<Source> sources;
PipelineOptions options;
std::size_t result = 0;  // so that nothing is left out as unused

}  // namespace

extern "C" __attribute__((noinline)) void measured(bool whole_pipeline) {
  for (Source& source : sources) {
    if (whole_pipeline) {
      result += run_pipeline(std::move(source), options).remarks.size();
    } else {
      result += make_snapshot(std::move(source)).dockerfile.instructions.size();
    }
  }
}

int main(int argc, char** argv) {
  const std::string_view what = argc == 3 ? argv[1] : "";
  if (what != "parse" && what != "pipeline") {
    std::fputs("usage: instructions parse|pipeline LIST\n", stderr);
    return 2;
  }
  options.passes = parse_passes("default", PassOrder::own).value();
  std::ifstream names(argv[2]);
  for (std::string path; std::getline(names, path);) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
      std::fprintf(stderr, "%s cannot be read\n", path.c_str());
      return 2;
    }
    std::string text(std::istreambuf_iterator<char>(file), {});
    sources.push_back(std::move(Source::make("Dockerfile", std::move(text)).value()));
  }
  measured(what == "pipeline");
  return result == 0 ? 1 : 0;
}
