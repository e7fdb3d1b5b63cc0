// Which build of a program runs.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace drydock {

/// The build id that the linker wrote into the running program: other code or data gives another one. Empty if it wrote
/// none.
[[nodiscard]] std::string build_identity();

/// The GNU build id among the notes of a segment PT_NOTE with an alignment of 4 or 8; "" if there is none.
[[nodiscard]] std::string build_id_in(std::string_view notes, std::size_t alignment);

}  // namespace drydock
