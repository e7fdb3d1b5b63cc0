// Ending a run between two files, and not amid the writing of one.
#pragma once

namespace drydock {

/// From here on SIGINT, SIGTERM and SIGHUP, unless they are ignored, end the run after the files at hand: interrupted()
/// says that one came. A second one ends it at once.
void mind_interruptions();
[[nodiscard]] bool interrupted() noexcept;

}  // namespace drydock
