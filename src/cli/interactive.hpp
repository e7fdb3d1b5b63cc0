// Asking on a terminal which rewrites to apply.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "cli/commands.hpp"

namespace drydock {

/// The questions of one run and what was answered. Asks on standard error, reads lines from standard input; its end
/// means to quit.
class Dialogue {
 public:
  explicit Dialogue(Colors colors) : colors_(colors) {}

  /// Shows a rewrite and waits for an answer, unless an earlier one settles it: whether the rewrite is to be applied.
  /// `before` is the text before all passes.
  [[nodiscard]] bool wants(const Remark& remark, const Rewrite& rewrite, const Snapshot& snapshot,
                           const Source& before);
  /// Whether nothing else is to be asked or done.
  [[nodiscard]] bool ended() const noexcept { return ended_; }

 private:
  Colors colors_;
  bool ended_ = false;
  std::set<const PassInfo*> all_of_;
  std::set<const PassInfo*> none_of_;
};

}  // namespace drydock
