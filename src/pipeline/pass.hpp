// What a pass is: a name, its documentation and a function from a snapshot to proposals.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/model_cache.hpp"
#include "rewrite/offset_map.hpp"
#include "rewrite/rewrite.hpp"

namespace drydock {

/// An option that a pass takes, as in --passes=name{option=value}.
struct PassOption {
  std::string_view name;
  std::string_view summary;                  ///< one line
  std::string_view fallback;                 ///< the value if none is given
  std::span<const std::string_view> values;  ///< those that are allowed; empty: any text
};

/// The value of an option that was given.
struct PassOptionValue {
  std::string name;
  std::string value;
};

struct PassInfo;

/// What a pass may look at. Everything is const; a pass keeps no state.
struct Context {
  const Snapshot& snapshot;
  const ModelCache& models;  ///< not asked of a file that BuildKit refuses
  const Source& original;   ///< the text before all passes
  const OffsetMap& origin;  ///< from the snapshot back to it
  const Evidence& evidence;
  const PassInfo& pass;                              ///< the one that runs
  std::span<const PassOptionValue> given_options;    ///< of that pass

  /// The value of one of the pass's own options. Precondition: it has an option of that name.
  [[nodiscard]] std::string_view option(std::string_view name) const;
  /// Whether an option is "true".
  [[nodiscard]] bool is_on(std::string_view name) const { return option(name) == "true"; }

  [[nodiscard]] const SpareList<Instruction>& instructions() const { return snapshot.dockerfile.instructions; }
  /// What the stages build, for any build arguments. Costs more than reading the file when first asked for.
  [[nodiscard]] const ImageModel& model() const { return models.get(); }
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
  bool on_by_default = false;
  /// Runs on files that BuildKit refuses too. What it does to one is kept only if BuildKit takes the file afterwards,
  /// and nothing but the text is verified: what the file meant before is not known.
  bool mends_rejected_files = false;
  std::span<const std::string_view> after{};  ///< passes that run before this one if both are chosen
  std::string_view reverse{};                 ///< the pass that undoes its work; only one of the two can be chosen
  std::span<const std::string_view> rules{};  ///< ids of other tools' rules for the same pattern
  std::span<const PassOption> options{};
  void (*run)(const Context&, Proposals&);
};

/// What an option that is on or off takes.
inline constexpr std::array<std::string_view, 2> on_or_off = {"false", "true"};

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
