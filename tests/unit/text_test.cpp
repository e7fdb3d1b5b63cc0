// Questions about the bytes and characters of a text, which have a fast answer for ASCII.
#include "base/text.hpp"

#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

#include "base/unicode.hpp"

namespace drydock {
namespace {

using namespace std::string_view_literals;

TEST(Text, IsAsciiIfEveryByteIs) {
  for (std::size_t size = 0; size <= 40; ++size) {
    std::string text(size, '\x7F');
    EXPECT_TRUE(is_ascii_text(text)) << size;
    EXPECT_TRUE(is_ascii_text(std::string(size, '\0'))) << size;
    for (std::size_t at = 0; at < size; ++at) {
      text[at] = '\x80';
      EXPECT_FALSE(is_ascii_text(text)) << size << " " << at;
      EXPECT_FALSE(is_valid_utf8(text)) << size << " " << at;
      text[at] = '\x7F';
    }
  }
}

TEST(Text, IsUtf8WhereverTheCharactersStand) {
  for (std::size_t before = 0; before < 20; ++before) {
    const std::string blanks(before, ' ');
    for (const auto character : {"é"sv, "€"sv, "😀"sv}) {
      EXPECT_TRUE(is_valid_utf8(blanks + std::string(character) + blanks));
      EXPECT_FALSE(is_valid_utf8(blanks + std::string(character.substr(0, character.size() - 1)) + blanks));
      EXPECT_FALSE(is_valid_utf8(blanks + std::string(character.substr(1)) + blanks));
    }
  }
}

TEST(Text, WhiteSpaceIsThatOfUnicode) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", ""},
      {" \t\n\v\f\r ", ""},
      {" a b ", "a b"},
      {"a", "a"},
      {" \xC2\xA0\xE3\x80\x80 a \xC2\x85\xE2\x80\x83", "a"},
      {" é ", "é"},
      {"\xC2\xA0", ""},
      {" \xC2", "\xC2"},
      {"\xA0 ", "\xA0"},
      {"a \xA0", "a \xA0"},
      {"\0 "sv, "\0"sv},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(trim_space(text), expected) << text;
  EXPECT_EQ(leading_space_size(" \xC2\xA0 a"), 4U);
  EXPECT_EQ(leading_space_size("  "), 2U);
}

TEST(Text, IsFoundWhateverItsSize) {
  const std::string text = "abcabcd" + std::string(100, 'x') + "abcabcdy";
  EXPECT_EQ(find_linear(text, "abcd"), 3U);
  EXPECT_EQ(find_linear(text, "abcd", 4), 110U);
  EXPECT_EQ(find_linear(text, ""), 0U);
  EXPECT_EQ(find_linear(text, "", text.size()), text.size());
  EXPECT_EQ(find_linear(text, "", text.size() + 1), std::string_view::npos);
  EXPECT_EQ(find_linear(text, "z"), std::string_view::npos);
  EXPECT_EQ(find_linear(text, std::string(16, 'x') + "a"), 91U);
  EXPECT_EQ(find_linear(text, std::string(101, 'x')), std::string_view::npos);
  EXPECT_EQ(find_linear("ab", "abc"), std::string_view::npos);
}

}  // namespace
}  // namespace drydock
