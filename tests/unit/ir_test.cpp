// The typed reading: values and the bytes that they come from, heredocs, flags, errors and their places.
#include "ir/dockerfile.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "ir/flags.hpp"
#include "tests/unit/snapshots.hpp"

namespace drydock {
namespace {

const Instruction& instruction_of(const Snapshot& snapshot, std::size_t index) {
  return snapshot.dockerfile.instructions.at(index);
}

using Pair = std::pair<std::string, std::string>;

/// The values of an instruction, each with the bytes of its range.
std::vector<Pair> values_of(const Snapshot& snapshot, const Instruction& instruction) {
  std::vector<Pair> out;
  for (const Text& value : instruction.values) out.emplace_back(value.value, snapshot.source->text(value.range));
  return out;
}

// --- values and ranges ----------------------------------------------------------------------------------------------

TEST(IrRanges, PointAtTheBytesOfAValue) {
  const std::pair<std::string_view, std::vector<Pair>> cases[] = {
      {"FROM a:1 AS b", {{"a:1", "a:1"}, {"AS", "AS"}, {"b", "b"}}},
      {"CMD a  b ", {{"a  b", "a  b"}}},
      {"CMD [ \"a\", \"b\\n\" ]", {{"a", "\"a\""}, {"b\n", "\"b\\n\""}}},
      {"COPY --from=x a 'b c' d", {{"a", "a"}, {"'b", "'b"}, {"c'", "c'"}, {"d", "d"}}},
      {"ENV a=1 b='2 3'", {{"a", "a"}, {"1", "1"}, {"=", "="}, {"b", "b"}, {"'2 3'", "'2 3'"}, {"=", "="}}},
      {"ENV a 1 2", {{"a", "a"}, {"1 2", "1 2"}, {"", " "}}},
      {"LABEL a=b\\ c", {{"a", "a"}, {"b\\ c", "b\\ c"}, {"=", "="}}},
      {"ARG a b=c", {{"a", "a"}, {"b=c", "b=c"}}},
      {"HEALTHCHECK CMD a b", {{"CMD", "CMD"}, {"a b", "a b"}}},
      {"ONBUILD RUN a b", {{"RUN", "RUN"}, {"a b", "a b"}}},
      {"USER a b", {{"a b", "a b"}}},
      {"EXPOSE 2 1", {{"2", "2"}, {"1", "1"}}},
      {"CMD", {}},
  };
  for (const auto& [text, expected] : cases) {
    const Snapshot snapshot = snapshot_of(text);
    EXPECT_EQ(values_of(snapshot, instruction_of(snapshot, 0)), expected) << text;
  }
}

TEST(IrRanges, RunOverContinuations) {
  const std::pair<std::string_view, std::vector<Pair>> cases[] = {
      {"CMD a \\\n# x\n\n  b", {{"a   b", "a \\\n# x\n\n  b"}}},
      {"CMD \\\n a", {{"a", "a"}}},
      {"CM\\\nD a", {{"a", "a"}}},
      {"CMD a \\\n", {{"a", "a"}}},
      {"CMD [\"a\\\n b\", \\\n\"c\"]", {{"a b", "\"a\\\n b\""}, {"c", "\"c\""}}},
      {"ENV a=b\\\nc \\\n d=e", {{"a", "a"}, {"bc", "b\\\nc"}, {"=", "="}, {"d", "d"}, {"e", "e"}, {"=", "="}}},
      {"ENV a\\\nb=c", {{"ab", "a\\\nb"}, {"c", "c"}, {"=", "="}}},
      {"COPY a\\\r\nb c", {{"ab", "a\\\r\nb"}, {"c", "c"}}},
  };
  for (const auto& [text, expected] : cases) {
    const Snapshot snapshot = snapshot_of(text);
    EXPECT_EQ(values_of(snapshot, instruction_of(snapshot, 0)), expected) << text;
  }
}

TEST(IrRanges, OfTheWholeInstruction) {
  const Snapshot snapshot = snapshot_of("# c\n  R\\\nUN --mount=type=cache,target=/x \\\n # d\n a <<E b\nx\nE\nFROM y");
  const Instruction& run = instruction_of(snapshot, 0);
  EXPECT_EQ(snapshot.source->text(run.range), "  R\\\nUN --mount=type=cache,target=/x \\\n # d\n a <<E b\nx\nE\n");
  EXPECT_EQ(run.keyword_text.value, "RUN");
  EXPECT_EQ(snapshot.source->text(run.keyword_text.range), "R\\\nUN");
  EXPECT_EQ(run.line.text(), "RUN --mount=type=cache,target=/x  a <<E b");
  EXPECT_EQ(snapshot.source->text(run.flags_range), "--mount=type=cache,target=/x \\\n # d\n ");
  EXPECT_EQ(snapshot.source->text(run.arguments.range), "a <<E b");
  ASSERT_NE(run.as<drydock::Run>(), nullptr);
  EXPECT_EQ(snapshot.source->text(run.as<drydock::Run>()->command.range), "a <<E b");
}

TEST(IrRanges, OfCommands) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"HEALTHCHECK --interval=1s CMD a \\\n b ", "a \\\n b"},
      {"HEALTHCHECK CMD [ \"a\" ]", "[ \"a\" ]"},
      {"HEALTHCHECK CMD  [\"a\"]  ", "[\"a\"]"},
  };
  for (const auto& [text, expected] : cases) {
    const Snapshot snapshot = snapshot_of("FROM a\n" + std::string(text));
    const auto* check = instruction_of(snapshot, 1).as<Healthcheck>();
    ASSERT_NE(check, nullptr) << text;
    EXPECT_EQ(snapshot.source->text(check->command.range), expected) << text;
  }
}

TEST(IrRanges, JoinedLinesMapEmptyRangesToo) {
  const Snapshot snapshot = snapshot_of("CMD a\\\nb");
  const JoinedLine& line = instruction_of(snapshot, 0).line;
  EXPECT_EQ(line.text(), "CMD ab");
  EXPECT_FALSE(line.is_one_piece());
  EXPECT_EQ(line.to_source({4, 6}), (TextRange{4, 8}));
  EXPECT_EQ(line.to_source({5, 6}), (TextRange{7, 8}));
  EXPECT_EQ(line.to_source({5, 5}), (TextRange{5, 5}));
  EXPECT_EQ(line.to_source({0, 0}), (TextRange{0, 0}));
  EXPECT_EQ(line.to_source({6, 6}), (TextRange{8, 8}));
  EXPECT_EQ(JoinedLine().to_source({0, 0}), TextRange{});
}

TEST(IrValues, OfTypedInstructions) {
  const Snapshot snapshot = snapshot_of(
      "FROM --platform=linux/arm64 a:1 as Build\n"
      "COPY --from=x --chown=1 a b /c/\n"
      "ARG a b=c=d\n"
      "ENV e=f g=\n"
      "VOLUME [\" /a \", \"/b\"]\n"
      "SHELL [\"s\", \"-c\"]\n"
      "HEALTHCHECK --interval=1m30s --retries=+2 cmd x\n"
      "ONBUILD  COPY a b \n"
      "RUN --network=none --security=insecure --device=name=v,required x\n"
      "MAINTAINER a b\n"
      "STOPSIGNAL 9\n"
      "ENV k v w\n"
      "EXPOSE 2 1/udp");
  ASSERT_TRUE(snapshot.dockerfile.accepted());
  const auto* from = instruction_of(snapshot, 0).as<From>();
  ASSERT_NE(from, nullptr);
  EXPECT_EQ(from->image.value, "a:1");
  EXPECT_EQ(from->name->value, "Build");
  EXPECT_EQ(snapshot.source->text(from->as_keyword), "as");
  EXPECT_EQ(from->platform->value, "linux/arm64");
  const auto* copy = instruction_of(snapshot, 1).as<Copy>();
  ASSERT_NE(copy, nullptr);
  EXPECT_EQ(copy->sources.size(), 2U);
  EXPECT_EQ(copy->destination.value, "/c/");
  EXPECT_EQ(instruction_of(snapshot, 1).flag("chown")->value, "1");
  EXPECT_EQ(instruction_of(snapshot, 1).flag("chmod"), nullptr);
  const auto* arg = instruction_of(snapshot, 2).as<Arg>();
  ASSERT_NE(arg, nullptr);
  EXPECT_FALSE(arg->entries[0].value.has_value());
  EXPECT_EQ(arg->entries[1].value->value, "c=d");
  const auto* env = instruction_of(snapshot, 3).as<Env>();
  ASSERT_NE(env, nullptr);
  EXPECT_EQ(env->pairs[1].key.value, "g");
  EXPECT_EQ(env->pairs[1].value.value, "");
  EXPECT_TRUE(env->pairs[1].has_delimiter);
  EXPECT_FALSE(instruction_of(snapshot, 11).as<Env>()->pairs[0].has_delimiter);
  EXPECT_EQ(instruction_of(snapshot, 4).as<Volume>()->paths[0].value, "/a");
  EXPECT_EQ(instruction_of(snapshot, 5).as<Shell>()->words[1].value, "-c");
  const auto* check = instruction_of(snapshot, 6).as<Healthcheck>();
  ASSERT_NE(check, nullptr);
  EXPECT_EQ(check->interval, 90'000'000'000);
  EXPECT_EQ(check->retries, 2);
  EXPECT_EQ(check->command.shell_text(), "x");
  EXPECT_EQ(instruction_of(snapshot, 7).as<Onbuild>()->expression, "COPY a b ");
  const auto* run = instruction_of(snapshot, 8).as<drydock::Run>();
  ASSERT_NE(run, nullptr);
  EXPECT_EQ(run->network, "none");
  EXPECT_EQ(run->security, "insecure");
  ASSERT_EQ(run->devices.size(), 1U);
  EXPECT_EQ(run->devices[0].name, "v");
  EXPECT_TRUE(run->devices[0].required);
  EXPECT_EQ(instruction_of(snapshot, 9).as<Maintainer>()->name.value, "a b");
  EXPECT_EQ(instruction_of(snapshot, 12).as<Expose>()->ports[0].value, "2") << "in the order of the file";
}

// --- heredocs -------------------------------------------------------------------------------------------------------

struct ExpectedHeredoc {
  std::string_view name;
  bool expand, chomp;
  std::string_view content, terminator;
};

void expect_heredocs(const Snapshot& snapshot, std::span<const Heredoc> heredocs,
                     const std::vector<ExpectedHeredoc>& expected) {
  ASSERT_EQ(heredocs.size(), expected.size()) << snapshot.text();
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(heredocs[i].name, expected[i].name);
    EXPECT_EQ(heredocs[i].expand, expected[i].expand);
    EXPECT_EQ(heredocs[i].chomp, expected[i].chomp);
    EXPECT_EQ(snapshot.source->text(heredocs[i].content), expected[i].content);
    EXPECT_EQ(snapshot.source->text(heredocs[i].terminator), expected[i].terminator);
  }
}

TEST(IrHeredocs, OfRunCopyAndAdd) {
  const std::pair<std::string_view, std::vector<ExpectedHeredoc>> cases[] = {
      {"RUN <<E\nx\nE\n", {{"E", true, false, "x\n", "E"}}},
      {"RUN <<-'E' cat\n\tx\r\n\tE \n\tE\r\n", {{"E", false, true, "\tx\r\n\tE \n", "\tE"}}},
      {"RUN <<A <<B\nA\n\\\n# x\n\nB", {{"A", true, false, "", "A"}, {"B", true, false, "\\\n# x\n\n", "B"}}},
      {"RUN a \\\n <<E \\\n b\nE\n", {{"E", true, false, "", "E"}}},
      {"ADD <<E /d\n\xFF\nE\n", {{"E", true, false, "\xFF\n", "E"}}},
      {"run <<E\nE\n", {{"E", true, false, "", "E"}}},
      {"RUN [\"<<E\"]\n", {}},
      {"CMD <<E\n", {}},
      {"ENV a=<<E\n", {}},
      {"COPY [\"<<E\", \"/d\"]\n", {}},
  };
  for (const auto& [text, expected] : cases) {
    const Snapshot snapshot = snapshot_of("FROM a\n" + std::string(text));
    EXPECT_TRUE(snapshot.dockerfile.accepted()) << text;
    ASSERT_EQ(snapshot.dockerfile.instructions.size(), 2U) << text;
    expect_heredocs(snapshot, instruction_of(snapshot, 1).heredocs, expected);
  }
}

TEST(IrHeredocs, AreFoundWhereAContinuationCutsTheirMarkerInTwo) {
  const std::pair<std::string_view, std::vector<ExpectedHeredoc>> cases[] = {
      {"FROM a\nRUN <\\\n<E\nx\nE\n", {{"E", true, false, "x\n", "E"}}},
      {"FROM a\nRUN <\\ \t\r\n<E\nx\nE\n", {{"E", true, false, "x\n", "E"}}},
      {"FROM a\nRUN <\\\n# c\n\n<-E\n\tE\n", {{"E", true, true, "", "\tE"}}},
      {"FROM a\nRUN <\\\n<\\\nE\nx\nE\n", {{"E", true, false, "x\n", "E"}}},
      {"# escape=`\nFROM a\nRUN <`\n<E\nx\nE\n", {{"E", true, false, "x\n", "E"}}},
      {"# escape=`\nFROM a\nRUN <\\\nRUN b\n", {}},
      {"FROM a\nRUN a <\\\n b <\\\n c\n", {}},
      {"FROM a\nRUN a < \\\n< b\n", {}},
  };
  for (const auto& [text, expected] : cases) {
    const Snapshot snapshot = snapshot_of(text);
    EXPECT_TRUE(snapshot.dockerfile.accepted()) << text;
    expect_heredocs(snapshot, instruction_of(snapshot, 1).heredocs, expected);
  }
}

TEST(IrHeredocs, GiveTheLastBodyAmongMany) {
  std::string text = "FROM a\nCOPY";
  std::string bodies;
  constexpr int count = 40;
  for (int i = 0; i < count; ++i) {
    const std::string name = i % 2 == 0 ? "A" : "B" + std::to_string(i);
    text += " <<" + name;
    bodies += std::to_string(i) + "\n" + name + "\n";
  }
  const Snapshot snapshot = snapshot_of(text + " /d\n" + bodies + "USER b\n");
  ASSERT_TRUE(snapshot.dockerfile.accepted());
  ASSERT_EQ(snapshot.dockerfile.instructions.size(), 3U);
  const auto contents = instruction_of(snapshot, 1).as<Copy>()->contents;
  ASSERT_EQ(contents.size(), static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    const int body = i % 2 == 0 ? count - 2 : i;
    EXPECT_EQ(snapshot.source->text(contents[static_cast<std::size_t>(i)]->content), std::to_string(body) + "\n");
  }
}

TEST(IrHeredocs, GiveTheFilesOfCopy) {
  const Snapshot snapshot = snapshot_of(
      "FROM a\nCOPY <<A s <<-\"B\" /d\n1\nA\n\t2\n\tB\nCOPY <<A <<A /d\n1\nA\n2\nA\nCOPY [\"<<A\", \"/d\"]");
  ASSERT_TRUE(snapshot.dockerfile.accepted());
  const auto contents_of = [&](std::size_t index) {
    std::vector<std::string> out;
    for (const Heredoc* heredoc : instruction_of(snapshot, index).as<Copy>()->contents) {
      out.push_back(std::string(heredoc->name) + ": " + std::string(snapshot.source->text(heredoc->content)));
    }
    return out;
  };
  EXPECT_EQ(contents_of(1), (std::vector<std::string>{"A: 1\n", "B: \t2\n"}));
  EXPECT_EQ(instruction_of(snapshot, 1).as<Copy>()->sources.size(), 1U);
  EXPECT_EQ(contents_of(2), (std::vector<std::string>{"A: 2\n", "A: 2\n"})) << "the last body of a name counts";
  EXPECT_EQ(contents_of(3), (std::vector<std::string>{"A: "})) << "a name in an array makes an empty file";
}

TEST(IrHeredocs, BelongToOnbuild) {
  const Snapshot snapshot = snapshot_of("FROM a\nONBUILD  RUN <<-E cat \n\tx\n\tE\nUSER b");
  ASSERT_TRUE(snapshot.dockerfile.accepted());
  const Instruction& onbuild = instruction_of(snapshot, 1);
  expect_heredocs(snapshot, onbuild.heredocs, {{"E", true, true, "\tx\n", "\tE"}});
  ASSERT_NE(onbuild.as<Onbuild>(), nullptr);
  EXPECT_EQ(onbuild.as<Onbuild>()->expression, "RUN <<-E cat \n\tx\nE");
  EXPECT_EQ(onbuild.as<Onbuild>()->trigger->keyword, Keyword::run);
  EXPECT_EQ(onbuild.as<Onbuild>()->trigger->heredocs.size(), 1U);
  EXPECT_TRUE(snapshot_of("FROM a\nONBUILD CMD <<E\n").dockerfile.accepted());
}

// --- flags ----------------------------------------------------------------------------------------------------------

TEST(IrFlags, Durations) {
  const std::pair<std::string_view, std::optional<long long>> cases[] = {
      {"0", 0},
      {"+0", 0},
      {"-0", 0},
      {"1ns", 1},
      {"1us", 1000},
      {"1\xC2\xB5s", 1000},
      {"1\xCE\xBCs", 1000},
      {"1ms", 1000000},
      {"1.5s", 1500000000},
      {".5s", 500000000},
      {"5.s", 5000000000},
      {"1h2m3s4ms", 3723004000000},
      {"-1.5h", -5400000000000},
      {"1m1m", 120000000000},
      {"0.1ns", 0},
      {"1.0000000000000000000000001s", 1000000000},
      {"9223372036854775807ns", std::numeric_limits<long long>::max()},
      {"-9223372036854775808ns", std::numeric_limits<long long>::min()},
      {"9223372036854775808ns", std::nullopt},
      {"2562048h", std::nullopt},
      {"9999999999999999999999s", std::nullopt},
      {"", std::nullopt},
      {"1", std::nullopt},
      {"s", std::nullopt},
      {".s", std::nullopt},
      {"-", std::nullopt},
      {"--1s", std::nullopt},
      {"1S", std::nullopt},
      {"1 s", std::nullopt},
      {"1d", std::nullopt},
      {"1s ", std::nullopt},
      {"1e3s", std::nullopt},
      {"1s2", std::nullopt},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(parse_duration(text), expected) << text;
}

TEST(IrFlags, CommaSeparatedValues) {
  using Fields = std::optional<std::vector<std::string>>;
  const std::pair<std::string_view, Fields> cases[] = {
      {"a", Fields{{"a"}}},
      {"a,b=c,", Fields{{"a", "b=c", ""}}},
      {",", Fields{{"", ""}}},
      {"\"a,b\",c", Fields{{"a,b", "c"}}},
      {"\"a\"\"b\"", Fields{{"a\"b"}}},
      {"\"\"", Fields{{""}}},
      {"\"a\",", Fields{{"a", ""}}},
      {" a , b", Fields{{" a ", " b"}}},
      {"", std::nullopt},
      {"a\"b", std::nullopt},
      {"\"a", std::nullopt},
      {"\"a\"b", std::nullopt},
      {"a, \"b\"", std::nullopt},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(split_csv(text), expected) << text;
}

TEST(IrFlags, ClosestWord) {
  constexpr std::array<std::string_view, 4> words = {"RUN", "FROM", "ENTRYPOINT", "ENV"};
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"RUM", "RUN"},  {"RUNN", "RUN"}, {"RXX", ""},  // two of three letters differ
      {"RNU", "RUN"},  {"FORM", "FROM"},              // two letters changed places
      {"FRM", "FROM"}, {"ENTRYPONT", "ENTRYPOINT"},
      {"ENTRIPOITN", "ENTRYPOINT"}, {"EN", "ENV"}, {"", ""},      {"X", ""},       {"RUN", "RUN"}};
  for (const auto& [word, expected] : cases) EXPECT_EQ(closest(word, words), expected) << word;
  EXPECT_EQ(closest(std::string(41, 'a'), std::array<std::string_view, 1>{std::string_view("a")}), "");
}

// --- diagnostics and marks ------------------------------------------------------------------------------------------

TEST(IrDiagnostics, PointAtTheNarrowestWrongThing) {
  const struct {
    std::string_view text;
    std::string_view code;
    std::string_view where;
  } cases[] = {
      {"", "no-instructions", ""},
      {"# a\n\n", "no-instructions", ""},
      {"RUN a\nFROM b\n", "instruction-before-from", "RUN"},
      {"FROM a\nRNU b\n", "unknown-instruction", "RNU"},
      {"FROM a\nCMD[\"b\"]\n", "unknown-instruction", "["},
      {"FROM\n", "from-arguments", "FROM"},
      {"FROM a b\n", "from-arguments", "b"},
      {"FROM a AS b c\n", "from-arguments", "AS b c"},
      {"FROM a AS 1b\n", "invalid-stage-name", "1b"},
      {"FROM a AS b!\n", "invalid-stage-name", "b!"},
      {"FROM a\nCMD [1, \"b\"]\n", "array-element-not-string", "[1, \"b\"]"},
      {"FROM a\nONBUILD CMD [null]\n", "array-element-not-string", "[null]"},
      {"FROM a\nCMD --b c\n", "unknown-flag", "--b"},
      {"FROM a\nCOPY --form=b c d\n", "unknown-flag", "--form=b"},
      {"FROM a\nCOPY --link --link c d\n", "duplicate-flag", "--link"},
      {"FROM a\nCOPY --from c d\n", "flag-without-value", "--from"},
      {"FROM a\nCOPY --link=x c d\n", "invalid-flag-value", "--link=x"},
      {"FROM a\nRUN --network=x b\n", "invalid-flag-value", "--network=x"},
      {"FROM a\nRUN --security=x b\n", "invalid-flag-value", "--security=x"},
      {"FROM a\nRUN --mount=from=$x,target=/y b\n", "invalid-flag-value", "--mount=from=$x,target=/y"},
      {"FROM a\nCOPY b\n", "missing-destination", "b"},
      {"FROM a\nCOPY\n", "missing-destination", "COPY"},
      {"FROM a\nCOPY b <<E\nE\n", "heredoc-as-destination", "<<E"},
      {"FROM a\nENV b\n", "missing-value", "b"},
      {"FROM a\nENV b=c d\n", "missing-equals", "d"},
      {"FROM a\nENV =c\n", "blank-name", "="},
      {"FROM a\nARG =c\n", "blank-name", "=c"},
      {"FROM a\nUSER\n", "missing-argument", "USER"},
      {"FROM a\nONBUILD\n", "missing-argument", "ONBUILD"},
      {"FROM a\nSHELL\n", "missing-argument", "SHELL"},
      {"FROM a\nSHELL []\n", "missing-argument", "SHELL"},
      {"FROM a\nSHELL /bin/sh -c\n", "shell-not-array", "/bin/sh -c"},
      {"FROM a\nVOLUME [\"\"]\n", "empty-volume", "\"\""},
      {"FROM a\nHEALTHCHECK NONE b\n", "healthcheck-none-arguments", "b"},
      {"FROM a\nHEALTHCHECK b\n", "unknown-healthcheck-type", "b"},
      {"FROM a\nHEALTHCHECK CMD\n", "missing-healthcheck-command", "CMD"},
      {"FROM a\nHEALTHCHECK CMD []\n", "missing-healthcheck-command", "CMD"},
      {"FROM a\nHEALTHCHECK --interval=5 CMD b\n", "invalid-duration", "--interval=5"},
      {"FROM a\nHEALTHCHECK --interval=1us CMD b\n", "invalid-duration", "--interval=1us"},
      {"FROM a\nHEALTHCHECK --retries=-1 CMD b\n", "invalid-retries", "--retries=-1"},
      {"FROM a\nHEALTHCHECK --retries=2147483648 CMD b\n", "invalid-retries", "--retries=2147483648"},
      {"FROM a\nONBUILD ONBUILD CMD b\n", "chained-onbuild", "ONBUILD"},
      {"FROM a\nONBUILD FROM b\n", "forbidden-trigger", "FROM"},
      {"FROM a\nONBUILD maintainer b\n", "forbidden-trigger", "maintainer"},
      {"FROM a\nRUN <<E\nb\n", "unterminated-heredoc", "<<E"},
      // The first has the rest for its text, the one that <<F announces too.
      {"FROM a\nCOPY <<D <<E <<F /\nD\nD\nb <<F\n", "unterminated-heredoc", "<<E"},
      {"FROM a\nRUN --network=none --mount=target=/a --network=none b\n", "duplicate-flag", "--network=none"},
      {"# escape=x\nFROM a\n", "invalid-escape-directive", "x"},
      {"# escape=`\n# Escape = \\\nFROM a\n", "duplicate-directive", "\\"},
      {"{% if x %}\nFROM a\n{% endif %}\n", "template", "{% if x %}"},
  };
  for (const auto& [text, code, where] : cases) {
    SCOPED_TRACE(text);
    const Snapshot snapshot = snapshot_of(text);
    EXPECT_FALSE(snapshot.dockerfile.accepted());
    ASSERT_EQ(snapshot.dockerfile.diagnostics.size(), 1U);
    const Diagnostic& diagnostic = snapshot.dockerfile.diagnostics.front();
    EXPECT_EQ(diagnostic.code, code);
    EXPECT_EQ(snapshot.source->text(diagnostic.range), where);
    EXPECT_FALSE(diagnostic.message.empty());
    EXPECT_FALSE(diagnostic.message.ends_with('.'));
    EXPECT_FALSE(diagnostic.help.empty());
  }
}

TEST(IrDiagnostics, AcceptWhatBuildKitAccepts) {
  for (const std::string_view text :
       {"FROM a", "from a as b", "ARG a\nFROM $a", "FROM a\nCMD", "FROM a\nENTRYPOINT []", "FROM a\nRUN",
        "FROM a\nRUN []", "FROM a\nCMD -- --b", "FROM a\nHEALTHCHECK --bogus=5s none", "FROM a\nSTOPSIGNAL --x 9",
        "FROM a\nSHELL [\"\"]", "FROM a\nONBUILD FOO b", "FROM a\nONBUILD -- CMD b",
        "FROM a\nHEALTHCHECK --interval= CMD b", "FROM a\nRUN --mount=type=cache,from=b$ c",
        "FROM a\nCOPY --link=FALSE b c", "FROM a\nCMD [\"a\"] # c", "FROM a\nUSER a b c", "FROM a\nEXPOSE x"}) {
    const Snapshot snapshot = snapshot_of(text);
    EXPECT_TRUE(snapshot.dockerfile.accepted())
        << text << ": " << (snapshot.dockerfile.diagnostics.empty() ? "" : snapshot.dockerfile.diagnostics[0].message);
  }
}

TEST(IrTemplates, AreNamedByTheirMark) {
  const std::tuple<std::string_view, std::string_view, std::string_view> cases[] = {
      {"FROM a\n#include \"common\"\n", "#include", "#include \"common\""},
      {"FROM a\r\n  #  include <common.h> // what all have \r\n", "#include", "#  include <common.h> // what all have"},
      {"FROM a\nRUN b \\\n#include \"more\"\n  && c\n", "#include", "#include \"more\""},
      {"FROM a\n#ifdef DEBUG\nCMD b\n#else\nCMD c\n#endif\n", "#if #endif", "#endif"},
      {"FROM a\n# if DEBUG > 1\nCMD b\n# endif /* DEBUG */\n", "#if #endif", "# endif /* DEBUG */"},
      {"FROM a\n# for b in c\nRUN {b}\n# endfor", "#if #endif", "# endfor"},
      {"FROM a\n#if( $debug )\nCMD b\n#else\nCMD c\n#end\n", "#if #end", "#end"},
      {"FROM a\n#if $debug\nCMD b\n#end if\n", "#if #end", "#end if"},
      {"FROM a\n#foreach($b in $c)\nRUN $b\n#end\n", "#if #end", "#end"},
      {"FROM a\n#{more}\nCMD b\n", "#{name}", "#{more}"},
      {"FROM a\nCMD node {{.Entry}}", "{{ }}", "{{.Entry}}"},
      {"FROM a\nENTRYPOINT [\"node\", \"{{.Entry}}\"]", "{{ }}", "{{.Entry}}"},
      {"FROM a\nHEALTHCHECK CMD curl '{{ .Url }}'", "{{ }}", "{{ .Url }}"},
      {"FROM a\nONBUILD CMD node {{.Entry}}", "{{ }}", "{{.Entry}}"},
      {"FROM a\nRUN apt-get install -y {{ .Packages }}", "{{ }}", "{{ .Packages }}"},
      {"FROM a\nRUN echo 'b' {{range .C}}d{{end}} 'e'", "{{ }}", "{{range .C}}"},
      {"FROM a\nRUN b \\\n# it isn't quoted\n {{ .C }}", "{{ }}", "{{ .C }}"},
      {"FROM a\nRUN echo \"$(b {{ .C }})\"", "{{ }}", "{{ .C }}"},
      {"FROM a\nRUN b \\\n{{#packages}}\n c", "{{ }}", "{{#packages}}"},
      {"FROM a\nCMD app __ARGS__", "placeholder", "__ARGS__"},
      {"FROM a\nCMD app 'b c' \\\n  @args@ d", "placeholder", "@args@"},
      {"FROM a\nENTRYPOINT exec app %%args%%", "placeholder", "%%args%%"},
      {"FROM a\nHEALTHCHECK --retries=2 CMD app {args}", "placeholder", "{args}"},
      {"FROM a\nCMD app [% args %]", "placeholder", "[%"},
      {"FROM a\nRUN sed 's/@NAME@/@NAME@ more/' b", "@NAME@", "@NAME@"},
      {"FROM a\nRUN sed \"s/{{ b }}/{{ c }}/\" d", "{{ }}", "{{ c }}"},
      {"FROM a\nRUN sed 's/@NAME@/' b", "@NAME@", "@NAME@"},
      {"FROM a\nLABEL b='s/@NAME@/c/'", "@NAME@", "@NAME@"},
  };
  for (const auto& [text, language, where] : cases) {
    SCOPED_TRACE(text);
    const Snapshot snapshot = snapshot_of(text);
    ASSERT_TRUE(snapshot.dockerfile.template_mark);
    EXPECT_EQ(snapshot.dockerfile.template_mark->language, language);
    EXPECT_EQ(snapshot.source->text(snapshot.dockerfile.template_mark->range), where);
  }
}

TEST(IrTemplates, AreNotWhatOnlyLooksLikeThem) {
  for (const std::string_view text : {
           "#include conf file\n# include \"modules\" of all kinds\n#include(gst-libav.m4)\nFROM a",
           "#define the volume\n# define NAME\n#if you want it\n# else not\n# end\nFROM a",
           "# if you want it for $5\nFROM a\n#end\n",
           "#if (you want it)\nFROM a\n# end\n#end of it\n",
           "FROM a\n#endif\n",
           "# if it has to be\nFROM a\n# endif is what ends it\n",
           "FROM a\n#ifdef(`X',`Y')dnl\n",
           "FROM a\n#{}\n# {b}\n#{b} c\n",
           "FROM a\nRUN <<E cc -x c -\n#include <stdio.h>\n#ifdef A\n#endif\n#{b}\nE\n",
           "FROM a\nCOPY <<E /b\n#if( $b )\n#end\nE\n",
           "FROM a\nRUN printf '\\\n#include \"b.h\"\\n\\\n' >b.c",
           "FROM a\nRUN echo a#include \"b\"",
           "FROM a\nRUN docker inspect -f {{.Id}} b",
           "FROM a\nRUN docker inspect -f '{{ .Id }}' b",
           "FROM a\nRUN docker inspect -f \"{{- range .Mounts }}{{ .Name }}{{ end }}\" b",
           "FROM a\nRUN b=\"$(docker inspect -f \"{{ .Id }}\" c)\" && d",
           "FROM a\nRUN b=`docker inspect -f '{{ .Id }}' c`",
           "FROM a\nRUN b \\\n# it isn't quoted\n '{{ .C }}'",
           "FROM a\nRUN [\"docker\", \"inspect\", \"-f\", \"{{ .Id }}\"]",
           "FROM a\nRUN <<E\ndocker inspect -f {{ .Id }} b\nE\n",
           "FROM a\nONBUILD RUN docker inspect -f '{{ .Id }}' b",
           "# escape=`\nFROM a\nRUN C:\\\"b\" && docker inspect -f '{{ .Id }}' c",
           "FROM a\nRUN mkdir -p /{{bin,lib},opt/{b,c}}",
           "FROM a\nRUN sed -i -e 's/@NAME@/b/g;s|%%NAME%%|c|' -e \"s@{{ d }}@$D@\" e",
           "FROM a\nRUN sed -i \"s/<%= ENV %>/`b/c`/g\" d",
           "FROM a\nCMD python -m __main__",
           "FROM a\nCMD find . -exec b {} +",
           "FROM a\nCMD parallel b {1} {.}",
           "FROM a\nCMD app '{args}' \"__ARGS__\" --b={args} %h @b",
           "FROM a\nCMD [\"app\", \"{args}\", \"a __ARGS__ b\"]",
           "FROM a\nRUN app {args} __ARGS__",
           "FROM a\nCMD app %ARGS%"}) {
    const Snapshot snapshot = snapshot_of(text);
    EXPECT_FALSE(snapshot.dockerfile.template_mark)
        << text << ": " << snapshot.source->text(snapshot.dockerfile.template_mark->range);
  }
}

TEST(IrDiagnostics, ComeInTheOrderOfTheFile) {
  const Snapshot snapshot = snapshot_of("# escape=x\nUSER a\nFROM a\nCMD [1]\nFOO\nRUN <<E\n");
  std::vector<std::string_view> codes;
  for (const Diagnostic& diagnostic : snapshot.dockerfile.diagnostics) codes.push_back(diagnostic.code);
  EXPECT_EQ(codes,
            (std::vector<std::string_view>{"invalid-escape-directive", "instruction-before-from",
                                           "array-element-not-string", "unknown-instruction", "unterminated-heredoc"}));
}

TEST(IrDiagnostics, LimitTheSizeOfALine) {
  const auto accepted = [](const std::string& text) { return snapshot_of(text).dockerfile.accepted(); };
  const std::string begin = "FROM a\nRUN ";
  EXPECT_TRUE(accepted(begin + std::string(65531, 'x') + "\n"));
  EXPECT_FALSE(accepted(begin + std::string(65532, 'x') + "\n"));
  EXPECT_TRUE(accepted(begin + std::string(65531, 'x')));
  EXPECT_FALSE(accepted(begin + std::string(65532, 'x')));
  EXPECT_FALSE(accepted("FROM a\n#" + std::string(65535, 'x') + "\n"));
  EXPECT_TRUE(accepted(begin + std::string(60000, 'x') + "\\\n" + std::string(60000, 'x') + "\n"));
}

TEST(IrAmbiguity, MarksWhatVersionsReadDifferently) {
  const std::pair<std::string_view, bool> cases[] = {
      {"CMD [\"a\"] # c", true},
      {"CMD [\"a\"]x", true},
      {"RUN [\"a\"] [\"b\"]", true},
      {"ENTRYPOINT [] x", true},
      {"ONBUILD CMD [\"a\"] x", true},
      {"HEALTHCHECK CMD [\"a\"] x", true},
      {"COPY [\"a\", \"b\"] c", true},
      {"RUN << E\nE\n", true},
      {"COPY << E /d\nE\n", true},
      {"ONBUILD RUN << E\nE\n", true},
      {"CMD [\"a\"]", false},
      {"CMD [\"a\", ]", false},
      {"CMD ['a'] x", false},
      {"CMD a [\"b\"] c", false},
      {"RUN <<E\nE\n", false},
      {"RUN echo $((1<<2))", false},
      {"CMD << E", false},
      {"RUN [1] x", false},
  };
  for (const auto& [text, ambiguous] : cases) {
    const Snapshot snapshot = snapshot_of("FROM a\n" + std::string(text));
    EXPECT_EQ(!instruction_of(snapshot, 1).ambiguity.empty(), ambiguous) << text;
  }
}

// --- lines ----------------------------------------------------------------------------------------------------------

TEST(Tree, ListsCommentsAndKnowsOfBlankContinuations) {
  struct Row {
    std::string_view text;
    std::vector<std::string> comments;
    bool has_blank_continuations;
  };
  const Row rows[] = {
      {"", {}, false},
      {"# syntax=a\n# b\nFROM a\n\n", {"# b"}, false},
      {"FROM a\n#b\nRUN c \\\n  # d\n e\n# f", {"#b", "# d", "# f"}, false},
      {"FROM a\nRUN c \\\n\n d\n", {}, true},
      {"FROM a\nRUN c \\\n#\n \t\n d\n", {"#"}, true},
      {"FROM a\nRUN c \\\n\n", {}, true},
      {"FROM a\nRUN c \\\n", {}, false},
      {"FROM a\nRUN <<E \\\n d\n\n# no\nE\n# yes\n", {"# yes"}, false},
  };
  for (const auto& [text, comments, has_blank_continuations] : rows) {
    const Snapshot snapshot = snapshot_of(text);
    std::vector<std::string> found;
    for (const TokenIndex token : snapshot.tree.comments) {
      found.emplace_back(snapshot.source->text(snapshot.tree.range_of(token)));
    }
    EXPECT_EQ(found, comments) << text;
    EXPECT_EQ(snapshot.tree.has_blank_continuations, has_blank_continuations) << text;
  }
}

TEST(IrKeywords, HaveNames) {
  EXPECT_EQ(to_string(Keyword::healthcheck), "healthcheck");
  EXPECT_EQ(display_name(Keyword::stopsignal), "STOPSIGNAL");
  EXPECT_EQ(to_string(Keyword::unknown), "");
  // Go's lower case of the Kelvin sign is an ASCII k.
  EXPECT_EQ(instruction_of(snapshot_of("FROM a\nHEALTHCHEC\xE2\x84\xAA NONE"), 1).keyword, Keyword::healthcheck);
  for (int keyword = 1; keyword <= static_cast<int>(Keyword::workdir); ++keyword) {
    const std::string_view name = display_name(static_cast<Keyword>(keyword));
    EXPECT_EQ(instruction_of(snapshot_of(std::string(name) + " x"), 0).keyword, static_cast<Keyword>(keyword)) << name;
  }
}

}  // namespace
}  // namespace drydock
