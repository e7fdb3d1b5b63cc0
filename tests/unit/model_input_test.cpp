// What the model is made of: every fact counts, spelling does not, and what is equal builds the same.
#include "analysis/model_input.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "analysis/evidence.hpp"
#include "analysis/model_cache.hpp"
#include "analysis/model_diff.hpp"
#include "analysis/plain_text.hpp"
#include "tests/unit/snapshots.hpp"

namespace drydock {
namespace {

struct Pair {
  std::string_view left;
  std::string_view right;
};

/// Whether the inputs are equal. If they are, so are the models.
bool reads_the_same(std::string_view left, std::string_view right) {
  const Snapshot before = snapshot_of(left);
  const Snapshot after = snapshot_of(right);
  EXPECT_TRUE(before.dockerfile.accepted()) << left;
  EXPECT_TRUE(after.dockerfile.accepted()) << right;
  const Evidence evidence;
  const ModelCache old_models(before, evidence);
  const ModelCache new_models(after, evidence);
  const bool same = old_models.says_the_same(new_models);
  if (same) {
    EXPECT_TRUE(compare(old_models.get(), new_models.get()).empty()) << left << "and\n" << right;
  }
  return same;
}

TEST(ModelInput, EachFactCounts) {
  const std::vector<Pair> pairs = {
      {"FROM a\nADD b /c\n", "FROM a\nCOPY b /c\n"},
      {"FROM a\nADD b /c\n", "FROM a\nADD d /c\n"},
      {"FROM a\nADD b /c\n", "FROM a\nADD b /d\n"},
      {"FROM a\nADD b /c\n", "FROM a\nADD b b /c\n"},
      {"FROM a\nADD --chown=b b /c\n", "FROM a\nADD --chown=c b /c\n"},
      {"FROM a\nADD --chown=b b /c\n", "FROM a\nADD --chmod=b b /c\n"},
      {"FROM a\nCOPY --link b /c\n", "FROM a\nCOPY --link=true b /c\n"},
      {"FROM a\nCOPY <<x /c\nb\nx\n", "FROM a\nCOPY <<x /c\nd\nx\n"},
      {"FROM a\nCOPY <<x /c\nb\nx\n", "FROM a\nCOPY <<'x' /c\nb\nx\n"},
      {"FROM a\nCOPY <<x /c\nb\nx\n", "FROM a\nCOPY <<-x /c\nb\nx\n"},
      {"FROM a\nCOPY <<x /c\nb\nx\n", "FROM a\nCOPY <<y /c\nb\ny\n"},
      {"FROM a\nARG b\n", "FROM a\nARG c\n"},
      {"FROM a\nARG b\n", "FROM a\nARG b=\n"},
      {"FROM a\nARG b=1\n", "FROM a\nARG b=2\n"},
      {"ARG b=1\nFROM a\n", "FROM a\nARG b=1\n"},
      {"FROM a\nCMD b\n", "FROM a\nCMD [\"b\"]\n"},
      {"FROM a\nCMD b\n", "FROM a\nCMD c\n"},
      {"FROM a\nCMD b\n", "FROM a\nENTRYPOINT b\n"},
      {"FROM a\nCMD []\n", "FROM a\nCMD [\"\"]\n"},
      {"FROM a\nENTRYPOINT [\"b\", \"c\"]\n", "FROM a\nENTRYPOINT [\"b c\"]\n"},
      {"FROM a\nENV b=c\n", "FROM a\nENV b=d\n"},
      {"FROM a\nENV b=c\n", "FROM a\nENV d=c\n"},
      {"FROM a\nENV b=c\n", "FROM a\nLABEL b=c\n"},
      {"FROM a\nENV b=$c\n", "FROM a\nENV b='$c'\n"},
      {"FROM a\nENV b='$c'\n", "FROM a\nENV b=\\\\$c\n"},
      {"FROM a\nENV b=$c\n", "FROM a\nENV b=\\$c\n"},
      {"FROM a\nENV b=\"c d\"\n", "FROM a\nENV b=\"c  d\"\n"},
      {"FROM a\nENV b=c d=e\n", "FROM a\nENV d=e b=c\n"},
      {"FROM a\nEXPOSE 80\n", "FROM a\nEXPOSE 81\n"},
      {"FROM a\nFROM b\n", "FROM b\nFROM a\n"},
      {"FROM a AS b\n", "FROM a AS c\n"},
      {"FROM a AS b\n", "FROM a\n"},
      {"FROM --platform=linux/arm64 a\n", "FROM a\n"},
      {"FROM --platform=linux/arm64 a\n", "FROM --platform=linux/amd64 a\n"},
      {"FROM a\nHEALTHCHECK NONE\n", "FROM a\nHEALTHCHECK CMD b\n"},
      {"FROM a\nHEALTHCHECK CMD b\n", "FROM a\nHEALTHCHECK CMD [\"b\"]\n"},
      {"FROM a\nHEALTHCHECK CMD b\n", "FROM a\nHEALTHCHECK --interval=1s CMD b\n"},
      {"FROM a\nHEALTHCHECK CMD b\n", "FROM a\nHEALTHCHECK --timeout=1s CMD b\n"},
      {"FROM a\nHEALTHCHECK CMD b\n", "FROM a\nHEALTHCHECK --start-period=1s CMD b\n"},
      {"FROM a\nHEALTHCHECK CMD b\n", "FROM a\nHEALTHCHECK --start-interval=1s CMD b\n"},
      {"FROM a\nHEALTHCHECK CMD b\n", "FROM a\nHEALTHCHECK --retries=1 CMD b\n"},
      {"FROM a\nMAINTAINER b\n", "FROM a\nMAINTAINER c\n"},
      {"FROM a\nONBUILD CMD b\n", "FROM a\nONBUILD CMD c\n"},
      {"FROM a\nONBUILD CMD b\n", "FROM a\nONBUILD cmd b\n"},
      {"FROM a\nRUN b\n", "FROM a\nRUN c\n"},
      {"FROM a\nRUN b\n", "FROM a\nRUN [\"b\"]\n"},
      {"FROM a\nRUN b\n", "FROM a\nRUN --network=none b\n"},
      {"FROM a\nRUN --mount=target=/b b\n", "FROM a\nRUN --mount=target=/c b\n"},
      {"FROM a\nRUN <<x\nb\nx\n", "FROM a\nRUN <<x\nc\nx\n"},
      {"FROM a\nRUN <<x\nb\nx\n", "FROM a\nRUN <<'x'\nb\nx\n"},
      {"FROM a\nRUN cat <<x\nb\nx\n", "FROM a\nRUN cat 3<<x\nb\nx\n"},
      {"FROM a\nSHELL [\"b\"]\n", "FROM a\nSHELL [\"c\"]\n"},
      {"FROM a\nSTOPSIGNAL 9\n", "FROM a\nSTOPSIGNAL 15\n"},
      {"FROM a\nUSER b\n", "FROM a\nUSER c\n"},
      {"FROM a\nVOLUME /b\n", "FROM a\nVOLUME /c\n"},
      {"FROM a\nWORKDIR /b\n", "FROM a\nWORKDIR /c\n"},
      {"FROM a\nWORKDIR /b\n", "FROM a\nUSER /b\n"},
      {"# escape=`\nFROM a\nENV b=c\n", "FROM a\nENV b=c\n"},
  };
  for (const auto& [left, right] : pairs) EXPECT_FALSE(reads_the_same(left, right)) << left << "and\n" << right;
}

TEST(ModelInput, SpellingDoesNotCount) {
  const std::vector<Pair> pairs = {
      {"from a as b\nrun c\n", "FROM a AS b\nRUN c\n"},
      {"FROM a\nENV b c d\n", "FROM a\nENV b=\"c d\"\n"},
      {"FROM a\nENV b c\n", "FROM a\nENV b='c'\n"},
      {"FROM a\nLABEL b=c\\ d\n", "FROM a\nLABEL b=\"c d\"\n"},
      {"FROM a\nRUN b \\\n\n  c\n", "FROM a\nRUN b \\\n  c\n"},
      {"FROM a\nCMD [ \"b\" ]\n", "# c\nFROM a\n\nCMD [\"b\"]\n"},
      {"FROM a\r\nUSER b\r\n", "FROM a\nUSER b"},
      {"FROM a\nVOLUME [\"/b\"]\n", "FROM a\nVOLUME /b\n"},
  };
  for (const auto& [left, right] : pairs) EXPECT_TRUE(reads_the_same(left, right)) << left << "and\n" << right;
}

// The expected texts of the golden cases: equal inputs, equal models (see reads_the_same).
TEST(ModelInput, EqualInputsHaveEqualModels) {
  std::size_t equal = 0;
  const auto text_of = [](const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  for (const auto& entry : std::filesystem::recursive_directory_iterator(DRYDOCK_GOLDEN_DIR)) {
    if (entry.path().filename() != "input.Dockerfile") continue;
    const std::string before = text_of(entry.path());
    const std::string after = text_of(entry.path().parent_path() / "expected.Dockerfile");
    if (before == after || !snapshot_of(before).dockerfile.accepted() || !snapshot_of(after).dockerfile.accepted()) {
      continue;
    }
    equal += reads_the_same(before, after) ? 1U : 0U;
  }
  EXPECT_GT(equal, 10U);
}

TEST(ModelInput, NeededStagesAreThoseOfTheModel) {
  const std::vector<std::string_view> texts = {
      "FROM a\n",
      "FROM a AS b\nFROM c\n",
      "FROM a AS b\nFROM b\n",
      "FROM a AS b\nFROM c\nCOPY --from=b /d /d\n",
      "FROM a AS b\nFROM c\nCOPY --from=0 /d /d\n",
      "FROM a AS b\nFROM c\nRUN --mount=from=B,target=/d d\n",
      "FROM a AS b\nFROM c AS d\nONBUILD COPY --from=b /e /e\nFROM d\n",
      "ARG a=b\nFROM a AS b\nFROM $a\n",
      "FROM a AS b\nFROM a AS b\nFROM c\nCOPY --from=b /d /d\n",
      "FROM A:: AS b\nFROM b\n",
      "FROM a AS b\nFROM c\nCOPY --from='b' /d /d\nFROM b\n",
  };
  for (const std::string_view text : texts) {
    const Snapshot snapshot = snapshot_of(text);
    ASSERT_TRUE(snapshot.dockerfile.accepted()) << text;
    for (const char* target : {"", "b", "1"}) {
      Evidence evidence;
      if (*target != '\0') evidence.targets = {target};
      const ModelCache models(snapshot, evidence);
      const std::vector<bool> needed = models.needed_stages();
      EXPECT_EQ(needed, models.get().needed_for(evidence.targets)) << text;
      EXPECT_EQ(needed, models.needed_stages()) << text;
    }
  }
}

// A fast answer about a word is the answer of the slow way.
TEST(PlainText, IsWhatExpandingGives) {
  std::mt19937 random(7);
  const std::string_view bytes = "aZ0 =.:/\"'\\`$<{}#\t\n\x01\x7F\xC3\xA9";
  std::size_t answers = 0;
  for (int i = 0; i < 200000; ++i) {
    std::string text;
    for (std::size_t left = random() % 7; left > 0; --left) text += bytes[random() % bytes.size()];
    const auto plain = plain_text(text);
    if (!plain) continue;
    ++answers;
    for (const char escape : {'\\', '`'}) {
      const auto expanded = expand_literal(text, escape);
      ASSERT_TRUE(expanded.has_value()) << text;
      EXPECT_EQ(expanded->text, *plain) << text;
    }
  }
  EXPECT_GT(answers, 10000U);
}

}  // namespace
}  // namespace drydock
