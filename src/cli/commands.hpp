// What the commands do, apart from how their options are read.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analysis/image_config.hpp"
#include "cli/cli.hpp"
#include "pipeline/pipeline.hpp"
#include "report/explain.hpp"

namespace drydock {

/// Whether output is coloured.
struct Colors {
  bool standard_output = false;
  bool standard_error = false;
};

enum class Output : std::uint8_t { text, tree, ir, json, model };

struct RewriteCommand {
  std::vector<std::string> files;  ///< "-" is standard input
  std::size_t jobs = 1;            ///< files that are worked on at once; the output is the same for any number
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
  bool reproducer = true;          ///< a refused rewrite leaves one in the temporary folder
  std::map<std::string, std::string, std::less<>> image_configs{};  ///< the JSON behind the evidence, for the reproducer
};

[[nodiscard]] ExitCode rewrite(const RewriteCommand& command, Colors colors);

struct ExplainCommand {
  std::vector<std::string> files;  ///< "-" is standard input; two with `diff`
  ExplainOptions options;
  bool diff = false;
  bool json = false;
  bool quiet = false;              ///< no diagnostics on standard error
};

/// Says what files build and start, or with `diff` what changed between two; then the code is 0 for the same images and
/// 1 if they differ or may.
[[nodiscard]] ExitCode explain(const ExplainCommand& command, Colors colors);

/// Runs a reproducer again: not_verified if the verifier still refuses, done if it does not.
[[nodiscard]] ExitCode replay(const std::string& path, Colors colors);

struct PassesCommand {
  std::string pass;      ///< the one whose documentation is shown
  std::string rule;      ///< a rule of another tool: only the passes that answer to it are listed
  bool markdown = false; ///< the whole manual
};

/// Lists the passes, or prints the documentation of one or all.
[[nodiscard]] ExitCode show_passes(const PassesCommand& command);

}  // namespace drydock
