// What Git tracks, without walking.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace drydock {

/// Calls `take` with each path that the index of a work tree lists, relative to the work tree, in Git's order and each
/// once, and with whether a submodule stands there. Whoever owns the repository: no setting of it is read. Fails where
/// the index is of a kind that libgit2 does not read, such as a split or a sparse one.
[[nodiscard]] Result<Done> for_each_tracked(const std::string& work_tree,
                                            const std::function<void(std::string_view path, bool is_submodule)>& take);

}  // namespace drydock
