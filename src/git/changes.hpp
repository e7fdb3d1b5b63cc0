// Which lines of a file a change touched, as Git knows it.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/source.hpp"

namespace drydock {

/// What changed in the work tree's version of a file.
struct ChangedLines {
  struct Span {
    Offset first;  ///< from 1
    Offset last;   ///< inclusive
  };
  std::vector<Span> changed{};       ///< ascending, disjoint
  std::vector<Offset> removed_after{};  ///< lines behind which others are gone; 0: at the beginning

  /// Whether one of the lines from `first` to `last` changed, or one between them is gone.
  [[nodiscard]] bool touch(Offset first, Offset last) const;
};

/// The changes since the merge base of HEAD and a revision: commits, the index, the work tree and untracked files.
/// Looks at each repository once.
class ChangesSince {
 public:
  explicit ChangesSince(std::string revision);
  ChangesSince(const ChangesSince&) = delete;
  ChangesSince& operator=(const ChangesSince&) = delete;

  /// What changed in a file; null if nothing did, or if Git ignores it. A renamed file is compared with what it was.
  /// Fails if the file lies in no work tree, or if the revision or the merge base is not there.
  [[nodiscard]] Result<const ChangedLines*> of(const std::string& path);

 private:
  using Files = std::map<std::string, ChangedLines, std::less<>>;  // by path in the work tree
  struct WorkTree {
    std::string folder{};
    std::string error{};
    Files files{};
  };

  const WorkTree& work_tree_of(const std::string& folder);

  std::string revision_;
  std::map<std::string, std::shared_ptr<const WorkTree>, std::less<>> by_folder_;
  std::map<std::string, std::shared_ptr<const WorkTree>, std::less<>> by_root_;
};

}  // namespace drydock
