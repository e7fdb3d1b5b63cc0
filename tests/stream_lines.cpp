// Writes Dockerfiles as the requests of `drydock stream`, and holds its answers against what `drydock
// rewrite` and the library make of them.
//   stream_lines make LIST               requests for the files that LIST names, on standard output
//   stream_lines check LIST ANSWERS DIR  exits with 1 unless ANSWERS are theirs, in order; DIR has below it the files,
//                                        under their whole paths, as `drydock rewrite --write` left them
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "base/base64.hpp"
#include "base/file.hpp"
#include "base/unicode.hpp"
#include "pipeline/pipeline.hpp"

namespace {

using drydock::Source;

int make(std::istream& list) {
  std::string path;
  for (std::size_t id = 0; std::getline(list, path); ++id) {
    const auto text = drydock::read_file(path, Source::max_size);
    if (!text) continue;
    nlohmann::json request{{"id", id}, {"path", path}};
    if (drydock::is_valid_utf8(text.value())) request["content"] = text.value();
    else request["content_base64"] = drydock::to_base64(text.value());
    std::cout << request << '\n';
  }
  return std::cout.flush() ? 0 : 1;
}

std::string content_of(const nlohmann::json& answer) {
  if (answer.contains("content")) return answer.at("content").get<std::string>();
  return drydock::from_base64(answer.at("content_base64").get<std::string>()).value_or("no base64");
}

int check(std::istream& list, std::istream& answers, const std::string& rewritten) {
  const drydock::PipelineOptions options{.passes = drydock::default_passes()};
  std::string path;
  std::string line;
  std::size_t checked = 0;
  std::size_t changed = 0;
  std::size_t encoded = 0;
  for (std::size_t id = 0; std::getline(list, path); ++id) {
    const auto text = drydock::read_file(path, Source::max_size);
    if (!text) continue;
    const auto wanted = drydock::read_file(rewritten + path, Source::max_size);
    if (!wanted) {
      std::cout << "no rewritten file for " << path << '\n';
      return 1;
    }
    auto source = Source::make(path, text.value());
    const auto result = drydock::run_pipeline(std::move(source.value()), options);
    if (!std::getline(answers, line)) {
      std::cout << "no answer for " << path << '\n';
      return 1;
    }
    const auto answer = nlohmann::json::parse(line);
    if (answer.at("id") != id || answer.at("path") != path || content_of(answer) != wanted.value() ||
        answer.at("changed") != (wanted.value() != text.value()) ||
        answer.at("rewrites").size() != result.remarks.size() ||
        answer.at("diagnostics").size() != result.diagnostics.size()) {
      std::cout << "another answer for " << path << '\n';
      return 1;
    }
    ++checked;
    changed += result.changed ? 1U : 0U;
    encoded += answer.contains("content") ? 0U : 1U;
  }
  if (std::getline(answers, line) || checked == 0) {
    std::cout << (checked == 0 ? "no files\n" : "more answers than files\n");
    return 1;
  }
  std::cout << checked << " answers as they should be, " << changed << " of them changed, " << encoded
            << " in base64\n";
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view mode = argc > 2 ? argv[1] : "";
  std::ifstream list(argc > 2 ? argv[2] : "");
  if (mode == "make" && argc == 3) return make(list);
  if (mode == "check" && argc == 5) {
    std::ifstream answers(argv[3]);
    return check(list, answers, argv[4]);
  }
  std::cerr << "usage: stream_lines make LIST | check LIST ANSWERS DIR\n";
  return 2;
}
