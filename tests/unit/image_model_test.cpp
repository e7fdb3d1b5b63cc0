// What each stage starts: who sets CMD, ENTRYPOINT and HEALTHCHECK, under which shell, and which stage FROM names.
#include "analysis/image_model.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace drydock {
namespace {

class Images {
 public:
  explicit Images(std::string text)
      : snapshot(make_snapshot(std::move(Source::make("Dockerfile", std::move(text)).value()))),
        model(model_images(snapshot.dockerfile)) {
    EXPECT_TRUE(snapshot.dockerfile.accepted()) << snapshot.text();
  }

  [[nodiscard]] const Stage& last() const { return model.stages.back(); }
  [[nodiscard]] std::string describe(const Setting& setting) const {
    switch (setting.origin) {
      case Setting::Origin::base: return "base";
      case Setting::Origin::none: return "none";
      case Setting::Origin::trigger: return "trigger " + std::string(setting.trigger);
      case Setting::Origin::instruction: break;
    }
    return std::string(snapshot.dockerfile.instructions[setting.by].arguments.value);
  }
  [[nodiscard]] std::string start_of(const Stage& stage) const {
    return describe(stage.entrypoint) + " | " + describe(stage.cmd);
  }
  [[nodiscard]] static std::string describe(const ShellSetting& shell) {
    if (shell.origin == ShellSetting::Origin::base) return "base";
    if (shell.origin == ShellSetting::Origin::trigger) return "trigger";
    std::string out;
    for (const Text& word : shell.words) out += (out.empty() ? "" : " ") + std::string(word.value);
    return out;
  }

  Snapshot snapshot;
  ImageModel model;
};

TEST(ImageModel, ResetsAnInheritedCmdAtEntrypoint) {
  // The table of dispatchEntrypoint: a stage's own CMD survives ENTRYPOINT, an inherited one does not.
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"FROM a\n", "base | base"},
      {"FROM scratch\n", "none | none"},
      {"FROM a\nCMD c\n", "base | c"},
      {"FROM a\nENTRYPOINT e\n", "e | none"},
      {"FROM a\nCMD c\nENTRYPOINT e\n", "e | c"},
      {"FROM a\nENTRYPOINT e\nCMD c\n", "e | c"},
      {"FROM a\nCMD c\nENTRYPOINT e\nENTRYPOINT f\n", "f | c"},
      {"FROM a\nCMD c\nCMD d\n", "base | d"},
      {"FROM a AS x\nCMD c\nFROM x\nENTRYPOINT e\n", "e | none"},
      {"FROM a AS x\nENTRYPOINT e\nCMD c\nFROM x\nENTRYPOINT e\n", "e | none"},
      {"FROM a AS x\nENTRYPOINT e\nCMD c\nFROM x\n", "e | c"},
      {"FROM a AS x\nENTRYPOINT e\nCMD c\nFROM x\nCMD d\n", "e | d"},
      {"FROM a AS x\nCMD c\nFROM x\nCMD d\nENTRYPOINT e\n", "e | d"},
      {"FROM a\nENTRYPOINT []\n", "none | none"},
      {"FROM a AS x\nENTRYPOINT e\nCMD c\nFROM x\nENTRYPOINT []\n", "none | none"},
      {"FROM a\nCMD []\nENTRYPOINT e\n", "e | none"},
      {"FROM a\nENTRYPOINT e\nCMD []\n", "e | none"},
      {"FROM a\nCMD\nENTRYPOINT\n", " | "},
      {"FROM a AS x\nONBUILD CMD oc\nFROM x\nENTRYPOINT e\n", "e | trigger CMD oc"},
      {"FROM a AS x\nONBUILD ENTRYPOINT oe\nCMD c\nFROM x\n", "trigger ENTRYPOINT oe | none"},
      {"FROM a AS x\nCMD c\nONBUILD ENTRYPOINT oe\nONBUILD CMD oc\nFROM x\n", "trigger ENTRYPOINT oe | trigger CMD oc"},
      {"FROM a AS x\nONBUILD CMD oc\nFROM x\nCMD d\n", "base | d"},
  };
  for (const auto& [text, expected] : cases) {
    const Images images{std::string(text)};
    EXPECT_EQ(images.start_of(images.last()), expected) << text;
  }
}

TEST(ImageModel, TriggersDoNothingInTheirOwnStageAndInGrandchildren) {
  const Images images("FROM a AS x\nCMD c\nONBUILD CMD oc\nONBUILD SHELL [\"s\"]\nONBUILD HEALTHCHECK NONE\n"
                      "FROM x AS y\nFROM y AS z\nCMD d\nFROM y\n");
  const auto& stages = images.model.stages;
  ASSERT_EQ(stages.size(), 4U);
  EXPECT_EQ(images.start_of(stages[0]), "base | c");
  EXPECT_FALSE(stages[0].has_triggers);
  EXPECT_EQ(images.start_of(stages[1]), "base | trigger CMD oc");
  EXPECT_EQ(images.describe(stages[1].healthcheck), "trigger HEALTHCHECK NONE");
  EXPECT_EQ(Images::describe(stages[1].shell), "trigger");
  EXPECT_TRUE(stages[1].has_triggers);
  EXPECT_EQ(images.start_of(stages[2]), "base | d") << "inherited, then replaced";
  EXPECT_FALSE(stages[2].has_triggers);
  EXPECT_EQ(images.start_of(stages[3]), "base | trigger CMD oc") << "inherited from the stage in which it ran";
  EXPECT_EQ(stages[3].cmd.by, 2U);
}

TEST(ImageModel, KeepsTheShellThatWasInForce) {
  const Images images("FROM a AS x\nCMD c\nSHELL [\"/bin/bash\", \"-c\"]\nENTRYPOINT e\nHEALTHCHECK CMD h\n"
                      "FROM x AS y\nCMD d\nSHELL [\"s\"]\nFROM y\nFROM b\nCMD f\n");
  const auto& stages = images.model.stages;
  ASSERT_EQ(stages.size(), 4U);
  EXPECT_EQ(Images::describe(stages[0].cmd.shell), "base");
  EXPECT_EQ(Images::describe(stages[0].entrypoint.shell), "/bin/bash -c");
  EXPECT_EQ(Images::describe(stages[0].shell), "/bin/bash -c");
  EXPECT_EQ(Images::describe(stages[1].cmd.shell), "/bin/bash -c");
  EXPECT_EQ(Images::describe(stages[1].shell), "s");
  EXPECT_EQ(Images::describe(stages[2].shell), "s");
  EXPECT_EQ(Images::describe(stages[2].entrypoint.shell), "/bin/bash -c") << "what is inherited keeps its shell";
  EXPECT_EQ(Images::describe(stages[3].cmd.shell), "base");
}

TEST(ImageModel, TheLastHealthcheckCounts) {
  const Images images(
      "FROM a\nHEALTHCHECK --interval=5m CMD h\nHEALTHCHECK CMD [\"i\"]\nFROM a\nHEALTHCHECK NONE\nFROM a\n");
  EXPECT_EQ(images.describe(images.model.stages[0].healthcheck), "CMD [\"i\"]");
  EXPECT_EQ(images.model.stages[0].healthcheck.command.arguments.size(), 1U);
  EXPECT_EQ(images.describe(images.model.stages[1].healthcheck), "NONE");
  EXPECT_EQ(images.describe(images.model.stages[2].healthcheck), "base");
}

TEST(ImageModel, FindsStagesByTheirNameInLowerCase) {
  const struct {
    std::string_view text;
    std::optional<StageIndex> parent;  // of the last stage
    std::string_view image;
  } cases[] = {
      {"FROM a AS x\nFROM x\n", 0, "a"},
      {"FROM a AS X\nFROM x\n", 0, "a"},
      {"FROM a AS x\nFROM X\n", std::nullopt, "X"},
      {"FROM a AS x\nFROM b AS x\nFROM x\n", 1, "b"},
      {"FROM a\nFROM 0\n", std::nullopt, "0"},
      {"FROM x AS x\n", std::nullopt, "x"},
      {"FROM x AS x\nFROM x AS x\n", 0, "x"},
      {"FROM x\nFROM a AS x\n", std::nullopt, "a"},
      {"FROM a AS x\nFROM x:1\n", std::nullopt, "x:1"},
      {"FROM a AS x\nFROM x AS y\nFROM y\n", 1, "a"},
      {"ARG A\nFROM a AS x\nFROM $A\n", std::nullopt, "$A"},
      {"FROM scratch AS scratch\nFROM scratch\n", 0, "scratch"},
  };
  for (const auto& [text, parent, image] : cases) {
    const Images images{std::string(text)};
    EXPECT_EQ(images.last().parent, parent) << text;
    EXPECT_EQ(images.last().image, image) << text;
  }
}

TEST(ImageModel, KnowsWhereAStageComesFrom) {
  const Images images(
      "ARG A\nFROM --platform=linux/amd64 a AS x\nUSER u\nFROM --platform=windows/amd64 x AS y\nFROM b\nFROM y\nCMD c");
  const auto& stages = images.model.stages;
  ASSERT_EQ(stages.size(), 4U);
  EXPECT_EQ(stages[0].from, 1U);
  EXPECT_EQ(stages[0].end, 3U);
  EXPECT_EQ(stages[3].end, 7U);
  EXPECT_EQ(stages[3].root, 0U);
  EXPECT_EQ(stages[2].root, 2U);
  EXPECT_EQ(stages[1].platform, "linux/amd64") << "a stage has the platform of its root";
  EXPECT_EQ(stages[2].platform, std::nullopt);
  EXPECT_EQ(images.model.stage_of(0), nullptr);
  EXPECT_EQ(images.model.stage_of(1), &stages[0]);
  EXPECT_EQ(images.model.stage_of(2), &stages[0]);
  EXPECT_EQ(images.model.stage_of(6), &stages[3]);
  EXPECT_EQ(images.model.index_of(stages[2]), 2U);
  EXPECT_EQ(images.model.lineage(stages[3]), (std::vector<const Stage*>{&stages[3], &stages[1], &stages[0]}));
}

TEST(ImageModel, CollectsTheEnvironmentOfAStageAndItsAncestors) {
  const Images images(
      "FROM a AS x\nENV A=1 B='2'\nONBUILD ENV O=1\nARG G=1\nFROM b\nENV N=1\nFROM x\nENV C 3 4\nONBUILD ENV P=1\n");
  const auto entries_of = [&](std::size_t stage) {
    std::vector<std::string> out;
    for (const EnvironmentEntry& entry :
         environment_entries(images.snapshot.dockerfile, images.model, images.model.stages.at(stage))) {
      out.push_back(std::string(entry.key) + "=" + std::string(entry.value));
    }
    return out;
  };
  EXPECT_EQ(entries_of(2), (std::vector<std::string>{"C=3 4", "A=1", "B='2'", "O=1"}));
  EXPECT_EQ(entries_of(0), (std::vector<std::string>{"A=1", "B='2'"}));
  EXPECT_EQ(entries_of(1), (std::vector<std::string>{"N=1"}));
}

}  // namespace
}  // namespace drydock
