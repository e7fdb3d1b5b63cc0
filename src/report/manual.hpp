// The manual of the passes, made from what each of them says of itself.
#pragma once

#include <string>

#include "pipeline/pass.hpp"

namespace drydock {

/// One page in Markdown: summary, level, rules, documentation, options.
[[nodiscard]] std::string pass_manual(const PassInfo& pass);

/// All pages, in running order, with a list of contents.
[[nodiscard]] std::string manual();

/// One line for each pass; with a rule, only for those that answer to it (letter case aside).
[[nodiscard]] std::string list_passes(std::string_view rule = {});

}  // namespace drydock
