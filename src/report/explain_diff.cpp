// Compares two files and says what changed.
#include "report/explain_diff.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/diagnostic.hpp"

namespace drydock {
namespace {

constexpr std::size_t most_steps = 12;

/// One file, its model, and which of its stages count.
struct Side {
  const Snapshot& snapshot;
  ImageModel model;
  std::vector<StageIndex> stages;  // by place among those that count
};

ImageModel selected(const Side& side) {
  ImageModel model;
  for (const StageIndex index : side.stages) model.stages.push_back(side.model.stages[index]);
  return model;
}

Offset line_of_instruction(const Snapshot& snapshot, InstructionIndex index) {
  return snapshot.source->line_of(snapshot.dockerfile.instructions[index].keyword_text.range.begin);
}

std::string text_of(const Snapshot& snapshot, const Origin& origin) {
  if (origin.kind == Origin::Kind::base_trigger) return "ONBUILD of the base image";
  return printable(snapshot.dockerfile.instructions[origin.by].line.text(), 100);
}

/// Steps that one stage has and the other does not; two that are written the same make one change.
std::vector<StepChange> step_changes(const Side& left, const Stage& before, const Side& right, const Stage& after) {
  std::map<std::pair<std::uint64_t, std::uint64_t>, int> balance;
  const auto key = [](const BuildStep& step) { return std::pair(step.digest.high, step.digest.low); };
  for (const BuildStep& step : before.steps) ++balance[key(step)];
  for (const BuildStep& step : after.steps) --balance[key(step)];
  std::vector<StepChange> changes;
  std::multimap<std::string, std::size_t> gone;
  for (auto step = before.steps.rbegin(); step != before.steps.rend(); ++step) {
    if (balance[key(*step)]-- <= 0) continue;
    changes.push_back(
        {.before_line = line_of(left.snapshot, step->origin), .text = text_of(left.snapshot, step->origin)});
  }
  std::ranges::reverse(changes);
  for (std::size_t i = 0; i < changes.size(); ++i) gone.emplace(changes[i].text, i);
  balance.clear();
  for (const BuildStep& step : before.steps) ++balance[key(step)];
  for (const BuildStep& step : after.steps) {
    if (balance[key(step)]-- > 0) continue;
    std::string text = text_of(right.snapshot, step.origin);
    const auto line = line_of(right.snapshot, step.origin);
    if (const auto same = gone.find(text); same != gone.end()) {
      changes[same->second].after_line = line;
      gone.erase(same);
    } else {
      changes.push_back({.after_line = line, .text = std::move(text)});
    }
  }
  return changes;
}

Start start_of(const Side& side, const Stage& stage, const Evidence& evidence, Start::How how, StartArguments with) {
  Start start{.how = how, .with = std::move(with)};
  start.command = start_command(evidence, side.model, stage, start.with);
  start.signals = signal_receiver(start.command);
  return start;
}

bool same_start(const StartCommand& left, const StartCommand& right) {
  return left.process == right.process && left.program == right.program && left.started_by == right.started_by &&
         left.shell == right.shell;
}

std::vector<StartChange> start_changes(const Side& left, const Stage& before, const Side& right, const Stage& after,
                                       const ExplainOptions& options) {
  std::vector<StartChange> changes;
  if (!before.config || !after.config) return changes;
  const auto add = [&](Start::How how, const StartArguments& with) {
    StartChange change{.how = how,
                       .before = start_of(left, before, options.evidence, how, with),
                       .after = start_of(right, after, options.evidence, how, with)};
    const StartCommand& old_command = change.before.command;
    const StartCommand& new_command = change.after.command;
    if (same_start(old_command, new_command)) return;
    if (old_command.program != new_command.program) {
      const bool known = old_command.program.known() && new_command.program.known();
      change.program = known ? Sameness::different : Sameness::cannot_tell;
    }
    changes.push_back(std::move(change));
  };
  add(Start::How::plain, {});
  add(Start::How::arguments, {.arguments = options.arguments});
  return changes;
}

/// For people: the program, or why it is not known.
std::string program_text(const StartCommand& command) {
  if (!command.program.known()) return fmt::format("not known: {}", printable(command.program.reason(), 160));
  return command.program.get().empty() ? "nothing" : display_command(command.program.get());
}

std::string signals_text(const Start& start) {
  switch (start.signals) {
    case SignalReceiver::unknown: return "it is not known who gets signals";
    case SignalReceiver::nobody: return "nobody gets signals";
    case SignalReceiver::program: return "the program gets signals as process 1";
    case SignalReceiver::shell: return "a shell gets signals and does not pass them on";
    case SignalReceiver::shell_or_program:
      return "a shell gets signals; dash does not pass them on, bash and busybox become the program";
    case SignalReceiver::shell_until_exec:
      return "a shell gets signals and does not pass them on until it comes to exec";
    case SignalReceiver::base_script:
      return "the program gets signals once the ENTRYPOINT of the base image has become it";
  }
  return "";
}

class Page {
 public:
  Page(const Snapshot& before, const Snapshot& after, bool color) : before_(before), after_(after), color_(color) {}

  std::string write(const DiffExplanation& diff) {
    const std::string left = printable(before_.source->name(), 4096);
    const std::string right = printable(after_.source->name(), 4096);
    switch (diff.verdict) {
      case Sameness::same:
        return fmt::format("{} and {} build the same images, whatever the build arguments are.\n", left, right);
      case Sameness::different: text_ = fmt::format("{} and {} build different images:\n", left, right); break;
      case Sameness::cannot_tell:
        text_ = fmt::format("It is not certain that {} and {} build the same images:\n", left, right);
        break;
    }
    for (const StageChange& stage : diff.stages) write_stage(stage);
    return std::move(text_);
  }

 private:
  [[nodiscard]] std::string style(std::string_view code, std::string text) const {
    return color_ ? fmt::format("{}{}\x1b[0m", code, text) : text;
  }
  void title(const std::string& text) { text_ += fmt::format("  {}\n", style("\x1b[1m", text)); }
  void side(char sign, std::optional<Offset> line, const std::string& text) {
    const std::string where = line ? fmt::format("line {}", *line) : "";
    text_ += style(sign == '-' ? "\x1b[31m" : "\x1b[32m", fmt::format("    {} {:<10}{}", sign, where, text)) + "\n";
  }

  void write_stage(const StageChange& stage) {
    std::string title_text = fmt::format("Stage {}", stage.before_line ? stage.before : stage.after);
    if (!stage.name.empty()) title_text += fmt::format(" \"{}\"", printable(stage.name, 80));
    text_ += '\n';
    text_ += style("\x1b[1m", title_text);
    if (stage.before_line && stage.after_line) {
      text_ += fmt::format(", line {} before and line {} after", *stage.before_line, *stage.after_line);
    } else if (stage.before_line) {
      text_ += fmt::format(", line {} before: there is none in its place", *stage.before_line);
    } else if (stage.after_line) {
      text_ += fmt::format(", line {} after: there was none in its place", *stage.after_line);
    }
    text_ += '\n';
    std::string open;
    for (const Difference& found : stage.differences) {
      if (!is_of_base(found)) {
        write_difference(stage, found);
        continue;
      }
      if (!open.empty()) open += ", ";
      open += to_string(found.part);
    }
    if (!open.empty()) {
      title("what the base images set (perhaps: not all of it is known)");
      text_ += fmt::format("      {}\n", open);
    }
    for (const StartChange& start : stage.starts) write_start(start);
  }

  /// Whether the file has no say in it before or after, and it is not known what the base images say.
  static bool is_of_base(const Difference& found) {
    return !found.certain && !found.before_origin && !found.after_origin && found.member.empty();
  }

  void write_difference(const StageChange& stage, const Difference& found) {
    std::string what(to_string(found.part));
    if (!found.member.empty()) what += fmt::format(" {}", printable(found.member, 80));
    if (!found.certain) what += " (perhaps: not all of it is known)";
    title(what);
    if (found.part == ImagePart::steps) return write_steps(stage);
    const auto shown = [](const std::string& text) { return text.empty() ? "none" : printable(text, 200); };
    side('-', line_of(before_, found.before_origin), shown(found.before));
    side('+', line_of(after_, found.after_origin), shown(found.after));
  }

  void write_steps(const StageChange& stage) {
    if (stage.steps.empty()) side('+', std::nullopt, "the same steps in another order");
    std::size_t count = 0;
    for (const StepChange& step : stage.steps) {
      if (++count > most_steps) continue;
      if (!step.before_line || !step.after_line) {
        side(step.before_line ? '-' : '+', step.before_line ? step.before_line : step.after_line, step.text);
      } else {
        text_ += fmt::format("    = {:<10}{}\n", fmt::format("line {}", *step.after_line), step.text);
        text_ += fmt::format("      {:<10}as before (line {}), but with other variables, files or settings\n", "",
                             *step.before_line);
      }
    }
    if (count > most_steps) text_ += fmt::format("      and {} more, which --json lists\n", count - most_steps);
  }

  void write_start(const StartChange& start) {
    title(start.how == Start::How::plain
              ? "docker run IMAGE"
              : fmt::format("docker run IMAGE {}", display_command(*start.before.with.arguments)));
    const auto line = [&](std::string_view sign, const std::string& text) {
      text_ += fmt::format("    {} {}\n", sign, text);
    };
    if (start.program == Sameness::same) {
      line(" ", fmt::format("starts the same program: {}", program_text(start.before.command)));
    } else {
      const std::string left = program_text(start.before.command);
      const std::string right = program_text(start.after.command);
      line(" ", start.program == Sameness::different ? "starts something else" : "may start something else");
      if (left == right) {
        line(" ", left);
      } else {
        side('-', std::nullopt, left);
        side('+', std::nullopt, right);
      }
    }
    if (start.before.signals == start.after.signals) return;
    side('-', std::nullopt, signals_text(start.before));
    side('+', std::nullopt, signals_text(start.after));
  }

  const Snapshot& before_;
  const Snapshot& after_;
  bool color_;
  std::string text_;
};

Result<Side> read_side(const Snapshot& snapshot, const Evidence& evidence) {
  Side side{snapshot, model_with_evidence(snapshot, evidence), {}};
  for (const std::string& target : evidence.targets) {
    if (!side.model.find_stage(target)) {
      return Error{fmt::format("{} has no stage \"{}\"", snapshot.source->name(), printable(target, 80))};
    }
  }
  const std::vector<bool> needed = evidence.targets.empty() ? std::vector<bool>(side.model.stages.size(), true)
                                                            : side.model.needed_for(evidence.targets);
  for (StageIndex index = 0; index < needed.size(); ++index) {
    if (needed[index]) side.stages.push_back(index);
  }
  return side;
}

}  // namespace

std::string_view to_string(Sameness sameness) noexcept {
  switch (sameness) {
    case Sameness::same: return "same";
    case Sameness::different: return "different";
    case Sameness::cannot_tell: return "cannot_tell";
  }
  return "";
}

std::optional<Offset> line_of(const Snapshot& snapshot, const std::optional<Origin>& origin) {
  if (!origin || origin->kind == Origin::Kind::base || origin->kind == Origin::Kind::base_trigger) return std::nullopt;
  return line_of_instruction(snapshot, origin->by);
}

Result<DiffExplanation> explain_diff(const Snapshot& before, const Snapshot& after, const ExplainOptions& options) {
  const auto left = read_side(before, options.evidence);
  if (!left) return Error{left.error()};
  const auto right = read_side(after, options.evidence);
  if (!right) return Error{right.error()};
  DiffExplanation diff;
  const std::vector<Difference> differences = compare(selected(left.value()), selected(right.value()));
  if (!differences.empty()) {
    const bool certain = std::ranges::any_of(differences, &Difference::certain);
    diff.verdict = certain ? Sameness::different : Sameness::cannot_tell;
  }
  for (const Difference& found : differences) {
    if (diff.stages.empty() || diff.stages.back().differences.front().stage != found.stage) {
      StageChange& stage = diff.stages.emplace_back();
      const auto& old_stages = left.value().stages;
      const auto& new_stages = right.value().stages;
      if (found.stage < old_stages.size()) {
        stage.before = old_stages[found.stage];
        stage.before_line = line_of_instruction(before, left.value().model.stages[stage.before].from);
        stage.name = left.value().model.stages[stage.before].name;
      }
      if (found.stage < new_stages.size()) {
        stage.after = new_stages[found.stage];
        stage.after_line = line_of_instruction(after, right.value().model.stages[stage.after].from);
        stage.name = right.value().model.stages[stage.after].name;
      }
    }
    diff.stages.back().differences.push_back(found);
  }
  for (StageChange& stage : diff.stages) {
    if (!stage.before_line || !stage.after_line) continue;
    const Stage& old_stage = left.value().model.stages[stage.before];
    const Stage& new_stage = right.value().model.stages[stage.after];
    if (!old_stage.config || !new_stage.config) continue;
    stage.steps = step_changes(left.value(), old_stage, right.value(), new_stage);
    stage.starts = start_changes(left.value(), old_stage, right.value(), new_stage, options);
  }
  return diff;
}

std::string render(const DiffExplanation& diff, const Snapshot& before, const Snapshot& after, bool color) {
  return Page(before, after, color).write(diff);
}

}  // namespace drydock
