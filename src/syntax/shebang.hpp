// What stands behind a first line "#!": directives that the parser passes over, and that count all the same for what a
// build is done with.
#pragma once

#include <string_view>
#include <vector>

#include "syntax/tree.hpp"

namespace drydock {

/// Whether a text begins with "#!", a byte order mark aside.
[[nodiscard]] bool has_shebang(std::string_view text) noexcept;

/// The lines that read as directives at the start of a text, where a first line "#!" does not count: those of them that
/// name the frontend and set the linter (parser/directives.go, parseDirective). Views into the text.
[[nodiscard]] std::vector<DirectiveLine> directives_after_shebang(std::string_view text);

/// Whether two texts have the same of them, if one begins with "#!". The tree has those of others.
[[nodiscard]] bool have_same_directives_after_shebang(std::string_view left, std::string_view right);

}  // namespace drydock
