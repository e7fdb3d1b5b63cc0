// Which passes a list chooses.
#include <algorithm>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "pipeline/selection.hpp"

namespace drydock {
namespace {

/// The ids that a list chooses, or the message.
std::string chosen(std::string_view list, PassOrder order = PassOrder::own) {
  const auto passes = parse_passes(list, order);
  if (!passes) return passes.error();
  std::string ids;
  for (const PassChoice& choice : passes.value()) ids += (ids.empty() ? "" : ",") + std::string(choice.pass->id);
  return ids;
}

TEST(PassSelection, KeepsTheOrderThatWasGivenIfAsked) {
  EXPECT_EQ(chosen("shell_to_exec_form,fix_as_casing"), "fix_as_casing,shell_to_exec_form");
  EXPECT_EQ(chosen("shell_to_exec_form,fix_as_casing", PassOrder::as_given), "shell_to_exec_form,fix_as_casing");
  EXPECT_EQ(chosen("fix_as_casing,quote_values,-fix_as_casing"), "quote_values");
}

TEST(PassSelection, NeverTakesTwoPassesThatUndoEachOther) {
  EXPECT_EQ(chosen("merge_adjacent_settings,split_settings"),
            "merge_adjacent_settings and split_settings undo each other's work; choose one of the two");
  const std::string all = chosen("all");
  EXPECT_NE(all.find("merge_adjacent_settings"), std::string::npos);
  EXPECT_EQ(all.find("split_settings"), std::string::npos);
  const std::string splitting = chosen("all,split_settings");
  EXPECT_EQ(splitting.find("merge_adjacent_settings"), std::string::npos);
  EXPECT_NE(splitting.find("split_settings"), std::string::npos);
  EXPECT_EQ(chosen("split_settings,all,-split_settings,merge_adjacent_settings").find("split_settings"),
            std::string::npos);
}

}  // namespace
}  // namespace drydock
