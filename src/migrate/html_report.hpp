// A migration as one page that people look at: no network, nothing that a strict Content-Security-Policy would stop.
//
// The page is written in order, so that its size does not matter: the head, each file, and last what is known at the
// end only. The style shows the end above the files.
#pragma once

#include <string>

#include "migrate/summary.hpp"

namespace drydock {

[[nodiscard]] std::string html_head();
/// A file with its edits, before and after side by side.
[[nodiscard]] std::string html_change(const PlannedChange& change);
/// The counts, charts, filters and problems, and the end of the page.
[[nodiscard]] std::string html_end(const Summary& summary);

}  // namespace drydock
