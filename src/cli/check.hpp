// `drydock rewrite --check`.
#pragma once

#include "cli/commands.hpp"
#include "discover/discover.hpp"

namespace drydock {

/// Does a command that checks files, without `since`. Its files may be folders, in which `discover` says what is looked
/// at.
[[nodiscard]] ExitCode check(const RewriteCommand& command, const DiscoverOptions& discover, Colors colors);

}  // namespace drydock
