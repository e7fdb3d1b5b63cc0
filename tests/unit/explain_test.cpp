// What is said of stages and starts, and of two files.
#include "report/explain.hpp"

#include <gtest/gtest.h>

#include "report/explain_diff.hpp"
#include "tests/unit/snapshots.hpp"

namespace drydock {
namespace {

using Words = std::vector<std::string>;

/// The starts of the last stage.
std::vector<Start> starts_of(const Snapshot& snapshot, const ExplainOptions& options = {}) {
  const auto explanation = explain(snapshot, options);
  return explanation.value().stages.back().starts;
}

Words process(const Start& start) { return start.command.process.get(); }

SignalReceiver receiver(Words process) {
  const Snapshot snapshot = snapshot_of("FROM debian\nCMD [\"x\"]\n");
  return signal_receiver(starts_of(snapshot, {.arguments = std::move(process)}).at(1).command);
}

TEST(Explain, CmdAloneIsWhatRuns) {
  const auto starts = starts_of(snapshot_of("FROM ubuntu\nCMD [\"echo\",\"Hello, CMD!\"]\n"));
  ASSERT_EQ(starts.size(), 3u);
  EXPECT_EQ(process(starts[0]), (Words{"echo", "Hello, CMD!"}));
  EXPECT_EQ(process(starts[1]), (Words{"a", "b"}));
  EXPECT_EQ(process(starts[2]), (Words{"x"}));
}

TEST(Explain, CmdGivesTheArgumentsOfEntrypoint) {
  const auto starts = starts_of(
      snapshot_of("FROM ubuntu\nENTRYPOINT [\"echo\",\"Hello, ENTRYPOINT!\"]\nCMD [\"CMD default argument\"]\n"));
  EXPECT_EQ(process(starts[0]), (Words{"echo", "Hello, ENTRYPOINT!", "CMD default argument"}));
  EXPECT_EQ(process(starts[1]), (Words{"echo", "Hello, ENTRYPOINT!", "a", "b"}));
  EXPECT_EQ(process(starts[2]), (Words{"x"}));
  EXPECT_EQ(starts[2].note, "x takes the place of ENTRYPOINT (line 2); CMD (line 3) is dropped");
  EXPECT_EQ(display_command(process(starts[0])), "echo \"Hello, ENTRYPOINT!\" \"CMD default argument\"");
}

TEST(Explain, EmptyEntrypointOfTheUserLeavesNothing) {
  const auto starts = starts_of(snapshot_of("FROM ubuntu\nENTRYPOINT [\"a\"]\nCMD [\"b\"]\n"), {.entrypoint = ""});
  EXPECT_TRUE(process(starts[2]).empty());
  EXPECT_EQ(starts[2].signals, SignalReceiver::nobody);
}

TEST(Explain, SaysWhoGetsSignals) {
  using enum SignalReceiver;
  EXPECT_EQ(receiver({"nginx", "-g", "x"}), program);
  EXPECT_EQ(receiver({"/bin/sh", "-c", "nginx"}), shell_or_program);
  EXPECT_EQ(receiver({"/bin/sh", "-c", "exec nginx"}), program);
  EXPECT_EQ(receiver({"/bin/bash", "-c", "nginx"}), program);
  EXPECT_EQ(receiver({"/bin/bash", "-c", "nginx >log"}), shell_or_program);
  EXPECT_EQ(receiver({"/bin/sh", "-c", "prepare && exec nginx"}), shell_until_exec);
  EXPECT_EQ(receiver({"/bin/sh", "-c", "server | logger"}), shell);
  EXPECT_EQ(receiver({"/bin/sh", "-c", "server &"}), shell);
  EXPECT_EQ(receiver({"/bin/sh", "-c", "trap stop TERM; server"}), shell);
  EXPECT_EQ(receiver({"/bin/sh", "-c", "echo hi"}), shell);
  EXPECT_EQ(receiver({"/bin/sh", "script.sh"}), program);
}

TEST(Explain, FindsTheTextOfAShell) {
  const auto place = [](const Words& words) { return shell_text_place(words); };
  EXPECT_EQ(place({"/bin/sh", "-c", "x"}), 2u);
  EXPECT_EQ(place({"bash", "-o", "pipefail", "-c", "x", "y"}), 4u);
  EXPECT_EQ(place({"bash", "-eo", "pipefail", "-c", "x"}), 4u);
  EXPECT_EQ(place({"bash", "-lc", "x"}), 2u);
  EXPECT_EQ(place({"bash", "--login", "-c", "x"}), 3u);
  EXPECT_EQ(place({"cmd", "/S", "/C", "x"}), 3u);
  EXPECT_EQ(place({R"(C:\Windows\System32\PowerShell.exe)", "-NoLogo", "-Command", "x"}), 3u);
  EXPECT_EQ(place({"/bin/sh", "-c"}), std::nullopt);
  EXPECT_EQ(place({"/bin/sh", "script"}), std::nullopt);
  EXPECT_EQ(place({"bash", "--rcfile", "-c", "x"}), std::nullopt);
  EXPECT_EQ(place({"env", "sh", "-c", "x"}), std::nullopt);
  EXPECT_EQ(place({}), std::nullopt);
}

TEST(Explain, UnknownTargetIsAnError) {
  const Snapshot snapshot = snapshot_of("FROM debian AS app\n");
  EXPECT_TRUE(explain(snapshot, {.evidence = {.targets = {"APP"}}}).ok());
  EXPECT_FALSE(explain(snapshot, {.evidence = {.targets = {"tests"}}}).ok());
}

TEST(Explain, BaseConfigIsThatOfEveryBaseImage) {
  ImageConfig config;
  config.cmd = Words{"from", "base"};
  const auto starts = starts_of(snapshot_of("FROM unknown\nFROM other\n"), {.base_config = config});
  EXPECT_EQ(process(starts[0]), (Words{"from", "base"}));
}

TEST(ExplainDiff, TellsVerdictsApart) {
  const auto verdict = [](std::string_view before, std::string_view after) {
    const Snapshot left = snapshot_of(before);
    const Snapshot right = snapshot_of(after);
    return explain_diff(left, right, {}).value().verdict;
  };
  EXPECT_EQ(verdict("FROM a\nCMD [\"b\"]\n", "from a\n# comment\ncmd [ \"b\" ]\n"), Sameness::same);
  EXPECT_EQ(verdict("FROM a\nENV A=b\n", "FROM a\nENV A=c\n"), Sameness::different);
  EXPECT_EQ(verdict("FROM a\nCMD b\n", "FROM a\nCMD [\"/bin/sh\", \"-c\", \"b\"]\n"), Sameness::cannot_tell);
  EXPECT_EQ(verdict("FROM a\n", "FROM a\nFROM a\n"), Sameness::different);
}

TEST(ExplainDiff, OnlyWhatTheTargetNeedsCounts) {
  const Snapshot left = snapshot_of("FROM a AS x\nFROM a AS y\nENV A=b\n");
  const Snapshot right = snapshot_of("FROM a AS x\nFROM a AS y\nENV A=c\n");
  EXPECT_EQ(explain_diff(left, right, {.evidence = {.targets = {"x"}}}).value().verdict, Sameness::same);
  EXPECT_EQ(explain_diff(left, right, {.evidence = {.targets = {"y"}}}).value().verdict, Sameness::different);
  EXPECT_FALSE(explain_diff(left, right, {.evidence = {.targets = {"z"}}}).ok());
}

TEST(ExplainDiff, PairsStepsThatAreWrittenTheSame) {
  const Snapshot left = snapshot_of("FROM a\nRUN one\nRUN two\nRUN three\n");
  const Snapshot right = snapshot_of("FROM a\nRUN one\nUSER x\nRUN two\nRUN four\n");
  const DiffExplanation diff = explain_diff(left, right, {}).value();
  const auto& steps = diff.stages.at(0).steps;
  ASSERT_EQ(steps.size(), 3u);
  EXPECT_EQ(steps[0].before_line, 3u);
  EXPECT_EQ(steps[0].after_line, 4u);
  EXPECT_EQ(steps[1].text, "RUN three");
  EXPECT_EQ(steps[1].after_line, std::nullopt);
  EXPECT_EQ(steps[2].text, "RUN four");
  EXPECT_EQ(steps[2].after_line, 5u);
}

}  // namespace
}  // namespace drydock
