// Reading whole files and replacing them: what is kept, what is refused, and that nothing is left behind.
#include "base/file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

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
    const auto replaced = replace_file(file("f"), "new");
    ASSERT_TRUE(replaced.ok()) << replaced.error();
    EXPECT_EQ(bytes_of("f"), "new");
    EXPECT_EQ(mode_of("f"), mode);
  }
  EXPECT_EQ(names(), std::set<std::string>{"f"}) << "no temporary file is left";
}

TEST_F(Files, ReplacesByANewFileSoThatReadersKeepTheOldOne) {
  write("f", "old");
  std::ifstream reader(file("f"), std::ios::binary);
  ASSERT_TRUE(replace_file(file("f"), "new").ok());
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(reader), {}), "old");
  EXPECT_EQ(bytes_of("f"), "new");
}

TEST_F(Files, ReplacesWithNothingAndWithMuch) {
  write("f", "old");
  ASSERT_TRUE(replace_file(file("f"), "").ok());
  EXPECT_EQ(bytes_of("f"), "");
  const std::string much(3 << 20, 'y');
  ASSERT_TRUE(replace_file(file("f"), much).ok());
  EXPECT_EQ(bytes_of("f"), much);
}

TEST_F(Files, FollowsALinkInsideOfItsFolder) {
  fs::create_directory(folder() / "sub");
  write("sub/f", "old");
  write("g", "old");
  fs::create_symlink("sub/f", file("below"));
  fs::create_symlink(file("g"), file("beside"));
  for (const auto& [link, target] : {std::pair("below", "sub/f"), std::pair("beside", "g")}) {
    const auto replaced = replace_file(file(link), "new");
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
    const auto replaced = replace_file(file(link), "new");
    ASSERT_FALSE(replaced.ok()) << link;
    EXPECT_NE(replaced.error().find("outside"), std::string::npos) << replaced.error();
  }
  EXPECT_EQ(bytes_of("f"), "old");
  fs::create_symlink("missing", file("broken"));
  EXPECT_FALSE(replace_file(file("broken"), "new").ok());
  fs::create_symlink("loop", file("loop"));
  EXPECT_FALSE(replace_file(file("loop"), "new").ok());
  EXPECT_EQ(names(), (std::set<std::string>{"broken", "f", "loop", "sub"}));
}

TEST_F(Files, ReplacesNoFileThatDoesNotExist) {
  EXPECT_FALSE(replace_file(file("f"), "new").ok());
  EXPECT_TRUE(names().empty());
}

TEST_F(Files, ReplacesNoDirectory) {
  fs::create_directory(folder() / "sub");
  EXPECT_FALSE(replace_file(file("sub"), "new").ok());
  EXPECT_EQ(names(), std::set<std::string>{"sub"});
}

TEST_F(Files, ReplacesNoReadOnlyFile) {
  if (::geteuid() == 0) GTEST_SKIP() << "root writes every file";
  write("f", "old");
  ASSERT_EQ(::chmod(file("f").c_str(), 0444), 0);
  EXPECT_FALSE(replace_file(file("f"), "new").ok());
  EXPECT_EQ(bytes_of("f"), "old");
  EXPECT_EQ(names(), std::set<std::string>{"f"});
}

TEST_F(Files, ReplacesNothingInAReadOnlyFolder) {
  if (::geteuid() == 0) GTEST_SKIP() << "root writes every folder";
  write("f", "old");
  ASSERT_EQ(::chmod(folder().c_str(), 0555), 0);
  EXPECT_FALSE(replace_file(file("f"), "new").ok());
  ASSERT_EQ(::chmod(folder().c_str(), 0755), 0);
  EXPECT_EQ(bytes_of("f"), "old");
}

}  // namespace
}  // namespace drydock
