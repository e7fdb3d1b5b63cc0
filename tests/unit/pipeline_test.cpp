// The loop over passes: what is applied, what is only reported, and what the verifier drops.
#include "pipeline/pipeline.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/snapshots.hpp"

namespace drydock {
namespace {

/// Proposes what `make` says for each CMD in shell form.
template <typename Make>
void propose(const Context& context, Proposals& proposals, Make make) {
  for (InstructionIndex index = 0; index < context.instructions().size(); ++index) {
    const Instruction& instruction = context.instructions()[index];
    if (instruction.keyword != Keyword::cmd || instruction.json) continue;
    Rewrite rewrite;
    rewrite.about = index;
    rewrite.where = instruction.arguments.range;
    rewrite.why = "test";
    rewrite.effects = {Effect::program_is_process_one, Effect::no_shell_variables, Effect::needs_interpreter_line};
    rewrite.level = Level::equivalent;
    rewrite.replaces = {index};
    make(instruction, rewrite);
    proposals.rewrites.push_back(std::move(rewrite));
  }
}

void convert(const Instruction& instruction, Rewrite& rewrite) {
  rewrite.edits = {{instruction.arguments.range, "[\"" + std::string(instruction.arguments.value) + "\"]"}};
}

constexpr PassInfo pass_of(std::string_view id, void (*run)(const Context&, Proposals&)) {
  return {.id = id, .summary = "", .documentation = "", .level = Level::equivalent, .on_by_default = false,
          .after = {}, .rules = {}, .options = {}, .run = run};
}

const PassInfo honest =
    pass_of("honest", [](const Context& context, Proposals& proposals) { propose(context, proposals, convert); });
const PassInfo wrong = pass_of("wrong", [](const Context& context, Proposals& proposals) {
  propose(context, proposals, [](const Instruction& instruction, Rewrite& rewrite) {
    rewrite.edits = {{instruction.arguments.range, "[\"another\"]"}};
  });
});
const PassInfo assuming = pass_of("assuming", [](const Context& context, Proposals& proposals) {
  propose(context, proposals, [](const Instruction& instruction, Rewrite& rewrite) {
    convert(instruction, rewrite);
    rewrite.assumes = {Assumption::base_os, Assumption::base_shell};
  });
});
const PassInfo greedy = pass_of("greedy", [](const Context& context, Proposals& proposals) {
  propose(context, proposals, convert);
  propose(context, proposals, convert);
});
const PassInfo refusing = pass_of("refusing", [](const Context& context, Proposals& proposals) {
  proposals.refusals.push_back({0, context.instructions().front().keyword_text.range, "no"});
});

/// Writes RUN for RUNN, whatever else is wrong.
constexpr PassInfo mending = {.id = "mending",
                              .summary = "",
                              .documentation = "",
                              .level = Level::intended,
                              .on_by_default = false,
                              .mends_rejected_files = true,
                              .after = {},
                              .rules = {},
                              .options = {},
                              .run = [](const Context& context, Proposals& proposals) {
                                for (InstructionIndex index = 0; index < context.instructions().size(); ++index) {
                                  const Text keyword = context.instructions()[index].keyword_text;
                                  if (keyword.value != "RUNN") continue;
                                  Rewrite rewrite;
                                  rewrite.about = index;
                                  rewrite.where = keyword.range;
                                  rewrite.why = "test";
                                  rewrite.level = Level::intended;
                                  rewrite.replaces = {index};
                                  rewrite.edits = {{keyword.range, "RUN"}};
                                  proposals.rewrites.push_back(std::move(rewrite));
                                }
                              }};

PipelineResult run(std::string_view text, std::vector<const PassInfo*> passes, Level level = Level::equivalent,
                   std::vector<Assumption> assumed = {}, std::size_t limit = 100) {
  PipelineOptions options;
  for (const PassInfo* pass : passes) options.passes.push_back({pass});
  options.max_level = level;
  options.evidence.assumed = std::move(assumed);
  options.rewrite_limit = limit;
  return run_pipeline(source_of(text), options);
}

std::vector<std::string> kinds_of(const PipelineResult& result) {
  std::vector<std::string> out;
  for (const Remark& remark : result.remarks) {
    out.emplace_back(std::string(remark.pass->id) + " " + std::string(to_string(remark.kind)));
  }
  return out;
}

using Kinds = std::vector<std::string>;

TEST(Pipeline, AppliesWhatTheVerifierAccepts) {
  const PipelineResult result = run("FROM debian AS a\nCMD x\nFROM debian\nCMD y\n", {&honest});
  EXPECT_EQ(result.snapshot.text(), "FROM debian AS a\nCMD [\"x\"]\nFROM debian\nCMD [\"y\"]\n");
  EXPECT_TRUE(result.changed);
  EXPECT_FALSE(result.unverified);
  EXPECT_EQ(kinds_of(result), (Kinds{"honest applied", "honest applied"}));
  const Position second = result.before().position(result.remarks[1].place.begin);
  EXPECT_EQ(second.line, 4U);
  EXPECT_EQ(second.column, 5U);
  EXPECT_EQ(result.remarks[1].subject, "CMD");
  EXPECT_TRUE(result.times.empty());
}

TEST(Pipeline, TimesPassesIfAsked) {
  PipelineOptions options;
  options.passes = {{&honest, {}}};
  options.time_passes = true;
  const PipelineResult result = run_pipeline(Source::make("Dockerfile", "FROM debian\nCMD x\n").value(), options);
  ASSERT_EQ(result.times.size(), 1U);
  EXPECT_EQ(result.times[0].pass, &honest);
  EXPECT_GT(result.times[0].spent.count(), 0);
}

TEST(Pipeline, RefusesWhereTheImagesAreTooLargeToBeCompared) {
  std::string text = "FROM scratch\nENV A=aa\n";
  for (int i = 0; i < 8; ++i) text += "ENV A=${A//a/$A}\n";
  text += "CMD x\n";
  const PipelineResult result = run(text, {&honest});
  EXPECT_FALSE(result.unverified) << "nothing is wrong with the rewrite";
  EXPECT_EQ(result.snapshot.text(), text);
  EXPECT_EQ(kinds_of(result), (Kinds{"honest refused"}));
  EXPECT_EQ(result.remarks[0].why, model_limit_error);
}

TEST(Pipeline, KeepsTheBytesIfTheVerifierRefuses) {
  const PipelineResult result = run("FROM debian\nCMD x\n", {&wrong, &honest});
  EXPECT_TRUE(result.unverified);
  EXPECT_TRUE(result.changed) << "the passes after it run";
  EXPECT_EQ(result.snapshot.text(), "FROM debian\nCMD [\"x\"]\n");
  EXPECT_EQ(kinds_of(result), (Kinds{"wrong unverified", "honest applied"}));
  EXPECT_TRUE(result.remarks[0].why.starts_with("same_start: ")) << result.remarks[0].why;
  EXPECT_EQ(run("FROM debian\nCMD x\n", {&wrong}).snapshot.text(), "FROM debian\nCMD x\n");
  EXPECT_FALSE(run("FROM debian\nCMD x\n", {&wrong}).changed);
}

TEST(Pipeline, ReportsWhatIsNotAssumed) {
  const std::string_view text = "FROM debian\nCMD x\n";
  const PipelineResult open = run(text, {&assuming}, Level::equivalent, {Assumption::base_os});
  EXPECT_EQ(open.snapshot.text(), text);
  EXPECT_EQ(kinds_of(open), Kinds{"assuming assumed"});
  EXPECT_EQ(open.remarks[0].assumes, std::vector<Assumption>{Assumption::base_shell}) << "only the open ones";
  const PipelineResult given = run(text, {&assuming}, Level::equivalent, {Assumption::base_os, Assumption::base_shell});
  EXPECT_EQ(kinds_of(given), Kinds{"assuming applied"});
  EXPECT_EQ(given.remarks[0].assumes.size(), 2U);
}

TEST(Pipeline, ReportsWhatIsAboveTheLevel) {
  const PipelineResult result = run("FROM debian\nCMD x\n", {&honest}, Level::identical);
  EXPECT_FALSE(result.changed);
  EXPECT_EQ(kinds_of(result), Kinds{"honest above level"});
}

TEST(Pipeline, MendsAFileAndGoesOnWithTheOtherPasses) {
  const PipelineResult result = run("FROM debian\nRUNN a\nCMD x\n", {&honest, &mending}, Level::intended);
  EXPECT_EQ(result.snapshot.text(), "FROM debian\nRUN a\nCMD [\"x\"]\n");
  EXPECT_TRUE(result.changed);
  EXPECT_FALSE(result.unverified);
  EXPECT_TRUE(result.diagnostics.empty()) << "what was wrong is so no longer";
  EXPECT_EQ(kinds_of(result), (Kinds{"honest applied", "mending applied"}));
}

TEST(Pipeline, LeavesAFileThatWouldStillBeRejected) {
  const std::string_view text = "FROM debian\nRUNN a\nCMDD x\n";
  const PipelineResult result = run(text, {&mending, &honest, &refusing}, Level::intended);
  EXPECT_EQ(result.snapshot.text(), text);
  EXPECT_FALSE(result.changed);
  EXPECT_FALSE(result.unverified);
  EXPECT_EQ(result.diagnostics.size(), 2U);
  EXPECT_EQ(kinds_of(result), Kinds{"mending refused"}) << "the others do not run";
  EXPECT_EQ(result.remarks[0].why, "line 3 would still be wrong: unknown instruction \"CMDD\"");
}

TEST(Pipeline, DoesNotMendAboveTheLevel) {
  const PipelineResult result = run("FROM debian\nRUNN a\n", {&mending}, Level::equivalent);
  EXPECT_FALSE(result.changed);
  EXPECT_EQ(result.diagnostics.size(), 1U);
  EXPECT_EQ(kinds_of(result), Kinds{"mending above level"});
}

TEST(Pipeline, RunsNothingOnRejectedFilesWithoutAPassThatMends) {
  const PipelineResult result = run("FROM debian\nRUNN a\nCMD x\n", {&honest, &refusing});
  EXPECT_FALSE(result.changed);
  EXPECT_TRUE(result.remarks.empty());
  EXPECT_EQ(result.diagnostics.size(), 1U);
}

TEST(Pipeline, SettlesConflictsInALaterRound) {
  // The second proposal overlaps with the first; the next round finds nothing left to convert.
  const PipelineResult result = run("FROM debian\nCMD x\n", {&greedy});
  EXPECT_TRUE(result.changed);
  EXPECT_TRUE(result.settled);
  EXPECT_EQ(kinds_of(result), Kinds{"greedy applied"});
}

TEST(Pipeline, ReportsRefusals) {
  const PipelineResult result = run("FROM debian\n", {&refusing});
  EXPECT_EQ(kinds_of(result), Kinds{"refusing refused"});
  EXPECT_EQ(result.remarks[0].why, "no");
  EXPECT_EQ(result.remarks[0].subject, "FROM");
}

TEST(Pipeline, StopsAtTheLimit) {
  const std::string_view text = "FROM debian AS a\nCMD x\nFROM debian\nCMD y\n";
  EXPECT_EQ(run(text, {&honest}, Level::equivalent, {}, 0).snapshot.text(), text);
  EXPECT_EQ(run(text, {&honest}, Level::equivalent, {}, 1).snapshot.text(),
            "FROM debian AS a\nCMD [\"x\"]\nFROM debian\nCMD y\n");
  EXPECT_EQ(run(text, {&honest, &honest}, Level::equivalent, {}, 1).snapshot.text(),
            "FROM debian AS a\nCMD [\"x\"]\nFROM debian\nCMD y\n");
}

TEST(Pipeline, RunsNoPassOnARefusedFile) {
  const PipelineResult result = run("FROM debian\nCMD x\nFOO\n", {&honest});
  EXPECT_FALSE(result.changed);
  EXPECT_TRUE(result.remarks.empty());
  EXPECT_TRUE(result.times.empty());
  EXPECT_EQ(result.diagnostics.size(), 1U);
}

TEST(Pipeline, TellsOfEachChange) {
  PipelineOptions options;
  options.passes = {{&honest}, {&refusing}, {&honest}};
  std::vector<std::string> seen;
  const PipelineResult result =
      run_pipeline(source_of("FROM debian\nCMD x\n"), options, [&](const PassInfo& pass, const Snapshot& snapshot) {
        seen.push_back(std::string(pass.id) + ": " + std::string(snapshot.text()));
      });
  EXPECT_EQ(seen, std::vector<std::string>{"honest: FROM debian\nCMD [\"x\"]\n"});
  EXPECT_TRUE(result.changed);
}

TEST(Pipeline, AppliesOnlyWhatIsChosenAndAsksOnce) {
  PipelineOptions options;
  options.passes = {{&honest}, {&greedy}};
  std::vector<std::string> asked;
  const auto choose = [&](const Remark& about, const Rewrite& rewrite, const Snapshot& snapshot, const Source& before) {
    EXPECT_EQ(about.kind, Remark::Kind::proposed);
    EXPECT_EQ(rewrite.edits.size(), 1U);
    EXPECT_EQ(snapshot.text().substr(0, 5), "FROM ");
    const Offset line = before.line_of(about.place.begin);
    asked.push_back(std::string(about.pass->id) + " " + std::to_string(line));
    return line == 4;
  };
  const PipelineResult result =
      run_pipeline(source_of("FROM debian AS a\nCMD x\nFROM debian\nCMD y\n"), options, {}, choose);
  EXPECT_EQ(result.snapshot.text(), "FROM debian AS a\nCMD x\nFROM debian\nCMD [\"y\"]\n");
  EXPECT_EQ(asked, (std::vector<std::string>{"honest 2", "honest 4", "greedy 2"}));
  EXPECT_EQ(kinds_of(result), (Kinds{"honest applied", "honest declined", "greedy declined", "greedy declined"}));
}

// A second round does not look again at what saw the last text, and keeps what was said of it.
TEST(Pipeline, KeepsTheRefusalsOfPassesThatCameLast) {
  const auto refuse = [](const Context& context, Proposals& proposals) {
    proposals.refusals.push_back({1, context.instructions()[1].keyword_text.range, "no"});
  };
  const PassInfo early = pass_of("early", refuse);
  const PassInfo late = pass_of("late", refuse);
  const PipelineResult result = run("FROM debian\nCMD x\n", {&early, &honest, &late});
  EXPECT_EQ(result.snapshot.text(), "FROM debian\nCMD [\"x\"]\n");
  EXPECT_TRUE(result.settled);
  EXPECT_EQ(kinds_of(result), (Kinds{"early refused", "honest applied", "late refused"}));
}

TEST(Pipeline, HasALimitForProgramsOfManyStages) {
  std::string text = "FROM debian AS s0\nCMD nginx\n";
  for (int i = 0; i < 1200; ++i) {
    text += "FROM s" + std::to_string(i) + " AS s" + std::to_string(i + 1) + "\nCMD nginx\n";
  }
  const PipelineResult result = run(text, {find_pass("shell_to_exec_form")}, Level::equivalent, {});
  EXPECT_TRUE(result.settled);
  EXPECT_FALSE(result.unverified);
  const auto limited = std::ranges::count_if(
      result.remarks, [](const Remark& about) { return about.why.find("too many to look for") != std::string::npos; });
  EXPECT_GT(limited, 100);
  EXPECT_LT(limited, 1000);
}

}  // namespace
}  // namespace drydock
