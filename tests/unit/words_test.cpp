// Words with quotes, escapes and variables, and the heredocs of a line, as BuildKit's shell/lex.go reads them.
#include "syntax/words.hpp"

#include <chrono>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace drydock {
namespace {

class Variables final : public Environment {
 public:
  Variables(std::initializer_list<std::pair<const std::string, std::string>> values) : values_(values) {}
  [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const override {
    const auto found = values_.find(std::string(name));
    return found == values_.end() ? std::nullopt : std::optional<std::string_view>(found->second);
  }

 private:
  std::map<std::string, std::string> values_;
};

const Variables variables = {{"a", "abcabc"}, {"empty", ""}, {"two", "x  y"}, {"path", "/usr/lib/x.tar.gz"},
                             {"quote", "'q"}, {"é", "ü"},    {"1", "one"},    {"lines", "1\n2"},
                             {"dollar", "$a"}, {"star", "a*b"}};

Result<ExpandedWords> expand(std::string_view text, WordSyntax syntax = {}, ExpandOptions options = {}) {
  const auto words = parse_words(text, syntax);
  if (!words) return Error{words.error()};
  return expand_words(words.value(), syntax.escape, variables, options);
}

/// The expanded text, or "error: ...".
std::string text_of(const Result<ExpandedWords>& words) {
  return words ? words.value().text : "error: " + words.error();
}

struct Case {
  std::string_view text;
  std::string_view expected;
};

void expect_texts(std::initializer_list<Case> cases, WordSyntax syntax = {}, ExpandOptions options = {}) {
  for (const auto& [text, expected] : cases) EXPECT_EQ(text_of(expand(text, syntax, options)), expected) << text;
}

TEST(Words, RemovesQuotesAndEscapes) {
  expect_texts({{"", ""},
                {"a b", "a b"},
                {"'a $a \\'", "a $a \\"},
                {"\"a '$a'\"", "a 'abcabc'"},
                {"a\\ b\\\\", "a b\\"},
                {"\\'", "'"},
                {"\"\\\"\\$\\\\\\a\\'\"", "\"$\\\\a\\'"},
                {"a\\", "a"},
                {"a'b'\"c\"", "abc"},
                {"`a`", "`a`"},
                {"\xEF\xBB\xBF" "a", "a"},
                {"\xFF", "\xEF\xBF\xBD"}});
}

TEST(Words, TakesTheEscapeCharacterOfTheFile) {
  const WordSyntax backquote{.escape = '`'};
  expect_texts({{"a` b``", "a b`"},
                {"c:\\x\\", "c:\\x\\"},
                {"`$a", "$a"},
                {"\"`\"`$``\\\"", "\"$`\\"},
                {"${empty:-`}}", "}"},
                {"a`", "a"}},
               backquote);
}

TEST(Words, ReadsVariableNames) {
  expect_texts({{"$a", "abcabc"},
                {"${a}", "abcabc"},
                {"$a.b", "abcabc.b"},
                {"$ab", ""},
                {"${a}b", "abcabcb"},
                {"$é", "ü"},
                {"$1a", "onea"},
                {"$@$*$#$?$-$!$0", ""},
                {"$$a", "a"},
                {"$", "$"},
                {"$.", "$."},
                {"\"$\"", "$"},
                {"$\\a", "$a"},
                {"$'a'", "$a"},
                {"$dollar", "$a"},
                {"$quote", "'q"}});
}

TEST(Words, AppliesModifiers) {
  expect_texts(
      {{"${a:-x}", "abcabc"},      {"${a-x}", "abcabc"},   {"${empty:-x}", "x"},   {"${empty-x}", ""},
       {"${unset:-x}", "x"},       {"${unset-x}", "x"},    {"${a:+x}", "x"},       {"${a+x}", "x"},
       {"${empty:+x}", ""},        {"${empty+x}", "x"},    {"${unset:+x}", ""},    {"${unset+x}", ""},
       {"${a:?x}", "abcabc"},      {"${a?x}", "abcabc"},   {"${empty?x}", ""},     {"${unset:-}", ""},
       {"${unset:-a b}", "a b"},   {"${unset:-'}'}", "}"}, {"${unset:-\\}}", "}"}, {"${unset:-\"$a\"}", "abcabc"},
       {"${unset:-$dollar}", "$a"}});
}

TEST(Words, NestsModifiers) {
  expect_texts({{"${unset:-${empty:-${a}}}", "abcabc"},
                {"${a:+${unset:-\"${a:+y}\"}}", "y"},
                {"\"${unset:-${empty-x}}\"", ""},
                {"${a#${unset:-a}}", "bcabc"},
                {"${a/${unset:-b}/${empty:-Z}}", "aZcabc"}});
}

TEST(Words, RemovesShortestAndLongestPrefix) {
  expect_texts({{"${a#a}", "bcabc"},      {"${a#b}", "abcabc"},        {"${a#*b}", "cabc"},    {"${a##*b}", "c"},
                {"${a#?}", "bcabc"},      {"${a##*}", ""},             {"${a#*}", "abcabc"},   {"${a#}", "abcabc"},
                {"${path##*/}", "x.tar.gz"}, {"${path#*.}", "tar.gz"}, {"${unset#a}", ""},     {"${star#a\\*}", "b"},
                {"${a#\\?}", "abcabc"},   {"${a#a'b'}", "cabc"},       {"${lines#*2}", "1\n2"}, {"${lines#1?}", "1\n2"},
                {"${a#.}", "abcabc"},     {"${a#(}", "abcabc"},        {"${a#[a]}", "abcabc"}});
}

TEST(Words, RemovesShortestAndLongestSuffix) {
  expect_texts({{"${a%c}", "abcab"},   {"${a%b}", "abcabc"},      {"${a%b*}", "abca"},   {"${a%%b*}", "a"},
                {"${a%%*}", ""},       {"${path%.*}", "/usr/lib/x.tar"}, {"${path%%.*}", "/usr/lib/x"},
                {"${path%/*}", "/usr/lib"}, {"${star%\\*b}", "a"},  {"${unset%%x}", ""},  {"${a%?}", "abcab"}});
}

TEST(Words, MatchPatternsOfAnyLength) {
  const std::string stars(200000, '*');
  // In a process of its own: recursion as deep as the pattern is long would end it.
  const auto match = [&] {
    const bool all = text_of(expand("${a##" + stars + "}")).empty();
    const bool nothing = text_of(expand("${a#" + stars + "x}")) == "abcabc";
    std::exit(all && nothing ? 0 : 3);
  };
  EXPECT_EXIT(match(), testing::ExitedWithCode(0), "");
}

TEST(Words, MatchPatternsInTimeProportionalToPatternAndValue) {
  const Variables long_value = {{"a", std::string(2000, 'z')}};
  std::string pattern;
  for (int i = 0; i < 100; ++i) pattern += "*z";
  const std::string text = "${a#" + pattern + "x}";
  const auto words = parse_words(text, {});
  ASSERT_TRUE(words.ok());
  const auto begin = std::chrono::steady_clock::now();
  const auto expanded = expand_words(words.value(), '\\', long_value, {});
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
  EXPECT_EQ(text_of(expanded).size(), 2000U) << "nothing matches";
  EXPECT_LT(spent.count(), 1.0) << "a fifth of a million steps take milliseconds";
}

TEST(Words, SkipsAByteOrderMarkAtTheStartOfAPattern) {
  // Go's text/scanner, which lex.go reads patterns with, does so; a suffix pattern is read from its end.
  expect_texts({{"${a#\xEF\xBB\xBF?}", "bcabc"},
                {"${a%?\xEF\xBB\xBF}", "abcab"},
                {"${a/\xEF\xBB\xBF?/x}", "xbcabc"},
                {"${a#a\xEF\xBB\xBF}", "abcabc"}});
}

TEST(Words, ReplacesOnceAndEverywhere) {
  expect_texts({{"${a/b/X}", "aXcabc"},   {"${a//b/X}", "aXcaXc"},  {"${a/b/}", "acabc"},     {"${a//b/}", "acac"},
                {"${a/x/y}", "abcabc"},   {"${a/b*/X}", "aX"},      {"${a//?/x}", "xxxxxx"},
                {"${path//\\//_}", "_usr_lib_x.tar.gz"},
                {"${a/b/\\}}", "a\\}cabc"}, {"${unset/a/b}", ""},   {"${a//*/x}", "x"},       {"${empty/*/x}", "x"}});
}

TEST(Words, ReplacesEverywhereWithTheMatchForDollarZero) {
  // Go's Regexp.ReplaceAllString expands the replacement; the replacement of one match is taken as it is.
  expect_texts({{"${a//b/'<$0>'}", "a<b>ca<b>c"},
                {"${a/b/'$0'}", "a$0cabc"},
                {"${a//b/'$$'}", "a$ca$c"},
                {"${a//b/'${0}x'}", "abxcabxc"},
                {"${a//b/'$x.'}", "a.ca.c"},
                {"${a//b/'$'}", "a$ca$c"}});
}

TEST(Words, RefusesBadSubstitutions) {
  for (const std::string_view text :
       {"'",      "\"",       "a'b",        "\"a",      "${",        "${}",        "${:-a}",
        "${{a}}", "${a",      "${a:",       "${a:-b",   "${a/b}",    "${a/b/c",    "${a^^}",
        "${a@Q}", "${a:#b}",  "${a:%b}",    "${1a}",    "${#a}",     "${a:-'}",    "${a:=b}",
        "${a:a}", "${a#\\a}", "${a/\\a/b}", "${a%\\a}", "${unset?}", "${unset:?}", "${empty:?x}"}) {
    EXPECT_FALSE(expand(text).ok()) << text;
  }
}

TEST(Words, SaysWhyTheyAreRefused) {
  expect_texts({{"'a", "error: a single quote is not closed"},
                {"\"a", "error: a double quote is not closed"},
                {"${a", "error: a variable has a modifier that does not exist"},
                {"${a:-b", "error: a ${ has no closing }"},
                {"${a/b", "error: a ${name/ has no second /"},
                {"${}", "error: bad substitution: a name has to follow ${"},
                {"${unset?}", "error: unset: is not allowed to be unset"},
                {"${empty:?}", "error: empty: is not allowed to be empty"},
                {"${unset:?no $a}", "error: unset: no abcabc"},
                {"${a:=x}", "error: unsupported modifier (:=) in the variable a"}});
}

TEST(Words, RefusesNestingDeeperThan200) {
  const auto nested = [](std::size_t depth) {
    std::string text;
    for (std::size_t i = 0; i < depth; ++i) text += "${unset:-";
    return text + "x" + std::string(depth, '}');
  };
  EXPECT_EQ(text_of(expand(nested(200))), "x");
  EXPECT_EQ(text_of(expand(nested(201))), "error: ${ is nested deeper than 200 levels");
}

TEST(Words, KeepsQuotesAndEscapesIfAsked) {
  expect_texts({{"'a'\"b\"\\c", "'a'\"b\"c"}, {"\"'\"", "\"'\""}}, {}, {.raw_quotes = true});
  expect_texts({{"'a'\"b\\\"\"\\c", "ab\\\"\\c"}, {"a\\", "a\\"}, {"\"\\a\"", "\\\\a"}}, {}, {.raw_escapes = true});
  expect_texts(
      {{"$a", "abcabc"},
       {"$unset ${unset} ${unset:-b} ${unset#b} ${unset/b/c}", "$unset ${unset} ${unset:-b} ${unset#b} ${unset/b/c}"},
       {"${unset:-'a'}", "${unset:-a}"},
       {"${unset//b/c}", "${unset/b/c}"},
       {"${unset:?b}", "${unset:?b}"}},
      {}, {.skip_unset = true});
}

TEST(Words, TakesQuotesForOrdinaryCharactersInHeredocs) {
  expect_texts({{"it's \"$a\" '$a'", "it's \"abcabc\" 'abcabc'"}, {"\\$a \\'", "$a '"}, {"${unset:-'}", "'"}},
               {.quotes = false});
}

TEST(Words, SplitAtBlanksThatAreNotQuoted) {
  const std::pair<std::string_view, std::vector<std::string>> cases[] = {
      {"", {}},
      {"  ", {}},
      {" a  b\tc\n", {"a", "b", "c"}},
      {"a\xC2\xA0" "b\xE3\x80\x80" "c", {"a", "b", "c"}},
      {"'a b' \"c d\" e\\ f", {"a b", "c d", "e f"}},
      {"'' a", {"a"}},  // an empty word is none
      {"a '' b", {"a", "b"}},
      {"a''", {"a"}},
      {"$two", {"x", "y"}},
      {"\"$two\"", {"x  y"}},
      {"a${two}b", {"ax", "yb"}},
      {"$empty", {}},
      {"a <<  EOF b", {"a", "<<  EOF", "b"}},
      // A modifier forgets what stands before it in the word; lex.go shares one buffer.
      {"a${unset:-b}", {"b"}},
      {"a b${unset:-c}d e", {"a", "cd", "e"}}};
  for (const auto& [text, expected] : cases) {
    const auto words = expand(text);
    ASSERT_TRUE(words.ok()) << text;
    EXPECT_EQ(words.value().words, expected) << text;
  }
}

TEST(Words, PiecesPointIntoTheText) {
  const std::string_view text = "x${a:-'y'}\\z";
  const auto words = parse_words(text, {});
  ASSERT_TRUE(words.ok());
  std::vector<std::pair<WordPieceKind, std::string_view>> pieces;
  for (const WordPiece& piece : words.value().pieces) pieces.emplace_back(piece.kind, piece.range.of(text));
  using enum WordPieceKind;
  const std::vector<std::pair<WordPieceKind, std::string_view>> expected = {
      {literal, "x"}, {variable_modified, "a"}, {single_quoted, "y"}, {variable_end, ""}, {escaped, "z"}};
  EXPECT_EQ(pieces, expected);
  EXPECT_EQ(words.value().pieces[1].modifier.of(text), ":-");
}

/// The pieces as "kind:bytes", with a letter for each kind: l(iteral), e(scaped), E(scape at the end), s(ingle-quoted),
/// o(pened) and c(losed) double quotes, q(uoted literal), Q(uoted escaped), L(one escape in quotes), h(eredoc marker),
/// d(ollar), v(ariable).
std::string pieces_of(std::string_view text, WordSyntax syntax) {
  const auto words = parse_words(text, syntax);
  if (!words) return "error";
  std::string out;
  for (const WordPiece& piece : words.value().pieces) {
    constexpr std::string_view kinds = "leEsocqQLhdvmrpv";
    if (!out.empty()) out += ' ';
    out += kinds[static_cast<std::size_t>(piece.kind)];
    out += ':';
    out += piece.range.of(text);
  }
  return out;
}

TEST(Words, RunsOfPlainBytesEndAtWhatMeansSomething) {
  constexpr WordSyntax backslash{.escape = '\\'};
  constexpr WordSyntax backquote{.escape = '`'};
  constexpr WordSyntax no_quotes{.quotes = false};
  struct Row {
    std::string_view text;
    WordSyntax syntax;
    std::string_view expected;
  };
  using namespace std::string_view_literals;
  const Row rows[] = {
      {"abc", backslash, "l:abc"},
      {"a`b", backslash, "l:a`b"},
      {"a`b", backquote, "l:a e:b"},
      {"a\\b", backquote, "l:a\\b"},
      {"a\\b", backslash, "l:a e:b"},
      {"a\\", backslash, "l:a E:\\"},
      {"a`", backslash, "l:a`"},
      {"a<b<", backslash, "l:a<b<"},
      {"a<<b", backslash, "l:a h:<< l:b"},
      {"a<<<b", backslash, "l:a h:<< l:<b"},
      {"a<< \t\rb", backslash, "l:a h:<< \t\r l:b"},
      {"a'b'c", backslash, "l:a s:b l:c"},
      {"a'b'c", no_quotes, "l:a'b'c"},
      {"a\"b`c\"d", backslash, "l:a o:\" q:b`c c:\" l:d"},
      {"\"a\\b\"", backslash, "o:\" q:a L:\\ q:b c:\""},
      {"\"a\\b\"", backquote, "o:\" q:a\\b c:\""},
      {"\"a`\"b\"", backquote, "o:\" q:a Q:\" q:b c:\""},
      {"\"a$\"", backslash, "o:\" q:a d: c:\""},
      {"a$b.c", backslash, "l:a v:b l:.c"},
      {"a$", backslash, "l:a d:"},
      {"''", backslash, "s:"},
      {"\"\"", backslash, "o:\" c:\""},
      {"a'b", backslash, "error"},
      {"a'", backslash, "error"},
      {"a\"b", backslash, "error"},
      {"a\"", backslash, "error"},
      {"\"a\\", backslash, "error"},
      {"\"a\\\"", backslash, "error"},
      {"a\0b"sv, backslash, "l:a\0b"sv},
      {"'\0'"sv, backslash, "s:\0"sv},
      {"\"\0\""sv, backslash, "o:\" q:\0 c:\""sv},
      {"aé\xFF\xC3", backslash, "l:aé\xFF\xC3"},
      {"\\é", backslash, "e:é"},
      {"\\\xFF\xC3", backslash, "e:\xFF l:\xC3"},
      {"\xC3$a", backslash, "l:\xC3 v:a"},
      {"'é\xFF'é", backslash, "s:é\xFF l:é"},
      {"\"é\xC3\"", backslash, "o:\" q:é\xC3 c:\""},
  };
  for (const auto& [text, syntax, expected] : rows) EXPECT_EQ(pieces_of(text, syntax), expected) << text;
}

TEST(Words, RunsEndAtTheByteThatEndsAnInnerWord) {
  expect_texts({{"${unset:-a/b}c}", "a/bc}"},
                {"${a/b/x}y}", "axcabcy}"},
                {"${a/b/x/y}", "ax/ycabc"},
                {"${unset:-\"}\"}", "}"},
                {"${unset:-é}é", "éé"},
                {"${unset:-\\}}", "}"}});
}

// --- heredocs -------------------------------------------------------------------------------------------------------

/// "name", with "-" for <<-, "'" for a quoted name and the descriptor in front, or "none" or "error".
std::string describe(const HeredocName& heredoc) {
  return (heredoc.descriptor != 0 ? std::to_string(heredoc.descriptor) : "") + (heredoc.chomp ? "-" : "") +
         (heredoc.expand ? "" : "'") + heredoc.name;
}
std::string heredoc_of(std::string_view word) {
  const auto found = parse_heredoc_name(word);
  if (!found) return "error";
  return found.value() ? describe(*found.value()) : "none";
}

TEST(Heredocs, NamesAreReadFromOneWord) {
  const Case cases[] = {{"<<EOF", "EOF"},      {"<<-EOF", "-EOF"},    {"3<<EOF", "3EOF"},
                        {"<< EOF", "EOF"},     {"<<- EOF", "-EOF"},   {"<<\t\r\f\nEOF", "EOF"},
                        {"<<\"EOF\"", "'EOF"}, {"<<'EOF'", "'EOF"},   {"<<E\"O\"F", "'EOF"},
                        {"<<\"E F\"", "'E F"}, {"<<\\EOF", "EOF"},    {"<<$X", "$X"},
                        {"<<EOF>f", "EOF>f"},  {"<<EOF;", "EOF;"},    {"<<EOF)", "EOF)"},
                        {"007<<E", "7E"},      {"<<--E", "--E"},      {"<<${X:-y}", "${X:-y}"},
                        {"<<'\"'", "'\""},     {"<<", "none"},        {"<<-", "none"},
                        {"<<\"\"", "none"},    {"<<<x", "none"},      {"<<a<b", "none"},
                        {"cat<<EOF", "none"},  {">f<<EOF", "none"},   {"\\<<EOF", "none"},
                        {"\"<<EOF\"", "none"}, {"<<a b", "none"},     {"", "none"},
                        {"3<", "none"},        {"<<'", "error"},      {"<<\"a", "error"},
                        {"<<${", "error"},     {"<<a^${b^}", "error"}};
  for (const auto& [word, expected] : cases) EXPECT_EQ(heredoc_of(word), expected) << word;
}

TEST(Heredocs, DescriptorsHaveALargestValue) {
  EXPECT_EQ(heredoc_of("18446744073709551615<<E"), "18446744073709551615E");
  EXPECT_EQ(heredoc_of("18446744073709551616<<E"), "18446744073709551615E");
  EXPECT_EQ(heredoc_of("99999999999999999999999<<E"), "18446744073709551615E");
}

TEST(Heredocs, OfALine) {
  const std::pair<std::string_view, std::vector<std::string>> cases[] = {
      {"RUN <<EOF", {"EOF"}},
      {"RUN cat <<A <<-'B' 4<<\"C\"", {"A", "-'B", "4'C"}},
      {"COPY << EOF /f", {"EOF"}},
      {"RUN <<- EOF", {}},
      {"RUN <<-EOF", {"-EOF"}},
      {"RUN <<\"E F\" x", {"'E F"}},
      {"RUN cat<<EOF", {}},
      {"RUN cat >f<<EOF", {}},
      {"RUN cat <<<x", {}},
      {"RUN cat \\<<EOF", {}},
      {"RUN \"<<EOF\"", {}},
      {"RUN echo $((1<<2))", {}},
      {"RUN echo $((1 << 2))", {"2))"}},
      {"RUN a 1<<2", {"12"}},
      {"RUN a # <<EOF", {"EOF"}},
      {"RUN <<EOF>f", {"EOF>f"}},
      {"RUN <<$X", {"$X"}},
      {"RUN <<\\EOF", {"EOF"}},
      {"RUN <<\"\"", {}},
      {"RUN <<EOF it's", {}},
      {"RUN <<EOF ${", {}},
      {"RUN <<EOF ${a^^}", {}},
      {"RUN <<EOF ${x@Q}", {}},
      {"RUN <<EOF `it's", {}},
      {"RUN <<A\xC2\xA0<<B", {"A", "B"}},
      {"RUN <<A\v<<B", {"A", "B"}},
      {"RUN << \r\tA", {"A"}},
      {"RUN <<", {}},
      {"", {}}};
  for (const auto& [line, expected] : cases) {
    const auto found = heredocs_of_line(line);
    ASSERT_TRUE(found.ok()) << line;
    std::vector<std::string> names;
    for (const HeredocName& heredoc : found.value()) names.push_back(describe(heredoc));
    EXPECT_EQ(names, expected) << line;
  }
}

TEST(Heredocs, KeepMarkerAndBlanksTogether) {
  const auto words = expand("a <<\t b", {}, {.raw_quotes = true, .raw_escapes = true, .skip_unset = true});
  ASSERT_TRUE(words.ok());
  EXPECT_EQ(words.value().words, (std::vector<std::string>{"a", "<<\t b"}));
}

}  // namespace
}  // namespace drydock
