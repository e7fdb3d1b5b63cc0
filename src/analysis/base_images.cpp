// The table of well-known base images.
#include "analysis/base_images.hpp"

#include <algorithm>
#include <array>

#include "base/unicode.hpp"

namespace drydock {
namespace {

constexpr std::string_view official = "the repository's Dockerfiles, linked from github.com/docker-library/official-images";

/// Sorted by repository.
constexpr std::array bases = {
    BaseImageFacts{"almalinux", official},
    BaseImageFacts{"alpine", official},
    BaseImageFacts{"amazonlinux", official},
    BaseImageFacts{"archlinux", official},
    BaseImageFacts{"buildpack-deps", official},
    BaseImageFacts{"busybox", official},
    BaseImageFacts{"centos", official},
    BaseImageFacts{"clojure", official},
    BaseImageFacts{"debian", official},
    BaseImageFacts{"elixir", official},
    BaseImageFacts{"erlang", official},
    BaseImageFacts{"fedora", official},
    BaseImageFacts{"gcc", official},
    BaseImageFacts{"golang", official},
    BaseImageFacts{"haskell", official},
    BaseImageFacts{"httpd", official},
    BaseImageFacts{"jruby", official},
    BaseImageFacts{"openjdk", official},
    BaseImageFacts{"oraclelinux", official},
    BaseImageFacts{"perl", official},
    BaseImageFacts{"pypy", official},
    BaseImageFacts{"python", official},
    BaseImageFacts{"rockylinux", official},
    BaseImageFacts{"ruby", official},
    BaseImageFacts{"rust", official},
    BaseImageFacts{"scratch", "BuildKit's dockerfile2llb/convert.go: the empty image"},
    BaseImageFacts{"swift", official},
    BaseImageFacts{"ubuntu", official},
};
static_assert(std::ranges::is_sorted(bases, {}, &BaseImageFacts::repository));

}  // namespace

std::optional<ImageReference> parse_image_reference(std::string_view text) {
  if (text.empty() || text.find_first_of("$\"'\\` \t{}<>%") != std::string_view::npos) return std::nullopt;
  text = text.substr(0, text.find('@'));
  ImageReference reference{text, {}};
  const std::size_t slash = text.rfind('/');
  const std::size_t colon = text.find(':', slash == std::string_view::npos ? 0 : slash);
  if (colon != std::string_view::npos) {
    reference.tag = text.substr(colon + 1);
    reference.repository = text.substr(0, colon);
  }
  for (const std::string_view hub : {"docker.io/", "index.docker.io/", "registry-1.docker.io/"}) {
    if (reference.repository.starts_with(hub)) reference.repository.remove_prefix(hub.size());
  }
  if (reference.repository.starts_with("library/")) reference.repository.remove_prefix(8);
  return reference;
}

const BaseImageFacts* find_plain_base(std::string_view image) {
  const auto reference = parse_image_reference(image);
  if (!reference || names_windows_image(image)) return nullptr;
  // The "onbuild" tags of the official images hold triggers; they are not what the rest of the repository is.
  if (reference->tag.find("onbuild") != std::string_view::npos) return nullptr;
  const auto found = std::ranges::lower_bound(bases, reference->repository, {}, &BaseImageFacts::repository);
  return found != bases.end() && found->repository == reference->repository ? &*found : nullptr;
}

bool names_windows_image(std::string_view image) {
  const std::string lower = lower_ascii(image);
  return std::ranges::any_of(std::array<std::string_view, 4>{"windows", "nanoserver", "servercore", "ltsc20"},
                             [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

std::span<const BaseImageFacts> plain_bases() noexcept { return bases; }

}  // namespace drydock
