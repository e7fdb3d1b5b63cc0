// What the commands share: reading files, and writing to standard output and standard error.
#pragma once

#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include "base/file.hpp"
#include "base/source.hpp"
#include "cli/cli.hpp"
#include "config/configuration.hpp"

namespace drydock {

void print(std::FILE* stream, std::string_view text);

/// What is said of a file: "drydock: PATH: WHAT" and a line end.
[[nodiscard]] std::string line_about(std::string_view path, std::string_view what);

/// The text of a file, or of standard input for "-", which then has the name that is given.
[[nodiscard]] Result<Source> load(const std::string& path, const std::string& standard_input = "<stdin>");

/// The text of a file that was found in a folder; `path` is its name in messages.
[[nodiscard]] Result<Source> load(const std::string& path, const FileBelow& file);

/// What the passes are to do with a file: none of them run if it is excluded.
[[nodiscard]] PipelineOptions options_of(const Settings& settings);
/// The line that says which configuration file excludes a file. Precondition: one does.
[[nodiscard]] std::string exclusion_note(const Settings& settings, const std::string& path);

/// The worse of two codes; a refused rewrite outweighs bad input, and bad input what --check or --diff found.
[[nodiscard]] ExitCode worse(ExitCode left, ExitCode right);

/// Writes out what is left to write, and says so if that fails.
[[nodiscard]] ExitCode finish_output();

}  // namespace drydock
