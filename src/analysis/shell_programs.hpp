// Shells, and the programs that one may have in itself.
#pragma once

#include <array>
#include <string_view>

namespace drydock {

/// The names of shells whose language is that of POSIX.
inline constexpr std::array<std::string_view, 8> posix_shells = {"sh",    "ash", "dash", "bash",
                                                                 "rbash", "ksh", "mksh", "zsh"};

/// Whether busybox or toybox can be built so that their shell runs a command of that name itself, without a look at
/// PATH and in place of the program that is there.
[[nodiscard]] bool may_be_part_of_a_shell(std::string_view program);

}  // namespace drydock
