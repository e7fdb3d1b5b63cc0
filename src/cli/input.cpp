// Reading files and writing output.
#include "cli/input.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/file.hpp"

namespace drydock {

void print(std::FILE* stream, std::string_view text) { std::fwrite(text.data(), 1, text.size(), stream); }

std::string line_about(std::string_view path, std::string_view what) {
  return fmt::format("drydock: {}: {}\n", printable(path, 4096), what);
}

Result<Source> load(const std::string& path, const std::string& standard_input) {
  auto pipe = read_open_pipe(path, Source::max_size);
  auto bytes = pipe          ? std::move(*pipe)
               : path == "-" ? read_standard_input(Source::max_size)
                             : read_file(path, Source::max_size);
  if (!bytes) return Error{bytes.error()};
  return Source::make(path == "-" ? standard_input : path, std::move(bytes.value()));
}

Result<Source> load(const std::string& path, const FileBelow& file) {
  auto bytes = read_file(file, Source::max_size);
  if (!bytes) return Error{bytes.error()};
  return Source::make(path, std::move(bytes.value()));
}

PipelineOptions options_of(const Settings& settings) {
  PipelineOptions options = settings.pipeline;
  if (settings.excluded_by) options.passes.clear();
  return options;
}

std::string exclusion_note(const Settings& settings, const std::string& path) {
  const SettingPlace& place = *settings.excluded_by;
  return fmt::format("drydock: {}: left alone: {}:{} excludes it\n", printable(path, 4096), printable(place.file, 4096),
                     place.position.line);
}

ExitCode worse(ExitCode left, ExitCode right) { return std::max(left, right); }

ExitCode finish_output() {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return ExitCode::done;
  print(stderr, "drydock: cannot write to standard output\n");
  return ExitCode::failed;
}

}  // namespace drydock
