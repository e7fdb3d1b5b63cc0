// Names of images.
#include "analysis/image_reference.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "base/unicode.hpp"

namespace drydock {
namespace {

constexpr bool is_lower_or_digit(char byte) noexcept { return (byte >= 'a' && byte <= 'z') || is_ascii_digit(byte); }

/// [a-z0-9]+ parts joined by ".", "_", "__" or any number of "-".
bool is_path_component(std::string_view text) {
  if (text.empty() || !is_lower_or_digit(text.front()) || !is_lower_or_digit(text.back())) return false;
  for (std::size_t i = 0; i < text.size();) {
    if (is_lower_or_digit(text[i])) {
      ++i;
      continue;
    }
    const std::size_t end = std::min(text.find_first_not_of(text[i], i), text.size());
    const std::size_t count = end - i;
    const bool separator = text[i] == '-' || (text[i] == '_' && count <= 2) || (text[i] == '.' && count == 1);
    if (!separator || !is_lower_or_digit(text[end])) return false;
    i = end;
  }
  return true;
}

bool is_domain(std::string_view text) {
  const auto is_port = [](std::string_view port) { return !port.empty() && std::ranges::all_of(port, is_ascii_digit); };
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos || close < 2) return false;
    const std::string_view address = text.substr(1, close - 1);
    if (!std::ranges::all_of(address, [](char byte) { return byte == ':' || is_ascii_hexadecimal(byte); })) return false;
    text.remove_prefix(close + 1);
    return text.empty() || (text.front() == ':' && is_port(text.substr(1)));
  }
  if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
    if (!is_port(text.substr(colon + 1))) return false;
    text = text.substr(0, colon);
  }
  return std::ranges::all_of(split(text, '.'), [](std::string_view label) {
    return !label.empty() && is_ascii_alphanumeric(label.front()) && is_ascii_alphanumeric(label.back()) &&
           std::ranges::all_of(label, [](char byte) { return is_ascii_alphanumeric(byte) || byte == '-'; });
  });
}

bool is_digest(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::size_t>, 3> algorithms = {
      {{"sha256", 64}, {"sha384", 96}, {"sha512", 128}}};
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return false;
  const std::string_view sum = text.substr(colon + 1);
  return std::ranges::any_of(algorithms, [&](const auto& algorithm) {
    return text.substr(0, colon) == algorithm.first && sum.size() == algorithm.second &&
           std::ranges::all_of(sum, [](char byte) { return is_ascii_digit(byte) || (byte >= 'a' && byte <= 'f'); });
  });
}

bool is_tag(std::string_view text) {
  const auto is_word = [](char byte) { return is_ascii_alphanumeric(byte) || byte == '_'; };
  return !text.empty() && text.size() <= 128 && is_word(text.front()) &&
         std::ranges::all_of(text, [&](char byte) { return is_word(byte) || byte == '.' || byte == '-'; });
}

}  // namespace

bool is_image_reference(std::string_view name) {
  // 64 hexadecimal digits would be an image's identifier.
  if (is_digest(fmt::format("sha256:{}", name))) return false;
  // splitDockerDomain: the first part is a domain if it looks like one; Docker Hub's short names get "library/".
  std::string domain = "docker.io";
  std::string rest(name);
  if (const std::size_t slash = name.find('/'); slash != std::string_view::npos) {
    const std::string_view first = name.substr(0, slash);
    const bool upper = std::ranges::any_of(first, [](char byte) { return byte >= 'A' && byte <= 'Z'; });
    if (first == "localhost" || first.find_first_of(".:") != std::string_view::npos || upper) {
      if (first != "index.docker.io") domain = first;
      rest = name.substr(slash + 1);
    }
  }
  if (domain == "docker.io" && rest.find('/') == std::string::npos) rest = "library/" + rest;

  std::string reference = domain + "/" + rest;
  if (const std::size_t at = reference.find('@'); at != std::string::npos) {
    if (!is_digest(std::string_view(reference).substr(at + 1))) return false;
    reference.erase(at);
  }
  if (const std::size_t colon = reference.find(':', reference.rfind('/')); colon != std::string::npos) {
    if (!is_tag(std::string_view(reference).substr(colon + 1))) return false;
    reference.erase(colon);
  }
  const auto parts = split(reference, '/');
  const bool has_domain = is_domain(parts.front());
  constexpr std::size_t max_path_size = 255;
  const std::size_t path_size = has_domain ? reference.size() - parts.front().size() - 1 : reference.size();
  return path_size <= max_path_size && (has_domain || is_path_component(parts.front())) &&
         std::ranges::all_of(std::span(parts).subspan(1), is_path_component);
}

}  // namespace drydock
