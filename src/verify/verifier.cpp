// The checks on one step.
#include "verify/verifier.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "analysis/base_images.hpp"
#include "analysis/shell_words.hpp"
#include "base/unicode.hpp"

namespace drydock {
namespace {

constexpr std::string_view untouched_text = "untouched_text";
constexpr std::string_view no_new_errors = "no_new_errors";
constexpr std::string_view same_directives = "same_directives";
constexpr std::string_view same_comments = "same_comments";
constexpr std::string_view edits_inside_named_instructions = "edits_inside_named_instructions";
constexpr std::string_view same_instructions = "same_instructions";
constexpr std::string_view same_image = "same_image";
constexpr std::string_view same_stages = "same_stages";
constexpr std::string_view same_start = "same_start";
constexpr std::array checks = {untouched_text,   no_new_errors, same_directives, same_comments, edits_inside_named_instructions,
                               same_instructions, same_stages,   same_image,      same_start};

Judgement different(std::string_view check, std::string reason) { return {Verdict::different, check, std::move(reason)}; }
Judgement cannot_tell(std::string_view check, std::string reason) { return {Verdict::cannot_tell, check, std::move(reason)}; }
bool holds(const Judgement& judgement) { return judgement.verdict == Verdict::same; }

bool contains(std::span<const InstructionIndex> list, InstructionIndex index) { return std::ranges::find(list, index) != list.end(); }

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
    if (diagnostic.severity == Severity::error) return different(no_new_errors, "the new text is refused: " + diagnostic.message);
  }
  return {};
}

Judgement check_directives(const Snapshot& before, const Snapshot& after) {
  const auto same = [&](const Directive& left, const Directive& right) {
    return left.kind == right.kind && left.value.of(before.text()) == right.value.of(after.text());
  };
  if (before.tree.escape != after.tree.escape ||
      !std::ranges::equal(before.tree.directives, after.tree.directives, same)) {
    return different(same_directives, "the parser directives are not the same");
  }
  return {};
}

std::vector<std::string_view> comments_of(const Snapshot& snapshot) {
  std::vector<std::string_view> comments;
  for (TokenIndex token = 0; token < snapshot.tree.tokens.size(); ++token) {
    if (snapshot.tree.tokens[token].kind == TokenKind::comment) comments.push_back(snapshot.tree.range_of(token).of(snapshot.text()));
  }
  return comments;
}

Judgement check_comments(const Snapshot& before, const Snapshot& after) {
  if (comments_of(before) != comments_of(after)) return different(same_comments, "a comment changed, vanished or moved past another");
  return {};
}

// --- the instructions -------------------------------------------------------------------------------------------------

/// Which instructions the accepted rewrites name.
struct Named {
  std::vector<InstructionIndex> replaced;
  std::vector<InstructionIndex> removed;
};

Judgement check_edits_named(const Snapshot& before, std::span<const Edit> edits, const Named& named) {
  const auto& instructions = before.dockerfile.instructions;
  for (InstructionIndex index = 0; index < instructions.size(); ++index) {
    const TextRange range = instructions[index].range;
    // An insertion directly above an instruction is not inside of it.
    const bool touched = std::ranges::any_of(edits, [&](const Edit& edit) {
      return edit.range.empty() ? range.begin < edit.range.begin && edit.range.begin < range.end : edit.range.overlaps(range);
    });
    if (touched && !contains(named.replaced, index) && !contains(named.removed, index)) {
      return different(edits_inside_named_instructions,
                       fmt::format("an edit changes the {} of line {}, which no rewrite names",
                                   display_name(instructions[index].keyword), before.source->line_of(range.begin)));
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
bool same_instruction(const Snapshot& before, const Instruction& left, const Snapshot& after, const Instruction& right) {
  return left.keyword == right.keyword && left.line.text() == right.line.text() && left.json == right.json &&
         same_values(left.values, right.values) && same_heredocs(before, left, after, right);
}

Judgement check_instructions(const Snapshot& before, const Snapshot& after, const Named& named) {
  const auto& old_list = before.dockerfile.instructions;
  const auto& new_list = after.dockerfile.instructions;
  std::size_t next = 0;
  for (InstructionIndex index = 0; index < old_list.size(); ++index) {
    if (contains(named.removed, index)) continue;
    const auto where = [&] {
      return fmt::format("the {} of line {}", display_name(old_list[index].keyword), before.source->line_of(old_list[index].range.begin));
    };
    if (next == new_list.size()) return different(same_instructions, where() + " is gone");
    const Instruction& other = new_list[next++];
    if (contains(named.replaced, index)) {
      if (old_list[index].keyword != other.keyword) return different(same_instructions, where() + " became another instruction");
    } else if (!same_instruction(before, old_list[index], after, other)) {
      return different(same_instructions, where() + " is not the same, and no rewrite names it");
    }
  }
  if (next != new_list.size()) return different(same_instructions, "the new text has an instruction more");
  return {};
}

/// What is started is judged below. Everything else that a rewrite names has to read the same, word for word.
Judgement check_image(const Snapshot& before, const Snapshot& after, const Named& named) {
  const auto is_start = [](Keyword keyword) {
    return keyword == Keyword::cmd || keyword == Keyword::entrypoint || keyword == Keyword::healthcheck;
  };
  std::size_t next = 0;
  for (InstructionIndex index = 0; index < before.dockerfile.instructions.size(); ++index) {
    const Instruction& old_one = before.dockerfile.instructions[index];
    const bool removed = contains(named.removed, index);
    const bool replaced = contains(named.replaced, index);
    const Instruction* const new_one = removed ? nullptr : &after.dockerfile.instructions[next++];
    if ((!removed && !replaced) || is_start(old_one.keyword)) continue;
    const auto where = [&] {
      return fmt::format("the {} of line {}", display_name(old_one.keyword), before.source->line_of(old_one.range.begin));
    };
    if (removed) return cannot_tell(same_image, where() + " is gone, and the model does not show that nothing needs it");
    const bool same = std::ranges::equal(old_one.flags, new_one->flags, {}, [](const Flag& flag) { return flag.text.value; },
                                         [](const Flag& flag) { return flag.text.value; }) &&
                      old_one.json == new_one->json && same_values(old_one.values, new_one->values) &&
                      old_one.keyword != Keyword::onbuild && same_heredocs(before, old_one, after, *new_one);
    if (!same) return cannot_tell(same_image, where() + " reads differently, and the model does not show that the image is the same");
  }
  return {};
}

Judgement check_stages(const ImageModel& before, const ImageModel& after) {
  const bool same = std::ranges::equal(before.stages, after.stages, [](const Stage& left, const Stage& right) {
    return left.parent == right.parent && left.image == right.image && left.platform == right.platform &&
           left.shell.origin == right.shell.origin && same_values(left.shell.words, right.shell.words);
  });
  return same ? Judgement{} : different(same_stages, "the stages, their bases or their shells are not the same");
}

// --- what is started --------------------------------------------------------------------------------------------------

/// A config value with everything resolved that the file shows. "base" and "trigger" stand for what it does not show.
struct Value {
  std::string origin;              ///< "none", "set", or what is not known
  bool shell_form = false;
  std::vector<std::string> shell;  ///< of shell form; empty for the base's default
  std::vector<std::string> words;
  std::vector<long long> timing;   ///< of HEALTHCHECK: NONE or not, durations, retries

  friend bool operator==(const Value&, const Value&) = default;
};

std::vector<std::string> copy_words(std::span<const Text> words) {
  std::vector<std::string> out;
  for (const Text& word : words) out.emplace_back(word.value);
  return out;
}

Value value_of(const Setting& setting) {
  Value value;
  switch (setting.origin) {
    case Setting::Origin::base: value.origin = "base"; break;
    case Setting::Origin::none: value.origin = "none"; break;
    case Setting::Origin::trigger: value.origin = fmt::format("trigger {}", setting.trigger); break;
    case Setting::Origin::instruction:
      value.origin = "set";
      value.shell_form = setting.command.is_shell_form();
      value.words = copy_words(setting.command.arguments);
      if (const Healthcheck* check = setting.check) {
        value.timing = {check->none ? 1 : 0, check->interval, check->timeout, check->start_period, check->start_interval, check->retries};
      }
      if (value.shell_form) {
        if (setting.shell.origin == ShellSetting::Origin::instruction) value.shell = copy_words(setting.shell.words);
        if (setting.shell.origin == ShellSetting::Origin::trigger) value.shell = {"the shell of a trigger"};
      }
  }
  return value;
}

/// What `docker run IMAGE` executes.
struct Start {
  std::vector<std::string> words;
  bool through_shell = false;  ///< a shell was resolved away
  std::string unknown;         ///< not empty: cannot be told, for this reason
};

struct Known {
  bool entrypoint_free = false;  ///< the base sets no ENTRYPOINT, or one that starts its arguments as they are
  bool default_shell = false;    ///< shell form without SHELL means /bin/sh -c
  bool trigger_free = false;
};

Known known_of(const Stage& stage, std::span<const Assumption> assumed) {
  const auto is_assumed = [&](Assumption fact) { return std::ranges::find(assumed, fact) != assumed.end(); };
  const bool windows = stage.platform.value_or("").find("windows") != std::string_view::npos || names_windows_image(stage.image);
  const bool plain = find_base_image(stage.image) != nullptr && !stage.platform.value_or("").starts_with('$');
  Known known;
  known.entrypoint_free = plain || is_assumed(Assumption::base_entrypoint);
  known.default_shell = !windows && (plain || (is_assumed(Assumption::base_shell) && is_assumed(Assumption::base_os)));
  known.trigger_free = plain || is_assumed(Assumption::base_onbuild);
  return known;
}

/// The program that a shell-form command replaces its shell with, if the shell does nothing but that.
bool resolve_shell(const Value& value, const Known& known, Start& start) {
  const std::vector<std::string> sh = {"/bin/sh", "-c"};
  const std::vector<std::string> bash = {"/bin/bash", "-c"};
  if (!(value.shell.empty() ? known.default_shell : value.shell == sh || value.shell == bash)) return false;
  if (value.words.size() != 1) return false;
  auto reading = read_shell_command(value.words.front());
  if (!reading.command) return false;
  start.words = std::move(reading.command->words);
  start.through_shell = true;
  return true;
}

Start start_of(const Stage& stage, std::span<const Assumption> assumed) {
  const Known known = known_of(stage, assumed);
  const Value entrypoint = value_of(stage.entrypoint);
  const Value cmd = value_of(stage.cmd);
  Start start;
  if (!known.trigger_free) start.unknown = "an ONBUILD trigger of the base image may set what is started";
  if (entrypoint.origin == "set" && entrypoint.shell_form) {
    // CMD only fills the positional parameters, which a literal command does not use.
    if (!resolve_shell(entrypoint, known, start)) start.unknown = "the shell form of ENTRYPOINT needs its shell";
    return start;
  }
  const bool free = entrypoint.origin == "none" || (entrypoint.origin == "base" && known.entrypoint_free);
  if (entrypoint.origin == "set") {
    start.words = entrypoint.words;
  } else if (!free) {
    start.unknown = "the ENTRYPOINT is not known";
    return start;
  }
  if (cmd.origin == "none") return start;
  if (cmd.origin != "set") {
    start.unknown = "the CMD is not known";
  } else if (!cmd.shell_form) {
    start.words.insert(start.words.end(), cmd.words.begin(), cmd.words.end());
  } else if (!start.words.empty()) {
    start.unknown = "the ENTRYPOINT gets a shell form as its arguments";
  } else if (!resolve_shell(cmd, known, start)) {
    start.unknown = "the shell form of CMD needs its shell";
  }
  return start;
}

Judgement check_start(const Snapshot& before, const ImageModel& old_model, const ImageModel& new_model, Level level,
                      std::span<const Assumption> assumed) {
  for (std::size_t i = 0; i < old_model.stages.size(); ++i) {
    const Stage& old_stage = old_model.stages[i];
    const Stage& new_stage = new_model.stages[i];
    const auto where = [&] {
      return fmt::format("the stage of line {}", before.source->line_of(before.dockerfile.instructions[old_stage.from].range.begin));
    };
    if (value_of(old_stage.healthcheck) != value_of(new_stage.healthcheck)) return different(same_start, where() + " has another HEALTHCHECK");
    const bool same_settings = value_of(old_stage.entrypoint) == value_of(new_stage.entrypoint) && value_of(old_stage.cmd) == value_of(new_stage.cmd);
    if (same_settings) continue;
    if (level == Level::identical) return different(same_start, where() + " has another CMD or ENTRYPOINT");
    const Start old_start = start_of(old_stage, assumed);
    const Start new_start = start_of(new_stage, assumed);
    for (const Start* start : {&old_start, &new_start}) {
      if (!start->unknown.empty()) return cannot_tell(same_start, where() + ": " + start->unknown);
    }
    if (old_start.words != new_start.words) {
      return different(same_start, fmt::format("{} starts [{}] instead of [{}]", where(), fmt::join(new_start.words, ", "), fmt::join(old_start.words, ", ")));
    }
  }
  return {};
}

}  // namespace

std::span<const std::string_view> verifier_checks() noexcept { return checks; }

Judgement verify(const Snapshot& before, const ImageModel& model_before, const Snapshot& after, const ImageModel& model_after,
                 std::span<const Rewrite* const> rewrites, std::span<const Edit> edits, std::span<const Assumption> assumed) {
  Named named;
  Level level = Level::identical;
  for (const Rewrite* rewrite : rewrites) {
    named.replaced.insert(named.replaced.end(), rewrite->replaces.begin(), rewrite->replaces.end());
    named.removed.insert(named.removed.end(), rewrite->removes.begin(), rewrite->removes.end());
    level = std::max(level, rewrite->level);
  }
  Judgement judgement = check_untouched_text(before.text(), after.text(), edits);
  if (holds(judgement)) judgement = check_no_new_errors(after);
  if (holds(judgement)) judgement = check_directives(before, after);
  if (holds(judgement)) judgement = check_comments(before, after);
  if (holds(judgement)) judgement = check_edits_named(before, edits, named);
  if (holds(judgement)) judgement = check_instructions(before, after, named);
  if (holds(judgement)) judgement = check_stages(model_before, model_after);
  if (holds(judgement)) judgement = check_image(before, after, named);
  if (holds(judgement)) judgement = check_start(before, model_before, model_after, level, assumed);
  return judgement;
}

}  // namespace drydock
