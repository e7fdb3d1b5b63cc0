// Paths as WORKDIR reads them, of Linux and of Windows.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace drydock {

/// A path as WORKDIR sets it: relative to the current one unless it is absolute, and cleaned only if it is relative or
/// the system is Windows (util/system/path.go, NormalizeWorkdir). Fails on a drive other than C: of Windows.
[[nodiscard]] Result<std::string> normalize_working_dir(std::string_view current, std::string_view path,
                                                         std::string_view os);

/// Whether WORKDIR takes the path without regard to the current one. Fails if it refuses the path.
[[nodiscard]] Result<bool> is_absolute_working_dir(std::string_view path, bool windows);

}  // namespace drydock
