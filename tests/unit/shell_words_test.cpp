// What a shell makes of a command: tables of words and obstacles, and the same commands run by real shells.
#include "analysis/shell_words.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/diagnostic.hpp"
#include "base/unicode.hpp"

namespace drydock {
namespace {

using namespace std::string_view_literals;

struct Literal {
  std::string_view text;
  std::vector<std::string> words;
};

const Literal literals[] = {
    {"nginx", {"nginx"}},
    {"nginx -g 'daemon off;'", {"nginx", "-g", "daemon off;"}},
    {"nginx\t -g  \"daemon off;\" ", {"nginx", "-g", "daemon off;"}},
    {"prog a\\ b\\\\ \\' \\\" \\$x \\* \\~ \\# \\a", {"prog", "a b\\", "'", "\"", "$x", "*", "~", "#", "a"}},
    {"prog '' \"\" a''b", {"prog", "", "", "ab"}},
    {"prog '\\' '$x `y` *' '\"'", {"prog", "\\", "$x `y` *", "\""}},
    {R"(prog "\"\$\`\\" "\a\'\n" "'" "*?[~#;|&<>(){}")", {"prog", "\"$`\\", "\\a\\'\\n", "'", "*?[~#;|&<>(){}"}},
    {"'prog' 'a'\"b\"\\ c'd'", {"prog", "ab cd"}},
    {"p'ro'\\g a", {"prog", "a"}},
    {"prog a=b --c=d e:f = : a= =b", {"prog", "a=b", "--c=d", "e:f", "=", ":", "a=", "=b"}},
    {"prog a#b a~ b~/c =a~b", {"prog", "a#b", "a~", "b~/c", "=a~b"}},
    {"prog ! % ^ , . / @ _ + - ] -- -x %1",
     {"prog", "!", "%", "^", ",", ".", "/", "@", "_", "+", "-", "]", "--", "-x", "%1"}},
    {"prog if then do done ! cd exec", {"prog", "if", "then", "do", "done", "!", "cd", "exec"}},
    {"prog é 😀 \xE2\x80\x8B '\xC2\xA1' \"ü\" \\ñ", {"prog", "é", "😀", "\xE2\x80\x8B", "\xC2\xA1", "ü", "ñ"}},
    {"prog '~' \"~\" \\~ a'='~b", {"prog", "~", "~", "~", "a=~b"}},
    {"exec prog a", {"prog", "a"}},
    {"exec\tprog 'a b'", {"prog", "a b"}},
    {"prog a!b !c 1 2", {"prog", "a!b", "!c", "1", "2"}},
};

TEST(ShellWords, OfLiteralCommands) {
  for (const auto& [text, words] : literals) {
    const ShellReading reading = read_shell_command(text);
    ASSERT_TRUE(reading.command.has_value()) << text << ": " << describe(reading.need);
    EXPECT_EQ(reading.command->words, words) << text;
    EXPECT_EQ(reading.command->had_exec, text.starts_with("exec")) << text;
  }
}

TEST(ShellWords, ReadAProgramAfterExecEvenIfItIsNamedLikeABuiltin) {
  const ShellReading reading = read_shell_command("exec echo a");
  ASSERT_TRUE(reading.command.has_value());
  EXPECT_EQ(reading.command->words, (std::vector<std::string>{"echo", "a"}));
}

struct Obstacle {
  std::string_view text;
  ShellNeed need;
  std::string_view where;
};

const Obstacle obstacles[] = {
    {"", ShellNeed::empty, ""},
    {" \t", ShellNeed::empty, " \t"},
    {"exec", ShellNeed::empty, "exec"},
    {"''", ShellNeed::empty, "''"},
    {"'' a", ShellNeed::empty, "''"},
    {"a && b", ShellNeed::list_or_pipeline, "&"},
    {"a; b", ShellNeed::list_or_pipeline, ";"},
    {"a | b", ShellNeed::list_or_pipeline, "|"},
    {"a &", ShellNeed::list_or_pipeline, "&"},
    {"a\nb", ShellNeed::list_or_pipeline, "\n"},
    {"a > b", ShellNeed::redirection, ">"},
    {"a 2>&1", ShellNeed::redirection, ">"},
    {"a < b", ShellNeed::redirection, "<"},
    {"a <<EOF", ShellNeed::redirection, "<"},
    {"(a)", ShellNeed::grouping, "("},
    {"a ()", ShellNeed::grouping, "("},
    {"a $b", ShellNeed::expansion, "$"},
    {"a \"${b}\"", ShellNeed::expansion, "$"},
    {"$a", ShellNeed::expansion, "$"},
    {"a $", ShellNeed::expansion, "$"},
    {"a $(b)", ShellNeed::expansion, "$"},
    {"a `b`", ShellNeed::command_substitution, "`"},
    {"a \"`b`\"", ShellNeed::command_substitution, "`"},
    {"a *", ShellNeed::glob, "*"},
    {"a b?", ShellNeed::glob, "?"},
    {"a b[c]", ShellNeed::glob, "["},
    {"a ~", ShellNeed::tilde, "~"},
    {"~/a", ShellNeed::tilde, "~"},
    {"a b=~/c", ShellNeed::tilde, "~"},
    {"a b:~", ShellNeed::tilde, "~"},
    {"a b=c:~d", ShellNeed::tilde, "~"},
    {"a {b,c}", ShellNeed::brace, "{"},
    {"a b}", ShellNeed::brace, "}"},
    {"{ a", ShellNeed::brace, "{"},
    {"a # b", ShellNeed::comment, "#"},
    {"#a", ShellNeed::comment, "#"},
    {"a=b", ShellNeed::assignment, "a=b"},
    {"a=b c", ShellNeed::assignment, "a=b"},
    {"a='b' c", ShellNeed::assignment, "a='b'"},
    {"a\\=b c", ShellNeed::assignment, "a\\=b"},
    {"'a=b' c", ShellNeed::assignment, "'a=b'"},
    {"exec a=b c", ShellNeed::assignment, "a=b"},
    {"cd a", ShellNeed::builtin, "cd"},
    {"echo a", ShellNeed::builtin, "echo"},
    {"'echo' a", ShellNeed::builtin, "'echo'"},
    {"e\\cho a", ShellNeed::builtin, "e\\cho"},
    {"true", ShellNeed::builtin, "true"},
    {". a", ShellNeed::builtin, "."},
    {": a", ShellNeed::builtin, ":"},
    {"'[' a ]", ShellNeed::builtin, "'['"},
    {"'exec' a", ShellNeed::builtin, "'exec'"},
    {"source a", ShellNeed::builtin, "source"},
    {"if a", ShellNeed::reserved_word, "if"},
    {"! a", ShellNeed::reserved_word, "!"},
    {"time a", ShellNeed::reserved_word, "time"},
    {"coproc a", ShellNeed::reserved_word, "coproc"},
    {"'if' a", ShellNeed::reserved_word, "'if'"},
    {"]] a", ShellNeed::reserved_word, "]]"},
    {"exec if", ShellNeed::reserved_word, "if"},
    {"%1", ShellNeed::job_control, "%1"},
    {"-a b", ShellNeed::option_as_program, "-a"},
    {"+a b", ShellNeed::option_as_program, "+a"},
    {"exec -a b c", ShellNeed::option_as_program, "-a"},
    {"exec -- a", ShellNeed::option_as_program, "--"},
    {"a 'b", ShellNeed::unclosed_quote, ""},
    {"a \"b", ShellNeed::unclosed_quote, ""},
    {"a \"b\\\"", ShellNeed::unclosed_quote, ""},
    {"a b\\", ShellNeed::trailing_backslash, ""},
    {"a \x01", ShellNeed::odd_character, "\x01"},
    {"a '\n'", ShellNeed::odd_character, "\n"},
    {"a \\\nb", ShellNeed::odd_character, "\n"},
    {"a \r", ShellNeed::odd_character, "\r"},
    {"a \x7F", ShellNeed::odd_character, "\x7F"},
    {"a\xC2\xA0" "b", ShellNeed::odd_character, "\xC2\xA0"},
    {"a \"\xE3\x80\x80\"", ShellNeed::odd_character, "\xE3\x80\x80"},
    {"a \xFF", ShellNeed::odd_character, "\xFF"},
    {"a \0"sv, ShellNeed::odd_character, "\0"sv},
    {"[\"a\",]", ShellNeed::broken_array, "[\"a\",]"},
    {"[a] && b", ShellNeed::broken_array, "[a] && b"},
    // What the first words mean is the better reason than what stands further on.
    {"cd a && b", ShellNeed::builtin, "cd"},
    {"a=b $c", ShellNeed::assignment, "a=b"},
    {"while true; do a; done", ShellNeed::reserved_word, "while"},
};

TEST(ShellWords, NeedAShell) {
  for (const auto& [text, need, where] : obstacles) {
    SCOPED_TRACE(printable(text, 80));
    const ShellReading reading = read_shell_command(text);
    EXPECT_FALSE(reading.command.has_value());
    EXPECT_EQ(describe(reading.need), describe(need));
    EXPECT_EQ(reading.where.of(text), where);
  }
}

TEST(ShellWords, EveryNeedIsShownAndDescribed) {
  std::set<ShellNeed> seen;
  std::set<std::string_view> sentences;
  for (const Obstacle& obstacle : obstacles) seen.insert(obstacle.need);
  for (int need = 1; need <= static_cast<int>(ShellNeed::broken_array); ++need) {
    EXPECT_TRUE(seen.contains(static_cast<ShellNeed>(need))) << describe(static_cast<ShellNeed>(need));
    sentences.insert(describe(static_cast<ShellNeed>(need)));
  }
  EXPECT_EQ(sentences.size(), static_cast<std::size_t>(ShellNeed::broken_array));
  EXPECT_EQ(describe(ShellNeed::none), "");
}

// --- real shells ----------------------------------------------------------------------------------------------------

/// A folder in PATH whose programs print their name and their arguments, each with a NUL behind it.
class Recorder {
 public:
  Recorder() {
    std::string name = (std::filesystem::temp_directory_path() / "drydock-shell-XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr) folder_ = name;
  }
  ~Recorder() { std::filesystem::remove_all(folder_); }
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  void add(const std::string& program) const {
    const std::filesystem::path path = folder_ / program;
    if (std::filesystem::exists(path)) return;
    std::ofstream(path) << "#!/bin/sh\nprintf '%s\\0' \"${0##*/}\" \"$@\"\n";
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  }

  /// What the command prints, cut at the NULs.
  [[nodiscard]] std::vector<std::string> run(const std::string& shell, std::string command) const {
    const std::string out = (folder_ / ".out").string();
    const std::string path = "PATH=" + folder_.string() + ":/usr/bin:/bin";
    std::string program = shell;
    std::string option = "-c";
    std::string path_entry = path;
    std::string locale = "LC_ALL=C.UTF-8";
    char* arguments[] = {program.data(), option.data(), command.data(), nullptr};
    char* environment[] = {path_entry.data(), locale.data(), nullptr};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    pid_t process = 0;
    const int failed = ::posix_spawn(&process, shell.c_str(), &actions, nullptr, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    int status = 0;
    while (failed == 0 && ::waitpid(process, &status, 0) < 0 && errno == EINTR) {
    }
    if (failed != 0 || status != 0) return {"the shell failed with status " + std::to_string(status)};
    std::ifstream stream(out, std::ios::binary);
    std::vector<std::string> words;
    for (std::string word; std::getline(stream, word, '\0');) words.push_back(word);
    return words;
  }

 private:
  std::filesystem::path folder_;
};

class ShellComparison : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (::access(GetParam(), X_OK) != 0) GTEST_SKIP() << GetParam() << " is not installed";
  }
  /// The shell starts what read_shell_command says that it starts.
  void compare(std::string_view text) const {
    const ShellReading reading = read_shell_command(text);
    ASSERT_TRUE(reading.command.has_value()) << text << ": " << describe(reading.need);
    ASSERT_EQ(reading.command->words.front().find('/'), std::string::npos);
    recorder_.add(reading.command->words.front());
    EXPECT_EQ(recorder_.run(GetParam(), std::string(text)), reading.command->words) << text;
  }

  Recorder recorder_;
};

TEST_P(ShellComparison, StartsTheSameOnTheTable) {
  for (const Literal& literal : literals) compare(literal.text);
}

TEST_P(ShellComparison, StartsTheSameOnProgramsNamedLikeBuiltinsAfterExec) {
  for (const std::string_view text : {"exec echo a 'b c'", "exec test x", "exec exec prog", "exec kill \\ "})
    compare(text);
}

/// Words in random quotes; the generator knows what each stands for.
class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  struct Word {
    std::string text;
    std::string value;
  };
  Word word() {
    Word word;
    for (std::size_t parts = 1 + below(3); parts > 0; --parts) add_part(word);
    return word;
  }
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(random_()) % limit; }

 private:
  /// Printable ASCII mostly, else something longer.
  std::string character() {
    static constexpr std::string_view others[] = {"é",      "ß",      "Á",  "€",      "†", "\u00c0",
                                                  "\u0141", "\u3042", "😀", "\u200b", "\t"};
    if (below(8) == 0) return std::string(others[below(std::size(others))]);
    return std::string(1, static_cast<char>(' ' + below(95)));
  }
  void add_part(Word& word) {
    const std::size_t size = below(6);
    const std::size_t style = below(4);
    if (style == 0) word.text += '\'';
    if (style == 1) word.text += '"';
    for (std::size_t i = 0; i < size; ++i) {
      const std::string one = character();
      const bool special_in_double_quotes = one == "\"" || one == "$" || one == "`" || one == "\\";
      const bool plain = one.size() > 1 || is_ascii_alpha(one[0]) || is_ascii_digit(one[0]) || one == "-" ||
                         one == "/" || one == "." || one == "," || one == "%" || one == "@" || one == "+" ||
                         one == "_" || one == "^" || one == "]";
      if (style == 0 && one == "'") continue;
      if (style == 1 && special_in_double_quotes) word.text += '\\';
      if (style == 2 || (style == 3 && !plain)) word.text += '\\';
      word.text += one;
      word.value += one;
    }
    if (style == 0) word.text += '\'';
    if (style == 1) word.text += '"';
    if (style >= 2 && size == 0) word.text += "''";
  }
  std::mt19937 random_;
};

TEST_P(ShellComparison, StartsTheSameOnRandomWords) {
  Generator generator(4711);
  for (int i = 0; i < 320 && !HasFailure(); ++i) {
    std::string text = generator.below(4) == 0 ? "exec prog" : "prog";
    std::vector<std::string> words = {"prog"};
    for (std::size_t count = 1 + generator.below(4); count > 0; --count) {
      Generator::Word word = generator.word();
      text += " " + word.text;
      words.push_back(std::move(word.value));
    }
    const ShellReading reading = read_shell_command(text);
    ASSERT_TRUE(reading.command.has_value()) << text << ": " << describe(reading.need);
    ASSERT_EQ(reading.command->words, words) << text;
    compare(text);
  }
}

TEST_P(ShellComparison, StartsTheSameOnWhateverReadsAsLiteral) {
  constexpr std::string_view pieces[] = {"a", "b", "1", " ", " ", "\t", "'", "'", "\"", "\"",    "\\", "\\",
                                         "=", ":", "!", "^", "%", "@",  "+", "-", ",",  ".",     "/",  "]",
                                         "#", "~", "$", "*", "{", "}",  "&", "é", "x=", "\u2020"};
  std::mt19937 random(1147);
  int compared = 0;
  while (compared < 300 && !HasFailure()) {
    std::string text = "prog ";
    for (int i = 0; i < 8; ++i) text += pieces[static_cast<std::size_t>(random()) % std::size(pieces)];
    if (!read_shell_command(text).command) continue;
    compare(text);
    ++compared;
  }
}

INSTANTIATE_TEST_SUITE_P(Real, ShellComparison, testing::Values("/bin/sh", "/bin/bash"),
                         [](const auto& test) { return std::string(test.param).substr(5); });

}  // namespace
}  // namespace drydock
