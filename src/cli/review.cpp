// Reviewing files one by one, in the format that was asked for.
#include <optional>
#include <string>

#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/input.hpp"
#include "cli/rewrite_file.hpp"
#include "report/review.hpp"
#include "report/text_report.hpp"
#include "review/changed_findings.hpp"

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
  if (!file.settled) {
    print(stderr, fmt::format("drydock: {}: the passes undo each other's work; these are the fixes after {} rounds\n",
                              name, max_rounds));
  }
  for (const Remark& remark : file.unverified) print(stderr, render(remark, file.source(), color));
  if (!file.unverified.empty()) {
    print(stderr, fmt::format("drydock: {}: this is a bug in drydock; `drydock rewrite` leaves a reproducer\n", name));
    return ExitCode::not_verified;
  }
  return file.has_errors() ? ExitCode::failed : ExitCode::done;
}

/// Reads and reviews a file. Nothing if it cannot be read, with the reason in `unread`, or if it is to stay as it is.
std::optional<ReviewedFile> review_file(const std::string& path, const std::string& standard_input,
                                        Configuration& configuration, ChangesSince* since, bool quiet,
                                        std::string& unread) {
  const auto fail = [&](const std::string& why) {
    print(stderr, fmt::format("drydock: {}: {}\n", printable(path, 4096), why));
    unread = why;
    return std::nullopt;
  };
  auto source = load(path, standard_input);
  if (!source) return fail(source.error());
  const Settings* const settings = configuration.for_file(path);
  if (settings == nullptr) return std::nullopt;
  if (settings->excluded_by && !quiet) print(stderr, exclusion_note(*settings, path));
  ReviewedFile file = review(std::move(source.value()), options_of(*settings));
  if (since != nullptr) {
    const auto changes = since->of(path);
    if (!changes) return fail(changes.error());
    keep_changed(file, changes.value());
  }
  return file;
}

}  // namespace

ExitCode rewrite_since(const RewriteCommand& command, Colors colors) {
  ChangesSince since(command.since);
  ExitCode code = ExitCode::done;
  for (const std::string& path : command.files) {
    std::string unread;
    const auto file = review_file(path, path, *command.configuration, &since, command.quiet, unread);
    if (!file) {
      code = worse(code, ExitCode::failed);
      continue;
    }
    code = worse(code, report_problems(*file, command.quiet, colors.standard_error));
    if (command.diff) print(stdout, unified_diff(path, file->text(), file->rewritten, colors.standard_output));
    if (command.check && !file->fixes.empty()) {
      code = worse(code, ExitCode::would_change);
      if (!command.diff) print(stderr, would_be_rewritten(path));
    }
  }
  return worse(code, finish_output());
}

ExitCode review(const ReviewCommand& command, Colors colors) {
  const auto writer = make_writer(command.format, colors.standard_output);
  std::optional<ChangesSince> since;
  if (!command.since.empty()) since.emplace(command.since);
  ExitCode code = ExitCode::done;
  for (const std::string& path : command.files) {
    std::string unread;
    const auto file = review_file(path, command.standard_input, *command.configuration, since ? &*since : nullptr,
                                  command.quiet, unread);
    if (!file) {
      if (!unread.empty()) print(stdout, writer->add_unread(path == "-" ? command.standard_input : path, unread));
      code = worse(code, ExitCode::failed);
      continue;
    }
    code = worse(code, report_problems(*file, command.quiet, colors.standard_error));
    if (!file->fixes.empty() && !command.exit_zero) code = worse(code, ExitCode::would_change);
    print(stdout, writer->add(*file));
  }
  print(stdout, writer->finish());
  return worse(code, finish_output());
}

}  // namespace drydock
