// What a pass proposes: atomic rewrites with the promise that each keeps, and refusals with their reasons.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analysis/evidence.hpp"
#include "analysis/model_diff.hpp"
#include "ir/dockerfile.hpp"

namespace drydock {

/// How much of the image and the container a rewrite keeps. Ordered: each level promises less than the one before.
enum class Level : std::uint8_t {
  identical,   ///< the same build steps and the same image config in every stage
  equivalent,  ///< the same but for how CMD, ENTRYPOINT or HEALTHCHECK are spelled; the container starts the same
               ///< program with the same arguments; what else may differ is listed as effects
  assumed,     ///< one of the above, if facts hold that the file does not show
  intended,    ///< changes the image on purpose
};
[[nodiscard]] std::string_view to_string(Level level) noexcept;

/// What an equivalent rewrite may change for those who look closely.
enum class Effect : std::uint8_t {
  program_is_process_one,       ///< no shell stands between the container and the program: it gets signals itself
  no_shell_variables,           ///< PWD, OLDPWD, SHLVL and _ are no longer set by a shell
  needs_interpreter_line,       ///< a script without "#!" no longer starts
  args_escaped_goes,            ///< the image config loses the mark ArgsEscaped, which CMD sets and only Windows reads
  arguments_reach_entrypoint,   ///< arguments of `docker run IMAGE …` reach the program; the shell form ignored them
};
[[nodiscard]] std::string_view describe(Effect effect) noexcept;

/// Replaces the bytes of a range.
struct Edit {
  TextRange range;
  std::string text;
};

/// Several edits that are applied together or not at all.
struct Rewrite {
  InstructionIndex about = 0;
  TextRange where;                         ///< what a message points at
  std::string why;                         ///< one sentence without a final full stop
  Level level = Level::identical;          ///< if all assumptions hold
  std::vector<Effect> effects;
  std::vector<Assumption> assumes;         ///< not settled by what the file shows
  std::vector<InstructionIndex> replaces;  ///< instructions whose meaning the edits may change
  std::vector<InstructionIndex> removes;   ///< instructions that go
  bool takes_comments = false;             ///< comments inside of its edits go too, because the user asked for it
  std::vector<ImagePart> changes;          ///< of an intended rewrite: what of the image it changes, and nothing else
  std::vector<Edit> edits;                 ///< any order; ranges in the snapshot that the pass saw
};

/// Why something that looks like a case for a pass is left alone.
struct Refusal {
  InstructionIndex about = 0;
  TextRange where;
  std::string why;
};

/// What a pass hands back.
struct Proposals {
  std::vector<Rewrite> rewrites;
  std::vector<Refusal> refusals;
};

}  // namespace drydock
