// What each stage builds: steps, origins, start settings, the graph of stages, what starts, and what differs.
#include "analysis/image_model.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "analysis/evidence.hpp"
#include "analysis/model_diff.hpp"
#include "analysis/start_command.hpp"
#include "syntax/words.hpp"
#include "tests/unit/snapshots.hpp"

namespace drydock {
namespace {

using Words = std::vector<std::string>;

struct Images {
  explicit Images(std::string_view text, Evidence facts = {})
      : snapshot(snapshot_of(text)),
        evidence(std::move(facts)),
        model(model_with_evidence(snapshot, evidence)) {
    EXPECT_TRUE(snapshot.dockerfile.accepted()) << text;
  }
  [[nodiscard]] const Stage& last() const { return model.stages.back(); }
  [[nodiscard]] StartCommand start(const StartArguments& arguments = {}) const {
    return start_command(evidence, model, last(), arguments);
  }
  /// What a container starts, or "unknown".
  [[nodiscard]] std::string program(const StartArguments& arguments = {}) const {
    const StartCommand command = start(arguments);
    return command.program.known() ? display(command.program.get()) : "unknown";
  }

  Snapshot snapshot;
  Evidence evidence;
  ImageModel model;
};

Evidence all_assumed() { return {.assumed = {all_assumptions().begin(), all_assumptions().end()}}; }

std::vector<Difference> differences(std::string_view before, std::string_view after) {
  return compare(Images(before).model, Images(after).model);
}

// --- the stages -----------------------------------------------------------------------------------------------------

TEST(ImageModel, NamesTheInstructionOfEachStep) {
  const Images images("FROM a\nENV A=1\nRUN x\nWORKDIR /w\nUSER u\nCOPY a b\nCMD c\n");
  std::vector<InstructionIndex> steps;
  for (const BuildStep& step : images.last().steps) steps.push_back(step.origin.by);
  EXPECT_EQ(steps, (std::vector<InstructionIndex>{0, 2, 3, 5}));
}

TEST(ImageModel, WorkdirAtTheRootMakesNoFolder) {
  EXPECT_EQ(Images("FROM scratch\nWORKDIR /\n").last().steps.size(), 1U);
  EXPECT_EQ(Images("FROM scratch\nWORKDIR /a\n").last().steps.size(), 2U);
}

TEST(ImageModel, SaysWhereValuesComeFrom) {
  const Images images("FROM a AS x\nENV A=1\nONBUILD USER u\nONBUILD LABEL l=m\nFROM x\nENV A=2 B=3\nWORKDIR /w\n");
  const ConfigOrigins& origins = images.last().origins;
  EXPECT_EQ(*origins.env.find("A"), (Origin{Origin::Kind::instruction, 5}));
  EXPECT_EQ(*origins.env.find("B"), (Origin{Origin::Kind::instruction, 5}));
  EXPECT_EQ(origins.user, (Origin{Origin::Kind::trigger, 2}));
  EXPECT_EQ(*origins.labels.find("l"), (Origin{Origin::Kind::trigger, 3}));
  EXPECT_EQ(origins.working_dir, (Origin{Origin::Kind::instruction, 6}));
  EXPECT_EQ(origins.stop_signal, Origin{});
  EXPECT_EQ(images.model.stages[0].origins.env.find("A")->by, 1U);
  EXPECT_FALSE(images.model.stages[0].runs_triggers);
  EXPECT_TRUE(images.last().runs_triggers);
}

TEST(ImageModel, AnEntrypointDropsAnInheritedCmd) {
  const Images images("FROM scratch AS x\nCMD c\nFROM x\nENTRYPOINT e\nFROM x\nCMD d\nENTRYPOINT e\n");
  const StartSetting& dropped = images.model.stages[1].cmd;
  EXPECT_TRUE(dropped.reset);
  EXPECT_EQ(dropped.origin.by, 3U);
  EXPECT_TRUE(dropped.words.empty());
  EXPECT_FALSE(images.model.stages[2].cmd.reset);
  EXPECT_EQ(images.model.stages[2].cmd.words, Words{"d"});
}

TEST(ImageModel, ATriggerSetsWhatTheChildStarts) {
  const Images images("FROM scratch AS x\nONBUILD CMD [\"c\"]\nFROM x\nENTRYPOINT [\"e\"]\n");
  EXPECT_EQ(images.last().cmd.origin, (Origin{Origin::Kind::trigger, 1}));
  EXPECT_FALSE(images.last().cmd.reset) << "a CMD of a trigger is the stage's own";
  EXPECT_EQ(images.program(), R"(["e", "c"])");
}

TEST(ImageModel, KeepsTheShellInForceAtEachSetting) {
  const Images images(
      "FROM scratch AS x\nCMD c\nSHELL [\"/bin/bash\", \"-c\"]\nENTRYPOINT e\nHEALTHCHECK CMD h\n"
      "FROM x\nSHELL [\"s\"]\n");
  EXPECT_EQ(images.last().cmd.shell.get(), Words{});
  EXPECT_EQ(images.last().entrypoint.shell.get(), (Words{"/bin/bash", "-c"}));
  EXPECT_EQ(images.last().healthcheck.shell.get(), (Words{"/bin/bash", "-c"}));
  EXPECT_TRUE(images.last().healthcheck.shell_form);
}

TEST(ImageModel, KnowsWhichStagesAreNeeded) {
  const Images images(
      "FROM a AS x\nFROM b AS y\nCOPY --from=x /p /q\nFROM c AS z\n"
      "FROM d AS w\nRUN --mount=type=bind,from=y,target=/m r\n");
  EXPECT_EQ(images.model.needed_for({}), (std::vector<bool>{true, true, false, true}));
  const std::vector<std::string> targets = {"Z", "0"};
  EXPECT_EQ(images.model.needed_for(targets), (std::vector<bool>{true, false, true, false}));
  EXPECT_EQ(images.model.stages[3].needs, std::vector<StageIndex>{1});
  EXPECT_TRUE(images.model.stages[0].used);
  EXPECT_FALSE(images.model.stages[3].used);
  EXPECT_EQ(images.model.find_stage("Y"), 1U);
  EXPECT_EQ(images.model.find_stage("3"), 3U);
  EXPECT_EQ(images.model.find_stage("4"), std::nullopt);
  EXPECT_EQ(Images("FROM a AS x\nFROM b AS x\n").model.find_stage("x"), 1U) << "the last of that name";
}

TEST(ImageModel, GivesUpWherePatternsWouldSquareAValueAgainAndAgain) {
  std::string text = "FROM scratch\nENV A=aa\n";
  for (int i = 0; i < 8; ++i) text += "ENV A=${A//a/$A}\n";
  EXPECT_EQ(Images(text).last().config.error(), model_limit_error);
}

TEST(ImageModel, FindsStagesByTheirNameInLowerCase) {
  EXPECT_EQ(Images("FROM a AS X\nFROM x\n").last().parent, 0U);
  EXPECT_EQ(Images("FROM a AS x\nFROM b AS x\nFROM x\n").last().parent, 1U);
  EXPECT_EQ(Images("FROM x AS x\n").last().parent, std::nullopt);
  EXPECT_EQ(Images("FROM scratch AS scratch\nFROM scratch\n").last().parent, 0U);
  const Images images("FROM a AS x\nFROM x AS y\nFROM b\nFROM y\n");
  const auto& stages = images.model.stages;
  EXPECT_EQ(stages[3].root, 0U);
  EXPECT_EQ(images.model.lineage(stages[3]), (std::vector<const Stage*>{&stages[3], &stages[1], &stages[0]}));
}

TEST(ImageModel, KnowsWhichStagesAVariableCanName) {
  const auto named_by = [](std::string_view image) {
    const std::string text = "ARG A=x B=2\nFROM a AS x\nFROM b AS x-amd64-slim\nFROM c AS x-arm64\nFROM d AS X\nFROM e\n";
    const Images images(text + "FROM " + std::string(image) + "\n");
    EXPECT_EQ(images.last().parent, std::nullopt);
    EXPECT_EQ(images.last().needs, images.last().possible_parents);
    return images.last().possible_parents;
  };
  using Indices = std::vector<StageIndex>;
  // The last of two that have the same name, and what the default names is no more than the others.
  for (const std::string_view any : {"$A", "${A}", "\"$A\"", "${A:-y}", "${A}${B}", "$A-$B"}) {
    EXPECT_EQ(named_by(any), any == "$A-$B" ? (Indices{1, 2}) : (Indices{1, 2, 3})) << any;
  }
  EXPECT_EQ(named_by("x-$TARGETARCH"), (Indices{1, 2}));
  EXPECT_EQ(named_by("X-$TARGETARCH"), (Indices{1, 2})) << "no builder knows the name, but a mistake costs little";
  EXPECT_EQ(named_by("x-${A}64"), (Indices{2}));
  EXPECT_EQ(named_by("x-$A-${B}m"), (Indices{1}));
  EXPECT_EQ(named_by("x-$A-$B-slim"), Indices{}) << "there is too little between the dashes";
  EXPECT_EQ(named_by("x-arm64${A:+-slim}"), (Indices{2}));
  EXPECT_EQ(named_by("x:$A"), Indices{});
  EXPECT_EQ(named_by("$A/x"), Indices{});
  EXPECT_EQ(named_by("$A@sha256:$B"), Indices{});
}

// --- what differs ---------------------------------------------------------------------------------------------------

struct TwoTexts {
  std::string_view before;
  std::string_view after;
};

TEST(ModelDiff, FindsNothingWhereBuildKitBuildsTheSame) {
  const TwoTexts cases[] = {
      {"FROM a\nENV A b c\n", "FROM a\nENV A=\"b c\"\n"},
      {"FROM a\nENV A=\"$H\"x\n", "FROM a\nENV A=${H}'x'\n"},
      {"FROM a\nARG A=1\nRUN x\n", "FROM a\nARG A=\"1\"\nRUN x\n"},
      {"FROM a AS B\nFROM a\nCOPY --from=0 c d\n", "FROM a AS b\nFROM a\nCOPY --from=B c d\n"},
      {"FROM a\nUSER x\nUSER y\n", "FROM a\nUSER y\n"},
      {"FROM a\nEXPOSE 80/tcp\n", "FROM a\nEXPOSE 80 80\n"},
      {"FROM a\nRUN x \\\n# c\n  y\n", "FROM a\nRUN x   y\n"},
      // ARG without a value leaves a variable what it is, unless the build or the global scope has a value for it.
      {"FROM a\nARG A\nARG A\nRUN x $A\n", "FROM a\nARG A\nRUN x $A\n"},
      {"FROM a\nARG A=1\nARG A\nRUN x $A\n", "FROM a\nARG A=1\nRUN x $A\n"},
      {"FROM a\nENV A=1\nARG A\nARG A\nRUN x $A\n", "FROM a\nENV A=1\nARG A\nRUN x $A\n"},
      {"ARG A=1\nFROM a\nARG A=2\nARG A\nRUN x $A\n", "ARG A=1\nFROM a\nARG A\nRUN x $A\n"},
      {"FROM a\nARG TARGETARCH=1\nARG TARGETARCH\nRUN x\n", "FROM a\nARG TARGETARCH\nRUN x\n"},
  };
  for (const auto& [before, after] : cases) {
    const auto found = differences(before, after);
    EXPECT_TRUE(found.empty()) << before << "---\n" << after << to_string(found.front().part) << found.front().after;
  }
}

TEST(ModelDiff, FindsWhatBuildArgumentsMakeDifferent) {
  // Each of these was once taken for the same, and is not for some build argument.
  const TwoTexts cases[] = {
      // Only what ARG names before FROM can be set there.
      {"ARG A\nFROM $A\n", "FROM $A\n"},
      {"ARG A\nFROM a:$A\n", "FROM a\nARG A\n"},
      {"ARG A\nARG B=$A\nFROM a:$B\n", "ARG B=$A\nARG A\nFROM a:$B\n"},
      {"ARG A\nFROM a:$A\n", "ARG A\nFROM $a:$A\n"},
      // A default that does not expand fails only builds that do not set the argument.
      {"ARG A=${b:c}\nFROM a:$A\nRUN x\n", "ARG A=${b:c}\nFROM a:$A\nRUN y\n"},
      {"FROM a\nARG A=${b:c}\nRUN x\n", "FROM a\nARG A=${b:c}\nRUN y\n"},
      {"FROM a\nARG A=${b:c}\n", "FROM a\n"},
      {"ARG A=${b:c}\nFROM a\n", "FROM a\n"},
      // A FROM that names nothing fails the stages before it too, whatever else is wrong with its own.
      {"ARG A=b\nFROM a\nFROM $A:c\nUSER ${x:y}\n", "ARG B=b\nFROM a\nFROM $A:c\nUSER ${x:y}\n"},
      // An argument that is not set is no variable; ENV makes an empty one of it.
      {"FROM a\nARG A\nENV A=$A\nRUN x\n", "FROM a\nARG A\nRUN x\nENV A=$A\n"},
      {"FROM a\nARG A\nENV A=$A\nUSER ${A-x}\n", "FROM a\nARG A\nUSER ${A-x}\nENV A=$A\n"},
      {"FROM a AS b\nENV A=$A\nFROM b\nUSER ${A-x}\n", "FROM a AS b\nENV A=$A\nFROM b\nARG A\nUSER ${A-x}\n"},
      // ARG without a value leaves a variable what it is, unless the build or the global scope has a value for it.
      {"FROM a\nARG A=1\nARG A\nRUN x $A\n", "FROM a\nARG A\nRUN x $A\n"},
      {"FROM a\nENV A=1\nARG A\nUSER $A\nENV A=2\n", "FROM a\nARG A\nUSER $A\nENV A=2\n"},
      {"FROM scratch\nENV A=1\nARG A\nUSER $A\n", "FROM scratch\nARG A\nUSER $A\nENV A=1\n"},
      {"FROM a\nARG A=1\nARG A=2\nARG A\nRUN x\n", "FROM a\nARG A=1\nARG A\nRUN x\n"},
      {"ARG A\nFROM a\nARG A=1\nARG A\nRUN x\n", "ARG A\nFROM a\nARG A\nRUN x\n"},
      {"FROM a AS b\nARG A=1\nFROM b\nARG A\nRUN x\n", "FROM a AS b\nFROM b\nARG A\nRUN x\n"},
      // What it leaves may be the base image's, or what a name has made of it that is not known.
      {"FROM a\nENV $X=b\nARG A\nUSER $A\n", "FROM a\nARG A\nUSER $A\nENV $X=b\n"},
      // A variable may name any stage before, and no other.
      {"FROM a AS b\nARG A=1\nFROM $X\nRUN y\n", "FROM a AS b\nFROM $X\nRUN y\n"},
      {"FROM a AS b-c\nFROM b-$X\nUSER y\n", "FROM a AS b-d\nFROM b-$X\nUSER y\n"},
      {"FROM $X AS b\nWORKDIR c\nFROM $X\nWORKDIR c\n", "FROM $X AS b\nWORKDIR c\nFROM $X\nWORKDIR d\n"},
      // Letter case is nothing in the name of a stage, and something in the tag of an image.
      {"FROM a\nCOPY --from=b:Tag c d\n", "FROM a\nCOPY --from=b:tag c d\n"},
      {"FROM a\nRUN --mount=from=b:Tag,target=/c d\n", "FROM a\nRUN --mount=from=b:tag,target=/c d\n"},
      // The name of an argument is not the spelling of a byte.
      {"FROM a\nARG b\nENV X=$b\n", "FROM a\nARG b\nENV X=\2\n"},
      // A variable of the base image decides whether these build.
      {"FROM a\nARG A=${B:-c}\n", "FROM a\nARG A=${B:?x}\n"},
      {"FROM a\nLABEL a=${B:?x}\nLABEL a=b\n", "FROM a\nLABEL a=b\n"},
      {"FROM a\nSTOPSIGNAL $A\nSTOPSIGNAL 9\n", "FROM a\nSTOPSIGNAL 9\n"},
  };
  for (const auto& [before, after] : cases) {
    EXPECT_FALSE(differences(before, after).empty()) << before << "---\n" << after;
  }
}

TEST(ModelDiff, NamesThePartAndTheMember) {
  const auto found = differences("FROM a\nENV A=1\nUSER x\n", "FROM a\nENV A=2\nUSER x\nCMD [\"c\"]\n");
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].part, ImagePart::env);
  EXPECT_EQ(found[0].member, "A");
  EXPECT_TRUE(found[0].certain);
  EXPECT_EQ(found[0].before_origin->by, 1U);
  EXPECT_EQ(found[1].part, ImagePart::cmd);
  EXPECT_FALSE(found[1].certain) << "the base image may have that CMD";
  EXPECT_EQ(found[2].part, ImagePart::args_escaped);
}

// --- what starts ----------------------------------------------------------------------------------------------------

TEST(StartCommands, FollowTheConfig) {
  const StartArguments words{.arguments = Words{"x", "y"}};
  const StartArguments other{.arguments = Words{"x"}, .entrypoint = "o"};
  const Images both("FROM scratch\nENTRYPOINT [\"e\"]\nCMD [\"c\"]\n");
  EXPECT_EQ(both.program(), R"(["e", "c"])");
  EXPECT_EQ(both.program(words), R"(["e", "x", "y"])");
  EXPECT_EQ(both.program(other), R"(["o", "x"])");
  EXPECT_EQ(both.program({.entrypoint = "o"}), R"(["o"])") << "--entrypoint drops CMD";
  const Images shell("FROM debian\nENTRYPOINT nginx -g x\nCMD [\"c\"]\n");
  EXPECT_EQ(shell.program(), R"(["nginx", "-g", "x"])");
  EXPECT_EQ(shell.program(words), R"(["nginx", "-g", "x"])") << "the shell form takes no notice of arguments";
  EXPECT_EQ(shell.start().started_by, StartedBy::shell);
}

TEST(StartCommands, AnUnknownEntrypointGetsTheCmd) {
  const Images one("FROM example.com/x\nCMD [\"a\"]\n");
  const Images other("FROM example.com/x\nCMD [\"b\"]\n");
  EXPECT_EQ(one.program(), "unknown");
  EXPECT_NE(one.start().program, other.start().program) << "what it makes of one CMD it need not make of another";
  EXPECT_EQ(one.start().program, Images("FROM example.com/x\nCMD [\"a\"]\n").start().program);
  EXPECT_EQ(Images("FROM example.com/x\nCMD nginx\n", all_assumed()).program(), R"(["nginx"])");
}

TEST(StartCommands, MindWhatChangesHowAShellStarts) {
  const std::pair<std::string_view, bool> cases[] = {
      {"FROM debian\nCMD nginx\n", true},
      {"FROM debian\nENV PATH=/x:$PATH\nCMD nginx\n", true},
      {"FROM debian\nENV PATH=x:$PATH\nCMD nginx\n", false},
      {"FROM debian\nENV PATH=$PATH:\nCMD nginx\n", false},
      {"FROM debian\nENV PATH=/x::/y\nCMD nginx\n", false},
      {"FROM debian\nENV PATH=.:/y\nCMD /usr/sbin/nginx\n", true},
      {"FROM debian\nARG D=/opt\nENV PATH=$D/bin:$PATH\nCMD nginx\n", true},
      {"FROM debian\nARG D\nENV PATH=$D/bin:$PATH\nCMD nginx\n", false},
      {"FROM debian\nARG D=opt\nENV PATH=$D:$PATH\nCMD nginx\n", false},
      {"FROM debian\nENV PATH=/x%func:/y\nCMD nginx\n", false},
      {"FROM debian\nENV PATH=/x%builtin:$PATH\nCMD nginx\n", false},
      {"FROM debian\nARG D=/opt%\nENV PATH=$D/bin:$PATH\nCMD nginx\n", false},
      {"FROM debian\nENV PATH=/x%func:/y\nCMD /usr/sbin/nginx\n", true},
      {"FROM debian\nENV a.b=1\nCMD /usr/sbin/nginx\n", false},
      {"FROM debian\nENV 1A=1\nCMD nginx\n", false},
      {"FROM debian\nENV A1_=1\nCMD nginx\n", true},
      {"FROM debian\nENV \xC3\xA4=1\nCMD nginx\n", false},
      {"FROM debian AS a\nENV a-b=1\nFROM a\nCMD nginx\n", false},
      {"FROM debian\nENV BASH_FUNC_f%%=x\nCMD nginx\n", false},
      {"FROM debian\nENV PWD=/x\nCMD nginx\n", false},
      {"FROM debian\nENV OPTIND=2\nCMD nginx\n", false},
      {"FROM debian\nENV _=x\nCMD nginx\n", false},
      {"FROM debian\nENV SHELLOPTS=x\nCMD nginx\n", false},
      {"FROM debian\nENV HOME=/x LANG=C TERM=x\nCMD nginx\n", true},
      {"FROM scratch\nCMD uname\n", false},
      {"FROM scratch\nENV PATH=/bin\nCMD /bin/uname\n", true},
      {"FROM scratch\nENV PATH=/bin\nCMD server\n", true},
      {"FROM busybox:1.36\nCMD uname\n", false},
      {"FROM library/busybox\nCMD uname\n", false},
      {"FROM gcr.io/distroless/static\nCMD uname\n", false},
      {"FROM alpine\nCMD uname\n", true},
      {"FROM debian\nENV BASH_ENV=/x\nCMD nginx\n", true},
      {"FROM debian\nENV BASH_ENV=/x\nSHELL [\"/bin/bash\", \"-c\"]\nCMD nginx\n", false},
      {"FROM debian\nENV \"BASH_ENV\"=/x\nSHELL [\"/bin/bash\", \"-c\"]\nCMD nginx\n", false},
      {"FROM debian\nARG N\nENV $N=x\nCMD nginx\n", false},
      {"FROM debian\nENV SHELLOPTS=x\nCMD nginx\n", false},
      {"FROM debian\nCMD nginx $A\n", false},
      {"FROM debian\nCMD cd /\n", false},
      {"FROM busybox\nENV PATH=/x\nCMD echo\n", false},
  };
  for (const auto& [text, known] : cases) EXPECT_EQ(Images(text).program() != "unknown", known) << text;
}

TEST(StartCommands, KnowWhatReadsThePositionalParameters) {
  for (const std::string_view text :
       {"a $1", "a \"$@\"", "a $*", "a ${1:-x}", "a $#", "a ${#}", "a $0", "shift; a", "eval a", "for i; do a; done",
        ". ./a", "a; . b", "a ${!1}", "set -e; a", "getopts a b"}) {
    EXPECT_TRUE(uses_arguments(text)) << text;
  }
  for (const std::string_view text : {"nginx -g x", "a $HOME", "a ${HOME}", "./a"}) {
    EXPECT_FALSE(uses_arguments(text)) << text;
  }
}

TEST(EvidenceOf, ConfigsHandedOverCountForEachNameOfTheImage) {
  Evidence evidence;
  evidence.images["docker.io/corp/base"].user = std::string("app");
  for (const std::string_view name : {"docker.io/corp/base", "corp/base", "corp/base:latest", "index.docker.io/corp/base"}) {
    EXPECT_NE(evidence.find_config(name), nullptr) << name;
    EXPECT_EQ(Images("FROM " + std::string(name) + "\n", evidence).last().config.value().user.get(), "app") << name;
  }
  for (const std::string_view name : {"corp/base:1", "corp/base2", "example.com/corp/base", "$BASE"}) {
    EXPECT_EQ(evidence.find_config(name), nullptr) << name;
  }
}

TEST(BaseFactsOf, WellKnownImagesAndConfigsHandedOver) {
  const auto facts_of = [](const Images& images) { return base_facts(images.evidence, images.model, images.last()); };
  EXPECT_TRUE(facts_of(Images("FROM debian\n")).entrypoint);
  EXPECT_TRUE(facts_of(Images("FROM debian AS a\nFROM a\n")).core_utilities);
  EXPECT_FALSE(facts_of(Images("FROM example.com/x\n")).onbuild);
  EXPECT_FALSE(facts_of(Images("ARG P\nFROM --platform=$P debian\n")).os) << "the platform may be that of Windows";
  EXPECT_TRUE(facts_of(Images("FROM busybox\n")).shell);
  EXPECT_FALSE(facts_of(Images("FROM busybox\n")).bare_shell);
  EXPECT_FALSE(facts_of(Images("FROM scratch\n")).bare_shell);
  EXPECT_TRUE(facts_of(Images("FROM alpine\n")).bare_shell);
  Evidence evidence;
  evidence.images.emplace("example.com/x", scratch_config("linux"));
  EXPECT_TRUE(facts_of(Images("FROM example.com/x\n", evidence)).onbuild);
  EXPECT_FALSE(facts_of(Images("FROM example.com/x\n", evidence)).bare_shell) << "a config does not show it";
  evidence.images.emplace("debian", scratch_config("linux"));
  EXPECT_TRUE(facts_of(Images("FROM debian\n", evidence)).bare_shell);
}

// --- terms ----------------------------------------------------------------------------------------------------------

class Given final : public Environment {
 public:
  std::map<std::string, std::string, std::less<>> values;
  [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const override {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional<std::string_view>(found->second);
  }
};

/// Every variable may be anything.
class Anything final : public SymbolicEnvironment {
 public:
  bool append_term(std::string_view name, std::string& out) const override {
    out += "\1@";
    append_literal_term(name, out);
    out += '\2';
    return true;
  }
  [[nodiscard]] bool is_known(std::string_view) const override { return false; }
};

template <typename MakeTerm>
std::string find_counterexample(const MakeTerm& term_of) {
  std::mt19937 random(7);
  const auto pick = [&](std::size_t count) { return static_cast<std::size_t>(random() % count); };
  constexpr std::array<std::string_view, 24> pieces = {"a",     "b",    "$A", "${A}",  "$B",   "${B}", "${A:-", "${A-",
                                                       "${B:+", "${A+", "}",  "'",     "\"",   "\\",   "$",     "${",
                                                       " ",     "\1",   "\2", "${A:?", "${A#", "/",    ":",     "="};
  constexpr std::array<std::string_view, 10> values = {"", "a", "b", "a b", "$A", "\\", "'", "\"", "\1", "aa"};
  std::vector<Given> environments(12);
  for (Given& environment : environments) {
    for (const std::string name : {"A", "B"}) {
      if (pick(4) > 0) environment.values[name] = values[pick(values.size())];
    }
  }
  const auto expansions = [&](const ParsedWords& words) {
    std::vector<std::string> all;
    for (const Given& environment : environments) {
      const auto expanded = expand_words(words, '\\', environment, {});
      all.push_back(expanded ? "=" + expanded.value().text : "fails");
    }
    return all;
  };
  std::map<std::string, std::pair<std::string, std::vector<std::string>>> seen;
  for (int i = 0; i < 150'000; ++i) {
    std::string text;
    for (std::size_t left = 1 + pick(5); left > 0; --left) text += pieces[pick(pieces.size())];
    const auto words = parse_words(text, {.escape = '\\'});
    if (!words) continue;
    const auto found = expansions(words.value());
    const auto [other, added] = seen.try_emplace(term_of(text, words.value()), text, found);
    if (!added && other->second.second != found) return text + " and " + other->second.first;
  }
  return "";
}

TEST(Terms, EqualOnesExpandToEqualBytes) {
  const Anything anything;
  EXPECT_EQ(find_counterexample(
                [&](const std::string&, const ParsedWords& words) { return expand_to_term(words, '\\', anything); }),
            "");
}

TEST(Terms, WrongOnesAreFound) {
  EXPECT_NE(find_counterexample([](std::string text, const ParsedWords&) {
    std::erase(text, '\'');
    return text;
  }), "");
}

}  // namespace
}  // namespace drydock
