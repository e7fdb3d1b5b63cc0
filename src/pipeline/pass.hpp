// What a pass is: a name, its documentation and a function from a snapshot to proposals.
#pragma once

#include <span>
#include <string_view>

#include "analysis/image_model.hpp"
#include "rewrite/offset_map.hpp"
#include "rewrite/rewrite.hpp"

namespace drydock {

/// What a pass may look at. Everything is const; a pass keeps no state.
struct Context {
  const Snapshot& snapshot;
  const ImageModel& model;
  const Source& original;   ///< the text before all passes
  const OffsetMap& origin;  ///< from the snapshot back to it

  [[nodiscard]] const std::vector<Instruction>& instructions() const { return snapshot.dockerfile.instructions; }
  /// The line of an instruction's keyword as the reader of a message knows it: in the original.
  [[nodiscard]] Offset line_of(InstructionIndex index) const {
    return original.line_of(origin.to_first(instructions()[index].keyword_text.range.begin));
  }
};

struct PassInfo {
  std::string_view id;       ///< file name, golden folder and what --passes takes
  std::string_view summary;  ///< one line
  /// The documentation as Markdown, with the headings "What it does", "Why", "Example", "When it refuses" and "What it
  /// keeps". The example is two blocks fenced with ```dockerfile, before and after; a test runs it.
  std::string_view documentation;
  Level level;               ///< the weakest promise of its rewrites, open assumptions aside
  bool on_by_default;
  std::span<const std::string_view> after;  ///< passes that run before this one if both are chosen
  std::span<const std::string_view> rules;  ///< ids of other tools' rules for the same pattern
  void (*run)(const Context&, Proposals&);
};

/// All passes in the order in which they run: as `after` demands, else by id.
[[nodiscard]] std::span<const PassInfo* const> all_passes();
/// Nothing if there is no such pass.
[[nodiscard]] const PassInfo* find_pass(std::string_view id);

}  // namespace drydock

/// Defines the pass of a file, under the one name that the generated list of passes refers to: a file whose name is not
/// its pass id does not link.
#define DRYDOCK_PASS(name) \
  extern const ::drydock::PassInfo pass_##name; \
  const ::drydock::PassInfo pass_##name
