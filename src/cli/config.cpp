// Showing what is in force for files.
#include "cli/commands.hpp"
#include "cli/input.hpp"
#include "report/settings_report.hpp"

namespace drydock {

ExitCode show_config(const ConfigCommand& command) {
  ExitCode code = ExitCode::done;
  bool first = true;
  for (const std::string& path : command.files) {
    const Settings* const settings = command.configuration->for_file(path);
    if (settings == nullptr) {
      code = ExitCode::failed;
      continue;
    }
    const CommandLineSettings& said = command.configuration->command_line();
    if (!command.json && !first) print(stdout, "\n");
    print(stdout, command.json ? settings_json(*settings, said, path) + "\n" : settings_text(*settings, said, path));
    first = false;
  }
  return worse(code, finish_output());
}

}  // namespace drydock
