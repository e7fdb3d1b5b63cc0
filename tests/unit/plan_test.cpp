// Plans, and the hashes and encodings that they and the page use.
#include "migrate/plan.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "base/base64.hpp"
#include "base/sha256.hpp"
#include "tests/unit/temporary_folder.hpp"

namespace drydock {
namespace {

namespace fs = std::filesystem;

TEST(Sha256, GivesTheKnownHashes) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256_hex(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  // `git hash-object` in a repository with the object format sha256.
  EXPECT_EQ(git_blob_hash(""), "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813");
}

TEST(Base64, GoesBothWays) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    const auto back = from_base64(to_base64(bytes));
    ASSERT_TRUE(back.has_value());
    EXPECT_EQ(*back, bytes);
    bytes += static_cast<char>(i * 7);
  }
}

class Plan : public testing::Test, protected TemporaryFolder {
 protected:
  Plan() { fs::create_directory(folder() / "sub"); }

  void write(std::string_view bytes) const { TemporaryFolder::write("sub/f", bytes); }
  [[nodiscard]] std::string bytes() const { return bytes_of("sub/f"); }
  [[nodiscard]] PlannedChange change(std::string_view before, std::string_view after) const {
    return {.file = {folder().string(), "sub/f"},
            .hash_before = git_blob_hash(before),
            .hash_after = git_blob_hash(after),
            .edits = edits_between(before, after),
            .passes = {{"a", 2}},
            .relations = {{"identical", 2}},
            .assumptions = {"base_os"}};
  }
};

TEST_F(Plan, IsReadAsItWasWrittenAndGoesBothWays) {
  const std::string texts[] = {"",         "a\n",     "a",     "a\nb\nc\n", "b\nc\n", "a\nc\n", "x\na\ny\nb\nz\nc\n",
                               "\xff\r\n", "a\nb\nc", "\n\n\n"};
  for (const std::string& before : texts) {
    for (const std::string& after : texts) {
      if (before == after) continue;
      const std::string line = plan_line(change(before, after));
      EXPECT_EQ(line.find('\n'), std::string::npos);
      const auto read = read_plan_line(line);
      ASSERT_TRUE(read.ok()) << read.error();
      EXPECT_EQ(plan_line(read.value()), line);
      write(before);
      const auto done = carry_out(read.value(), Direction::apply);
      ASSERT_TRUE(done.ok()) << done.error();
      EXPECT_EQ(done.value(), Carried::out);
      EXPECT_EQ(bytes(), after);
      EXPECT_EQ(carry_out(read.value(), Direction::apply).value(), Carried::already);
      EXPECT_EQ(carry_out(read.value(), Direction::undo).value(), Carried::out);
      EXPECT_EQ(bytes(), before);
    }
  }
}

TEST_F(Plan, LeavesWhatHasChangedAlone) {
  const PlannedChange planned = change("a\nb\n", "a\nc\n");
  write("a\nb\n\n");
  EXPECT_FALSE(carry_out(planned, Direction::apply).ok());
  EXPECT_FALSE(carry_out(planned, Direction::undo).ok());
  EXPECT_EQ(bytes(), "a\nb\n\n");
  write("a\nb\n");
  PlannedChange wrong = planned;
  wrong.edits[0].after = "d\n";
  EXPECT_FALSE(carry_out(wrong, Direction::apply).ok());
  wrong = planned;
  wrong.edits[0].at = 1000;
  EXPECT_FALSE(carry_out(wrong, Direction::apply).ok());
  wrong = planned;
  wrong.file.name = "sub/../sub/f";
  EXPECT_FALSE(carry_out(wrong, Direction::apply).ok());
  EXPECT_EQ(bytes(), "a\nb\n");
  // What a killed run left behind is in nobody's way; and no link leads out.
  EXPECT_TRUE(replace_file(planned.file, "a\nb\n", "x", ".left").ok());
  std::ofstream(folder() / "sub" / ".left") << "half";
  EXPECT_TRUE(replace_file(planned.file, "x", "y", ".left").ok());
  EXPECT_FALSE(fs::exists(folder() / "sub" / ".left"));
  EXPECT_FALSE(replace_file(planned.file, "x", "z", ".left").ok());
  EXPECT_EQ(bytes(), "y");
  fs::rename(folder() / "sub", folder() / "was");
  fs::create_directory_symlink("was", folder() / "sub");
  EXPECT_FALSE(replace_file(planned.file, "y", "z", ".left").ok());
  EXPECT_FALSE(read_file(planned.file, 100).ok());
  // Neither does one above the folder: a repository lies in a tree that somebody else may change, too.
  fs::create_directories(folder() / "outer" / "repository");
  std::ofstream(folder() / "outer" / "repository" / "f") << "y";
  const FileBelow inner{(folder() / "outer" / "repository").string(), "f"};
  EXPECT_TRUE(replace_file(inner, "y", "z", ".left").ok());
  fs::rename(folder() / "outer", folder() / "moved");
  fs::create_directory_symlink("moved", folder() / "outer");
  EXPECT_FALSE(replace_file(inner, "z", "y", ".left").ok());
  EXPECT_FALSE(read_file(inner, 100).ok());
}

TEST(PlanLines, ThatAreNoneAreRefused) {
  for (const char* line : {"", "{", "{}", "[]", "1", R"({"repository":1})"}) {
    EXPECT_FALSE(read_plan_line(line).ok()) << line;
    EXPECT_FALSE(check_plan_header(line).ok()) << line;
  }
  EXPECT_TRUE(check_plan_header(plan_header("1")).ok());
}

}  // namespace
}  // namespace drydock
