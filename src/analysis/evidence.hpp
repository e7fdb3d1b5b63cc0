// What is known beside the file: facts that settle what a Dockerfile leaves open.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/image_model.hpp"

namespace drydock {

/// A fact that the file does not show. A rewrite with an open assumption is reported, not applied.
enum class Assumption : std::uint8_t {
  base_entrypoint,   ///< the base image sets no ENTRYPOINT
  base_onbuild,      ///< no trigger of the base image is an ARG, CMD, ENTRYPOINT, ENV or SHELL, and none names a stage
  base_os,           ///< the base image runs on Linux
  base_shell,        ///< the shell has no programs in itself; no SHELL, no BASH_ENV, and only absolute folders in PATH
  base_working_dir,  ///< the working directory of the base image is "/", or the one in the table
  interpreter_line,  ///< the program is a binary, or a script that begins with "#!"
  last_target,       ///< builds take the last stage as their target
  no_archive,        ///< local sources of ADD are no archives
  no_symlink,        ///< no folder on the way to a destination is a symbolic link
  shell_program,     ///< the image has a program of the name of a command of the shell, such as echo
  unread_argument,   ///< no program reads the build argument from its environment
};
/// The name that --assume takes.
[[nodiscard]] std::string_view name_of(Assumption assumption) noexcept;
[[nodiscard]] std::string_view describe(Assumption assumption) noexcept;
/// All of them, in the order of their names.
[[nodiscard]] std::span<const Assumption> all_assumptions() noexcept;

struct Evidence {
  /// The configs of base images, by a name as FROM writes it.
  std::map<std::string, ImageConfig, std::less<>> images{};
  /// The stages that are built, by name or number; empty: not known.
  std::vector<std::string> targets{};
  /// The folder that the file is built with.
  std::optional<std::filesystem::path> context{};
  /// Facts that the user vouches for.
  std::vector<Assumption> assumed{};

  [[nodiscard]] bool is_assumed(Assumption fact) const;
  /// The config that is given for what FROM names, under that or another name of the same image; null if there is none.
  [[nodiscard]] const ImageConfig* find_config(std::string_view image) const;
};

/// Which facts about a base image hold without being assumed.
struct BaseFacts {
  bool entrypoint = false;  ///< there is none, or it starts its arguments as they are
  bool onbuild = false;
  bool os = false;
  bool shell = false;
  bool bare_shell = false;      ///< it has no programs in itself, as that of busybox may
  bool core_utilities = false;  ///< it has the programs echo, printf, test, true and false
};
/// Of the image at the root of a stage.
[[nodiscard]] BaseFacts base_facts(const Evidence& evidence, const ImageModel& model, const Stage& stage);

/// Whether triggers that are not known may run in a stage, or in one that it is built on. Whether base-onbuild is assumed,
/// which says that none do, is for the caller to ask.
[[nodiscard]] bool may_run_unknown_triggers(const Evidence& evidence, const ImageModel& model, const Stage& stage);

/// Whether the config of each base image is settled but for its working directory, so that no other assumption about
/// base images changes a model. Errs on the side of false.
[[nodiscard]] bool bases_are_known(const said::Dockerfile& input, const Evidence& evidence);

/// Answers what is known of base images: configs handed over, the table of well-known images, and what is assumed.
/// Keeps what it answered; must outlive the models that ask it.
class KnownBases {
 public:
  explicit KnownBases(const Evidence& evidence) : evidence_(evidence) {}
  [[nodiscard]] const ImageConfig* find(std::string_view image);

 private:
  const Evidence& evidence_;
  std::map<std::string, ImageConfig, std::less<>> answers_;
};

/// The model that passes and the verifier look at: for any build arguments, with all that is known of base images.
[[nodiscard]] ImageModel model_with_evidence(const Snapshot& snapshot, const Evidence& evidence);
[[nodiscard]] ImageModel model_with_evidence(const said::Dockerfile& input, const Evidence& evidence);
/// `bases` has to answer with the same evidence.
[[nodiscard]] ImageModel model_with_evidence(const said::Dockerfile& input, const Evidence& evidence,
                                             KnownBases& bases);

/// What that model's needed_for() says of the evidence's targets; without the model where the names in the file are
/// enough.
[[nodiscard]] std::vector<bool> stages_needed(const said::Dockerfile& input, const Evidence& evidence);

}  // namespace drydock
