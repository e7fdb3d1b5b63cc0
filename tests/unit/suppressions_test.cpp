// Ignore comments: what each belongs to, which passes it means, and that it stays with its instruction.
#include "analysis/suppressions.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "pipeline/ignores.hpp"
#include "pipeline/pipeline.hpp"
#include "tests/unit/snapshots.hpp"

namespace drydock {
namespace {

/// "tool name where" of each ignore: the number of the instruction, "file", or "-".
std::vector<std::string> ignores_in(std::string_view text) {
  const Snapshot snapshot = snapshot_of(text);
  std::vector<std::string> out;
  for (const Ignore& ignore : find_ignores(snapshot)) {
    constexpr std::string_view tools[] = {"drydock", "hadolint", "buildkit"};
    if (!ignore.name.empty()) {
      EXPECT_EQ(ignore.range.of(snapshot.text()), ignore.name);
    }
    out.push_back(fmt::format("{} {} {}", tools[static_cast<std::size_t>(ignore.tool)], ignore.name,
                              ignore.whole_file    ? "file"
                              : ignore.instruction ? std::to_string(*ignore.instruction)
                                                   : "-"));
  }
  return out;
}

using List = std::vector<std::string>;

TEST(Ignores, BelongToTheInstructionBelowOrAroundThem) {
  EXPECT_EQ(ignores_in("FROM a\n# drydock ignore=x,y reason=z, w\n# more\nRUN b\n"),
            (List{"drydock x 1", "drydock y 1"}));
  EXPECT_EQ(ignores_in("  # drydock  ignore = x , y\r\nFROM a\r\n"), (List{"drydock x 0", "drydock y 0"}));
  EXPECT_EQ(ignores_in("FROM a\nRUN b \\\n  # hadolint ignore=DL1\n  c\nRUN d\n"), List{"hadolint DL1 1"});
  EXPECT_EQ(ignores_in("FROM a\n# drydock ignore=x\n\nRUN b\n"), List{"drydock x -"});
  EXPECT_EQ(ignores_in("FROM a\n# drydock ignore=x\n"), List{"drydock x -"});
  EXPECT_EQ(ignores_in("FROM a\n# drydock global ignore=*\nRUN b\n"), List{"drydock * file"});
  EXPECT_EQ(ignores_in("FROM a\nRUN <<E\n# drydock ignore=x\nE\n"), List{}) << "text of a heredoc";
  EXPECT_EQ(ignores_in("FROM a\nRUN echo '# drydock ignore=x'\n"), List{});
}

TEST(Ignores, AreReadAsBuildKitReadsThem) {
  EXPECT_EQ(ignores_in("# check=skip=A,B;error=true\nFROM a\n"), (List{"buildkit A file", "buildkit B file"}));
  EXPECT_EQ(ignores_in("# check=error=true;skip=A, B\nFROM a\n"), List{"buildkit A file"}) << "up to the first blank";
  EXPECT_EQ(ignores_in("FROM a\n# CHECK=skip=A\n\n# text\nRUN b\n"), List{"buildkit A 1"})
      << "a blank line ends nothing";
  EXPECT_EQ(ignores_in("FROM a\n# check=skip=A\n#\nRUN b\n"), List{"buildkit A -"}) << "an empty comment does";
  EXPECT_EQ(ignores_in("FROM a\n# check=skip=A\n# check=skip=B\nRUN b\n# check=skip=C\nRUN d\n"),
            (List{"buildkit A 1", "buildkit C 2"}));
  EXPECT_EQ(ignores_in("FROM a\n# check=experimental=all\nRUN skip\n"), List{});
}

TEST(Ignores, WhatDoesNotReadIsKnownOnlyOfDrydocksOwn) {
  EXPECT_EQ(ignores_in("# drydock ignore: x\nFROM a\n"), List{"drydock  0"});
  EXPECT_EQ(ignores_in("# drydock ignore=\nFROM a\n"), List{"drydock  0"});
  EXPECT_EQ(ignores_in("# drydock ignore=a;b\nFROM a\n"), List{"drydock  0"});
  EXPECT_EQ(ignores_in("# hadolint ignore: x\nFROM a\n"), List{});
  EXPECT_EQ(ignores_in("# drydock ignores nothing\n# ignore=x\n# drydock\nFROM skip\n"), List{});
}

TEST(Ignores, MeanPassesByNameAndByRule) {
  constexpr std::string_view rules[] = {"JSONArgsRecommended", "DL3025"};
  constexpr std::string_view own_rules[] = {"DL3020", "labels/prefer-grouped"};
  const PassInfo one{
      .id = "one", .summary = "", .documentation = "", .level = Level::identical, .rules = rules, .run = nullptr};
  const PassInfo two{
      .id = "two", .summary = "", .documentation = "", .level = Level::identical, .rules = own_rules, .run = nullptr};
  const auto holds = [](Ignore::Tool tool, std::string_view name, const PassInfo& pass) {
    return holds_back({.tool = tool, .name = name, .range = {}, .comment = {}, .whole_file = true, .instruction = {}},
                      pass);
  };
  using enum Ignore::Tool;
  EXPECT_TRUE(holds(drydock, "one", one));
  EXPECT_TRUE(holds(drydock, "DL3025", one));
  EXPECT_TRUE(holds(drydock, "all", two));
  EXPECT_TRUE(holds(drydock, "*", two));
  EXPECT_FALSE(holds(drydock, "two", one));
  EXPECT_FALSE(holds(drydock, "", one));
  EXPECT_TRUE(holds(hadolint, "DL3025", one));
  EXPECT_FALSE(holds(hadolint, "one", one));
  EXPECT_FALSE(holds(hadolint, "all", one));
  EXPECT_TRUE(holds(buildkit, "JSONArgsRecommended", one));
  EXPECT_TRUE(holds(buildkit, "all", one));
  EXPECT_FALSE(holds(buildkit, "all", two)) << "it answers to no rule of BuildKit";
}

TEST(Ignores, StayOnlyWithTheirInstruction) {
  const Snapshot before = snapshot_of("FROM a\n# drydock ignore=x\nRUN b\nRUN c\n");
  const std::vector<Ignore> ignores = find_ignores(before);
  const std::vector<InstructionIndex> none;
  const std::vector<InstructionIndex> first = {1};
  const std::vector<InstructionIndex> last = {2};
  EXPECT_TRUE(ignores_stay(before, ignores, snapshot_of("FROM a\n# drydock ignore=x\nRUN d\nRUN c\n"), none));
  EXPECT_TRUE(ignores_stay(before, ignores, snapshot_of("FROM a\n# drydock ignore=x\nRUN b\n"), last));
  EXPECT_FALSE(ignores_stay(before, ignores, snapshot_of("FROM a\n# drydock ignore=x\nRUN c\n"), first));
  EXPECT_FALSE(ignores_stay(before, ignores, snapshot_of("FROM a\n# drydock ignore=x\nRUN b\nRUN b\nRUN c\n"), none));
  EXPECT_FALSE(ignores_stay(before, ignores, snapshot_of("FROM a\n# drydock ignore=x\n\nRUN b\nRUN c\n"), none));
  EXPECT_FALSE(ignores_stay(before, ignores, snapshot_of("FROM a\nRUN b\n# drydock ignore=x\nRUN c\n"), none));
  EXPECT_FALSE(ignores_stay(before, ignores, snapshot_of("FROM a\nRUN b\nRUN c\n"), none));
}

TEST(Ignores, AreFollowedThroughTheRounds) {
  PipelineOptions options;
  options.passes = default_passes();
  const auto run = [&](std::string_view text) { return run_pipeline(source_of(text), options); };
  const std::string_view text =
      "from debian\nRUN a \\\n  # drydock ignore=fix_as_casing\n  b\n# drydock ignore=shell_to_exec_form\nCMD nginx\n";
  const PipelineResult result = run(text);
  EXPECT_TRUE(result.changed);
  ASSERT_EQ(result.ignores.size(), 2U);
  EXPECT_FALSE(result.ignores[0].used);
  EXPECT_TRUE(result.ignores[1].used);
  EXPECT_NE(result.snapshot.text().find("# drydock ignore=shell_to_exec_form\nCMD nginx\n"), std::string_view::npos)
      << result.snapshot.text();
  const std::vector<Diagnostic> useless = useless_ignores(result, options);
  ASSERT_EQ(useless.size(), 1U);
  EXPECT_EQ(useless[0].code, "unused-ignore");
  EXPECT_EQ(useless[0].range.of(text), "fix_as_casing");

  options.ignore_comments = false;
  EXPECT_EQ(run(text).snapshot.text().find("CMD nginx"), std::string_view::npos);
  EXPECT_TRUE(run(text).ignores.empty());
}

}  // namespace
}  // namespace drydock
