// What the commands do, apart from how their options are read.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "analysis/image_config.hpp"
#include "base/file.hpp"
#include "cli/cli.hpp"
#include "config/configuration.hpp"
#include "pipeline/pipeline.hpp"
#include "report/explain.hpp"

namespace drydock {

/// Whether output is coloured.
struct Colors {
  bool standard_output = false;
  bool standard_error = false;
};

enum class Output : std::uint8_t { text, tree, ir, json, model };

/// Files that were found in folders, by their paths: no symbolic link is followed to them.
using FilesBelow = std::unordered_map<std::string, FileBelow>;

struct RewriteCommand {
  std::vector<std::string> files;  ///< "-" is standard input
  FilesBelow found;                ///< those of `files` that were found in folders
  std::shared_ptr<Configuration> configuration;  ///< set
  std::size_t jobs = 1;            ///< files that are worked on at once; the output is the same for any number
  Output output = Output::text;
  std::optional<ImageConfig> base_config;  ///< of every base image, for Output::model
  bool diff = false;
  bool write = false;
  bool check = false;
  std::string cache;               ///< with `check`: the folder where verdicts are remembered; empty: nowhere
  std::string since;               ///< with `check` or `diff`: only what a change since this revision touched
  bool interactive = false;        ///< ask about each rewrite, and replace the files
  bool remarks = false;
  bool quiet = false;              ///< no diagnostics on standard error
  bool report_unused_ignores = false;  ///< a finding for `check` too
  bool print_after_change = false;
  bool reproducer = true;          ///< a refused rewrite leaves one in the temporary folder
};

[[nodiscard]] ExitCode rewrite(const RewriteCommand& command, Colors colors);
/// The same for a command with `since`.
[[nodiscard]] ExitCode rewrite_since(const RewriteCommand& command, Colors colors);

struct ExplainCommand {
  std::vector<std::string> files;  ///< "-" is standard input; two with `diff`
  std::shared_ptr<Configuration> configuration;  ///< set; gives the evidence of `options`
  ExplainOptions options;
  bool diff = false;
  bool json = false;
  bool quiet = false;              ///< no diagnostics on standard error
};

/// Says what files build and start, or with `diff` what changed between two; then the code is 0 for the same images and
/// 1 if they differ or may.
[[nodiscard]] ExitCode explain(const ExplainCommand& command, Colors colors);

enum class ReviewFormat : std::uint8_t {
  text, sarif, rdjson, rdjsonl, github, github_annotations, gitlab, checkstyle, json, diff
};

struct ReviewCommand {
  std::vector<std::string> files;  ///< "-" is standard input
  std::shared_ptr<Configuration> configuration;  ///< set
  ReviewFormat format = ReviewFormat::text;
  std::string standard_input = "Dockerfile";  ///< how standard input is called in what is printed
  std::string since;               ///< only what a change since this revision touched; empty: everything
  bool exit_zero = false;          ///< the code is 0 if there are fixes too
  bool quiet = false;              ///< no diagnostics on standard error
};

/// Prints what the passes found: would_change if there are fixes.
[[nodiscard]] ExitCode review(const ReviewCommand& command, Colors colors);

struct ReduceCommand {
  std::string file;                ///< "-" is standard input
  std::string test;                ///< what /bin/sh runs; empty: whether the verifier refuses what the passes do
  std::shared_ptr<Configuration> configuration;  ///< set
  bool rewrites = false;           ///< the test gets the rewritten text, too
};

/// Prints the smallest text it finds for which the test succeeds as it does for the file.
[[nodiscard]] ExitCode reduce_file(const ReduceCommand& command);

struct ConfigCommand {
  std::vector<std::string> files;
  std::shared_ptr<Configuration> configuration;  ///< set
  bool json = false;
};

/// Prints what is in force for files, and where each value came from.
[[nodiscard]] ExitCode show_config(const ConfigCommand& command);

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
