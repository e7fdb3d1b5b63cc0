// What a migration did, counted.
#pragma once

#include <string>
#include <vector>

#include "discover/discover.hpp"
#include "migrate/plan.hpp"

namespace drydock {

struct RepositoryCounts {
  std::size_t files = 0;
  std::size_t changed = 0;
  std::size_t rewrites = 0;
  std::size_t refusals = 0;
};

struct Summary {
  std::size_t files = 0;       ///< Dockerfiles that were read
  std::size_t changed = 0;     ///< of them, or that a plan changes
  std::size_t applied = 0;     ///< files written in this run
  Counts passes;               ///< applied rewrites
  Counts relations;            ///< applied rewrites, by what they promise
  Counts refusals;             ///< by pass and reason
  std::map<std::string, RepositoryCounts, std::less<>> repositories;
  std::vector<Problem> problems;

  void add(const PlannedChange& change);
};

/// Tables for people. Long ones are cut, and say so.
[[nodiscard]] std::string summary_text(const Summary& summary);
/// One object with all of it.
[[nodiscard]] std::string summary_json(const Summary& summary);

}  // namespace drydock
