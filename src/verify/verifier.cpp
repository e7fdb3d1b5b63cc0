// The checks on one step.
#include "verify/verifier.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "analysis/model_diff.hpp"
#include "analysis/own_programs.hpp"
#include "analysis/shell_words.hpp"
#include "analysis/start_command.hpp"
#include "base/unicode.hpp"
#include "syntax/shebang.hpp"

namespace drydock {
namespace {

constexpr std::string_view untouched_text = "untouched_text";
constexpr std::string_view no_new_errors = "no_new_errors";
constexpr std::string_view same_directives = "same_directives";
constexpr std::string_view same_comments = "same_comments";
constexpr std::string_view edits_inside_named_instructions = "edits_inside_named_instructions";
constexpr std::string_view same_instructions = "same_instructions";
constexpr std::string_view same_image = "same_image";
constexpr std::string_view same_start = "same_start";
constexpr std::string_view declared_effects = "declared_effects";
constexpr std::array checks = {
    untouched_text,    no_new_errors, same_directives, same_comments,   edits_inside_named_instructions,
    same_instructions, same_image,    same_start,      declared_effects};

Judgement different(std::string_view check, std::string reason) {
  return {Verdict::different, check, std::move(reason)};
}
Judgement cannot_tell(std::string_view check, std::string reason) {
  return {Verdict::cannot_tell, check, std::move(reason)};
}
bool holds(const Judgement& judgement) { return judgement.verdict == Verdict::same; }

bool same_values(std::span<const Text> left, std::span<const Text> right) {
  return std::ranges::equal(left, right, {}, &Text::value, &Text::value);
}

// --- the text -------------------------------------------------------------------------------------------------------

Judgement check_untouched_text(std::string_view before, std::string_view after, std::span<const Edit> edits) {
  // Walks both texts at once; the emitter builds the new one.
  std::size_t from = 0;
  std::size_t to = 0;
  for (std::size_t i = 0; i <= edits.size(); ++i) {
    const std::size_t end = i < edits.size() ? edits[i].range.begin : before.size();
    if (end < from || after.substr(to, end - from) != before.substr(from, end - from)) {
      return different(untouched_text, fmt::format("bytes {}..{} are named by no edit and differ", from, end));
    }
    to += end - from;
    if (i == edits.size()) break;
    if (after.substr(to, edits[i].text.size()) != edits[i].text) {
      return different(untouched_text, fmt::format("the text of the edit at byte {} is not what was written", end));
    }
    to += edits[i].text.size();
    from = edits[i].range.end;
  }
  if (to != after.size()) return different(untouched_text, "the new text goes on after the end of the old one");
  return {};
}

Judgement check_no_new_errors(const Snapshot& after) {
  for (const Diagnostic& diagnostic : after.dockerfile.diagnostics) {
    if (diagnostic.severity == Severity::error) {
      return different(no_new_errors, "the new text is refused: " + diagnostic.message);
    }
  }
  return {};
}

Judgement check_directives(const Snapshot& before, const Snapshot& after) {
  const auto same = [&](const Directive& left, const Directive& right) {
    return left.kind == right.kind && left.value.of(before.text()) == right.value.of(after.text());
  };
  if (before.tree.escape != after.tree.escape ||
      !std::ranges::equal(before.tree.directives, after.tree.directives, same) ||
      !have_same_directives_after_shebang(before.text(), after.text())) {
    return different(same_directives, "the parser directives are not the same");
  }
  return {};
}

/// What a rewrite takes along because it was asked to: disjoint, as they are edits that were accepted together.
std::vector<TextRange> comments_taken(std::span<const Rewrite* const> rewrites) {
  std::vector<TextRange> taken;
  for (const Rewrite* rewrite : rewrites) {
    if (!rewrite->takes_comments) continue;
    for (const Edit& edit : rewrite->edits) taken.push_back(edit.range);
  }
  std::ranges::sort(taken, {}, &TextRange::begin);
  return taken;
}

/// Gives the comments of a text one after the other, but for those that are taken.
class Comments {
 public:
  Comments(const Snapshot& snapshot, std::span<const TextRange> taken) : snapshot_(snapshot), taken_(taken) {}
  std::optional<std::string_view> next() {
    while (next_ < snapshot_.tree.comments.size()) {
      const TextRange range = snapshot_.tree.range_of(snapshot_.tree.comments[next_++]);
      if (!is_taken(range)) return range.of(snapshot_.text());
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] bool is_taken(TextRange comment) const {
    const auto after = std::ranges::upper_bound(taken_, comment.begin, {}, &TextRange::begin);
    return after != taken_.begin() && std::prev(after)->contains(comment);
  }

  const Snapshot& snapshot_;
  std::span<const TextRange> taken_;
  std::size_t next_ = 0;  // of the tree's comments
};

Judgement check_comments(const Snapshot& before, const Snapshot& after, std::span<const Rewrite* const> rewrites) {
  const std::vector<TextRange> taken = comments_taken(rewrites);
  Comments old_comments(before, taken);
  Comments new_comments(after, {});
  for (;;) {
    const auto old_comment = old_comments.next();
    if (old_comment != new_comments.next()) {
      return different(same_comments, "a comment changed, vanished or moved past another");
    }
    if (!old_comment) return {};
  }
}

// --- the instructions -------------------------------------------------------------------------------------------------

/// What the accepted rewrites say of themselves.
struct Declared {
  std::vector<bool> named;  ///< by instruction of the text before: its meaning may change, or it goes
  Level level = Level::identical;
  std::vector<Effect> effects;
  std::vector<ImagePart> changes;

  [[nodiscard]] bool has(Effect effect) const { return std::ranges::find(effects, effect) != effects.end(); }
  [[nodiscard]] bool may_change(ImagePart part) const { return std::ranges::find(changes, part) != changes.end(); }
};

Declared declared_by(std::span<const Rewrite* const> rewrites, std::size_t instruction_count) {
  Declared declared;
  declared.named.resize(instruction_count, false);
  for (const Rewrite* rewrite : rewrites) {
    for (const InstructionIndex index : rewrite->replaces) declared.named[index] = true;
    for (const InstructionIndex index : rewrite->removes) declared.named[index] = true;
    declared.level = std::max(declared.level, rewrite->level);
    declared.effects.insert(declared.effects.end(), rewrite->effects.begin(), rewrite->effects.end());
    declared.changes.insert(declared.changes.end(), rewrite->changes.begin(), rewrite->changes.end());
  }
  return declared;
}

std::string place_of(const Snapshot& snapshot, InstructionIndex index) {
  const Instruction& instruction = snapshot.dockerfile.instructions[index];
  return fmt::format("the {} of line {}", display_name(instruction.keyword),
                     snapshot.source->line_of(instruction.keyword_text.range.begin));
}

Judgement check_edits_named(const Snapshot& before, std::span<const Edit> edits, const Declared& declared) {
  const auto& instructions = before.dockerfile.instructions;
  std::size_t first = 0;  // of the edits that do not end before the instruction
  for (InstructionIndex index = 0; index < instructions.size(); ++index) {
    const TextRange range = instructions[index].range;
    while (first < edits.size() && edits[first].range.end < range.begin) ++first;
    if (declared.named[index]) continue;
    for (std::size_t i = first; i < edits.size() && edits[i].range.begin < range.end; ++i) {
      const TextRange edit = edits[i].range;
      // An insertion directly above an instruction is not inside of it.
      const bool touched = edit.empty() ? range.begin < edit.begin && edit.begin < range.end : edit.overlaps(range);
      if (!touched) continue;
      return different(edits_inside_named_instructions,
                       fmt::format("an edit changes {}, which no rewrite names", place_of(before, index)));
    }
  }
  return {};
}

bool same_heredocs(const Snapshot& before, const Instruction& left, const Snapshot& after, const Instruction& right) {
  return std::ranges::equal(left.heredocs, right.heredocs, [&](const Heredoc& one, const Heredoc& other) {
    return one.name == other.name && one.expand == other.expand && one.chomp == other.chomp &&
           before.source->text(one.content) == after.source->text(other.content);
  });
}

/// Whether BuildKit reads the same from both: the joined line is all that it keeps of an instruction.
bool same_instruction(const Snapshot& before, const Instruction& left, const Snapshot& after,
                      const Instruction& right) {
  return left.keyword == right.keyword && left.line.text() == right.line.text() && left.json == right.json &&
         same_values(left.values, right.values) && same_heredocs(before, left, after, right);
}

/// For each instruction of the text before the one that stands in its place, if no rewrite names it.
Judgement check_instructions(const Snapshot& before, const Snapshot& after, std::span<const Edit> edits,
                             const Declared& declared) {
  const auto& old_list = before.dockerfile.instructions;
  const auto& new_list = after.dockerfile.instructions;
  std::size_t next = 0;
  std::size_t edit = 0;
  std::int64_t shift = 0;  // of the bytes after the edits so far
  for (InstructionIndex index = 0; index < old_list.size(); ++index) {
    if (declared.named[index]) continue;
    const Offset begin = old_list[index].keyword_text.range.begin;
    for (; edit < edits.size() && edits[edit].range.end <= begin; ++edit) {
      shift += static_cast<std::int64_t>(edits[edit].text.size()) - static_cast<std::int64_t>(edits[edit].range.size());
    }
    const std::int64_t place = static_cast<std::int64_t>(begin) + shift;
    while (next < new_list.size() && static_cast<std::int64_t>(new_list[next].keyword_text.range.begin) < place) ++next;
    if (next == new_list.size() || static_cast<std::int64_t>(new_list[next].keyword_text.range.begin) != place) {
      return different(same_instructions, place_of(before, index) + " is gone, and no rewrite names it");
    }
    if (!same_instruction(before, old_list[index], after, new_list[next])) {
      return different(same_instructions, place_of(before, index) + " is not the same, and no rewrite names it");
    }
    ++next;
  }
  return {};
}

// --- what is built ----------------------------------------------------------------------------------------------------

bool is_start(ImagePart part) {
  return part == ImagePart::cmd || part == ImagePart::entrypoint || part == ImagePart::healthcheck ||
         part == ImagePart::args_escaped;
}

std::string describe(const Snapshot& before, const ImageModel& model, const Difference& found) {
  std::string place;
  if (found.stage < model.stages.size()) {
    const Offset begin = before.dockerfile.instructions[model.stages[found.stage].from].range.begin;
    place = fmt::format("the stage of line {}: ", before.source->line_of(begin));
  }
  const std::string member = found.member.empty() ? "" : fmt::format(" {}", printable(found.member, 60));
  return fmt::format("{}{}{} is \"{}\" instead of \"{}\"", place, to_string(found.part), member, found.after,
                     found.before);
}

/// Leaves the stages that are built, if a version has stages that are not.
ImageModel only_needed(const ImageModel& model, const Evidence& evidence) {
  const std::vector<bool> needed = model.needed_for(evidence.targets);
  ImageModel rest;
  std::vector<StageIndex> places;  // in `rest`, by stage
  for (std::size_t i = 0; i < model.stages.size(); ++i) {
    places.push_back(static_cast<StageIndex>(rest.stages.size()));
    if (needed[i]) rest.stages.push_back(model.stages[i]);
  }
  // What a needed stage refers to is needed too.
  for (Stage& stage : rest.stages) {
    if (stage.parent) stage.parent = places[*stage.parent];
    stage.root = places[stage.root];
    for (StageIndex& other : stage.needs) other = places[other];
    for (StageIndex& other : stage.possible_parents) other = places[other];
  }
  return rest;
}

/// What may ask for a stage that nothing in the file needs; "" if nothing does.
std::string unknown_reader_of_stages(const ImageModel& model, const Evidence& evidence) {
  if (evidence.is_assumed(Assumption::base_onbuild)) return "";
  const std::vector<bool> needed = model.needed_for(evidence.targets);
  for (StageIndex at = 0; at < model.stages.size(); ++at) {
    if (needed[at] && may_run_unknown_triggers(evidence, model, model.stages[at])) {
      return fmt::format("a trigger of the base image {}",
                         printable(model.stages[model.stages[at].root].base, 60));
    }
  }
  return "";
}

/// Of a stage that is no target only the steps matter, and what its children take over, which they have themselves;
/// but what is only perhaps built on it does not.
void drop_configs_of_inner_stages(const ImageModel& model, const Evidence& evidence,
                                  std::vector<Difference>& differences) {
  std::vector<StageIndex> pending = model.targets_of(evidence.targets);
  std::vector<bool> counts(model.stages.size(), false);
  while (!pending.empty()) {
    const StageIndex at = pending.back();
    pending.pop_back();
    if (counts[at]) continue;
    counts[at] = true;
    const auto& possible = model.stages[model.stages[at].root].possible_parents;
    pending.insert(pending.end(), possible.begin(), possible.end());
  }
  std::erase_if(differences, [&](const Difference& found) {
    const bool is_config =
        found.part != ImagePart::stages && found.part != ImagePart::steps && found.part != ImagePart::error;
    return is_config && found.stage < counts.size() && !counts[found.stage];
  });
}

/// The steps that no rewrite names, of all stages.
std::vector<Digest> unnamed_steps(const ImageModel& model, const std::vector<bool>& named) {
  std::vector<Digest> digests;
  for (const Stage& stage : model.stages) {
    for (const BuildStep& step : stage.steps) {
      if (step.origin.by >= named.size() || !named[step.origin.by]) digests.push_back(step.digest);
    }
  }
  return digests;
}

/// By instruction of the text after: whether it stands where a rewrite put it.
std::vector<bool> named_after(const Snapshot& after, std::span<const Edit> edits) {
  std::vector<bool> named(after.dockerfile.instructions.size(), false);
  std::int64_t shift = 0;
  for (const Edit& edit : edits) {
    const std::int64_t begin = static_cast<std::int64_t>(edit.range.begin) + shift;
    const std::int64_t end = begin + static_cast<std::int64_t>(edit.text.size());
    const auto& instructions = after.dockerfile.instructions;
    const auto first = std::ranges::upper_bound(instructions, begin, {}, [](const Instruction& found) {
      return static_cast<std::int64_t>(found.range.end);
    });
    for (auto at = first; at != instructions.end() && static_cast<std::int64_t>(at->range.begin) <= end; ++at) {
      named[static_cast<std::size_t>(at - instructions.begin())] = true;
    }
    shift += static_cast<std::int64_t>(edit.text.size()) - static_cast<std::int64_t>(edit.range.size());
  }
  return named;
}

/// Everything but the start commands.
Judgement check_image(const Version& before, const Version& after, const ImageModel& old_model,
                      const ImageModel& new_model, std::span<const Difference> differences, std::span<const Edit> edits,
                      const Declared& declared) {
  std::optional<bool> same_unnamed_steps;  // of all stages together
  for (const Difference& found : differences) {
    if (is_start(found.part)) continue;
    if (declared.level == Level::intended && declared.may_change(found.part)) {
      if (found.part != ImagePart::steps) continue;
      if (!same_unnamed_steps) {
        same_unnamed_steps =
            unnamed_steps(old_model, declared.named) == unnamed_steps(new_model, named_after(after.snapshot, edits));
      }
      if (*same_unnamed_steps) continue;
    }
    const bool too_large =
        found.part == ImagePart::error && (found.before == model_limit_error || found.after == model_limit_error);
    return {.verdict = found.certain ? Verdict::different : Verdict::cannot_tell,
            .check = same_image,
            .reason = describe(before.snapshot, old_model, found),
            .too_large = too_large};
  }
  return {};
}

// --- what is started --------------------------------------------------------------------------------------------------

/// Whether a container starts the same program with the same arguments. Notes what else changes.
Judgement same_program(const std::optional<StartCommand>& before, const std::optional<StartCommand>& after,
                       const std::string& where, std::vector<Effect>& effects) {
  if (before.has_value() != after.has_value()) {
    return different(same_start, where + ": one is there and the other is not");
  }
  if (!before) return {};
  if (before->shells == after->shells && before->shell_chain != after->shell_chain) {
    return different(same_start, where + ": another shell runs the command");
  }
  if (before->shells < after->shells) return different(same_start, where + ": a shell comes in between");
  if (before->shells > after->shells) {
    effects.insert(effects.end(), {Effect::no_shell_variables, Effect::needs_interpreter_line});
  }
  // The same shell with the same text, whatever that does.
  if (!before->program.known() && before->program == after->program) {
    if (before->last_command_takes_over && !after->last_command_takes_over) {
      return different(same_start, where + ": the last command no longer takes over");
    }
    if (before->last_command_takes_over != after->last_command_takes_over) {
      effects.push_back(Effect::program_is_process_one);
    }
    return {};
  }
  for (const StartCommand* start : {&*before, &*after}) {
    if (!start->program.known()) return cannot_tell(same_start, fmt::format("{}: {}", where, start->program.reason()));
  }
  if (before->program.get() != after->program.get()) {
    return different(same_start, fmt::format("{} starts {} instead of {}", where, display(after->program.get()),
                                             display(before->program.get())));
  }
  return {};
}

/// The same for `docker run IMAGE WORD`: the word takes the place of CMD, so that an ENTRYPOINT must not come or go.
Judgement same_with_argument(const Evidence& evidence, const ImageModel& old_model, const Stage& old_stage,
                             const ImageModel& new_model, const Stage& new_stage, const std::string& where,
                             std::vector<Effect>& effects) {
  const std::string argument = "an argument";
  const StartArguments given{.arguments = std::vector{argument}};
  const StartCommand before = start_command(evidence, old_model, old_stage, given);
  const StartCommand after = start_command(evidence, new_model, new_stage, given);
  if (before.program == after.program) return {};
  const std::string place = where + ", with an argument after the image's name";
  if (before.started_by == StartedBy::shell && before.program.known() && after.program.known()) {
    // The shell form takes no notice of arguments.
    std::vector<std::string> with_argument = before.program.get();
    with_argument.push_back(argument);
    if (after.program.get() == with_argument) {
      effects.push_back(Effect::arguments_reach_entrypoint);
      return {};
    }
  }
  std::vector<Effect> ignored;
  const Judgement judgement = same_program(before, after, place, ignored);
  return holds(judgement) ? cannot_tell(same_start, place + ": it starts in another way") : judgement;
}

/// A shell starts a script without "#!", and nobody else does; and it may be none of the usual ones.
Judgement check_interpreter(const Version& before, const Evidence& evidence, const ImageModel& model,
                            const Stage& stage, const StartCommand& old_start, const StartCommand& new_start,
                            const std::string& where) {
  // Behind a shell that stays, as in CMD bash -c start.sh, a shell goes on to start it.
  if (old_start.shells == 0 || new_start.shells > 0 || !new_start.program.known() || new_start.program.get().empty()) {
    return {};
  }
  const std::string& program = new_start.program.get().front();
  const ProgramFile file = find_program(before.snapshot, evidence, model, stage, program);
  const Interpreter interpreter = file.interpreter;
  if (file.other_shell && !evidence.is_assumed(Assumption::base_shell)) {
    return cannot_tell(same_start, fmt::format("{}: another file is put in the place of /bin/sh", where));
  }
  if (file.named_like_it) {
    const ShellReading by_shell = read_shell_command(old_start.shell_text, {.builtins_with_programs = true});
    if (by_shell.command && by_shell.command->builtin_with_program) {
      return cannot_tell(same_start, fmt::format("{}: the program {} may not be what the shell has in itself", where,
                                                 printable(program, 80)));
    }
  }
  if (interpreter == Interpreter::missing) {
    return different(same_start, fmt::format("{}: {} has no #! line", where, printable(program, 80)));
  }
  if (interpreter == Interpreter::open && !evidence.is_assumed(Assumption::interpreter_line)) {
    return cannot_tell(same_start,
                       fmt::format("{}: {} may be a script without #! line", where, printable(program, 80)));
  }
  return {};
}

/// Some programs have to have another process above them.
Judgement check_process_one(const StartCommand& old_start, const StartCommand& new_start, const std::string& where) {
  std::vector<std::string> words;
  if (old_start.shells > new_start.shells && new_start.program.known()) words = new_start.program.get();
  if (old_start.last_command_takes_over != new_start.last_command_takes_over) words = {new_start.shell_text};
  const std::string program = program_that_fails_as_process_one(words);
  if (!program.empty()) {
    return different(same_start, fmt::format("{}: {} does not work as process 1", where, printable(program, 60)));
  }
  return {};
}

/// Triggers of the stage change how a shell starts in an image that is built on it, and the array has none.
Judgement check_triggers(const Version& before, const Stage& stage, const StartCommand& old_start,
                         const StartCommand& new_start, bool is_check, const std::string& where) {
  if (old_start.shells <= new_start.shells || !new_start.program.known() || new_start.program.get().empty()) return {};
  const std::string obstacle = trigger_obstacle(before.snapshot, stage, is_check, new_start.program.get().front());
  return obstacle.empty() ? Judgement{} : cannot_tell(same_start, fmt::format("{}: {}", where, obstacle));
}

Judgement check_start(const Version& before, const ImageModel& old_model, const ImageModel& new_model,
                      const Evidence& evidence, std::span<const Difference> differences, const Declared& declared) {
  std::vector<Effect> effects;
  const std::vector<bool> has_possible_children = old_model.possible_parents();
  for (const Difference& found : differences) {
    if (!is_start(found.part) || (declared.level == Level::intended && declared.may_change(found.part))) continue;
    if (declared.level == Level::identical) {
      return {found.certain ? Verdict::different : Verdict::cannot_tell, same_start,
              describe(before.snapshot, old_model, found)};
    }
    if (has_possible_children[found.stage]) {
      return cannot_tell(same_start, describe(before.snapshot, old_model, found) +
                                         ", and what a variable may build on the stage is not compared");
    }
    if (found.part == ImagePart::args_escaped) {
      effects.push_back(Effect::args_escaped_goes);
      continue;
    }
    const Stage& old_stage = old_model.stages[found.stage];
    const Stage& new_stage = new_model.stages[found.stage];
    const std::string where = fmt::format("the stage of line {}", before.snapshot.source->line_of(
                                              before.snapshot.dockerfile.instructions[old_stage.from].range.begin));
    Judgement judgement;
    if (found.part == ImagePart::healthcheck) {
      // How often it runs is no part of the command.
      if (!old_stage.config.value().healthcheck.known() || !new_stage.config.value().healthcheck.known()) {
        return cannot_tell(same_start, describe(before.snapshot, old_model, found));
      }
      auto left = old_stage.config.value().healthcheck.get();
      auto right = new_stage.config.value().healthcheck.get();
      if (left) left->test.clear();
      if (right) right->test.clear();
      if (left != right) return different(same_start, describe(before.snapshot, old_model, found));
      const auto old_start = health_command(evidence, old_model, old_stage);
      const auto new_start = health_command(evidence, new_model, new_stage);
      judgement = same_program(old_start, new_start, where + ", HEALTHCHECK", effects);
      if (holds(judgement) && old_start) {
        judgement = check_triggers(before, old_stage, *old_start, *new_start, true, where + ", HEALTHCHECK");
      }
      if (holds(judgement) && old_start) {
        judgement =
            check_interpreter(before, evidence, old_model, old_stage, *old_start, *new_start, where + ", HEALTHCHECK");
      }
    } else {
      const StartCommand old_start = start_command(evidence, old_model, old_stage);
      const StartCommand new_start = start_command(evidence, new_model, new_stage);
      judgement = same_program(old_start, new_start, where, effects);
      if (old_start.shells > new_start.shells) effects.push_back(Effect::program_is_process_one);
      if (holds(judgement)) judgement = check_process_one(old_start, new_start, where);
      if (holds(judgement)) judgement = check_triggers(before, old_stage, old_start, new_start, false, where);
      if (holds(judgement)) {
        judgement = check_interpreter(before, evidence, old_model, old_stage, old_start, new_start, where);
      }
      if (holds(judgement)) {
        judgement = same_with_argument(evidence, old_model, old_stage, new_model, new_stage, where, effects);
      }
    }
    if (!holds(judgement)) return judgement;
  }
  for (const Effect effect : effects) {
    if (!declared.has(effect)) {
      return different(declared_effects, fmt::format("no rewrite says that {}", drydock::describe(effect)));
    }
  }
  return {};
}

}  // namespace

std::span<const std::string_view> verifier_checks() noexcept { return checks; }

Judgement verify(const Version& before, const Version& after, std::span<const Rewrite* const> rewrites,
                 std::span<const Edit> edits, const Evidence& evidence) {
  const Declared declared = declared_by(rewrites, before.snapshot.dockerfile.instructions.size());
  Judgement judgement = check_untouched_text(before.snapshot.text(), after.snapshot.text(), edits);
  if (holds(judgement)) judgement = check_no_new_errors(after.snapshot);
  if (holds(judgement)) judgement = check_directives(before.snapshot, after.snapshot);
  // Of a file that BuildKit refuses it is not known where its comments and instructions end.
  if (!before.snapshot.dockerfile.accepted()) return judgement;
  if (holds(judgement)) judgement = check_comments(before.snapshot, after.snapshot, rewrites);
  if (holds(judgement)) judgement = check_edits_named(before.snapshot, edits, declared);
  if (holds(judgement)) judgement = check_instructions(before.snapshot, after.snapshot, edits, declared);
  if (!holds(judgement)) return judgement;
  // Equal inputs have equal models, between which no check finds a difference.
  if (before.models.says_the_same(after.models)) {
    judgement.same_input = true;
    return judgement;
  }

  ImageModel needed_before;
  ImageModel needed_after;
  const ImageModel* old_model = &before.models.get();
  const ImageModel* new_model = &after.models.get();
  const bool fewer = new_model->stages.size() < old_model->stages.size();
  if (fewer && (!evidence.targets.empty() || evidence.is_assumed(Assumption::last_target))) {
    if (const std::string what = unknown_reader_of_stages(*old_model, evidence); !what.empty()) {
      return cannot_tell(same_image, what + " may name a stage that is gone");
    }
    needed_before = only_needed(*old_model, evidence);
    needed_after = only_needed(*new_model, evidence);
    old_model = &needed_before;
    new_model = &needed_after;
  }
  std::vector<Difference> differences = compare(*old_model, *new_model);
  if (!evidence.targets.empty() || evidence.is_assumed(Assumption::last_target)) {
    drop_configs_of_inner_stages(*old_model, evidence, differences);
  }
  judgement = check_image(before, after, *old_model, *new_model, differences, edits, declared);
  if (holds(judgement)) judgement = check_start(before, *old_model, *new_model, evidence, differences, declared);
  return judgement;
}

}  // namespace drydock
