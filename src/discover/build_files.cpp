// The one file that sees the YAML library; and a reader for the simple part of HCL.
#include "discover/build_files.hpp"

#include <filesystem>
#include <optional>

#include <nlohmann/json.hpp>
#include <yaml-cpp/yaml.h>

#include "base/unicode.hpp"

namespace drydock {
namespace {

bool is_plain(std::string_view value) { return value.find('$') == std::string_view::npos; }

/// Where BuildKit looks for the file: in the context, if that is a folder.
std::optional<std::string> place(std::string_view context, std::string_view dockerfile) {
  if (!is_plain(context) || !is_plain(dockerfile) || context.find("://") != std::string_view::npos ||
      context.starts_with("git@")) {
    return std::nullopt;
  }
  return (std::filesystem::path(context) / dockerfile).lexically_normal().string();
}

std::string text_of(const YAML::Node& node, std::string fallback) {
  return node.IsDefined() && node.IsScalar() ? node.Scalar() : std::move(fallback);
}

std::vector<NamedBuild> builds_in_compose(std::string_view text) {
  std::vector<NamedBuild> builds;
  const YAML::Node file = YAML::Load(std::string(text));
  if (!file.IsMap()) return builds;
  const YAML::Node services = file["services"];
  if (!services.IsDefined() || !services.IsMap()) return builds;
  for (const auto& service : services) {
    if (!service.first.IsScalar() || !service.second.IsMap()) continue;
    const YAML::Node build = service.second["build"];
    if (!build.IsDefined()) continue;
    NamedBuild named{.name = service.first.Scalar(), .dockerfile = {}, .is_inline = false};
    std::optional<std::string> at;
    if (build.IsScalar()) {
      at = place(build.Scalar(), "Dockerfile");
    } else if (build.IsMap()) {
      named.is_inline = build["dockerfile_inline"].IsDefined();
      at = named.is_inline ? "" : place(text_of(build["context"], "."), text_of(build["dockerfile"], "Dockerfile"));
    }
    if (!at) continue;
    named.dockerfile = std::move(*at);
    builds.push_back(std::move(named));
  }
  return builds;
}

std::vector<NamedBuild> builds_in_bake_json(std::string_view text) {
  std::vector<NamedBuild> builds;
  const auto file = nlohmann::json::parse(text);
  if (!file.is_object() || !file.contains("target") || !file["target"].is_object()) return builds;
  for (const auto& item : file["target"].items()) {
    const nlohmann::json& target = item.value();
    if (!target.is_object()) continue;
    const auto value = [&target](const char* key, const char* fallback) {
      const auto found = target.find(key);
      return found != target.end() && found->is_string() ? found->get<std::string>() : std::string(fallback);
    };
    const bool is_inline = target.contains("dockerfile-inline");
    auto at =
        is_inline ? std::optional<std::string>("") : place(value("context", "."), value("dockerfile", "Dockerfile"));
    if (at) builds.push_back({.name = item.key(), .dockerfile = std::move(*at), .is_inline = is_inline});
  }
  return builds;
}

/// A string in plain quotes that a text begins with, and nothing but a comment after it.
std::optional<std::string> plain_string(std::string_view text) {
  text = trim_space(text);
  if (!text.starts_with('"')) return std::nullopt;
  const std::size_t end = text.find('"', 1);
  if (end == std::string_view::npos || text.substr(0, end).find('\\') != std::string_view::npos) return std::nullopt;
  const std::string_view rest = trim_space(text.substr(end + 1));
  if (!rest.empty() && !rest.starts_with('#') && !rest.starts_with("//")) return std::nullopt;
  return std::string(text.substr(1, end - 1));
}

std::vector<NamedBuild> builds_in_bake_hcl(std::string_view text) {
  std::vector<NamedBuild> builds;
  struct Target {
    std::string name;
    std::optional<std::string> context = ".";
    std::optional<std::string> dockerfile = "Dockerfile";
    bool is_inline = false;
  };
  std::optional<Target> target;
  while (!text.empty()) {
    const std::string_view whole = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), whole.size() + 1));
    const std::string_view line = trim_space(whole);
    if (!target) {
      if (!line.starts_with("target") || !line.ends_with('{')) continue;
      if (auto name = plain_string(line.substr(6, line.size() - 7))) {
        target.emplace();
        target->name = std::move(*name);
      }
      continue;
    }
    if (whole.starts_with('}')) {
      auto at = target->is_inline ? std::optional<std::string>("")
                : target->context && target->dockerfile ? place(*target->context, *target->dockerfile)
                                                        : std::nullopt;
      if (at) builds.push_back({.name = target->name, .dockerfile = std::move(*at), .is_inline = target->is_inline});
      target.reset();
      continue;
    }
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view key = trim_space(line.substr(0, equals));
    const std::string_view value = line.substr(equals + 1);
    if (key == "context") target->context = plain_string(value);
    if (key == "dockerfile") target->dockerfile = plain_string(value);
    if (key == "dockerfile-inline") target->is_inline = true;
  }
  return builds;
}

}  // namespace

BuildFileKind build_file_kind(std::string_view name) {
  if (name.ends_with(".yaml") || name.ends_with(".yml")) {
    const std::string_view stem = name.substr(0, name.rfind('.'));
    const bool compose = stem == "compose" || stem.starts_with("compose.") || stem.starts_with("docker-compose");
    return compose ? BuildFileKind::compose : BuildFileKind::none;
  }
  if (name == "docker-bake.json" || name == "docker-bake.override.json") return BuildFileKind::bake_json;
  if (name == "docker-bake.hcl" || name == "docker-bake.override.hcl") return BuildFileKind::bake_hcl;
  return BuildFileKind::none;
}

Result<std::vector<NamedBuild>> builds_in(BuildFileKind kind, std::string_view text) {
  try {
    switch (kind) {
      case BuildFileKind::none: break;
      case BuildFileKind::compose: return builds_in_compose(text);
      case BuildFileKind::bake_json: return builds_in_bake_json(text);
      case BuildFileKind::bake_hcl: return builds_in_bake_hcl(text);
    }
  } catch (const std::exception& error) {
    // Neither library reports mistakes in another way.
    return Error{error.what()};
  }
  return std::vector<NamedBuild>{};
}

}  // namespace drydock
