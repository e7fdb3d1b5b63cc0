// Reviewing files one by one, in the format that was asked for.
#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/input.hpp"
#include "report/review.hpp"
#include "report/text_report.hpp"

namespace drydock {
namespace {

std::unique_ptr<ReviewWriter> make_writer(ReviewFormat format, bool color) {
  switch (format) {
    case ReviewFormat::text: return review_text(color);
    case ReviewFormat::sarif: return review_sarif(DRYDOCK_VERSION);
    case ReviewFormat::rdjson: return review_rdjson();
    case ReviewFormat::rdjsonl: return review_rdjsonl();
    case ReviewFormat::github: return review_github();
    case ReviewFormat::github_annotations: return review_github_annotations();
    case ReviewFormat::gitlab: return review_gitlab();
    case ReviewFormat::checkstyle: return review_checkstyle();
    case ReviewFormat::json: return review_json();
    case ReviewFormat::diff: return review_diff(color);
  }
  return nullptr;
}

/// Says what is wrong with a file, on standard error.
ExitCode report_problems(const ReviewedFile& file, bool quiet, bool color) {
  const std::string name = printable(file.path, 4096);
  if (!quiet) {
    for (const Diagnostic& diagnostic : file.diagnostics) print(stderr, render(diagnostic, file.source(), color));
  }
  if (!file.settled) print(stderr, fmt::format("drydock: {}: the passes undo each other's work; these are the fixes after {} rounds\n", name, max_rounds));
  for (const Remark& remark : file.unverified) print(stderr, render(remark, file.path, color));
  if (!file.unverified.empty()) {
    print(stderr, fmt::format("drydock: {}: this is a bug in drydock; `drydock rewrite` leaves a reproducer\n", name));
    return ExitCode::not_verified;
  }
  return file.has_errors() ? ExitCode::failed : ExitCode::done;
}

}  // namespace

ExitCode review(const ReviewCommand& command, Colors colors) {
  const auto writer = make_writer(command.format, colors.standard_output);
  ExitCode code = ExitCode::done;
  for (const std::string& path : command.files) {
    auto source = load(path, command.standard_input);
    if (!source) {
      print(stderr, fmt::format("drydock: {}: {}\n", printable(path, 4096), source.error()));
      print(stdout, writer->add_unread(path == "-" ? command.standard_input : path, source.error()));
      code = worse(code, ExitCode::failed);
      continue;
    }
    const auto options = options_for(*command.configuration, path, command.quiet);
    if (!options) {
      code = worse(code, ExitCode::failed);
      continue;
    }
    const ReviewedFile file = review(std::move(source.value()), *options);
    code = worse(code, report_problems(file, command.quiet, colors.standard_error));
    if (!file.fixes.empty() && !command.exit_zero) code = worse(code, ExitCode::would_change);
    print(stdout, writer->add(file));
  }
  print(stdout, writer->finish());
  return worse(code, finish_output());
}

}  // namespace drydock
