// POSIX file access behind read_file and replace_file.
#include "base/file.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <limits>
#include <system_error>

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <fmt/format.h>

#include "base/text.hpp"

namespace drydock {
namespace {

std::string reason() { return std::generic_category().message(errno); }

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ > STDIN_FILENO) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }
  /// Closes now, to learn of errors that only show then.
  [[nodiscard]] bool close() {
    const int number = number_;
    number_ = -1;
    return ::close(number) == 0;
  }

 private:
  int number_;
};

/// `known_size` says that the file has `expected` bytes, unless somebody writes to it now.
Result<std::string> read_all(int descriptor, std::size_t expected, bool known_size, std::size_t max_size) {
  std::string bytes(expected + 1, '\0');
  std::size_t size = 0;
  for (;;) {
    if (size == bytes.size()) bytes.resize(bytes.size() * 2);
    const std::size_t room = bytes.size() - size;
    const ssize_t count = ::read(descriptor, bytes.data() + size, room);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Error{"cannot read: " + reason()};
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
    // As many bytes as there should be, and no more where there was room for one: that is the end.
    if (known_size && size == expected && static_cast<std::size_t>(count) < room) break;
    if (size > max_size) {
      return Error{fmt::format("the file has more than {} bytes, which is the most that drydock reads", max_size)};
    }
  }
  bytes.resize(size);
  return bytes;
}

/// The folder of a file below another, and the file's own name.
struct Place {
  Descriptor folder;
  std::string name;
};

/// How files are opened that are only read. Non-blocking, so that a FIFO nobody writes to cannot hold the run up.
constexpr int reading = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

/// Opens a path in one call, or not at all if there is a symbolic link on the way or at its end. Descriptor -1 does not
/// say why, and may only mean that the kernel cannot do this or that a sandbox forbids it: whoever calls then steps
/// down from folder to folder.
int open_without_links(int folder, const std::string& path, int flags) {
  // Shared by all threads; that one asks once more does no harm.
  static std::atomic<bool> can = true;
  // Steps down to a parent folder are not what step_down() takes, and the kernel would.
  if (path.find("..") != std::string::npos || !can.load(std::memory_order_relaxed)) return -1;
  open_how how{};
  how.flags = static_cast<decltype(how.flags)>(flags | O_NOFOLLOW);
  how.resolve = RESOLVE_NO_SYMLINKS;
  const long descriptor = ::syscall(SYS_openat2, folder, path.c_str(), &how, sizeof how);
  if (descriptor < 0 && (errno == ENOSYS || errno == EPERM)) can.store(false, std::memory_order_relaxed);
  return static_cast<int>(descriptor);
}

/// A path in a folder; either may be empty.
std::string path_below(std::string_view folder, std::string_view name) {
  std::string path(folder);
  if (!path.empty() && !name.empty()) path += '/';
  return path += name;
}

/// Steps down from one folder to the next, and never through a symbolic link: where one stands now, somebody has put it
/// there since the path was made. Descriptor -1 and errno if that fails. O_PATH asks for no more than the right to pass
/// through.
int step_down(int folder, std::string_view path) {
  while (folder >= 0 && !path.empty()) {
    const std::string step(path.substr(0, path.find('/')));
    path.remove_prefix(std::min(path.size(), step.size() + 1));
    if (step.empty() || step == ".") continue;
    const Descriptor outer(folder);
    if (step == "..") {
      errno = EINVAL;
      return -1;
    }
    folder = ::openat(outer.number(), step.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  }
  return folder;
}

/// A folder to look into, found without following links. Descriptor -1 and errno if that fails.
int open_folder(std::string_view folder) {
  const int direct =
      open_without_links(AT_FDCWD, folder.empty() ? "." : std::string(folder), O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (direct >= 0) return direct;
  return step_down(::open(folder.starts_with('/') ? "/" : ".", O_PATH | O_DIRECTORY | O_CLOEXEC), folder);
}

/// Descriptor -1 and errno if that fails.
Place find_place(const FileBelow& file) {
  const std::size_t name = file.name.rfind('/') + 1;  // 0 without a slash
  return {Descriptor(open_folder(path_below(file.folder, std::string_view(file.name).substr(0, name)))),
          file.name.substr(name)};
}

std::string why_no_folder() {
  return "cannot open its folder: " +
         (errno == ENOTDIR ? "its path leads through what is no folder, or through a symbolic link" : reason());
}

Result<std::string> read_regular(int file, std::size_t max_size, struct stat& status) {
  if (file < 0) return Error{"cannot open: " + (errno == ELOOP ? "it is a symbolic link" : reason())};
  if (::fstat(file, &status) != 0) return Error{"cannot read: " + reason()};
  if (S_ISDIR(status.st_mode)) return Error{"is a directory; name the Dockerfile in it"};
  if (!S_ISREG(status.st_mode)) return Error{"is not a regular file"};
  // Files of /proc say that they are empty.
  const auto size = static_cast<std::size_t>(status.st_size);
  return read_all(file, std::min(size, max_size), size > 0 && size <= max_size, max_size);
}

Result<Done> write_all(int file, std::string_view bytes) {
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t count = ::write(file, bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Error{reason()};
    done += static_cast<std::size_t>(count);
  }
  return Done{};
}

constexpr const char* access_list = "system.posix_acl_access";

/// The value of an extended attribute; nothing and errno if there is none to be had.
std::optional<std::string> attribute_of(int file, const char* name) {
  std::string value;
  for (;;) {
    const ssize_t size = ::fgetxattr(file, name, nullptr, 0);
    if (size < 0) return std::nullopt;
    value.resize(static_cast<std::size_t>(size));
    const ssize_t read = ::fgetxattr(file, name, value.data(), value.size());
    if (read < 0 && errno == ERANGE) continue;  // it has grown
    if (read < 0) return std::nullopt;
    value.resize(static_cast<std::size_t>(read));
    return value;
  }
}

/// Gives a file the user's extended attributes of another. False with errno if one cannot be given.
bool keep_user_attributes(int file, int old) {
  std::string names;
  for (;;) {
    const ssize_t size = ::flistxattr(old, nullptr, 0);
    if (size <= 0) return true;  // none, or none that this file system has
    names.resize(static_cast<std::size_t>(size));
    const ssize_t read = ::flistxattr(old, names.data(), names.size());
    if (read < 0 && errno == ERANGE) continue;
    if (read < 0) return true;
    names.resize(static_cast<std::size_t>(read));
    break;
  }
  for (std::size_t at = 0; at < names.size(); at = names.find('\0', at) + 1) {
    const char* const name = names.c_str() + at;
    if (!std::string_view(name).starts_with("user.")) continue;
    const auto value = attribute_of(old, name);
    if (value && ::fsetxattr(file, name, value->data(), value->size(), 0) != 0) return false;
  }
  return true;
}

/// Gives a new file that nobody else may read yet the owner, the mode, the access control list and the user's extended
/// attributes of another. Nobody gets more access than before. What went wrong, with errno, or null.
const char* keep_attributes(int file, int old, const struct stat& status) {
  struct stat made {};
  if (::fstat(file, &made) != 0) return "cannot keep the owner";
  // Owner before mode: a change of owner clears the set-user-ID bits. Without the right to give files away the file
  // stays ours, as with every editor; its group may be one of ours.
  bool owner = made.st_uid == status.st_uid;
  bool group = made.st_gid == status.st_gid;
  if (!owner || !group) {
    if (::fchown(file, status.st_uid, status.st_gid) == 0) {
      owner = true;
      group = true;
    } else if (errno != EPERM) {
      return "cannot keep the owner";
    } else if (!group) {
      group = ::fchown(file, static_cast<uid_t>(-1), status.st_gid) == 0;
      if (!group && errno != EPERM) return "cannot keep the group";
    }
  }
  const auto list = attribute_of(old, access_list);
  if (!list && errno != ENODATA && errno != EOPNOTSUPP) return "cannot read the access control list";
  // What the list says of the group would count for another one.
  if (list && !group) return "cannot keep the group, which the access control list is about";
  // The folder's default list gave the file one of its own, which the mode would open.
  if (!list && ::fremovexattr(file, access_list) != 0 && errno != ENODATA && errno != EOPNOTSUPP) {
    return "cannot keep the access";
  }
  mode_t mode = status.st_mode & 07777;
  if (!owner) mode &= ~static_cast<mode_t>(S_ISUID);
  if (!group) mode &= ~static_cast<mode_t>(S_ISGID);
  // With a list, the bits of the group are the most that anybody in it gets. Those that belong to another group, and to
  // that of a list until the list is there, were all others before.
  const mode_t narrow = mode & ~(static_cast<mode_t>(S_IRWXG) & ~((mode & S_IRWXO) << 3));
  if (::fchmod(file, list || !group ? narrow : mode) != 0) return "cannot keep the mode";
  if (list && ::fsetxattr(file, access_list, list->data(), list->size(), 0) != 0) {
    return "cannot keep the access control list";
  }
  return keep_user_attributes(file, old) ? nullptr : "cannot keep the extended attributes";
}

/// Makes an empty file that only its owner may read, under a name that no other file has. Descriptor -1 and errno if
/// that fails.
int make_beside(int folder, std::string& name) {
  constexpr int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;
  if (!name.empty()) {
    const int made = ::openat(folder, name.c_str(), flags, 0600);
    if (made >= 0 || errno != EEXIST || ::unlinkat(folder, name.c_str(), 0) != 0) return made;
    return ::openat(folder, name.c_str(), flags, 0600);
  }
  for (int tries = 0; tries < 100; ++tries) {
    std::uint64_t number = 0;
    if (::getrandom(&number, sizeof number, 0) != sizeof number) return -1;
    name = fmt::format(".drydock-{:016x}", number);
    const int made = ::openat(folder, name.c_str(), flags, 0600);
    if (made >= 0 || errno != EEXIST) return made;
  }
  return -1;
}

/// As replace_file, for a name in a folder. Without a temporary name the file that is written first gets a new one.
Result<Done> replace_in(int folder, const std::string& name, std::string_view before, std::string_view after,
                        std::string temporary) {
  constexpr std::string_view changed = "has changed while drydock was at work; it stays as it is";
  const Descriptor old(::openat(folder, name.c_str(), reading | O_NOFOLLOW));
  struct stat status {};
  const auto bytes = read_regular(old.number(), std::max(before.size(), std::size_t{1}), status);
  if (!bytes || bytes.value() != before) return Error{std::string(changed)};
  // A rename would get round a file that its owner has made read-only.
  if (::faccessat(folder, name.c_str(), W_OK, AT_EACCESS) != 0) return Error{"cannot write: " + reason()};

  Descriptor file(make_beside(folder, temporary));
  if (file.number() < 0) return Error{"cannot write beside the file: " + reason()};
  const auto fail = [&](std::string_view what) {
    const std::string why = reason();
    ::unlinkat(folder, temporary.c_str(), 0);
    return Error{fmt::format("{}: {}", what, why)};
  };
  if (!write_all(file.number(), after)) return fail("cannot write");
  if (const char* const kept = keep_attributes(file.number(), old.number(), status); kept != nullptr) return fail(kept);
  if (::fsync(file.number()) != 0 || !file.close()) return fail("cannot write");
  struct stat now {};
  if (::fstatat(folder, name.c_str(), &now, AT_SYMLINK_NOFOLLOW) != 0 || now.st_ino != status.st_ino ||
      now.st_size != status.st_size || now.st_mtim.tv_sec != status.st_mtim.tv_sec ||
      now.st_mtim.tv_nsec != status.st_mtim.tv_nsec) {
    ::unlinkat(folder, temporary.c_str(), 0);
    return Error{std::string(changed)};
  }
  if (::renameat(folder, temporary.c_str(), folder, name.c_str()) != 0) return fail("cannot replace");
  return Done{};
}

}  // namespace

bool exists(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0;
}

bool is_folder(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

Result<std::string> read_file(const std::string& path, std::size_t max_size) {
  const Descriptor file(::open(path.c_str(), reading));
  struct stat status {};
  return read_regular(file.number(), max_size, status);
}

Result<std::string> read_file(const FileBelow& file, std::size_t max_size) {
  struct stat status {};
  const Descriptor direct(open_without_links(AT_FDCWD, path_below(file.folder, file.name), reading));
  if (direct.number() >= 0) return read_regular(direct.number(), max_size, status);
  const Place place = find_place(file);
  if (place.folder.number() < 0) return Error{why_no_folder()};
  const Descriptor opened(::openat(place.folder.number(), place.name.c_str(), reading | O_NOFOLLOW));
  return read_regular(opened.number(), max_size, status);
}

FolderReader::FolderReader(const std::string& folder, Links links)
    : folder_(links == Links::refused ? open_folder(folder)
              : folder.empty()        ? AT_FDCWD
                                      : ::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)),
      links_(links) {}

FolderReader::~FolderReader() {
  if (folder_ >= 0) ::close(folder_);
}

void FolderReader::make_room(std::size_t room) {
  if (room <= room_) return;
  auto larger = std::make_unique_for_overwrite<char[]>(room);
  if (size_ > 0) std::memcpy(larger.get(), buffer_.get(), size_);
  buffer_ = std::move(larger);
  room_ = room;
}

FolderReader::Found FolderReader::read(const std::string& path, std::size_t max_size) {
  size_ = 0;
  int opened = links_ == Links::followed ? ::openat(folder_, path.c_str(), reading)
                                         : open_without_links(folder_, path, reading);
  if (opened < 0 && links_ == Links::refused && folder_ >= 0) {
    const std::size_t name = path.rfind('/') + 1;  // 0 without a slash
    const Descriptor way(step_down(::fcntl(folder_, F_DUPFD_CLOEXEC, 0), std::string_view(path).substr(0, name)));
    opened = way.number() < 0 ? -1 : ::openat(way.number(), path.c_str() + name, reading | O_NOFOLLOW);
  }
  const Descriptor file(opened);
  struct stat status {};
  if (opened < 0 || ::fstat(opened, &status) != 0) return Found::neither;
  if (S_ISDIR(status.st_mode)) return Found::folder;
  const auto expected = static_cast<std::size_t>(status.st_size);
  if (!S_ISREG(status.st_mode) || expected > max_size) return Found::neither;
  make_room(std::max(expected + 1, std::size_t{16} * 1024));
  for (;;) {
    if (size_ == room_) make_room(room_ * 2);
    const std::size_t room = room_ - size_;
    const ssize_t count = ::read(opened, buffer_.get() + size_, room);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Found::neither;
    size_ += static_cast<std::size_t>(count);
    // As in read_all(): the end, where it is known.
    const bool ended = count == 0 || (expected > 0 && size_ == expected && static_cast<std::size_t>(count) < room);
    if (size_ > max_size) return Found::neither;
    if (ended) return Found::file;
  }
}

FolderReader::Found FolderReader::find(const std::string& path) const {
  struct stat status {};
  if (::fstatat(folder_, path.c_str(), &status, 0) != 0) return Found::neither;
  return S_ISDIR(status.st_mode) ? Found::folder : S_ISREG(status.st_mode) ? Found::file : Found::neither;
}

bool FolderReader::has(const std::string& path) const {
  struct stat status {};
  return ::fstatat(folder_, path.c_str(), &status, 0) == 0;
}

Result<std::string> read_standard_input(std::size_t max_size) { return read_all(STDIN_FILENO, 65536, false, max_size); }

std::optional<Result<std::string>> read_open_pipe(const std::string& path, std::size_t max_size) {
  constexpr std::string_view folder = "/dev/fd/";
  std::optional<std::int64_t> number;
  if (path == "/dev/stdin") number = STDIN_FILENO;
  if (path.starts_with(folder)) number = parse_integer(std::string_view(path).substr(folder.size()));
  if (!number || *number < 0 || *number > std::numeric_limits<int>::max()) return std::nullopt;
  struct stat status {};
  if (::fstat(static_cast<int>(*number), &status) != 0 || !S_ISFIFO(status.st_mode)) return std::nullopt;
  return read_all(static_cast<int>(*number), 65536, false, max_size);
}

Result<std::string> write_temporary_file(std::string_view prefix, std::string_view suffix, std::string_view bytes) {
  std::error_code code;
  const std::filesystem::path folder = std::filesystem::temp_directory_path(code);
  if (code) return Error{"there is no folder for temporary files: " + code.message()};
  std::string path = (folder / fmt::format("{}XXXXXX{}", prefix, suffix)).string();
  Descriptor file(::mkstemps(path.data(), static_cast<int>(suffix.size())));
  if (file.number() < 0) return Error{fmt::format("cannot write into {}: {}", folder.string(), reason())};
  const auto written = write_all(file.number(), bytes);
  if (written && file.close()) return path;
  const std::string why = written ? reason() : written.error();
  ::unlink(path.c_str());
  return Error{"cannot write: " + why};
}

Result<Done> replace_file(const std::string& path, std::string_view before, std::string_view after) {
  namespace fs = std::filesystem;
  std::error_code code;
  fs::path target = path;
  if (fs::is_symlink(fs::symlink_status(target, code))) {
    const fs::path folder = fs::weakly_canonical(target.has_parent_path() ? target.parent_path() : ".", code);
    target = fs::canonical(target, code);
    if (code) return Error{"cannot follow the symbolic link: " + code.message()};
    const fs::path relative = target.lexically_relative(folder);
    if (relative.empty() || *relative.begin() == "..") {
      return Error{"is a symbolic link to a file outside of its folder; name that file itself"};
    }
  }
  const fs::path parent = target.has_parent_path() ? target.parent_path() : ".";
  const Descriptor folder(::open(parent.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (folder.number() < 0) return Error{why_no_folder()};
  return replace_in(folder.number(), target.filename().string(), before, after, "");
}

Result<Done> replace_file(const FileBelow& below, std::string_view before, std::string_view after,
                          const std::string& temporary_name) {
  const Place place = find_place(below);
  if (place.folder.number() < 0) return Error{why_no_folder()};
  return replace_in(place.folder.number(), place.name, before, after, temporary_name);
}

}  // namespace drydock
