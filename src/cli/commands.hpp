// What the commands do, apart from how their options are read.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/image_config.hpp"
#include "cli/cli.hpp"
#include "pipeline/pipeline.hpp"

namespace drydock {

/// Whether output is coloured.
struct Colors {
  bool standard_output = false;
  bool standard_error = false;
};

enum class Output : std::uint8_t { text, tree, ir, json, model };

struct RewriteCommand {
  std::vector<std::string> files;  ///< "-" is standard input
  PipelineOptions pipeline;
  Output output = Output::text;
  std::optional<ImageConfig> base_config;  ///< of every base image, for Output::model
  bool diff = false;
  bool write = false;
  bool check = false;
  bool remarks = false;
  bool quiet = false;              ///< no diagnostics on standard error
  bool time_passes = false;
  bool print_after_change = false;
};

[[nodiscard]] ExitCode rewrite(const RewriteCommand& command, Colors colors);
/// Lists the passes, or prints the documentation of one.
[[nodiscard]] ExitCode show_passes(const std::string& name);

}  // namespace drydock
