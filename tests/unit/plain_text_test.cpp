// The quick reader of simple words says the same as the reader that knows all of them.
#include "analysis/plain_text.hpp"

#include <cstdint>
#include <random>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace drydock {
namespace {

/// A is known, B has no value, U is not known, and no other name is set.
class SomeVariables final : public Environment, public SymbolicEnvironment {
 public:
  [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const override {
    return name == "A" ? std::optional<std::string_view>("va lue") : name == "B" ? std::optional<std::string_view>("")
                                                                                 : std::nullopt;
  }
  bool append_term(std::string_view name, std::string& out) const override {
    if (name == "U") out += "\1U\2";
    if (const auto value = get(name)) append_literal_term(*value, out);
    return name == "U" || get(name);
  }
  [[nodiscard]] bool is_known(std::string_view name) const override { return name != "U"; }
};

std::string random_text(std::mt19937& random) {
  static constexpr std::string_view pieces[] = {"a", "A", "$A", "${A}", "$B", "${U}", "$U", "$", "{", "}", "_", "1",
                                                " ", "\"", "'", "<", "<<", "\\", "`", "-", ":", "\t", "\xC3\xA9", "$1"};
  std::string text;
  for (auto left = random() % 6; left > 0; --left) text += pieces[random() % std::size(pieces)];
  return random() % 4 == 0 ? '"' + text + '"' : text;
}

TEST(SimpleWords, AreWhatTheReaderOfWordsMakesOfThem) {
  std::mt19937 random(1);
  const SomeVariables variables;
  int simple = 0;
  for (int i = 0; i < 60000; ++i) {
    const std::string text = random_text(random);
    for (const char escape : {'\\', '`'}) {
      std::string value;
      std::string term;
      const bool read = read_simple_words(
          text,
          [&](std::string_view literal) {
            value += literal;
            append_literal_term(literal, term);
          },
          [&](std::string_view name) {
            value += variables.get(name).value_or("");
            variables.append_term(name, term);
          });
      if (!read) continue;
      const auto words = parse_words(text, {.escape = escape});
      ASSERT_TRUE(words) << text;
      const auto expanded = expand_words(words.value(), escape, variables, {});
      ASSERT_TRUE(expanded) << text;
      ASSERT_EQ(value, expanded.value().text) << text;
      ASSERT_EQ(term, expand_to_term(words.value(), escape, variables)) << text;
      ++simple;
    }
  }
  EXPECT_GT(simple, 10000);
}

}  // namespace
}  // namespace drydock
