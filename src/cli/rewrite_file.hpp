// Rewriting one file.
#pragma once

#include <optional>
#include <string>

#include "base/file.hpp"
#include "cli/commands.hpp"
#include "cli/interactive.hpp"

namespace drydock {

/// What a file adds to the outputs and to the exit code; printed when it is the file's turn.
struct Report {
  std::string output;    ///< for standard output
  std::string messages;  ///< for standard error
  ExitCode code = ExitCode::done;
};

/// A file as the command line names it, or as it was found in a folder.
struct FileToRewrite {
  const std::string& path;           ///< what messages call it; "-" is standard input
  const FileBelow* below = nullptr;  ///< set if it was found in a folder
  std::optional<std::string> bytes{};  ///< what it holds, if it has been read; up to Source::max_size
};

/// Does with a file what the command says. `settings` are those of the file, or null if its configuration is at fault.
/// May be called for several files at once, but not with a dialogue that asks.
[[nodiscard]] Report rewrite_file(const RewriteCommand& command, FileToRewrite file, const Settings* settings,
                                  Dialogue& dialogue, Colors colors);

/// What --check says of a file that would change.
[[nodiscard]] std::string would_be_rewritten(const std::string& name);

}  // namespace drydock
