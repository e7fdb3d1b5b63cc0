// Reading whole files and replacing them atomically.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace drydock {

/// Whether a path leads to something, or to a folder, through symbolic links too.
[[nodiscard]] bool exists(const std::string& path);
[[nodiscard]] bool is_folder(const std::string& path);

/// The bytes of a regular file (or of a link to one). Fails with the reason on anything else: directories, devices,
/// files that cannot be read, files over `max_size` bytes.
[[nodiscard]] Result<std::string> read_file(const std::string& path, std::size_t max_size);

/// The bytes of standard input, up to `max_size`.
[[nodiscard]] Result<std::string> read_standard_input(std::size_t max_size);

/// The same for the pipe that this process has open under a name such as /dev/fd/63, which is what a shell makes of
/// `<(command)`. Nothing if the path is no such name.
[[nodiscard]] std::optional<Result<std::string>> read_open_pipe(const std::string& path, std::size_t max_size);

/// Writes a new file into the folder for temporary files, readable by its owner, and returns its path. Its name begins
/// and ends with what is given.
[[nodiscard]] Result<std::string> write_temporary_file(std::string_view prefix, std::string_view suffix,
                                                       std::string_view bytes);

/// Replaces a file's bytes through a temporary file beside it and a rename, so that at every moment the file is either
/// old or new. Fails if the file no longer has the bytes `before`. Mode, access control list, the user's extended
/// attributes and, where permitted, owner and group are kept; nobody gets more access than before. Other names of the
/// file keep the old bytes. A symbolic link stays a link: its target is replaced, if the target lies in the link's own
/// folder or below it; else the call fails.
[[nodiscard]] Result<Done> replace_file(const std::string& path, std::string_view before, std::string_view after);

/// A file that is looked for without following a symbolic link on the way, so that nobody who may write there can lead
/// elsewhere. The folder counts, too: it may itself have been found below another.
struct FileBelow {
  std::string folder;  ///< a path without symbolic links and ".."
  std::string name;    ///< relative to it, without ".."
};

/// The bytes of a regular file; fails as read_file does, and on symbolic links.
[[nodiscard]] Result<std::string> read_file(const FileBelow& file, std::size_t max_size);

/// Looks at files below one folder, one after the other. The kernel goes the way to the folder once, and nothing is
/// allocated for a file that is no larger than those before it.
class FolderReader {
 public:
  enum class Links : std::uint8_t {
    followed,  ///< as with every path
    refused,   ///< as in FileBelow, on the way to the folder and below it
  };
  enum class Found : std::uint8_t {
    file,     ///< a regular file
    folder,   ///< or a link to one, where they are followed
    neither,  ///< it is no such thing, not to be read, or too large: read_file() says why
  };

  /// `folder` is a path, "" for the current folder. Where there is no such folder, nothing is found in it.
  FolderReader(const std::string& folder, Links links);
  ~FolderReader();
  FolderReader(const FolderReader&) = delete;
  FolderReader& operator=(const FolderReader&) = delete;

  /// Reads a file of up to `max_size` bytes; `path` is relative to the folder.
  [[nodiscard]] Found read(const std::string& path, std::size_t max_size);
  /// The bytes of the file that was read last.
  [[nodiscard]] std::string_view bytes() const noexcept { return {buffer_.get(), size_}; }
  /// What `path` leads to, without reading it: a file may turn out to be unreadable. Only where links are followed.
  [[nodiscard]] Found find(const std::string& path) const;
  /// Whether `path` leads to something. Only where links are followed.
  [[nodiscard]] bool has(const std::string& path) const;

 private:
  void make_room(std::size_t room);

  int folder_;  ///< an open descriptor, AT_FDCWD or -1
  Links links_;
  std::unique_ptr<char[]> buffer_;
  std::size_t room_ = 0;
  std::size_t size_ = 0;
};

/// Replaces a file's bytes as the other replace_file does. `temporary_name` is that of the file that is written first,
/// beside it; one that a run left behind that was killed is removed.
[[nodiscard]] Result<Done> replace_file(const FileBelow& file, std::string_view before, std::string_view after,
                                        const std::string& temporary_name);

}  // namespace drydock
