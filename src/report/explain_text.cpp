// Explanations for people.
#include <algorithm>

#include <fmt/format.h>

#include "analysis/shell_words.hpp"
#include "base/diagnostic.hpp"
#include "base/unicode.hpp"
#include "report/explain.hpp"

namespace drydock {
namespace {

using Words = std::vector<std::string>;

constexpr std::size_t key_width = 14;
constexpr std::size_t value_width = 52;
constexpr std::size_t longest_value = 160;
constexpr std::size_t most_members = 12;

std::size_t columns(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); ++count) text.remove_prefix(decode_utf8(text).size);
  return count;
}

std::string_view label_of(ImagePart part) {
  switch (part) {
    case ImagePart::entrypoint: return "ENTRYPOINT";
    case ImagePart::cmd: return "CMD";
    case ImagePart::working_dir: return "directory";
    case ImagePart::user: return "user";
    case ImagePart::env: return "variables";
    case ImagePart::labels: return "labels";
    case ImagePart::exposed_ports: return "ports";
    case ImagePart::volumes: return "volumes";
    case ImagePart::stop_signal: return "stop signal";
    case ImagePart::healthcheck: return "health check";
    case ImagePart::shell: return "SHELL";
    case ImagePart::on_build: return "triggers";
    case ImagePart::author: return "author";
    default: return to_string(part);
  }
}

/// Writes the sections of one file.
class Page {
 public:
  Page(const Explanation& explanation, const Snapshot& snapshot, bool color)
      : explanation_(explanation), snapshot_(snapshot), color_(color) {}

  std::string write() {
    text_ += style("\x1b[1m", printable(snapshot_.source->name(), 4096)) + "\n";
    if (const auto& mark = snapshot_.dockerfile.template_mark) {
      text_ += fmt::format("  a template ({}): what follows is what it says before it is rendered\n", mark->language);
    }
    for (const StageExplanation& stage : explanation_.stages) write_stage(stage);
    if (inherits_) {
      text_ +=
          "\nWhat a base image sets is in its config: docker image inspect IMAGE >FILE, then --image-config IMAGE=FILE.\n";
    }
    return std::move(text_);
  }

 private:
  [[nodiscard]] std::string style(std::string_view code, std::string text) const {
    return color_ ? fmt::format("{}{}\x1b[0m", code, text) : text;
  }

  void row(std::string_view key, const std::string& value, const std::string& where = "") {
    text_ += fmt::format("  {:<{}}{}", key, key_width, value);
    if (!where.empty()) {
      const std::size_t used = columns(value);
      text_ += std::string(used + 2 <= value_width ? value_width - used : 2, ' ');
      text_ += style("\x1b[2m", where);
    }
    text_ += '\n';
  }

  [[nodiscard]] Offset line_of(InstructionIndex index) const {
    return snapshot_.source->line_of(snapshot_.dockerfile.instructions[index].keyword_text.range.begin);
  }
  [[nodiscard]] const Stage& model_of(const StageExplanation& stage) const {
    return explanation_.model.stages[stage.index];
  }
  [[nodiscard]] std::string root_name(const StageExplanation& stage) const {
    return printable(explanation_.model.stages[model_of(stage).root].base, 80);
  }

  void write_stage(const StageExplanation& stage) {
    const Stage& model = model_of(stage);
    std::string title = fmt::format("Stage {}", stage.index);
    if (!model.name.empty()) title += fmt::format(" \"{}\"", printable(model.name, 80));
    const std::string lines = stage.line == stage.last_line
                                  ? fmt::format("line {}", stage.line)
                                  : fmt::format("lines {} to {}", stage.line, stage.last_line);
    text_ += fmt::format("\n{}, {}{}\n", style("\x1b[1m", title), lines, stage.target ? ": what the build makes" : "");
    write_base(stage);
    if (!model.config) {
      row("not built", printable(model.config.error(), 300));
      return;
    }
    write_settings(stage);
    // Nobody starts what is only built on; what its arguments do is for --target and --json to tell.
    for (const Start& start : stage.starts) {
      if (stage.target || start.how == Start::How::plain) write_start(stage, start);
    }
  }

  void write_base(const StageExplanation& stage) {
    const Stage& model = model_of(stage);
    const std::string name = printable(stage.base.name, 120);
    std::string about;
    switch (stage.base.kind) {
      case StageBase::Kind::scratch: about = "scratch: an empty image"; break;
      case StageBase::Kind::stage:
        about = fmt::format("the stage of line {}, on {}", line_of(explanation_.model.stages[*model.parent].from),
                            root_name(stage));
        break;
      case StageBase::Kind::image: about = fmt::format("the image {}", name); break;
    }
    if (!model.possible_parents.empty()) {
      std::string lines;
      for (const StageIndex other : model.possible_parents) {
        lines += fmt::format("{}{}", lines.empty() ? "" : ", ", line_of(explanation_.model.stages[other].from));
      }
      about = fmt::format("what {} comes to name: an image, or the stage of line {}", name, lines);
    } else if (stage.base.kind == StageBase::Kind::image) {
      switch (stage.base.knowledge) {
        case BaseKnowledge::nothing: about += ", of which nothing is known"; break;
        case BaseKnowledge::some: about += ", of which only what is assumed is known"; break;
        case BaseKnowledge::table: about += ", a well-known one"; break;
        case BaseKnowledge::config: about += ", whose config is given"; break;
      }
    }
    row("built on", about, fmt::format("line {}", stage.line));
    for (const NamedArgument& argument : stage.base.arguments) {
      row("", fmt::format("through the build argument {}", printable(argument.name, 60)),
          argument.line ? fmt::format("line {}", *argument.line) : "set by the builder");
    }
    if (!stage.base.platform.empty()) {
      row("platform", printable(stage.base.platform, 80), fmt::format("line {}", stage.line));
    }
    if (model.os == "windows") row("system", "Windows");
    std::string users;
    for (const StageIndex user : stage.used_by) {
      if (!users.empty()) users += ", ";
      users += fmt::format("stage {}", user);
    }
    if (!users.empty()) row("used by", users);
  }

  [[nodiscard]] std::string where(const StageExplanation& stage, const Setting& setting) const {
    switch (setting.origin.kind) {
      case Origin::Kind::instruction: return fmt::format("line {}", line_of(setting.origin.by));
      case Origin::Kind::trigger: return fmt::format("line {}, ONBUILD", line_of(setting.origin.by));
      case Origin::Kind::base_trigger: return "ONBUILD of the base image";
      case Origin::Kind::base: break;
    }
    if (root_name(stage) == "scratch") return "default";
    return stage.base.knowledge == BaseKnowledge::some ? "assumed" : "base image";
  }

  [[nodiscard]] static std::string shown_value(const Setting& setting) {
    if (!setting.value.known()) return fmt::format("not known: {}", printable(setting.value.reason(), longest_value));
    const std::string& value = setting.value.get();
    const std::string text = printable(value, longest_value);
    switch (setting.part) {
      case ImagePart::env:
      case ImagePart::labels: return fmt::format("{}={}", printable(setting.member, 80), display_command({value}));
      case ImagePart::exposed_ports:
      case ImagePart::volumes: return printable(setting.member, longest_value);
      case ImagePart::user: return value.empty() ? "root" : text;
      case ImagePart::working_dir: return value.empty() ? "/" : text;
      default: return value.empty() ? "none" : text;
    }
  }

  void write_settings(const StageExplanation& stage) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < stage.settings.size(); ++i) {
      const Setting& setting = stage.settings[i];
      const bool first = i == 0 || stage.settings[i - 1].part != setting.part;
      count = first ? 0 : count + 1;
      if (count < most_members) row(first ? label_of(setting.part) : "", shown_value(setting), where(stage, setting));
      if (!setting.remark.empty()) row("", setting.remark);
      const bool last = i + 1 == stage.settings.size() || stage.settings[i + 1].part != setting.part;
      if (last && count >= most_members) {
        row("", fmt::format("and {} more, which --json lists", count + 1 - most_members));
      }
    }
    if (stage.inherited.empty()) return;
    inherits_ = true;
    std::string parts;
    for (const ImagePart part : stage.inherited) {
      if (!parts.empty()) parts += ", ";
      parts += is_collection(part) ? fmt::format("more {}", label_of(part)) : std::string(label_of(part));
    }
    row("inherited", fmt::format("from {}, not known:", root_name(stage)));
    row("", parts);
  }

  static bool is_collection(ImagePart part) {
    return part == ImagePart::env || part == ImagePart::labels || part == ImagePart::exposed_ports ||
           part == ImagePart::volumes || part == ImagePart::on_build;
  }

  // --- what is started ------------------------------------------------------------------------------------------------

  void write_start(const StageExplanation& stage, const Start& start) {
    std::string call = "docker run ";
    if (start.with.entrypoint) call += fmt::format("--entrypoint {} ", display_command({*start.with.entrypoint}));
    call += "IMAGE";
    if (start.with.arguments) call += " " + display_command(*start.with.arguments);
    text_ += fmt::format("\n  {}: {}\n", style("\x1b[1m", call), start.note);
    row("  process 1", process(stage, start.command));
    if (const std::string program = runs(start.command); !program.empty()) row("  runs", program);
    if (const std::string stop = stops(stage, start); !stop.empty()) row("  docker stop", stop);
  }

  [[nodiscard]] bool behind_base_script(const StageExplanation& stage) const {
    const ImageConfig& config = model_of(stage).config.value();
    return !config.entrypoint.known() && config.entrypoint_starts_programs;
  }

  [[nodiscard]] std::string process(const StageExplanation& stage, const StartCommand& command) const {
    if (command.process.known()) {
      return command.process.get().empty() ? "none: docker run refuses" : display_command(command.process.get());
    }
    std::string shell;
    if (!command.shell.empty()) {
      Words words = command.shell;
      words.push_back(command.shell_text);
      shell = display_command(words);
    }
    if (behind_base_script(stage)) {
      const std::string script = fmt::format("the ENTRYPOINT of {}, if it has one", root_name(stage));
      return shell.empty() ? script + ": a script that starts what it is given"
                           : fmt::format("{}, and then {}", script, shell);
    }
    if (!shell.empty()) return shell;
    const std::string reason = printable(command.process.reason(), longest_value);
    if (!reason.starts_with("inherited")) return fmt::format("not known: {}", reason);
    const bool entrypoint = !model_of(stage).config.value().entrypoint.known();
    return fmt::format("not known: {} is {}", entrypoint ? "ENTRYPOINT" : "CMD", reason);
  }

  [[nodiscard]] static std::string runs(const StartCommand& command) {
    if (command.started_by != StartedBy::container && command.program.known()) {
      return display_command(command.program.get());
    }
    if (command.shell.empty()) return "";
    if (!is_posix_shell(command)) return fmt::format("what {} makes of the text", printable(command.shell.front(), 80));
    const ShellReading reading = read_shell_command(command.shell_text);
    if (reading.command) {
      const std::string program = display_command(reading.command->words);
      if (command.program.known()) return program;
      return fmt::format("perhaps {}: {}", program, command.program.reason());
    }
    std::string text = "what the shell makes of it";
    const std::string piece = printable(reading.where.of(command.shell_text), 40);
    text += piece.empty() ? fmt::format(": {}", describe(reading.need))
                          : fmt::format("; {} in it: {}", piece, describe(reading.need));
    return text;
  }

  [[nodiscard]] std::string stops(const StageExplanation& stage, const Start& start) const {
    const StartCommand& command = start.command;
    if (start.signals == SignalReceiver::nobody) return "";
    if (model_of(stage).os == "windows") return "shuts the container down; Windows has no signals";
    const auto& stop_signal = model_of(stage).config.value().stop_signal;
    const std::string signal = !stop_signal.known() ? fmt::format("SIGTERM (unless {} sets another)", root_name(stage))
                               : stop_signal.get().empty() ? "SIGTERM"
                                                           : printable(stop_signal.get(), 40);
    const std::string shell = command.shell.empty() ? "" : printable(command.shell.front(), 80);
    const std::string program = program_name(command);
    switch (start.signals) {
      case SignalReceiver::program:
        if (!command.shell.empty()) return fmt::format("{} goes to {}, which {} becomes", signal, program, shell);
        if (program.ends_with(".sh")) {
          return fmt::format("{} goes to the script {}; what it starts gets it only through exec", signal, program);
        }
        return fmt::format("{} goes to {} itself", signal, program);
      case SignalReceiver::shell: return fmt::format("{} goes to {}, which does not pass it on", signal, shell);
      case SignalReceiver::shell_or_program:
        return fmt::format("{} goes to {}: dash does not pass it on; bash and busybox become {}", signal, shell,
                           program);
      case SignalReceiver::shell_until_exec:
        return fmt::format("{} goes to {}, which does not pass it on, and after exec to {}", signal, shell, program);
      case SignalReceiver::base_script:
        return fmt::format("{} goes to {}, if the ENTRYPOINT of {} ends in exec, as official ones do", signal, program,
                           root_name(stage));
      case SignalReceiver::unknown:
      case SignalReceiver::nobody: break;
    }
    return fmt::format("{} goes to process 1, whatever that is", signal);
  }

  /// How the program is called that gets signals, or may get them.
  [[nodiscard]] static std::string program_name(const StartCommand& command) {
    if (command.shell.empty()) {
      const Words* const words = command.program.known() ? &command.program.get() : nullptr;
      return words != nullptr && !words->empty() ? printable(words->front(), 80) : "the program";
    }
    const ShellReading reading = read_shell_command(command.shell_text);
    if (reading.command) return printable(reading.command->words.front(), 80);
    const ShellOutline outline = outline_shell_command(command.shell_text);
    if (outline.commands.empty() || !outline.commands.back().last) return "the last command";
    const auto& words = outline.commands.back().words;
    const std::size_t place = words.size() > 1 && words[0].value == "exec" ? 1 : 0;
    return place < words.size() && words[place].value ? printable(*words[place].value, 80) : "the last command";
  }

  const Explanation& explanation_;
  const Snapshot& snapshot_;
  bool color_;
  bool inherits_ = false;
  std::string text_;
};

}  // namespace

std::string render(const Explanation& explanation, const Snapshot& snapshot, bool color) {
  return Page(explanation, snapshot, color).write();
}

}  // namespace drydock
