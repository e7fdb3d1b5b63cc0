// Rewriting files, running reproducers again, and showing the passes.
#include "cli/commands.hpp"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "base/file.hpp"
#include "base/parallel.hpp"
#include "cli/input.hpp"
#include "cli/interactive.hpp"
#include "cli/interruptions.hpp"
#include "cli/rewrite_file.hpp"
#include "ir/flags.hpp"
#include "report/manual.hpp"
#include "report/reproducer.hpp"
#include "report/text_report.hpp"

namespace drydock {

ExitCode rewrite(const RewriteCommand& command, Colors colors) {
  if (!command.since.empty()) return rewrite_since(command, colors);
  ExitCode code = ExitCode::done;
  Dialogue dialogue(colors);
  // Configuration files are read before the threads start: what is wrong with them is said in the order of the files.
  std::vector<const Settings*> settings;
  settings.reserve(command.files.size());
  for (const std::string& path : command.files) settings.push_back(command.configuration->for_file(path));
  if (command.write || command.interactive) mind_interruptions();
  // Standard input named twice is read in turn, and questions are asked one after the other.
  const bool in_turn = command.interactive || std::ranges::count(command.files, "-") > 1;
  for_each_in_order(
      command.files.size(), in_turn ? 1 : command.jobs,
      [&](std::size_t index) {
        if (dialogue.ended() || interrupted()) return Report();
        const std::string& path = command.files[index];
        const auto found = command.found.find(path);
        const FileBelow* const below = found == command.found.end() ? nullptr : &found->second;
        return rewrite_file(command, {path, below}, settings[index], dialogue, colors);
      },
      [&](std::size_t, const Report& report) {
        print(stderr, report.messages);
        print(stdout, report.output);
        code = worse(code, report.code);
      });
  if (interrupted()) {
    print(stderr, "drydock: interrupted; every file is either as before or rewritten\n");
    code = worse(code, ExitCode::failed);
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
    return finish_output();
  }
  if (!command.rule.empty()) {
    const std::string list = list_passes(command.rule);
    if (list.empty()) {
      print(stderr, fmt::format("drydock: no pass answers to the rule \"{}\"\n", printable(command.rule, 80)));
      return ExitCode::failed;
    }
    print(stdout, list);
    return finish_output();
  }
  const std::string& name = command.pass;
  if (name.empty()) {
    print(stdout, list_passes());
    return finish_output();
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
  return finish_output();
}

}  // namespace drydock
