// What every stage builds, as BuildKit v0.32.2 computes it (frontend/dockerfile/dockerfile2llb/convert.go): the steps
// of the build and the image config, over base images whose config is given or unknown.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/image_config.hpp"
#include "analysis/model_input.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"

namespace drydock {

using StageIndex = std::uint32_t;

/// What a value of a config comes from.
struct Origin {
  enum class Kind : std::uint8_t {
    base,          ///< the base image, or nothing at all if that is empty
    base_trigger,  ///< an ONBUILD trigger of the base image
    instruction,   ///< an instruction of the file, in this stage or an ancestor
    trigger,       ///< an ONBUILD trigger that the file sets in an ancestor
  };
  Kind kind = Kind::base;
  InstructionIndex by = 0;  ///< for `instruction`; for `trigger` the ONBUILD

  friend bool operator==(const Origin&, const Origin&) = default;
};

/// A CMD, ENTRYPOINT or HEALTHCHECK as it was set.
struct StartSetting {
  Origin origin;
  bool reset = false;               ///< of CMD: the ENTRYPOINT at `origin` dropped what was inherited
  bool shell_form = false;
  std::vector<std::string> words;   ///< the array; of shell form the one text for the shell, or nothing
  Value<std::vector<std::string>> shell{};  ///< of shell form: the SHELL in force; empty: the system's default
};

/// Where the members of a part of a config come from, by their name.
class MemberOrigins {
 public:
  /// Null if the member comes from the base image.
  [[nodiscard]] const Origin* find(std::string_view name) const {
    const std::size_t place = index_.find(name, list_, &Member::name);
    return place == NameIndex::none ? nullptr : &list_[place].origin;
  }
  void set(std::string_view name, const Origin& origin) {
    if (Origin& found = find_or_add(name, origin); found != origin) found = origin;
  }
  /// Leaves a member as it is that comes from the file already.
  void set_first(std::string_view name, const Origin& origin) { find_or_add(name, origin); }

 private:
  struct Member {
    std::string name;
    Origin origin;
  };
  Origin& find_or_add(std::string_view name, const Origin& origin) {
    const std::size_t place = index_.find(name, list_, &Member::name);
    if (place != NameIndex::none) return list_[place].origin;
    list_.push_back({std::string(name), origin});
    index_.added(list_, &Member::name);
    return list_.back().origin;
  }
  std::vector<Member> list_;
  NameIndex index_;
};

/// Where the values of a config come from. A key that is missing comes from the base image.
struct ConfigOrigins {
  Origin author, user, working_dir, stop_signal, shell;
  MemberOrigins env, labels, exposed_ports, volumes;
};

/// Something that is done to the file system, with everything that it depends on.
struct BuildStep {
  Origin origin;
  Digest digest;  ///< equal digests: the same step, but for the state of the file system that it finds
};

/// What a stage builds to if it is the target.
struct Stage {
  InstructionIndex from = 0;
  InstructionIndex end = 0;          ///< one past its last instruction
  std::string name;                  ///< in lower case; "" if it has none
  std::string base;                  ///< what FROM names, with variables expanded; "" if that fails
  std::optional<StageIndex> parent;  ///< the stage that FROM names
  /// The stages that FROM names for some values of its variables; for others it names an image. Then there is no parent,
  /// and nothing is known of the base.
  std::vector<StageIndex> possible_parents;
  StageIndex root = 0;               ///< the stage, this or an ancestor, whose FROM names no certain stage
  std::vector<StageIndex> needs;     ///< stages that this one is, or may be, built on or copies from, each once
  bool used = false;                 ///< another stage needs this one
  /// Triggers of the parent or a possible one, or of a base image whose config is known, run in it.
  bool runs_triggers = false;
  std::string os;                    ///< of the image that it makes
  bool variable_platform = false;    ///< of the root: arguments decide about it, and so perhaps about the system

  Result<ImageConfig> config = Error{""};  ///< or why BuildKit refuses to build the stage
  StartSetting entrypoint, cmd, healthcheck;
  ConfigOrigins origins;
  std::vector<BuildStep> steps;      ///< of this stage alone; those of the parent come before
  /// What each WORKDIR of this stage sets.
  std::map<InstructionIndex, Value<std::string>> working_dirs;
  /// Of everything that decides whether the stage builds and is not known, such as a variable in "${A:?}". Equal
  /// digests: it builds for the same values.
  Digest conditions;
};

struct ImageModel {
  std::vector<Stage> stages;

  /// The stage that an instruction belongs to; null before the first FROM. Logarithmic.
  [[nodiscard]] const Stage* stage_of(InstructionIndex instruction) const;
  [[nodiscard]] StageIndex index_of(const Stage& stage) const {
    return static_cast<StageIndex>(&stage - stages.data());
  }
  /// The stage and its ancestors, nearest first.
  [[nodiscard]] std::vector<const Stage*> lineage(const Stage& stage) const;
  /// By stage: whether another one is built on it for some values of the variables in its FROM.
  [[nodiscard]] std::vector<bool> possible_parents() const;
  /// The stage that a target means: the last of that name, letter case aside, or of that number.
  [[nodiscard]] std::optional<StageIndex> find_stage(std::string_view target) const;
  /// The stages that targets mean, given by name or number, without those that mean none; no targets: the last stage.
  [[nodiscard]] std::vector<StageIndex> targets_of(std::span<const std::string> targets) const;
  /// For each stage whether it is built for one of the targets, given as for targets_of.
  [[nodiscard]] std::vector<bool> needed_for(std::span<const std::string> targets) const;
};

/// The platform that is built on and for. The default is what the comparison with BuildKit uses.
struct Platform {
  std::string os = "linux";
  std::string architecture = "amd64";
};

/// The config of a base image, by what FROM names; null if it is not known. The config must live as long as the
/// computation.
using FindBaseConfig = std::function<const ImageConfig*(std::string_view image)>;

struct ModelOptions {
  Platform platform;
  FindBaseConfig find_base;  ///< empty: no base image is known
  /// Build arguments, and what BuildKit predefines, are unknown: what is said then holds whatever a build sets them to
  /// and whatever platform it is for. `find_base` is asked for names as written.
  bool any_arguments = false;
  /// Build arguments do not count among what a RUN depends on, unless its text names them.
  bool unread_arguments = false;
  /// Whether a source of ADD, as written, is a file or folder of the build context that ADD copies as COPY does; empty:
  /// not known of any.
  std::function<bool(std::string_view source)> is_no_archive{};
};

/// The error of a stage whose model would be too large.
inline constexpr std::string_view model_limit_error = "the configs of the file's stages are too large";

/// The stages in the order of the file, each as the target of a build; without `any_arguments` one that is given none.
///
/// A stage without a name, or with one that another stage has too, is computed as if the file ended after it: that way
/// it is the target as the last stage, which --target could not say.
///
/// A known value is the one that BuildKit computes, provided that BuildKit builds the stage. Not every reason for which
/// it refuses to is looked for: the build context, what the flags of RUN, COPY and ADD mean, and lint rules made errors
/// are not. A variable that holds an unknown value makes unknown all that is expanded with it, even where the value
/// would not show.
///
/// Precondition: the file is accepted. Time and memory are bounded by a constant and so much for each byte of the text;
/// past that stages fail: variables can double with every line.
[[nodiscard]] ImageModel model_images(const Snapshot& snapshot, const ModelOptions& options);
/// The same for the input of an accepted file. The model depends on nothing else.
[[nodiscard]] ImageModel model_images(const said::Dockerfile& input, const ModelOptions& options);

/// The stages' places, names, parents, roots and needs alone; what triggers name is not among the needs, so that files
/// and base images must have none.
[[nodiscard]] ImageModel outline_images(const said::Dockerfile& input, const ModelOptions& options);

}  // namespace drydock
