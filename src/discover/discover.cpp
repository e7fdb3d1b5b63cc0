// The walk.
#include "discover/discover.hpp"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <memory>
#include <system_error>
#include <unordered_set>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/file.hpp"
#include "base/parallel.hpp"
#include "discover/build_files.hpp"
#include "discover/ignore.hpp"
#include "git/index.hpp"

namespace drydock {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_rules_size = std::size_t{4} * 1024 * 1024;
constexpr std::size_t max_build_file_size = std::size_t{1024} * 1024;

/// How the walk opens a folder that it has come by: not through a link.
constexpr int folder_below = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;

std::string reason() { return std::generic_category().message(errno); }

bool is_repository(const fs::path& folder) {
  struct stat status {};
  return ::lstat((folder / ".git").c_str(), &status) == 0 && (S_ISDIR(status.st_mode) || S_ISREG(status.st_mode));
}

/// The innermost repository that a folder lies in; empty if there is none.
fs::path repository_around(fs::path folder) {
  for (;; folder = folder.parent_path()) {
    if (is_repository(folder)) return folder;
    if (folder == folder.root_path() || folder.empty()) return {};
  }
}

std::string joined(const std::string& folder, const std::string& name) {
  return folder.empty() ? name : folder.ends_with('/') ? folder + name : folder + "/" + name;
}

/// Closes a folder at the end.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { ::close(number_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

 private:
  int number_;
};

/// The entries of an open folder. What readdir() does beside asking the kernel takes as long as to open a small file: a
/// buffer for each folder, and questions about the descriptor.
class ListedFolder {
 public:
  struct Entry {
    const char* name;  ///< until the next call
    unsigned char type;
  };

  /// `buffer` may be used again for another folder when this one is read.
  ListedFolder(int descriptor, std::vector<char>& buffer) : descriptor_(descriptor), buffer_(buffer) {
    buffer_.resize(std::size_t{32} * 1024);
  }

  /// Null at the end, also if it cannot be read any further.
  const Entry* next() {
    if (at_ == end_) {
      const long size = ::syscall(SYS_getdents64, descriptor_, buffer_.data(), buffer_.size());
      failed_ = size < 0 && errno != ENOENT;  // a folder that was removed has nothing in it
      if (size <= 0) return nullptr;
      at_ = 0;
      end_ = static_cast<std::size_t>(size);
    }
    const char* const record = buffer_.data() + at_;
    // As the kernel and dirent64 have it: how long the record is, the type, and the name with a zero byte behind it.
    unsigned short length = 0;
    std::memcpy(&length, record + offsetof(dirent64, d_reclen), sizeof length);
    entry_.type = static_cast<unsigned char>(record[offsetof(dirent64, d_type)]);
    entry_.name = record + offsetof(dirent64, d_name);
    at_ += length;
    return &entry_;
  }
  /// Whether it could not be read to its end; errno says why.
  [[nodiscard]] bool failed() const noexcept { return failed_; }

 private:
  int descriptor_;
  std::vector<char>& buffer_;
  std::size_t at_ = 0;
  std::size_t end_ = 0;
  bool failed_ = false;
  Entry entry_{};
};

/// The walk through one argument. Paths are kept in `where_`, relative to the repository around the argument, or to the
/// argument if there is none: rules of folders above the argument hold for what lies in it.
class Walk {
 public:
  Walk(std::string argument, fs::path real, const DiscoverOptions& options)
      : options_(options), real_(std::move(real)), shown_(argument == "." ? "" : std::move(argument)) {
    fs::path around = repository_around(real_);
    repository_ = around.empty() ? real_.string() : around.string();
    in_repository_ = !around.empty();
    if (in_repository_ && around != real_) where_ = real_.lexically_relative(around).string() + "/";
    start_ = where_.size();
  }

  void run(Discovery& out) {
    if (in_repository_ && options_.ignore) {
      // The repository's own folder comes last if it is the argument: it is read as every folder is.
      if (start_ > 0) {
        add_repository_rules(0);
        for (std::size_t end = 0; end < start_; end = where_.find('/', end) + 1) {
          const std::string folder = joined(repository_, where_.substr(0, end));
          add_rules(joined(folder, ".gitignore"), end);
        }
      }
    }
    const std::string folder = shown_.empty() ? "." : shown_;
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) {
      out.problems.push_back({folder, "cannot open: " + reason()});
      return;
    }
    found_.roots.emplace_back("", repository_);
    if (options_.tracked && start_ > 0 && take_tracked(0)) ::close(descriptor);
    else look_into(descriptor);
    resolve_links();
    read_build_files();
    std::vector<FoundFile>& files = found_.files;
    std::ranges::sort(files, {}, &FoundFile::path);
    const auto is_same = [](const FoundFile& left, const FoundFile& right) { return left.path == right.path; };
    files.erase(std::unique(files.begin(), files.end(), is_same), files.end());
    append(std::move(files), out.files);
    append(std::move(found_.problems), out.problems);
    append(std::move(found_.notes), out.notes);
  }

 private:
  /// What the walk has come by, in its order.
  struct Findings : Discovery {
    std::vector<std::pair<std::string, std::string>> roots;  ///< repositories: path from the argument, absolute path
    std::vector<std::string> links;        ///< to what may be a Dockerfile, as they are shown
    std::vector<std::string> build_files;  ///< by their paths from the argument
  };

  template <typename T>
  static void append(std::vector<T>&& more, std::vector<T>& list) {
    if (list.empty()) {
      list = std::move(more);
    } else {
      std::ranges::move(more, std::back_inserter(list));
    }
  }

  /// A walk at the same place that has come by nothing so far.
  struct Part {};
  Walk(const Walk& whole, Part /*part*/)
      : options_(whole.options_),
        is_part_(true),
        real_(whole.real_),
        shown_(whole.shown_),
        where_(whole.where_),
        start_(whole.start_),
        repository_(whole.repository_),
        repository_base_(whole.repository_base_),
        in_repository_(whole.in_repository_),
        rules_(whole.rules_),
        first_rules_(whole.first_rules_) {}

  struct Rules {
    std::shared_ptr<const IgnoreRules> rules;
    std::size_t base;  ///< of `where_`: the folder that the rules are relative to
  };

  [[nodiscard]] std::string shown() const { return joined(shown_, where_.substr(start_)); }

  void add_rules(const std::string& path, std::size_t base) {
    const auto text = read_file(path, max_rules_size);
    if (!text) return;  // Git passes over rules that it cannot read, too
    IgnoreRules rules(text.value());
    if (!rules.empty()) rules_.push_back({std::make_shared<const IgnoreRules>(std::move(rules)), base});
  }

  /// What holds in all of a repository: the user's rules, then the repository's private ones.
  void add_repository_rules(std::size_t base) {
    if (const char* const folder = std::getenv("XDG_CONFIG_HOME"); folder != nullptr && *folder != '\0') {
      add_rules(joined(folder, "git/ignore"), base);
    } else if (const char* const home = std::getenv("HOME"); home != nullptr && *home != '\0') {
      add_rules(joined(home, ".config/git/ignore"), base);
    }
    add_rules(joined(repository_, ".git/info/exclude"), base);
  }

  [[nodiscard]] bool is_ignored(bool is_folder) const {
    for (std::size_t i = rules_.size(); i > first_rules_; --i) {
      const Rules& rules = rules_[i - 1];
      if (const auto ignored = rules.rules->find(std::string_view(where_).substr(rules.base), is_folder)) {
        return *ignored;
      }
    }
    return false;
  }

  [[nodiscard]] bool is_wanted(std::string_view name) const {
    if (is_dockerfile_name(name)) return true;
    return std::ranges::any_of(options_.match, [&](const std::string& glob) {
      if (glob.find('/') == std::string::npos) return matches_glob(glob, name);
      return matches_glob(glob, where_.substr(start_) + std::string(name));
    });
  }

  struct Entry {
    std::string name;
    unsigned char type;
    bool wanted;  ///< as a Dockerfile; else a folder, or a compose or bake file
  };

  /// Takes the descriptor of the folder at `where_`, which is empty or ends with a slash.
  void look_into(int descriptor) {
    const Descriptor folder(descriptor);
    std::vector<Entry> entries;
    bool has_rules = false;
    bool has_repository = false;
    bool has_companion = options_.companion.empty();
    // The walk goes on when the folder is read, so that one buffer does for all of a thread's.
    thread_local std::vector<char> buffer;
    for (ListedFolder list(descriptor, buffer);;) {
      const ListedFolder::Entry* const entry = list.next();
      if (entry == nullptr) {
        if (list.failed()) {
          found_.problems.push_back({shown(), "cannot read: " + reason()});
          has_companion = true;  // for all that is known
        }
        break;
      }
      const std::string_view name = entry->name;
      unsigned char type = entry->type;
      if (name == "." || name == "..") continue;
      if (name == ".git") {
        has_repository = true;
        continue;
      }
      if (name == ".gitignore") has_rules = true;
      if (name == options_.companion) has_companion = true;
      if (name.starts_with('.') && !options_.hidden) continue;
      const bool wanted = type != DT_DIR && is_wanted(name);
      if (type == DT_UNKNOWN) {
        // Some file systems do not tell.
        struct stat status {};
        if (::fstatat(descriptor, entry->name, &status, AT_SYMLINK_NOFOLLOW) == 0) {
          type = static_cast<unsigned char>(IFTODT(status.st_mode));
        }
      }
      if (type == DT_DIR || wanted || build_file_kind(name) != BuildFileKind::none) {
        entries.push_back({std::string(name), type, wanted});
      }
    }
    std::ranges::sort(entries, {}, &Entry::name);

    const std::size_t base = where_.size();
    const std::size_t kept_rules = rules_.size();
    const std::size_t kept_first = first_rules_;
    const bool kept_in = in_repository_;
    const bool nested = has_repository && is_repository(shown().empty() ? fs::path(".") : fs::path(shown()));
    const std::size_t kept_base = repository_base_;
    std::string kept_repository;
    if (nested) {
      // What a repository around this one says does not hold in it.
      in_repository_ = true;
      first_rules_ = rules_.size();
      kept_repository = std::exchange(repository_, joined(real_.string(), where_.substr(start_)));
      while (repository_.size() > 1 && repository_.ends_with('/')) repository_.pop_back();
      found_.roots.emplace_back(where_.substr(start_), repository_);
      repository_base_ = base;
      if (options_.ignore) add_repository_rules(base);
    }
    if (nested && options_.tracked && take_tracked(base)) entries.clear();
    if (has_rules && in_repository_ && options_.ignore) add_rules(joined(shown(), ".gitignore"), base);

    look_at_all(descriptor, entries, !has_companion);
    if (nested) repository_ = std::move(kept_repository);
    repository_base_ = kept_base;
    in_repository_ = kept_in;
    first_rules_ = kept_first;
    rules_.erase(rules_.begin() + static_cast<std::ptrdiff_t>(kept_rules), rules_.end());
  }

  /// What an entry of the open folder at `where_` leads to.
  void look_at(int descriptor, const Entry& entry, bool is_alone) {
    const std::size_t base = where_.size();
    where_ += entry.name;
    const bool is_folder = entry.type == DT_DIR;
    if (is_ignored(is_folder)) {
      // Nor is what lies in it looked at.
    } else if (!is_folder) {
      take(entry, is_alone);
    } else {
      enter(::openat(descriptor, entry.name.c_str(), folder_below));
    }
    where_.resize(base);
  }

  /// Looks into the folder at `where_`, which has no slash at its end yet. Takes what opening it gave: a descriptor, or
  /// -1 and errno.
  void enter(int descriptor) {
    if (descriptor < 0) {
      found_.problems.push_back({shown(), "cannot open: " + reason()});
      return;
    }
    where_ += '/';
    look_into(descriptor);
  }

  /// The same for all entries, on several threads if they are many: each thread walks for itself, and what it comes by
  /// is put together in the order of the entries. What lies below is left to the thread that comes there.
  void look_at_all(int descriptor, const std::vector<Entry>& entries, bool is_alone) {
    constexpr std::size_t at_once = 8;
    const std::size_t parts = (entries.size() + at_once - 1) / at_once;
    // One index is read after the other: what Git's library keeps of repositories is not made for several threads.
    if (is_part_ || options_.tracked || options_.jobs < 2 || parts < 2) {
      for (const Entry& entry : entries) look_at(descriptor, entry, is_alone);
      return;
    }
    for_each_in_order(
        parts, options_.jobs,
        [&](std::size_t number) {
          Walk part(*this, Part());
          const std::size_t end = std::min(entries.size(), (number + 1) * at_once);
          for (std::size_t i = number * at_once; i < end; ++i) part.look_at(descriptor, entries[i], is_alone);
          return std::move(part.found_);
        },
        [&](std::size_t, Findings&& found) {
          append(std::move(found.files), found_.files);
          append(std::move(found.problems), found_.problems);
          append(std::move(found.notes), found_.notes);
          append(std::move(found.roots), found_.roots);
          append(std::move(found.links), found_.links);
          append(std::move(found.build_files), found_.build_files);
        });
  }

  /// Whether the walk would come by a path: it has no hidden part, and none that leads elsewhere.
  [[nodiscard]] bool is_walked(std::string_view path) const {
    while (!path.empty()) {
      const std::string_view step = path.substr(0, path.find('/'));
      path.remove_prefix(std::min(path.size(), step.size() + 1));
      if (step.empty() || step == "." || step == ".." || step == ".git" ||
          (step.starts_with('.') && !options_.hidden)) {
        return false;
      }
    }
    return true;
  }

  /// Takes what the index of `repository_`, which begins at `base` of `where_`, lists below `where_`. False if the
  /// folder has to be walked: the index cannot be read, or the argument is a folder that the repository around it knows
  /// nothing of.
  bool take_tracked(std::size_t base) {
    const std::size_t end = where_.size();
    const std::string below = where_.substr(base);
    std::vector<std::string> submodules;
    bool any = below.empty();
    const auto listed = for_each_tracked(repository_, [&](std::string_view path, bool is_submodule) {
      if (!path.starts_with(below)) return;
      any = true;
      path.remove_prefix(below.size());
      if (!is_walked(path)) return;
      if (is_submodule) {
        submodules.emplace_back(path);
        return;
      }
      const std::size_t slash = path.rfind('/') + 1;  // 0 without one
      where_ += path.substr(0, slash);
      const std::string name(path.substr(slash));
      const bool wanted = is_wanted(name);
      where_ += name;
      if (wanted || build_file_kind(name) != BuildFileKind::none) {
        struct stat status {};
        if (::lstat(joined(repository_, where_.substr(base)).c_str(), &status) == 0) {
          // What Git takes for deleted is passed over, as is a file in whose place there is a folder.
          if (!S_ISDIR(status.st_mode)) {
            take({name, static_cast<unsigned char>(IFTODT(status.st_mode)), wanted}, false);
          }
        } else if (errno != ENOENT && errno != ENOTDIR) {
          found_.problems.push_back({shown(), "cannot read: " + reason()});
        }
      }
      where_.resize(end);
    });
    if (!listed) {
      found_.notes.push_back(
          {shown().empty() ? "." : shown(), "its index is not read, but the folder walked: " + listed.error()});
    }
    if (!listed || !any) return false;
    for (const std::string& submodule : submodules) {
      where_ += submodule;
      const std::string path = joined(repository_, where_.substr(base));
      if (is_repository(path)) enter(::open(path.c_str(), folder_below));
      where_.resize(end);
    }
    return true;
  }

  void take(const Entry& entry, bool is_alone) {
    if (build_file_kind(entry.name) != BuildFileKind::none && entry.type == DT_REG) {
      found_.build_files.push_back(where_.substr(start_));
    }
    if (!entry.wanted) return;
    switch (entry.type) {
      case DT_REG: found_.files.push_back({shown(), repository_, where_.substr(repository_base_), is_alone}); break;
      case DT_LNK: found_.links.push_back(shown()); break;
      default: found_.problems.push_back({shown(), "is not a regular file"});
    }
  }

  /// Adds a file that the walk does not take itself, by its path from the argument on.
  void add_other(const fs::path& relative) {
    const std::string text = relative.string();
    const std::pair<std::string, std::string>* root = &found_.roots.front();
    for (const auto& known : found_.roots) {
      if (text.starts_with(known.first) && known.first.size() >= root->first.size()) root = &known;
    }
    const bool outer = root->first.empty() && found_.roots.front().second == root->second;
    found_.files.push_back({joined(shown_, text), root->second,
                            outer ? where_.substr(0, start_) + text : text.substr(root->first.size())});
  }

  [[nodiscard]] static bool is_inside(const fs::path& relative) {
    return !relative.empty() && *relative.begin() != ".." &&
           std::ranges::find(relative, fs::path(".git")) == relative.end();
  }

  void resolve_links() {
    for (const std::string& link : found_.links) {
      std::error_code code;
      const fs::path target = fs::canonical(link, code);
      const fs::path relative = code ? fs::path() : target.lexically_relative(real_);
      if (code || !is_inside(relative)) {
        found_.notes.push_back({link, code ? "is a symbolic link to nothing"
                                           : "is a symbolic link out of the folder; it is not followed"});
      } else if (fs::is_regular_file(target, code)) {
        add_other(relative);
      }
    }
  }

  void read_build_files() {
    if (found_.build_files.empty()) return;
    std::unordered_set<std::string> known;
    for (const FoundFile& file : found_.files) known.insert(file.path);
    for (const std::string& file : found_.build_files) {
      const std::string path = joined(shown_, file);
      const auto text = read_file(path, max_build_file_size);
      const auto builds = text ? builds_in(build_file_kind(fs::path(file).filename().string()), text.value())
                               : Result<std::vector<NamedBuild>>(Error{text.error()});
      if (!builds) {
        found_.notes.push_back({path, "is not read: " + builds.error()});
        continue;
      }
      for (const NamedBuild& build : builds.value()) {
        if (build.is_inline) {
          found_.notes.push_back(
              {path, "the Dockerfile of \"" + build.name + "\" stands in this file; it is not rewritten"});
          continue;
        }
        std::error_code code;
        const fs::path named = real_ / fs::path(file).parent_path() / build.dockerfile;
        const fs::path target = fs::canonical(named, code);
        if (code || !fs::is_regular_file(target, code)) continue;
        const fs::path relative = target.lexically_relative(real_);
        if (!is_inside(relative) || !known.insert(joined(shown_, relative.string())).second) continue;
        add_other(relative);
      }
    }
  }

  const DiscoverOptions& options_;
  const bool is_part_ = false;  ///< of a walk that several threads do
  fs::path real_;               ///< the argument without symbolic links
  std::string shown_;           ///< the argument as it is shown; "" for the working directory
  std::string where_;
  std::size_t start_ = 0;  ///< of `where_`: where the argument ends
  std::string repository_;
  std::size_t repository_base_ = 0;  ///< of `where_`: where `repository_` ends
  bool in_repository_ = false;
  std::vector<Rules> rules_;
  std::size_t first_rules_ = 0;  ///< those before are of repositories around this one
  Findings found_;
};

}  // namespace

bool is_dockerfile_name(std::string_view name) {
  using namespace std::string_view_literals;
  const bool named = std::ranges::any_of(
      std::initializer_list<std::string_view>{"Dockerfile"sv, "dockerfile"sv, "Containerfile"sv, "containerfile"sv},
      [&](std::string_view stem) {
        if (name.starts_with(stem) &&
            (name.size() == stem.size() || (name[stem.size()] == '.' && name.size() > stem.size() + 1))) {
          return true;
        }
        return name.size() > stem.size() + 1 && name.ends_with(stem) && name[name.size() - stem.size() - 1] == '.';
      });
  if (!named) return false;
  return std::ranges::none_of(
      std::initializer_list<std::string_view>{".dockerignore"sv, ".containerignore"sv, "~"sv, ".orig"sv, ".bak"sv,
                                              ".swp"sv, ".swo"sv, ".rej"sv},
      [&](std::string_view ending) { return name.ends_with(ending); });
}

bool is_binary(std::string_view bytes) { return bytes.substr(0, 1024).find('\0') != std::string_view::npos; }

Discovery discover(const std::vector<std::string>& arguments, const DiscoverOptions& options) {
  Discovery out;
  for (const std::string& argument : arguments) {
    std::error_code code;
    const bool is_input = options.standard_input && argument == "-";
    if (!is_input && fs::is_directory(argument, code)) {
      std::string folder = argument;
      while (folder.size() > 1 && folder.ends_with('/')) folder.pop_back();
      const fs::path real = fs::canonical(folder, code);
      if (code) {
        out.problems.push_back({argument, "cannot open: " + code.message()});
        continue;
      }
      Walk(std::move(folder), real, options).run(out);
      continue;
    }
    const fs::path folder = fs::weakly_canonical(fs::absolute(argument, code).parent_path(), code);
    const fs::path around = repository_around(folder);
    const fs::path root = around.empty() ? folder : around;
    out.files.push_back(
        {argument, root.string(), (folder / fs::path(argument).filename()).lexically_relative(root).string()});
  }
  // Arguments may overlap.
  if (arguments.size() > 1) {
    std::unordered_set<std::string> known;
    std::erase_if(out.files, [&](const FoundFile& file) {
      std::error_code code;
      const fs::path folder = fs::weakly_canonical(fs::absolute(file.path, code).parent_path(), code);
      return file.path != "-" && !known.insert((folder / fs::path(file.path).filename()).string()).second;
    });
  }
  return out;
}

}  // namespace drydock
