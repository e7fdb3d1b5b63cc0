// The one file that instantiates the grammar of image names, and what short names stand for.
#include "syntax/image_reference.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "../../grammar/image_ref.hpp"

namespace drydock {
namespace {

namespace rules = grammar::image_ref;
namespace pegtl = tao::pegtl;

using Input = pegtl::memory_input<pegtl::tracking_mode::lazy, pegtl::eol::lf, const char*>;

template <typename Rule>
struct action : pegtl::nothing<Rule> {};

template <std::string ImageReference::*Part>
struct keep {
  template <typename ActionInput>
  static void apply(const ActionInput& in, ImageReference& reference) {
    (reference.*Part).assign(in.begin(), in.size());
  }
};
template <>
struct action<rules::domain> : keep<&ImageReference::domain> {};
template <>
struct action<rules::path> : keep<&ImageReference::path> {};
template <>
struct action<rules::tag> : keep<&ImageReference::tag> {};
template <>
struct action<rules::digest> : keep<&ImageReference::digest> {};

bool is_identifier(std::string_view name) {
  Input input(name.data(), name.data() + name.size(), "");
  return pegtl::parse<rules::identifier>(input);
}

/// The name in full (normalize.go, splitDockerDomain): the first part is a domain if it looks like one, and short names
/// of Docker Hub are in "library/".
std::string in_full(std::string_view name) {
  constexpr std::string_view docker_hub = "docker.io";
  std::string_view domain = docker_hub;
  std::string_view rest = name;
  if (const std::size_t slash = name.find('/'); slash != std::string_view::npos) {
    const std::string_view first = name.substr(0, slash);
    const bool upper = std::ranges::any_of(first, [](char byte) { return byte >= 'A' && byte <= 'Z'; });
    if (first == "localhost" || first.find_first_of(".:") != std::string_view::npos || upper) {
      if (first != "index.docker.io") domain = first;
      rest = name.substr(slash + 1);
    }
  }
  std::string full(domain);
  full += '/';
  if (domain == docker_hub && rest.find('/') == std::string_view::npos) full += "library/";
  full += rest;
  return full;
}

}  // namespace

std::optional<ImageReference> parse_image_reference(std::string_view name) {
  constexpr std::size_t max_path_size = 255;  // reference.go, RepositoryNameTotalLengthMax
  if (is_identifier(name)) return std::nullopt;
  const std::string full = in_full(name);
  Input input(full.data(), full.data() + full.size(), "");
  ImageReference reference;
  if (!pegtl::parse<rules::reference, action>(input, reference)) return std::nullopt;
  if (reference.path.size() > max_path_size) return std::nullopt;
  return reference;
}

bool is_image_reference(std::string_view name) { return parse_image_reference(name).has_value(); }

std::string full_image_name(std::string_view name) {
  const auto reference = parse_image_reference(name);
  return reference ? full_image_name(*reference) : std::string(name);
}

std::string full_image_name(const ImageReference& reference) {
  std::string full;
  full.reserve(reference.domain.size() + reference.path.size() + reference.tag.size() + reference.digest.size() + 10);
  full += reference.domain;
  if (!full.empty()) full += '/';
  full += reference.path;
  if (!reference.tag.empty()) {
    full += ':';
    full += reference.tag;
  } else if (reference.digest.empty()) {
    full += ":latest";
  }
  if (!reference.digest.empty()) {
    full += '@';
    full += reference.digest;
  }
  return full;
}

}  // namespace drydock
