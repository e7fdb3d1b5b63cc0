// What compose and bake files say about the Dockerfiles that they build.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace drydock {

enum class BuildFileKind : unsigned char { none, compose, bake_json, bake_hcl };

/// By its name: compose.yaml, docker-compose.yml and their overrides, docker-bake.json and docker-bake.hcl.
[[nodiscard]] BuildFileKind build_file_kind(std::string_view name);

/// One build that a file names. Names with variables are left out: their values are not known.
struct NamedBuild {
  std::string name;           ///< the service or bake target
  std::string dockerfile;     ///< relative to the folder of the compose or bake file, or absolute
  bool is_inline = false;     ///< the Dockerfile stands in the file itself; `dockerfile` is empty
};

/// All builds in a file, or why it cannot be read. Of HCL only attributes with plain strings are read.
[[nodiscard]] Result<std::vector<NamedBuild>> builds_in(BuildFileKind kind, std::string_view text);

}  // namespace drydock
