// What a refused run leaves behind, and running it again.
#include "report/reproducer.hpp"

#include <array>

#include <gtest/gtest.h>

namespace drydock {
namespace {

/// Says that it changes nothing, and makes a USER root.
void lie(const Context& context, Proposals& proposals) {
  for (InstructionIndex index = 0; index < context.instructions().size(); ++index) {
    const auto* user = context.instructions()[index].as<User>();
    if (user == nullptr) continue;
    Rewrite rewrite;
    rewrite.about = index;
    rewrite.why = "this changes nothing";
    rewrite.replaces = {index};
    rewrite.edits = {{user->user.range, "root"}};
    proposals.rewrites.push_back(std::move(rewrite));
  }
}

constexpr std::array lie_options = {PassOption{"how", "how it lies", "", {}}};
constexpr PassInfo liar{.id = "liar",
                        .summary = "",
                        .documentation = "",
                        .level = Level::identical,
                        .on_by_default = false,
                        .after = {},
                        .rules = {},
                        .options = lie_options,
                        .run = lie};

const PassInfo* find_liar(std::string_view id) { return id == liar.id ? &liar : find_pass(id); }

PipelineResult run(const Reproducer& reproducer) {
  return run_pipeline(std::move(Source::make(reproducer.path, reproducer.text).value()), reproducer.pipeline);
}

Reproducer refused_run() {
  Reproducer reproducer{.drydock = "1.2",
                        .refusal = "",
                        .path = "a\xff/Dockerfile",
                        .text = "FROM debian\nUSER a\n# \xff\0\r\n",
                        .pipeline = {}};
  reproducer.text = std::string("FROM debian\nUSER a\n# \xff") + '\0' + "\r\n";
  reproducer.pipeline.passes = {{&liar, {{"how", "badly, {very}"}}}};
  reproducer.pipeline.max_level = Level::identical;
  reproducer.pipeline.evidence.assumed = {Assumption::base_os, Assumption::last_target};
  reproducer.pipeline.evidence.targets = {"x", "0"};
  reproducer.image_configs = {{"debian", R"({"config": {"User": "b"}})"}};
  reproducer.pipeline.evidence.images.emplace("debian", scratch_config("linux"));
  return reproducer;
}

TEST(Reproducer, ShowsAPassThatLies) {
  Reproducer written = refused_run();
  const PipelineResult result = run(written);
  ASSERT_TRUE(result.unverified);
  EXPECT_EQ(result.snapshot.text(), written.text) << "the file keeps its bytes";
  written.refusal = refusals_of(result);
  EXPECT_NE(written.refusal.find("liar: same_image: "), std::string::npos) << written.refusal;

  const std::string json = reproducer_json(written);
  const auto read = parse_reproducer(json, find_liar);
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(reproducer_json(read.value()), json);
  EXPECT_EQ(read.value().text, written.text);
  EXPECT_EQ(read.value().path, written.path);
  EXPECT_EQ(read.value().pipeline.passes.at(0).options.at(0).value, "badly, {very}");
  EXPECT_EQ(read.value().pipeline.max_level, Level::identical);
  EXPECT_EQ(read.value().pipeline.evidence.targets, written.pipeline.evidence.targets);
  EXPECT_EQ(read.value().pipeline.evidence.images.at("debian").user.get(), "b");

  const PipelineResult again = run(read.value());
  EXPECT_TRUE(again.unverified);
  EXPECT_EQ(refusals_of(again).starts_with("liar: same_image: "), true);
}

TEST(Reproducer, KnowsWhetherCommentsWereMinded) {
  Reproducer written = refused_run();
  EXPECT_TRUE(parse_reproducer(reproducer_json(written), find_liar).value().pipeline.ignore_comments);
  written.text = "FROM debian\n# drydock ignore=liar\nUSER a\n";
  EXPECT_FALSE(run(written).unverified) << "the comment holds it back";
  written.pipeline.ignore_comments = false;
  const auto read = parse_reproducer(reproducer_json(written), find_liar);
  ASSERT_TRUE(read) << read.error();
  EXPECT_TRUE(run(read.value()).unverified);
}

TEST(Reproducer, SaysWhatItCannotRead) {
  const std::string json = reproducer_json(refused_run());
  EXPECT_EQ(parse_reproducer(json).error(), "there is no pass \"liar\"");
  EXPECT_EQ(parse_reproducer("{").error(), "not JSON");
  EXPECT_FALSE(parse_reproducer("[]"));
  EXPECT_FALSE(parse_reproducer("{}"));
  const auto without = [&](const std::string& from, const std::string& to) {
    std::string changed = json;
    const std::size_t at = changed.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    if (at != std::string::npos) changed.replace(at, from.size(), to);
    return changed;
  };
  for (const auto& [from, to] : {std::pair<std::string, std::string>{"\"version\": 1", "\"version\": 2"},
                                 {"\"level\": \"identical\"", "\"level\": \"x\""},
                                 {"\"base-os\"", "\"x\""},
                                 {"\"how\"", "\"why\""},
                                 {"\"text\"", "\"test\""},
                                 {"\"hex\": \"", "\"hex\": \"g"},
                                 {"\"targets\": [", "\"targets\": 1, \"x\": ["},
                                 {"\"assumed\":", "\"ignore_comments\": 1, \"assumed\":"}}) {
    EXPECT_FALSE(parse_reproducer(without(from, to), find_liar)) << to;
  }
}

}  // namespace
}  // namespace drydock
