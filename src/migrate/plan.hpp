// What a migration changes, written down so that it can be read, carried out and taken back.
//
// A plan is lines of JSON. The first is {"format": "drydock-plan", "version": 1, "drydock": …}; each other one is a
// file: `repository` and `path` in it, `before` and `after` with the hash that Git gives a blob with these bytes
// (object format sha256), `edits` with the byte `at` which `old` becomes `new`, and its `line`, and how many rewrites
// there were by `passes` and by `relations`, and the `assumptions` that they rest on. Text that is not valid UTF-8 is
// {"hex": …}.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.hpp"
#include "base/result.hpp"

namespace drydock {

using Counts = std::map<std::string, std::size_t, std::less<>>;

struct PlannedEdit {
  std::size_t at = 0;    ///< in the text before
  std::size_t line = 1;  ///< of it, for people
  std::string before;
  std::string after;
};

struct PlannedChange {
  FileBelow file;           ///< in its repository
  std::string hash_before;  ///< as git_blob_hash gives it
  std::string hash_after;
  std::vector<PlannedEdit> edits;  ///< by place, disjoint
  Counts passes;            ///< applied rewrites
  Counts relations;
  std::set<std::string, std::less<>> assumptions;
};

/// The edits that make one text of another: whole lines, one edit for each run of them that differs.
[[nodiscard]] std::vector<PlannedEdit> edits_between(std::string_view before, std::string_view after);

/// Lines without their line ends.
[[nodiscard]] std::string plan_header(std::string_view version);
[[nodiscard]] std::string plan_line(const PlannedChange& change);
[[nodiscard]] Result<Done> check_plan_header(std::string_view line);
[[nodiscard]] Result<PlannedChange> read_plan_line(std::string_view line);

enum class Direction : unsigned char { apply, undo };
enum class Carried : unsigned char { out, already };  ///< `already`: the file is as it shall be

/// Changes a file as planned, or back. Fails, and leaves the file alone, unless it has exactly the bytes of one side.
[[nodiscard]] Result<Carried> carry_out(const PlannedChange& change, Direction direction);

}  // namespace drydock
