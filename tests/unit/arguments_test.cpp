// How BuildKit's parser splits a joined line: flags, JSON arrays, words and fields.
#include "syntax/arguments.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/diagnostic.hpp"

namespace drydock {
namespace {

using namespace std::string_view_literals;

std::vector<std::string> texts_of(const std::vector<ArgumentText>& list, std::string_view line) {
  std::vector<std::string> out;
  for (const ArgumentText& text : list) out.emplace_back(text.of(line));
  return out;
}

// --- split_line -----------------------------------------------------------------------------------------------------

struct LineCase {
  std::string_view line;
  std::string_view keyword;
  std::vector<std::string> flags;
  std::string_view arguments;
};

void expect_lines(const std::vector<LineCase>& cases, char escape = '\\') {
  for (const LineCase& expected : cases) {
    SCOPED_TRACE(printable(expected.line, 80));
    const SplitLine split = split_line(expected.line, escape);
    EXPECT_EQ(split.keyword.of(expected.line), expected.keyword);
    EXPECT_EQ(texts_of(split.flags, expected.line), expected.flags);
    EXPECT_EQ(split.arguments.of(expected.line), expected.arguments);
  }
}

TEST(SplitLine, SeparatesKeywordAndArguments) {
  expect_lines({{"RUN a b", "RUN", {}, "a b"},
                {"RUN", "RUN", {}, ""},
                {"", "", {}, ""},
                {"  RUN \t\v\f\r a  b\t ", "RUN", {}, "a  b"},
                {"RUN\va", "RUN", {}, "a"},
                {"CMD[\"a\"]", "CMD[\"a\"]", {}, ""},
                {"CMD\xC2\xA0[\"a\"]", "CMD\xC2\xA0[\"a\"]", {}, ""},
                {"\xC2\xA0RUN a\xE2\x80\x83", "RUN", {}, "a"},
                {"RUN \xC2\xA0 a", "RUN", {}, "a"},
                {"RUN a\n", "RUN", {}, "a"}});
}

TEST(SplitLine, TakesLeadingFlags) {
  expect_lines({{"COPY --from=a --link b c", "COPY", {"--from=a", "--link"}, "b c"},
                {"RUN --a\t--b\v--c\n--d x --e", "RUN", {"--a", "--b", "--c", "--d"}, "x --e"},
                {"RUN -a --b", "RUN", {}, "-a --b"},
                {"RUN - a", "RUN", {}, "- a"},
                {"RUN ---a", "RUN", {"---a"}, ""},
                {"RUN \"--a\" b", "RUN", {}, "\"--a\" b"},
                {"RUN --a", "RUN", {"--a"}, ""},
                {"RUN --a=", "RUN", {"--a="}, ""}});
}

TEST(SplitLine, LoneDashesEndTheFlags) {
  expect_lines({{"CMD -- --foo", "CMD", {}, "--foo"},
                {"CMD -- [\"a\"]", "CMD", {}, "[\"a\"]"},
                {"CMD --a -- --b -- c", "CMD", {"--a"}, "--b -- c"},
                {"CMD --", "CMD", {}, ""},
                {"CMD --'' a", "CMD", {}, "a"}});
  const std::string_view line = "CMD -- a";
  EXPECT_TRUE(split_line(line, '\\').flags_range.contains({4, 6})) << "they are not part of the arguments";
}

TEST(SplitLine, RemovesQuotesAndEscapesFromFlags) {
  expect_lines({{"RUN --a='b c' d", "RUN", {"--a=b c"}, "d"},
                {"RUN --a=\"b 'c\" d", "RUN", {"--a=b 'c"}, "d"},
                {"RUN --a=b\\ c d", "RUN", {"--a=b c"}, "d"},
                {"RUN --a='\\'b' c", "RUN", {"--a='b"}, "c"},
                {"RUN --a\"b\"'c' d", "RUN", {"--abc"}, "d"},
                {"RUN --a='b c", "RUN", {"--a=b c"}, ""},
                {"RUN --a\\", "RUN", {"--a"}, ""},
                {"RUN --a`b c", "RUN", {"--a`b"}, "c"}});
  expect_lines({{"RUN --a` b\\ c", "RUN", {"--a b\\"}, "c"}}, '`');
}

TEST(SplitLine, ReadsFlagsAsLatin1) {
  expect_lines({{"RUN --a=\xC3\xA9 b", "RUN", {"--a=\xC3\x83\xC2\xA9"}, "b"},
                {"COPY --chown=\xC3\xA0 b", "COPY", {"--chown=\xC3\x83"}, "b"},
                {"COPY --a\x85--b c", "COPY", {"--a", "--b"}, "c"},
                {"COPY --a=\xFF c", "COPY", {"--a=\xC3\xBF"}, "c"}});
}

TEST(SplitLine, RangesCoverTheFlags) {
  const std::string_view line = " RUN  --a='b' --c   d ";
  const SplitLine split = split_line(line, '\\');
  EXPECT_EQ(split.flags_range.of(line), "--a='b' --c   ");
  ASSERT_EQ(split.flags.size(), 2U);
  EXPECT_EQ(split.flags[0].range.of(line), "--a='b'");
  EXPECT_EQ(split.flags[0].value, "--a=b");
  EXPECT_EQ(split.flags[1].value, std::nullopt) << "a flag that is its bytes keeps no copy";
  EXPECT_TRUE(split_line("RUN d", '\\').flags_range.empty());
}

// --- JSON arrays ----------------------------------------------------------------------------------------------------

TEST(StringArrays, AreRecognised) {
  const std::pair<std::string_view, std::vector<std::string>> cases[] = {
      {"[]", {}},
      {"[ ]", {}},
      {"[\"\"]", {""}},
      {"[\"\",\"\"]", {"", ""}},
      {" \t\r[\"a\" ,\r\t\"b\" ] ", {"a", "b"}},
      {"\xC2\xA0\xE2\x80\x83\v\f\x20[\"a\"]", {"a"}},
      {R"(["\u0041\u00e9\/\b\f\n\r\t\"\\"])", {"A\xC3\xA9/\b\f\n\r\t\"\\"}},
      {R"(["\u0000"])", {std::string(1, '\0')}},
      {R"(["\ud83d\ude00"])", {"\xF0\x9F\x98\x80"}},
      {R"(["\ud83d"])", {"\xEF\xBF\xBD"}},
      {R"(["\ude00\ud83d"])", {"\xEF\xBF\xBD\xEF\xBF\xBD"}},
      {R"(["\ud83dx\ud83d\ud83d\ude00"])", {"\xEF\xBF\xBDx\xEF\xBF\xBD\xF0\x9F\x98\x80"}},
      {R"(["c:\temp"])", {"c:\temp"}},
      {"[\"\x7F$VAR 'a' # b\"]", {"\x7F$VAR 'a' # b"}},
      {"[\"\xFF\xC3\"]", {"\xEF\xBF\xBD\xEF\xBF\xBD"}},
      {"[\"]\", \"[\"]", {"]", "["}}};
  for (const auto& [text, expected] : cases) {
    SCOPED_TRACE(printable(text, 80));
    const StringArray array = parse_string_array(text);
    ASSERT_EQ(array.kind, ArrayKind::strings);
    EXPECT_EQ(texts_of(array.strings, text), expected);
  }
}

TEST(StringArrays, WithOtherElementsAreRefused) {
  for (const std::string_view text :
       {"[1]", "[ 1 ]", "[null]", "[true]", "[\"a\", false]", "[[]]", "[[\"a\"]]", "[{}]", "[{\"a\":[1]}]", "[-1.5e3]",
        "[1e308]", "[1e-999]", "\xC2\xA0[0]"}) {
    EXPECT_EQ(parse_string_array(text).kind, ArrayKind::other_elements) << text;
  }
}

TEST(StringArrays, AreNothingElse) {
  for (const std::string_view text :
       {""sv, "a"sv, "["sv, "]"sv, "[\"a\",]"sv, "[ \"a\", ]"sv, "[,]"sv, "[\"a\" \"b\"]"sv, "['a']"sv, "[a]"sv,
        "[\"a\""sv,
        "[\"a\"]]"sv, "{\"a\":1}"sv, "\"a\""sv, "[\"a\"] # c"sv, "[\"a\"]#c"sv, "[\"a\"];"sv, "[\"a\"] [\"b\"]"sv,
        "[\"a\"] x"sv,
        "[1] x"sv, "[ 1 ] && x"sv, "[\v\"a\"]"sv, "[\"a\"\f]"sv, "[\xC2\xA0\"a\"]"sv, "\xEF\xBB\xBF[\"a\"]"sv,
        "[\"\\x41\"]"sv,
        "[\"\\$\"]"sv, "[\"\\u00\"]"sv, "[\"\\u12g4\"]"sv, "[\"c:\\windows\"]"sv, "[\"\t\"]"sv, "[\"\0\"]"sv,
        "[\"\x1F\"]"sv,
        "[01]"sv, "[1e999]"sv, "[-1e400]"sv, "[nul]"sv, "[\"a\"]\xC2\xA0"sv, "-"sv}) {
    EXPECT_EQ(parse_string_array(text).kind, ArrayKind::none) << printable(text, 80);
  }
}

TEST(StringArrays, MayNestSoDeepAndNoDeeper) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_EQ(parse_string_array(nested(10000)).kind, ArrayKind::other_elements);
  EXPECT_EQ(parse_string_array(nested(10001)).kind, ArrayKind::none);
  EXPECT_EQ(parse_string_array(std::string(200000, '[')).kind, ArrayKind::none);
}

TEST(StringArrays, RangesHoldTheQuotes) {
  const std::string_view text = " [ \"a\\n\" , \"b\" ]";
  const StringArray array = parse_string_array(text);
  ASSERT_EQ(array.strings.size(), 2U);
  EXPECT_EQ(array.strings[0].range.of(text), "\"a\\n\"");
  EXPECT_EQ(array.strings[1].range.of(text), "\"b\"");
}

TEST(StringArrays, EndOfALeadingOne) {
  const std::pair<std::string_view, std::optional<std::size_t>> cases[] = {
      {"[\"a\"] # c", 5}, {"[\"a\"]x", 5},     {" [] []", 3},          {"[\"a\"]", 5},          {"[\"a\",\"b\"];", 9},
      {"[ \"a\" ]]", 7},  {"[\"a\"", std::nullopt}, {"[1] x", std::nullopt}, {"['a'] x", std::nullopt},
      {"x [\"a\"]", std::nullopt}, {"\f\v[\"a\"] c", 7},
      {"", std::nullopt}};
  for (const auto& [text, expected] : cases) EXPECT_EQ(end_of_leading_string_array(text), expected) << text;
}

// --- words and fields -----------------------------------------------------------------------------------------------

TEST(SplitWords, KeepsQuotesAndEscapes) {
  const std::pair<std::string_view, std::vector<std::string>> cases[] = {
      {"", {}},
      {" \t", {}},
      {"a b", {"a", "b"}},
      {" a=1  b='2 3'\tc=\"4 '5\" ", {"a=1", "b='2 3'", "c=\"4 '5\""}},
      {"a\\ b c\\\\ d", {"a\\ b", "c\\\\", "d"}},
      {"'a\\' b", {"'a\\'", "b"}},
      {"\"a\\\" b\" c", {"\"a\\\" b\"", "c"}},
      {"'a b", {"'a b"}},
      {"\"a b\\", {"\"a b"}},
      {"a\\", {"a"}},
      {"a \\", {"a"}},
      {"a\xC2\xA0" "b\xE3\x80\x80" "c", {"a", "b", "c"}},
      {"a\xFF" "b", {"a\xEF\xBF\xBD" "b"}},
      {"a'b'\"c\"d", {"a'b'\"c\"d"}},
      {"'' \"\"", {"''", "\"\""}}};
  for (const auto& [text, expected] : cases) EXPECT_EQ(texts_of(split_words(text, '\\'), text), expected) << text;
}

TEST(SplitWords, TakesTheEscapeCharacterOfTheFile) {
  const std::string_view text = "a` b c\\ d\\";
  EXPECT_EQ(texts_of(split_words(text, '`'), text), (std::vector<std::string>{"a` b", "c\\", "d\\"}));
}

TEST(SplitFields, KnowsBlanksOnly) {
  const std::pair<std::string_view, std::vector<std::string_view>> cases[] = {
      {"", {}},
      {" \t\v\f\r", {}},
      {"a b", {"a", "b"}},
      {" 'a b'\v\"c\\ d", {"'a", "b'", "\"c\\", "d"}},
      {"a\xC2\xA0" "b\nc", {"a\xC2\xA0" "b\nc"}}};
  for (const auto& [text, expected] : cases) {
    std::vector<std::string_view> fields;
    for (const TextRange range : split_fields(text)) fields.push_back(range.of(text));
    EXPECT_EQ(fields, expected) << text;
  }
}

}  // namespace
}  // namespace drydock
