// Comments that say what to leave alone: those for drydock, and those that people have written for hadolint and
// BuildKit.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "ir/snapshot.hpp"

namespace drydock {

/// One name in such a comment:
///
///     # drydock ignore=pass,pass reason=any text      in the comment block directly above an instruction, or inside of one
///     # drydock global ignore=pass                    anywhere: for the whole file
///     # hadolint ignore=DL3025,DL4000                 the same two for hadolint
///     # check=skip=JSONArgsRecommended,…              BuildKit: as a parser directive for the whole file, else as above
///
/// A blank line ends a comment block; for BuildKit it takes an empty comment. BuildKit reads no comment inside of an
/// instruction; here one counts, since whoever writes it means that instruction.
/// Views and ranges are those of the snapshot.
struct Ignore {
  enum class Tool : std::uint8_t { drydock, hadolint, buildkit };
  Tool tool = Tool::drydock;
  std::string_view name;  ///< of a pass or a rule, "all" or "*"; empty: the comment names nothing that could be read
  TextRange range;        ///< of the name, or of a comment that does not read
  TextRange comment;
  bool whole_file = false;
  std::optional<InstructionIndex> instruction;  ///< the one that it is for; nothing also if there is none below it

  [[nodiscard]] bool names_all() const noexcept { return name == "all" || name == "*"; }
};

/// All of them, by place. Costs a search for a word in texts that have none. Linear.
[[nodiscard]] std::vector<Ignore> find_ignores(const Snapshot& snapshot);

/// Whether each ignore of `before` is for the same instruction in `after`, if the instructions `removed` are gone and
/// no others came.
[[nodiscard]] bool ignores_stay(const Snapshot& before, std::span<const Ignore> ignores, const Snapshot& after,
                                std::span<const InstructionIndex> removed);

}  // namespace drydock
