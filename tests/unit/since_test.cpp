// --since, with a real Git repository.
#include <cstdlib>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "git/changes.hpp"
#include "tests/unit/processes.hpp"
#include "tests/unit/temporary_folder.hpp"

namespace drydock {
namespace {

struct Outcome {
  int code = -1;
  std::string out;
  std::string err;
};

class Since : public testing::Test, protected TemporaryFolder {
 protected:
  void SetUp() override {
    if (std::system("command -v git >/dev/null 2>&1") != 0) GTEST_SKIP() << "there is no git";
  }

  [[nodiscard]] Outcome shell(const std::string& command) const {
    const char* const path = std::getenv("PATH");
    const int code = run_process(
        {.words = {"/bin/sh", "-c", command},
         .variables = {path == nullptr ? "PATH=/usr/bin:/bin" : "PATH=" + std::string(path), "HOME=/nonexistent",
                       "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=a",
                       "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.org"},
         .folder = folder(),
         .output = streams_.file("out"),
         .errors = streams_.file("err")});
    return {code, streams_.bytes_of("out"), streams_.bytes_of("err")};
  }
  void git(const std::string& words) const {
    const Outcome result = shell("git " + words);
    ASSERT_EQ(result.code, 0) << words << "\n" << result.err;
  }
  void commit() const { git("add -A && git commit -q -m change"); }
  [[nodiscard]] Outcome drydock(const std::string& words) const {
    const std::size_t blank = words.find(' ');
    return shell("'" DRYDOCK_TOOL "' " + words.substr(0, blank) + " --no-config --passes=shell_to_exec_form" +
                 words.substr(blank));
  }

 private:
  TemporaryFolder streams_;
};

/// Four cases for shell_to_exec_form.
constexpr std::string_view four =
    "FROM debian AS one\nCMD one\n\nFROM debian AS two\nCMD two\n\n"
    "FROM debian AS three\nCMD three\n\nFROM debian\nCMD four\n";

std::string with(std::string_view text, std::string_view from, std::string_view to) {
  std::string out(text);
  return out.replace(out.find(from), from.size(), to);
}

TEST_F(Since, LooksAtChangedLinesOnly) {
  git("init -q -b main");
  write(".gitignore", "ignored\n");
  for (const char* const name : {"committed", "behind", "old-name", "old-staged", "staged", "unstaged", "same"}) {
    write(name, four);
  }
  commit();
  git("checkout -q -b change");
  write("committed", with(four, "CMD one", "CMD one --changed"));
  commit();
  git("mv old-name renamed");
  write("renamed", with(four, "CMD two", "CMD two --changed"));
  write("dir/added", "FROM debian\nCMD added\n");
  commit();
  // What happens on the other branch is no part of the change.
  git("checkout -q main");
  write("behind", with(four, "CMD one", "CMD behind"));
  commit();
  git("checkout -q change");
  write("staged", with(four, "CMD three", "CMD three --staged"));
  git("mv old-staged renamed-and-staged");
  git("add -A");
  write("staged", with(with(four, "CMD three", "CMD three --staged"), "CMD one", "CMD one --and-not-staged"));
  write("unstaged", with(four, "CMD four", "CMD four --changed"));
  write("untracked", "FROM debian\nCMD untracked\n");
  write("ignored", four);

  const std::string all =
      "committed behind renamed dir/added renamed-and-staged staged unstaged untracked ignored same";
  const auto hunk = [](std::string_view place, std::string_view above, const std::string& old,
                       const std::string& array) {
    return "@@ -" + std::string(place) + " @@\n" + std::string(above) + "-CMD " + old + "\n+CMD " + array + "\n";
  };
  const Outcome diff = drydock("rewrite --diff --since main " + all);
  EXPECT_EQ(diff.code, 0) << diff.err;
  EXPECT_EQ(diff.err, "");
  const std::string expected =
      "--- a/committed\n+++ b/committed\n" +
      hunk("1,5 +1,5", " FROM debian AS one\n", "one --changed", "[\"one\", \"--changed\"]") +
      " \n FROM debian AS two\n CMD two\n" + "--- a/renamed\n+++ b/renamed\n" +
      hunk("2,7 +2,7", " CMD one\n \n FROM debian AS two\n", "two --changed", "[\"two\", \"--changed\"]") +
      " \n FROM debian AS three\n CMD three\n" + "--- a/dir/added\n+++ b/dir/added\n" +
      hunk("1,2 +1,2", " FROM debian\n", "added", "[\"added\"]") +
      "--- a/staged\n+++ b/staged\n@@ -1,11 +1,11 @@\n"
      " FROM debian AS one\n-CMD one --and-not-staged\n+CMD [\"one\", \"--and-not-staged\"]\n"
      " \n FROM debian AS two\n CMD two\n"
      " \n FROM debian AS three\n-CMD three --staged\n+CMD [\"three\", \"--staged\"]\n"
      " \n FROM debian\n CMD four\n"
      "--- a/unstaged\n+++ b/unstaged\n" +
      hunk("8,4 +8,4", " CMD three\n \n FROM debian\n", "four --changed", "[\"four\", \"--changed\"]") +
      "--- a/untracked\n+++ b/untracked\n" + hunk("1,2 +1,2", " FROM debian\n", "untracked", "[\"untracked\"]");
  EXPECT_EQ(diff.out, expected);
  EXPECT_EQ(drydock("review --format=diff --since=main " + all).out, expected);

  const Outcome check = drydock("rewrite --check --since main " + all);
  EXPECT_EQ(check.code, 1);
  EXPECT_EQ(check.err,
            "drydock: committed: would be rewritten\ndrydock: renamed: would be rewritten\n"
            "drydock: dir/added: would be rewritten\ndrydock: staged: would be rewritten\n"
            "drydock: unstaged: would be rewritten\ndrydock: untracked: would be rewritten\n");
  EXPECT_EQ(drydock("rewrite --check --since main behind same ignored renamed-and-staged").code, 0);
  EXPECT_EQ(drydock("review --since main behind same ignored renamed-and-staged").code, 0);
  EXPECT_EQ(drydock("review --since main committed").code, 1);
  EXPECT_EQ(shell("cd dir && ln -s added link && '" DRYDOCK_TOOL "' rewrite --check --since HEAD added; echo $?").out,
            "0\n")
      << "committed before HEAD";
  EXPECT_EQ(drydock("rewrite --check --since main dir/link").code, 1) << "a link leads to the file that changed";
}

TEST_F(Since, CountsTheWholeInstruction) {
  git("init -q -b main");
  write("a", "FROM debian\nCMD nginx \\\n  # Why.\n  -g \\\n  off\n");
  write("b", "FROM debian\nCMD nginx \\\n  -g \\\n  off\nEXPOSE 80\n");
  write("c", "FROM debian\n\nCMD nginx\nEXPOSE 80\n");
  write("d", "FROM debian\nCMD nginx\nEXPOSE 80\n");
  commit();
  write("a", "FROM debian\nCMD nginx \\\n  # Why.\n  -g \\\n  on\n");
  write("b", "FROM debian\nCMD nginx \\\n  off\nEXPOSE 80\n");
  write("c", "FROM debian\nCMD nginx\nEXPOSE 80\n");
  write("d", "FROM debian\nCMD nginx\nEXPOSE 443\n");
  EXPECT_EQ(drydock("rewrite --check --since HEAD a").code, 1) << "the last line changed, the edit begins at the first";
  EXPECT_EQ(drydock("rewrite --check --since HEAD b").code, 1) << "a line of it is gone";
  EXPECT_EQ(drydock("rewrite --check --since HEAD c").code, 0) << "a line above it is gone";
  EXPECT_EQ(drydock("rewrite --check --since HEAD d").code, 0);
}

TEST_F(Since, SaysWhatIsMissing) {
  write("f", four);
  const Outcome nowhere = drydock("rewrite --check --since main f");
  EXPECT_EQ(nowhere.code, 2);
  EXPECT_TRUE(nowhere.err.starts_with("drydock: f: --since needs a Git work tree: ")) << nowhere.err;
  git("init -q -b main");
  EXPECT_EQ(drydock("rewrite --check --since main f").err, "drydock: f: there is no commit to compare with yet\n");
  commit();
  const Outcome unknown = drydock("review --since nothing f");
  EXPECT_EQ(unknown.code, 2);
  EXPECT_EQ(unknown.err, "drydock: f: there is no revision \"nothing\"\n");
  git("checkout -q --orphan other");
  write("g", "FROM debian\n");
  commit();
  const Outcome unrelated = drydock("rewrite --diff --since main f");
  EXPECT_EQ(unrelated.code, 2);
  EXPECT_EQ(unrelated.err,
            "drydock: f: \"main\" and HEAD have no common ancestor here; a shallow clone may lack it "
            "(`git fetch --unshallow`)\n");
  EXPECT_EQ(drydock("rewrite --since main f").code, 2) << "it changes nothing by itself";
  EXPECT_EQ(drydock("rewrite --write --since main f").code, 2);
  EXPECT_EQ(drydock("rewrite --check --since= f").code, 2);
  EXPECT_EQ(drydock("review --since main -").code, 2);
}

TEST(ChangedLinesOfAFile, AreTouchedByWhatHoldsThem) {
  const ChangedLines lines{.changed = {{3, 4}, {8, 8}}, .removed_after = {0, 10}};
  EXPECT_TRUE(lines.touch(4, 4));
  EXPECT_TRUE(lines.touch(1, 3));
  EXPECT_TRUE(lines.touch(1, 9));
  EXPECT_FALSE(lines.touch(5, 7));
  EXPECT_FALSE(lines.touch(1, 2)) << "what is gone at the beginning lies in no line";
  EXPECT_TRUE(lines.touch(10, 11));
  EXPECT_FALSE(lines.touch(9, 10));
  EXPECT_FALSE(lines.touch(11, 12));
}

}  // namespace
}  // namespace drydock
