// Random ENV and LABEL instructions: what modernize_key_value makes of them expands to the same bytes.
#include <array>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "pipeline/pipeline.hpp"
#include "syntax/words.hpp"
#include "tests/unit/snapshots.hpp"

namespace drydock {
namespace {

using Random = std::mt19937;

/// What a value is made of: all that quoting trips over. "E" stands for the escape character, "E\n" for a continuation.
constexpr std::array<std::string_view, 71> alphabet = {
    "a", "b", "x_", "Z", "0", "7", "é", "\u00A0", "\u2003", "\xFF", "\xEF\xBB\xBF",          // characters
    " ", " ", "  ", "\t", "\r", "\v",                                                        // blanks
    "E", "E", "E", "\\", "`", "\"", "\"", "\"", "'", "'", "'",                               // quotes and escapes
    "$", "$", "$a", "$a", "${", "${a", "${a", "${a}", "${b}", "{", "}", "}",                 // variables
    ":", ":-", ":+", "?", "%", "#", "/", "//", "-", "+", "@", "*", "!", "=", "<<", "<< EOF",  // modifiers and marks
    "E\n", "E\n", "E \t\n", "E\n\n", "E\n  # it's \"$a\n", "E\r\n",                          // continuations
    "${a:-b c}", "${a:-\"b c\"}", "${a:-b \"c d\"}", "${b:+'$a ' E}}", "${a#*b}", "${a%\" \"}", "${a//b/ E$}",
    "${b/'}'/\"\"}", "${a:?no}"};

std::size_t below(Random& random, std::size_t limit) {
  return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
}

std::string random_text(Random& random, std::size_t longest, char escape) {
  std::string text;
  for (std::size_t count = below(random, longest + 1); count-- > 0;) {
    const std::string_view part = alphabet[below(random, alphabet.size())];
    if (part.starts_with('E')) {
      text += escape;
      text += part.substr(1);
    } else {
      text += part;
    }
  }
  return text;
}

class Variables final : public Environment {
 public:
  explicit Variables(Random& random) {
    for (const char* const name : {"a", "b", "ab", "aa", "x_", "0", "7", "@", "#", "aé", "a0"}) {
      if (below(random, 2) == 0) values_[name] = random_text(random, 3, '\\');
    }
  }
  [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const override {
    const auto found = values_.find(std::string(name));
    return found == values_.end() ? std::nullopt : std::optional<std::string_view>(found->second);
  }

 private:
  std::map<std::string, std::string> values_;
};

std::string expand(std::string_view text, char escape, const Environment& environment) {
  const auto words = parse_words(text, {.escape = escape});
  if (!words) return "error: " + words.error();
  const auto expanded = expand_words(words.value(), escape, environment, {});
  return expanded ? "text: " + expanded.value().text : "error: " + expanded.error();
}

/// The pair of a file's only ENV or LABEL, if it has one there.
const KeyValue* pair_of(const Snapshot& snapshot) {
  if (!snapshot.dockerfile.accepted() || snapshot.dockerfile.instructions.size() != 3) return nullptr;
  const Instruction& instruction = snapshot.dockerfile.instructions[1];
  if (const Env* env = instruction.as<Env>()) return env->pairs.size() == 1 ? &env->pairs.front() : nullptr;
  if (const Label* label = instruction.as<Label>()) return label->pairs.size() == 1 ? &label->pairs.front() : nullptr;
  return nullptr;
}

struct Counts {
  std::size_t legacy = 0;
  std::size_t changed = 0;
  std::size_t broken = 0;  ///< BuildKit cannot expand name or value
  std::size_t nested = 0;  ///< refused for what a ${…} holds
};

/// Rewrites one text and compares; adds to the counts.
void check(const std::string& text, char escape, Random& random, Counts& counts) {
  SCOPED_TRACE(text);
  const Snapshot before = snapshot_of(text);
  const KeyValue* const old_pair = pair_of(before);
  if (old_pair == nullptr || old_pair->has_delimiter || before.dockerfile.template_mark) return;
  ++counts.legacy;
  PipelineOptions options;
  options.passes = {{find_pass("modernize_key_value")}};
  const PipelineResult result = run_pipeline(source_of(text), options);
  ASSERT_FALSE(result.unverified);
  if (!result.changed) {
    ASSERT_EQ(result.remarks.size(), 1U);
    const std::string& why = result.remarks.front().why;
    counts.broken += why.starts_with("BuildKit cannot expand") ? 1U : 0U;
    counts.nested += why.starts_with("a ${…} in the value") ? 1U : 0U;
    return;
  }
  ++counts.changed;
  const KeyValue* const new_pair = pair_of(result.snapshot);
  ASSERT_NE(new_pair, nullptr) << result.snapshot.text();
  ASSERT_TRUE(new_pair->has_delimiter);
  for (int i = 0; i < 4; ++i) {
    const Variables variables(random);
    const auto expanded = [&](std::string_view word) { return expand(word, escape, variables); };
    ASSERT_EQ(expanded(new_pair->key.value), expanded(old_pair->key.value)) << result.snapshot.text();
    ASSERT_EQ(expanded(new_pair->value.value), expanded(old_pair->value.value)) << result.snapshot.text();
  }
  ASSERT_FALSE(run_pipeline(source_of(result.snapshot.text()), options).changed) << result.snapshot.text();
}

Counts check_many(char escape, std::size_t count, std::size_t longest_key) {
  Random random(escape == '`' ? 1 : 2);
  Counts counts;
  for (std::size_t i = 0; i < count && !testing::Test::HasFatalFailure(); ++i) {
    std::string text = escape == '`' ? "# escape=`\nFROM scratch\n" : "FROM scratch\n";
    text += below(random, 4) == 0 ? "LABEL " : "ENV ";
    text += longest_key == 0 ? "k" : random_text(random, longest_key, escape);
    text += below(random, 8) == 0 ? std::string(1, escape) + "\n  # between\n\t" : " ";
    text += random_text(random, 12, escape);
    text += below(random, 4) == 0 ? "\r\nRUN x\n" : "\nRUN x\n";
    check(text, escape, random, counts);
  }
  return counts;
}

TEST(ModernizeKeyValue, KeepsRandomValues) {
  for (const char escape : {'\\', '`'}) {
    const Counts counts = check_many(escape, 40000, 0);
    EXPECT_GT(counts.legacy, 20000U);
    EXPECT_GT(counts.changed, 10000U);
    EXPECT_EQ(counts.changed, counts.legacy - counts.broken - counts.nested);
  }
}

TEST(ModernizeKeyValue, KeepsRandomNames) {
  for (const char escape : {'\\', '`'}) {
    const Counts counts = check_many(escape, 20000, 4);
    EXPECT_GT(counts.changed, 1000U);
  }
}

}  // namespace
}  // namespace drydock
