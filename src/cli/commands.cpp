// Rewriting files one by one, and showing the passes.
#include "cli/commands.hpp"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "base/file.hpp"
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

/// Says where what is needed to run a refused rewrite again was written to.
void leave_reproducer(const Settings& settings, const PipelineResult& result) {
  const std::string& name = result.snapshot.source->name();
  const auto path = write_temporary_file("drydock-", ".json", reproducer_json({.drydock = DRYDOCK_VERSION,
                                                                               .refusal = refusals_of(result),
                                                                               .path = name,
                                                                               .text = std::string(result.before().text()),
                                                                               .pipeline = settings.pipeline,
                                                                               .image_configs = settings.image_configs}));
  print(stderr, path ? fmt::format("drydock: {}: this is a bug in drydock; `drydock replay {}` shows it again\n", printable(name, 4096), path.value())
                     : fmt::format("drydock: {}: cannot write a reproducer: {}\n", printable(name, 4096), path.error()));
}

ExitCode rewrite_file(const RewriteCommand& command, const std::string& path, Dialogue& dialogue, Colors colors) {
  auto source = load(path);
  if (!source) {
    print(stderr, fmt::format("drydock: {}: {}\n", printable(path, 4096), source.error()));
    return ExitCode::failed;
  }
  const auto options = options_for(*command.configuration, path, command.quiet);
  if (!options) return ExitCode::failed;
  AfterChange after_change;
  if (command.print_after_change) {
    after_change = [](const PassInfo& pass, const Snapshot& snapshot) {
      print(stderr, fmt::format("# after {}\n{}", pass.id, snapshot.text()));
    };
  }
  Choose choose;
  if (command.interactive) {
    choose = [&](const Remark& remark, const Rewrite& rewrite, const Snapshot& snapshot) {
      return dialogue.wants(path, remark, rewrite, snapshot);
    };
  }
  const PipelineResult result = run_pipeline(std::move(source.value()), *options, after_change, choose);
  const Snapshot& snapshot = result.snapshot;
  const std::string& name = snapshot.source->name();

  ExitCode code = ExitCode::done;
  for (const Diagnostic& diagnostic : result.diagnostics) {
    if (diagnostic.severity == Severity::error) code = ExitCode::failed;
    if (!command.quiet) print(stderr, render(diagnostic, result.before(), colors.standard_error));
  }
  if (!result.settled) {
    print(stderr, fmt::format("drydock: {}: the passes undo each other's work; this is the text after {} rounds\n", printable(name, 4096), max_rounds));
  }
  if (result.unverified) code = worse(code, ExitCode::not_verified);
  for (const Remark& remark : result.remarks) {
    if (command.remarks || remark.kind == Remark::Kind::unverified) print(stderr, render(remark, name, colors.standard_error));
  }
  if (command.report_unused_ignores) {
    for (const Diagnostic& useless : useless_ignores(result, *options)) {
      print(stderr, render(useless, result.before(), colors.standard_error));
      if (command.check) code = worse(code, ExitCode::would_change);
    }
  }
  if (result.unverified && command.reproducer) leave_reproducer(*command.configuration->for_file(path), result);
  if (command.time_passes) {
    for (const PassTime& time : result.times) {
      print(stderr, fmt::format("{}: {:>10.1f} us {}\n", name, std::chrono::duration<double, std::micro>(time.spent).count(), time.pass->id));
    }
  }

  if (command.diff) print(stdout, unified_diff(path == "-" ? "Dockerfile" : path, result.before().text(), snapshot.text(), colors.standard_output));
  if (command.check && result.changed) {
    code = worse(code, ExitCode::would_change);
    if (!command.diff) print(stderr, fmt::format("drydock: {}: would be rewritten\n", printable(name, 4096)));
  }
  const bool writes = command.write || command.interactive;
  if (writes && result.changed) {
    if (const auto written = replace_file(path, snapshot.text()); !written) {
      print(stderr, fmt::format("drydock: {}: {}\n", printable(path, 4096), written.error()));
      code = worse(code, ExitCode::failed);
    }
  }
  if (!command.diff && !command.check && !writes) print(stdout, as_output(snapshot, command));
  return code;
}

}  // namespace

ExitCode rewrite(const RewriteCommand& command, Colors colors) {
  if (!command.since.empty()) return rewrite_since(command, colors);
  ExitCode code = ExitCode::done;
  Dialogue dialogue(colors);
  for (const std::string& path : command.files) {
    if (dialogue.ended()) break;
    code = worse(code, rewrite_file(command, path, dialogue, colors));
  }
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
    if (remark.kind == Remark::Kind::unverified) print(stderr, render(remark, result.snapshot.source->name(), colors.standard_error));
  }
  if (!result.unverified) print(stderr, fmt::format("drydock: {}: the verifier does not refuse it any more\n", printable(path, 4096)));
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
    print(stderr, fmt::format("drydock: there is no pass \"{}\"{}\n", printable(name, 80),
                              meant.empty() ? "; `drydock passes` lists them" : fmt::format("; did you mean {}?", meant)));
    return ExitCode::failed;
  }
  print(stdout, pass_manual(*pass));
  return ExitCode::done;
}

}  // namespace drydock
