// Which passes run, with which options, in which order.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "pipeline/pass.hpp"

namespace drydock {

/// A pass that was chosen.
struct PassChoice {
  const PassInfo* pass = nullptr;
  std::vector<PassOptionValue> options{};
};

enum class PassOrder : std::uint8_t {
  own,       ///< as the passes demand
  as_given,  ///< as they were named
};

/// The passes that run if nothing else is said, in their own order.
[[nodiscard]] std::vector<PassChoice> default_passes();

/// Reads a list such as "default,-trim_trailing_whitespace,fix_instruction_casing{style=lower}". "default" and "all"
/// stand for what they say, a name after "-" goes again, and options follow in braces. Of two passes of which one
/// undoes the work of the other, "all" stands for the one that runs first, unless the other is named. Fails, with what
/// was probably meant, on a name that no pass or option has, on a value that is not allowed, and where both such passes
/// are named.
[[nodiscard]] Result<std::vector<PassChoice>> parse_passes(std::string_view list, PassOrder order);

}  // namespace drydock
