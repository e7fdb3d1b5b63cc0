// Writes Dockerfiles as the requests of `drydock stream`, and holds its answers against what the library makes of them.
//   stream_lines make LIST            requests for the files that LIST names, on standard output
//   stream_lines check LIST ANSWERS   exits with 1 unless ANSWERS are theirs, in order
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "base/unicode.hpp"
#include "pipeline/pipeline.hpp"

namespace {

using drydock::Source;

/// Files that are not UTF-8 are left out; the unit tests send such bytes in base64.
bool can_be_json(const std::string& text) { return drydock::is_valid_utf8(text); }

int make(std::istream& list) {
  std::string path;
  for (std::size_t id = 0; std::getline(list, path); ++id) {
    const auto text = drydock::read_file(path, Source::max_size);
    if (text && can_be_json(text.value())) std::cout << nlohmann::json{{"id", id}, {"path", path}, {"content", text.value()}} << '\n';
  }
  return std::cout.flush() ? 0 : 1;
}

int check(std::istream& list, std::istream& answers) {
  const drydock::PipelineOptions options{.passes = drydock::default_passes()};
  std::string path;
  std::string line;
  std::size_t checked = 0;
  std::size_t changed = 0;
  for (std::size_t id = 0; std::getline(list, path); ++id) {
    const auto text = drydock::read_file(path, Source::max_size);
    if (!text || !can_be_json(text.value())) continue;
    auto source = Source::make(path, text.value());
    const auto result = drydock::run_pipeline(std::move(source.value()), options);
    if (!std::getline(answers, line)) {
      std::cout << "no answer for " << path << '\n';
      return 1;
    }
    const auto answer = nlohmann::json::parse(line);
    if (answer.at("id") != id || answer.at("path") != path || answer.at("content") != result.snapshot.text() ||
        answer.at("changed") != result.changed || answer.at("rewrites").size() != result.remarks.size() ||
        answer.at("diagnostics").size() != result.diagnostics.size()) {
      std::cout << "another answer for " << path << '\n';
      return 1;
    }
    ++checked;
    changed += result.changed ? 1U : 0U;
  }
  if (std::getline(answers, line) || checked == 0) {
    std::cout << (checked == 0 ? "no files\n" : "more answers than files\n");
    return 1;
  }
  std::cout << checked << " answers as they should be, " << changed << " of them changed\n";
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view mode = argc > 2 ? argv[1] : "";
  std::ifstream list(argc > 2 ? argv[2] : "");
  if (mode == "make" && argc == 3) return make(list);
  if (mode == "check" && argc == 4) {
    std::ifstream answers(argv[3]);
    return check(list, answers);
  }
  std::cerr << "usage: stream_lines make LIST | check LIST ANSWERS\n";
  return 2;
}
