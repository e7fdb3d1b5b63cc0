// The index alone, by libgit2: opening the repository would ask who owns it.
#include "git/index.hpp"

#include <filesystem>
#include <memory>

#include "base/file.hpp"
#include "git/library.hpp"

namespace drydock {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_link_size = 65536;

/// The folder with what Git keeps about a work tree: .git, or what a file of that name says, as in submodules.
Result<fs::path> git_folder(const fs::path& work_tree) {
  const fs::path git = work_tree / ".git";
  std::error_code code;
  if (fs::is_directory(git, code)) return git;
  const auto text = read_file(git.string(), max_link_size);
  if (!text) return Error{text.error()};
  constexpr std::string_view key = "gitdir: ";
  std::string_view path = text.value();
  if (!path.starts_with(key)) return Error{".git is neither a folder nor names one"};
  path.remove_prefix(key.size());
  while (path.ends_with('\n') || path.ends_with('\r')) path.remove_suffix(1);
  return work_tree / path;
}

}  // namespace

Result<Done> for_each_tracked(const std::string& work_tree, const std::function<void(std::string_view, bool)>& take) {
  if (!git().error.empty()) return Error{git().error};
  const auto folder = git_folder(work_tree);
  if (!folder) return Error{folder.error()};
  git_index* opened = nullptr;
  // One that is not there is empty, as Git has it.
  const bool read = git().git_index_open(&opened, (folder.value() / "index").c_str()) == 0;
  const std::unique_ptr<git_index, decltype(&::git_index_free)> index(opened, git().git_index_free);
  if (!read) return Error{git_reason()};
  std::string_view last;
  const std::size_t count = git().git_index_entrycount(index.get());
  for (std::size_t i = 0; i < count; ++i) {
    const git_index_entry& entry = *git().git_index_get_byindex(index.get(), i);
    // A conflict has an entry for each side.
    const std::string_view path = entry.path;
    if (path != last) take(path, entry.mode == GIT_FILEMODE_COMMIT);
    last = path;
  }
  return Done{};
}

}  // namespace drydock
