// `drydock stream`: a line of JSON in, a line of JSON out.
#pragma once

#include <memory>

#include "cli/cli.hpp"
#include "config/configuration.hpp"

namespace drydock {

struct StreamCommand {
  std::shared_ptr<Configuration> configuration;  ///< set; what is in force in the current folder counts for all lines
  std::size_t jobs = 1;  ///< threads
  bool flush = false;    ///< write each answer as soon as it is there
};

/// Answers standard input line by line on standard output, in order. A reader that stops early ends the run quietly.
[[nodiscard]] ExitCode stream(const StreamCommand& command);

}  // namespace drydock
