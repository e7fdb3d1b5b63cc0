// The table of well-known base images, and the names under which the same images go.
#include "analysis/base_images.hpp"

#include <algorithm>
#include <string>

#include "base/unicode.hpp"
#include "syntax/image_reference.hpp"

namespace drydock {
namespace {

constexpr std::string_view official =
    "the repository's Dockerfiles, linked from github.com/docker-library/official-images";
constexpr ExcludedTags every_tag = {};
constexpr std::optional<std::string_view> unknown = std::nullopt;
constexpr bool utilities = true;
constexpr bool no_utilities = false;

template <typename... Words>
constexpr ExcludedTags without(Words... words) {
  return {std::string_view(words)...};
}

#define DRYDOCK_BASE_IMAGE(repository, tags, entrypoint, shell, system, utilities, working_dir, source)              \
  BaseImageFacts{repository, tags, BaseEntrypoint::entrypoint, BaseShell::shell, BaseSystem::system, utilities, \
                 working_dir, source},
constexpr auto bases = std::to_array<BaseImageFacts>({
#include "analysis/base_images.inc"
});
#undef DRYDOCK_BASE_IMAGE

static_assert(std::ranges::is_sorted(bases, {}, &BaseImageFacts::repository));
static_assert(std::ranges::adjacent_find(bases, {}, &BaseImageFacts::repository) == bases.end(),
              "a repository has two rows");
static_assert(std::ranges::none_of(bases, [](const BaseImageFacts& facts) {
  return facts.repository.empty() || facts.source.empty() || (facts.working_dir && facts.working_dir->empty());
}));

bool remove_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

/// The repository as the table names it: the same images go under other names, those of Docker Hub's registries, of
/// mirrors of its library, and of its namespaces for one architecture.
std::string repository_of(const ImageReference& reference) {
  static constexpr std::array<std::string_view, 4> mirrors = {"docker.io", "registry-1.docker.io",
                                                              "registry.hub.docker.com", "mirror.gcr.io"};
  static constexpr std::array<std::string_view, 11> namespaces = {"library/", "stackbrew/", "amd64/",   "arm32v5/",
                                                                  "arm32v6/", "arm32v7/",   "arm64v8/", "i386/",
                                                                  "ppc64le/", "riscv64/",   "s390x/"};
  std::string_view path = reference.path;
  const bool docker_hub = std::ranges::find(mirrors, reference.domain) != mirrors.end() ||
                          (reference.domain == "public.ecr.aws" && remove_prefix(path, "docker/")) ||
                          (reference.domain == "mcr.microsoft.com" && remove_prefix(path, "mirror/docker/"));
  if (docker_hub) {
    for (const std::string_view prefix : namespaces) {
      if (remove_prefix(path, prefix)) break;
    }
    return std::string(path);
  }
  std::string repository = reference.domain;
  if (!repository.empty()) repository += '/';
  repository += path;
  return repository;
}

bool has_excluded_tag(const BaseImageFacts& facts, const ImageReference& reference) {
  return std::ranges::any_of(facts.excluded_tags, [&](std::string_view word) {
    return !word.empty() && reference.tag.find(word) != std::string::npos;
  });
}

bool is_about(const BaseImageFacts& facts, const ImageReference& reference) {
  const bool every = facts.excluded_tags.front().empty();
  // A digest alone does not tell the tag.
  if (!every && reference.tag.empty() && !reference.digest.empty()) return false;
  return !has_excluded_tag(facts, reference);
}

const BaseImageFacts* look_up(const ImageReference& reference) {
  const std::string repository = repository_of(reference);
  const auto found = std::ranges::lower_bound(bases, std::string_view(repository), {}, &BaseImageFacts::repository);
  return found != bases.end() && found->repository == repository ? &*found : nullptr;
}

bool has_word_of_windows(std::string_view image) {
  const std::string lower = lower_ascii(image);
  return std::ranges::any_of(
      std::array<std::string_view, 5>{"windows", "nanoserver", "servercore", "ltsc20", "winamd64"},
      [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

}  // namespace

BaseImage look_at_base_image(std::string_view image) {
  const auto reference = parse_image_reference(image);
  const bool windows = has_word_of_windows(image);
  BaseImage base{nullptr, windows, reference ? full_image_name(*reference) : std::string(image)};
  const BaseImageFacts* const row = reference ? look_up(*reference) : nullptr;
  if (row == nullptr) return base;
  base.windows = windows || (row->system == BaseSystem::on_windows && !has_excluded_tag(*row, *reference));
  // The "onbuild" tags of the official images hold triggers; they are not what the rest of the repository is.
  const bool onbuild = reference->tag.find("onbuild") != std::string::npos;
  if (!onbuild && is_about(*row, *reference) && (row->system == BaseSystem::on_windows || !windows)) base.facts = row;
  return base;
}

const BaseImageFacts* find_base_image(std::string_view image) { return look_at_base_image(image).facts; }

bool names_windows_image(std::string_view image) { return look_at_base_image(image).windows; }

std::span<const BaseImageFacts> known_base_images() noexcept { return bases; }

}  // namespace drydock
