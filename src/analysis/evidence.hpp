// What is known beside the file: the facts that settle what a Dockerfile leaves open.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analysis/image_config.hpp"

namespace drydock {

struct Evidence {
  /// The configs of base images, by the name that FROM uses, as written or with its variables expanded.
  std::map<std::string, ImageConfig, std::less<>> images{};
  /// The stages that are built, by name or number; empty: not known.
  std::vector<std::string> targets{};
  /// The folder that the file is built with.
  std::optional<std::filesystem::path> context{};
};

}  // namespace drydock
