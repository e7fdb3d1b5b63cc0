// `drydock stream`: a line of JSON in, a line of JSON out.
#pragma once

#include "cli/cli.hpp"
#include "pipeline/pipeline.hpp"

namespace drydock {

struct StreamCommand {
  PipelineOptions pipeline;
  std::size_t jobs = 1;  ///< threads
  bool flush = false;    ///< write each answer as soon as it is there
};

/// Answers standard input line by line on standard output, in order. A reader that stops early ends the run quietly.
[[nodiscard]] ExitCode stream(const StreamCommand& command);

}  // namespace drydock
