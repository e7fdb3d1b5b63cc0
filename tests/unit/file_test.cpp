// Reading whole files and replacing them: what is kept, what is refused, and that nothing is left behind.
#include "base/file.hpp"

#include <grp.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/temporary_folder.hpp"

namespace drydock {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t plenty = 1 << 20;

class Files : public testing::Test, protected TemporaryFolder {
 protected:

  [[nodiscard]] mode_t mode_of(const std::string& name) const {
    struct stat status {};
    EXPECT_EQ(::stat(file(name).c_str(), &status), 0);
    return status.st_mode & 07777;
  }
  [[nodiscard]] std::set<std::string> names() const {
    std::set<std::string> out;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder())) {
      out.insert(entry.path().filename().string());
    }
    return out;
  }
};

TEST_F(Files, ReadsBytesAsTheyAre) {
  const std::string bytes("a\r\n\0\xFF", 5);
  write("f", bytes);
  const auto read = read_file(file("f"), plenty);
  ASSERT_TRUE(read.ok()) << read.error();
  EXPECT_EQ(read.value(), bytes);
  write("empty", "");
  EXPECT_EQ(read_file(file("empty"), plenty).value(), "");
  fs::create_symlink("f", file("link"));
  EXPECT_EQ(read_file(file("link"), plenty).value(), bytes);
}

TEST_F(Files, ReadsUpToALimit) {
  write("f", std::string(1000, 'x'));
  EXPECT_TRUE(read_file(file("f"), 1000).ok());
  const auto read = read_file(file("f"), 999);
  ASSERT_FALSE(read.ok());
  EXPECT_NE(read.error().find("999"), std::string::npos) << read.error();
}

TEST_F(Files, ReadsNothingButRegularFiles) {
  const auto directory = read_file(folder().string(), plenty);
  ASSERT_FALSE(directory.ok());
  EXPECT_NE(directory.error().find("directory"), std::string::npos);
  EXPECT_FALSE(read_file(file("missing"), plenty).ok());
  EXPECT_FALSE(read_file("", plenty).ok());
  ASSERT_EQ(::mkfifo(file("fifo").c_str(), 0600), 0);
  const auto fifo = read_file(file("fifo"), plenty);  // must not wait for a writer
  ASSERT_FALSE(fifo.ok());
  EXPECT_EQ(fifo.error(), "is not a regular file");
  EXPECT_FALSE(read_file("/dev/null", plenty).ok());
}

TEST_F(Files, ReadsNoFileThatIsNotReadable) {
  if (::geteuid() == 0) GTEST_SKIP() << "root reads every file";
  write("f", "a");
  ASSERT_EQ(::chmod(file("f").c_str(), 0), 0);
  EXPECT_FALSE(read_file(file("f"), plenty).ok());
}

TEST_F(Files, ReplacesBytesAndKeepsTheMode) {
  for (const mode_t mode : {0644U, 0600U, 0755U, 0664U, 04711U}) {
    write("f", "old and longer");
    ASSERT_EQ(::chmod(file("f").c_str(), mode), 0);
    const auto replaced = replace_file(file("f"), "old and longer", "new");
    ASSERT_TRUE(replaced.ok()) << replaced.error();
    EXPECT_EQ(bytes_of("f"), "new");
    EXPECT_EQ(mode_of("f"), mode);
  }
  EXPECT_EQ(names(), std::set<std::string>{"f"}) << "no temporary file is left";
}

TEST_F(Files, ReplacesNothingThatHasChangedSinceItWasRead) {
  write("f", "old");
  for (const std::string_view before : {"", "ol", "older", "new"}) {
    const auto replaced = replace_file(file("f"), before, "new");
    ASSERT_FALSE(replaced.ok()) << before;
    EXPECT_EQ(replaced.error(), "has changed while drydock was at work; it stays as it is");
  }
  EXPECT_EQ(bytes_of("f"), "old");
  EXPECT_EQ(names(), std::set<std::string>{"f"});
}

TEST_F(Files, KeepsTheUsersAttributesAndTheAccessControlList) {
  write("f", "old");
  ASSERT_EQ(::chmod(file("f").c_str(), 0600), 0);
  const std::string path = file("f").string();
  if (::setxattr(path.c_str(), "user.note", "kept", 4, 0) != 0) GTEST_SKIP() << "no extended attributes here";
  // Version 2; the owner rw-, user 1 r--, the group ---, the mask r--, all others ---.
  constexpr std::string_view list(
      "\2\0\0\0" "\1\0\6\0\377\377\377\377" "\2\0\4\0\1\0\0\0" "\4\0\0\0\377\377\377\377"
      "\20\0\4\0\377\377\377\377" "\40\0\0\0\377\377\377\377", 44);
  const bool has_lists = ::setxattr(path.c_str(), "system.posix_acl_access", list.data(), list.size(), 0) == 0;
  ASSERT_TRUE(replace_file(path, "old", "new").ok());
  char value[100];
  EXPECT_EQ(::getxattr(path.c_str(), "user.note", value, sizeof value), 4);
  if (!has_lists) GTEST_SKIP() << "no access control lists here";
  EXPECT_EQ(mode_of("f"), 0640U) << "the mask of the list";
  ASSERT_EQ(::getxattr(path.c_str(), "system.posix_acl_access", value, sizeof value), 44);
  EXPECT_EQ(std::string_view(value, 44), list);
  // A default list of the folder opens nothing that was closed.
  ASSERT_EQ(::setxattr(folder().c_str(), "system.posix_acl_default", list.data(), list.size(), 0), 0);
  ASSERT_EQ(::removexattr(path.c_str(), "system.posix_acl_access"), 0);
  ASSERT_EQ(::chmod(path.c_str(), 0640), 0);
  ASSERT_TRUE(replace_file(path, "new", "newer").ok());
  EXPECT_EQ(mode_of("f"), 0640U);
  EXPECT_LT(::getxattr(path.c_str(), "system.posix_acl_access", value, sizeof value), 0);
}

/// Runs what returns whether it went well as another user, in a process of its own. Only for root.
template <typename Work>
bool as_user(uid_t user, gid_t group, std::vector<gid_t> groups, const Work& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    const bool changed = ::setgroups(groups.size(), groups.data()) == 0 && ::setresgid(group, group, group) == 0 &&
                         ::setresuid(user, user, user) == 0;
    ::_exit(changed && work() ? 0 : 1);
  }
  int status = 1;
  return ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST_F(Files, KeepsTheGroupWhereTheOwnerCannotBeKept) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can be two users";
  ASSERT_EQ(::chmod(folder().c_str(), 0777), 0);
  const auto replace = [&] { return replace_file(file("f"), "old", "new").ok(); };
  const auto check = [&](gid_t group, mode_t mode) {
    struct stat status {};
    ASSERT_EQ(::stat(file("f").c_str(), &status), 0);
    EXPECT_EQ(status.st_uid, 1001U);
    EXPECT_EQ(status.st_gid, group);
    EXPECT_EQ(status.st_mode & 07777, mode);
    EXPECT_EQ(bytes_of("f"), "new");
  };
  const auto make = [&](gid_t group, mode_t mode) {
    write("f", "old");
    ASSERT_EQ(::chown(file("f").c_str(), 1000, group), 0);
    ASSERT_EQ(::chmod(file("f").c_str(), mode), 0);
  };
  make(2000, 0660);
  EXPECT_TRUE(as_user(1001, 1001, {2000}, replace));
  check(2000, 0660);
  make(2000, 0676);
  EXPECT_TRUE(as_user(1001, 1001, {}, replace)) << "everybody may write, and what only the group could is gone";
  check(1001, 0666);
  // In a folder whose group new files get, the file keeps its own.
  ASSERT_EQ(::chown(folder().c_str(), 0, 2000), 0);
  ASSERT_EQ(::chmod(folder().c_str(), 02777), 0);
  write("f", "old");
  ASSERT_EQ(::chown(file("f").c_str(), 1001, 1001), 0);
  ASSERT_EQ(::chmod(file("f").c_str(), 0640), 0);
  EXPECT_TRUE(as_user(1001, 1001, {2000}, replace));
  check(1001, 0640);
}

TEST_F(Files, ReplacesByANewFileSoThatReadersKeepTheOldOne) {
  write("f", "old");
  std::ifstream reader(file("f"), std::ios::binary);
  ASSERT_TRUE(replace_file(file("f"), "old", "new").ok());
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(reader), {}), "old");
  EXPECT_EQ(bytes_of("f"), "new");
}

TEST_F(Files, ReplacesWithNothingAndWithMuch) {
  write("f", "old");
  ASSERT_TRUE(replace_file(file("f"), "old", "").ok());
  EXPECT_EQ(bytes_of("f"), "");
  const std::string much(3 << 20, 'y');
  ASSERT_TRUE(replace_file(file("f"), "", much).ok());
  EXPECT_EQ(bytes_of("f"), much);
}

TEST_F(Files, FollowsALinkInsideOfItsFolder) {
  fs::create_directory(folder() / "sub");
  write("sub/f", "old");
  write("g", "old");
  fs::create_symlink("sub/f", file("below"));
  fs::create_symlink(file("g"), file("beside"));
  for (const auto& [link, target] : {std::pair("below", "sub/f"), std::pair("beside", "g")}) {
    const auto replaced = replace_file(file(link), "old", "new");
    ASSERT_TRUE(replaced.ok()) << replaced.error();
    EXPECT_TRUE(fs::is_symlink(file(link)));
    EXPECT_FALSE(fs::is_symlink(file(target)));
    EXPECT_EQ(bytes_of(target), "new");
  }
  EXPECT_EQ(names(), (std::set<std::string>{"below", "beside", "g", "sub"}));
}

TEST_F(Files, FollowsNoLinkOutOfItsFolder) {
  fs::create_directory(folder() / "sub");
  write("f", "old");
  fs::create_symlink("../f", file("sub/above"));
  fs::create_symlink("above", file("sub/twice"));
  for (const std::string link : {"sub/above", "sub/twice"}) {
    const auto replaced = replace_file(file(link), "old", "new");
    ASSERT_FALSE(replaced.ok()) << link;
    EXPECT_NE(replaced.error().find("outside"), std::string::npos) << replaced.error();
  }
  EXPECT_EQ(bytes_of("f"), "old");
  fs::create_symlink("missing", file("broken"));
  EXPECT_FALSE(replace_file(file("broken"), "old", "new").ok());
  fs::create_symlink("loop", file("loop"));
  EXPECT_FALSE(replace_file(file("loop"), "old", "new").ok());
  EXPECT_EQ(names(), (std::set<std::string>{"broken", "f", "loop", "sub"}));
}

TEST_F(Files, ReplacesNoFileThatDoesNotExist) {
  EXPECT_FALSE(replace_file(file("f"), "old", "new").ok());
  EXPECT_TRUE(names().empty());
}

TEST_F(Files, ReplacesNoDirectory) {
  fs::create_directory(folder() / "sub");
  EXPECT_FALSE(replace_file(file("sub"), "old", "new").ok());
  EXPECT_EQ(names(), std::set<std::string>{"sub"});
}

TEST_F(Files, ReplacesNoReadOnlyFile) {
  if (::geteuid() == 0) GTEST_SKIP() << "root writes every file";
  write("f", "old");
  ASSERT_EQ(::chmod(file("f").c_str(), 0444), 0);
  EXPECT_FALSE(replace_file(file("f"), "old", "new").ok());
  EXPECT_EQ(bytes_of("f"), "old");
  EXPECT_EQ(names(), std::set<std::string>{"f"});
}

TEST_F(Files, ReplacesNothingInAReadOnlyFolder) {
  if (::geteuid() == 0) GTEST_SKIP() << "root writes every folder";
  write("f", "old");
  ASSERT_EQ(::chmod(folder().c_str(), 0555), 0);
  EXPECT_FALSE(replace_file(file("f"), "old", "new").ok());
  ASSERT_EQ(::chmod(folder().c_str(), 0755), 0);
  EXPECT_EQ(bytes_of("f"), "old");
}

/// From now on the kernel says `error` to this process when it asks for openat2. False if it cannot be told to.
bool refuse_openat2(int error) {
  const auto value = static_cast<unsigned>(error);
  std::array<sock_filter, 4> program = {{
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | value),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  }};
  const sock_fprog filter{program.size(), program.data()};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

class FilesBelow : public Files {
 protected:
  FilesBelow() {
    write("real/inner/f", "bytes");
    write("real/g", "more bytes");
    write("outside/f", "other bytes");
    fs::create_directory_symlink("real", file("link"));
    fs::create_directory_symlink("../outside", file("real/way"));
    fs::create_symlink("g", file("real/end"));
  }

  /// What comes of reading files in all ways, one a line.
  [[nodiscard]] std::string outcomes() const {
    std::string all;
    const auto say = [&](const Result<std::string>& read) {
      all += (read ? "read " + read.value() : read.error()) + "\n";
    };
    const std::string here = folder();
    for (const std::string& below :
         {here + "/real", here + "/link", here, here + "/real/g", here + "/no", here + "/."}) {
      FolderReader reader(below, FolderReader::Links::refused);
      for (const std::string name : {"inner/f", "g", "way/f", "end", "inner", "no", "no/f", "g/f", "../outside/f",
                                     "real/inner/../g", "real/way/f", "real/./inner//f", "link/g"}) {
        say(read_file(FileBelow{below, name}, plenty));
        using Found = FolderReader::Found;
        const Found found = reader.read(name, plenty);
        all += found == Found::file ? "file " : found == Found::folder ? "folder" : "neither";
        all += std::string(found == Found::file ? reader.bytes() : "") + "\n";
      }
    }
    return all;
  }
};

TEST_F(FilesBelow, AreReadThroughNoLink) {
  const std::string real = file("real");
  EXPECT_EQ(read_file(FileBelow{real, "inner/f"}, plenty).value(), "bytes");
  EXPECT_EQ(read_file(FileBelow{real, "way/f"}, plenty).error(),
            "cannot open its folder: its path leads through what is no folder, or through a symbolic link");
  EXPECT_EQ(read_file(FileBelow{file("link"), "g"}, plenty).error(),
            "cannot open its folder: its path leads through what is no folder, or through a symbolic link");
  EXPECT_EQ(read_file(FileBelow{real, "end"}, plenty).error(), "cannot open: it is a symbolic link");
  EXPECT_EQ(read_file(FileBelow{real, "inner"}, plenty).error(), "is a directory; name the Dockerfile in it");
  EXPECT_FALSE(read_file(FileBelow{real, "inner/../g"}, plenty).ok());
  EXPECT_FALSE(read_file(FileBelow{real, "../outside/f"}, plenty).ok());
}

TEST_F(FilesBelow, AreReadTheSameWayWhereTheKernelOrASandboxHasNoOpenat2) {
  const std::string expected = outcomes();
  EXPECT_NE(expected.find("read bytes\nfile bytes\n"), std::string::npos);
  EXPECT_EQ(expected.find("other bytes"), std::string::npos);
  for (const int error : {ENOSYS, EPERM}) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      if (!refuse_openat2(error)) ::_exit(77);
      if (::syscall(SYS_openat2, -1, "", nullptr, 0) != -1 || errno != error) ::_exit(78);
      ::_exit(outcomes() == expected ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77) GTEST_SKIP() << "there is no seccomp here";
    EXPECT_EQ(WEXITSTATUS(status), 0);
  }
}

TEST_F(FilesBelow, AreLookedAtOneAfterTheOther) {
  const std::string large(100000, 'x');
  write("real/large", large);
  write("real/empty", "");
  using Found = FolderReader::Found;
  for (const std::string folder : {"real", "link"}) {
    FolderReader reader(file(folder), FolderReader::Links::followed);
    EXPECT_EQ(reader.read("g", plenty), Found::file);
    EXPECT_EQ(reader.bytes(), "more bytes");
    EXPECT_EQ(reader.read("large", large.size()), Found::file);
    EXPECT_EQ(reader.bytes(), large);
    EXPECT_EQ(reader.read("large", large.size() - 1), Found::neither);
    EXPECT_EQ(reader.read("empty", plenty), Found::file);
    EXPECT_EQ(reader.bytes(), "");
    EXPECT_EQ(reader.read("way/f", plenty), Found::file);
    EXPECT_EQ(reader.bytes(), "other bytes");
    EXPECT_EQ(reader.read("end", plenty), Found::file);
    EXPECT_EQ(reader.read("way", plenty), Found::folder);
    EXPECT_EQ(reader.read(".", plenty), Found::folder);
    EXPECT_EQ(reader.read("no", plenty), Found::neither);
    EXPECT_EQ(reader.read("", plenty), Found::neither);
    EXPECT_EQ(reader.find("g"), Found::file);
    EXPECT_EQ(reader.find("way"), Found::folder);
    EXPECT_EQ(reader.find("no"), Found::neither);
    EXPECT_TRUE(reader.has("way/f"));
    EXPECT_FALSE(reader.has("way/g"));
  }
  ASSERT_EQ(::mkfifo(file("real/fifo").c_str(), 0600), 0);
  FolderReader reader(file("real"), FolderReader::Links::refused);
  EXPECT_EQ(reader.read("fifo", plenty), Found::neither) << "and nobody waits for a writer";
  FolderReader nowhere(file("no"), FolderReader::Links::followed);
  EXPECT_EQ(nowhere.read("g", plenty), Found::neither);
  EXPECT_EQ(FolderReader("", FolderReader::Links::followed).find("."), Found::folder);
  // A file that says it is empty and is not.
  FolderReader process("/proc/self", FolderReader::Links::followed);
  EXPECT_EQ(process.read("status", plenty), Found::file);
  EXPECT_TRUE(process.bytes().starts_with("Name:"));
}

}  // namespace
}  // namespace drydock
