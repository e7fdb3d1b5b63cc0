// `drydock migrate`, `apply` and `undo`.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "discover/discover.hpp"
#include "migrate/plan.hpp"

namespace drydock {

struct MigrateCommand {
  std::vector<std::string> paths;
  DiscoverOptions discover;
  std::shared_ptr<Configuration> configuration;  ///< set
  std::size_t jobs = 1;      ///< threads
  std::string plan;          ///< write the plan here and change nothing; empty: keep a plan and carry it out
  std::string summary_json;  ///< a file for the counts; empty: none
  std::string report;        ///< a file for the HTML page; empty: none
  std::string words;         ///< the command line: the same one goes on where it was interrupted
  bool quiet = false;        ///< problems only
};

[[nodiscard]] ExitCode migrate(const MigrateCommand& command);

struct CarryOutCommand {
  std::string plan;
  Direction direction = Direction::apply;
  std::size_t jobs = 1;
  bool quiet = false;
};

/// Changes files as a plan says, or back.
[[nodiscard]] ExitCode carry_out_plan(const CarryOutCommand& command);

struct ExpandedFolders {
  ExitCode code = ExitCode::done;
  bool found = false;  ///< one of the files was a folder
};

/// Puts the Dockerfiles that folders hold in the place of the folders, and into `below`. Says what cannot be read. Files
/// stay as they are if none is a folder.
[[nodiscard]] ExpandedFolders expand_folders(std::vector<std::string>& files, FilesBelow& below,
                                             const DiscoverOptions& options);

}  // namespace drydock
