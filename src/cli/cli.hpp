// The command line.
#pragma once

namespace drydock {

/// Exit codes, as the README lists them.
enum class ExitCode : int {
  done = 0,             ///< nothing to do, or done
  would_change = 1,     ///< --check or `review` found something, or `explain --diff` a difference
  failed = 2,           ///< wrong usage, bad input, or a file that cannot be read or written
  not_verified = 3,     ///< the verifier refused a rewrite
};

/// Runs the tool. Results go to standard output, everything else to standard error.
[[nodiscard]] ExitCode run_command_line(int argc, char** argv);

}  // namespace drydock
