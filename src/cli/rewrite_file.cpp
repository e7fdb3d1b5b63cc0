// The passes over one file, and the report on it.
#include "cli/rewrite_file.hpp"

#include <chrono>
#include <string_view>

#include <fmt/format.h>

#include "base/sha256.hpp"
#include "cli/input.hpp"
#include "cli/interruptions.hpp"
#include "pipeline/ignores.hpp"
#include "report/ir_json.hpp"
#include "report/model_json.hpp"
#include "report/reproducer.hpp"
#include "report/text_report.hpp"

namespace drydock {
namespace {

std::string as_output(const Snapshot& snapshot, const RewriteCommand& command) {
  switch (command.output) {
    case Output::text: return std::string(snapshot.text());
    case Output::tree: return dump(snapshot.tree, *snapshot.source);
    case Output::ir: return dump(snapshot.dockerfile, *snapshot.source);
    case Output::json: return ir_json(snapshot) + "\n";
    case Output::model: {
      ModelOptions options;
      if (command.base_config) options.find_base = [&](std::string_view) { return &*command.base_config; };
      return model_json(snapshot, options) + "\n";
    }
  }
  return "";
}

/// Says where what is needed to run a refused rewrite again was written to.
std::string leave_reproducer(const Settings& settings, const PipelineResult& result) {
  const std::string& name = result.snapshot.source->name();
  const Reproducer reproducer{.drydock = DRYDOCK_VERSION,
                              .refusal = refusals_of(result),
                              .path = name,
                              .text = std::string(result.before().text()),
                              .pipeline = settings.pipeline,
                              .image_configs = settings.image_configs};
  const auto path = write_temporary_file("drydock-", ".json", reproducer_json(reproducer));
  const std::string shown = printable(name, 4096);
  if (!path) return fmt::format("drydock: {}: cannot write a reproducer: {}\n", shown, path.error());
  return fmt::format("drydock: {}: this is a bug in drydock; `drydock replay {}` shows it again\n", shown,
                     path.value());
}

Result<Source> source_of(FileToRewrite& file) {
  if (file.bytes) return Source::make(file.path, std::move(*file.bytes));
  return file.below == nullptr ? load(file.path) : load(file.path, *file.below);
}

}  // namespace

std::string would_be_rewritten(const std::string& name) {
  return line_about(name, "would be rewritten");
}

Report rewrite_file(const RewriteCommand& command, FileToRewrite file, const Settings* settings, Dialogue& dialogue,
                    Colors colors) {
  const std::string& path = file.path;
  Report report;
  ExitCode& code = report.code;
  const auto shown_path = [&] { return printable(path, 4096); };
  auto source = source_of(file);
  if (!source) report.messages = fmt::format("drydock: {}: {}\n", shown_path(), source.error());
  if (!source || settings == nullptr) {
    code = ExitCode::failed;
    return report;
  }
  if (settings->excluded_by && !command.quiet) report.messages += exclusion_note(*settings, path);
  const std::optional<PipelineOptions> when_excluded =
      settings->excluded_by ? std::optional(options_of(*settings)) : std::nullopt;
  const PipelineOptions& options = when_excluded ? *when_excluded : settings->pipeline;
  AfterChange after_change;
  if (command.print_after_change) {
    after_change = [&](const PassInfo& pass, const Snapshot& snapshot) {
      report.messages += fmt::format("# after {}\n{}", pass.id, snapshot.text());
    };
  }
  Choose choose;
  if (command.interactive) {
    choose = [&](const Remark& remark, const Rewrite& rewrite, const Snapshot& now, const Source& before) {
      return dialogue.wants(remark, rewrite, now, before);
    };
  }
  const PipelineResult result = run_pipeline(std::move(source.value()), options, after_change, choose);
  const Snapshot& snapshot = result.snapshot;
  const std::string& name = snapshot.source->name();

  for (const Diagnostic& diagnostic : result.diagnostics) {
    if (diagnostic.severity == Severity::error) code = ExitCode::failed;
    if (!command.quiet) report.messages += render(diagnostic, result.before(), colors.standard_error);
  }
  if (!result.settled) {
    report.messages += fmt::format("drydock: {}: the passes undo each other's work; this is the text after {} rounds\n",
                                   printable(name, 4096), max_rounds);
  }
  if (result.unverified) code = worse(code, ExitCode::not_verified);
  for (const Remark& remark : result.remarks) {
    const bool shown = command.remarks || remark.kind == Remark::Kind::unverified;
    if (shown) report.messages += render(remark, result.before(), colors.standard_error);
  }
  if (command.report_unused_ignores) {
    for (const Diagnostic& useless : useless_ignores(result, options)) {
      report.messages += render(useless, result.before(), colors.standard_error);
      if (command.check) code = worse(code, ExitCode::would_change);
    }
  }
  if (result.unverified && command.reproducer) report.messages += leave_reproducer(*settings, result);
  for (const PassTime& time : result.times) {
    const double spent = std::chrono::duration<double, std::micro>(time.spent).count();
    report.messages += fmt::format("{}: {:>10.1f} us {}\n", name, spent, time.pass->id);
  }

  if (command.diff) {
    report.output += unified_diff(path == "-" ? "Dockerfile" : path, result.before().text(), snapshot.text(),
                                  colors.standard_output);
  }
  if (command.check && result.changed) {
    code = worse(code, ExitCode::would_change);
    if (!command.diff) report.messages += would_be_rewritten(name);
  }
  const bool writes = command.write || command.interactive;
  if (writes && result.changed && !interrupted()) {
    // The name is the same for each run, so that one finds what a killed one left behind.
    const std::string_view before = result.before().text();
    const auto written = file.below == nullptr ? replace_file(path, before, snapshot.text())
                                               : replace_file(*file.below, before, snapshot.text(),
                                                              ".drydock-" + sha256_hex(file.below->name).substr(0, 20));
    if (!written) {
      report.messages += fmt::format("drydock: {}: {}\n", shown_path(), written.error());
      code = worse(code, ExitCode::failed);
    }
  }
  if (!command.diff && !command.check && !writes) report.output += as_output(snapshot, command);
  return report;
}

}  // namespace drydock
