// The programs that a shell may have in itself.
#pragma once

#include <string_view>

namespace drydock {

/// Whether busybox or toybox can be built so that their shell runs a command of that name itself, without a look at
/// PATH and in place of the program that is there.
[[nodiscard]] bool may_be_part_of_a_shell(std::string_view program);

}  // namespace drydock
