// Every rule of every grammar: what it accepts and rejects, and that no grammar can loop without progress.
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <tao/pegtl.hpp>
#include <tao/pegtl/contrib/analyze.hpp>

#include "base/diagnostic.hpp"
#include "grammar/arguments.hpp"
#include "grammar/dockerfile.hpp"
#include "grammar/ignore_comment.hpp"
#include "grammar/image_ref.hpp"
#include "grammar/json.hpp"
#include "grammar/shell.hpp"
#include "grammar/words.hpp"

namespace drydock {
namespace {

using namespace std::string_view_literals;
namespace pegtl = tao::pegtl;
using Texts = std::initializer_list<std::string_view>;

/// Whether a rule matches a whole text.
template <typename Rule, typename... States>
bool matches(std::string_view text, States&... states) {
  pegtl::memory_input<pegtl::tracking_mode::lazy, pegtl::eol::lf, const char*> input(
      text.data(), text.data() + text.size(), "");
  return pegtl::parse<pegtl::seq<Rule, pegtl::eof>>(input, states...);
}

/// Each text is tried with a state of its own.
template <typename Rule, typename... States>
void expect(Texts accepted, Texts rejected, const States&... states) {
  const auto try_one = [](std::string_view text, States... copies) { return matches<Rule>(text, copies...); };
  for (const std::string_view text : accepted) EXPECT_TRUE(try_one(text, states...)) << printable(text, 80);
  for (const std::string_view text : rejected) EXPECT_FALSE(try_one(text, states...)) << printable(text, 80);
}

// --- progress -------------------------------------------------------------------------------------------------------

TEST(GrammarAnalysis, DockerfileMakesProgress) { EXPECT_EQ(pegtl::analyze<grammar::dockerfile>(), 0U); }
TEST(GrammarAnalysis, WordsMakeProgress) { EXPECT_EQ(pegtl::analyze<grammar::words::text>(), 0U); }
TEST(GrammarAnalysis, JsonMakesProgress) {
  EXPECT_EQ(pegtl::analyze<grammar::json::string_array>(), 0U);
  EXPECT_EQ(pegtl::analyze<grammar::json::any_array>(), 0U);
}
TEST(GrammarAnalysis, ArgumentsMakeProgress) {
  EXPECT_EQ(pegtl::analyze<grammar::arguments::flags>(), 0U);
  EXPECT_EQ(pegtl::analyze<grammar::arguments::words>(), 0U);
  EXPECT_EQ(pegtl::analyze<grammar::arguments::fields>(), 0U);
}
TEST(GrammarAnalysis, ShellMakesProgress) { EXPECT_EQ(pegtl::analyze<grammar::shell::command>(), 0U); }
TEST(GrammarAnalysis, IgnoreCommentsMakeProgress) { EXPECT_EQ(pegtl::analyze<grammar::ignore_comment::ignore>(), 0U); }
TEST(GrammarAnalysis, ImageReferencesMakeProgress) {
  EXPECT_EQ(pegtl::analyze<grammar::image_ref::reference>(), 0U);
  EXPECT_EQ(pegtl::analyze<grammar::image_ref::identifier>(), 0U);
}

// --- dockerfile.hpp -------------------------------------------------------------------------------------------------

/// As the parser's state, with the names of the heredocs given instead of found.
struct LineState : grammar::LineState {
  explicit LineState(char escape_character = '\\', std::vector<std::string> names = {}) : heredocs(std::move(names)) {
    escape = escape_character;
  }
  std::vector<std::string> heredocs;
  std::size_t next = 0;

  bool next_heredoc(const char*) { return next < heredocs.size() && ++next != 0; }
  [[nodiscard]] bool is_heredoc_terminator(const char* at, const char* end) const {
    const std::string_view rest(at, static_cast<std::size_t>(end - at));
    return rest.substr(0, rest.find('\n')) == heredocs[next - 1];
  }
};

/// For rules that want their line looked over first.
template <typename Rule>
using on_line = pegtl::seq<grammar::start_line, Rule>;

TEST(DockerfileGrammar, LooksALineOver) {
  const std::string_view text = " a \\ \t\r\r\nb";
  const grammar::Line line = grammar::look_over_line(text.data(), text.data() + text.size(), '\\');
  EXPECT_EQ(line.first - text.data(), 1);
  EXPECT_EQ(line.content_end - text.data(), 3);
  EXPECT_EQ(line.text_end - text.data(), 6);
  EXPECT_EQ(line.next - text.data(), 9);
  EXPECT_TRUE(line.continued);
}

TEST(DockerfileGrammar, TakesOneEscapeAtTheEndForAContinuation) {
  const auto continued = [](std::string_view text, char escape) {
    return grammar::look_over_line(text.data(), text.data() + text.size(), escape).continued;
  };
  for (const auto text : {"\\"sv, "a\\"sv, " \\"sv, "a\\ \t"sv, "a\\\r\n"sv, "a\\ \r\n"sv, "#\\"sv, "``\\"sv}) {
    EXPECT_TRUE(continued(text, '\\')) << printable(text, 80);
  }
  for (const auto text : {""sv, "a"sv, "\\\\"sv, "\\\\\\"sv, "a\\\\\\\\\n"sv, "a\\ b"sv, "a\\\v"sv, "a\\\f"sv,
                          "a\\\r "sv, "a\\\xC2\xA0"sv, "a`"sv, "\n\\"sv}) {
    EXPECT_FALSE(continued(text, '\\')) << printable(text, 80);
  }
  EXPECT_TRUE(continued("a`", '`'));
  EXPECT_FALSE(continued("a\\", '`'));
  EXPECT_FALSE(continued("a``", '`'));
}

TEST(DockerfileGrammar, StartLine) {
  LineState state;
  EXPECT_FALSE(matches<grammar::start_line>("", state));
  const std::string_view text = "a";
  pegtl::memory_input<pegtl::tracking_mode::lazy, pegtl::eol::lf, const char*> input(text.data(), text.data() + 1, "");
  EXPECT_TRUE(pegtl::parse<grammar::start_line>(input, state));
  EXPECT_EQ(input.current(), text.data()) << "start_line is zero-width";
}

TEST(DockerfileGrammar, Bom) {
  expect<grammar::bom>({"\xEF\xBB\xBF"}, {"", "\xEF\xBB", "\xFE\xFF", "\xEF\xBB\xBF\xEF\xBB\xBF"});
}
TEST(DockerfileGrammar, IndentAndLead) {
  const Texts accepted = {" ", "\t \v\f", "\r ", "\xC2\xA0", "\xC2\x85", "\xE2\x80\x83\xE3\x80\x80"};
  const Texts rejected = {"", "x", " x", "\r", "\n", " \n", " \\", "\xEF\xBB\xBF", "\xA0", "\xE2\x80\x8B", "\0"sv};
  expect<on_line<grammar::indent>>(accepted, rejected, LineState());
  expect<on_line<grammar::lead>>(accepted, rejected, LineState());
}
TEST(DockerfileGrammar, Comment) {
  expect<on_line<grammar::comment>>({"#", "# a \\", "##", "#\xFF", "#\0a"sv, "#\ra"},
                                    {"", "a", " #", "#a\n", "#a\r", "a # b"}, LineState());
}
TEST(DockerfileGrammar, Blank) {
  expect<on_line<grammar::blank>>({" ", "\t\v\f", "\xC2\xA0 "}, {"", "\n", " \n", "\r", "\r\n"}, LineState());
}
TEST(DockerfileGrammar, LineEnd) {
  expect<on_line<grammar::line_end>>({"\n", "\r\n", "\r\r\n", "\r", "\r\r"}, {"", "a", " \n", "\n\n", "\\\n", "\r\n\r"},
                                     LineState());
}
TEST(DockerfileGrammar, Keyword) {
  expect<on_line<grammar::keyword>>({"RUN", "a[b", "\xFF", "RUN\xC2\xA0x", "R\\N", "RUN\\\\", "#", "\0"sv},
                                    {"", " ", "RUN ", "\tRUN", "RUN\\", "RUN\\ ", "RUN\n", "\\"}, LineState());
  expect<on_line<grammar::keyword>>({"RUN\\", "\\"}, {"RUN`"}, LineState('`'));
}
TEST(DockerfileGrammar, Separator) {
  expect<on_line<grammar::separator>>({" ", "\t\v\f\r "}, {"", "x", " x", "\n", "\r", " \n", " \\", "\xC2\xA0"},
                                      LineState());
}
TEST(DockerfileGrammar, Argument) {
  expect<on_line<grammar::argument>>({"x", "a b # c", " ", "a\\\\", "\\\\", "a\\b", "a\rb", "\0"sv},
                                     {"", "a\\", "a\\ \t", "\\", "a\n", "a\r\n"}, LineState());
  expect<on_line<grammar::argument>>({"a\\"}, {"a`", "`"}, LineState('`'));
}
TEST(DockerfileGrammar, Escape) {
  expect<on_line<grammar::escape>>({"\\", "\\ ", "\\\t "},
                                   {"", "\\\\", "a", " \\", "\\x", "\\\v", "\\\xC2\xA0", "\\\n", "`"}, LineState());
  expect<on_line<grammar::escape>>({"`", "` "}, {"\\", "``"}, LineState('`'));
}

TEST(DockerfileGrammar, DirectiveName) {
  expect<grammar::directive_name>({"syntax", "ESCAPE", "Check"},
                                  {"", "esc", "syntaxx", "escape1", "check=", "foo", " check"});
}
TEST(DockerfileGrammar, ReSpace) { expect<grammar::re_space>({"\t", "\f", "\r", " "}, {"", "\v", "\n", "\xA0", "  "}); }
TEST(DockerfileGrammar, UnicodeSpaces) {
  expect<on_line<grammar::unicode_spaces>>({" ", "\v\xC2\xA0\t"}, {"", "a", " a", "\n", "\xA0"}, LineState());
}
TEST(DockerfileGrammar, DirectiveValue) {
  expect<on_line<grammar::directive_value>>({"x", " ", "a # b"}, {"", "\n", "x\n", "x\r"}, LineState());
}
TEST(DockerfileGrammar, DirectiveText) {
  expect<on_line<grammar::directive_text>>(
      {"# escape=`", "#escape=`", "#\xC2\xA0syntax = a b ", "#CHECK=x", "# check=skip=all",
       "# escape= ", "# escape\t\f\r =\\"},
      {"", "# escape", "# escape=", "# escape=\r", "# escape\v=x", "# escape\xC2\xA0=x", "# foo=bar", " # escape=`",
       "escape=`", "# escapes=x", "// syntax=x", "# escape=`\n", "## escape=`"},
      LineState());
}
TEST(DockerfileGrammar, DirectiveLine) {
  expect<grammar::directive_line>({"# escape=`\n", "  # escape=`\r\n", "\xC2\xA0#syntax=a"},
                                  {"", "\n", "# escape\n", "a=b\n", "\n# escape=`\n", "# escape=`\n\n"}, LineState());
}
TEST(DockerfileGrammar, CommentLine) {
  const Texts accepted = {"#", "#\n", " # x\r\n", "\xC2\xA0#", "#\\\n"};
  const Texts rejected = {"", "\n", "x\n", "a # b\n", "#a\n#b\n", "\\\n"};
  expect<on_line<grammar::comment_line>>(accepted, rejected, LineState());
  expect<on_line<grammar::skipped_comment>>(accepted, rejected, LineState());
}
TEST(DockerfileGrammar, BlankLine) {
  const Texts accepted = {"\n", " \n", "\r\n", "\t", "\r", "\xE2\x80\x83\n"};
  const Texts rejected = {"", "x\n", "#\n", "\n\n", "\\\n", " x"};
  expect<on_line<grammar::blank_line>>(accepted, rejected, LineState());
  expect<on_line<grammar::skipped_blank>>(accepted, rejected, LineState());
}
TEST(DockerfileGrammar, SkippedLine) {
  expect<grammar::skipped_line>({"\n", "# x\n", " # x \\\n", " "}, {"", "x", "\\\n", "\n\n", "#a\n#b\n"}, LineState());
}
TEST(DockerfileGrammar, Join) {
  expect<on_line<grammar::join>>({"\\", "\\\n", "\\ \t\r\n", "\\\n\n# c \\\n \n", "\\\n#c"},
                                 {"", "a", "\n", "\\\\\n", "\\\nx", "\\\n\\\n"}, LineState());
}
TEST(DockerfileGrammar, HeredocStart) {
  expect<grammar::heredoc_start>({""}, {"x"}, LineState('\\', {"E"}));
  expect<grammar::heredoc_start>({}, {"", "x"}, LineState());
}
TEST(DockerfileGrammar, HeredocText) {
  LineState state('\\', {"E"});
  state.next = 1;
  expect<grammar::heredoc_text>({"a", "a\n", "\n", "# b\n\\\n E\nE \n"}, {"", "E\n", "E", "a\nE\n"}, state);
}
TEST(DockerfileGrammar, HeredocTerminator) {
  expect<on_line<grammar::heredoc_terminator>>({"E", "\tE"}, {"", "E\n", "\n"}, LineState('\\', {"E"}));
}
TEST(DockerfileGrammar, Heredocs) {
  expect<grammar::heredocs>({"", "E\n", "a\nE\n", "a\nE", "a", "a\n"}, {"E\nE\n", "a\nE\nb\n"}, LineState('\\', {"E"}));
  expect<grammar::heredocs>({"a\nE\nb\nF\n", "E\nF", "a\nE\n"}, {"F\nE\nF\nE\n"}, LineState('\\', {"E", "F"}));
  expect<grammar::heredocs>({""}, {"E\n"}, LineState());
}
TEST(DockerfileGrammar, Instruction) {
  expect<on_line<grammar::instruction>>({"RUN", "RUN x\n", " RUN x", "RU\\\nN x\n", "RUN a \\\n# c\n\n b\n",
                                         "\\\nRUN x", "RUN\\\n\\\n x", "RUN \\", "RUN x\\\\\n"},
                                        {"", "RUN a\nRUN b\n", "RUN a\n\n", "RUN a \\\n b\nc\n"}, LineState());
  expect<on_line<grammar::instruction>>({"RUN <<E\na\nE\n", "RUN <<E\nCMD\n"}, {"RUN <<E\na\nE\nb\n"},
                                        LineState('\\', {"E"}));
}
TEST(DockerfileGrammar, TakesEveryText) {
  expect<grammar::dockerfile>({"", "\n", "\xEF\xBB\xBF", "\xEF\xBB\xBF# escape=`\nFROM a`\n b\n", "#\nFROM a\r\n\r\n\\",
                               "\\\\\n", " \\\n \\\n", "\0\xFF"sv, "# a\n# escape=`\n\n RUN x \\\n\t# y\n"},
                              {}, LineState());
}

// --- json.hpp -------------------------------------------------------------------------------------------------------

TEST(JsonGrammar, Ws) { expect<grammar::json::ws>({"", " \t\r\n"}, {"\v", "\f", "\xC2\xA0", "a"}); }
TEST(JsonGrammar, Plain) {
  expect<grammar::json::plain>({"a", "\x7F", "\xFF\xFE", "é", "'/"}, {"", "\"", "\\", "\t", "\n", "\0"sv, "a\x1F"});
}
TEST(JsonGrammar, Escapes) {
  expect<grammar::json::unicode_escape>({"u0041", "uD83d"}, {"u00", "u12g4", "U0041", "u00411"});
  expect<grammar::json::short_escape>({"\"", "\\", "/", "b", "f", "n", "r", "t"},
                                      {"", "a", "'", "0", "u", "x", "v", "$"});
  expect<grammar::json::escape>({"\\n", "\\u00e9", "\\/"}, {"\\", "\\w", "\\x41", "\\$", "\\u00", "n"});
}
TEST(JsonGrammar, Strings) {
  expect<grammar::json::string_text>({"", "a\\nb", "\\\\\\\""}, {"\"", "a\"", "\\"});
  expect<grammar::json::string>({"\"\"", "\"a\"", "\"\\\"\"", "\"[\""},
                                {"", "\"", "'a'", "\"a", "\"a\"b", "\"\\\"", "\"\t\""});
}
TEST(JsonGrammar, StringArray) {
  expect<grammar::json::string_array>({"[]", "[ ]", "[\"\"]", " [\"a\", \"b\"]\r ", "[\"a\"\t,\n\"b\"]"},
                                      {"", "[", "]", "[\"a\",]", "[,]", "[\"a\" \"b\"]", "['a']", "[a]", "[\"a\"]]",
                                       "[1]", "[\"a\"] x", "\v[]", "[\v]", "[null]", "{\"a\":1}"});
}
TEST(JsonGrammar, NumbersAndScalars) {
  expect<grammar::json::number>({"0", "-0", "10", "1.5", "-1.5e3", "1E+9", "2e-2"},
                                {"", "-", "01", "+1", ".5", "1.", "1e", "0x1", "1e+", "Infinity"});
  expect<grammar::json::scalar>({"\"a\"", "1", "true", "false", "null"}, {"", "True", "nul", "a", "[]"});
}
TEST(JsonGrammar, Arrays) {
  const Texts accepted = {
      "[]", "[1]", "[ 1 , null ]", "[[],{}]", "[{\"a\":[1,{\"b\" : \"c\"}]} , \"x\"]", "[{\"a\":1,\"a\":2}]"};
  const Texts rejected = {"",      "{}",      "[",         "[1",         "[1,]",         "[,1]",
                          "[1 2]", "[{a:1}]", "[{\"a\"}]", "[{\"a\":}]", "[{\"a\":1,}]", "[}",
                          "[{]",   "[[]",     "[]]",       "[{1:2}]",    "[\"a\" : 1]"};
  expect<grammar::json::array>(accepted, rejected);
  expect<grammar::json::any_array>(accepted, rejected);
  expect<grammar::json::any_array>({" [1] "}, {"[1] x", "\v[1]"});
}
TEST(JsonGrammar, LimitsTheNestingOfArrays) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(matches<grammar::json::array>(nested(grammar::json::max_depth)));
  EXPECT_FALSE(matches<grammar::json::array>(nested(grammar::json::max_depth + 1)));
}

// --- arguments.hpp --------------------------------------------------------------------------------------------------

using grammar::arguments::ArgumentState;

TEST(ArgumentGrammar, EscapeCharacter) {
  expect<grammar::arguments::escape_character>({"\\"}, {"", "`", "\\\\"}, ArgumentState{});
  expect<grammar::arguments::escape_character>({"`"}, {"\\"}, ArgumentState{.escape = '`'});
}
TEST(ArgumentGrammar, FlagSpaceIsLatin1) {
  expect<grammar::arguments::flag_space>({"\t", "\n", "\v", "\f", "\r", " ", "\x85", "\xA0"},
                                         {"", "a", "\x84", "\xC2\xA0", "  "});
  expect<grammar::arguments::flag_spaces>({"", " \t\xA0"}, {"a", " a"});
}
TEST(ArgumentGrammar, FlagPieces) {
  expect<grammar::arguments::flag_byte>({"a", "\xFF", "\0"sv, " "}, {"", "é"});
  expect<grammar::arguments::escaped_flag_byte>({"a", "\\"}, {"", "ab"});
  expect<grammar::arguments::flag_escape>({"\\", "\\a", "\\ ", "\\\\", "\\\""}, {"", "a", "\\ab", "`a"},
                                          ArgumentState{});
  expect<grammar::arguments::quoted_flag_text<'\''>>({"''", "'a b'", "'\"'", "'\\''", "'a", "'\\"},
                                                     {"", "a", "\"a\"", "'a'b"}, ArgumentState{});
  expect<grammar::arguments::flag_quoted>({"''", "\"a'b\"", "\"\\\"\"", "\""}, {"", "a", "''''"}, ArgumentState{});
}
TEST(ArgumentGrammar, Flag) {
  expect<grammar::arguments::flag>(
      {"--", "---", "--a=b", "--a='b c'", "--a=\"b c\"d", "--a\\ b", "--a='b", "--\xC3\xFF", "--a\\"},
      {"", "-", "-a", "a--", "--a b", " --a", "--\xC3\xA0", "'--a'", "\\--a"}, ArgumentState{});
}
TEST(ArgumentGrammar, FlagsEndWhenTheStateSaysSo) {
  expect<grammar::arguments::flags>({"", " ", "--a", "--a --b ", " --a\t--b=c"}, {"a", "--a b", "-a", "-"},
                                    ArgumentState{});
  expect<grammar::arguments::flags>({""}, {" ", "--a"}, ArgumentState{.flags_ended = true});
  expect<grammar::arguments::more_flags>({""}, {"a"}, ArgumentState{});
  expect<grammar::arguments::more_flags>({}, {""}, ArgumentState{.flags_ended = true});
}
TEST(ArgumentGrammar, WordPieces) {
  expect<grammar::arguments::word_space>({" ", "\t", "\n", "\xC2\xA0", "\xC2\x85", "\xE3\x80\x80"},
                                         {"", "a", "\xA0", "\x85", "\xE2\x80\x8B"});
  expect<grammar::arguments::word_character>({"a", "é", "😀", "\xFF", " ", "\0"sv}, {"", "ab", "\xFF\xFF"});
  expect<grammar::arguments::dropped_escape>({"\\"}, {"", "\\a", "a"}, ArgumentState{});
  expect<grammar::arguments::word_escape>({"\\", "\\a", "\\ ", "\\é", "\\\\"}, {"", "a", "\\ab"}, ArgumentState{});
  expect<grammar::arguments::single_quoted>({"''", "'a \"b'", "'\\'", "'a"}, {"", "a", "\"\"", "''''"},
                                            ArgumentState{});
  expect<grammar::arguments::double_quoted>({"\"\"", "\"a 'b\"", "\"\\\"\"", "\"a", "\"\\"}, {"", "a", "''", "\"a\"b"},
                                            ArgumentState{});
}
TEST(ArgumentGrammar, Words) {
  expect<grammar::arguments::word>({"a", "a='b c'", "\"a b\"c", "a\\ b", "'a", "a\\", "é=\xFF", "\\"},
                                   {"", " ", "a b", " a", "a\xC2\xA0", "'a' b"}, ArgumentState{});
  expect<grammar::arguments::word>({"a` b"}, {"a\\ b"}, ArgumentState{.escape = '`'});
  expect<grammar::arguments::words>({"", " ", "a b", " a='x y' \\ "}, {}, ArgumentState{});
}
TEST(ArgumentGrammar, Fields) {
  expect<grammar::arguments::separator>({" ", "\t\v\f\r "}, {"", "\n", "a", "\xC2\xA0"});
  expect<grammar::arguments::field>({"a", "'a", "\n", "\xC2\xA0", "\\"}, {"", " ", "a b", "a\v"});
  expect<grammar::arguments::fields>({"", "a b\vc ", " \"a b\""}, {});
}

// --- words.hpp ------------------------------------------------------------------------------------------------------

using grammar::words::WordState;
using Failure = grammar::words::Failure;

TEST(WordGrammar, Characters) {
  expect<grammar::words::any_character>({"a", "é", "\xFF", "\0"sv, "'"}, {"", "ab"}, WordState{});
  expect<grammar::words::escape_character>({"\\"}, {"", "`"}, WordState{});
  expect<grammar::words::escape_character>({"`"}, {"\\"}, WordState{.escape = '`'});
  expect<grammar::words::quoted_escaped_character>({"\"", "$", "\\"}, {"", "a", "`", "'"}, WordState{});
  expect<grammar::words::quoted_escaped_character>({"\"", "$", "`"}, {"\\"}, WordState{.escape = '`'});
  expect<grammar::words::quoted_character>({"a", "'", "\\", " "}, {"", "\"", "$"}, WordState{});
  expect<grammar::words::literal<'\0'>>({"a", "}", "<", "é", " ", "\0"sv}, {"", "$", "\\", "'", "\""}, WordState{});
  expect<grammar::words::literal<'}'>>({"a", "{", "/"}, {"}", "$", "'"}, WordState{});
  expect<grammar::words::literal<'\0'>>({"'", "\"", "\\"}, {"$", "`"}, WordState{.escape = '`', .quotes = false});
  expect<grammar::words::quoted_run>({"a", "a 'é\xFF", "<<}/", "\0"sv}, {"", "a\"", "$", "\\", "`"}, WordState{});
  expect<grammar::words::literal_run<'\0'>>({"a", "a b", "é\xFF}/", "\0"sv}, {"", "a<", "$", "'", "\"", "\\", "`"},
                                            WordState{});
  expect<grammar::words::literal_run<'}'>>({"ab", "{/"}, {"a}", "}"}, WordState{});
  expect<grammar::words::literal_run<'/'>>({"ab", "{}"}, {"a/", "/"}, WordState{});
  expect<grammar::words::with_quotes>({""}, {"a"}, WordState{});
  expect<grammar::words::with_quotes>({}, {""}, WordState{.quotes = false});
}
TEST(WordGrammar, Name) {
  expect<grammar::words::name>({"a", "a1_", "_", "é", "12", "٣", "@", "*", "#", "?", "-", "$", "!", "0"},
                               {"", "1a", "a-", "@a", "@@", ":", "\xFF", "{"}, WordState{});
}
TEST(WordGrammar, Quotes) {
  expect<grammar::words::single_quoted>({"''", "'a\"$\\'"}, {"", "'", "'a", "a", "''''"}, WordState{});
  expect<grammar::words::double_quoted>({"\"\"", "\"a'b\"", "\"$a${b}\"", "\"\\\"\"", "\"\\a\\\\\"", "\"$\""},
                                        {"", "\"", "\"a", "\"\\\"", "\"${a\"", "\"\"\"\""}, WordState{});
  expect<grammar::words::quoted_escape>({"\\\"", "\\$", "\\\\"}, {"", "\\", "\\a"}, WordState{});
  expect<grammar::words::quoted_escape_at_end>({"\\"}, {"", "\\a"}, WordState{});
}
TEST(WordGrammar, Escapes) {
  expect<grammar::words::escaped>({"\\a", "\\\\", "\\'", "\\ ", "\\é"}, {"", "\\", "a", "\\ab"}, WordState{});
  expect<grammar::words::escape_at_end>({"\\"}, {"", "\\a"}, WordState{});
}
TEST(WordGrammar, HeredocMarker) {
  expect<grammar::words::heredoc_marker>({"<<", "<< \t\r"}, {"", "<", "<<a", "<<\n", "<<\v", "<<<"}, WordState{});
}
TEST(WordGrammar, VariablePieces) {
  expect<grammar::words::variable_name>({"", "a", "1"}, {"-a", "1a"}, WordState{});
  expect<grammar::words::modifier>({"+", "-", "?", "#", "%", ":-", ":+", ":?", ":=", ":a", ":é"},
                                   {"", ":", ":#", ":%", "/", "=", "^"}, WordState{});
  expect<grammar::words::replace_begin>({"/", "//"}, {"", "///", "a"}, WordState{});
  expect<grammar::words::plain_end>({"}"}, {"", "a"}, WordState{});
  using brace = grammar::words::nested<'}', Failure::missing_brace>;
  expect<brace>({"}", "a}", "'}'}", "${a}}", "\\}}", "\"}\"}"}, {"", "a", "}}", "'}", "\\}"}, WordState{});
  using slash = grammar::words::nested<'/', Failure::missing_slash>;
  expect<slash>({"/", "a/", "}/", "\\//"}, {"", "//", "a", "\\/"}, WordState{});
}
TEST(WordGrammar, Dollar) {
  const Texts accepted = {"$",        "$a",     "$1",      "$@",      "${a}",     "${a:-b}",   "${a:-${b:-c}}",
                          "${a-'}'}", "${a#b}", "${a##b}", "${a%b*}", "${a/b/c}", "${a//b/c}", "${a/b/${c}}",
                          "${a:=b}",  "${a+}",  "${/b/c}", "${?}",    "${#}",     "${1}"};
  const Texts rejected = {"",        "a",      "${",     "${}",     "${:-a}", "${{a}",  "${a",
                          "${a:",    "${a:-b", "${a/b}", "${a/b/c", "${a^^}", "${a@Q}", "${a:#b}",
                          "${a:%b}", "${1a}",  "${#a}",  "${a }",   "${a-'}"};
  expect<grammar::words::dollar>(accepted, rejected, WordState{});
  expect<pegtl::seq<pegtl::one<'$'>, grammar::words::braced_variable>>({"${a}", "${a/b/c}"}, {"$", "$a", "${a"},
                                                                       WordState{});
}
TEST(WordGrammar, PartsAndText) {
  expect<grammar::words::part>({"a", "ab", "'a b'", "\"a b\"", "$a", "<<", "\\a", "\\", "é"},
                               {"", "'", "ab<", "$a b", "${"}, WordState{});
  expect<grammar::words::part_until<'}'>>({"a", "$a", "\\}", "'}'", "/"}, {"}", "", "a}"}, WordState{});
  expect<grammar::words::text>({"", "a b", "\xEF\xBB\xBFx", "a'b'\"c\"$d\\", "it\\'s", "}"},
                               {"it's", "a\"", "${a", "a ${b^} c"}, WordState{});
  expect<grammar::words::text>({"it's", "\"", "${a-'}"}, {"${"}, WordState{.quotes = false});
}
TEST(WordGrammar, SaysWhyATextIsRefused) {
  const std::pair<std::string_view, Failure> cases[] = {{"'a", Failure::unterminated_single_quote},
                                                        {"\"a", Failure::unterminated_double_quote},
                                                        {"${", Failure::missing_brace},
                                                        {"${a:-", Failure::missing_brace},
                                                        {"${a/b", Failure::missing_slash},
                                                        {"${}", Failure::bad_substitution},
                                                        {"${a^}", Failure::unsupported_modifier},
                                                        {"${a:#b}", Failure::unsupported_modifier}};
  for (const auto& [text, failure] : cases) {
    WordState state;
    EXPECT_FALSE(matches<grammar::words::text>(text, state)) << text;
    EXPECT_EQ(static_cast<int>(state.failure), static_cast<int>(failure)) << text;
  }
}
TEST(WordGrammar, LimitsTheNestingOfVariables) {
  const auto nested = [](int depth) {
    std::string text;
    for (int i = 0; i < depth; ++i) text += "${a:-";
    return text + std::string(static_cast<std::size_t>(depth), '}');
  };
  WordState state;
  EXPECT_TRUE(matches<grammar::words::text>(nested(grammar::words::max_depth), state));
  EXPECT_EQ(state.depth, 0);
  EXPECT_FALSE(matches<grammar::words::text>(nested(grammar::words::max_depth + 1), state));
  EXPECT_EQ(state.failure, Failure::too_deep);
}

// --- shell.hpp ------------------------------------------------------------------------------------------------------

using grammar::shell::ShellState;

TEST(ShellGrammar, SingleCharacters) {
  expect<grammar::shell::blank>({" ", "\t"}, {"", "\n", "\v", "a"});
  expect<grammar::shell::digit>({"0", "9"}, {"", "a", "00"});
  expect<grammar::shell::rest>({"", "a\n\xFF"}, {});
  expect<grammar::shell::glob>({"*", "?"}, {"", "]", "+", "["});
  expect<grammar::shell::bracket>({"["}, {"", "]"});
  expect<grammar::shell::brace>({"{", "}"}, {"", "("});
  expect<grammar::shell::tilde>({"~"}, {"", "-"});
  expect<grammar::shell::tilde_prefix>({"=", ":"}, {"", "~"});
  expect<grammar::shell::double_quoted_escaped>({"$", "`", "\"", "\\"}, {"", "a", "'", "\n"});
  expect<grammar::shell::double_quoted_backslash>({"\\"}, {"", "a"});
}
TEST(ShellGrammar, OddCharacters) {
  expect<grammar::shell::odd_character>({"\0"sv, "\x01", "\n", "\r", "\x7F", "\xFF", "\xC2\xA0", "\xE2\x80\x83"},
                                        {"", "a", " ", "\t", "é", "😀", "\xE2\x80\x8B"});
  expect<grammar::shell::character_except<'a'>>({"b", "é", "\t", "'"}, {"", "a", "\n", "\xC2\xA0", "bb"});
  expect<grammar::shell::escaped_character>({"a", " ", "$"}, {"", "\n", "\xFF"});
}
TEST(ShellGrammar, EndsOfUnfinishedText) {
  expect<grammar::shell::unclosed_single_quote>({""}, {"a"});
  expect<grammar::shell::unclosed_double_quote>({""}, {"a"});
  expect<grammar::shell::trailing_backslash>({""}, {"a"});
}
TEST(ShellGrammar, Operators) {
  expect<grammar::shell::control_operator>({"&&", "||", "&", "|", ";", "\n"}, {"", "&&&", ";;", "|&", "<", "("});
  expect<grammar::shell::parenthesis>({"(", ")"}, {"", "{", "()"});
  expect<grammar::shell::redirection_operator>({"<", ">", ">>", ">|", ">&", "<>", "<&"}, {"", "<<", "&>", "><", ">>>"});
  expect<grammar::shell::here_operator>({"<<"}, {"", "<", "<<<"});
  expect<grammar::shell::here_document>({"<<", "<<E\na\nE\n", "<<<a", "<<-E"}, {"", "<", "<a"});
  expect<grammar::shell::redirection>({"<", ">&", "<<E\n"}, {"", "&", "<a"});
  expect<pegtl::seq<grammar::shell::io_number, pegtl::one<'<', '>'>>>({"2>", "0<"},
                                                                      {"", ">", "2", "a2>", "2 >", "10>"});
  expect<grammar::shell::comment>({"#", "# a 'b", "##"}, {"", "a", "#\n", " #"});
}
TEST(ShellGrammar, Parameters) {
  expect<grammar::shell::parameter>({"$a", "$_1b", "$1", "$@", "$*", "$#", "$?", "$-", "$$", "$!"},
                                    {"", "$", "$12", "$a-", "${a}", "$é", "$("});
  expect<grammar::shell::braced_parameter>(
      {"${a}", "${#a}", "${a:-b c}", "${a:-$b}", "${a:-${b:-$(c)}}", "${a##*/}", "${a:-`b`}", "${}", "${!a}"},
      {"", "$a", "${a", "${ a; }", "${|a; }", "${a:-'b'}", "${a:-\"b\"}", "${a:-\\}}", "${a:-{}", "${a}b", "${a\n}",
          "${a:-$}"},
      ShellState{});
}
TEST(ShellGrammar, Substitutions) {
  expect<grammar::shell::command_substitution>(
      {"$()", "$(a)", "$(a b; c && d | e > f 2>&1)", "$(a \"b $(c)\" ')' \\))", "$( (a) )", "$(a\nb)",
          "$(a $b ${c} `d` $ )", "$(~/a)"},
      {"", "$(", "$(a", "$(a))", "$(# a\n)", "$(case a in b) c;; esac)", "$(a <<E\n)", "$(a '", "$(a \")", "$(a\\)",
          "$(a \xFF)"},
      ShellState{});
  expect<pegtl::seq<grammar::shell::at_arithmetic, grammar::shell::command_substitution>>(
      {"$((1))", "$((1 + (2 * a)))", "$((a); (b))"}, {"", "$(1)", "$( (1))", "$((1)", "$((1 << 2))"}, ShellState{});
  expect<grammar::shell::backquoted>({"``", "`a 'b`"}, {"", "`", "`a\\``", "`a\nb`"});
  expect<grammar::shell::nested_expansion>({"$a", "${a}", "$(a)", "$((1))", "`a`"}, {"", "$", "a", "$[1]"},
      ShellState{});
  expect<grammar::shell::braced_text>({"", "a:-b", "$a$(b)"}, {"}", "{", "'", "$"}, ShellState{});
  expect<grammar::shell::nested_list>({"", "a b", "(a)", "a(b)c", "a;b\n", "$(a)", "a >b", "a>b<c|d&e"},
                                      {")", "(", "a # b", "#", "<<", "case", "a case b", "a$(b", "a'", "a\xFF"},
                                      ShellState{});
  expect<grammar::shell::nested_parentheses>({"()", "(a (b))"}, {"", "(", "(a", "(()"}, ShellState{});
  expect<pegtl::seq<grammar::shell::nested_word_end, grammar::shell::rest>>(
      {"", " a", "\ta", "\n", ";", "&", "|", "(", ")", "<", ">"}, {"a", "$(", "${", "`", "'", "\"", "\\", "\xFF"});
  expect<grammar::shell::nested_word>({"a", "a'b'\"c\"", "$(a)b", "cases", "a#", "~a", "a$"},
                                      {"", "#a", "case", "a b", "'a", "a\\"}, ShellState{});
  expect<grammar::shell::nested_word_part>({"ab", "=", "'a'", "\\a", "[", "{", "$a", "$"},
      {"", " ", "'", "\\", "(", "$'a'"},
                                           ShellState{});
  expect<grammar::shell::nested_single_quoted>({"''", "'a'"}, {"", "'", "'\n'"});
  expect<grammar::shell::nested_double_quoted>({"\"\"", "\"a\\\"$(\"b\")\\c$ \""},
      {"", "\"", "\"a", "\"${\"", "\"\n\""}, ShellState{});
}
TEST(ShellGrammar, LimitsTheNestingOfSubstitutions) {
  const auto nested = [](int depth) {
    std::string text;
    for (int i = 0; i < depth; ++i) text += "$(";
    return text + std::string(static_cast<std::size_t>(depth), ')');
  };
  ShellState state;
  EXPECT_TRUE(matches<grammar::shell::command_substitution>(nested(grammar::shell::max_depth), state));
  EXPECT_FALSE(matches<grammar::shell::command_substitution>(nested(grammar::shell::max_depth + 1), state));
  EXPECT_EQ(state.depth, 0);
}
TEST(ShellGrammar, Dollars) {
  expect<pegtl::seq<grammar::shell::lone_dollar, grammar::shell::rest>>(
      {"$", "$ ", "$.", "$/a", "$}", "$="}, {"", "$a", "$1", "$$", "$(", "$[", "${", "$'", "$\"", "$`", "$\\", "$é",
          "$@", "$!"});
  expect<pegtl::seq<grammar::shell::quoted_lone_dollar, grammar::shell::rest>>({"$", "$'", "$\"", "$ "},
                                                                               {"", "$a", "$(", "$`", "$\\", "$é"});
  expect<pegtl::seq<grammar::shell::dollar_quote, grammar::shell::rest>>({"$'", "$\"a\""}, {"", "$", "$a", "'"});
  expect<grammar::shell::unclear_substitution>({"$(", "$(a", "`", "`a"}, {"", "$", "$a"});
  expect<grammar::shell::unclear_parameter>({"$", "${a", "$[1]"}, {"", "a"});
  expect<grammar::shell::arithmetic>({"$((1))"}, {"$((1)", "$a"}, ShellState{});
  expect<grammar::shell::substitution>({"$(a)", "`a`"}, {"$a", "$(a"}, ShellState{});
  expect<grammar::shell::variable>({"$a", "${a}"}, {"$(a)", "${a", "$"}, ShellState{});
  expect<grammar::shell::expansion>({"$a", "$(a)", "$((1))", "${a", "$(a", "$[1] b"}, {"", "a", "$a b"}, ShellState{});
}
TEST(ShellGrammar, Quotes) {
  expect<grammar::shell::single_quoted_text>({"a\"$`\\ é"}, {"", "'", "\n"});
  // What is not closed or odd is taken in; the actions say what it was.
  expect<grammar::shell::single_quoted>({"''", "'a b'", "'\\'", "'a", "'a\nb'"}, {"", "a", "''''", "\"\""});
  expect<grammar::shell::double_quoted_text>({"a 'b*~#", "é"}, {"", "\"", "\\", "$", "`", "\n"});
  expect<grammar::shell::double_quoted>({"\"\"", "\"a b\"", "\"\\\"\\$\\\\\"", "\"\\a\"", "\"a", "\"a$b\"",
      "\"$(\"a\")\"", "\"`", "\"\n\"",
                                         "\"$\""},
                                        {"", "a", "\"a\"b", "''"}, ShellState{});
}
TEST(ShellGrammar, Words) {
  expect<grammar::shell::escaped>({"\\a", "\\ ", "\\\\", "\\é", "\\", "\\\n"}, {"", "a", "\\ab"});
  expect<grammar::shell::literal>({"a", "a-b_c.d/e,f+g@h%i!j^k]", "a#b~", "é"},
                                  {"", " ", "a b", "$", "a*", "a=b", "a:b", "a\\", "{", "'", "a\n"});
  expect<grammar::shell::word_part>({"ab", "=", ":~", "'a'", "\"a\"", "\\ ", "$", "$a", "*", "[", "{"},
      {"", "a=", " ", "$ ", "~="},
                                    ShellState{});
  expect<grammar::shell::word>({"a", "a=b:c", "a'b c'\"d\"\\ e", "''", "a#", "a~", "=~", "~", "~a", "a*", "a{b}", "a$b",
      "a$(b c)d", "[a]"},
                               {"", " a", "#a", "a b", "a;", "a>", "a\n"}, ShellState{});
}
TEST(ShellGrammar, TokensAndCommands) {
  expect<grammar::shell::token>({" ", "a", "# a", "2>", ">", "&&", "(", "<<a\nb", "\r"}, {"", "a ", "2>a"},
      ShellState{});
  expect<grammar::shell::command>({"", " ", "a b", "a 'b", "a | b", "a $b 'c", "# x", "a \"$b\" c", "a \xFF b", "a\\",
      "a\nb", ")(", "${",
                                   "a <<b\nc", "\"$(", "&&;"},
                                  {}, ShellState{});
}

// --- image_ref.hpp --------------------------------------------------------------------------------------------------

TEST(ImageReferenceGrammar, Characters) {
  expect<grammar::image_ref::lower>({"a", "z", "0"}, {"", "A", "_", "-", "ab"});
  expect<grammar::image_ref::lower_hex>({"a", "f", "9"}, {"", "g", "F"});
  expect<grammar::image_ref::word>({"a", "Z", "5", "_"}, {"", "-", ".", "\xC3\xA9"});
}
TEST(ImageReferenceGrammar, Domains) {
  expect<grammar::image_ref::label>({"a", "A1", "a-b", "a--b", "0"}, {"", "-a", "a-", "a_b", "a.b"});
  expect<grammar::image_ref::host_name>({"a", "a.b", "127.0.0.1", "A.b-c"}, {"", ".a", "a.", "a..b", "a.-b", "a:1"});
  expect<grammar::image_ref::address>({"[::1]", "[a]", "[:]"}, {"", "[]", "[g]", "::1", "[::1", "[fe80::1%eth0]"});
  expect<grammar::image_ref::port>({":0", ":65536"}, {"", ":", "80", ":8a"});
  using domain = pegtl::seq<grammar::image_ref::domain, pegtl::one<'/'>>;
  expect<domain>({"a/", "a.b:5000/", "[::1]/", "[::1]:5/"}, {"/", "a", "a:/", "a_b/", "a:5000", "[::1]5/"});
}
TEST(ImageReferenceGrammar, Paths) {
  expect<grammar::image_ref::separator>({".", "_", "__", "-", "---"}, {"", "..", "___", "-_", "/"});
  expect<grammar::image_ref::component>({"a", "a.b", "a_b__c", "a---b", "0"},
                                        {"", "A", "-a", "a-", "a..b", "a___b", "a._b", "a/b"});
  expect<grammar::image_ref::path>({"a", "a/b", "a.b/c-d/e"}, {"", "/", "/a", "a/", "a//b", "a:b"});
}
TEST(ImageReferenceGrammar, TagsAndDigests) {
  const std::string longest(128, 't');
  const std::string longer = longest + "t";
  expect<grammar::image_ref::tag>({"a", "_", "1.0-B_c", longest}, {"", ".a", "-a", "a:b", "a@b", longer});
  const std::string sum256(64, 'a');
  const std::string sum384(96, '0');
  const std::string sum512(128, 'f');
  const std::string upper = "sha256:" + std::string(64, 'A');
  const std::string good256 = "sha256:" + sum256;
  const std::string good384 = "sha384:" + sum384;
  const std::string good512 = "sha512:" + sum512;
  const std::string mixed = "sha512:" + sum256;
  const std::string trailing = good256 + "a";
  const std::string md5 = "md5:" + sum256;
  expect<grammar::image_ref::digest>({good256, good384, good512}, {"", "sha256:", upper, mixed, trailing, md5, sum256});
  expect<grammar::image_ref::identifier>({sum256}, {"", "a", sum384, good256});
}
TEST(ImageReferenceGrammar, References) {
  const std::string digest = "@sha256:" + std::string(64, 'a');
  const std::string with_digest = "a" + digest;
  const std::string with_both = "r.io:1/a/b:t" + digest;
  const std::string wrong_order = "a" + digest + ":t";
  const std::string twice = with_digest + digest;
  expect<grammar::image_ref::reference>(
      {"a", "a:t", "a/b:t", "A.b/c", "a:1/b", "a:1", "[::1]:5/x", "foo_bar.com/x", with_digest, with_both},
      {"", ":t", "a:", "a@", "a:t:u", "A/", "A", "a b", "a:t/b", "$a", wrong_order, twice});
}

}  // namespace
}  // namespace drydock
