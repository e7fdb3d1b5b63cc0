// Finding the Dockerfiles of folders.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace drydock {

struct DiscoverOptions {
  bool ignore = true;              ///< mind .gitignore, .git/info/exclude and the user's rules, inside of repositories
  bool tracked =
      false;  ///< in a Git work tree: what its index lists, and its submodules', without walking; `ignore` does not count there
  bool hidden = false;             ///< look at files and into folders whose names begin with a dot; never into .git
  std::vector<std::string> match;  ///< more names, as globs; one with a slash is held against the path in the argument
  bool standard_input = false;     ///< the argument - is standard input, and not a folder of that name
  std::string companion{};         ///< a name for which FoundFile::is_alone says whether it stands beside a file
  std::size_t jobs = 1;            ///< so many threads walk; what is found is the same for any number
};

struct FoundFile {
  std::string path;        ///< from the argument on; as good for opening as the argument
  std::string
      repository;  ///< the folder of the innermost repository around it, else the argument or the file's folder; absolute
  std::string name;        ///< the path from `repository` on
  bool is_alone = false;   ///< its folder has nothing of the name `companion`; not set where the folder was not listed
};

/// What could not be looked at, and why.
struct Problem {
  std::string path;
  std::string reason;
};

struct Discovery {
  std::vector<FoundFile> files;   ///< in the order of the arguments, then by path; no file twice
  std::vector<Problem> problems;  ///< in the order in which they were met
  std::vector<Problem> notes;     ///< what a compose or bake file builds that no file holds; not an error
};

/// Whether a file of this name is taken for a Dockerfile: Dockerfile, Dockerfile.*, *.Dockerfile and the same with
/// Containerfile, also in lower case; not the ignore files that belong to them, and no backups.
[[nodiscard]] bool is_dockerfile_name(std::string_view name);

/// Whether a text is no text: it has a zero byte among the first 1024.
[[nodiscard]] bool is_binary(std::string_view bytes);

/// The Dockerfiles in folders, and those that the compose and bake files in them name. Arguments that are no folders
/// are taken as they are. Symbolic links to folders are not followed, and those to files only inside of the argument;
/// each file is then found under its own name.
[[nodiscard]] Discovery discover(const std::vector<std::string>& arguments, const DiscoverOptions& options);

}  // namespace drydock
