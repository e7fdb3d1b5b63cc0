// The second opinion: wrong rewrites that each check must refuse, and honest ones that it must let pass.
#include "verify/verifier.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/snapshots.hpp"

namespace drydock {
namespace {

/// One edit: the first place of `old_text` gets `new_text`, or `new_text` is inserted before it.
struct Change {
  std::string_view old_text;
  std::string_view new_text;
  bool insert = false;
};

Change insert_before(std::string_view place, std::string_view text) { return {place, text, true}; }

std::vector<Effect> every_effect() {
  using enum Effect;
  return {program_is_process_one, no_shell_variables, needs_interpreter_line, args_escaped_goes,
          arguments_reach_entrypoint};
}

/// What the rewrite of a step says of itself, and what else is given.
struct Details {
  std::vector<InstructionIndex> replaces = {};
  std::vector<InstructionIndex> removes = {};
  Level level = Level::equivalent;
  std::vector<Assumption> assumed = {};
  std::vector<Effect> effects = every_effect();
  std::vector<ImagePart> may_change = {};  ///< of an intended rewrite
  std::vector<std::string> targets = {};
  bool takes_comments = false;
  std::optional<std::string_view> after = std::nullopt;  ///< if it is not what the edits give
};

/// A step as a pass would propose it: what it is about, the text before it, its edits.
struct Step {
  std::string_view name;
  std::string_view before;
  std::vector<Change> changes;
  Details details = {};
};

Judgement judge(const Step& step) {
  SCOPED_TRACE(step.name);
  const Details& details = step.details;
  Rewrite rewrite;
  rewrite.level = details.level;
  rewrite.replaces = details.replaces;
  rewrite.removes = details.removes;
  rewrite.effects = details.effects;
  rewrite.changes = details.may_change;
  rewrite.takes_comments = details.takes_comments;
  for (const Change& change : step.changes) {
    const std::size_t at = step.before.find(change.old_text);
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
  const Snapshot new_snapshot = snapshot_of(details.after.value_or(after));
  EXPECT_TRUE(old_snapshot.dockerfile.accepted()) << step.before;
  Evidence evidence;
  evidence.assumed = details.assumed;
  evidence.targets = details.targets;
  const ModelCache old_models(old_snapshot, evidence);
  const ModelCache new_models(new_snapshot, evidence);
  const Rewrite* const accepted[] = {&rewrite};
  return verify({old_snapshot, old_models}, {new_snapshot, new_models}, accepted, rewrite.edits, evidence);
}

std::vector<Assumption> everything() { return {all_assumptions().begin(), all_assumptions().end()}; }

/// The wrong rewrites that a check must be the one to refuse.
struct WrongSteps {
  std::string_view check;
  std::vector<Step> steps;
};

std::vector<WrongSteps> wrong_steps() {
  using enum Level;
  using enum Effect;
  return {
      // Bytes that no edit names.
      {"untouched_text", {
          {"another instruction changed on the way",
           "FROM debian\nCMD nginx\nUSER b\n", {{"nginx", "[\"nginx\"]"}},
           {.replaces = {1}, .after = "FROM debian\nCMD [\"nginx\"]\nUSER c\n"}},
          {"an edit was not made",
           "FROM debian\nCMD nginx\n", {{"nginx", "[\"nginx\"]"}},
           {.replaces = {1}, .after = "FROM debian\nCMD nginx\n"}},
          {"the text grew at its end", "FROM debian\nCMD a\n", {}, {.after = "FROM debian\nCMD a\n\n"}},
          {"the text lost its end", "FROM debian\nCMD a\n", {}, {.after = "FROM debian\nCMD a"}},
          {"a line end changed", "FROM debian\r\nCMD a\r\n", {}, {.after = "FROM debian\nCMD a\r\n"}},
      }},
      // Texts that BuildKit refuses.
      {"no_new_errors", {
          {"only the first line of a continued command rewritten",
           "FROM debian\nCMD nginx \\\n  -g x\n", {{"nginx \\", "[\"nginx\"]"}}, {.replaces = {1}}},
          {"a word read as a flag", "FROM debian\nCMD nginx\n", {{"nginx", "--nginx"}}, {.replaces = {1}}},
          {"an array with a number", "FROM debian\nCMD sleep 5\n", {{"sleep 5", "[\"sleep\", 5]"}}, {.replaces = {1}}},
          {"the end of a heredoc cut",
           "FROM debian\nRUN <<E\na\nE\nCMD b\n", {{"E\nCMD b", "CMD b"}}, {.replaces = {1, 2}}},
          {"the only FROM removed", "FROM debian\nCMD a\n", {{"FROM debian\n", ""}}, {.removes = {0}}},
      }},
      // Directives.
      {"same_directives", {
          {"the escape character changed", "# escape=`\nFROM debian\nCMD a\n", {{"`", "\\"}}},
          {"an escape directive activated", "# note\n# escape=`\nFROM debian\nCMD a\n", {{"# note\n", ""}}},
          {"a directive turned into a comment", "# escape=`\nFROM debian\nCMD a\n", {insert_before("# escape", "\n")}},
          {"the frontend changed", "# syntax=docker/dockerfile:1\nFROM debian\n", {{":1", ":1.4"}}},
          {"a frontend asked for behind a line that begins with #!",
           "#!/usr/bin/env x\nARG X\n# syntax=example.com/x\nFROM debian\n", {{"ARG X\n", ""}},
           {.removes = {0}, .level = Level::identical}},
          {"a frontend asked for behind what comes to be such a line",
           "ARG X\n#!/x\n# syntax=example.com/x\nFROM debian\n", {{"ARG X\n", ""}},
           {.removes = {0}, .level = Level::identical}},
          {"a check activated", "\n# check=skip=all\nFROM debian\n", {{"\n# check", "# check"}}},
      }},
      // Comments.
      {"same_comments", {
          {"a comment swallowed",
           "FROM debian\nCMD nginx \\\n# why\n  -g x\n", {{"nginx \\\n# why\n  -g x", "[\"nginx\", \"-g\", \"x\"]"}},
           {.replaces = {1}}},
          {"a comment made an argument",
           "FROM debian\nCMD nginx \\\n# why\n", {{"\\\n# why", "# why"}}, {.replaces = {1}}},
          {"an argument made a comment",
           "FROM debian\nCMD nginx # why\n", {{"nginx # why", "nginx \\\n# why"}}, {.replaces = {1}}},
          {"two comments swapped", "FROM debian\n# a\n# b\nCMD c\n", {{"# a", "# b"}, {"# b", "# a"}}},
          {"an instruction commented out", "FROM debian\nCMD a\nCMD b\n", {{"CMD a", "#CMD a"}}, {.removes = {1}}},
          {"a comment trimmed", "FROM debian\n# a \nCMD c\n", {{"# a ", "# a"}}},
      }},
      // Edits where no rewrite has a business.
      {"edits_inside_named_instructions", {
          {"a blank in another instruction",
           "FROM debian\nUSER a\nCMD b\n", {{"USER a", "USER  a"}}, {.replaces = {2}}},
          {"a line of another instruction's heredoc cut",
           "FROM debian\nRUN <<E\na\nb\nE\nCMD nginx\n", {{"b\n", ""}, {"nginx", "[\"nginx\"]"}}, {.replaces = {2}}},
          {"the wrong one of two CMDs dropped", "FROM debian\nCMD a\nCMD b\n", {{"CMD b\n", ""}}, {.removes = {1}}},
          {"an insertion into another instruction",
           "FROM debian\nUSER a\nCMD b\n", {insert_before("a\nCMD", "x")}, {.replaces = {2}}},
      }},
      {"same_start", {
          {"setsid as process 1",
           "FROM debian\nCMD setsid a\n", {{"setsid a", "[\"setsid\", \"a\"]"}}, {.replaces = {1}}},
          {"xvfb-run in the code of a shell that becomes process 1",
           "FROM debian\nCMD bash -c 'xvfb-run a'\n", {{"bash -c 'xvfb-run a'", "[\"bash\", \"-c\", \"xvfb-run a\"]"}},
           {.replaces = {1}}},
          {"jupyter by exec as process 1", "FROM debian\nCMD cd /a; jupyter lab\n", {{"jupyter", "exec jupyter"}},
           {.replaces = {1}}},
          {"pgrep -f without the shell that it found",
           "FROM debian\nHEALTHCHECK CMD pgrep -f a\n", {{"pgrep -f a", "[\"pgrep\", \"-f\", \"a\"]"}},
           {.replaces = {1}}},
          {"a copied program of a builtin's name",
           "FROM debian\nCOPY test /bin/\nCMD test a\n", {{"CMD test a", "CMD [\"test\", \"a\"]"}}, {.replaces = {2}}},
          {"a PATH that may have an empty entry",
           "FROM debian\nENV PATH=$PATH:$A\nCMD a\n", {{"CMD a", "CMD [\"a\"]"}}, {.replaces = {2}}},
          // The list of instructions.
          {"an instruction moved across SHELL",
           "FROM debian\nCMD nginx\nSHELL [\"/bin/bash\", \"-c\"]\nUSER u\n",
           {{"CMD nginx\n", ""}, insert_before("USER", "CMD nginx\n")},
           {.removes = {1}}},
          {"CMD and SHELL swapped",
           "FROM debian\nCMD nginx\nSHELL [\"/bin/bash\", \"-c\"]\n",
           {{"CMD nginx\nSHELL [\"/bin/bash\", \"-c\"]", "SHELL [\"/bin/bash\", \"-c\"]\nCMD nginx"}},
           {.replaces = {1, 2}}},
          {"a CMD made an ENTRYPOINT",
           "FROM debian\nCMD nginx\n", {{"CMD nginx", "ENTRYPOINT [\"nginx\"]"}}, {.replaces = {1}}},
          {"a replaced instruction removed", "FROM debian\nCMD a\nCMD b\n", {{"CMD b\n", ""}}, {.replaces = {2}}},
          // What is started.
          {"exec kept as a word",
           "FROM debian\nCMD exec nginx\n", {{"exec nginx", "[\"exec\", \"nginx\"]"}}, {.replaces = {1}}},
          {"quotes lost",
           "FROM debian\nCMD nginx -g \"daemon off;\"\n",
           {{"nginx -g \"daemon off;\"", "[\"nginx\", \"-g\", \"daemon\", \"off;\"]"}},
           {.replaces = {1}}},
          {"quotes kept", "FROM debian\nCMD nginx 'a'\n", {{"nginx 'a'", "[\"nginx\", \"'a'\"]"}}, {.replaces = {1}}},
          {"a CMD left beside a converted ENTRYPOINT",
           "FROM debian\nENTRYPOINT nginx\nCMD [\"x\"]\n", {{"nginx", "[\"nginx\"]"}}, {.replaces = {1}}},
          {"the wrong one of two CMDs dropped and named",
           "FROM debian\nCMD [\"a\"]\nCMD [\"b\"]\n", {{"CMD [\"b\"]\n", ""}}, {.removes = {2}, .level = identical}},
          {"the only CMD dropped",
           "FROM debian\nENTRYPOINT [\"a\"]\nCMD [\"b\"]\n", {{"CMD [\"b\"]\n", ""}}, {.removes = {2}}},
          {"a CMD dropped that hides an inherited one",
           "FROM debian AS a\nCMD [\"c\"]\nFROM a\nCMD [\"d\"]\n", {{"CMD [\"d\"]\n", ""}}, {.removes = {3}}},
          {"an array before the rest of a continued command",
           "FROM debian\nCMD nginx \\\n  -g x\n", {{"nginx", "[\"nginx\"]"}}, {.replaces = {1}}},
          {"a base image taken for granted",
           "FROM example.com/x\nCMD nginx\n", {{"nginx", "[\"nginx\"]"}}, {.replaces = {1}}},
          {"one assumption of several missing",
           "FROM example.com/x\nCMD nginx\n", {{"nginx", "[\"nginx\"]"}},
           {.replaces = {1}, .assumed = {Assumption::base_entrypoint, Assumption::base_onbuild, Assumption::base_os}}},
          {"a base image that runs Windows",
           "FROM mcr.microsoft.com/windows/servercore:ltsc2022\nCMD nginx\n", {{"nginx", "[\"nginx\"]"}},
           {.replaces = {1}, .assumed = everything()}},
          {"a program that the shell has built in",
           "FROM debian\nCMD cd /\n", {{"cd /", "[\"cd\", \"/\"]"}}, {.replaces = {1}}},
          {"a variable that nobody expands",
           "FROM debian\nCMD nginx $A\n", {{"nginx $A", "[\"nginx\", \"$A\"]"}}, {.replaces = {1}}},
          {"a variable that dash and busybox keep from the program",
           "FROM alpine\nENV a.b=c\nCMD env\n", {{"CMD env", "CMD [\"env\"]"}},
           {.replaces = {2}, .assumed = everything()}},
          {"a variable that a child stage sets and dash keeps from the program",
           "FROM debian AS a\nCMD env\nFROM a\nENV a.b=c\n", {{"CMD env", "CMD [\"env\"]"}},
           {.replaces = {1}, .assumed = everything()}},
          {"a variable that the shell changes",
           "FROM debian\nENV OLDPWD=/x\nCMD env\n", {{"CMD env", "CMD [\"env\"]"}},
           {.replaces = {2}, .assumed = everything()}},
          {"a PATH with an option of dash",
           "FROM debian\nENV PATH=/x%func\nCMD nginx\n", {{"nginx", "[\"nginx\"]"}},
           {.replaces = {2}, .assumed = everything()}},
          {"a command that the shell has in itself",
           "FROM scratch\nCOPY busybox /bin/sh\nCMD uname -s\n", {{"uname -s", "[\"uname\", \"-s\"]"}},
           {.replaces = {2}}},
          {"a script that goes by another name",
           "FROM debian\nCOPY run.sh /hello\nCMD /hello\n", {{"CMD /hello", "CMD [\"/hello\"]"}}, {.replaces = {2}}},
          {"a script that another stage gives another name",
           "FROM debian AS a\nCOPY run.sh /x\nFROM debian\nCOPY --from=a /x /hello\nCMD /hello\n",
           {{"CMD /hello", "CMD [\"/hello\"]"}}, {.replaces = {4}}},
          {"a script that a child stage puts there",
           "FROM debian AS a\nCMD /x\nFROM a\nCOPY run.sh /x\n", {{"CMD /x", "CMD [\"/x\"]"}}, {.replaces = {1}}},
          {"a shell that the file replaces",
           "FROM debian\nRUN ln -sf /bin/zsh /bin/sh\nCMD nginx\n", {{"nginx", "[\"nginx\"]"}}, {.replaces = {2}}},
          {"a PATH that an image built on this one gets",
           "FROM debian\nCMD nginx\nONBUILD ENV PATH=.:$PATH\n", {{"nginx", "[\"nginx\"]"}},
           {.replaces = {1}, .assumed = everything()}},
          {"a SHELL that an image built on this one gets",
           "FROM debian\nHEALTHCHECK CMD curl x\nONBUILD SHELL [\"/bin/zsh\", \"-c\"]\n",
           {{"curl x", "[\"curl\", \"x\"]"}}, {.replaces = {1}, .assumed = everything()}},
          {"another shell in force",
           "FROM debian\nSHELL [\"/bin/zsh\", \"-c\"]\nCMD nginx\n", {{"nginx", "[\"nginx\"]"}},
           {.replaces = {2}, .assumed = everything()}},
          {"a CMD that ENTRYPOINT gets",
           "FROM debian\nENTRYPOINT [\"e\"]\nCMD nginx\n", {{"nginx", "[\"nginx\"]"}}, {.replaces = {2}}},
          {"a CMD of a child stage that a converted ENTRYPOINT gets",
           "FROM debian AS a\nENTRYPOINT nginx\nFROM a\nCMD [\"x\"]\n", {{"nginx", "[\"nginx\"]"}}, {.replaces = {1}}},
          {"an ENTRYPOINT converted that a stage may get by a variable, with a CMD of its own",
           "FROM debian AS a\nENTRYPOINT nginx\nFROM $B\nCMD [\"x\"]\n", {{"nginx", "[\"nginx\"]"}},
           {.replaces = {1}, .assumed = everything()}},
          {"a promise of identity",
           "FROM debian\nCMD nginx\n", {{"nginx", "[\"nginx\"]"}}, {.replaces = {1}, .level = identical}},
          {"a HEALTHCHECK dropped",
           "FROM debian\nHEALTHCHECK CMD curl x\n", {{"HEALTHCHECK CMD curl x\n", ""}}, {.removes = {1}}},
          {"arguments that took the place of CMD now come after the program",
           "FROM debian\nENTRYPOINT []\nCMD [\"a\"]\n", {{"ENTRYPOINT []\nCMD", "ENTRYPOINT"}},
           {.replaces = {1}, .removes = {2}}},
          {"a HEALTHCHECK with another program",
           "FROM debian\nHEALTHCHECK CMD curl x\n", {{"curl x", "[\"curl\", \"y\"]"}}, {.replaces = {1}}},
          {"a script of the project whose first line nobody has seen",
           "FROM debian\nCOPY start.sh /\nCMD /start.sh\n", {{"CMD /start.sh", "CMD [\"/start.sh\"]"}},
           {.replaces = {2}}},
          {"the same in HEALTHCHECK",
           "FROM debian\nCOPY check.sh /\nHEALTHCHECK CMD /check.sh\n", {{"CMD /check.sh", "CMD [\"/check.sh\"]"}},
           {.replaces = {2}}},
          {"another CMD where a stage goes",
           "FROM debian AS a\nRUN x\nFROM debian AS b\nRUN y\nFROM b\nCMD nginx\n",
           {{"FROM debian AS a\nRUN x\n", ""}, {"CMD nginx", "CMD [\"apache2\"]"}},
           {.replaces = {5}, .removes = {0, 1}, .assumed = everything()}},
          {"an ENTRYPOINT emptied", "FROM debian\nENTRYPOINT [\"a\"]\n", {{"[\"a\"]", "[]"}}, {.replaces = {1}}},
          // An intended rewrite that changes more than it says.
          {"a CMD changed on the way",
           "FROM debian\nLABEL a=b\nCMD [\"a\"]\n", {{"a=b", "a=c"}, {"[\"a\"]", "[\"b\"]"}},
           {.replaces = {1, 2}, .level = intended, .may_change = {ImagePart::labels}}},
      }},
      {"same_image", {
          // The list of instructions.
          {"an instruction more", "FROM debian\nCMD a\n", {insert_before("CMD", "USER b\n")}},
          // Stages.
          {"another base image", "FROM debian:12\nCMD a\n", {{":12", ":13"}}, {.replaces = {0}}},
          {"another platform", "FROM --platform=linux/amd64 debian\n", {{"amd64", "arm64"}}, {.replaces = {0}}},
          {"a stage that is found no more", "FROM debian AS a\nFROM a\nCMD b\n", {{"AS a", "AS c"}}, {.replaces = {0}}},
          {"SHELL removed",
           "FROM debian\nSHELL [\"/bin/bash\", \"-c\"]\nCMD [\"a\"]\n", {{"SHELL [\"/bin/bash\", \"-c\"]\n", ""}},
           {.removes = {1}}},
          {"another SHELL",
           "FROM debian\nCMD [\"a\"]\nSHELL [\"/bin/bash\", \"-c\"]\n", {{"bash", "sh"}}, {.replaces = {2}}},
          // What is no CMD, ENTRYPOINT or HEALTHCHECK, even if a rewrite names it.
          {"another RUN", "FROM debian\nRUN a\nCMD [\"c\"]\n", {{"RUN a", "RUN b"}}, {.replaces = {1}}},
          {"a trigger less", "FROM debian\nONBUILD RUN a\n", {{"ONBUILD RUN a\n", ""}}, {.removes = {1}}},
          // What an identical rewrite writes in another way.
          {"a blank of a value lost between quotes",
           "FROM debian\nENV A b  c\n", {{" b  c", "=\"b c\""}}, {.replaces = {1}, .level = identical}},
          {"an escape of a label lost",
           "FROM debian\nLABEL A=b\\\\c\n", {{"b\\\\c", "\"b\\c d\""}}, {.replaces = {1}, .level = identical}},
          {"a flag of RUN lost beside a keyword",
           "FROM debian\nrun --network=none a\n", {{"run --network=none", "RUN"}},
           {.replaces = {1}, .level = identical}},
          {"a variable of ENV quoted",
           "FROM debian\nENV A=\"$HOME\"\n", {{"\"$HOME\"", "'$HOME'"}}, {.replaces = {1}, .level = identical}},
          {"a dollar sign of ENV lost",
           "FROM debian\nENV A=$HOME\n", {{"$HOME", "HOME"}}, {.replaces = {1}, .level = identical}},
          {"an escape of ENV lost",
           "FROM debian\nENV A=\\$HOME\n", {{"\\$", "$"}}, {.replaces = {1}, .level = identical}},
          {"blanks of the old form of ENV squeezed",
           "FROM debian\nENV A b  c\n", {{"A b  c", "A=\"b c\""}}, {.replaces = {1}, .level = identical}},
          {"the words of ENV in another order",
           "FROM debian\nENV A=1 B=2\n", {{"A=1 B=2", "B=2 A=1"}}, {.replaces = {1}, .level = identical}},
          {"an ENV split of which one word uses another",
           "FROM debian\nENV A=1 B=$A\n", {{" B=$A", "\nENV B=$A"}}, {.replaces = {1}, .level = identical}},
          {"two ENV joined of which one uses the other",
           "FROM debian\nENV A=1\nENV B=$A\n", {{"\nENV B", " B"}},
           {.replaces = {1}, .removes = {2}, .level = identical}},
          {"two labels joined",
           "FROM debian\nLABEL a=b c=d\n", {{"b c=d", "\"b c=d\""}}, {.replaces = {1}, .level = identical}},
          {"another letter case in a label",
           "FROM debian\nLABEL a.B=c\n", {{"a.B", "a.b"}}, {.replaces = {1}, .level = identical}},
          {"the wrong one of two labels dropped",
           "FROM debian\nLABEL a=b\nLABEL a=c\n", {{"LABEL a=c\n", ""}}, {.removes = {2}, .level = identical}},
          {"a relative WORKDIR made absolute",
           "FROM debian\nWORKDIR /x\nWORKDIR a\n", {{"R a", "R /a"}}, {.replaces = {2}, .level = identical}},
          {"a WORKDIR of two joined that makes a folder more",
           "FROM debian\nWORKDIR /a\nWORKDIR /b\n", {{"WORKDIR /a\n", ""}}, {.removes = {1}, .level = identical}},
          {"the group of USER lost", "FROM debian\nUSER a:b\n", {{"a:b", "a"}}, {.replaces = {1}, .level = identical}},
          {"a USER removed before a RUN",
           "FROM debian\nUSER a\nRUN x\nUSER b\n", {{"USER a\n", ""}}, {.removes = {1}, .level = identical}},
          {"a USER removed before a WORKDIR",
           "FROM debian\nUSER a\nWORKDIR /x\nUSER b\n", {{"USER a\n", ""}}, {.removes = {1}, .level = identical}},
          {"another default of ARG",
           "FROM debian\nARG A=1\nRUN x\n", {{"A=1", "A=2"}}, {.replaces = {1}, .level = identical}},
          {"another default of a global ARG",
           "ARG A=1\nFROM debian:$A\n", {{"A=1", "A=2"}}, {.replaces = {0}, .level = identical}},
          {"another default of a global ARG that a stage uses",
           "ARG A=1\nFROM debian\nARG A\nENV B=$A\n", {{"A=1", "A=2"}}, {.replaces = {0}, .level = identical}},
          {"the default of ARG removed that an ARG without one keeps",
           "FROM debian\nARG A=1\nARG A\nRUN x\n", {{"ARG A=1\n", ""}}, {.removes = {1}, .level = identical}},
          {"an ENV moved behind the ARG that keeps it",
           "FROM debian\nENV A=1\nARG A\nUSER $A\n", {{"ENV A=1\nARG A\nUSER $A\n", "ARG A\nUSER $A\nENV A=1\n"}},
           {.replaces = {1, 2, 3}, .level = identical}},
          {"an ARG removed before a RUN",
           "FROM debian\nARG A\nRUN x\n", {{"ARG A\n", ""}}, {.removes = {1}, .level = identical}},
          {"an argument written with its default",
           "FROM debian\nARG A=1\nENV B=$A\n", {{"$A", "1"}}, {.replaces = {2}, .level = identical}},
          {"a folder made a file", "FROM debian\nCOPY a /b/\n", {{"/b/", "/b"}}, {.replaces = {1}, .level = identical}},
          {"the sources of COPY in another order",
           "FROM debian\nCOPY a b /c/\n", {{"a b", "b a"}}, {.replaces = {1}, .level = identical}},
          {"an ADD made a COPY without knowing what is added",
           "FROM debian\nADD a /b/\n", {{"ADD", "COPY"}}, {.replaces = {1}, .level = identical}},
          {"the owner of COPY lost",
           "FROM debian\nCOPY --chown=a:b c /d\n", {{"--chown=a:b ", ""}}, {.replaces = {1}, .level = identical}},
          {"a COPY from another stage",
           "FROM debian\nRUN a\nFROM debian\nRUN b\nFROM debian\nCOPY --from=0 /x /y\n", {{"--from=0", "--from=1"}},
           {.replaces = {5}, .level = identical}},
          {"a COPY from the context",
           "FROM debian AS a\nFROM debian\nCOPY --from=a /x /y\n", {{"--from=a ", ""}},
           {.replaces = {2}, .level = identical}},
          {"a mount from another stage",
           "FROM debian AS a\nRUN a\nFROM debian AS b\nRUN b\nFROM debian\nRUN --mount=type=bind,from=a,target=/x y\n",
           {{"from=a", "from=b"}},
           {.replaces = {5}, .level = identical}},
          {"a WORKDIR removed before a COPY with a relative destination",
           "FROM debian\nWORKDIR /a\nCOPY x y\nWORKDIR /b\n", {{"WORKDIR /a\n", ""}},
           {.removes = {1}, .level = identical}},
          {"a SHELL removed that a RUN needs",
           "FROM debian\nSHELL [\"/bin/bash\", \"-c\"]\nRUN a\nSHELL [\"/bin/sh\", \"-c\"]\n",
           {{"SHELL [\"/bin/bash\", \"-c\"]\n", ""}},
           {.removes = {1}, .level = identical}},
          {"a RUN moved across SHELL",
           "FROM debian\nRUN a\nSHELL [\"/bin/bash\", \"-c\"]\n",
           {{"RUN a\nSHELL [\"/bin/bash\", \"-c\"]", "SHELL [\"/bin/bash\", \"-c\"]\nRUN a"}},
           {.replaces = {1, 2}, .level = identical}},
          {"the lines of a heredoc cut",
           "FROM debian\nRUN <<E\na\nb\nE\n", {{"b\n", ""}}, {.replaces = {1}, .level = identical}},
          {"a heredoc that expands no more",
           "FROM debian\nCOPY <<E /x\n$HOME\nE\n", {{"<<E", "<<'E'"}}, {.replaces = {1}, .level = identical}},
          {"a RUN in exec form",
           "FROM debian\nRUN a b\n", {{"a b", "[\"a\", \"b\"]"}}, {.replaces = {1}, .level = identical}},
          {"a flag of RUN lost",
           "FROM debian\nRUN --network=none a\n", {{"--network=none ", ""}}, {.replaces = {1}, .level = identical}},
          {"a stage renamed that a later FROM names",
           "FROM debian AS a\nRUN x\nFROM debian AS b\nFROM a\n", {{"AS a", "AS c"}},
           {.replaces = {0}, .level = identical}},
          {"a port in another protocol",
           "FROM debian\nEXPOSE 53/udp\n", {{"/udp", ""}}, {.replaces = {1}, .level = identical}},
          {"a stage removed that could be the target",
           "FROM debian AS a\nRUN x\nFROM debian\n", {{"FROM debian AS a\nRUN x\n", ""}},
           {.removes = {0, 1}, .level = identical}},
          {"the stage removed that is the target",
           "FROM debian AS a\nRUN x\nFROM debian\n", {{"FROM debian AS a\nRUN x\n", ""}},
           {.removes = {0, 1}, .level = identical, .targets = {"a"}}},
          {"the config of an inner stage that is a target",
           "FROM debian AS a\nUSER x\nFROM debian\n", {{"USER x\n", ""}},
           {.removes = {1}, .level = identical, .targets = {"a"}}},
          // Other build arguments, or another platform, give a FROM another stage.
          {"an ARG removed that a RUN has if a variable names its stage",
           "FROM debian AS a\nARG A=1\nFROM b-$TARGETARCH AS c\nFROM $B\nRUN x\n", {{"ARG A=1\n", ""}},
           {.removes = {1}, .level = identical, .assumed = everything()}},
          {"a relative WORKDIR made absolute by the stage that a variable names if it is not set",
           "ARG B=a\nFROM debian AS a\nWORKDIR /a\nFROM $B\nWORKDIR b\n", {{"R b", "R /a/b"}},
           {.replaces = {4}, .level = identical, .assumed = everything()}},
          {"the config of an inner stage that the target is perhaps built on",
           "FROM debian AS a\nUSER x\nFROM $B\n", {{"USER x\n", ""}},
           {.removes = {1}, .level = identical, .assumed = {Assumption::last_target}}},
          {"a global ARG removed that a trigger of the base image may read",
           "ARG A=1\nFROM example.com/x\n", {{"ARG A=1\n", ""}}, {.removes = {0}, .level = identical}},
          {"a stage removed that a trigger of the base image may name",
           "FROM debian AS a\nRUN x\nFROM example.com/x\n", {{"FROM debian AS a\nRUN x\n", ""}},
           {.removes = {0, 1}, .level = identical, .assumed = {Assumption::last_target}}},
          // Intended rewrites that change more than they say.
          {"a USER changed on the way",
           "FROM debian\nENV A=1\nUSER a\n", {{"A=1", "A=2"}, {"USER a", "USER b"}},
           {.replaces = {1, 2}, .level = intended, .may_change = {ImagePart::env}}},
          {"the environment of a RUN that is not named",
           "FROM debian\nENV A=1\nRUN x\n", {{"A=1", "A=2"}},
           {.replaces = {1}, .level = intended, .may_change = {ImagePart::env, ImagePart::steps}}},
          {"what an equivalent rewrite says it changes",
           "FROM debian\nUSER a\n", {{"USER a", "USER b"}}, {.replaces = {1}, .may_change = {ImagePart::user}}},
      }},
      // Instructions that go on into the next ones.
      {"same_instructions", {
          {"the next instruction swallowed by a continuation",
           "FROM debian\nCMD a\nUSER b\n", {{"CMD a", "CMD a \\"}}, {.replaces = {1}}},
          {"the next instructions swallowed by a heredoc",
           "FROM debian\nRUN a\nUSER b\nCMD\nUSER c\n", {{"RUN a", "RUN <<CMD"}}, {.replaces = {1}}},
      }},
      // What happens beside the program, and is not said.
      {"declared_effects", {
          {"a shell gone without a word",
           "FROM debian\nCMD nginx\n", {{"nginx", "[\"nginx\"]"}}, {.replaces = {1}, .effects = {}}},
          {"signals reach the program without a word",
           "FROM debian\nCMD nginx\n", {{"nginx", "[\"nginx\"]"}},
           {.replaces = {1}, .effects = {no_shell_variables, needs_interpreter_line}}},
          {"a script without its first line no longer starts",
           "FROM debian\nCMD nginx\n", {{"nginx", "[\"nginx\"]"}},
           {.replaces = {1}, .effects = {no_shell_variables, program_is_process_one}}},
          {"arguments reach a converted ENTRYPOINT without a word",
           "FROM debian\nENTRYPOINT nginx\n",
           {{"nginx", "[\"nginx\"]"}},
           {.replaces = {1}, .effects = {no_shell_variables, program_is_process_one, needs_interpreter_line}}},
          {"ArgsEscaped gone without a word",
           "FROM debian\nENTRYPOINT nginx\nCMD [\"x\"]\n",
           {{"nginx", "[\"nginx\"]"}, {"CMD [\"x\"]\n", ""}},
           {.replaces = {1}, .removes = {2},
            .effects = {no_shell_variables, program_is_process_one, needs_interpreter_line,
                        arguments_reach_entrypoint}}},
      }},
  };
}

TEST(Verifier, RefusesWrongRewritesForTheRightReason) {
  std::set<std::string_view> seen;
  for (const auto& [check, steps] : wrong_steps()) {
    for (const Step& step : steps) {
      SCOPED_TRACE(step.name);
      const Judgement judgement = judge(step);
      EXPECT_NE(judgement.verdict, Verdict::same);
      EXPECT_EQ(judgement.check, check) << judgement.reason;
      EXPECT_FALSE(judgement.reason.empty());
      seen.insert(judgement.check);
    }
  }
  for (const std::string_view check : verifier_checks())
    EXPECT_TRUE(seen.contains(check)) << check << " was never the reason";
}

TEST(Verifier, TellsWhatItCannotShowFromWhatIsWrong) {
  for (const auto& [check, steps] : wrong_steps()) {
    for (const Step& step : steps) {
      if (step.name == "a base image taken for granted") {
        EXPECT_EQ(judge(step).verdict, Verdict::cannot_tell) << step.name;
      }
      if (step.name == "quotes lost" || step.name == "a comment swallowed") {
        EXPECT_EQ(judge(step).verdict, Verdict::different) << step.name;
      }
    }
  }
}

TEST(Verifier, DoesNotTrustTheNamesThatARewriteGives) {
  using enum Level;
  // A rewrite may replace or remove what it names; that does not make every change of it right.
  const Step steps[] = {
      {"another RUN", "FROM debian\nRUN a\nCMD [\"c\"]\n", {{"RUN a", "RUN b"}}, {.replaces = {1}}},
      {"a RUN less", "FROM debian\nRUN a\nCMD [\"c\"]\n", {{"RUN a\n", ""}}, {.removes = {1}}},
      {"a heredoc cut", "FROM debian\nRUN <<E\na\nb\nE\nCMD [\"c\"]\n", {{"b\n", ""}}, {.replaces = {1}}},
      {"another ENV", "FROM debian\nENV A=b\nCMD [\"c\"]\n", {{"A=b", "A=c"}}, {.replaces = {1}}},
      {"another USER", "FROM debian\nUSER a\n", {{"USER a", "USER b"}}, {.replaces = {1}}},
      {"a trigger less", "FROM debian\nONBUILD RUN a\n", {{"ONBUILD RUN a\n", ""}}, {.removes = {1}}},
      {"a stage renamed that COPY names",
       "FROM debian AS a\nFROM debian\nCOPY --from=a /x /y\n", {{"AS a", "AS b"}}, {.replaces = {0}}},
      {"the SHELL of a RUN removed",
       "FROM debian\nSHELL [\"/bin/bash\", \"-c\"]\nRUN a\nSHELL [\"/bin/sh\", \"-c\"]\n",
       {{"SHELL [\"/bin/bash\", \"-c\"]\n", ""}},
       {.removes = {1}}},
      {"the HEALTHCHECK with the other interval dropped",
       "FROM debian\nHEALTHCHECK --interval=1m CMD a\nHEALTHCHECK --interval=5m CMD a\n",
       {{"HEALTHCHECK --interval=5m CMD a\n", ""}},
       {.removes = {2}, .level = identical}},
      {"another interval", "FROM debian\nHEALTHCHECK --interval=1m CMD a\n", {{"1m", "2m"}}, {.replaces = {1}}},
      {"another retry count",
       "FROM debian\nHEALTHCHECK --retries=1 CMD a\n", {{"--retries=1 ", ""}}, {.replaces = {1}}},
  };
  for (const Step& step : steps) EXPECT_NE(judge(step).verdict, Verdict::same) << step.name;
}

TEST(Verifier, AcceptsHonestRewrites) {
  using enum Level;
  const Step steps[] = {
      {"nothing", "FROM debian\nCMD nginx\n", {}, {.level = identical}},
      {"a CMD converted",
       "FROM debian\nCMD exec nginx -g \"daemon off;\"\n",
       {{"exec nginx -g \"daemon off;\"", "[\"nginx\", \"-g\", \"daemon off;\"]"}},
       {.replaces = {1}}},
      {"an array written in another way",
       "FROM debian\nCMD [\"a\",\"\\u0062\"]\n", {{"[\"a\",\"\\u0062\"]", "[ \"a\", \"b\" ]"}},
       {.replaces = {1}, .level = identical}},
      {"a CMD converted, its comment moved",
       "FROM debian\nCMD nginx \\\n# why\n  -g x\n",
       {insert_before("CMD", "# why\n"), {"nginx \\\n# why\n  -g x", "[\"nginx\", \"-g\", \"x\"]"}},
       {.replaces = {1}}},
      {"an ENTRYPOINT converted, its CMD removed",
       "FROM debian\nENTRYPOINT nginx\nCMD [\"x\"]\n", {{"nginx", "[\"nginx\"]"}, {"CMD [\"x\"]\n", ""}},
       {.replaces = {1}, .removes = {2}}},
      {"a CMD that is replaced removed",
       "FROM debian\nCMD a\nENTRYPOINT [\"e\"]\nCMD b\n", {{"CMD a\n", ""}}, {.removes = {1}, .level = identical}},
      {"a HEALTHCHECK that is replaced removed",
       "FROM debian\nHEALTHCHECK --interval=1m CMD a\n# c\nHEALTHCHECK NONE\n",
       {{"HEALTHCHECK --interval=1m CMD a\n", ""}},
       {.removes = {1}, .level = identical}},
      {"a CMD converted under bash",
       "FROM debian\nSHELL [\"/bin/bash\", \"-c\"]\nCMD nginx\n", {{"nginx", "[\"nginx\"]"}}, {.replaces = {2}}},
      {"a script of the project, assumed to have its first line",
       "FROM debian\nCOPY start.sh /\nCMD /start.sh\n", {{"CMD /start.sh", "CMD [\"/start.sh\"]"}},
       {.replaces = {2}, .assumed = {Assumption::interpreter_line}}},
      {"a script of the project that a shell goes on to start",
       "FROM debian\nCOPY start.sh /\nCMD /bin/bash -c /start.sh\n",
       {{"/bin/bash -c /start.sh", "[\"/bin/bash\", \"-c\", \"/start.sh\"]"}},
       {.replaces = {2}}},
      {"a CMD converted where a stage goes",
       "FROM debian AS a\nRUN x\nFROM debian AS b\nRUN y\nFROM b\nCMD nginx\n",
       {{"FROM debian AS a\nRUN x\n", ""}, {"CMD nginx", "CMD [\"nginx\"]"}},
       {.replaces = {5}, .removes = {0, 1}, .assumed = everything()}},
      {"assumptions made",
       "FROM example.com/x\nCMD nginx\n", {{"nginx", "[\"nginx\"]"}}, {.replaces = {1}, .assumed = everything()}},
      {"a CMD converted that a child inherits",
       "FROM debian AS a\nCMD nginx\nFROM a\nUSER b\n", {{"nginx", "[\"nginx\"]"}}, {.replaces = {1}}},
      {"an instruction made two that mean the same",
       "FROM debian\nCMD nginx\n", {{"nginx\n", "[\"nginx\"]\nCMD [\"nginx\"]\n"}}, {.replaces = {1}}},
      {"a command that the shell may have in itself, assumed not to be there",
       "FROM scratch\nCOPY busybox /bin/sh\nCMD uname -s\n", {{"uname -s", "[\"uname\", \"-s\"]"}},
       {.replaces = {2}, .assumed = {Assumption::base_shell}}},
      {"a CMD converted beside triggers that do nothing to it",
       "FROM debian\nCMD nginx\nONBUILD ENV A=1 PATH=/x:$PATH\nONBUILD SHELL [\"/bin/zsh\", \"-c\"]\n",
       {{"nginx", "[\"nginx\"]"}}, {.replaces = {1}}},
      {"a HEALTHCHECK converted",
       "FROM debian\nHEALTHCHECK CMD curl x\n", {{"curl x", "[\"curl\", \"x\"]"}}, {.replaces = {1}}},
      {"ENV written in the new form",
       "FROM debian\nENV A b c\n", {{"A b c", "A=\"b c\""}}, {.replaces = {1}, .level = identical}},
      {"quotes of another kind around variables of the base image",
       "FROM debian\nENV A=\"$HOME\"/x\n", {{"\"$HOME\"/x", "${HOME}\"/x\""}}, {.replaces = {1}, .level = identical}},
      {"an ENV split",
       "FROM debian\nENV A=1 B=$C\nRUN x\n", {{" B", "\nENV B"}}, {.replaces = {1}, .level = identical}},
      {"another letter case of a stage's name",
       "FROM debian AS Build\nFROM debian\nCOPY --from=Build /x /y\n",
       {{"AS Build", "AS build"}, {"from=Build", "from=build"}},
       {.replaces = {0, 2}, .level = identical}},
      {"a stage named instead of numbered",
       "FROM debian AS a\nFROM debian\nCOPY --from=0 /x /y\n", {{"--from=0", "--from=a"}},
       {.replaces = {2}, .level = identical}},
      {"an unused stage removed, as the last one is the target",
       "FROM debian AS a\nRUN x\nFROM debian\n", {{"FROM debian AS a\nRUN x\n", ""}},
       {.removes = {0, 1}, .level = identical, .assumed = {Assumption::last_target}}},
      {"an unused stage removed that a variable cannot name",
       "FROM debian AS a\nRUN x\nFROM debian AS b-1\nFROM b-$B\n", {{"FROM debian AS a\nRUN x\n", ""}},
       {.removes = {0, 1}, .level = identical, .assumed = {Assumption::base_onbuild, Assumption::last_target}}},
      {"a global ARG removed that no trigger can read",
       "ARG A=1\nFROM debian\n", {{"ARG A=1\n", ""}}, {.removes = {0}, .level = identical}},
      {"a USER that is replaced removed from a stage that a variable may name",
       "FROM debian AS a\nUSER x\nUSER y\nARG A\nFROM $B\nRUN x\n", {{"USER x\n", ""}},
       {.removes = {1}, .level = identical}},
      {"an unused stage removed, as another is the target",
       "FROM debian AS a\nRUN x\nFROM debian AS b\n", {{"FROM debian AS a\nRUN x\n", ""}},
       {.removes = {0, 1}, .level = identical, .targets = {"b"}}},
      {"a USER that is replaced removed",
       "FROM debian\nUSER a\nUSER b\n", {{"USER a\n", ""}}, {.removes = {1}, .level = identical}},
      {"a comment taken along on request",
       "FROM debian\nCMD nginx \\\n# why\n  -g x\n", {{"nginx \\\n# why\n  -g x", "[\"nginx\", \"-g\", \"x\"]"}},
       {.replaces = {1}, .takes_comments = true}},
      {"an intended change that says what it does",
       "FROM debian\nENV A=1\nUSER a\nRUN x\n", {{"USER a", "USER b"}, {"RUN x", "RUN y"}},
       {.replaces = {2, 3}, .level = intended, .may_change = {ImagePart::user, ImagePart::steps}}},
      {"the emptied ENTRYPOINT of the base",
       "FROM debian\nENTRYPOINT []\nCMD nginx\n", {{"nginx", "[\"nginx\"]"}}, {.replaces = {2}}},
  };
  for (const Step& step : steps) {
    const Judgement judgement = judge(step);
    EXPECT_EQ(judgement.verdict, Verdict::same) << step.name << ": " << judgement.check << ": " << judgement.reason;
  }
}

TEST(Verifier, SaysWhetherTheModelsAreMadeOfTheSame) {
  const Step spelled = {"a value quoted", "FROM debian\nENV A b\n", {{"A b", "A=\"b\""}}, {.replaces = {1}}};
  EXPECT_TRUE(judge(spelled).same_input);
  const Step started = {"a CMD converted", "FROM debian\nCMD nginx\n", {{"nginx", "[\"nginx\"]"}}, {.replaces = {1}}};
  EXPECT_EQ(judge(started).verdict, Verdict::same);
  EXPECT_FALSE(judge(started).same_input) << "the images are the same, but not what they are made of";
  const Step other = {"another value", "FROM debian\nENV A=b\n", {{"=b", "=c"}}, {.replaces = {1}}};
  EXPECT_FALSE(judge(other).same_input);
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
