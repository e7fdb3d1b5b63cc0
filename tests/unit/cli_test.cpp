// The tool as people run it: exit codes, where output goes, and inputs of all kinds.
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "pipeline/pass.hpp"
#include "tests/unit/processes.hpp"
#include "tests/unit/temporary_folder.hpp"

namespace drydock {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view plain = "FROM debian\nCMD [\"nginx\"]\n";
constexpr std::string_view changeable = "FROM debian\nCMD nginx\n";
constexpr std::string_view broken = "FROM debian\nCMD [1]\n";

struct Outcome {
  int code = -1;
  std::string out;
  std::string err;
};

class Cli : public testing::Test, protected TemporaryFolder {
 protected:

  /// Runs a program in the folder. Standard output goes to a device if one is named.
  [[nodiscard]] Outcome run_program(std::vector<std::string> words, std::string_view input = "",
                                    std::vector<std::string> variables = {}, const std::string& device = "") const {
    streams_.write("in", input);
    variables.emplace_back("PATH=/usr/bin:/bin");
    const int code = run_process({.words = std::move(words),
                                  .variables = std::move(variables),
                                  .folder = folder(),
                                  .input = streams_.file("in"),
                                  .output = device.empty() ? streams_.file("out").string() : device,
                                  .errors = streams_.file("err")});
    return {code, device.empty() ? streams_.bytes_of("out") : "", streams_.bytes_of("err")};
  }
  [[nodiscard]] Outcome run(std::vector<std::string> words, std::string_view input = "",
                            std::vector<std::string> variables = {}) const {
    words.insert(words.begin(), DRYDOCK_TOOL);
    return run_program(std::move(words), input, std::move(variables));
  }

 private:
  TemporaryFolder streams_;
};

TEST_F(Cli, PrintsTheRewrittenText) {
  write("f", changeable);
  const Outcome result = run({"rewrite", "f"});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.out, plain);
  EXPECT_EQ(result.err, "");
  EXPECT_EQ(bytes_of("f"), changeable) << "the file itself stays";
}

TEST_F(Cli, PrintsTheSameBytesWhenThereIsNothingToDo) {
  for (const std::string_view text : {plain, std::string_view("# caf\xE9 \xFF\r\nFROM a\r\n\r\n \t\r\n"),
                                      std::string_view("\xEF\xBB\xBF# escape=`\nFROM a")}) {
    write("f", text);
    const Outcome result = run({"rewrite", "f"});
    EXPECT_EQ(result.code, 0);
    EXPECT_EQ(result.out, text);
  }
}

TEST_F(Cli, ChecksWithoutWriting) {
  write("f", changeable);
  const Outcome found = run({"rewrite", "--check", "f"});
  EXPECT_EQ(found.code, 1);
  EXPECT_EQ(found.out, "");
  EXPECT_EQ(found.err, "drydock: f: would be rewritten\n");
  EXPECT_EQ(bytes_of("f"), changeable);
  const Outcome with_diff = run({"rewrite", "--check", "--diff", "f"});
  EXPECT_EQ(with_diff.code, 1);
  EXPECT_EQ(with_diff.out, "--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n FROM debian\n-CMD nginx\n+CMD [\"nginx\"]\n");
  write("f", plain);
  const Outcome nothing = run({"rewrite", "--check", "f"});
  EXPECT_EQ(nothing.code, 0);
  EXPECT_EQ(nothing.err, "");
}

TEST_F(Cli, WritesFiles) {
  write("f", changeable);
  write("g", plain);
  const Outcome result = run({"rewrite", "--write", "f", "g"});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(bytes_of("f"), plain);
  EXPECT_EQ(bytes_of("g"), plain);
}

TEST_F(Cli, WritesThroughALinkInTheFolder) {
  write("f", changeable);
  fs::create_symlink("f", file("link"));
  EXPECT_EQ(run({"rewrite", "--write", "link"}).code, 0);
  EXPECT_TRUE(fs::is_symlink(file("link")));
  EXPECT_EQ(bytes_of("f"), plain);
}

TEST_F(Cli, LeavesARefusedFileAlone) {
  write("f", broken);
  const Outcome result = run({"rewrite", "f"});
  EXPECT_EQ(result.code, 2);
  EXPECT_EQ(result.out, broken);
  EXPECT_TRUE(result.err.starts_with("f:2:5: error: ")) << result.err;
  EXPECT_EQ(run({"rewrite", "--write", "f"}).code, 2);
  EXPECT_EQ(bytes_of("f"), broken);
  EXPECT_EQ(run({"rewrite", "--quiet", "f"}).err, "");
}

TEST_F(Cli, EndsWithTheWorstCodeOfAllFiles) {
  write("changeable", changeable);
  write("broken", broken);
  write("plain", plain);
  EXPECT_EQ(run({"rewrite", "--check", "plain", "changeable"}).code, 1);
  EXPECT_EQ(run({"rewrite", "--check", "changeable", "plain"}).code, 1);
  EXPECT_EQ(run({"rewrite", "--check", "changeable", "broken", "plain"}).code, 2);
  EXPECT_EQ(run({"rewrite", "--check", "missing", "changeable"}).code, 2);
  const Outcome writing = run({"rewrite", "--write", "missing", "broken", "changeable"});
  EXPECT_EQ(writing.code, 2);
  EXPECT_EQ(bytes_of("changeable"), plain) << "a bad file does not hold up the others";
}

TEST_F(Cli, SaysTheSameOnAnyNumberOfThreads) {
  std::vector<std::string> words = {"rewrite", "--diff", "--check", "--remarks", "missing"};
  for (int i = 0; i < 150; ++i) {
    const std::string name = "f" + std::to_string(i);
    std::string text(i % 3 == 0 ? changeable : i % 3 == 1 ? plain : broken);
    for (int line = 0; line < (i * 37) % 200; ++line) text += "# " + name + "\nRUN true\n";
    write(name, text);
    words.push_back(name);
  }
  words.insert(words.begin() + 1, "--jobs=1");
  const Outcome one = run(words);
  EXPECT_EQ(one.code, 2);
  EXPECT_NE(one.out, "");
  for (const char* jobs : {"--jobs=2", "--jobs=9"}) {
    words[1] = jobs;
    const Outcome many = run(words);
    EXPECT_EQ(many.code, one.code);
    EXPECT_EQ(many.out, one.out);
    EXPECT_EQ(many.err, one.err);
  }
  EXPECT_EQ(run({"rewrite", "--jobs=0", "f1"}).code, 2);
  EXPECT_TRUE(run({"rewrite", "--jobs=4", "--check", "-", "-", "-"}, changeable)
                  .err.starts_with("drydock: <stdin>: would be rewritten\n"))
      << "the first of them reads all";
}

TEST_F(Cli, MakesDiffsThatPatchAccepts) {
  if (::access("/usr/bin/patch", X_OK) != 0) GTEST_SKIP() << "patch is not installed";
  std::string context;
  for (int i = 0; i < 12; ++i) context += "ENV A" + std::to_string(i) + "=b\n";
  const std::string texts[] = {std::string(changeable),
                               "FROM debian\nCMD nginx",
                               "FROM debian\r\nCMD nginx \\\r\n# why\r\n -g x\r\n",
                               "FROM debian AS a\nCMD a1\n" + context + "FROM debian\nCMD a2\nCMD a3\n" + context +
                                   "FROM debian\nCMD a4\nUSER u\n",
                               "FROM debian\nCMD a\nCMD b\nCMD c\nCMD [\"d\"]\n",
                               "FROM debian\nCMD \xC3\xA9t\xC3\xA9 # \n"};
  for (const std::string name : {"Dockerfile", "two words", "sub/f"}) {
    fs::create_directories(file(name).parent_path());
    for (const std::string& text : texts) {
      SCOPED_TRACE(name + ": " + text);
      write(name, text);
      const Outcome diff = run({"rewrite", "--diff", name});
      EXPECT_EQ(diff.code, 0);
      const std::string wanted = run({"rewrite", name}).out;
      EXPECT_EQ(diff.out.empty(), wanted == text);
      if (diff.out.empty()) continue;
      const Outcome patch = run_program({"/usr/bin/patch", "--binary", "-p1"}, diff.out);
      EXPECT_EQ(patch.code, 0) << patch.out << patch.err << diff.out;
      EXPECT_EQ(bytes_of(name), wanted);
    }
  }
}

TEST_F(Cli, ReadsStandardInput) {
  const Outcome result = run({"rewrite", "-"}, changeable);
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.out, plain);
  EXPECT_TRUE(run({"rewrite", "--diff", "-"}, changeable).out.starts_with("--- a/Dockerfile\n+++ b/Dockerfile\n"));
  EXPECT_TRUE(run({"rewrite", "-"}, broken).err.starts_with("<stdin>:2:5: error: "));
  const Outcome writing = run({"rewrite", "--write", "-"}, changeable);
  EXPECT_EQ(writing.code, 2);
  EXPECT_NE(writing.err.find("standard input"), std::string::npos);
}

TEST_F(Cli, RefusesWrongUsage) {
  write("f", plain);
  write("g", plain);
  const std::vector<std::string> cases[] = {{},
                                            {"rewrite"},
                                            {"frobnicate", "f"},
                                            {"rewrite", "--frobnicate", "f"},
                                            {"rewrite", "f", "g"},
                                            {"rewrite", "--diff", "--write", "f"},
                                            {"rewrite", "--check", "--write", "f"},
                                            {"rewrite", "--print=ir", "--check", "f"},
                                            {"rewrite", "--print=xml", "f"},
                                            {"rewrite", "--level=high", "f"},
                                            {"rewrite", "--color=blue", "f"},
                                            {"rewrite", "--assume=luck", "f"},
                                            {"rewrite", "--bisect-limit=x", "f"},
                                            {"rewrite", "--files-from=missing"},
                                            {"print", "--as=xml", "f"},
                                            {"passes", "a", "b"}};
  for (const std::vector<std::string>& words : cases) {
    const Outcome result = run(words);
    EXPECT_EQ(result.code, 2) << testing::PrintToString(words);
    EXPECT_EQ(result.out, "") << testing::PrintToString(words);
    EXPECT_NE(result.err, "") << testing::PrintToString(words);
  }
  EXPECT_NE(run({"rewrite", "f", "g"}).err.find("--diff, --write or --check"), std::string::npos);
  EXPECT_EQ(run({"rewrite", "--print=ir", "f", "g"}).code, 0);
}

TEST_F(Cli, ReducesAFileToWhatATestRecognises) {
  write("Dockerfile", "FROM debian\nRUN a\nCMD nginx\nUSER b\n");
  const Outcome reduced = run({"reduce", "Dockerfile", "--test", "grep -q nginx \"$1\" && test $# = 1"});
  EXPECT_EQ(reduced.code, 0) << reduced.err;
  EXPECT_EQ(reduced.out, "nginx");
  EXPECT_NE(reduced.err.find("0 of 4 lines and 5 of 35 bytes are left"), std::string::npos) << reduced.err;
  const Outcome rewritten = run({"reduce", "Dockerfile", "--passes=shell_to_exec_form", "--test",
                                 "grep -q '\"nginx\"' \"$2\" && ! grep -q '\"' \"$1\""});
  EXPECT_EQ(rewritten.out, "FROM debian\nCMD nginx") << rewritten.err;
  EXPECT_EQ(bytes_of("Dockerfile"), "FROM debian\nRUN a\nCMD nginx\nUSER b\n");
}

TEST_F(Cli, DoesNotReduceWhatShowsNoFault) {
  write("Dockerfile", changeable);
  for (const auto& words :
       {std::vector<std::string>{"reduce", "Dockerfile"}, {"reduce", "Dockerfile", "--test", "false"}}) {
    const Outcome outcome = run(words);
    EXPECT_EQ(outcome.code, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_NE(outcome.err.find("Dockerfile"), std::string::npos);
  }
}

TEST_F(Cli, KnowsItsPasses) {
  write("f", changeable);
  const Outcome unknown = run({"rewrite", "--passes=shell_to_exec_from", "f"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_EQ(unknown.out, "");
  EXPECT_NE(unknown.err.find("there is no pass \"shell_to_exec_from\"; did you mean shell_to_exec_form?"),
            std::string::npos)
      << unknown.err;
  EXPECT_NE(run({"rewrite", "--passes=x", "f"}).err.find("`drydock passes` lists them"), std::string::npos);
  for (const std::vector<std::string>& none :
       {std::vector<std::string>{"rewrite", "--passes=", "f"}, {"rewrite", "--passes", "", "f"}}) {
    const Outcome result = run(none);
    EXPECT_EQ(result.code, 0) << result.err;
    EXPECT_EQ(result.out, changeable);
  }
  EXPECT_EQ(run({"rewrite", "--passes=remove_dead_instructions", "f"}).out, changeable);
  EXPECT_EQ(run({"rewrite", "--passes=remove_dead_instructions,shell_to_exec_form", "f"}).out, plain);
  const Outcome list = run({"passes"});
  EXPECT_EQ(list.code, 0);
  for (const PassInfo* pass : all_passes()) {
    EXPECT_NE(list.out.find(pass->id), std::string::npos);
    const Outcome documentation = run({"passes", std::string(pass->id)});
    EXPECT_EQ(documentation.code, 0);
    EXPECT_NE(documentation.out.find(pass->documentation), std::string::npos);
  }
  const Outcome missing = run({"passes", "shell_to_exec"});
  EXPECT_EQ(missing.code, 2);
  EXPECT_NE(missing.err.find("there is no pass \"shell_to_exec\""), std::string::npos);
}

TEST_F(Cli, LimitsWhatIsApplied) {
  constexpr std::string_view text = "FROM debian\nCMD a1\nCMD a2\n";
  write("f", text);
  EXPECT_EQ(run({"rewrite", "--bisect-limit=0", "f"}).out, text);
  EXPECT_EQ(run({"rewrite", "--bisect-limit=1", "f"}).out, "FROM debian\nCMD a2\n");
  EXPECT_EQ(run({"rewrite", "--bisect-limit=2", "f"}).out, "FROM debian\nCMD [\"a2\"]\n");
  EXPECT_EQ(run({"rewrite", "--level=identical", "f"}).out, "FROM debian\nCMD a2\n");
  write("f", "FROM example.com/unknown\nCMD a1\n");
  EXPECT_EQ(run({"rewrite", "f"}).out, bytes_of("f"));
  EXPECT_EQ(run({"rewrite", "--assume=all", "f"}).out, "FROM example.com/unknown\nCMD [\"a1\"]\n");
  EXPECT_EQ(run({"rewrite", "--assume=base-onbuild,base-os", "f"}).out, bytes_of("f"));
}

TEST_F(Cli, SaysWhatItDidOnStandardError) {
  write("f", changeable);
  const Outcome remarks = run({"rewrite", "--remarks", "f"});
  EXPECT_EQ(remarks.out, plain);
  EXPECT_TRUE(remarks.err.starts_with("f:2:5: applied: CMD: ")) << remarks.err;
  const Outcome changes = run({"rewrite", "--print-after-change", "f"});
  EXPECT_NE(changes.err.find("# after shell_to_exec_form\n" + std::string(plain)), std::string::npos) << changes.err;
  EXPECT_NE(run({"rewrite", "--time-passes", "f"}).err.find("shell_to_exec_form"), std::string::npos);
}

TEST_F(Cli, ReadsNamesFromAList) {
  write("f", changeable);
  write("g", changeable);
  write("list", "f\n\ng\n");
  EXPECT_EQ(run({"rewrite", "--write", "--files-from=list"}).code, 0);
  EXPECT_EQ(bytes_of("f") + bytes_of("g"), std::string(plain) + std::string(plain));
  EXPECT_EQ(run({"rewrite", "--check", "--files-from", "-"}, "f\ng").code, 0);
  write("list", "");
  EXPECT_EQ(run({"rewrite", "--check", "--files-from=list"}).code, 0);
}

// What `migrate` finds in a folder the others find there, too, and say as much as if each file had been named.
TEST_F(Cli, TakesFoldersInPlaceOfFiles) {
  for (const char* folder : {"t", "t/.git", "t/a", "t/out", "t/.hidden", "t/a/deep"}) {
    fs::create_directory(file(folder));
  }
  write("t/.gitignore", "out/\n");
  const std::vector<std::string> found = {"t/Dockerfile", "t/a/deep/Containerfile.x", "t/a/web.Dockerfile"};
  for (const std::string& name : found) write(name, changeable);
  for (const char* name : {"t/out/Dockerfile", "t/.hidden/Dockerfile", "t/Dockerfile.orig", "t/a/notes"}) {
    write(name, changeable);
  }
  write("t/Dockerfile.bin", std::string_view("FROM debian\n\0CMD nginx\n", 22));
  fs::create_directory_symlink("a", file("t/linked"));
  const auto with = [](std::vector<std::string> words, const std::vector<std::string>& files) {
    words.insert(words.end(), files.begin(), files.end());
    return words;
  };
  for (const char* format :
       {"text", "sarif", "rdjson", "rdjsonl", "github", "github-annotations", "gitlab", "checkstyle", "json", "diff"}) {
    const Outcome named = run(with({"review", "--format", format}, found));
    const Outcome folder = run({"review", "--format", format, "t"});
    EXPECT_EQ(folder.code, 1) << format;
    EXPECT_EQ(folder.out, named.out) << format;
    EXPECT_EQ(folder.err, named.err) << format;
  }
  EXPECT_EQ(run({"rewrite", "--diff", "t"}).out, run(with({"rewrite", "--diff"}, found)).out);
  EXPECT_EQ(run({"review", "--exit-zero", "t", "t/a"}).out, run(with({"review", "--exit-zero"}, found)).out)
      << "no file twice";
  EXPECT_EQ(run({"migrate", "--plan", "plan", "--quiet", "t"}).code, 0);
  const std::string plan = bytes_of("plan");
  EXPECT_EQ(std::ranges::count(plan, '\n'), 1 + std::ssize(found));
  // Options of the discovery, and what it cannot look at.
  const Outcome more = run({"rewrite", "--check", "--no-ignore", "--hidden", "--match", "notes", "t"});
  EXPECT_EQ(more.code, 1);
  EXPECT_EQ(std::ranges::count(more.err, '\n'), 6) << more.err;
  ASSERT_EQ(::mkfifo(file("t/fifo.Dockerfile").c_str(), 0600), 0);
  for (const char* command : {"review", "rewrite"}) {
    const Outcome faulty = run({command, std::string_view(command) == "review" ? "--exit-zero" : "--diff", "t"});
    EXPECT_EQ(faulty.code, 2) << command;
    EXPECT_EQ(faulty.err, "drydock: t/fifo.Dockerfile: is not a regular file\n") << command;
    EXPECT_NE(faulty.out.find("t/a/deep/Containerfile.x"), std::string::npos) << command;
  }
  EXPECT_EQ(run({"rewrite", "--write", "t"}).code, 2);
  for (const std::string& name : found) EXPECT_EQ(bytes_of(name), plain) << name;
  EXPECT_EQ(bytes_of("t/out/Dockerfile"), changeable);
}

TEST_F(Cli, PrintsTheReading) {
  write("f", changeable);
  write("g", broken);
  const Outcome json = run({"print", "--as=json", "f", "g"});
  EXPECT_EQ(json.code, 2) << "a refused file is shown and counts";
  const std::size_t newline = json.out.find('\n');
  ASSERT_NE(newline, std::string::npos);
  const auto first = nlohmann::json::parse(json.out.substr(0, newline));
  EXPECT_EQ(first["path"], "f");
  EXPECT_EQ(first["accepted"], true);
  EXPECT_EQ(nlohmann::json::parse(json.out.substr(newline + 1))["accepted"], false);
  EXPECT_TRUE(run({"print", "f"}).out.starts_with("from line 1 bytes 0..12\n"));
  EXPECT_TRUE(run({"print", "--as=tree", "f"}).out.starts_with("instruction 0..12 line 1\n  keyword 0..4 \"FROM\"\n"));
  EXPECT_NE(run({"rewrite", "--print=ir", "f"}).out.find(" array\n"), std::string::npos)
      << "the reading of what comes out";
}

TEST_F(Cli, TakesInputsOfAllKinds) {
  const struct {
    std::string text;
    std::string_view code;
  } cases[] = {
      {"", "no-instructions"},
      {std::string(65536, '\0'), "unknown-instruction"},
      {"FROM a\nRUN " + std::string(70000, 'x') + "\n", "line-too-long"},
      {std::string("\xFF\xFE\0F\0R", 6), "unknown-instruction"},
      {"\xFF\n", "unknown-instruction"},
      {std::string(100000, '\\'), "line-too-long"},
      {std::string(100000, '\n'), "no-instructions"},
  };
  for (const auto& [text, code] : cases) {
    SCOPED_TRACE(code);
    write("f", text);
    const Outcome result = run({"rewrite", "f"});
    EXPECT_EQ(result.code, 2);
    EXPECT_TRUE(result.out == text) << "the bytes come out as they went in";
    EXPECT_NE(result.err.find("[" + std::string(code) + "]"), std::string::npos) << result.err.substr(0, 500);
    EXPECT_LT(result.err.size(), 5000U);
    EXPECT_EQ(result.err.find('\0'), std::string::npos);
  }
  write("f", "# \xFF\xC3\nFROM debian\nCMD nginx # \xC3\n");
  EXPECT_EQ(run({"rewrite", "f"}).out, bytes_of("f"));
}

TEST_F(Cli, NamesWhatCannotBeRead) {
  const Outcome directory = run({"rewrite", "."});
  EXPECT_EQ(directory.code, 2);
  EXPECT_EQ(directory.out, "");
  EXPECT_EQ(directory.err, "drydock: folders and more than one file need --diff, --write or --check\nTry --help.\n");
  const Outcome missing = run({"rewrite", "no\x1B[31m"});
  EXPECT_EQ(missing.code, 2);
  EXPECT_TRUE(missing.err.starts_with("drydock: no\\x1b[31m: cannot open: ")) << missing.err;
  ASSERT_EQ(::mkfifo(file("fifo").c_str(), 0600), 0);
  EXPECT_EQ(run({"rewrite", "fifo"}).code, 2);
}

TEST_F(Cli, NamesWhatItMayNotRead) {
  if (::geteuid() == 0) GTEST_SKIP() << "root reads every file";
  write("f", plain);
  ASSERT_EQ(::chmod(file("f").c_str(), 0), 0);
  EXPECT_EQ(run({"rewrite", "f"}).code, 2);
}

TEST_F(Cli, NoticesThatOutputCannotBeWritten) {
  if (::access("/dev/full", W_OK) != 0) GTEST_SKIP() << "there is no /dev/full";
  write("f", plain);
  const Outcome result = run_program({DRYDOCK_TOOL, "rewrite", "f"}, "", {}, "/dev/full");
  EXPECT_EQ(result.code, 2);
  EXPECT_EQ(result.err, "drydock: cannot write to standard output\n");
}

TEST_F(Cli, ShowsVersionAndHelp) {
  const Outcome version = run({"--version"});
  EXPECT_EQ(version.code, 0);
  EXPECT_TRUE(version.out.starts_with("drydock ")) << version.out;
  EXPECT_EQ(version.out.back(), '\n');
  for (const std::vector<std::string>& words : {std::vector<std::string>{"--help"}, {"rewrite", "--help"}}) {
    const Outcome help = run(words);
    EXPECT_EQ(help.code, 0);
    EXPECT_NE(help.out.find("Exit codes:"), std::string::npos);
    EXPECT_EQ(help.err, "");
  }
}

TEST_F(Cli, ColorsOnlyWhereAskedTo) {
  write("f", changeable);
  write("g", broken);
  const auto colored = [&](std::vector<std::string> words, std::vector<std::string> variables) {
    const Outcome result = run(std::move(words), "", std::move(variables));
    return std::pair(result.out.find("\x1B[") != std::string::npos, result.err.find("\x1B[") != std::string::npos);
  };
  EXPECT_EQ(colored({"rewrite", "--diff", "--remarks", "f", "g"}, {}), std::pair(false, false))
      << "no terminal listens";
  EXPECT_EQ(colored({"rewrite", "--diff", "--remarks", "--color=never", "f", "g"}, {}), std::pair(false, false));
  EXPECT_EQ(colored({"rewrite", "--diff", "--remarks", "--color=always", "f", "g"}, {}), std::pair(true, true));
  EXPECT_EQ(colored({"rewrite", "--diff", "--color=always", "f", "g"}, {"NO_COLOR=1", "TERM=dumb"}),
            std::pair(true, true));
  EXPECT_EQ(colored({"rewrite", "--diff", "--color=auto", "f", "g"}, {"NO_COLOR=1"}), std::pair(false, false));
  EXPECT_EQ(colored({"rewrite", "--color=always", "f"}, {}), std::pair(false, false))
      << "the text itself has no colors";
}

TEST_F(Cli, ReplaysWhatTheVerifierOnceRefused) {
  write("r", R"({"format": "drydock-reproducer", "version": 1, "drydock": "0.0.1",
    "refusal": "shell_to_exec_form: same_start: x", "passes": [{"pass": "shell_to_exec_form", "options": {}}],
    "level": "equivalent", "assumed": ["base-os"], "targets": [],
    "image_configs": [{"image": "debian", "config": "{}"}], "path": "f",
    "text": {"hex": "46524f4d2064656269616e0a434d44206e67696e780a"}})");
  const Outcome again = run({"replay", "r"});
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_NE(again.err.find("does not refuse"), std::string::npos) << again.err;
  EXPECT_EQ(again.out, "");
  write("broken", "{}");
  EXPECT_EQ(run({"replay", "broken"}).code, 2);
  EXPECT_EQ(run({"replay", "missing"}).code, 2);
  EXPECT_EQ(run({"replay"}).code, 2);
}

TEST_F(Cli, PrintsWhatItReadsAsItIs) {
  write("f", changeable);
  const auto whole = nlohmann::json::parse(run({"print", "--as=json", "f"}).out);
  EXPECT_EQ(whole["instructions"][1]["original"], "CMD nginx") << "no pass runs before";
  EXPECT_NE(run({"print", "--as=tree", "f"}).out.find("argument 16..21 \"nginx\""), std::string::npos);
}

// --- ignore comments and configuration files ------------------------------------------------------------------------

TEST_F(Cli, CountsUnusedIgnoresOnlyIfAsked) {
  write("f", "FROM debian\n# drydock ignore=shell_to_exec_form\nCMD [\"nginx\"]\n");
  EXPECT_EQ(run({"rewrite", "--check", "f"}).code, 0);
  EXPECT_EQ(run({"rewrite", "--diff", "--report-unused-ignores", "f"}).code, 0);
  const Outcome found = run({"rewrite", "--check", "--report-unused-ignores", "f"});
  EXPECT_EQ(found.code, 1);
  EXPECT_TRUE(found.err.starts_with("f:2:18: warning: shell_to_exec_form would change nothing here [unused-ignore]\n"))
      << found.err;
}

TEST_F(Cli, TakesTheNearestConfigurationFile) {
  fs::create_directories(file("a/b"));
  write(".drydock.toml", "passes.shell_to_exec_form = false\n");
  write("a/.drydock.toml", "passes.fix_instruction_casing.style = \"lower\"\n");
  write("f", changeable);
  write("a/b/f", "FROM debian\nCMD [\"nginx\"]\n");
  EXPECT_EQ(run({"rewrite", "f"}).out, changeable);
  EXPECT_EQ(run({"rewrite", "a/b/f"}).out, "from debian\ncmd [\"nginx\"]\n");
  EXPECT_EQ(run({"rewrite", "a/b/f", "--config", ".drydock.toml"}).out, plain);
  EXPECT_EQ(run({"rewrite", "f", "--no-config"}).out, plain);
  EXPECT_EQ(run({"rewrite", "-"}, changeable).out, changeable) << "standard input is in the current folder";
  EXPECT_EQ(run({"rewrite", "f", "--passes=shell_to_exec_form"}).out, plain) << "the command line beats the file";
  EXPECT_EQ(run({"rewrite", "--check", "f", "a/b/f"}).code, 1);
}

TEST_F(Cli, TheUsersConfigurationIsTheWeakest) {
  fs::create_directories(file("home/.config/drydock"));
  write("home/.config/drydock/drydock.toml",
        "passes.shell_to_exec_form = false\npasses.fix_instruction_casing = false\n");
  fs::create_directories(file("xdg/drydock"));
  write("xdg/drydock/drydock.toml", "level = \"identical\"\n");
  write("f", "from debian\nCMD nginx\n");
  const std::string home = "HOME=" + file("home").string();
  EXPECT_EQ(run({"rewrite", "f"}, "", {home}).out, bytes_of("f"));
  EXPECT_EQ(run({"rewrite", "f"}, "", {home, "XDG_CONFIG_HOME=" + file("xdg").string()}).out,
            "FROM debian\nCMD nginx\n");
  write(".drydock.toml", "passes.shell_to_exec_form = true\n");
  EXPECT_EQ(run({"rewrite", "f"}, "", {home}).out, "from debian\nCMD [\"nginx\"]\n");
  EXPECT_EQ(run({"rewrite", "f", "--no-config"}, "", {home}).out, plain);
}

TEST_F(Cli, LeavesFilesAloneWhoseConfigurationIsAtFault) {
  fs::create_directory(file("a"));
  write("a/.drydock.toml", "level = \"identical\"\nasume = [\"base-os\"]\n");
  write("a/f", changeable);
  write("a/g", changeable);
  write("f", changeable);
  const Outcome result = run({"rewrite", "--write", "a/f", "a/g", "f"});
  EXPECT_EQ(result.code, 2);
  EXPECT_EQ(result.err,
            "a/.drydock.toml:2:1: error: there is no key \"asume\" [unknown-key]\n"
            "    2 | asume = [\"base-os\"]\n"
            "      | ^^^^^\n"
            "      = help: did you mean assume?\n") << "once";
  EXPECT_EQ(bytes_of("a/f"), changeable);
  EXPECT_EQ(bytes_of("a/g"), changeable);
  EXPECT_EQ(bytes_of("f"), plain) << "another configuration is in force for it";
  EXPECT_EQ(run({"rewrite", "a/f"}).out, "");
  EXPECT_EQ(run({"config", "a/f"}).code, 2);
  EXPECT_EQ(run({"explain", "a/f"}).code, 2);
  EXPECT_EQ(run({"print", "a/f"}).code, 0) << "no setting counts for it";
  const Outcome missing = run({"rewrite", "--config", "none.toml", "f"});
  EXPECT_EQ(missing.code, 2);
  EXPECT_EQ(missing.err, "drydock: none.toml: cannot open: No such file or directory\n");
}

TEST_F(Cli, ConfigurationFilesExtendOthersButNotThemselves) {
  write("one.toml", "extend = \"two.toml\"\nlevel = \"identical\"\n");
  write("two.toml", "level = \"intended\"\nassume = [\"all\"]\n");
  write("f", changeable);
  const Outcome result = run({"config", "--json", "--config", "one.toml", "f"});
  EXPECT_EQ(result.code, 0);
  const auto whole = nlohmann::json::parse(result.out);
  EXPECT_EQ(whole["format"], "drydock-config");
  EXPECT_EQ(whole["files"], (nlohmann::json{"two.toml", "one.toml"}));
  EXPECT_EQ(whole["excluded"], nullptr);
  EXPECT_EQ(whole["settings"][0], (nlohmann::json{{"key", "level"},
                                                  {"value", "identical"},
                                                  {"origin", {{"file", "one.toml"}, {"line", 2}, {"column", 1}}}}));
  EXPECT_EQ(whole["settings"][1]["key"], "assume");
  EXPECT_EQ(whole["settings"][1]["value"].size(), all_assumptions().size());
  EXPECT_EQ(whole["settings"][1]["origin"]["file"], "two.toml");
  EXPECT_EQ(whole["settings"][2]["origin"], "default");
  write("two.toml", "extend = \"one.toml\"\n");
  const Outcome circle = run({"config", "--config", "one.toml", "f"});
  EXPECT_EQ(circle.code, 2);
  EXPECT_EQ(circle.err, "two.toml:1:1: error: this file extends itself [bad-value]\n");
}

TEST_F(Cli, ExplainsWithTheImagesOfTheConfiguration) {
  write("base.json", R"({"os": "linux", "architecture": "amd64", "config": {"Entrypoint": ["/start"]},
    "rootfs": {"type": "layers", "diff_ids": []}})");
  write(".drydock.toml", "[images]\n\"example.org/base\" = \"base.json\"\n");
  write("f", "FROM example.org/base\n");
  EXPECT_NE(run({"explain", "f"}).out.find("/start"), std::string::npos);
  EXPECT_EQ(run({"explain", "--no-config", "f"}).out.find("/start"), std::string::npos);
}

TEST_F(Cli, ExcludesFiles) {
  fs::create_directories(file("vendor/x"));
  write(".drydock.toml", "exclude = [\"vendor\"]\n");
  write("vendor/x/f", changeable);
  write("f", changeable);
  const Outcome result = run({"rewrite", "--write", "vendor/x/f", "f"});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.err, "drydock: vendor/x/f: left alone: .drydock.toml:1 excludes it\n");
  EXPECT_EQ(bytes_of("vendor/x/f"), changeable);
  EXPECT_EQ(bytes_of("f"), plain);
  EXPECT_EQ(run({"rewrite", "--quiet", "vendor/x/f"}).err, "");
}

TEST_F(Cli, ChecksFilesAndFoldersInTheirOrder) {
  const auto would_be = [](const std::string& name) { return "drydock: " + name + ": would be rewritten\n"; };
  for (const std::string name : {"t/a/Dockerfile", "t/b/c/Dockerfile", "t/Dockerfile", "f"}) write(name, changeable);
  write("t/b/Dockerfile", std::string(changeable) + "# " + '\0' + "\n");
  fs::create_directory_symlink("t", file("link"));
  EXPECT_EQ(run({"rewrite", "--check", "f", "t/a/Dockerfile", "f"}).err,
            would_be("f") + would_be("t/a/Dockerfile") + would_be("f"));
  EXPECT_EQ(run({"rewrite", "--check", "f", "t", "t/a/Dockerfile", "f"}).err,
            would_be("f") + would_be("t/Dockerfile") + would_be("t/a/Dockerfile") + would_be("t/b/c/Dockerfile"))
      << "with a folder no file counts twice, and what is no text is passed over";
  EXPECT_EQ(run({"rewrite", "--check", "t/b/Dockerfile", "t/b"}).err,
            would_be("t/b/Dockerfile") + would_be("t/b/c/Dockerfile"))
      << "what is named is not passed over";
  EXPECT_EQ(run({"rewrite", "--check", "t/a//Dockerfile", "t/a/Dockerfile", "t/a/../a/Dockerfile"}).err,
            would_be("t/a//Dockerfile") + would_be("t/a/Dockerfile") + would_be("t/a/../a/Dockerfile"));
  EXPECT_EQ(run({"rewrite", "--check", "t/a/", "t/a/Dockerfile"}).err, would_be("t/a/Dockerfile"));
  EXPECT_EQ(run({"rewrite", "--check", "link"}).err,
            would_be("link/Dockerfile") + would_be("link/a/Dockerfile") + would_be("link/b/c/Dockerfile"));
  const Outcome missing = run({"rewrite", "--check", "t/no", "t/a/Dockerfile"});
  EXPECT_EQ(missing.err, "drydock: t/no: cannot open: No such file or directory\n" + would_be("t/a/Dockerfile"));
  EXPECT_EQ(missing.code, 2);
  EXPECT_EQ(run({"rewrite", "--check", "-", "f"}, changeable).err, would_be("<stdin>") + would_be("f"));
  EXPECT_EQ(run({"rewrite", "--check", "-", "t/a"}, changeable).err, would_be("<stdin>") + would_be("t/a/Dockerfile"));
  EXPECT_EQ(run({"rewrite", "--check", ""}).err, "drydock: : cannot open: No such file or directory\n");
}

TEST_F(Cli, ChecksWithTheConfigurationOfEachFolder) {
  for (const std::string name : {"t/a/Dockerfile", "t/b/Dockerfile", "t/b/c/Dockerfile", "t/d/Dockerfile"}) {
    write(name, changeable);
  }
  write("list", "t/a/Dockerfile\nt/b/Dockerfile\nt/b/c/Dockerfile\nt/d/Dockerfile\nlink/../b/Dockerfile\n");
  write("other/inner/.keep", "");
  write("other/b/Dockerfile", changeable);
  fs::create_directory_symlink("other/inner", file("link"));
  const auto all = [&](bool has_link, const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += "drydock: " + name + "/Dockerfile: would be rewritten\n";
    EXPECT_EQ(run({"rewrite", "--check", "t"}).err, text);
    EXPECT_EQ(run({"rewrite", "--check", "--files-from", "list"}).err,
              text + (has_link ? "drydock: link/../b/Dockerfile: would be rewritten\n" : ""));
  };
  all(true, {"t/a", "t/b", "t/b/c", "t/d"});
  write("t/b/.drydock.toml", "passes.default = false\n");
  all(true, {"t/a", "t/d"});
  write("t/b/c/.drydock.toml", "level = \"equivalent\"\n");
  all(true, {"t/a", "t/b/c", "t/d"});
  fs::remove(file("t/b/.drydock.toml"));
  fs::create_symlink("nowhere", file("t/b/.drydock.toml"));
  write("t/.drydock.toml", "passes.default = false\n");
  all(true, {"t/b/c"});
  // Settings count for the path as it is written, without what a link on the way leads to.
  write("b/.drydock.toml", "passes.default = false\n");
  all(false, {"t/b/c"});
  write("t/d/.drydock.toml", "no-such-key = 1\n");
  const Outcome wrong = run({"rewrite", "--check", "--files-from", "list"});
  EXPECT_TRUE(wrong.err.starts_with("t/d/.drydock.toml:1:")) << wrong.err;
  EXPECT_EQ(wrong.code, 2);
}

}  // namespace
}  // namespace drydock
