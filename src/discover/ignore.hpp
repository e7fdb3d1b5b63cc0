// .gitignore rules, as Git reads them (gitignore(5)).
//
// Written here although libgit2 knows the rules: it asks for an open repository, and refuses those of other users,
// which a run over thousands of checkouts meets. A test holds these rules against Git's.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace drydock {

/// Whether a path matches a pattern of gitignore(5): * and ? match no slash, ** between slashes matches any folders.
[[nodiscard]] bool matches_glob(std::string_view pattern, std::string_view path);

/// The rules of one file.
class IgnoreRules {
 public:
  /// `text` are the bytes of a .gitignore. Never fails: lines that say nothing are passed over, as Git does.
  explicit IgnoreRules(std::string_view text);

  /// What the last rule that matches says of a path: true if it is ignored, false if it is kept; nothing if no rule
  /// matches. `path` is relative to the folder of the file.
  [[nodiscard]] std::optional<bool> find(std::string_view path, bool is_folder) const;
  [[nodiscard]] bool empty() const noexcept { return rules_.empty(); }

 private:
  struct Rule {
    std::string pattern;
    bool keeps = false;         ///< begins with "!"
    bool folders_only = false;  ///< ends with "/"
    bool whole_path = false;    ///< has a slash before its end; else it is held against the name alone
    bool literal = false;       ///< no character of the pattern is special
  };
  std::vector<Rule> rules_;
};

}  // namespace drydock
