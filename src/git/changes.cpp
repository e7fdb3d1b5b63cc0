// Differences, by libgit2.
#include "git/changes.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "git/library.hpp"

namespace drydock {
namespace {

namespace fs = std::filesystem;

template <auto Free>
struct Freer {
  template <typename T>
  void operator()(T* what) const { (git().*Free)(what); }
};
template <typename T, auto Free>
using Owned = std::unique_ptr<T, Freer<Free>>;
using Repository = Owned<git_repository, &Git::git_repository_free>;
using Object = Owned<git_object, &Git::git_object_free>;
using Tree = Owned<git_tree, &Git::git_tree_free>;
using Diff = Owned<git_diff, &Git::git_diff_free>;

/// Calls a function of libgit2 whose first argument takes what it makes.
template <typename Handle, typename Function, typename... Arguments>
bool make(Handle& handle, Function function, Arguments... arguments) {
  typename Handle::pointer made = nullptr;
  const bool done = function(&made, arguments...) == 0;
  handle.reset(made);
  return done;
}

/// The tree of the merge base of HEAD and a revision, or why there is none.
Result<Tree> base_tree(git_repository* repository, const std::string& revision) {
  Object head;
  if (!make(head, git().git_revparse_single, repository, "HEAD^{commit}")) {
    return Error{"there is no commit to compare with yet"};
  }
  Object other;
  if (!make(other, git().git_revparse_single, repository, (revision + "^{commit}").c_str())) {
    return Error{fmt::format("there is no revision \"{}\"", printable(revision, 200))};
  }
  git_oid base;
  if (git().git_merge_base(&base, repository, git().git_object_id(head.get()), git().git_object_id(other.get())) != 0) {
    return Error{fmt::format(
        "\"{}\" and HEAD have no common ancestor here; a shallow clone may lack it (`git fetch --unshallow`)",
        printable(revision, 200))};
  }
  Object commit;
  Object tree;
  if (!make(commit, git().git_object_lookup, repository, &base, GIT_OBJECT_COMMIT) ||
      !make(tree, git().git_object_peel, commit.get(), GIT_OBJECT_TREE)) {
    return Error{git_reason()};
  }
  return Tree(reinterpret_cast<git_tree*>(tree.release()));
}

struct Collector {
  std::map<std::string, ChangedLines, std::less<>>& files;
};

int add_hunk(const git_diff_delta* delta, const git_diff_hunk* hunk, void* payload) {
  ChangedLines& lines = static_cast<Collector*>(payload)->files[delta->new_file.path];
  const auto first = static_cast<Offset>(hunk->new_start);
  if (hunk->new_lines == 0) {
    lines.removed_after.push_back(first);
  } else {
    lines.changed.push_back({first, first + static_cast<Offset>(hunk->new_lines) - 1});
  }
  return 0;
}

/// The file that a path leads to, without symbolic links.
fs::path resolved(const std::string& path) {
  std::error_code code;
  fs::path whole = fs::canonical(path, code);
  return code ? fs::absolute(path, code) : whole;
}

}  // namespace

bool ChangedLines::touch(Offset first, Offset last) const {
  return std::ranges::any_of(changed, [&](const Span& span) { return span.first <= last && first <= span.last; }) ||
         std::ranges::any_of(removed_after, [&](Offset line) { return first <= line && line < last; });
}

ChangesSince::ChangesSince(std::string revision) : revision_(std::move(revision)) {}

const ChangesSince::WorkTree& ChangesSince::work_tree_of(const std::string& folder) {
  std::shared_ptr<const WorkTree>& known = by_folder_[folder];
  if (known != nullptr) return *known;
  const auto fail = [&](std::string why) -> const WorkTree& {
    known = std::make_shared<const WorkTree>(WorkTree{.folder = {}, .error = std::move(why), .files = {}});
    return *known;
  };
  if (!git().error.empty()) return fail("--since: " + git().error);
  Repository repository;
  if (!make(repository, git().git_repository_open_ext, folder.c_str(), 0U, nullptr)) {
    return fail("--since needs a Git work tree: " + git_reason());
  }
  const char* const root = git().git_repository_workdir(repository.get());
  if (root == nullptr) return fail("--since needs a Git work tree, and this repository has none");
  if (const auto same = by_root_.find(root); same != by_root_.end()) return *(known = same->second);

  WorkTree tree{.folder = root, .error = {}, .files = {}};
  const auto base = base_tree(repository.get(), revision_);
  if (!base) {
    tree.error = base.error();
  } else {
    git_diff_options options;
    git().git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
    options.flags = GIT_DIFF_INCLUDE_UNTRACKED | GIT_DIFF_RECURSE_UNTRACKED_DIRS | GIT_DIFF_SHOW_UNTRACKED_CONTENT |
                    GIT_DIFF_FORCE_TEXT;
    options.context_lines = 0;
    options.ignore_submodules = GIT_SUBMODULE_IGNORE_ALL;
    git_diff_find_options similar;
    git().git_diff_find_options_init(&similar, GIT_DIFF_FIND_OPTIONS_VERSION);
    similar.flags = GIT_DIFF_FIND_RENAMES | GIT_DIFF_FIND_FOR_UNTRACKED;
    Collector collector{tree.files};
    Diff diff;
    const bool done =
        make(diff, git().git_diff_tree_to_workdir_with_index, repository.get(), base.value().get(), &options) &&
        git().git_diff_find_similar(diff.get(), &similar) == 0 &&
        git().git_diff_foreach(diff.get(), nullptr, nullptr, add_hunk, nullptr, &collector) == 0;
    if (!done) tree.error = "Git cannot compare: " + git_reason();
  }
  known = std::make_shared<const WorkTree>(std::move(tree));
  by_root_.emplace(root, known);
  return *known;
}

Result<const ChangedLines*> ChangesSince::of(const std::string& path) {
  const fs::path file = resolved(path);
  const WorkTree& tree = work_tree_of(file.parent_path().string());
  if (!tree.error.empty()) return Error{tree.error};
  const auto found = tree.files.find(file.lexically_relative(tree.folder).generic_string());
  return found == tree.files.end() ? nullptr : &found->second;
}

}  // namespace drydock
