// Any text at all: the tokens tile it, every layer reads it, and the passes never break it.
#include <cstdlib>
#include <iterator>
#include <random>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "pipeline/pipeline.hpp"
#include "report/ir_json.hpp"
#include "report/text_report.hpp"
#include "tests/unit/snapshots.hpp"

namespace drydock {
namespace {

using namespace std::string_view_literals;

void expect_tiling(const Snapshot& snapshot) {
  const Tree& tree = snapshot.tree;
  Offset end = 0;
  for (const Token& token : tree.tokens) {
    ASSERT_GT(token.end, end) << "a token is empty or goes back";
    end = token.end;
  }
  ASSERT_EQ(end, snapshot.text().size()) << "the tokens end before the text does";
  const bool bom = !tree.tokens.empty() && tree.tokens.front().kind == TokenKind::bom;
  TokenIndex next = bom ? 1 : 0;
  for (const Node& node : tree.nodes) {
    ASSERT_EQ(node.first, next) << "tokens between two nodes belong to neither";
    ASSERT_GT(node.last, node.first) << "a node without tokens";
    next = node.last;
  }
  ASSERT_EQ(next, tree.tokens.size()) << "tokens after the last node";
}

void expect_ranges_inside(const Snapshot& snapshot) {
  const auto size = to_offset(snapshot.text().size());
  const auto inside = [&](TextRange range) { return range.begin <= range.end && range.end <= size; };
  for (const Instruction& instruction : snapshot.dockerfile.instructions) {
    ASSERT_TRUE(inside(instruction.range) && inside(instruction.keyword_text.range) &&
                inside(instruction.arguments.range));
    for (const Text& value : instruction.values) ASSERT_TRUE(inside(value.range));
    for (const Flag& flag : instruction.flags) ASSERT_TRUE(inside(flag.text.range));
  }
  for (const Diagnostic& diagnostic : snapshot.dockerfile.diagnostics) {
    ASSERT_TRUE(inside(diagnostic.range)) << diagnostic.code;
    ASSERT_FALSE(render(diagnostic, *snapshot.source, true).empty());
  }
}

/// Whether the passes changed the text.
bool try_text(std::string_view text) {
  SCOPED_TRACE("text: \"" + printable(text, 200) + "\"");
  const PipelineResult untouched = run_pipeline(source_of(text), {});
  expect_tiling(untouched.snapshot);
  expect_ranges_inside(untouched.snapshot);
  EXPECT_EQ(untouched.snapshot.text(), text);
  EXPECT_FALSE(untouched.changed);

  PipelineOptions options;
  for (const PassInfo* pass : all_passes()) options.passes.push_back({pass});
  options.evidence.assumed.assign(all_assumptions().begin(), all_assumptions().end());
  const PipelineResult result = run_pipeline(source_of(text), options);
  EXPECT_FALSE(result.unverified) << "a pass proposed what the verifier refuses";
  EXPECT_EQ(result.changed, result.snapshot.text() != text);
  EXPECT_TRUE(!result.changed || result.snapshot.dockerfile.accepted());
  expect_tiling(result.snapshot);
  for (const Remark& remark : result.remarks) EXPECT_FALSE(render(remark, result.before(), false).empty());
  EXPECT_EQ(result.changed, !unified_diff("Dockerfile", text, result.snapshot.text(), false).empty());

  const Snapshot& snapshot = result.snapshot;
  EXPECT_EQ(dump(snapshot.tree, *snapshot.source).empty(), text.empty());
  EXPECT_FALSE(dump(snapshot.dockerfile, *snapshot.source).empty());
  EXPECT_TRUE(ir_json(snapshot).starts_with(R"({"format":"drydock-ir")"));
  return result.changed;
}

constexpr std::string_view pieces[] = {
    " ", "\t", "\n", "\n", "\r", "\r\n", "\\", "\\\n", "#", "a", "R", "\"", "$", "`", "<", "[", ",", "]", "=", "{", "}",
    "'", "--", "\v", "\x01", "\0"sv, "\xC3\xA9", "\xFF", "\x80", "\xC2\xA0", "\xEF\xBB\xBF", "a b", "exec ", " AS b",
    "RUN ", "CMD ", "CMD", "ENTRYPOINT ", "COPY ", "ONBUILD ", "ENV ", "ARG ", "SHELL ", "HEALTHCHECK ", "LABEL ",
    "VOLUME ", "FROM ", "FROM a\n", "<<EOF", "EOF\n", "<<-E", "# escape=`\n", "# check=skip=x\n", "--from=a ",
    "[\"a\"]", "[\"/bin/sh\",\"-c\"]"};
constexpr std::size_t max_random_size = 40;

TEST(Totality, ReadsRandomTexts) {
  const char* const wanted = std::getenv("DRYDOCK_RANDOM_STRINGS");
  const long count = wanted != nullptr ? std::strtol(wanted, nullptr, 10) : 20000;
  std::mt19937 random(20240711);
  const auto below = [&](std::size_t limit) { return static_cast<std::size_t>(random()) % limit; };
  long changed = 0;
  for (long i = 0; i < count && !HasFailure(); ++i) {
    // Half of the texts have a stage, so that they get past the parser more often.
    std::string text = below(2) == 0 ? "FROM debian\n" : "";
    const std::size_t size = text.size() + below(max_random_size + 1);
    while (text.size() < size) text += pieces[below(std::size(pieces))];
    text.resize(size);
    changed += try_text(text) ? 1 : 0;
  }
  EXPECT_TRUE(changed > 0 || count < 20000) << "no text came as far as a rewrite";
}

TEST(Totality, ReadsEveryPrefixOfTrickyTexts) {
  constexpr std::string_view texts[] = {
      "\xEF\xBB\xBF# syntax=docker/dockerfile:1\n#escape = `\n# check=skip=all;error=true\n#\n"
      "FROM --platform=$X a:1@b AS c `\r\n\n",

      "FROM debian:12\nCMD a\nENTRYPOINT exec nginx \\\n  # why\n\n  -g \"daemon off;\" \\ \t\n\nCMD [\"x\", 'y']\n"
      "CMD \\\n # c\n b",

      "FROM debian\nRUN <<-'A B' cat <<C; <<\"D\n\tx\n\tA B\n\\\n# y\nC\nCOPY <<EOF <<EOF /x\n$X \\$\nEOF\nEOF\n"
      "ONBUILD ADD <<E /\nz\nE",

      "FROM a\n\\\n\\\nRU\\\nN --mount=type=cache,\"target=/x\" --network=none -- ls \\\\\nRUN a\\\\\\\n \\\n",

      "FROM a\nHEALTHCHECK --interval=1h2.5m3\xC2\xB5s --retries=3 CMD "
      "[\"\\ud83d\\ude00\\ud83d\", \"\\u0000\", \"\xFF\"]\n",

      "FROM a AS B\nFROM b\nSHELL [\"/bin/bash\",\"-c\"]\nENV A=b\\ c \"d\"='e f' G\nENV h i j\nVOLUME [\"/a\", "
      "\" \"]\nCMD exec ls\xC2\xA0",

      "FROM a\r\nCMD ls -l\\\r\n\t# c\r\n\t/x\r\r\nEXPOSE 1 2/tcp\r\nMAINTAINER m\rn\nonbuild onbuild CMD x\n"
      "ARG a=b c = d\0\x01"sv,

      "FROM debian\nENTRYPOINT ls \\\n# \xC3\xA9\n -a\nCMD ls\nCMD \\\n\n#x\n\n ls\n\nHEALTHCHECK NONE\n"
      "HEALTHCHECK CMD a\nSTOPSIGNAL 9\n"};
  for (const std::string_view text : texts) {
    for (std::size_t size = 0; size <= text.size() && !HasFailure(); ++size) try_text(text.substr(0, size));
  }
}

}  // namespace
}  // namespace drydock
