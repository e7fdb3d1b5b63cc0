// Rewriting files one by one, and showing the passes.
#include "cli/commands.hpp"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "base/file.hpp"
#include "base/parallel.hpp"
#include "base/sha256.hpp"
#include "cli/input.hpp"
#include "cli/interactive.hpp"
#include "ir/flags.hpp"
#include "pipeline/ignores.hpp"
#include "report/ir_json.hpp"
#include "report/manual.hpp"
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

/// What a file adds to the outputs and to the exit code; printed when it is the file's turn.
struct Report {
  std::string output;    ///< for standard output
  std::string messages;  ///< for standard error
  ExitCode code = ExitCode::done;
};

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

/// `settings` are those of the file, or null if its configuration is at fault.
Report rewrite_file(const RewriteCommand& command, const std::string& path, const Settings* settings,
                    Dialogue& dialogue, Colors colors) {
  Report report;
  ExitCode& code = report.code;
  const auto shown_path = [&] { return printable(path, 4096); };
  const auto found = command.found.find(path);
  const FileBelow* const below = found == command.found.end() ? nullptr : &found->second;
  auto source = below == nullptr ? load(path) : load(path, *below);
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
    if (!command.diff) report.messages += fmt::format("drydock: {}: would be rewritten\n", printable(name, 4096));
  }
  const bool writes = command.write || command.interactive;
  if (writes && result.changed) {
    // The name is the same for each run, so that one finds what a killed one left behind.
    const auto written = below == nullptr ? replace_file(path, snapshot.text())
                                          : replace_file(*below, result.before().text(), snapshot.text(),
                                                         ".drydock-" + sha256_hex(below->name).substr(0, 20));
    if (!written) {
      report.messages += fmt::format("drydock: {}: {}\n", shown_path(), written.error());
      code = worse(code, ExitCode::failed);
    }
  }
  if (!command.diff && !command.check && !writes) report.output += as_output(snapshot, command);
  return report;
}

}  // namespace

ExitCode rewrite(const RewriteCommand& command, Colors colors) {
  if (!command.since.empty()) return rewrite_since(command, colors);
  ExitCode code = ExitCode::done;
  Dialogue dialogue(colors);
  // Configuration files are read before the threads start: what is wrong with them is said in the order of the files.
  std::vector<const Settings*> settings;
  settings.reserve(command.files.size());
  for (const std::string& path : command.files) settings.push_back(command.configuration->for_file(path));
  // Standard input named twice is read in turn, and questions are asked one after the other.
  const bool in_turn = command.interactive || std::ranges::count(command.files, "-") > 1;
  for_each_in_order(
      command.files.size(), in_turn ? 1 : command.jobs,
      [&](std::size_t index) {
        return dialogue.ended() ? Report()
                                : rewrite_file(command, command.files[index], settings[index], dialogue, colors);
      },
      [&](std::size_t, const Report& report) {
        print(stderr, report.messages);
        print(stdout, report.output);
        code = worse(code, report.code);
      });
  return worse(code, finish_output());
}

ExitCode replay(const std::string& path, Colors colors) {
  // A reproducer may write a byte as six.
  const auto bytes = path == "-" ? read_standard_input(8 * Source::max_size) : read_file(path, 8 * Source::max_size);
  auto read = bytes ? parse_reproducer(bytes.value()) : Result<Reproducer>(Error{bytes.error()});
  auto source = read ? Source::make(read.value().path, read.value().text) : Result<Source>(Error{read.error()});
  if (!source) {
    print(stderr, fmt::format("drydock: {}: {}\n", printable(path, 4096), source.error()));
    return ExitCode::failed;
  }
  const PipelineResult result = run_pipeline(std::move(source.value()), read.value().pipeline);
  for (const Remark& remark : result.remarks) {
    if (remark.kind == Remark::Kind::unverified) {
      print(stderr, render(remark, result.before(), colors.standard_error));
    }
  }
  if (!result.unverified) {
    print(stderr, fmt::format("drydock: {}: the verifier does not refuse it any more\n", printable(path, 4096)));
  }
  return result.unverified ? ExitCode::not_verified : ExitCode::done;
}

ExitCode show_passes(const PassesCommand& command) {
  if (command.markdown) {
    print(stdout, manual());
    return ExitCode::done;
  }
  if (!command.rule.empty()) {
    const std::string list = list_passes(command.rule);
    if (list.empty()) {
      print(stderr, fmt::format("drydock: no pass answers to the rule \"{}\"\n", printable(command.rule, 80)));
      return ExitCode::failed;
    }
    print(stdout, list);
    return ExitCode::done;
  }
  const std::string& name = command.pass;
  if (name.empty()) {
    print(stdout, list_passes());
    return ExitCode::done;
  }
  const PassInfo* pass = find_pass(name);
  if (pass == nullptr) {
    std::vector<std::string_view> names;
    for (const PassInfo* known : all_passes()) names.push_back(known->id);
    const std::string_view meant = closest(name, names);
    print(stderr,
          fmt::format("drydock: there is no pass \"{}\"{}\n", printable(name, 80),
                      meant.empty() ? "; `drydock passes` lists them" : fmt::format("; did you mean {}?", meant)));
    return ExitCode::failed;
  }
  print(stdout, pass_manual(*pass));
  return ExitCode::done;
}

}  // namespace drydock
