// Assumptions, and what settles them.
#include "analysis/evidence.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "analysis/base_images.hpp"
#include "analysis/local_sources.hpp"
#include "analysis/plain_text.hpp"
#include "base/unicode.hpp"
#include "syntax/image_reference.hpp"

namespace drydock {

std::string_view name_of(Assumption assumption) noexcept {
  switch (assumption) {
    case Assumption::base_entrypoint: return "base-entrypoint";
    case Assumption::base_onbuild: return "base-onbuild";
    case Assumption::base_os: return "base-os";
    case Assumption::base_shell: return "base-shell";
    case Assumption::base_working_dir: return "base-working-dir";
    case Assumption::interpreter_line: return "interpreter-line";
    case Assumption::last_target: return "last-target";
    case Assumption::no_archive: return "no-archive";
    case Assumption::no_symlink: return "no-symlink";
    case Assumption::shell_program: return "shell-program";
    case Assumption::unread_argument: return "unread-argument";
  }
  return "";
}

std::string_view describe(Assumption assumption) noexcept {
  switch (assumption) {
    case Assumption::base_entrypoint: return "the base image sets no ENTRYPOINT";
    case Assumption::base_onbuild:
      return "the base image has no ONBUILD trigger for ARG, CMD, ENTRYPOINT, ENV or SHELL, and none that names a stage";
    case Assumption::base_os: return "the base image runs on Linux";
    case Assumption::base_shell:
      return "the shell is an ordinary one without programs in itself; the base image sets no SHELL, no BASH_ENV and an "
             "ordinary PATH";
    case Assumption::base_working_dir:
      return "the working directory of the base image is /, or the one that it is known for";
    case Assumption::interpreter_line: return "the program is a binary, or a script that begins with #!";
    case Assumption::last_target: return "builds take the last stage as their target";
    case Assumption::no_archive: return "what is added is no archive";
    case Assumption::no_symlink: return "no folder on the way to the destination is a symbolic link";
    case Assumption::shell_program: return "the image has a program of the same name as this command of the shell";
    case Assumption::unread_argument: return "no program reads the build argument from its environment";
  }
  return "";
}

std::span<const Assumption> all_assumptions() noexcept {
  using enum Assumption;
  static constexpr std::array all = {base_entrypoint, base_onbuild,     base_os,     base_shell,
                                     base_working_dir, interpreter_line, last_target, no_archive,
                                     no_symlink,       shell_program,    unread_argument};
  return all;
}

bool Evidence::is_assumed(Assumption fact) const { return std::ranges::find(assumed, fact) != assumed.end(); }

const ImageConfig* Evidence::find_config(std::string_view image) const {
  if (images.empty()) return nullptr;
  if (const auto found = images.find(image); found != images.end()) return &found->second;
  const std::string full_name = full_image_name(image);
  const auto found = std::ranges::find_if(
      images, [&](const auto& entry) { return full_image_name(entry.first) == full_name; });
  return found == images.end() ? nullptr : &found->second;
}

namespace {

/// Whether the shell of an image has nothing in itself but what every shell has. That of busybox can be built to run
/// what else busybox does without a look at PATH (FEATURE_SH_STANDALONE), even if PATH has a program of that name
/// (FEATURE_PREFER_APPLETS); so do builds of the busybox image and of Debian's busybox. In an image from scratch, or in
/// one without utilities, the shell is whatever the file puts there, and that is busybox as a rule. The busybox of Alpine
/// is built without both, so that its shell starts what PATH leads to.
bool has_bare_shell(const BaseImageFacts* facts) {
  return facts != nullptr && facts->has_core_utilities && facts->repository != "busybox";
}

}  // namespace

BaseFacts base_facts(const Evidence& evidence, const ImageModel& model, const Stage& stage) {
  const Stage& root = model.stages[stage.root];
  if (!root.possible_parents.empty()) return {};
  const BaseImageFacts* const facts = find_base_image(root.base);
  const bool bare_shell = has_bare_shell(facts);
  if (evidence.find_config(root.base) != nullptr) {
    return {.entrypoint = true, .onbuild = true, .os = true, .shell = true, .bare_shell = bare_shell};
  }
  if (facts == nullptr) return {};
  // An image that is known to have another shell or system has no use for an assumption: the model shows what it has.
  const bool os = !root.variable_platform;
  return {.entrypoint = true,
          .onbuild = true,
          .os = os,
          .shell = os,
          .bare_shell = bare_shell,
          .core_utilities = facts->has_core_utilities};
}

bool may_run_unknown_triggers(const Evidence& evidence, const ImageModel& model, const Stage& stage) {
  const bool scratch = model.stages[stage.root].base == "scratch";
  return !scratch && !base_facts(evidence, model, stage).onbuild;
}

bool bases_are_known(const said::Dockerfile& input, const Evidence& evidence) {
  std::set<std::string> names;  // of the stages before
  for (const said::Instruction& instruction : input.instructions) {
    const auto* from = instruction.as<said::From>();
    if (from == nullptr) continue;
    const auto image = plain_text(from->image.value);
    if (!image) return false;
    const bool settled = *image == "scratch" || names.contains(std::string(*image)) ||
                         evidence.find_config(*image) != nullptr || find_base_image(*image) != nullptr;
    if (!settled) return false;
    if (from->name) names.insert(lower_ascii_like_go(from->name->value));
  }
  return true;
}

const ImageConfig* KnownBases::find(std::string_view image) {
  if (const ImageConfig* const known = evidence_.find_config(image)) return known;
  if (const auto answer = answers_.find(image); answer != answers_.end()) return &answer->second;
  const BaseImage base = look_at_base_image(image);
  const BaseImageFacts* const facts = base.facts;
  ImageConfig config = unknown_config(image, base.full_name);
  if (base.windows) config.os = "windows";
  if (facts != nullptr || evidence_.is_assumed(Assumption::base_onbuild)) config.on_build.rest.reset();
  const bool plain_shell =
      facts != nullptr ? facts->shell != BaseShell::other : evidence_.is_assumed(Assumption::base_shell);
  if (plain_shell) {
    config.ordinary_environment = true;
    config.shell = std::vector<std::string>();
  }
  if (facts != nullptr && facts->shell == BaseShell::cmd) config.shell = std::vector<std::string>();
  if (facts == nullptr) {
    if (evidence_.is_assumed(Assumption::base_entrypoint)) config.entrypoint = std::vector<std::string>();
    // A name with a variable may stand for an image that is known for another one, as golang:$VERSION does.
    const bool named = image.find('$') == std::string_view::npos;
    if (named && evidence_.is_assumed(Assumption::base_working_dir)) config.working_dir = std::string("/");
  } else {
    if (facts->entrypoint == BaseEntrypoint::none) config.entrypoint = std::vector<std::string>();
    config.entrypoint_starts_programs = facts->entrypoint == BaseEntrypoint::starts_programs;
    // What an image sets as its working directory is easily set otherwise by the next version of it.
    if (evidence_.is_assumed(Assumption::base_working_dir)) {
      config.working_dir = std::string(facts->working_dir.value_or("/"));
    }
  }
  return &answers_.emplace(image, std::move(config)).first->second;
}

ImageModel model_with_evidence(const Snapshot& snapshot, const Evidence& evidence) {
  DRYDOCK_CHECK(snapshot.dockerfile.accepted());
  return model_with_evidence(said::read(snapshot), evidence);
}

ImageModel model_with_evidence(const said::Dockerfile& input, const Evidence& evidence) {
  KnownBases bases(evidence);
  return model_with_evidence(input, evidence, bases);
}

ImageModel model_with_evidence(const said::Dockerfile& input, const Evidence& evidence, KnownBases& bases) {
  ModelOptions options;
  options.any_arguments = true;
  options.find_base = [&](std::string_view image) { return bases.find(image); };
  options.unread_arguments = evidence.is_assumed(Assumption::unread_argument);
  options.is_no_archive = [&](std::string_view source) {
    const LocalSource known = look_at_source(source, evidence.context);
    return known == LocalSource::no_archive ||
           (known == LocalSource::unknown && evidence.is_assumed(Assumption::no_archive));
  };
  return model_images(input, options);
}

std::vector<bool> stages_needed(const said::Dockerfile& input, const Evidence& evidence) {
  const auto sets_trigger = [](const said::Instruction& instruction) {
    return instruction.as<said::Onbuild>() != nullptr;
  };
  if (!evidence.images.empty() || std::ranges::any_of(input.instructions, sets_trigger)) {
    return model_with_evidence(input, evidence).needed_for(evidence.targets);
  }
  ModelOptions options;
  options.any_arguments = true;
  return outline_images(input, options).needed_for(evidence.targets);
}

}  // namespace drydock
