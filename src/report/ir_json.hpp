// The IR as JSON, one object a file.
#pragma once

#include <string>

#include "ir/snapshot.hpp"

namespace drydock {

/// Version of the format; grows when a key changes its meaning or goes.
inline constexpr int ir_json_version = 1;

/// The snapshot as one line of JSON without a line end. Keys: format, version, path, accepted, escape, syntax,
/// directives, errors, instructions; see the README. A string that is not valid UTF-8 is written as {"hex": "…"}.
[[nodiscard]] std::string ir_json(const Snapshot& snapshot);

}  // namespace drydock
