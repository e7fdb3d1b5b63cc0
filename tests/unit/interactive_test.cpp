// `drydock rewrite --interactive` on a pseudo-terminal.
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/processes.hpp"
#include "tests/unit/temporary_folder.hpp"

namespace drydock {
namespace {

struct Session {
  int code = -1;
  std::string screen;
};

class Interactive : public testing::Test, protected TemporaryFolder {
 protected:
  /// Runs the tool on a terminal of its own with lines that are typed ahead; the end of input follows.
  [[nodiscard]] Session run(std::vector<std::string> words, const std::string& typed) const {
    words.insert(words.begin(), {DRYDOCK_TOOL, "rewrite", "--interactive", "--no-config", "--color=never"});
    const std::vector<char*> arguments = pointers_to(words);
    int terminal = -1;
    const pid_t process = ::forkpty(&terminal, nullptr, nullptr, nullptr);
    if (process == 0) {
      if (::chdir(folder().c_str()) == 0) ::execv(arguments[0], arguments.data());
      ::_exit(127);
    }
    Session session;
    if (process < 0) return session;
    const std::string input = typed + "\x04";
    EXPECT_EQ(::write(terminal, input.data(), input.size()), static_cast<ssize_t>(input.size()));
    char buffer[4096];
    for (ssize_t count = 0; (count = ::read(terminal, buffer, sizeof buffer)) > 0;) {
      session.screen.append(buffer, static_cast<std::size_t>(count));
    }
    ::close(terminal);
    int status = 0;
    if (::waitpid(process, &status, 0) == process && WIFEXITED(status)) session.code = WEXITSTATUS(status);
    return session;
  }

  [[nodiscard]] static std::size_t count(std::string_view text, std::string_view what) {
    std::size_t found = 0;
    for (std::size_t at = text.find(what); at != std::string_view::npos; at = text.find(what, at + what.size())) {
      ++found;
    }
    return found;
  }

  static constexpr std::string_view question = "Apply this rewrite [y,n,a,d,q,?]?";
};

// Four cases: two keywords in lower case, two commands in shell form, the first of each in a stage that is built on.
constexpr std::string_view text = "from debian AS one\nCMD first\nfrom one\nCMD second\nSTOPSIGNAL SIGINT\n";

TEST_F(Interactive, AppliesWhatIsChosen) {
  write("f", text);
  const Session session = run({"--passes=fix_instruction_casing,shell_to_exec_form", "f"}, "y\nn\nn\ny\n");
  EXPECT_EQ(session.code, 0) << session.screen;
  EXPECT_EQ(bytes_of("f"), "FROM debian AS one\nCMD first\nfrom one\nCMD [\"second\"]\nSTOPSIGNAL SIGINT\n")
      << session.screen;
  EXPECT_EQ(count(session.screen, question), 4U) << session.screen;
  EXPECT_NE(session.screen.find("-from debian AS one\r\n+FROM debian AS one\r\n"), std::string::npos) << session.screen;
  EXPECT_NE(session.screen.find("f:1:1: proposed: FROM: the keywords of this file are in upper case (identical) "
                                "[fix_instruction_casing]\r\n"),
            std::string::npos)
      << session.screen;
  EXPECT_NE(session.screen.find("effect: the program is process 1"), std::string::npos);
}

TEST_F(Interactive, TakesAllOrNoneOfAPassInAllFiles) {
  write("f", text);
  write("g", text);
  const Session session = run({"--passes=fix_instruction_casing,shell_to_exec_form", "f", "g"}, "d\na\n");
  EXPECT_EQ(session.code, 0);
  EXPECT_EQ(count(session.screen, question), 2U) << session.screen;
  for (const char* const name : {"f", "g"}) {
    EXPECT_EQ(bytes_of(name), "from debian AS one\nCMD [\"first\"]\nfrom one\nCMD [\"second\"]\nSTOPSIGNAL SIGINT\n");
  }
}

TEST_F(Interactive, QuitsAndKeepsWhatWasChosen) {
  write("f", text);
  write("g", text);
  for (const std::string end : {"q\n", ""}) {
    write("f", text);
    const Session session = run({"--passes=fix_instruction_casing,shell_to_exec_form", "f", "g"}, "y\n" + end);
    EXPECT_EQ(session.code, 0);
    EXPECT_EQ(count(session.screen, question), 2U) << session.screen;
    EXPECT_EQ(bytes_of("f"), "FROM debian AS one\nCMD first\nfrom one\nCMD second\nSTOPSIGNAL SIGINT\n");
    EXPECT_EQ(bytes_of("g"), text);
  }
}

TEST_F(Interactive, HelpsAndAsksAgain) {
  write("f", "FROM debian\nCMD nginx\n");
  const Session session = run({"f"}, "?\nwhat\n\ny\n");
  EXPECT_EQ(session.code, 0);
  EXPECT_EQ(count(session.screen, question), 4U) << session.screen;
  EXPECT_EQ(count(session.screen, "d - apply neither it nor any other of this pass"), 3U) << session.screen;
  EXPECT_EQ(bytes_of("f"), "FROM debian\nCMD [\"nginx\"]\n");
}

TEST_F(Interactive, AsksAboutNothingThatIsNotToBeApplied) {
  write("f", "FROM unknown.example/image\n# drydock ignore=all\nCMD nginx\nCMD nginx\n");
  const Session session = run({"--passes=shell_to_exec_form", "f"}, "y\n");
  EXPECT_EQ(session.code, 0);
  EXPECT_EQ(count(session.screen, question), 0U) << session.screen;
}

TEST_F(Interactive, NeedsATerminal) {
  write("f", "FROM debian\nCMD nginx\n");
  const auto code_of = [&](const std::vector<std::string>& rest) {
    std::vector<std::string> words = {DRYDOCK_TOOL, "rewrite", "--no-config", "--interactive"};
    words.insert(words.end(), rest.begin(), rest.end());
    return run_process({.words = std::move(words), .folder = folder(), .errors = file("err")});
  };
  EXPECT_EQ(code_of({"f"}), 2);
  EXPECT_EQ(bytes_of("err"),
            "drydock: --interactive asks on a terminal, and standard input is none; use --diff and --write\n"
            "Try --help.\n");
  EXPECT_EQ(code_of({"-"}), 2);
  EXPECT_EQ(bytes_of("err"), "drydock: --interactive reads answers from standard input; name files\nTry --help.\n");
  EXPECT_EQ(code_of({"--check", "f"}), 2);
  EXPECT_EQ(bytes_of("f"), "FROM debian\nCMD nginx\n");
}

}  // namespace
}  // namespace drydock
