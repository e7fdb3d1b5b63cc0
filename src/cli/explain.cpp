// Explaining files, and what changed between two.
#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/input.hpp"
#include "report/explain_diff.hpp"

namespace drydock {
namespace {

/// Reads a file and reports what is wrong with it. Nothing if it cannot be read.
std::optional<Snapshot> read_dockerfile(const std::string& path, bool quiet, Colors colors) {
  auto source = load(path);
  if (!source) {
    print(stderr, fmt::format("drydock: {}: {}\n", printable(path, 4096), source.error()));
    return std::nullopt;
  }
  Snapshot snapshot = make_snapshot(std::move(source.value()));
  if (quiet) return snapshot;
  for (const Diagnostic& diagnostic : snapshot.dockerfile.diagnostics) {
    print(stderr, render(diagnostic, *snapshot.source, colors.standard_error));
  }
  return snapshot;
}

/// The options with what is known for a file; nothing if its configuration is at fault.
std::optional<ExplainOptions> options_for(const ExplainCommand& command, const std::string& path) {
  const Settings* const settings = command.configuration->for_file(path);
  if (settings == nullptr) return std::nullopt;
  ExplainOptions options = command.options;
  options.evidence = settings->pipeline.evidence;
  return options;
}

ExitCode explain_file(const ExplainCommand& command, const std::string& path, bool first, Colors colors) {
  const auto snapshot = read_dockerfile(path, command.quiet, colors);
  if (!snapshot) return ExitCode::failed;
  const auto options = options_for(command, path);
  if (!options) return ExitCode::failed;
  const auto explanation = explain(*snapshot, *options);
  if (!explanation) {
    print(stderr, fmt::format("drydock: {}: {}\n", printable(path, 4096), explanation.error()));
    return ExitCode::failed;
  }
  if (command.json) {
    print(stdout, explain_json(explanation.value(), *snapshot) + "\n");
  } else if (snapshot->dockerfile.accepted()) {
    if (!first) print(stdout, "\n");
    print(stdout, render(explanation.value(), *snapshot, colors.standard_output));
  }
  return snapshot->dockerfile.accepted() ? ExitCode::done : ExitCode::failed;
}

ExitCode explain_two(const ExplainCommand& command, Colors colors) {
  const auto before = read_dockerfile(command.files[0], command.quiet, colors);
  const auto after = read_dockerfile(command.files[1], command.quiet, colors);
  if (!before || !after || !before->dockerfile.accepted() || !after->dockerfile.accepted()) return ExitCode::failed;
  const auto options = options_for(command, command.files[1]);
  if (!options) return ExitCode::failed;
  const auto diff = explain_diff(*before, *after, *options);
  if (!diff) {
    print(stderr, fmt::format("drydock: {}\n", diff.error()));
    return ExitCode::failed;
  }
  print(stdout, command.json ? explain_diff_json(diff.value(), *before, *after) + "\n"
                             : render(diff.value(), *before, *after, colors.standard_output));
  return diff.value().verdict == Sameness::same ? ExitCode::done : ExitCode::would_change;
}

}  // namespace

ExitCode explain(const ExplainCommand& command, Colors colors) {
  ExitCode code = ExitCode::done;
  if (command.diff) {
    code = explain_two(command, colors);
  } else {
    bool first = true;
    for (const std::string& path : command.files) {
      code = worse(code, explain_file(command, path, first, colors));
      first = false;
    }
  }
  return worse(code, finish_output());
}

}  // namespace drydock
