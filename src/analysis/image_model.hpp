// What each stage's image starts, as BuildKit works it out from the instructions
// (frontend/dockerfile/dockerfile2llb/convert.go: dispatchCmd, dispatchEntrypoint, dispatchShell, dispatchHealthcheck).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ir/snapshot.hpp"

namespace drydock {

using StageIndex = std::uint32_t;

/// The shell that shell form means at some place.
struct ShellSetting {
  enum class Origin : std::uint8_t {
    base,         ///< what the external base image sets, else its operating system's default
    instruction,  ///< a SHELL of this file
    trigger,      ///< an ONBUILD trigger of a stage of this file
  };
  Origin origin = Origin::base;
  std::span<const Text> words;  ///< for `instruction`
};

/// A config value that one instruction sets as a whole: CMD, ENTRYPOINT or HEALTHCHECK.
struct Setting {
  enum class Origin : std::uint8_t {
    base,         ///< inherited from the external base image
    none,         ///< nothing: emptied or reset
    instruction,  ///< set by `by`
    trigger,      ///< set by an ONBUILD trigger of a stage of this file
  };
  Origin origin = Origin::base;
  InstructionIndex by = 0;      ///< for `instruction`; for `trigger` the ONBUILD
  Command command;             ///< for `instruction`; of HEALTHCHECK too
  const Healthcheck* check = nullptr;  ///< for `instruction`, if it is a HEALTHCHECK; lives as long as the snapshot
  std::string_view trigger;    ///< for `trigger`: its text
  ShellSetting shell;          ///< in force at `by`; matters for shell form
};

struct Stage {
  InstructionIndex from = 0;
  InstructionIndex end = 0;            ///< one past the stage's last instruction
  std::optional<StageIndex> parent;    ///< the stage that FROM names
  std::string_view image;              ///< what FROM names, if it is no stage
  StageIndex root = 0;                 ///< the stage, this or an ancestor, whose FROM names the external base image
  std::optional<std::string_view> platform;  ///< --platform of the root stage

  Setting entrypoint;
  Setting cmd;
  Setting healthcheck;
  ShellSetting shell;                  ///< at the end of the stage
  bool has_triggers = false;           ///< the parent stage's ONBUILD instructions set one of the above here
};

struct ImageModel {
  std::vector<Stage> stages;

  /// The stage that an instruction belongs to; nothing before the first FROM.
  [[nodiscard]] const Stage* stage_of(InstructionIndex instruction) const;
  /// The stage and its ancestors, nearest first.
  [[nodiscard]] std::vector<const Stage*> lineage(const Stage& stage) const;
  [[nodiscard]] StageIndex index_of(const Stage& stage) const;
};

/// Precondition: the file is accepted. Linear but for the look-up of stage names.
[[nodiscard]] ImageModel model_images(const Dockerfile& dockerfile);

/// The name of a variable of ENV and its value as written, for each pair that the stage, an ancestor or a trigger of an
/// ancestor sets.
struct EnvironmentEntry {
  std::string_view key;
  std::string_view value;
};
[[nodiscard]] std::vector<EnvironmentEntry> environment_entries(const Dockerfile& dockerfile, const ImageModel& model,
                                                                const Stage& stage);

}  // namespace drydock
