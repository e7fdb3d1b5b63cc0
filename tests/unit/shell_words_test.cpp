// What a shell makes of a command: tables of words and obstacles, and the same commands run by real shells.
#include "analysis/shell_words.hpp"

#include <unistd.h>

#include <filesystem>
#include <random>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/diagnostic.hpp"
#include "base/unicode.hpp"
#include "tests/unit/processes.hpp"
#include "tests/unit/temporary_folder.hpp"

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
    {"prog . -name x -exec other {} +", {"prog", ".", "-name", "x", "-exec", "other", "{}", "+"}},
    {"prog { } a{b a}b {a} {{}} }{ {a.b} {a,b a,b}",
        {"prog", "{", "}", "a{b", "a}b", "{a}", "{{}}", "}{", "{a.b}", "{a,b", "a,b}"}},
    {"prog '{a,b}' \"{1..2}\" \\{a,b} {a\\,b} {a','b}", {"prog", "{a,b}", "{1..2}", "{a,b}", "{a,b}", "{a,b}"}},
    {"prog [ [a a[b ] a]b a][b '['a] \\[a]", {"prog", "[", "[a", "a[b", "]", "a]b", "a][b", "[a]", "[a]"}},
    {"prog $ a$ $. a$/b \"$\" \"a$ b$|c$'d\" $=a", {"prog", "$", "a$", "$.", "a$/b", "$", "a$ b$|c$'d", "$=a"}},
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

TEST(ShellWords, SearchForProcessesThatAreNoShell) {
  for (const std::string_view text :
       {"exec pgrep -f a", "pgrep -x sshd", "/bin/pidof -x cron", "pkill -i nginx", "killall -0 nginx"}) {
    EXPECT_TRUE(read_shell_command(text).command.has_value()) << text;
  }
}

struct Obstacle {
  std::string_view text;
  ShellNeed need;
  std::string_view where;
};

const Obstacle obstacles[] = {
    {"pgrep -f a", ShellNeed::process_search, "pgrep"},
    {"/usr/bin/pgrep --full a", ShellNeed::process_search, "/usr/bin/pgrep"},
    {"pgrep -xf a", ShellNeed::process_search, "pgrep"},
    {"env pgrep -f a", ShellNeed::process_search, "env"},
    {"bash -c 'pgrep -f a'", ShellNeed::process_search, "bash"},
    {"pgrep -v a", ShellNeed::process_search, "pgrep"},
    {"pgrep h", ShellNeed::process_search, "pgrep"},
    {"pgrep -i SH", ShellNeed::process_search, "pgrep"},
    {"pkill a.b", ShellNeed::process_search, "pkill"},
    {"pkill 'a|b'", ShellNeed::process_search, "pkill"},
    {"pidof sh", ShellNeed::process_search, "pidof"},
    {"killall bash", ShellNeed::process_search, "killall"},
    {"", ShellNeed::empty, ""},
    {" \t", ShellNeed::empty, " \t"},
    {"exec", ShellNeed::empty, "exec"},
    {"''", ShellNeed::empty, "''"},
    {"'' a", ShellNeed::empty, "''"},
    {"a && b", ShellNeed::list_or_pipeline, "&&"},
    {"a; b", ShellNeed::list_or_pipeline, ";"},
    {"a | b", ShellNeed::list_or_pipeline, "|"},
    {"a &", ShellNeed::list_or_pipeline, "&"},
    {"a\nb", ShellNeed::list_or_pipeline, "\n"},
    {"a > b", ShellNeed::redirection, ">"},
    {"a 2>&1", ShellNeed::redirection, ">&"},
    {"a < b", ShellNeed::redirection, "<"},
    {"a <<EOF", ShellNeed::redirection, "<<"},
    {"(a)", ShellNeed::grouping, "("},
    {"a ()", ShellNeed::grouping, "("},
    {"a $b", ShellNeed::expansion, "$b"},
    {"a $bc1-d", ShellNeed::expansion, "$bc1"},
    {"a \"${b}\"", ShellNeed::expansion, "${b}"},
    {"a ${b:-c$(d)}e", ShellNeed::expansion, "${b:-c$(d)}"},
    {"a $12", ShellNeed::expansion, "$1"},
    {"a $@", ShellNeed::expansion, "$@"},
    {"a $$", ShellNeed::expansion, "$$"},
    {"$a", ShellNeed::expansion, "$a"},
    {"a ${b", ShellNeed::expansion, "$"},
    {"a ${b'}'}", ShellNeed::expansion, "$"},
    {"a $[1]", ShellNeed::expansion, "$"},
    {"a $\\b", ShellNeed::expansion, "$"},
    {"a $\xC3\xA9", ShellNeed::expansion, "$"},
    {"a $(b)", ShellNeed::command_substitution, "$(b)"},
    {"a \"$(b \"$(c ')' \\))\" (d) | e > f)\"g", ShellNeed::command_substitution, "$(b \"$(c ')' \\))\" (d) | e > f)"},
    {"a $(case b in c) d;; esac)", ShellNeed::command_substitution, "$"},
    {"a $(b", ShellNeed::command_substitution, "$"},
    {"a `b`", ShellNeed::command_substitution, "`b`"},
    {"a \"`b`\"", ShellNeed::command_substitution, "`b`"},
    {"a `b", ShellNeed::command_substitution, "`"},
    {"a $((1 + (2)))", ShellNeed::arithmetic, "$((1 + (2)))"},
    {"a $'b'", ShellNeed::dollar_quote, "$"},
    {"a b$\"c\"", ShellNeed::dollar_quote, "$"},
    {"a *", ShellNeed::glob, "*"},
    {"a b?", ShellNeed::glob, "?"},
    {"a b[c]", ShellNeed::glob, "["},
    {"a b[c']'", ShellNeed::glob, "["},
    {"a b[c\\]", ShellNeed::glob, "["},
    {"a b[$c]", ShellNeed::glob, "["},
    {"a[b c", ShellNeed::glob, "["},
    {"exec a[b c", ShellNeed::glob, "["},
    {"a ~", ShellNeed::tilde, "~"},
    {"~/a", ShellNeed::tilde, "~"},
    {"a b=~/c", ShellNeed::tilde, "~"},
    {"a b:~", ShellNeed::tilde, "~"},
    {"a b=c:~d", ShellNeed::tilde, "~"},
    {"a {b,c}", ShellNeed::brace, "{"},
    {"a {b,}", ShellNeed::brace, "{"},
    {"a x{1..2}", ShellNeed::brace, "{"},
    {"a {1'.'.2}", ShellNeed::brace, "{"},
    {"a {\"b\",'c'}", ShellNeed::brace, "{"},
    {"a {{b,c}", ShellNeed::brace, "{"},
    {"a{b c", ShellNeed::brace, "{"},
    {"{} c", ShellNeed::brace, "{"},
    {"exec {} c", ShellNeed::brace, "{"},
    {"a # b", ShellNeed::comment, "# b"},
    {"#a", ShellNeed::comment, "#a"},
    {"a=b", ShellNeed::assignment, "a=b"},
    {"a=b c", ShellNeed::assignment, "a=b"},
    {"a='b' c", ShellNeed::assignment, "a='b'"},
    {"a\\=b c", ShellNeed::assignment, "a\\=b"},
    {"'a=b' c", ShellNeed::assignment, "'a=b'"},
    {"exec a=b c", ShellNeed::assignment, "a=b"},
    {"a+=b c", ShellNeed::assignment, "a+=b"},
    {"a=$b c", ShellNeed::assignment, "a=$b"},
    {"a[0]=b c", ShellNeed::assignment, "a[0]=b"},
    {"*a=b c", ShellNeed::glob, "*"},
    {"$a=b c", ShellNeed::expansion, "$a"},
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
    {"[ -f a ]", ShellNeed::builtin, "["},
    {"[ a = b ]", ShellNeed::builtin, "["},
    {"[ ! -f a ]", ShellNeed::builtin, "["},
    {"[ \"$a\" = b ] && c", ShellNeed::builtin, "["},
    {"echo$a", ShellNeed::expansion, "$a"},
    {"if a", ShellNeed::reserved_word, "if"},
    {"{ a; }", ShellNeed::reserved_word, "{"},
    {"} a", ShellNeed::reserved_word, "}"},
    {"[[ a ]]", ShellNeed::reserved_word, "[["},
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
    {"[ \"a\" \"b\" ]", ShellNeed::broken_array, "[ \"a\" \"b\" ]"},
    {"[ \"a\", \"-b\"", ShellNeed::broken_array, "[ \"a\", \"-b\""},
    {"[", ShellNeed::broken_array, "["},
    {"[[\"a\"]", ShellNeed::broken_array, "[[\"a\"]"},
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

// --- builtins -------------------------------------------------------------------------------------------------------

TEST(ShellBuiltins, AreOfThreeKinds) {
  for (const auto* name : {".", ":", "eval", "exec", "exit", "export", "set", "trap", "unset"}) {
    EXPECT_EQ(builtin_kind(name), BuiltinKind::special) << name;
  }
  for (const auto* name : {"cd", "pwd", "kill", "read", "source", "type", "umask", "wait", "command", "alias"}) {
    EXPECT_EQ(builtin_kind(name), BuiltinKind::shell_only) << name;
  }
  for (const auto* name : {"echo", "printf", "test", "[", "true", "false"}) {
    EXPECT_EQ(builtin_kind(name), BuiltinKind::with_program) << name;
  }
  for (const auto* name : {"", "prog", "/bin/echo", "if", "env"}) {
    EXPECT_EQ(builtin_kind(name), BuiltinKind::none) << name;
  }
}

constexpr std::string_view agreeing_builtins[] = {
    "echo", "echo a 'b  c'", "echo a -n", "echo ''", "echo '' -e", "echo a%b", "printf a", "printf ''",
    "printf 'a\\n'", "printf '%s\\n' a b 'c d' -n", "printf '%s %d%%\\n' a 12 b -3", "printf '%s|%s'",
    "printf %s '\\\\n'", "true", "true a b", "false", "false a", "[ ]", "test", "test a", "test ''", "[ -n a ]",
    "[ -z '' ]", "[ a = a ]", "test a != b", "test 1 -eq 1", "[ 2 -gt 10 ]", "test -e /", "[ -d /tmp ]",
    "[ -f ./none ]", "[ ! -f none ]", "[ ! a = b ]", "test -e ''"};
constexpr std::string_view disagreeing_builtins[] = {
    "echo -n a", "echo --help", "echo -", "echo 'a\\nb'", "printf", "printf -v a b", "printf -- a", "printf --help",
    "printf 'a\\x41'", "printf '\\101'", "printf %c a", "printf %5s a", "printf %", "printf 'a\\'", "printf a b",
    "printf %d 08", "printf %d 0x1", "printf %d a", "printf %d 99999999999999999999", "printf '%s%d' a", "printf %d",
    "printf '%s %d' a 1 b", "false --", "true --help", "false --version", "test -n", "test -e /dev/fd/0",
    "test -f //dev/stdin", "test -x a", "test a == b", "test '(' a ')'", "test a -a b", "test a -o b", "test a '<' b",
    "test ! a", "test 01 -eq 1", "test -1 -lt 1", "test 10000000000 -gt 1", "test -f -f", "[ -f a", "[ a ] b",
    "[ --help", "test -t 0", "test a -nt b"};

TEST(ShellBuiltins, AreReadAsCommandsOnlyIfAskedFor) {
  for (const std::string_view text : agreeing_builtins) {
    if (text != "[ ]") {
      EXPECT_EQ(describe(read_shell_command(text).need), describe(ShellNeed::builtin)) << text;
    }
    const ShellReading reading = read_shell_command(text, {.builtins_with_programs = true});
    if (text == "[ ]") continue;  // looks like an array
    ASSERT_TRUE(reading.command.has_value()) << text << ": " << describe(reading.need);
    EXPECT_TRUE(reading.command->builtin_with_program) << text;
  }
  EXPECT_FALSE(read_shell_command("prog", {.builtins_with_programs = true}).command->builtin_with_program);
  EXPECT_FALSE(read_shell_command("exec echo a", {.builtins_with_programs = true}).command->builtin_with_program);
  EXPECT_EQ(read_shell_command("cd a", {.builtins_with_programs = true}).need, ShellNeed::builtin);
}

TEST(ShellBuiltins, AreRefusedWhereProgramsMayDiffer) {
  for (const std::string_view text : disagreeing_builtins) {
    const ShellReading reading = read_shell_command(text, {.builtins_with_programs = true});
    EXPECT_FALSE(reading.command.has_value()) << text;
    const ShellNeed plain = read_shell_command(text).need;
    const ShellNeed expected = plain == ShellNeed::broken_array ? plain : ShellNeed::builtin_unlike_program;
    EXPECT_EQ(describe(reading.need), describe(expected)) << text;
  }
  EXPECT_EQ(read_shell_command("echo $a", {.builtins_with_programs = true}).need, ShellNeed::expansion);
  EXPECT_FALSE(builtin_agrees_with_program({}));
  EXPECT_FALSE(builtin_agrees_with_program({"cd"}));
}

// --- outlines -------------------------------------------------------------------------------------------------------

std::string shown(std::string_view text, const ShellOutline& outline) {
  constexpr std::string_view joints[] = {"", ";", "&&", "||", "|", "&"};
  std::string out;
  for (const SimpleCommand& command : outline.commands) {
    out += joints[static_cast<std::size_t>(command.joint)];
    out += fmt::format("<{}>", command.range.of(text));
    for (const TextRange assignment : command.assignments) out += fmt::format(" set:{}", assignment.of(text));
    for (const ShellWord& word : command.words) {
      out += word.value ? fmt::format(" {}", *word.value) : fmt::format(" ?{}", word.range.of(text));
    }
    for (const TextRange redirection : command.redirections) out += fmt::format(" to:{}", redirection.of(text));
    if (command.last) out += " last";
  }
  return outline.complete ? out : out + " …";
}

TEST(ShellOutlines, ShowCommandsAsTheyAreWritten) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", ""},
      {"prog 'a b' $c", "<prog 'a b' $c> prog a b ?$c last"},
      {"A=b C=$d prog x=y", "<A=b C=$d prog x=y> set:A=b set:C=$d prog x=y last"},
      {"cd /a && exec prog 2>&1 >b; ", "<cd /a> cd /a&&<exec prog 2>&1 >b> exec prog to:2>&1 to:>b last"},
      {"a || b | c & d\ne", "<a> a||<b> b|<c> c&<d> d;<e> e last"},
      {"2>f a", "<2>f a> a to:2>f last"},
      {"a2>f b", "<a2>f b> a2 b to:>f last"},
      {"a && (b)", "<a> a …"},
      {"a; if b; then c; fi", "<a> a …"},
      {"a <<E", "<a> a …"},
      {"a ${b", "<a ${b> a ?${b …"},
      {"a; ; b", "<a> a …"},
      {"a &&", "<a> a …"},
      {"a >", "<a> a …"},
      {"f() { a; }", "<f> f …"},
      {"a {b}>c", "<a {b}> a {b} …"},
      {"a 10>c", "<a 10> a 10 …"},
      {"[\"a\"", " …"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(shown(text, outline_shell_command(text)), expected) << text;
}

TEST(ShellOutlines, ListEveryReason) {
  const std::string_view text = "a $b \"$(c)\" x{d,e}[f]* ~ && g >h # i";
  std::string reasons;
  for (const ShellReason& reason : outline_shell_command(text).reasons) {
    reasons += fmt::format("{}|", reason.where.of(text));
  }
  EXPECT_EQ(reasons, "$b|$(c)|{|[|*|~|&&|>|# i|");
}

/// What the three readings say of one text fits together, and every range lies inside of it.
void expect_agreement(std::string_view text) {
  const ShellReading reading = read_shell_command(text);
  const ShellOutline outline = outline_shell_command(text);
  const LastCommandReading last = ends_with_simple_command(text);
  const TextRange everything = {0, to_offset(text.size())};
  EXPECT_TRUE(everything.contains(reading.where) && everything.contains(last.where));
  Offset at = 0;
  for (const ShellReason& reason : outline.reasons) {
    EXPECT_TRUE(everything.contains(reason.where) && reason.where.begin >= at);
    at = reason.where.begin;
  }
  at = 0;
  for (const SimpleCommand& command : outline.commands) {
    EXPECT_TRUE(everything.contains(command.range) && command.range.begin >= at && !command.range.empty());
    for (const ShellWord& word : command.words) EXPECT_TRUE(command.range.contains(word.range));
    for (const TextRange range : command.redirections) EXPECT_TRUE(command.range.contains(range));
    for (const TextRange range : command.assignments) EXPECT_TRUE(command.range.contains(range));
    at = command.range.end;
  }
  if (last.command) {
    EXPECT_TRUE(outline.complete);
    EXPECT_EQ(outline.commands.back().range, last.command->range);
  }
  if (!reading.command) return;
  EXPECT_TRUE(outline.reasons.empty());
  ASSERT_TRUE(outline.complete && outline.commands.size() == 1);
  std::vector<std::string> words;
  for (const ShellWord& word : outline.commands.front().words) words.push_back(word.value.value_or("?"));
  if (reading.command->had_exec) words.erase(words.begin());
  EXPECT_EQ(words, reading.command->words);
  const ShellNeed expected = reading.command->had_exec ? ShellNeed::already_exec : ShellNeed::none;
  EXPECT_EQ(describe(last.need), describe(expected));
}

TEST(ShellOutlines, AgreeWithTheOtherReadingsOnAnyText) {
  constexpr std::string_view pieces[] = {
      "a", "b", "1", " ", " ", "\t", "\n", "'", "\"", "\\", "$", "(", ")", "{", "}", "[", "]", "`", "=", "#", ";", "&",
      "|", "<", ">", "*", "~", "/", ",", ".", "-", "!", "é", "if ", "exec ", "cd ", "echo ", "\xFF", "\x01", "$(",
      "${", "$((", "))", "<<"};
  std::mt19937 random(31);
  for (int i = 0; i < 40'000 && !HasFailure(); ++i) {
    std::string text;
    for (std::size_t size = static_cast<std::size_t>(random()) % 14; size > 0; --size) {
      text += pieces[static_cast<std::size_t>(random()) % std::size(pieces)];
    }
    SCOPED_TRACE(printable(text, 200));
    expect_agreement(text);
  }
}

// --- exec before the last command -----------------------------------------------------------------------------------

struct Last {
  std::string_view text;
  std::string_view name;  // empty: not literal
  std::string_view range;
  bool after_unseen_code = false;
};
const Last lasts[] = {
    {"prog", "prog", "prog"},
    {"prog $a \"$(b)\" *", "prog", "prog $a \"$(b)\" *"},
    {"a && prog b", "prog", "prog b"},
    {"a || prog b", "prog", "prog b"},
    {"a && b || prog", "prog", "prog"},
    {"a | b && prog", "prog", "prog"},
    {"cd /a; prog;", "prog", "prog"},
    {"set -e\na\nprog \n", "prog", "prog"},
    {"set -eux; set -e -- a; prog", "prog", "prog"},
    {"/opt/$a/prog b", "", "/opt/$a/prog b"},
    {"a; \"./b$c\"", "", "\"./b$c\""},
    {"/a/b*", "", "/a/b*"},
    {"/a/$b && prog", "prog", "prog"},
    {"set -eo pipefail && prog", "prog", "prog"},
    {"set a b; prog", "prog", "prog"},
    {"a && prog # b", "prog", "prog"},
    {"a # b\nprog", "prog", "prog"},
    {"A=b; export A=$c; prog $A", "prog", "prog $A"},
    {"A=b a; prog", "prog", "prog"},
    {"prog >a 2>&1 <b", "prog", "prog >a 2>&1 <b"},
    {"2>a prog", "prog", "2>a prog"},
    {"'pr'og a", "prog", "'pr'og a"},
    {"[ -f a ] && prog", "prog", "prog"},
    {"test $a || exit 1; prog", "prog", "prog"},
    {"command -v a && prog", "prog", "prog"},
    {". ./a && prog", "prog", "prog", true},
    {"source a; prog", "prog", "prog", true},
    {"eval $a; prog", "prog", "prog", true},
    {"$a && prog", "prog", "prog", true},
    {"~/a && prog", "prog", "prog", true},
    {"a &&\n prog", "prog", "prog"},
    {"exec >a; prog", "prog", "prog"},
};

TEST(ShellLastCommand, IsFound) {
  for (const Last& last : lasts) {
    const LastCommandReading reading = ends_with_simple_command(last.text);
    ASSERT_TRUE(reading.command.has_value()) << last.text << ": " << describe(reading.need);
    EXPECT_EQ(reading.command->name.value_or(""), last.name) << last.text;
    EXPECT_EQ(reading.command->range.of(last.text), last.range) << last.text;
    EXPECT_EQ(reading.command->after_unseen_code, last.after_unseen_code) << last.text;
    EXPECT_TRUE(reading.command->range.contains(reading.command->program)) << last.text;
  }
}

const Obstacle last_obstacles[] = {
    {"", ShellNeed::empty, ""},
    {"# a", ShellNeed::empty, "# a"},
    {"a &&", ShellNeed::empty, ""},
    {"; a", ShellNeed::empty, ";"},
    {"a;; b", ShellNeed::empty, ";"},
    {"a ||| b", ShellNeed::empty, "|"},
    {"a >b; >c", ShellNeed::empty, ">c"},
    {"''", ShellNeed::empty, "''"},
    {"a | b", ShellNeed::in_pipeline, "b"},
    {"a && b | c", ShellNeed::in_pipeline, "c"},
    {"a &", ShellNeed::in_background, "&"},
    {"a & b", ShellNeed::in_background, "&"},
    {"a &> b", ShellNeed::in_background, "&"},
    {"a |& b", ShellNeed::empty, "&"},
    {"trap b EXIT; a", ShellNeed::trap, "trap"},
    {"command 't'rap b EXIT; a", ShellNeed::trap, "'t'rap"},
    {"exec a", ShellNeed::already_exec, "exec"},
    {"a && exec b $c", ShellNeed::already_exec, "exec"},
    {"cd a", ShellNeed::builtin, "cd"},
    {"a && echo b", ShellNeed::builtin, "echo"},
    {"a; . ./b", ShellNeed::builtin, "."},
    {"A=b a", ShellNeed::assignment, "A=b"},
    {"a; A=b", ShellNeed::assignment, "A=b"},
    {"a+=b c", ShellNeed::assignment, "a+=b"},
    {"a[0]=$b c", ShellNeed::assignment, "a[0]=$b"},
    {"(a)", ShellNeed::grouping, "("},
    {"a && (b; c)", ShellNeed::grouping, "("},
    {"f() a; b", ShellNeed::grouping, "("},
    {"a <(b)", ShellNeed::redirection, "<"},
    {"{ a; }", ShellNeed::reserved_word, "{"},
    {"! a", ShellNeed::reserved_word, "!"},
    {"time a", ShellNeed::reserved_word, "time"},
    {"if a; then b; fi", ShellNeed::reserved_word, "if"},
    {"for a in b; do c; done; d", ShellNeed::reserved_word, "for"},
    {"while a; do b; done", ShellNeed::reserved_word, "while"},
    {"a; case b in c) d;; esac", ShellNeed::reserved_word, "case"},
    {"[[ a ]] && b", ShellNeed::reserved_word, "[["},
    {"'if' a", ShellNeed::reserved_word, "'if'"},
    {"a <<E\nE\nb", ShellNeed::redirection, "<<"},
    {"a <<<b", ShellNeed::redirection, "<<"},
    {"a >", ShellNeed::redirection, ">"},
    {"a >; b", ShellNeed::redirection, ">"},
    {"a {b}>c", ShellNeed::unclear_redirection, "{b}"},
    {"10>a b", ShellNeed::unclear_redirection, "10"},
    {"a 10>b; c", ShellNeed::unclear_redirection, "10"},
    {"{a b", ShellNeed::brace, "{"},
    {"a[b; c]=d", ShellNeed::glob, "["},
    {"a; b[c d", ShellNeed::glob, "["},
    {"$a b", ShellNeed::unknown_program, "$a"},
    {"a && b*/c", ShellNeed::unknown_program, "b*/c"},
    {"$a/b", ShellNeed::unknown_program, "$a/b"},
    {"# /\n$a", ShellNeed::unknown_program, "$a"},
    {"/a >/b; $a", ShellNeed::unknown_program, "$a"},
    {"{a,/b} c", ShellNeed::unknown_program, "{a,/b}"},
    {"-a/$b", ShellNeed::unknown_program, "-a/$b"},
    {"set -e $a; b", ShellNeed::shell_state, "set"},
    {"~/a", ShellNeed::unknown_program, "~/a"},
    {"a && %1", ShellNeed::job_control, "%1"},
    {"a && -b", ShellNeed::option_as_program, "-b"},
    {"a ${b", ShellNeed::unclear_expansion, "$"},
    {"a \"${b:-'}'}\"", ShellNeed::unclear_expansion, "$"},
    {"a $(b # )\n) && c", ShellNeed::unclear_expansion, "$"},
    {"a $(b <<E\n)\nE\n)", ShellNeed::unclear_expansion, "$"},
    {"a $[1]", ShellNeed::unclear_expansion, "$"},
    {"a `b \\`c\\``", ShellNeed::unclear_expansion, "`"},
    {"a ${ b; }", ShellNeed::unclear_expansion, "$"},
    {"a $'b\\''; c", ShellNeed::dollar_quote, "$"},
    {"a 'b", ShellNeed::unclosed_quote, ""},
    {"a\\", ShellNeed::trailing_backslash, ""},
    {"a \\\n b", ShellNeed::odd_character, "\n"},
    {"a 'b\nc'", ShellNeed::odd_character, "\n"},
    {"[\"a\", \"b\"", ShellNeed::broken_array, "[\"a\", \"b\""},
    {"alias a=b\na", ShellNeed::shell_state, "alias"},
    {"shopt -s execfail; a", ShellNeed::shell_state, "shopt"},
    {"set -ev; a", ShellNeed::shell_state, "set"},
    {"set -m; a", ShellNeed::shell_state, "set"},
    {"set; a", ShellNeed::shell_state, "set"},
    {"set $a; b", ShellNeed::shell_state, "set"},
    {"set -o posix; a", ShellNeed::shell_state, "set"},
    {"set -o; a", ShellNeed::shell_state, "set"},
    {"command . a; b", ShellNeed::shell_state, "command"},
    {"builtin eval a; b", ShellNeed::shell_state, "builtin"},
    {"hash -p a b; b", ShellNeed::shell_state, "hash"},
    {"a; pgrep b", ShellNeed::process_search, "pgrep"},
    {"a; env pgrep b", ShellNeed::process_search, "env"},
    {"a $BASH_COMMAND", ShellNeed::own_text, "$BASH_COMMAND"},
    {"a=\"${BASH_EXECUTION_STRING}\"; b", ShellNeed::own_text, "a=\"${BASH_EXECUTION_STRING}\""},
};

TEST(ShellLastCommand, IsRefused) {
  for (const auto& [text, need, where] : last_obstacles) {
    SCOPED_TRACE(printable(text, 80));
    const LastCommandReading reading = ends_with_simple_command(text);
    EXPECT_FALSE(reading.command.has_value());
    EXPECT_EQ(describe(reading.need), describe(need));
    EXPECT_EQ(reading.where.of(text), where);
  }
}

TEST(ShellWords, EveryNeedIsShownAndDescribed) {
  std::set<ShellNeed> seen = {ShellNeed::builtin_unlike_program};  // shown with the builtins
  std::set<std::string_view> sentences;
  for (const Obstacle& obstacle : obstacles) seen.insert(obstacle.need);
  for (const Obstacle& obstacle : last_obstacles) seen.insert(obstacle.need);
  for (int need = 1; need <= static_cast<int>(last_shell_need); ++need) {
    EXPECT_TRUE(seen.contains(static_cast<ShellNeed>(need))) << describe(static_cast<ShellNeed>(need));
    sentences.insert(describe(static_cast<ShellNeed>(need)));
  }
  EXPECT_EQ(sentences.size(), static_cast<std::size_t>(last_shell_need));
  EXPECT_EQ(describe(ShellNeed::none), "");
}

TEST(ShellWords, ReadingIsLinear) {
  constexpr std::string_view pieces[] = {
      "a", "$(", "${a:-", "`", "\"$(", "(", "$((", "{", "[", "[]", "a;", "\"", "'", "\\a", "1>", "$a", "a=[{,}] ",
      "${a}[", "#", "x$(", "x\"$(", "x$(y\"${a:-$(", "x$((", "x$(y (z$("};
  for (const std::string_view piece : pieces) {
    const auto text = [&](std::size_t size) {
      std::string out = "prog ";
      while (out.size() < size) out += piece;
      return out;
    };
    // A quadratic reading would not come to an end.
    constexpr std::size_t size = 400'000;
    const std::string long_text = text(size);
    EXPECT_GE(long_text.size(), size);
    static_cast<void>(read_shell_command(long_text));
    static_cast<void>(outline_shell_command(long_text));
    static_cast<void>(ends_with_simple_command(long_text));
  }
}

TEST(ShellWords, ReadingDoesNotDoubleWithEachLevelAroundWhatCannotBeRead) {
  // Twice the work for each level would not come to an end.
  constexpr std::size_t levels = 29;
  constexpr std::pair<std::string_view, std::string_view> brackets[] = {
      {"x$(", ")"}, {"x\"$(", ")\""}, {"x${a$(y", ")}"}, {"x$(y (z", "))"}, {"x$((", "))"}, {"x=$(", ")"}};
  for (const auto& [open, close] : brackets) {
    for (const std::string_view inner : {"", "'", "\"", "`", "${", "$(", "(", "\\\n", "\xFF", "#", "<<", "case"}) {
      for (const bool closed : {false, true}) {
        std::string text = "prog ";
        for (std::size_t i = 0; i < levels; ++i) text += open;
        text += inner;
        for (std::size_t i = 0; closed && i < levels; ++i) text += close;
        const ShellOutline outline = outline_shell_command(text);
        EXPECT_FALSE(outline.reasons.empty()) << text;
        static_cast<void>(read_shell_command(text));
        static_cast<void>(ends_with_simple_command(text));
      }
    }
  }
}

// --- real shells ----------------------------------------------------------------------------------------------------

struct Shell {
  const char* name;
  const char* path;
  std::vector<std::string> arguments;  ///< how it is called
};
const Shell shells[] = {
    {"dash", "/bin/dash", {"sh"}},
    {"bash", "/bin/bash", {"bash"}},
    {"bash_as_sh", "/bin/bash", {"sh"}},
    {"busybox", "/bin/busybox", {"busybox", "sh"}},
};
void PrintTo(const Shell& shell, std::ostream* out) { *out << shell.name; }

std::string in_single_quotes(std::string_view text) {
  std::string out = "'";
  for (const char byte : text) {
    if (byte == '\'') {
      out += "'\\''";
    } else {
      out += byte;
    }
  }
  return out + "'";
}

/// A folder with programs in PATH that record their arguments, and a working folder with files that patterns could
/// match.
class Workshop {
 public:
  Workshop() {
    std::filesystem::create_directory(folder_.file("bin"));
    for (const auto* program : {"prog", "other"}) add_program(program);
    write("bin/failing", "#!/bin/sh\nexit 3\n");
    write("bin/old", "prog from a script without an interpreter line\nexit 4\n");
    renew();
  }

  void add_program(const std::string& name) const {
    const std::filesystem::path path = folder_.file("bin/" + name);
    if (!std::filesystem::exists(path)) std::filesystem::copy_file(DRYDOCK_RECORDER, path);
  }
  /// Makes the working folder again as it was.
  void renew() const {
    std::filesystem::remove_all(folder_.file("work"));
    std::filesystem::create_directories(folder_.file("work/sub"));
    std::filesystem::create_symlink(folder_.file("bin/prog"), folder_.file("work/sub/tool"));
    for (const auto* file : {"a", "b", "ab", "a1", "1", "]", "a]", "[", "{", "a.b", "{a}", "=", "sub/a"}) {
      write(fmt::format("work/{}", file), "a b\n");
    }
    write("work/env", "x=env\n");
  }
  /// What a shell prints and its exit code, for `SHELL -c TEXT` or a script.
  struct Outcome {
    std::string output;
    int code = -1;
  };
  [[nodiscard]] Outcome run(const Shell& shell, std::string_view text) const {
    return start(shell, {"-c", std::string(text)});
  }
  [[nodiscard]] std::string run_script(const Shell& shell, const std::string& script) const {
    write("script", script);
    return start(shell, {folder_.file("script").string()}).output;
  }
  /// The words that `SHELL -c TEXT` starts a recorder with.
  [[nodiscard]] std::vector<std::string> recorded_words(const Shell& shell, std::string_view text) const {
    const Outcome outcome = run(shell, text);
    if (outcome.code != 0) return {fmt::format("the shell failed with code {}", outcome.code)};
    std::vector<std::string> words = cut(outcome.output, '\0');
    if (!words.empty()) words.erase(words.begin());  // the working folder
    return words;
  }
  /// Pieces that each end in a separator.
  static std::vector<std::string> cut(std::string_view text, char separator) {
    std::vector<std::string> pieces;
    for (std::size_t end = 0; (end = text.find(separator)) != std::string_view::npos; text.remove_prefix(end + 1)) {
      pieces.emplace_back(text.substr(0, end));
    }
    return pieces;
  }

 private:
  void write(const std::string& name, std::string_view content) const {
    folder_.write(name, content);
    if (name.starts_with("bin/")) std::filesystem::permissions(folder_.file(name), std::filesystem::perms::owner_all);
  }
  [[nodiscard]] Outcome start(const Shell& shell, const std::vector<std::string>& options) const {
    std::vector<std::string> words = shell.arguments;
    words.insert(words.end(), options.begin(), options.end());
    const int code = run_process({.words = std::move(words),
                                  .program = shell.path,
                                  .variables = {"PATH=" + folder_.file("bin").string() + ":/usr/bin:/bin",
                                                "HOME=" + folder_.folder().string(), "LC_ALL=C.UTF-8"},
                                  .folder = folder_.file("work"),
                                  .output = folder_.file("out")});
    return {code == -1 ? "" : folder_.bytes_of("out"), code};
  }

  TemporaryFolder folder_;
};

class ShellComparison : public testing::TestWithParam<Shell> {
 protected:
  void SetUp() override {
    if (::access(GetParam().path, X_OK) != 0) GTEST_SKIP() << GetParam().path << " is not installed";
  }
  /// `SHELL -c TEXT` starts what read_shell_command says that it starts.
  void compare(std::string_view text) const {
    const ShellReading reading = read_shell_command(text);
    ASSERT_TRUE(reading.command.has_value()) << text << ": " << describe(reading.need);
    ASSERT_EQ(reading.command->words.front().find('/'), std::string::npos);
    workshop_.add_program(reading.command->words.front());
    EXPECT_EQ(workshop_.recorded_words(GetParam(), text), reading.command->words) << text;
  }
  /// The same for many texts that begin with "prog ", in one process: each is given to eval, with a function for the
  /// program.
  void compare_all(const std::vector<std::string>& texts) const {
    std::string script = "prog() { printf '%s\\001' prog \"$@\"; printf '\\002'; }\n";
    for (const std::string& text : texts) script += "eval " + in_single_quotes(text) + "\n";
    const std::vector<std::string> records = Workshop::cut(workshop_.run_script(GetParam(), script), '\2');
    ASSERT_EQ(records.size(), texts.size());
    int failures = 0;
    for (std::size_t i = 0; i < texts.size() && failures < 5; ++i) {
      const ShellReading reading = read_shell_command(texts[i]);
      ASSERT_TRUE(reading.command.has_value());
      if (Workshop::cut(records[i], '\1') == reading.command->words) continue;
      ++failures;
      EXPECT_EQ(Workshop::cut(records[i], '\1'), reading.command->words) << texts[i];
    }
  }

  Workshop workshop_;
};

TEST_P(ShellComparison, StartsTheSameOnTheTable) {
  for (const Literal& literal : literals) compare(literal.text);
}

TEST_P(ShellComparison, StartsTheSameOnProgramsNamedLikeBuiltinsAfterExec) {
  if (GetParam().name == "busybox"sv) GTEST_SKIP() << "busybox may be built to start its own echo before one in PATH";
  for (const auto* text : {"exec echo a 'b c'", "exec test x", "exec exec prog", "exec kill \\ "}) compare(text);
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
  std::vector<std::string> texts;
  for (int i = 0; i < 4000; ++i) {
    std::string text = "prog";
    std::vector<std::string> words = {"prog"};
    for (std::size_t count = 1 + generator.below(4); count > 0; --count) {
      Generator::Word word = generator.word();
      text += " " + word.text;
      words.push_back(std::move(word.value));
    }
    const ShellReading reading = read_shell_command(text);
    ASSERT_TRUE(reading.command.has_value()) << text << ": " << describe(reading.need);
    ASSERT_EQ(reading.command->words, words) << text;
    if (i < 60) compare((i % 4 == 0 ? "exec " : "") + text);
    texts.push_back(std::move(text));
  }
  compare_all(texts);
}

/// Texts of random pieces behind "prog " that read as literal.
std::vector<std::string> random_literals(unsigned seed, std::size_t count, std::size_t pieces_each) {
  constexpr std::string_view pieces[] = {
      "a", "b", "1", " ", " ", "\t", "'", "'", "\"", "\"", "\\", "\\", "=", ":", "!", "^", "%", "@", "+", "-", ",",
      ".", "..", "/", "]", "[", "#", "~", "$", "$", "*", "{", "{", "}", "}", "{}", "&", "?", "é", "x=", "é", "\u2020",
      "|", "<", ";", "(", ")", "`"};
  std::mt19937 random(seed);
  std::vector<std::string> texts;
  while (texts.size() < count) {
    std::string text = "prog ";
    for (std::size_t i = 0; i < pieces_each; ++i) {
      text += pieces[static_cast<std::size_t>(random()) % std::size(pieces)];
    }
    if (read_shell_command(text).command) texts.push_back(std::move(text));
  }
  return texts;
}

TEST_P(ShellComparison, StartsTheSameOnWhateverReadsAsLiteral) {
  compare_all(random_literals(1147, 10'000, 5));
  compare_all(random_literals(1148, 10'000, 9));
}

TEST_P(ShellComparison, StartsTheSameWithAProcessForEach) {
  for (const std::string& text : random_literals(1149, 100, 8)) compare(text);
}

/// Every word of up to five of these that reads as literal.
std::vector<std::string> all_literals(std::string_view alphabet) {
  std::vector<std::string> texts;
  std::vector<std::string> words = {""};
  for (int size = 1; size <= 5; ++size) {
    std::vector<std::string> longer;
    for (const std::string& word : words) {
      for (const char byte : alphabet) longer.push_back(word + byte);
    }
    words = std::move(longer);
    for (const std::string& word : words) {
      std::string text = "prog " + word;
      if (read_shell_command(text).command) texts.push_back(std::move(text));
    }
  }
  return texts;
}

TEST_P(ShellComparison, StartsTheSameOnEveryShortWordWithBraces) { compare_all(all_literals("{},.a'1")); }
TEST_P(ShellComparison, StartsTheSameOnEveryShortWordWithBrackets) { compare_all(all_literals("[]a!/\\\"")); }
TEST_P(ShellComparison, StartsTheSameOnEveryShortWordWithDollars) { compare_all(all_literals("$a\"/{=~ ")); }

// --- builtins against programs --------------------------------------------------------------------------------------

/// Commands of builtins with random words that are said to agree.
std::vector<std::vector<std::string>> random_agreeing_builtins(unsigned seed, std::size_t count) {
  constexpr std::string_view names[] = {"echo", "printf", "printf", "test", "[", "true", "false"};
  constexpr std::string_view pieces[] = {
      "", "a", "b c", "-n", "-e", "-z", "=", "!=", "-eq", "-lt", "-ge", "!", "1", "10", "-7", "0", "é", "%", "%s",
      "%d\\n", "%s %s|", "a\\tb", "%%\\\\", "-f", "-d", "-e", "a", "sub", "none", "(", "--", ".", "/", "--help", "*",
      "]", "2147483648"};
  std::mt19937 random(seed);
  const auto below = [&](std::size_t limit) { return static_cast<std::size_t>(random()) % limit; };
  std::vector<std::vector<std::string>> commands;
  while (commands.size() < count) {
    std::vector<std::string> words = {std::string(names[below(std::size(names))])};
    for (std::size_t size = below(5); size > 0; --size) words.emplace_back(pieces[below(std::size(pieces))]);
    if (words.front() == "[") words.emplace_back("]");
    if (builtin_agrees_with_program(words)) commands.push_back(std::move(words));
  }
  return commands;
}

/// A script that runs each command behind the words that are put in front, and prints what came out.
std::string script_of(const std::vector<std::vector<std::string>>& commands, std::string_view folder,
                      std::string_view in_front = "") {
  std::string script;
  for (const std::vector<std::string>& words : commands) {
    script += fmt::format("{}{}{}", in_front, folder, words.front() == "[" ? "[" : words.front());
    for (std::size_t i = 1; i < words.size(); ++i) script += " " + in_single_quotes(words[i]);
    script += "; printf '\\001%s\\002' $?\n";
  }
  return script;
}

TEST_P(ShellComparison, BuiltinsDoWhatProgramsDo) {
  auto commands = random_agreeing_builtins(99, 400);
  for (const std::string_view text : agreeing_builtins) {
    const ShellReading reading = read_shell_command(text, {.builtins_with_programs = true});
    if (reading.command) commands.push_back(reading.command->words);
  }
  const std::vector<std::string> of_shell = Workshop::cut(workshop_.run_script(GetParam(), script_of(commands, "")),
      '\2');
  ASSERT_EQ(of_shell.size(), commands.size());
  const auto judge = [&](const char* what, const std::string& script) {
    const std::vector<std::string> of_program = Workshop::cut(workshop_.run_script(GetParam(), script), '\2');
    ASSERT_EQ(of_program.size(), commands.size());
    int failures = 0;
    for (std::size_t i = 0; i < commands.size() && failures < 5; ++i) {
      if (of_program[i] == of_shell[i]) continue;
      ++failures;
      EXPECT_EQ(of_program[i], of_shell[i]) << what << ": " << testing::PrintToString(commands[i]);
    }
  };
  judge("coreutils", script_of(commands, "/usr/bin/"));
  judge("coreutils by POSIX", "export POSIXLY_CORRECT=1\n" + script_of(commands, "/usr/bin/"));
  if (::access("/bin/busybox", X_OK) == 0) judge("busybox", script_of(commands, "", "/bin/busybox "));
}

// --- exec before the last command -----------------------------------------------------------------------------------

/// The text with "exec " before its last command.
std::string with_exec(std::string_view text, const LastCommand& last) {
  std::string out(text);
  return out.insert(last.program.begin, "exec ");
}

/// Lists of random commands, and texts of random characters, that are said to end in a simple command. Code that is not
/// seen is there, but none that does harm. PATH never leads to a file that is not executable: dash and busybox exit
/// with 127 for one, but with 126 after exec.
std::vector<std::string> random_lists(unsigned seed, std::size_t count) {
  constexpr std::string_view programs[] = {
      "prog", "other", "prog a", "failing", "missing", "old", "./env", "./sub", "'prog' \"q\"", "prog \\\\",
      "sub/../a", "sub/$w", "./sub/t*", "\"sub/${w}\"", "sub/too[l]", "$w", "./sub/`other`tool"};
  constexpr std::string_view arguments[] = {
      "$x", "\"${x:-d e}\"", "$(prog a; false)", "`other b`", "'q q'", "a*", "[ab]", "~", "{a,b}", "$((1+2))",
      "\"$@\"", "$#", "$?", ">/dev/null", ">&2", "2>/dev/null", "3>&1", "<a", "<none", ">sub", "3<a", "10<a", "${y:?}",
      "${x:=z}", "# c", "$", "{}", "[", "\"$(prog \"$x)\")\"", "=", "-x", "!", "if", "2>out"};
  constexpr std::string_view others[] = {
      "cd sub", "cd none", "x=1", "x=$(prog)", "export x=2", "set -e", "set -u", "set -eu", "set a b", "set -f",
      "true", "false", "[ -n \"$x\" ]", "test -f a", "trap 'prog bye' EXIT", "! false", "( prog )", "{ prog; }",
      "if true; then prog; fi", ". ./env", "unset PATH", "exit 4", "exec prog", "prog &", "A=b prog", "time prog",
      "command -v prog", "read x", "prog | other", "x=1 cd sub", "umask 077", "exec >&2", "shift", "a=b; prog $a",
      "f() { prog; }", "echo $x", ": ${x:=q}", "export PATH=/none:$PATH", "PATH=/none", "return", "return 5",
      "w='tool a'", "w=tool", "export w=../env", "$w/a", "set -x"};
  constexpr std::string_view joints[] = {" && ", " || ", "; ", "\n", ";\n", " | ", "&&", " &&\n", " & ", ";"};
  constexpr std::string_view characters[] = {
      "a", "b", "1", " ", " ", "'", "\"", "\\", "$", "$", "(", ")", "{", "}", "[", "]", "`", "=", "#", ";", "\n", "&",
      "&&", "||", "|", "<", ">a", "*", "!", "~", "prog", "prog ", "x", ":", "-", "?"};
  std::mt19937 random(seed);
  const auto below = [&](std::size_t limit) { return static_cast<std::size_t>(random()) % limit; };
  const auto command = [&] {
    if (below(2) == 0) return std::string(others[below(std::size(others))]);
    std::string out(programs[below(std::size(programs))]);
    for (std::size_t size = below(4); size > 0; --size) {
      out += fmt::format(" {}", arguments[below(std::size(arguments))]);
    }
    return out;
  };
  std::vector<std::string> texts;
  while (texts.size() < count) {
    std::string text;
    if (texts.size() % 3 == 0) {
      text = below(2) == 0 ? "prog; " : "";
      for (int i = 0; i < 9; ++i) text += characters[below(std::size(characters))];
    } else {
      for (std::size_t size = below(3); size > 0; --size) {
        text += fmt::format("{}{}", command(), joints[below(std::size(joints))]);
      }
      text += command();
    }
    if (text.find("$$") != std::string::npos) continue;  // differs from run to run
    const LastCommandReading reading = ends_with_simple_command(text);
    if (reading.command) texts.push_back(std::move(text));
  }
  return texts;
}

TEST_P(ShellComparison, ExecBeforeTheLastCommandChangesNothing) {
  const std::vector<std::string> texts = random_lists(2024, 400);
  // Each text in a subshell of one process, so that the shell that exec replaces is not this one.
  const auto outcomes = [&](bool exec) {
    std::string script;
    for (const std::string& text : texts) {
      const std::string run = exec ? with_exec(text, *ends_with_simple_command(text).command) : text;
      script += fmt::format("( eval {} )\nprintf '\\001%s\\002' $?\n", in_single_quotes(run));
    }
    workshop_.renew();
    return Workshop::cut(workshop_.run_script(GetParam(), script), '\2');
  };
  const std::vector<std::string> plain = outcomes(false);
  const std::vector<std::string> exec = outcomes(true);
  ASSERT_EQ(plain.size(), texts.size());
  ASSERT_EQ(exec.size(), texts.size());
  int failures = 0;
  for (std::size_t i = 0; i < texts.size() && failures < 5; ++i) {
    if (plain[i] == exec[i]) continue;
    ++failures;
    EXPECT_EQ(printable(plain[i], 300), printable(exec[i], 300)) << texts[i];
  }
}

TEST_P(ShellComparison, ExecBeforeTheLastCommandChangesNothingWithAProcessForEach) {
  std::vector<std::string> texts = random_lists(2025, 40);
  for (const Last& last : lasts) texts.emplace_back(last.text);
  for (const std::string& text : texts) {
    const LastCommandReading reading = ends_with_simple_command(text);
    if (!reading.command) continue;
    workshop_.renew();
    const Workshop::Outcome plain = workshop_.run(GetParam(), text);
    workshop_.renew();
    const Workshop::Outcome exec = workshop_.run(GetParam(), with_exec(text, *reading.command));
    EXPECT_EQ(printable(plain.output, 300), printable(exec.output, 300)) << text;
    EXPECT_EQ(plain.code, exec.code) << text;
  }
}

INSTANTIATE_TEST_SUITE_P(Real, ShellComparison, testing::ValuesIn(shells),
    [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace drydock
