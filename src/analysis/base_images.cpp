// The table of well-known base images.
#include "analysis/base_images.hpp"

#include <algorithm>
#include <array>

#include "base/unicode.hpp"

namespace drydock {
namespace {

constexpr std::string_view official = "the repository's Dockerfiles, linked from github.com/docker-library/official-images";

using enum BaseEntrypoint;

/// Sorted by repository.
constexpr std::array bases = {
    BaseImageFacts{"adoptopenjdk", none, official},
    BaseImageFacts{"almalinux", none, official},
    BaseImageFacts{"alpine", none, official},
    BaseImageFacts{"amazoncorretto", none, official},
    BaseImageFacts{"amazonlinux", none, official},
    BaseImageFacts{"archlinux", none, official},
    BaseImageFacts{"buildpack-deps", none, official},
    BaseImageFacts{"busybox", none, official},
    BaseImageFacts{"centos", none, official},
    BaseImageFacts{"crux", none, official},
    BaseImageFacts{"dart", none, official},
    BaseImageFacts{"debian", none, official},
    BaseImageFacts{"eclipse-temurin", starts_programs, "entrypoint.sh in github.com/adoptium/containers; images before 2023 have none"},
    BaseImageFacts{"elixir", none, official},
    BaseImageFacts{"erlang", none, official},
    BaseImageFacts{"fedora", none, official},
    BaseImageFacts{"gcc", none, official},
    BaseImageFacts{"golang", none, official},
    BaseImageFacts{"haskell", none, official},
    BaseImageFacts{"httpd", none, official},
    BaseImageFacts{"ibmjava", none, official},
    BaseImageFacts{"iojs", none, official},
    BaseImageFacts{"java", none, official},
    BaseImageFacts{"jruby", none, official},
    BaseImageFacts{"julia", none, official},
    BaseImageFacts{"mageia", none, official},
    BaseImageFacts{"maven", starts_programs, "mvn-entrypoint.sh in github.com/carlossg/docker-maven"},
    BaseImageFacts{"mono", none, official},
    BaseImageFacts{"node", starts_programs, "docker-entrypoint.sh in github.com/nodejs/docker-node; images before Node.js 10.16 have none"},
    BaseImageFacts{"openjdk", none, official},
    BaseImageFacts{"opensuse", none, official},
    BaseImageFacts{"opensuse/leap", none, "github.com/openSUSE/docker-containers-build"},
    BaseImageFacts{"opensuse/tumbleweed", none, "github.com/openSUSE/docker-containers-build"},
    BaseImageFacts{"oraclelinux", none, official},
    BaseImageFacts{"perl", none, official},
    BaseImageFacts{"photon", none, official},
    BaseImageFacts{"php", starts_programs, "docker-php-entrypoint in github.com/docker-library/php"},
    BaseImageFacts{"phusion/baseimage", none, "image/Dockerfile in github.com/phusion/baseimage-docker"},
    BaseImageFacts{"pypy", none, official},
    BaseImageFacts{"python", none, official},
    BaseImageFacts{"r-base", none, official},
    BaseImageFacts{"rockylinux", none, official},
    BaseImageFacts{"ruby", none, official},
    BaseImageFacts{"rust", none, official},
    BaseImageFacts{"sapmachine", none, official},
    BaseImageFacts{"scratch", none, "BuildKit's dockerfile2llb/convert.go: the empty image"},
    BaseImageFacts{"swift", none, official},
    BaseImageFacts{"tomcat", none, official},
    BaseImageFacts{"ubuntu", none, official},
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
  // The same images under other names: Docker Hub's own, mirrors of its library, and its namespaces for one architecture.
  constexpr std::array<std::string_view, 6> registries = {"docker.io/",  "index.docker.io/", "registry-1.docker.io/", "registry.hub.docker.com/",
                                                          "mirror.gcr.io/", "public.ecr.aws/docker/"};
  constexpr std::array<std::string_view, 11> namespaces = {"library/", "stackbrew/", "amd64/",   "arm32v5/", "arm32v6/", "arm32v7/",
                                                           "arm64v8/", "i386/",      "ppc64le/", "riscv64/", "s390x/"};
  for (const auto prefixes : {std::span<const std::string_view>(registries), std::span<const std::string_view>(namespaces)}) {
    for (const std::string_view prefix : prefixes) {
      if (!reference.repository.starts_with(prefix)) continue;
      reference.repository.remove_prefix(prefix.size());
      break;
    }
  }
  return reference;
}

const BaseImageFacts* find_base_image(std::string_view image) {
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

std::span<const BaseImageFacts> known_base_images() noexcept { return bases; }

}  // namespace drydock
