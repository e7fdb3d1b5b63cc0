// The second opinion: wrong rewrites that each check must refuse, and honest ones that it must let pass.
#include "verify/verifier.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "ir/snapshot.hpp"

namespace drydock {
namespace {

/// One edit: the n-th place of `old_text` gets `new_text`, or `new_text` is inserted before it.
struct Change {
  std::string_view old_text;
  std::string_view new_text;
  int nth = 1;
  bool insert = false;
};

std::vector<Effect> every_effect() {
  return {Effect::program_is_process_one, Effect::no_shell_variables, Effect::needs_interpreter_line,
          Effect::args_escaped_goes, Effect::arguments_reach_entrypoint};
}

/// A step as a pass would propose it.
struct Step {
  std::string_view name;
  std::string_view before;
  std::vector<Change> changes;
  std::vector<InstructionIndex> replaces = {};
  std::vector<InstructionIndex> removes = {};
  Level level = Level::equivalent;
  std::vector<Assumption> assumed = {};
  std::vector<Effect> effects = every_effect();
  std::vector<ImagePart> may_change = {};   ///< of an intended rewrite
  std::vector<std::string> targets = {};
  bool takes_comments = false;
  std::optional<std::string_view> after = std::nullopt;  ///< if it is not what the edits give
};

Snapshot snapshot_of(std::string_view text) {
  return make_snapshot(std::move(Source::make("Dockerfile", std::string(text)).value()));
}

Judgement judge(const Step& step) {
  SCOPED_TRACE(step.name);
  Rewrite rewrite;
  rewrite.level = step.level;
  rewrite.replaces = step.replaces;
  rewrite.removes = step.removes;
  rewrite.effects = step.effects;
  rewrite.changes = step.may_change;
  rewrite.takes_comments = step.takes_comments;
  for (const Change& change : step.changes) {
    std::size_t at = step.before.find(change.old_text);
    for (int i = 1; i < change.nth && at != std::string_view::npos; ++i) at = step.before.find(change.old_text, at + 1);
    EXPECT_NE(at, std::string_view::npos) << change.old_text;
    if (at == std::string_view::npos) return {};
    const Offset begin = to_offset(at);
    rewrite.edits.push_back(
        {{begin, change.insert ? begin : begin + to_offset(change.old_text.size())}, std::string(change.new_text)});
  }
  std::ranges::sort(rewrite.edits, {}, [](const Edit& edit) { return edit.range.begin; });
  std::string after;
  std::size_t copied = 0;
  for (const Edit& edit : rewrite.edits) {
    after += step.before.substr(copied, edit.range.begin - copied);
    after += edit.text;
    copied = edit.range.end;
  }
  after += step.before.substr(copied);

  const Snapshot old_snapshot = snapshot_of(step.before);
  const Snapshot new_snapshot = snapshot_of(step.after.value_or(after));
  EXPECT_TRUE(old_snapshot.dockerfile.accepted()) << step.before;
  Evidence evidence;
  evidence.assumed = step.assumed;
  evidence.targets = step.targets;
  const ModelCache old_models(old_snapshot, evidence);
  const ModelCache new_models(new_snapshot, evidence);
  const Rewrite* const accepted[] = {&rewrite};
  return verify({old_snapshot, old_models}, {new_snapshot, new_models}, accepted, rewrite.edits, evidence);
}

std::vector<Assumption> everything() { return {all_assumptions().begin(), all_assumptions().end()}; }

struct WrongStep {
  std::string_view check;
  Step step;
};

std::vector<WrongStep> wrong_steps() {
  const std::string_view two_stages = "FROM debian AS a\nENTRYPOINT nginx\nFROM a\nCMD [\"x\"]\n";
  return {
      // Bytes that no edit names.
      {"untouched_text",
       {.name = "another instruction changed on the way",
        .before = "FROM debian\nCMD nginx\nUSER b\n",
        .changes = {{"nginx", "[\"nginx\"]"}},
        .replaces = {1},
        .after = "FROM debian\nCMD [\"nginx\"]\nUSER c\n"}},
      {"untouched_text",
       {.name = "an edit was not made",
        .before = "FROM debian\nCMD nginx\n",
        .changes = {{"nginx", "[\"nginx\"]"}},
        .replaces = {1},
        .after = "FROM debian\nCMD nginx\n"}},
      {"untouched_text",
       {.name = "the text grew at its end", .before = "FROM debian\nCMD a\n", .changes = {},
        .after = "FROM debian\nCMD a\n\n"}},
      {"untouched_text", {.name = "the text lost its end", .before = "FROM debian\nCMD a\n", .changes = {},
                          .after = "FROM debian\nCMD a"}},
      {"untouched_text",
       {.name = "a line end changed", .before = "FROM debian\r\nCMD a\r\n", .changes = {},
        .after = "FROM debian\nCMD a\r\n"}},

      // Texts that BuildKit refuses.
      {"no_new_errors",
       {.name = "only the first line of a continued command rewritten",
        .before = "FROM debian\nCMD nginx \\\n  -g x\n",
        .changes = {{"nginx \\", "[\"nginx\"]"}},
        .replaces = {1}}},
      {"no_new_errors",
       {.name = "a word read as a flag", .before = "FROM debian\nCMD nginx\n", .changes = {{"nginx", "--nginx"}},
        .replaces = {1}}},
      {"no_new_errors",
       {.name = "an array with a number", .before = "FROM debian\nCMD sleep 5\n",
        .changes = {{"sleep 5", "[\"sleep\", 5]"}}, .replaces = {1}}},
      {"no_new_errors",
       {.name = "the end of a heredoc cut",
        .before = "FROM debian\nRUN <<E\na\nE\nCMD b\n",
        .changes = {{"E\nCMD b", "CMD b", 1}},
        .replaces = {1, 2}}},
      {"no_new_errors", {.name = "the only FROM removed", .before = "FROM debian\nCMD a\n",
                         .changes = {{"FROM debian\n", ""}}, .removes = {0}}},

      // Directives.
      {"same_directives",
       {.name = "the escape character changed", .before = "# escape=`\nFROM debian\nCMD a\n",
        .changes = {{"`", "\\"}}}},
      {"same_directives",
       {.name = "an escape directive activated", .before = "# note\n# escape=`\nFROM debian\nCMD a\n",
        .changes = {{"# note\n", ""}}}},
      {"same_directives",
       {.name = "a directive turned into a comment",
        .before = "# escape=`\nFROM debian\nCMD a\n",
        .changes = {{.old_text = "# escape", .new_text = "\n", .insert = true}}}},
      {"same_directives",
       {.name = "the frontend changed", .before = "# syntax=docker/dockerfile:1\nFROM debian\n",
        .changes = {{":1", ":1.4"}}}},
      {"same_directives",
       {.name = "a check activated", .before = "\n# check=skip=all\nFROM debian\n",
        .changes = {{"\n# check", "# check"}}}},

      // Comments.
      {"same_comments",
       {.name = "a comment swallowed",
        .before = "FROM debian\nCMD nginx \\\n# why\n  -g x\n",
        .changes = {{"nginx \\\n# why\n  -g x", "[\"nginx\", \"-g\", \"x\"]"}},
        .replaces = {1}}},
      {"same_comments",
       {.name = "a comment made an argument",
        .before = "FROM debian\nCMD nginx \\\n# why\n",
        .changes = {{"\\\n# why", "# why"}},
        .replaces = {1}}},
      {"same_comments",
       {.name = "an argument made a comment",
        .before = "FROM debian\nCMD nginx # why\n",
        .changes = {{"nginx # why", "nginx \\\n# why"}},
        .replaces = {1}}},
      {"same_comments",
       {.name = "two comments swapped",
        .before = "FROM debian\n# a\n# b\nCMD c\n",
        .changes = {{"# a", "# b"}, {"# b", "# a"}}}},
      {"same_comments",
       {.name = "an instruction commented out", .before = "FROM debian\nCMD a\nCMD b\n",
        .changes = {{"CMD a", "#CMD a"}}, .removes = {1}}},
      {"same_comments", {.name = "a comment trimmed", .before = "FROM debian\n# a \nCMD c\n",
                         .changes = {{"# a ", "# a"}}}},

      // Edits where no rewrite has a business.
      {"edits_inside_named_instructions",
       {.name = "a blank in another instruction", .before = "FROM debian\nUSER a\nCMD b\n",
        .changes = {{"USER a", "USER  a"}}, .replaces = {2}}},
      {"edits_inside_named_instructions",
       {.name = "a line of another instruction's heredoc cut",
        .before = "FROM debian\nRUN <<E\na\nb\nE\nCMD nginx\n",
        .changes = {{"b\n", ""}, {"nginx", "[\"nginx\"]"}},
        .replaces = {2}}},
      {"edits_inside_named_instructions",
       {.name = "the wrong one of two CMDs dropped", .before = "FROM debian\nCMD a\nCMD b\n",
        .changes = {{"CMD b\n", ""}}, .removes = {1}}},
      {"edits_inside_named_instructions",
       {.name = "an insertion into another instruction",
        .before = "FROM debian\nUSER a\nCMD b\n",
        .changes = {{.old_text = "a\nCMD", .new_text = "x", .insert = true}},
        .replaces = {2}}},

      // The list of instructions.
      {"same_start",
       {.name = "an instruction moved across SHELL",
        .before = "FROM debian\nCMD nginx\nSHELL [\"/bin/bash\", \"-c\"]\nUSER u\n",
        .changes = {{"CMD nginx\n", ""}, {.old_text = "USER", .new_text = "CMD nginx\n", .insert = true}},
        .removes = {1}}},
      {"same_start",
       {.name = "CMD and SHELL swapped",
        .before = "FROM debian\nCMD nginx\nSHELL [\"/bin/bash\", \"-c\"]\n",
        .changes = {{"CMD nginx\nSHELL [\"/bin/bash\", \"-c\"]", "SHELL [\"/bin/bash\", \"-c\"]\nCMD nginx"}},
        .replaces = {1, 2}}},
      {"same_start",
       {.name = "a CMD made an ENTRYPOINT", .before = "FROM debian\nCMD nginx\n",
        .changes = {{"CMD nginx", "ENTRYPOINT [\"nginx\"]"}}, .replaces = {1}}},
      {"same_start",
       {.name = "a replaced instruction removed", .before = "FROM debian\nCMD a\nCMD b\n",
        .changes = {{"CMD b\n", ""}}, .replaces = {2}}},
      {"same_image",
       {.name = "an instruction more", .before = "FROM debian\nCMD a\n",
        .changes = {{.old_text = "CMD", .new_text = "USER b\n", .insert = true}}}},
      {"same_instructions",
       {.name = "the next instruction swallowed by a continuation",
        .before = "FROM debian\nCMD a\nUSER b\n",
        .changes = {{"CMD a", "CMD a \\"}},
        .replaces = {1}}},
      {"same_instructions",
       {.name = "the next instructions swallowed by a heredoc",
        .before = "FROM debian\nRUN a\nUSER b\nCMD\nUSER c\n",
        .changes = {{"RUN a", "RUN <<CMD"}},
        .replaces = {1}}},

      // Stages.
      {"same_image", {.name = "another base image", .before = "FROM debian:12\nCMD a\n", .changes = {{":12", ":13"}},
                       .replaces = {0}}},
      {"same_image",
       {.name = "another platform",
        .before = "FROM --platform=linux/amd64 debian\n",
        .changes = {{"amd64", "arm64"}},
        .replaces = {0}}},
      {"same_image",
       {.name = "a stage that is found no more", .before = "FROM debian AS a\nFROM a\nCMD b\n",
        .changes = {{"AS a", "AS c"}}, .replaces = {0}}},
      {"same_image",
       {.name = "SHELL removed", .before = "FROM debian\nSHELL [\"/bin/bash\", \"-c\"]\nCMD [\"a\"]\n",
        .changes = {{"SHELL [\"/bin/bash\", \"-c\"]\n", ""}}, .removes = {1}}},
      {"same_image",
       {.name = "another SHELL", .before = "FROM debian\nCMD [\"a\"]\nSHELL [\"/bin/bash\", \"-c\"]\n",
        .changes = {{"bash", "sh"}}, .replaces = {2}}},

      // What is no CMD, ENTRYPOINT or HEALTHCHECK, even if a rewrite names it.
      {"same_image",
       {.name = "another RUN", .before = "FROM debian\nRUN a\nCMD [\"c\"]\n", .changes = {{"RUN a", "RUN b"}},
        .replaces = {1}}},
      {"same_image",
       {.name = "a trigger less", .before = "FROM debian\nONBUILD RUN a\n", .changes = {{"ONBUILD RUN a\n", ""}},
        .removes = {1}}},

      // What an identical rewrite writes in another way.
      {"same_image",
       {.name = "a blank of a value lost between quotes", .before = "FROM debian\nENV A b  c\n", .changes = {{" b  c", "=\"b c\""}},
        .replaces = {1}, .level = Level::identical}},
      {"same_image",
       {.name = "an escape of a label lost", .before = "FROM debian\nLABEL A=b\\\\c\n", .changes = {{"b\\\\c", "\"b\\c d\""}},
        .replaces = {1}, .level = Level::identical}},
      {"same_image",
       {.name = "a flag of RUN lost beside a keyword", .before = "FROM debian\nrun --network=none a\n",
        .changes = {{"run --network=none", "RUN"}}, .replaces = {1}, .level = Level::identical}},
      {"same_image",
       {.name = "a variable of ENV quoted", .before = "FROM debian\nENV A=\"$HOME\"\n", .changes = {{"\"$HOME\"", "'$HOME'"}},
        .replaces = {1}, .level = Level::identical}},
      {"same_image",
       {.name = "a dollar sign of ENV lost", .before = "FROM debian\nENV A=$HOME\n", .changes = {{"$HOME", "HOME"}},
        .replaces = {1}, .level = Level::identical}},
      {"same_image",
       {.name = "an escape of ENV lost", .before = "FROM debian\nENV A=\\$HOME\n", .changes = {{"\\$", "$"}},
        .replaces = {1}, .level = Level::identical}},
      {"same_image",
       {.name = "blanks of the old form of ENV squeezed", .before = "FROM debian\nENV A b  c\n",
        .changes = {{"A b  c", "A=\"b c\""}}, .replaces = {1}, .level = Level::identical}},
      {"same_image",
       {.name = "the words of ENV in another order", .before = "FROM debian\nENV A=1 B=2\n",
        .changes = {{"A=1 B=2", "B=2 A=1"}}, .replaces = {1}, .level = Level::identical}},
      {"same_image",
       {.name = "an ENV split of which one word uses another", .before = "FROM debian\nENV A=1 B=$A\n",
        .changes = {{" B=$A", "\nENV B=$A"}}, .replaces = {1}, .level = Level::identical}},
      {"same_image",
       {.name = "two ENV joined of which one uses the other", .before = "FROM debian\nENV A=1\nENV B=$A\n",
        .changes = {{"\nENV B", " B"}}, .replaces = {1}, .removes = {2}, .level = Level::identical}},
      {"same_image",
       {.name = "two labels joined", .before = "FROM debian\nLABEL a=b c=d\n", .changes = {{"b c=d", "\"b c=d\""}},
        .replaces = {1}, .level = Level::identical}},
      {"same_image",
       {.name = "another letter case in a label", .before = "FROM debian\nLABEL a.B=c\n", .changes = {{"a.B", "a.b"}},
        .replaces = {1}, .level = Level::identical}},
      {"same_image",
       {.name = "the wrong one of two labels dropped", .before = "FROM debian\nLABEL a=b\nLABEL a=c\n",
        .changes = {{"LABEL a=c\n", ""}}, .removes = {2}, .level = Level::identical}},
      {"same_image",
       {.name = "a relative WORKDIR made absolute", .before = "FROM debian\nWORKDIR /x\nWORKDIR a\n",
        .changes = {{"R a", "R /a"}}, .replaces = {2}, .level = Level::identical}},
      {"same_image",
       {.name = "a WORKDIR of two joined that makes a folder more", .before = "FROM debian\nWORKDIR /a\nWORKDIR /b\n",
        .changes = {{"WORKDIR /a\n", ""}}, .removes = {1}, .level = Level::identical}},
      {"same_image", {.name = "the group of USER lost", .before = "FROM debian\nUSER a:b\n", .changes = {{"a:b", "a"}},
                      .replaces = {1}, .level = Level::identical}},
      {"same_image",
       {.name = "a USER removed before a RUN", .before = "FROM debian\nUSER a\nRUN x\nUSER b\n",
        .changes = {{"USER a\n", ""}}, .removes = {1}, .level = Level::identical}},
      {"same_image",
       {.name = "a USER removed before a WORKDIR", .before = "FROM debian\nUSER a\nWORKDIR /x\nUSER b\n",
        .changes = {{"USER a\n", ""}}, .removes = {1}, .level = Level::identical}},
      {"same_image",
       {.name = "another default of ARG", .before = "FROM debian\nARG A=1\nRUN x\n", .changes = {{"A=1", "A=2"}},
        .replaces = {1}, .level = Level::identical}},
      {"same_image",
       {.name = "another default of a global ARG", .before = "ARG A=1\nFROM debian:$A\n", .changes = {{"A=1", "A=2"}},
        .replaces = {0}, .level = Level::identical}},
      {"same_image",
       {.name = "another default of a global ARG that a stage uses",
        .before = "ARG A=1\nFROM debian\nARG A\nENV B=$A\n", .changes = {{"A=1", "A=2"}},
        .replaces = {0}, .level = Level::identical}},
      {"same_image",
       {.name = "an ARG removed before a RUN", .before = "FROM debian\nARG A\nRUN x\n", .changes = {{"ARG A\n", ""}},
        .removes = {1}, .level = Level::identical}},
      {"same_image",
       {.name = "an argument written with its default", .before = "FROM debian\nARG A=1\nENV B=$A\n",
        .changes = {{"$A", "1"}}, .replaces = {2}, .level = Level::identical}},
      {"same_image",
       {.name = "a folder made a file", .before = "FROM debian\nCOPY a /b/\n", .changes = {{"/b/", "/b"}},
        .replaces = {1}, .level = Level::identical}},
      {"same_image",
       {.name = "the sources of COPY in another order", .before = "FROM debian\nCOPY a b /c/\n",
        .changes = {{"a b", "b a"}}, .replaces = {1}, .level = Level::identical}},
      {"same_image",
       {.name = "an ADD made a COPY without knowing what is added", .before = "FROM debian\nADD a /b/\n",
        .changes = {{"ADD", "COPY"}}, .replaces = {1}, .level = Level::identical}},
      {"same_image",
       {.name = "the owner of COPY lost", .before = "FROM debian\nCOPY --chown=a:b c /d\n",
        .changes = {{"--chown=a:b ", ""}}, .replaces = {1}, .level = Level::identical}},
      {"same_image",
       {.name = "a COPY from another stage",
        .before = "FROM debian\nRUN a\nFROM debian\nRUN b\nFROM debian\nCOPY --from=0 /x /y\n",
        .changes = {{"--from=0", "--from=1"}}, .replaces = {5}, .level = Level::identical}},
      {"same_image",
       {.name = "a COPY from the context", .before = "FROM debian AS a\nFROM debian\nCOPY --from=a /x /y\n",
        .changes = {{"--from=a ", ""}}, .replaces = {2}, .level = Level::identical}},
      {"same_image",
       {.name = "a mount from another stage",
        .before = "FROM debian AS a\nRUN a\nFROM debian AS b\nRUN b\nFROM debian\nRUN --mount=type=bind,from=a,target=/x y\n",
        .changes = {{"from=a", "from=b"}}, .replaces = {5}, .level = Level::identical}},
      {"same_image",
       {.name = "a WORKDIR removed before a COPY with a relative destination",
        .before = "FROM debian\nWORKDIR /a\nCOPY x y\nWORKDIR /b\n",
        .changes = {{"WORKDIR /a\n", ""}}, .removes = {1}, .level = Level::identical}},
      {"same_image",
       {.name = "a SHELL removed that a RUN needs",
        .before = "FROM debian\nSHELL [\"/bin/bash\", \"-c\"]\nRUN a\nSHELL [\"/bin/sh\", \"-c\"]\n",
        .changes = {{"SHELL [\"/bin/bash\", \"-c\"]\n", ""}}, .removes = {1}, .level = Level::identical}},
      {"same_image",
       {.name = "a RUN moved across SHELL",
        .before = "FROM debian\nRUN a\nSHELL [\"/bin/bash\", \"-c\"]\n",
        .changes = {{"RUN a\nSHELL [\"/bin/bash\", \"-c\"]", "SHELL [\"/bin/bash\", \"-c\"]\nRUN a"}},
        .replaces = {1, 2}, .level = Level::identical}},
      {"same_image",
       {.name = "the lines of a heredoc cut", .before = "FROM debian\nRUN <<E\na\nb\nE\n", .changes = {{"b\n", ""}},
        .replaces = {1}, .level = Level::identical}},
      {"same_image",
       {.name = "a heredoc that expands no more", .before = "FROM debian\nCOPY <<E /x\n$HOME\nE\n",
        .changes = {{"<<E", "<<'E'"}}, .replaces = {1}, .level = Level::identical}},
      {"same_image",
       {.name = "a RUN in exec form", .before = "FROM debian\nRUN a b\n", .changes = {{"a b", "[\"a\", \"b\"]"}},
        .replaces = {1}, .level = Level::identical}},
      {"same_image",
       {.name = "a flag of RUN lost", .before = "FROM debian\nRUN --network=none a\n", .changes = {{"--network=none ", ""}},
        .replaces = {1}, .level = Level::identical}},
      {"same_image",
       {.name = "a stage renamed that a later FROM names",
        .before = "FROM debian AS a\nRUN x\nFROM debian AS b\nFROM a\n",
        .changes = {{"AS a", "AS c"}}, .replaces = {0}, .level = Level::identical}},
      {"same_image",
       {.name = "a port in another protocol", .before = "FROM debian\nEXPOSE 53/udp\n", .changes = {{"/udp", ""}},
        .replaces = {1}, .level = Level::identical}},
      {"same_image",
       {.name = "a stage removed that could be the target", .before = "FROM debian AS a\nRUN x\nFROM debian\n",
        .changes = {{"FROM debian AS a\nRUN x\n", ""}}, .removes = {0, 1}, .level = Level::identical}},
      {"same_image",
       {.name = "the stage removed that is the target", .before = "FROM debian AS a\nRUN x\nFROM debian\n",
        .changes = {{"FROM debian AS a\nRUN x\n", ""}}, .removes = {0, 1}, .level = Level::identical, .targets = {"a"}}},
      {"same_image",
       {.name = "the config of an inner stage that is a target",
        .before = "FROM debian AS a\nUSER x\nFROM debian\n",
        .changes = {{"USER x\n", ""}}, .removes = {1}, .level = Level::identical, .targets = {"a"}}},

      // Intended rewrites that change more than they say.
      {"same_image",
       {.name = "a USER changed on the way", .before = "FROM debian\nENV A=1\nUSER a\n",
        .changes = {{"A=1", "A=2"}, {"USER a", "USER b"}}, .replaces = {1, 2}, .level = Level::intended,
        .may_change = {ImagePart::env}}},
      {"same_image",
       {.name = "the environment of a RUN that is not named", .before = "FROM debian\nENV A=1\nRUN x\n",
        .changes = {{"A=1", "A=2"}}, .replaces = {1}, .level = Level::intended,
        .may_change = {ImagePart::env, ImagePart::steps}}},
      {"same_start",
       {.name = "a CMD changed on the way", .before = "FROM debian\nLABEL a=b\nCMD [\"a\"]\n",
        .changes = {{"a=b", "a=c"}, {"[\"a\"]", "[\"b\"]"}}, .replaces = {1, 2}, .level = Level::intended,
        .may_change = {ImagePart::labels}}},
      {"same_image",
       {.name = "what an equivalent rewrite says it changes", .before = "FROM debian\nUSER a\n",
        .changes = {{"USER a", "USER b"}}, .replaces = {1}, .may_change = {ImagePart::user}}},

      // What happens beside the program, and is not said.
      {"declared_effects",
       {.name = "a shell gone without a word", .before = "FROM debian\nCMD nginx\n", .changes = {{"nginx", "[\"nginx\"]"}},
        .replaces = {1}, .effects = {}}},
      {"declared_effects",
       {.name = "signals reach the program without a word", .before = "FROM debian\nCMD nginx\n",
        .changes = {{"nginx", "[\"nginx\"]"}}, .replaces = {1},
        .effects = {Effect::no_shell_variables, Effect::needs_interpreter_line}}},
      {"declared_effects",
       {.name = "a script without its first line no longer starts", .before = "FROM debian\nCMD nginx\n",
        .changes = {{"nginx", "[\"nginx\"]"}}, .replaces = {1},
        .effects = {Effect::no_shell_variables, Effect::program_is_process_one}}},
      {"declared_effects",
       {.name = "arguments reach a converted ENTRYPOINT without a word", .before = "FROM debian\nENTRYPOINT nginx\n",
        .changes = {{"nginx", "[\"nginx\"]"}}, .replaces = {1},
        .effects = {Effect::no_shell_variables, Effect::program_is_process_one, Effect::needs_interpreter_line}}},
      {"declared_effects",
       {.name = "ArgsEscaped gone without a word", .before = "FROM debian\nENTRYPOINT nginx\nCMD [\"x\"]\n",
        .changes = {{"nginx", "[\"nginx\"]"}, {"CMD [\"x\"]\n", ""}}, .replaces = {1}, .removes = {2},
        .effects = {Effect::no_shell_variables, Effect::program_is_process_one, Effect::needs_interpreter_line,
                    Effect::arguments_reach_entrypoint}}},

      // What is started.
      {"same_start",
       {.name = "exec kept as a word", .before = "FROM debian\nCMD exec nginx\n",
        .changes = {{"exec nginx", "[\"exec\", \"nginx\"]"}}, .replaces = {1}}},
      {"same_start",
       {.name = "quotes lost",
        .before = "FROM debian\nCMD nginx -g \"daemon off;\"\n",
        .changes = {{"nginx -g \"daemon off;\"", "[\"nginx\", \"-g\", \"daemon\", \"off;\"]"}},
        .replaces = {1}}},
      {"same_start",
       {.name = "quotes kept",
        .before = "FROM debian\nCMD nginx 'a'\n",
        .changes = {{"nginx 'a'", "[\"nginx\", \"'a'\"]"}},
        .replaces = {1}}},
      {"same_start",
       {.name = "a CMD left beside a converted ENTRYPOINT",
        .before = "FROM debian\nENTRYPOINT nginx\nCMD [\"x\"]\n",
        .changes = {{"nginx", "[\"nginx\"]"}},
        .replaces = {1}}},
      {"same_start",
       {.name = "the wrong one of two CMDs dropped and named",
        .before = "FROM debian\nCMD [\"a\"]\nCMD [\"b\"]\n",
        .changes = {{"CMD [\"b\"]\n", ""}},
        .removes = {2},
        .level = Level::identical}},
      {"same_start",
       {.name = "the only CMD dropped", .before = "FROM debian\nENTRYPOINT [\"a\"]\nCMD [\"b\"]\n",
        .changes = {{"CMD [\"b\"]\n", ""}}, .removes = {2}}},
      {"same_start",
       {.name = "a CMD dropped that hides an inherited one",
        .before = "FROM debian AS a\nCMD [\"c\"]\nFROM a\nCMD [\"d\"]\n",
        .changes = {{"CMD [\"d\"]\n", ""}},
        .removes = {3}}},
      {"same_start",
       {.name = "an array before the rest of a continued command",
        .before = "FROM debian\nCMD nginx \\\n  -g x\n",
        .changes = {{"nginx", "[\"nginx\"]"}},
        .replaces = {1}}},
      {"same_start",
       {.name = "a base image taken for granted", .before = "FROM example.com/x\nCMD nginx\n",
        .changes = {{"nginx", "[\"nginx\"]"}}, .replaces = {1}}},
      {"same_start",
       {.name = "one assumption of several missing",
        .before = "FROM example.com/x\nCMD nginx\n",
        .changes = {{"nginx", "[\"nginx\"]"}},
        .replaces = {1},
        .assumed = {Assumption::base_entrypoint, Assumption::base_onbuild, Assumption::base_os}}},
      {"same_start",
       {.name = "a base image that runs Windows",
        .before = "FROM mcr.microsoft.com/windows/servercore:ltsc2022\nCMD nginx\n",
        .changes = {{"nginx", "[\"nginx\"]"}},
        .replaces = {1},
        .assumed = everything()}},
      {"same_start",
       {.name = "a program that the shell has built in", .before = "FROM debian\nCMD cd /\n",
        .changes = {{"cd /", "[\"cd\", \"/\"]"}}, .replaces = {1}}},
      {"same_start",
       {.name = "a variable that nobody expands", .before = "FROM debian\nCMD nginx $A\n",
        .changes = {{"nginx $A", "[\"nginx\", \"$A\"]"}}, .replaces = {1}}},
      {"same_start",
       {.name = "another shell in force",
        .before = "FROM debian\nSHELL [\"/bin/zsh\", \"-c\"]\nCMD nginx\n",
        .changes = {{"nginx", "[\"nginx\"]"}},
        .replaces = {2},
        .assumed = everything()}},
      {"same_start",
       {.name = "a CMD that ENTRYPOINT gets",
        .before = "FROM debian\nENTRYPOINT [\"e\"]\nCMD nginx\n",
        .changes = {{"nginx", "[\"nginx\"]"}},
        .replaces = {2}}},
      {"same_start",
       {.name = "a CMD of a child stage that a converted ENTRYPOINT gets",
        .before = two_stages,
        .changes = {{"nginx", "[\"nginx\"]"}},
        .replaces = {1}}},
      {"same_start",
       {.name = "a promise of identity", .before = "FROM debian\nCMD nginx\n", .changes = {{"nginx", "[\"nginx\"]"}},
        .replaces = {1}, .level = Level::identical}},
      {"same_start",
       {.name = "a HEALTHCHECK dropped", .before = "FROM debian\nHEALTHCHECK CMD curl x\n",
        .changes = {{"HEALTHCHECK CMD curl x\n", ""}}, .removes = {1}}},
      {"same_start",
       {.name = "arguments that took the place of CMD now come after the program",
        .before = "FROM debian\nENTRYPOINT []\nCMD [\"a\"]\n",
        .changes = {{"ENTRYPOINT []\nCMD", "ENTRYPOINT"}},
        .replaces = {1},
        .removes = {2}}},
      {"same_start",
       {.name = "a HEALTHCHECK with another program",
        .before = "FROM debian\nHEALTHCHECK CMD curl x\n",
        .changes = {{"curl x", "[\"curl\", \"y\"]"}},
        .replaces = {1}}},
      {"same_start",
       {.name = "a script of the project whose first line nobody has seen",
        .before = "FROM debian\nCOPY start.sh /\nCMD /start.sh\n", .changes = {{"CMD /start.sh", "CMD [\"/start.sh\"]"}},
        .replaces = {2}}},
      {"same_start",
       {.name = "the same in HEALTHCHECK",
        .before = "FROM debian\nCOPY check.sh /\nHEALTHCHECK CMD /check.sh\n",
        .changes = {{"CMD /check.sh", "CMD [\"/check.sh\"]"}}, .replaces = {2}}},
      {"same_start",
       {.name = "another CMD where a stage goes",
        .before = "FROM debian AS a\nRUN x\nFROM debian AS b\nRUN y\nFROM b\nCMD nginx\n",
        .changes = {{"FROM debian AS a\nRUN x\n", ""}, {"CMD nginx", "CMD [\"apache2\"]"}}, .replaces = {5}, .removes = {0, 1},
        .assumed = everything()}},
      {"same_start",
       {.name = "an ENTRYPOINT emptied", .before = "FROM debian\nENTRYPOINT [\"a\"]\n", .changes = {{"[\"a\"]", "[]"}},
        .replaces = {1}}},
  };
}

TEST(Verifier, RefusesWrongRewritesForTheRightReason) {
  std::set<std::string_view> seen;
  for (const auto& [check, step] : wrong_steps()) {
    SCOPED_TRACE(step.name);
    const Judgement judgement = judge(step);
    EXPECT_NE(judgement.verdict, Verdict::same);
    EXPECT_EQ(judgement.check, check) << judgement.reason;
    EXPECT_FALSE(judgement.reason.empty());
    seen.insert(judgement.check);
  }
  for (const std::string_view check : verifier_checks())
    EXPECT_TRUE(seen.contains(check)) << check << " was never the reason";
}

TEST(Verifier, TellsWhatItCannotShowFromWhatIsWrong) {
  for (const auto& [check, step] : wrong_steps()) {
    if (step.name == "a base image taken for granted") {
      EXPECT_EQ(judge(step).verdict, Verdict::cannot_tell) << step.name;
    }
    if (step.name == "quotes lost" || step.name == "a comment swallowed") {
      EXPECT_EQ(judge(step).verdict, Verdict::different) << step.name;
    }
  }
}

TEST(Verifier, DoesNotTrustTheNamesThatARewriteGives) {
  // A rewrite may replace or remove what it names; that does not make every change of it right.
  const Step steps[] = {
      {.name = "another RUN", .before = "FROM debian\nRUN a\nCMD [\"c\"]\n", .changes = {{"RUN a", "RUN b"}},
       .replaces = {1}},
      {.name = "a RUN less", .before = "FROM debian\nRUN a\nCMD [\"c\"]\n", .changes = {{"RUN a\n", ""}},
       .removes = {1}},
      {.name = "a heredoc cut", .before = "FROM debian\nRUN <<E\na\nb\nE\nCMD [\"c\"]\n", .changes = {{"b\n", ""}},
       .replaces = {1}},
      {.name = "another ENV", .before = "FROM debian\nENV A=b\nCMD [\"c\"]\n", .changes = {{"A=b", "A=c"}},
       .replaces = {1}},
      {.name = "another USER", .before = "FROM debian\nUSER a\n", .changes = {{"USER a", "USER b"}}, .replaces = {1}},
      {.name = "a trigger less", .before = "FROM debian\nONBUILD RUN a\n", .changes = {{"ONBUILD RUN a\n", ""}},
       .removes = {1}},
      {.name = "a stage renamed that COPY names",
       .before = "FROM debian AS a\nFROM debian\nCOPY --from=a /x /y\n",
       .changes = {{"AS a", "AS b"}},
       .replaces = {0}},
      {.name = "the SHELL of a RUN removed",
       .before = "FROM debian\nSHELL [\"/bin/bash\", \"-c\"]\nRUN a\nSHELL [\"/bin/sh\", \"-c\"]\n",
       .changes = {{"SHELL [\"/bin/bash\", \"-c\"]\n", ""}},
       .removes = {1}},
      {.name = "the HEALTHCHECK with the other interval dropped",
       .before = "FROM debian\nHEALTHCHECK --interval=1m CMD a\nHEALTHCHECK --interval=5m CMD a\n",
       .changes = {{"HEALTHCHECK --interval=5m CMD a\n", ""}},
       .removes = {2},
       .level = Level::identical},
      {.name = "another interval", .before = "FROM debian\nHEALTHCHECK --interval=1m CMD a\n",
       .changes = {{"1m", "2m"}}, .replaces = {1}},
      {.name = "another retry count", .before = "FROM debian\nHEALTHCHECK --retries=1 CMD a\n",
       .changes = {{"--retries=1 ", ""}}, .replaces = {1}},
  };
  for (const Step& step : steps) EXPECT_NE(judge(step).verdict, Verdict::same) << step.name;
}

TEST(Verifier, AcceptsHonestRewrites) {
  const Step steps[] = {
      {.name = "nothing", .before = "FROM debian\nCMD nginx\n", .changes = {}, .level = Level::identical},
      {.name = "a CMD converted",
       .before = "FROM debian\nCMD exec nginx -g \"daemon off;\"\n",
       .changes = {{"exec nginx -g \"daemon off;\"", "[\"nginx\", \"-g\", \"daemon off;\"]"}},
       .replaces = {1}},
      {.name = "an array written in another way",
       .before = "FROM debian\nCMD [\"a\",\"\\u0062\"]\n",
       .changes = {{"[\"a\",\"\\u0062\"]", "[ \"a\", \"b\" ]"}},
       .replaces = {1},
       .level = Level::identical},
      {.name = "a CMD converted, its comment moved",
       .before = "FROM debian\nCMD nginx \\\n# why\n  -g x\n",
       .changes = {{.old_text = "CMD", .new_text = "# why\n", .insert = true},
                   {"nginx \\\n# why\n  -g x", "[\"nginx\", \"-g\", \"x\"]"}},
       .replaces = {1}},
      {.name = "an ENTRYPOINT converted, its CMD removed",
       .before = "FROM debian\nENTRYPOINT nginx\nCMD [\"x\"]\n",
       .changes = {{"nginx", "[\"nginx\"]"}, {"CMD [\"x\"]\n", ""}},
       .replaces = {1},
       .removes = {2}},
      {.name = "a CMD that is replaced removed",
       .before = "FROM debian\nCMD a\nENTRYPOINT [\"e\"]\nCMD b\n",
       .changes = {{"CMD a\n", ""}},
       .removes = {1},
       .level = Level::identical},
      {.name = "a HEALTHCHECK that is replaced removed",
       .before = "FROM debian\nHEALTHCHECK --interval=1m CMD a\n# c\nHEALTHCHECK NONE\n",
       .changes = {{"HEALTHCHECK --interval=1m CMD a\n", ""}},
       .removes = {1},
       .level = Level::identical},
      {.name = "a CMD converted under bash",
       .before = "FROM debian\nSHELL [\"/bin/bash\", \"-c\"]\nCMD nginx\n",
       .changes = {{"nginx", "[\"nginx\"]"}},
       .replaces = {2}},
      {.name = "a script of the project, assumed to have its first line",
       .before = "FROM debian\nCOPY start.sh /\nCMD /start.sh\n",
       .changes = {{"CMD /start.sh", "CMD [\"/start.sh\"]"}},
       .replaces = {2},
       .assumed = {Assumption::interpreter_line}},
      {.name = "a script of the project that a shell goes on to start",
       .before = "FROM debian\nCOPY start.sh /\nCMD /bin/bash -c /start.sh\n",
       .changes = {{"/bin/bash -c /start.sh", "[\"/bin/bash\", \"-c\", \"/start.sh\"]"}},
       .replaces = {2}},
      {.name = "a CMD converted where a stage goes",
       .before = "FROM debian AS a\nRUN x\nFROM debian AS b\nRUN y\nFROM b\nCMD nginx\n",
       .changes = {{"FROM debian AS a\nRUN x\n", ""}, {"CMD nginx", "CMD [\"nginx\"]"}},
       .replaces = {5},
       .removes = {0, 1},
       .assumed = everything()},
      {.name = "assumptions made",
       .before = "FROM example.com/x\nCMD nginx\n",
       .changes = {{"nginx", "[\"nginx\"]"}},
       .replaces = {1},
       .assumed = everything()},
      {.name = "a CMD converted that a child inherits",
       .before = "FROM debian AS a\nCMD nginx\nFROM a\nUSER b\n",
       .changes = {{"nginx", "[\"nginx\"]"}},
       .replaces = {1}},
      {.name = "an instruction made two that mean the same",
       .before = "FROM debian\nCMD nginx\n",
       .changes = {{"nginx\n", "[\"nginx\"]\nCMD [\"nginx\"]\n"}},
       .replaces = {1}},
      {.name = "a HEALTHCHECK converted",
       .before = "FROM debian\nHEALTHCHECK CMD curl x\n",
       .changes = {{"curl x", "[\"curl\", \"x\"]"}},
       .replaces = {1}},
      {.name = "ENV written in the new form",
       .before = "FROM debian\nENV A b c\n",
       .changes = {{"A b c", "A=\"b c\""}},
       .replaces = {1},
       .level = Level::identical},
      {.name = "quotes of another kind around variables of the base image",
       .before = "FROM debian\nENV A=\"$HOME\"/x\n",
       .changes = {{"\"$HOME\"/x", "${HOME}\"/x\""}},
       .replaces = {1},
       .level = Level::identical},
      {.name = "an ENV split",
       .before = "FROM debian\nENV A=1 B=$C\nRUN x\n",
       .changes = {{" B", "\nENV B"}},
       .replaces = {1},
       .level = Level::identical},
      {.name = "another letter case of a stage's name",
       .before = "FROM debian AS Build\nFROM debian\nCOPY --from=Build /x /y\n",
       .changes = {{"AS Build", "AS build"}, {"from=Build", "from=build"}},
       .replaces = {0, 2},
       .level = Level::identical},
      {.name = "a stage named instead of numbered",
       .before = "FROM debian AS a\nFROM debian\nCOPY --from=0 /x /y\n",
       .changes = {{"--from=0", "--from=a"}},
       .replaces = {2},
       .level = Level::identical},
      {.name = "an unused stage removed, as the last one is the target",
       .before = "FROM debian AS a\nRUN x\nFROM debian\n",
       .changes = {{"FROM debian AS a\nRUN x\n", ""}},
       .removes = {0, 1},
       .level = Level::identical,
       .assumed = {Assumption::last_target}},
      {.name = "an unused stage removed, as another is the target",
       .before = "FROM debian AS a\nRUN x\nFROM debian AS b\n",
       .changes = {{"FROM debian AS a\nRUN x\n", ""}},
       .removes = {0, 1},
       .level = Level::identical,
       .targets = {"b"}},
      {.name = "a USER that is replaced removed",
       .before = "FROM debian\nUSER a\nUSER b\n",
       .changes = {{"USER a\n", ""}},
       .removes = {1},
       .level = Level::identical},
      {.name = "a comment taken along on request",
       .before = "FROM debian\nCMD nginx \\\n# why\n  -g x\n",
       .changes = {{"nginx \\\n# why\n  -g x", "[\"nginx\", \"-g\", \"x\"]"}},
       .replaces = {1},
       .takes_comments = true},
      {.name = "an intended change that says what it does",
       .before = "FROM debian\nENV A=1\nUSER a\nRUN x\n",
       .changes = {{"USER a", "USER b"}, {"RUN x", "RUN y"}},
       .replaces = {2, 3},
       .level = Level::intended,
       .may_change = {ImagePart::user, ImagePart::steps}},
      {.name = "the emptied ENTRYPOINT of the base",
       .before = "FROM debian\nENTRYPOINT []\nCMD nginx\n",
       .changes = {{"nginx", "[\"nginx\"]"}},
       .replaces = {2}},
  };
  for (const Step& step : steps) {
    const Judgement judgement = judge(step);
    EXPECT_EQ(judgement.verdict, Verdict::same) << step.name << ": " << judgement.check << ": " << judgement.reason;
  }
}

TEST(Verifier, NamesItsChecksOnce) {
  const auto checks = verifier_checks();
  EXPECT_EQ(std::set<std::string_view>(checks.begin(), checks.end()).size(), checks.size());
  for (const std::string_view check : checks) {
    EXPECT_EQ(check.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), std::string_view::npos) << check;
  }
}

}  // namespace
}  // namespace drydock
