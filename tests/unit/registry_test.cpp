// Every pass is documented, its example is true, and it has golden cases.
#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "pipeline/pipeline.hpp"
#include "tests/unit/snapshots.hpp"

namespace drydock {
namespace {

namespace fs = std::filesystem;

class EveryPass : public testing::TestWithParam<const PassInfo*> {};

TEST_P(EveryPass, IsDescribed) {
  const PassInfo& pass = *GetParam();
  ASSERT_FALSE(pass.id.empty());
  EXPECT_EQ(pass.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_"), std::string_view::npos)
      << "an id is a file name";
  EXPECT_FALSE(pass.summary.empty());
  EXPECT_EQ(pass.summary.find('\n'), std::string_view::npos);
  EXPECT_FALSE(pass.summary.ends_with('.'));
  EXPECT_NE(pass.level, Level::assumed) << "an open assumption belongs to a rewrite, not to a pass";
  EXPECT_NE(pass.run, nullptr);
  for (const std::string_view id : pass.after) EXPECT_NE(id, pass.id);
  if (!pass.reverse.empty()) {
    ASSERT_NE(find_pass(pass.reverse), nullptr) << pass.reverse;
    EXPECT_EQ(find_pass(pass.reverse)->reverse, pass.id);
  }
}

TEST_P(EveryPass, HasTheHeadingsInOrder) {
  const std::string_view text = GetParam()->documentation;
  std::vector<std::string_view> headings;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    if (text.substr(begin, end - begin).starts_with("## ")) headings.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  EXPECT_EQ(headings, (std::vector<std::string_view>{"## What it does", "## Why", "## Example", "## When it refuses",
                                                     "## What it keeps"}));
}

/// The texts between ```dockerfile and ``` below the heading "## Example". As in a diff, a last line that says so
/// stands for a text without a final line end.
std::vector<std::string> example_blocks(std::string_view documentation) {
  constexpr std::string_view open = "```dockerfile\n";
  constexpr std::string_view unfinished = "\n\\ No newline at end of file\n";
  std::vector<std::string> blocks;
  const std::size_t begin = documentation.find("\n## Example\n");
  if (begin == std::string_view::npos) return blocks;
  std::string_view rest = documentation.substr(begin + 1);
  rest = rest.substr(0, rest.find("\n## "));
  for (std::size_t at = rest.find(open); at != std::string_view::npos; at = rest.find(open)) {
    rest.remove_prefix(at + open.size());
    const std::size_t end = rest.starts_with("```") ? 0 : rest.find("\n```");
    if (end == std::string_view::npos) return {};
    blocks.emplace_back(rest.substr(0, rest.starts_with("```") ? 0 : end + 1));
    if (blocks.back().ends_with(unfinished)) blocks.back().resize(blocks.back().size() - unfinished.size());
    rest.remove_prefix(end);
  }
  return blocks;
}

TEST_P(EveryPass, HasATrueExample) {
  const std::vector<std::string> blocks = example_blocks(GetParam()->documentation);
  ASSERT_EQ(blocks.size(), 2U);
  EXPECT_NE(blocks[0], blocks[1]);
  PipelineOptions options;
  options.passes = {{GetParam()}};
  options.max_level = std::max(Level::equivalent, GetParam()->level);
  options.evidence.assumed = {all_assumptions().begin(), all_assumptions().end()};
  const PipelineResult result = run_pipeline(source_of(blocks[0]), options);
  EXPECT_FALSE(result.unverified);
  EXPECT_EQ(result.snapshot.text(), blocks[1]);
  const PipelineResult again = run_pipeline(source_of(blocks[1]), options);
  EXPECT_FALSE(again.changed);
}

TEST_P(EveryPass, HasGoldenCasesOfBothKinds) {
  const fs::path folder = fs::path(DRYDOCK_GOLDEN_DIR) / GetParam()->id;
  ASSERT_TRUE(fs::is_directory(folder)) << folder;
  std::size_t changes = 0;
  std::size_t keeps = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    ASSERT_TRUE(entry.is_directory()) << entry.path();
    (entry.path().filename().string().starts_with("keep_") ? keeps : changes) += 1;
  }
  EXPECT_GE(changes, 1U);
  EXPECT_GE(keeps, std::max<std::size_t>(changes, 1));
}

std::vector<const PassInfo*> passes() { return {all_passes().begin(), all_passes().end()}; }

INSTANTIATE_TEST_SUITE_P(Registry, EveryPass, testing::ValuesIn(passes()),
                         [](const auto& test) { return std::string(test.param->id); });

TEST(Registry, FindsPassesByTheirId) {
  std::set<std::string_view> ids;
  for (const PassInfo* pass : all_passes()) {
    EXPECT_TRUE(ids.insert(pass->id).second) << pass->id << " is there twice";
    EXPECT_EQ(find_pass(pass->id), pass);
  }
  EXPECT_FALSE(ids.empty());
  EXPECT_EQ(find_pass(""), nullptr);
  EXPECT_EQ(find_pass("no_such_pass"), nullptr);
}

TEST(Registry, RunsPassesAfterThoseTheyName) {
  std::set<std::string_view> seen;
  for (const PassInfo* pass : all_passes()) {
    for (const std::string_view id : pass->after) {
      EXPECT_NE(find_pass(id), nullptr) << pass->id << " names " << id;
      EXPECT_TRUE(seen.contains(id)) << pass->id << " runs before " << id;
    }
    seen.insert(pass->id);
  }
}

TEST(Registry, EveryGoldenFolderIsAPass) {
  std::size_t folders = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(DRYDOCK_GOLDEN_DIR)) {
    const std::string name = entry.path().filename().string();
    if (!entry.is_directory() || name.starts_with('_')) continue;
    ++folders;
    EXPECT_NE(find_pass(name), nullptr) << name;
  }
  EXPECT_GE(folders, all_passes().size());
}

}  // namespace
}  // namespace drydock
