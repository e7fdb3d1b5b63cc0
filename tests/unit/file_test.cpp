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

namespace drydock {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t plenty = 1 << 20;

class Files : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "drydock-file-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] std::string path(const std::string& name) const { return (folder_ / name).string(); }
  void write(const std::string& name, const std::string& bytes) const {
    std::ofstream(path(name), std::ios::binary) << bytes;
  }
  [[nodiscard]] std::string bytes_of(const std::string& name) const {
    std::ifstream stream(path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  [[nodiscard]] mode_t mode_of(const std::string& name) const {
    struct stat status {};
    EXPECT_EQ(::stat(path(name).c_str(), &status), 0);
    return status.st_mode & 07777;
  }
  [[nodiscard]] std::set<std::string> names() const {
    std::set<std::string> out;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder_))
      out.insert(entry.path().filename().string());
    return out;
  }

  fs::path folder_;
};

TEST_F(Files, ReadsBytesAsTheyAre) {
  const std::string bytes("a\r\n\0\xFF", 5);
  write("f", bytes);
  const auto read = read_file(path("f"), plenty);
  ASSERT_TRUE(read.ok()) << read.error();
  EXPECT_EQ(read.value(), bytes);
  write("empty", "");
  EXPECT_EQ(read_file(path("empty"), plenty).value(), "");
  fs::create_symlink("f", path("link"));
  EXPECT_EQ(read_file(path("link"), plenty).value(), bytes);
}

TEST_F(Files, ReadsUpToALimit) {
  write("f", std::string(1000, 'x'));
  EXPECT_TRUE(read_file(path("f"), 1000).ok());
  const auto read = read_file(path("f"), 999);
  ASSERT_FALSE(read.ok());
  EXPECT_NE(read.error().find("999"), std::string::npos) << read.error();
}

TEST_F(Files, ReadsNothingButRegularFiles) {
  const auto directory = read_file(folder_.string(), plenty);
  ASSERT_FALSE(directory.ok());
  EXPECT_NE(directory.error().find("directory"), std::string::npos);
  EXPECT_FALSE(read_file(path("missing"), plenty).ok());
  EXPECT_FALSE(read_file("", plenty).ok());
  ASSERT_EQ(::mkfifo(path("fifo").c_str(), 0600), 0);
  const auto fifo = read_file(path("fifo"), plenty);  // must not wait for a writer
  ASSERT_FALSE(fifo.ok());
  EXPECT_EQ(fifo.error(), "is not a regular file");
  EXPECT_FALSE(read_file("/dev/null", plenty).ok());
}

TEST_F(Files, ReadsNoFileThatIsNotReadable) {
  if (::geteuid() == 0) GTEST_SKIP() << "root reads every file";
  write("f", "a");
  ASSERT_EQ(::chmod(path("f").c_str(), 0), 0);
  EXPECT_FALSE(read_file(path("f"), plenty).ok());
}

TEST_F(Files, ReplacesBytesAndKeepsTheMode) {
  for (const mode_t mode : {0644U, 0600U, 0755U, 0664U, 04711U}) {
    write("f", "old and longer");
    ASSERT_EQ(::chmod(path("f").c_str(), mode), 0);
    const auto replaced = replace_file(path("f"), "new");
    ASSERT_TRUE(replaced.ok()) << replaced.error();
    EXPECT_EQ(bytes_of("f"), "new");
    EXPECT_EQ(mode_of("f"), mode);
  }
  EXPECT_EQ(names(), std::set<std::string>{"f"}) << "no temporary file is left";
}

TEST_F(Files, ReplacesByANewFileSoThatReadersKeepTheOldOne) {
  write("f", "old");
  std::ifstream reader(path("f"), std::ios::binary);
  ASSERT_TRUE(replace_file(path("f"), "new").ok());
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(reader), {}), "old");
  EXPECT_EQ(bytes_of("f"), "new");
}

TEST_F(Files, ReplacesWithNothingAndWithMuch) {
  write("f", "old");
  ASSERT_TRUE(replace_file(path("f"), "").ok());
  EXPECT_EQ(bytes_of("f"), "");
  const std::string much(3 << 20, 'y');
  ASSERT_TRUE(replace_file(path("f"), much).ok());
  EXPECT_EQ(bytes_of("f"), much);
}

TEST_F(Files, FollowsALinkInsideOfItsFolder) {
  fs::create_directory(folder_ / "sub");
  write("sub/f", "old");
  write("g", "old");
  fs::create_symlink("sub/f", path("below"));
  fs::create_symlink(path("g"), path("beside"));
  for (const auto& [link, target] : {std::pair("below", "sub/f"), std::pair("beside", "g")}) {
    const auto replaced = replace_file(path(link), "new");
    ASSERT_TRUE(replaced.ok()) << replaced.error();
    EXPECT_TRUE(fs::is_symlink(path(link)));
    EXPECT_FALSE(fs::is_symlink(path(target)));
    EXPECT_EQ(bytes_of(target), "new");
  }
  EXPECT_EQ(names(), (std::set<std::string>{"below", "beside", "g", "sub"}));
}

TEST_F(Files, FollowsNoLinkOutOfItsFolder) {
  fs::create_directory(folder_ / "sub");
  write("f", "old");
  fs::create_symlink("../f", path("sub/above"));
  fs::create_symlink("above", path("sub/twice"));
  for (const std::string link : {"sub/above", "sub/twice"}) {
    const auto replaced = replace_file(path(link), "new");
    ASSERT_FALSE(replaced.ok()) << link;
    EXPECT_NE(replaced.error().find("outside"), std::string::npos) << replaced.error();
  }
  EXPECT_EQ(bytes_of("f"), "old");
  fs::create_symlink("missing", path("broken"));
  EXPECT_FALSE(replace_file(path("broken"), "new").ok());
  fs::create_symlink("loop", path("loop"));
  EXPECT_FALSE(replace_file(path("loop"), "new").ok());
  EXPECT_EQ(names(), (std::set<std::string>{"broken", "f", "loop", "sub"}));
}

TEST_F(Files, ReplacesNoFileThatDoesNotExist) {
  EXPECT_FALSE(replace_file(path("f"), "new").ok());
  EXPECT_TRUE(names().empty());
}

TEST_F(Files, ReplacesNoDirectory) {
  fs::create_directory(folder_ / "sub");
  EXPECT_FALSE(replace_file(path("sub"), "new").ok());
  EXPECT_EQ(names(), std::set<std::string>{"sub"});
}

TEST_F(Files, ReplacesNoReadOnlyFile) {
  if (::geteuid() == 0) GTEST_SKIP() << "root writes every file";
  write("f", "old");
  ASSERT_EQ(::chmod(path("f").c_str(), 0444), 0);
  EXPECT_FALSE(replace_file(path("f"), "new").ok());
  EXPECT_EQ(bytes_of("f"), "old");
  EXPECT_EQ(names(), std::set<std::string>{"f"});
}

TEST_F(Files, ReplacesNothingInAReadOnlyFolder) {
  if (::geteuid() == 0) GTEST_SKIP() << "root writes every folder";
  write("f", "old");
  ASSERT_EQ(::chmod(folder_.c_str(), 0555), 0);
  EXPECT_FALSE(replace_file(path("f"), "new").ok());
  ASSERT_EQ(::chmod(folder_.c_str(), 0755), 0);
  EXPECT_EQ(bytes_of("f"), "old");
}

}  // namespace
}  // namespace drydock
