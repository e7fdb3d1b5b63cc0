// Writes the shell form of CMD and ENTRYPOINT as a JSON array, where no shell is needed.
#include <algorithm>
#include <array>
#include <map>
#include <span>

#include <fmt/format.h>

#include "analysis/own_programs.hpp"
#include "analysis/shell_words.hpp"
#include "analysis/start_command.hpp"
#include "base/unicode.hpp"
#include "pipeline/pass.hpp"
#include "rewrite/text_tools.hpp"

namespace {

using namespace drydock;

constexpr std::string_view documentation = R"(
## What it does

Writes a `CMD`, `ENTRYPOINT` or `HEALTHCHECK CMD` in shell form as a JSON array (exec form), if its command is one program
with literal words. Quotes and backslashes are resolved; a leading `exec` goes. An `ENTRYPOINT` in shell form ignores the `CMD` of
its stage; such a `CMD` is removed in the same rewrite, because the array would get it as arguments.

## Why

In shell form the program is started by `/bin/sh -c`. Depending on the shell it then is not process 1 and never sees the
signal of `docker stop`, so that the container is killed after ten seconds. BuildKit warns about it
(JSONArgsRecommended).

## Example

```dockerfile
FROM debian:12
ENTRYPOINT exec nginx -g "daemon off;"
CMD ["ignored"]
```

```dockerfile
FROM debian:12
ENTRYPOINT ["nginx", "-g", "daemon off;"]
```

## When it refuses

- A shell would do something to the command: variables, command substitution, globs, tildes, braces, operators,
  redirections, assignments, comments, builtins, reserved words, quotes that are not closed.
- A word is wholly `%NAME%`, which is a variable of Windows' `cmd` or a placeholder, or is `[[`.
- The text looks like a JSON array but is none, or versions of BuildKit read it differently.
- It looks for processes (`pgrep`, `pkill`, `pidof`, `killall`) so that it may find the shell that started it: with `-f`,
  whose pattern that shell has in its own command line, or by a pattern that fits the shell's name.
- The `SHELL` in force is not `["/bin/sh", "-c"]` or `["/bin/bash", "-c"]`, or the file sets a variable that bash reads when
  it starts.
- The file sets a variable that does not reach the program through a shell as it is: dash and busybox drop names that are
  no identifiers, such as `spring.profile`, and every shell has values of its own for `PWD`, `PS1`, `OPTIND` and others.
- The shell has a command of that name in itself, such as `test`, and the file puts a program of that name where programs
  are looked up, or takes it away there.
- The image runs Windows.
- `CMD`: the stage has an `ENTRYPOINT`, of its own or inherited, which would get other arguments.
- `ENTRYPOINT`: a stage that builds on this one sets a `CMD`, which would become its arguments; so would an `ONBUILD CMD`.
- `ENTRYPOINT`: it starts a shell without a script or a command, as `bash -c` does, and would take an argument for one.
- The program is known not to work as process 1: `setsid`, `xvfb-run`, `xinit`, `jupyter`, `ipython`, also in the code of
  `bash -c`.
- A stage that is built on this one takes the command over, and has another `PATH` or variable that stands against it.
- Another instruction of the same kind follows in the stage (see remove_dead_instructions).
- `PATH` has an entry that only a shell understands, such as `~/bin` or `/x%func`, that depends on the working directory, as
  an empty one does and so one that is a variable alone, or that goes up by `..`; and the program is looked up in it.
- `ONBUILD` triggers: they are stored as text and mean what the stage that builds on them makes of it.
- A variable in a `FROM` decides whether the stage is built on another, or another on it: what starts there is not known.
- An `ONBUILD ENV` sets such a variable or `PATH` in images that are built on this one, or, for `HEALTHCHECK`, an `ONBUILD
  SHELL` another shell.
- Thousands of stages are built on each other, so that there is no time to look through all of them for each command's program.

Where the base image decides and is not one that drydock knows, the rewrite is assumed: `base-entrypoint` (for `CMD`),
`base-shell`, `base-os` and `base-onbuild` are open. `base-shell` is open too where the shell may have the program in
itself, as that of busybox can be built to: for names of busybox's applets in images from `scratch`, `busybox` and bases
without utilities; and where the file puts another program in the place of `/bin/sh`. `interpreter-line` is open if the
program may be a shell script of the project itself, going by its name, by the name of the file that `COPY` or `ADD` makes
it from, and by what the file copies and writes: the kernel starts a script without `#!` only through a shell. With the
build context at hand its first bytes decide.

## What it keeps

Equivalent. For a simple command of literal words `sh -c text` starts the program that the first word names with the
words as its arguments (POSIX XCU 2.9.1), in the same directory and with the environment of the container. Program
look-up is the same: both walk `PATH`. Listed as effects: the program is process 1; variables that only a shell sets are
gone, and those of `docker run -e` whose names are no identifiers are there, which dash and busybox drop; a script without
`#!` no longer starts; for `ENTRYPOINT`, arguments of `docker run` now reach the program, and where a `CMD` goes the image
config loses the mark `ArgsEscaped` that came with it.
)";

constexpr std::array<std::string_view, 2> rules = {"DL3025", "JSONArgsRecommended"};
constexpr std::array<std::string_view, 1> after = {"remove_dead_instructions"};

std::string line_of(const Context& context, InstructionIndex index) {
  return fmt::format("line {}", context.line_of(index));
}

/// What stands against a rewrite, or "".
using Obstacle = std::string;

/// The most bytes that are looked at for programs, those of a stage and its ancestors for each command. No real file
/// comes near.
constexpr std::size_t most_searched = 16'000'000;
/// What the look at an instruction costs besides its text, in bytes.
constexpr std::size_t search_overhead = 4;

/// The model as it is if everything holds that can be assumed of base images; each assumption is listed with the
/// rewrite.
class Assuming {
 public:
  explicit Assuming(const Context& context) : evidence_(context.evidence) {
    for (const Assumption fact : {Assumption::base_entrypoint, Assumption::base_onbuild, Assumption::base_os,
                                  Assumption::base_shell, Assumption::shell_program}) {
      if (!evidence_.is_assumed(fact)) evidence_.assumed.push_back(fact);
    }
    // What is known of the base images may leave nothing to assume; then the model is the one that is there.
    if (!bases_are_known(context.models.input(), context.evidence)) {
      own_model_ = model_with_evidence(context.models.input(), evidence_);
    }
    model_ = own_model_ ? &*own_model_ : &context.model();
    for (const Stage& stage : model_->stages) {
      if (stage.entrypoint.origin.kind == Origin::Kind::instruction) {
        starting_[stage.entrypoint.origin.by].push_back(&stage);
      }
      if (stage.healthcheck.origin.kind == Origin::Kind::instruction) {
        checking_[stage.healthcheck.origin.by].push_back(&stage);
      }
      if (stage.cmd.origin.kind == Origin::Kind::instruction && !stage.cmd.reset) {
        commanding_[stage.cmd.origin.by].push_back(&stage);
      }
    }
    has_possible_children_ = model_->possible_parents();
    find_searchable(context.instructions());
  }
  Assuming(const Assuming&) = delete;
  Assuming& operator=(const Assuming&) = delete;
  [[nodiscard]] const Evidence& evidence() const { return evidence_; }
  [[nodiscard]] const ImageModel& model() const { return *model_; }
  /// Whether there is time to look for the program of a command in what the image is made of.
  [[nodiscard]] bool is_searchable(InstructionIndex command) const { return searchable_[command]; }
  /// Whether a variable in a FROM decides if a stage is built on another one of the file, or another one on it.
  [[nodiscard]] bool is_variable(const Stage& stage) const {
    return has_possible_children_[model_->index_of(stage)] || !model_->stages[stage.root].possible_parents.empty();
  }
  /// The stages that have what a CMD, ENTRYPOINT or HEALTHCHECK sets, in the order of the file.
  [[nodiscard]] std::span<const Stage* const> having(Keyword kind, InstructionIndex index) const {
    return of(kind == Keyword::cmd ? commanding_ : kind == Keyword::entrypoint ? starting_ : checking_, index);
  }

 private:
  using Users = std::map<InstructionIndex, std::vector<const Stage*>>;

  /// Commands in either form count, so that a later round comes to the same.
  void find_searchable(std::span<const Instruction> instructions) {
    std::vector<std::size_t> sizes;  // by stage: its instructions and those of its ancestors
    for (const Stage& stage : model_->stages) {
      const std::size_t text = instructions[stage.end - 1].range.end - instructions[stage.from].range.begin;
      sizes.push_back((stage.parent ? sizes[*stage.parent] : 0) + text + search_overhead * (stage.end - stage.from));
    }
    searchable_.resize(instructions.size(), true);
    std::size_t searched = 0;
    for (const Stage& stage : model_->stages) {
      for (InstructionIndex index = stage.from; index < stage.end; ++index) {
        const Keyword keyword = instructions[index].keyword;
        if (keyword != Keyword::cmd && keyword != Keyword::entrypoint && keyword != Keyword::healthcheck) continue;
        searched += sizes[model_->index_of(stage)];
        for (const Stage* user : having(keyword, index)) {
          if (user != &stage) searched += sizes[model_->index_of(*user)];
        }
        searchable_[index] = searched <= most_searched;
      }
    }
  }

  static std::span<const Stage* const> of(const Users& users, InstructionIndex index) {
    const auto found = users.find(index);
    return found == users.end() ? std::span<const Stage* const>() : found->second;
  }

  Evidence evidence_;
  std::optional<ImageModel> own_model_;
  const ImageModel* model_ = nullptr;
  std::vector<bool> searchable_;
  std::vector<bool> has_possible_children_;  // by stage
  Users starting_, commanding_, checking_;
};

/// ENTRYPOINT first: a CMD that goes with it is not considered again.
constexpr std::array start_kinds = {Keyword::entrypoint, Keyword::cmd, Keyword::healthcheck};

/// A shell form that counts for its stage.
struct Candidate {
  const Context& context;
  const Assuming& assuming;
  const Stage& stage;
  const Instruction& instruction;
  InstructionIndex index;
  const Command& command;
  const ShellReading& reading;
  const StartSetting& setting;
};

void assume(Rewrite& rewrite, Assumption fact) {
  if (std::ranges::find(rewrite.assumes, fact) == rewrite.assumes.end()) rewrite.assumes.push_back(fact);
}

/// All stages that have the command have the same base image, so that this settles it for them too.
void assume_base(const Candidate& candidate, Rewrite& rewrite, std::string_view program, bool needs_entrypoint) {
  const BaseFacts facts = base_facts(candidate.context.evidence, candidate.assuming.model(), candidate.stage);
  if (needs_entrypoint && !facts.entrypoint) assume(rewrite, Assumption::base_entrypoint);
  if (!facts.onbuild) assume(rewrite, Assumption::base_onbuild);
  if (!facts.os) assume(rewrite, Assumption::base_os);
  if (!facts.shell || !has_no_such_command(facts, program)) assume(rewrite, Assumption::base_shell);
}

/// The shell that runs the text, with what is assumed.
std::vector<std::string> shell_of(const Candidate& candidate) {
  const bool health = candidate.instruction.keyword == Keyword::healthcheck;
  // The engine takes the SHELL that the image has in the end.
  const Value<std::vector<std::string>>& shell =
      health ? candidate.stage.config.value().shell : candidate.setting.shell;
  if (!shell.known()) return {};
  if (!shell.get().empty()) return shell.get();
  if (candidate.stage.os == "windows") return {"cmd", "/S", "/C"};
  return {"/bin/sh", "-c"};
}

/// For CMD: an ENTRYPOINT that would see other arguments.
Obstacle entrypoint_obstacle(const Candidate& candidate) {
  const ImageConfig& config = candidate.stage.config.value();
  const StartSetting& entrypoint = candidate.stage.entrypoint;
  if (entrypoint.origin.kind == Origin::Kind::trigger) {
    return "an ONBUILD trigger sets the ENTRYPOINT, which would get other arguments";
  }
  if (entrypoint.origin.kind == Origin::Kind::instruction &&
      !(config.entrypoint.known() && config.entrypoint.get().empty())) {
    const std::string where = line_of(candidate.context, entrypoint.origin.by);
    if (entrypoint.shell_form) return fmt::format("the ENTRYPOINT of {} is in shell form and ignores it", where);
    return fmt::format("the ENTRYPOINT of {} would get other arguments", where);
  }
  if (config.entrypoint.known() && !config.entrypoint.get().empty()) {
    return "the ENTRYPOINT of the base image would get other arguments";
  }
  if (!config.entrypoint.known() && !config.entrypoint_starts_programs) {
    return "the base image has an ENTRYPOINT, which would get other arguments";
  }
  return "";
}

/// For ENTRYPOINT: a CMD that the shell form ignores and the array would take as arguments, and that cannot go.
Obstacle command_obstacle(const Candidate& candidate) {
  const Context& context = candidate.context;
  const Stage& stage = candidate.stage;
  for (InstructionIndex index = stage.from; index < stage.end; ++index) {
    const auto* onbuild = context.instructions()[index].as<Onbuild>();
    if (onbuild != nullptr && onbuild->trigger->keyword == Keyword::cmd) {
      return fmt::format("the ONBUILD CMD of {} would become its arguments in an image that builds on this one",
                         line_of(context, index));
    }
    if (stage.runs_triggers && context.instructions()[index].keyword == Keyword::cmd) {
      return "a CMD would have to go, and ONBUILD triggers of the stage before may set another";
    }
  }
  if (stage.cmd.origin.kind == Origin::Kind::trigger || stage.cmd.origin.kind == Origin::Kind::base_trigger) {
    return "an ONBUILD trigger sets a CMD, which would become its arguments";
  }
  for (const Stage* user : candidate.assuming.having(Keyword::entrypoint, candidate.index)) {
    const Stage& other = *user;
    if (&other == &stage || other.cmd.reset) continue;
    const Origin& cmd = other.cmd.origin;
    if (cmd.kind == Origin::Kind::instruction && cmd.by >= other.from && cmd.by < other.end) {
      return fmt::format("the CMD of {}, in a stage that builds on this one, would become its arguments",
                         line_of(context, cmd.by));
    }
    if (cmd.kind == Origin::Kind::trigger) {
      return "an ONBUILD CMD in a stage that builds on this one would become its arguments";
    }
  }
  return "";
}

/// A stage or an image that takes the command over and runs it in another shell or with another environment.
Obstacle inherited_obstacle(const Candidate& candidate, std::string_view program, bool is_builtin = false) {
  const Evidence& evidence = candidate.assuming.evidence();
  const ImageModel& model = candidate.assuming.model();
  const Keyword kind = candidate.instruction.keyword;
  for (const Stage* user : candidate.assuming.having(kind, candidate.index)) {
    const Stage& other = *user;
    Obstacle in_trigger =
        trigger_obstacle(candidate.context.snapshot, other, kind == Keyword::healthcheck, program);
    if (!in_trigger.empty()) return in_trigger;
    if (&other == &candidate.stage || !other.config) continue;
    const StartSetting& setting = kind == Keyword::cmd          ? other.cmd
                                  : kind == Keyword::entrypoint ? other.entrypoint
                                                                : other.healthcheck;
    const Candidate inherited{candidate.context, candidate.assuming, other,  candidate.instruction, candidate.index,
                              candidate.command, candidate.reading,  setting};
    Obstacle obstacle = shell_obstacle(evidence, model, other, shell_of(inherited), program);
    if (obstacle.empty() && is_builtin) obstacle = builtin_obstacle(evidence, model, other);
    if (!obstacle.empty()) {
      return fmt::format("in the stage of {}, which takes it over, {}", line_of(candidate.context, other.from),
                         obstacle);
    }
  }
  return "";
}

/// A program in the words of a command that has to have another process above it.
Obstacle process_one_obstacle(std::span<const std::string> words) {
  const std::string program = program_that_fails_as_process_one(words);
  return program.empty() ? "" : fmt::format("{} does not work as process 1", printable(program, 60));
}

/// An array has to fit into a line that BuildKit reads (parser.go, bufio.MaxScanTokenSize).
constexpr std::size_t longest_array = 60'000;

Rewrite rewrite_of(const Candidate& candidate, Level level) {
  Rewrite rewrite;
  rewrite.about = candidate.index;
  rewrite.where = candidate.command.range;
  rewrite.level = level;
  rewrite.replaces = {candidate.index};
  return rewrite;
}

/// The same command with the shell that BuildKit puts before it written down.
std::optional<Rewrite> with_explicit_shell(const Candidate& candidate) {
  std::vector<std::string> words = shell_of(candidate);
  if (words.empty() || candidate.command.arguments.empty() || candidate.instruction.keyword == Keyword::healthcheck) {
    return std::nullopt;
  }
  words.emplace_back(candidate.command.shell_text());
  auto array = json_array(words);
  if (!array || array->size() > longest_array) return std::nullopt;
  Rewrite rewrite = rewrite_of(candidate, Level::identical);
  rewrite.why = "the shell that runs it is written down";
  // The shell is the one in force at the command; the stage may set another after it.
  const Stage& as_known = candidate.context.model().stages[candidate.assuming.model().index_of(candidate.stage)];
  const StartSetting& known = candidate.instruction.keyword == Keyword::cmd ? as_known.cmd : as_known.entrypoint;
  if (known.origin != candidate.setting.origin || !known.shell.known() || known.shell.get().empty()) {
    const BaseFacts facts = base_facts(candidate.context.evidence, candidate.assuming.model(), candidate.stage);
    if (!facts.onbuild) assume(rewrite, Assumption::base_onbuild);
    if (!facts.os) assume(rewrite, Assumption::base_os);
    if (!facts.shell) assume(rewrite, Assumption::base_shell);
  }
  rewrite.edits = replace_in_instruction(candidate.context.snapshot, candidate.instruction, candidate.command.range,
                                         std::move(*array));
  return rewrite;
}

/// The same list of commands, whose last one takes the place of the shell.
std::optional<Rewrite> with_exec(const Candidate& candidate) {
  const std::string_view text = candidate.command.shell_text();
  const LastCommandReading reading = ends_with_simple_command(text);
  if (!reading.command || reading.command->after_unseen_code || candidate.instruction.keyword == Keyword::healthcheck) {
    return std::nullopt;
  }
  if (candidate.instruction.keyword == Keyword::cmd && !entrypoint_obstacle(candidate).empty()) return std::nullopt;
  if (!process_one_obstacle(std::array{std::string(text)}).empty()) return std::nullopt;
  const std::vector<std::string> shell = shell_of(candidate);
  const std::string program = reading.command->name.value_or("/");
  if (!shell_obstacle(candidate.assuming.evidence(), candidate.assuming.model(), candidate.stage, shell, program)
           .empty()) {
    return std::nullopt;
  }
  if (!inherited_obstacle(candidate, program).empty()) return std::nullopt;
  const Offset at = to_offset(static_cast<std::size_t>(text.data() - candidate.instruction.line.text().data())) +
                    reading.command->program.begin;
  const Offset place = candidate.instruction.line.to_source({at, at + 1}).begin;
  Rewrite rewrite = rewrite_of(candidate, Level::equivalent);
  rewrite.where = {place, place};
  rewrite.why =
      fmt::format("{} takes the place of the shell",
                  reading.command->name ? printable(*reading.command->name, 60) : std::string("the last command"));
  rewrite.effects = {Effect::program_is_process_one};
  assume_base(
      candidate, rewrite, program,
      candidate.instruction.keyword == Keyword::cmd && candidate.stage.entrypoint.origin.kind == Origin::Kind::base);
  rewrite.edits = {{{place, place}, "exec "}};
  return rewrite;
}

/// Removes the CMDs of the stage that the shell form ignores. Says what stands against that.
Obstacle remove_ignored_commands(const Candidate& candidate, Rewrite& rewrite) {
  const Context& context = candidate.context;
  bool keeps_one = false;
  for (InstructionIndex other = candidate.stage.from; other < candidate.stage.end; ++other) {
    const Instruction& ignored = context.instructions()[other];
    if (ignored.keyword != Keyword::cmd) continue;
    // An empty array gives the program no arguments, and the mark ArgsEscaped stays with it.
    const Command& command = ignored.as<Cmd>()->command;
    if (!command.is_shell_form() && command.arguments.empty()) {
      keeps_one = true;
      continue;
    }
    if (!ignored.ambiguity.empty()) {
      return fmt::format("the CMD of {} would have to go, and {}", line_of(context, other), ignored.ambiguity);
    }
    rewrite.removes.push_back(other);
    std::ranges::move(remove_instruction(context.snapshot, ignored), std::back_inserter(rewrite.edits));
    rewrite.why += fmt::format("; the CMD of {}, which the shell form ignores, goes", line_of(context, other));
  }
  if (!rewrite.removes.empty() && !keeps_one) rewrite.effects.push_back(Effect::args_escaped_goes);
  return "";
}

/// The rewrite, or why there is none and where that shows.
struct Outcome {
  std::optional<Rewrite> rewrite{};
  TextRange where{};
  std::string why{};
};

/// Why a command needs its shell, and where that shows.
Outcome needs_shell(const Instruction& instruction, const Command& command, const ShellReading& reading) {
  std::string why(describe(reading.need));
  if (command.arguments.empty()) return {std::nullopt, instruction.keyword_text.range, std::move(why)};
  const std::string_view text = command.shell_text();
  const Offset at = to_offset(static_cast<std::size_t>(text.data() - instruction.line.text().data()));
  return {std::nullopt, instruction.line.to_source({at + reading.where.begin, at + reading.where.end}), std::move(why)};
}

/// Whether a word is wholly what cmd calls a variable, or sed or a template engine may replace: perhaps by several words.
bool may_be_replaced(std::string_view word) {
  const auto is_name_byte = [](char byte) { return is_ascii_alphanumeric(byte) || byte == '_'; };
  if (word.size() > 2 && word.front() == '%' && word.back() == '%') {
    return std::ranges::all_of(word.substr(1, word.size() - 2), is_name_byte);
  }
  return word == "[[";
}

Outcome convert(const Candidate& candidate) {
  const Context& context = candidate.context;
  const Command& command = candidate.command;
  const TextRange keyword = candidate.instruction.keyword_text.range;
  const auto refuse = [](TextRange where, std::string why) { return Outcome{std::nullopt, where, std::move(why)}; };

  const ShellReading& reading = candidate.reading;
  if (!reading.command) return needs_shell(candidate.instruction, command, reading);
  const auto replaced = std::ranges::find_if(reading.command->words, may_be_replaced);
  if (replaced != reading.command->words.end()) {
    return refuse(command.range, fmt::format("{} may be a placeholder for several words", printable(*replaced, 60)));
  }
  const std::string& program = reading.command->words.front();
  const Obstacle in_shell = shell_obstacle(candidate.assuming.evidence(), candidate.assuming.model(), candidate.stage,
                                           shell_of(candidate), program);
  if (!in_shell.empty()) return refuse(keyword, in_shell);

  Rewrite rewrite = rewrite_of(candidate, Level::equivalent);
  rewrite.effects = {Effect::no_shell_variables, Effect::needs_interpreter_line};
  if (reading.command->builtin_with_program) {
    if (!base_facts(context.evidence, candidate.assuming.model(), candidate.stage).core_utilities) {
      assume(rewrite, Assumption::shell_program);
    }
    const Obstacle no_program =
        builtin_obstacle(candidate.assuming.evidence(), candidate.assuming.model(), candidate.stage);
    if (!no_program.empty()) return refuse(command.range, no_program);
  }
  const Keyword kind = candidate.instruction.keyword;
  Obstacle obstacle;
  if (kind == Keyword::cmd) obstacle = entrypoint_obstacle(candidate);
  if (kind == Keyword::entrypoint) obstacle = command_obstacle(candidate);
  if (obstacle.empty()) obstacle = inherited_obstacle(candidate, program, reading.command->builtin_with_program);
  if (kind == Keyword::entrypoint && is_shell_without_code(reading.command->words)) {
    // As in ENTRYPOINT bash -c: the array would run what follows the image's name as shell code.
    obstacle = "the shell that it starts has no command, and would take an argument for one";
  }
  if (kind != Keyword::healthcheck && obstacle.empty()) obstacle = process_one_obstacle(reading.command->words);
  if (!obstacle.empty()) return refuse(keyword, std::move(obstacle));
  assume_base(candidate, rewrite, program,
              kind == Keyword::cmd && candidate.stage.entrypoint.origin.kind == Origin::Kind::base);

  if (!candidate.assuming.is_searchable(candidate.index)) {
    return refuse(keyword, "the stages that this one is built on are too many to look for its program");
  }
  // A stage that takes the command over may have put the program there, or another in its place.
  for (const Stage* user : candidate.assuming.having(kind, candidate.index)) {
    const ProgramFile file =
        find_program(context.snapshot, context.evidence, candidate.assuming.model(), *user, program);
    if (file.interpreter == Interpreter::missing) {
      return refuse(command.range,
                    fmt::format("{} has no #! line, so only a shell starts it", printable(file.file, 80)));
    }
    if (file.interpreter == Interpreter::open) assume(rewrite, Assumption::interpreter_line);
    if (file.other_shell) assume(rewrite, Assumption::base_shell);
    if (file.named_like_it && reading.command->builtin_with_program) {
      return refuse(command.range,
                    fmt::format("the shell has the command {} in itself, and the file puts a program of that name "
                                "into the image or takes it away", program));
    }
  }

  auto array = json_array(reading.command->words);
  if (!array) return refuse(command.range, "a word cannot be written as a JSON string");
  if (array->size() > longest_array) return refuse(command.range, "the array would be too long for one line");
  rewrite.why = fmt::format("{} is started without a shell", printable(program, 60));
  rewrite.edits = replace_in_instruction(context.snapshot, candidate.instruction, command.range, std::move(*array));
  if (kind != Keyword::healthcheck) rewrite.effects.insert(rewrite.effects.begin(), Effect::program_is_process_one);
  if (kind == Keyword::entrypoint) {
    rewrite.effects.push_back(Effect::arguments_reach_entrypoint);
    if (Obstacle cannot_go = remove_ignored_commands(candidate, rewrite); !cannot_go.empty()) {
      return refuse(keyword, std::move(cannot_go));
    }
  }
  std::ranges::sort(rewrite.assumes, {}, [](Assumption assumption) { return name_of(assumption); });
  return {std::move(rewrite)};
}

/// By instruction: whether a later one of its kind stands in its stage.
std::vector<bool> find_replaced(std::span<const Instruction> instructions) {
  std::vector<bool> replaced(instructions.size(), false);
  std::array<bool, std::tuple_size_v<decltype(start_kinds)>> seen{};
  for (std::size_t index = instructions.size(); index-- > 0;) {
    const Keyword keyword = instructions[index].keyword;
    if (keyword == Keyword::from) seen = {};
    const auto kind = std::ranges::find(start_kinds, keyword);
    if (kind != start_kinds.end()) {
      replaced[index] = std::exchange(seen[static_cast<std::size_t>(kind - start_kinds.begin())], true);
    }
  }
  return replaced;
}

std::string replaced_by_later(Keyword keyword) {
  return fmt::format("a later {} in the stage replaces it", display_name(keyword));
}

/// Why a command stays as it is whatever image it is in; nothing if that depends on the image. Asks nothing of the
/// model.
std::optional<Outcome> obstacle_in_text(const Context& context, InstructionIndex index, const Command& command,
                                        const ShellReading& reading, bool is_replaced) {
  const Instruction& instruction = context.instructions()[index];
  if (is_replaced) return Outcome{std::nullopt, instruction.keyword_text.range, replaced_by_later(instruction.keyword)};
  if (!instruction.ambiguity.empty()) {
    return Outcome{std::nullopt, instruction.arguments.range, std::string(instruction.ambiguity)};
  }
  if (instruction.keyword != Keyword::healthcheck && !instruction.flags_range.empty()) {
    return Outcome{std::nullopt, instruction.flags_range, "something stands between the keyword and the command"};
  }
  const bool is_only_way = !context.is_on("explicit_shell") && !context.is_on("exec_prefix");
  if (is_only_way && !reading.command) return needs_shell(instruction, command, reading);
  return std::nullopt;
}

void consider(const Candidate& candidate, Proposals& proposals) {
  const Instruction& instruction = candidate.instruction;
  const auto refuse = [&](TextRange where, std::string why) {
    proposals.refusals.push_back({candidate.index, where, std::move(why)});
  };
  const TextRange keyword = instruction.keyword_text.range;
  if (!candidate.stage.config) return refuse(keyword, "the stage does not build: " + candidate.stage.config.error());
  if (candidate.setting.origin != Origin{Origin::Kind::instruction, candidate.index} || candidate.setting.reset) {
    return refuse(keyword, replaced_by_later(instruction.keyword));
  }
  for (const Stage* user : candidate.assuming.having(instruction.keyword, candidate.index)) {
    if (!candidate.assuming.is_variable(*user)) continue;
    return refuse(keyword, fmt::format("a variable decides what the stage of {} is built on, or what is built on it",
                                       line_of(candidate.context, user->from)));
  }
  Outcome outcome = convert(candidate);
  if (!outcome.rewrite && candidate.context.is_on("explicit_shell")) outcome.rewrite = with_explicit_shell(candidate);
  if (!outcome.rewrite && candidate.context.is_on("exec_prefix")) outcome.rewrite = with_exec(candidate);
  if (!outcome.rewrite) return refuse(outcome.where, std::move(outcome.why));
  proposals.rewrites.push_back(std::move(*outcome.rewrite));
}

const Command* shell_form_of(const Instruction& instruction) {
  const Command* command = nullptr;
  if (const auto* cmd = instruction.as<Cmd>()) command = &cmd->command;
  if (const auto* entrypoint = instruction.as<Entrypoint>()) command = &entrypoint->command;
  if (const auto* check = instruction.as<Healthcheck>(); check != nullptr && !check->none) command = &check->command;
  return command != nullptr && command->is_shell_form() ? command : nullptr;
}

void refuse_trigger(InstructionIndex index, const Onbuild& onbuild, Proposals& proposals) {
  const Instruction& trigger = *onbuild.trigger;
  if ((trigger.keyword != Keyword::cmd && trigger.keyword != Keyword::entrypoint) || trigger.json) return;
  proposals.refusals.push_back(
      {index, trigger.keyword_text.range,
       "the trigger is stored as text and means what the image that builds on this one makes of it"});
}

void run(const Context& context, Proposals& proposals) {
  const auto& instructions = context.instructions();
  std::optional<Assuming> assuming;
  std::vector<bool> removed(instructions.size(), false);
  const std::vector<bool> replaced = find_replaced(instructions);
  std::size_t seen = 0;  // of the rewrites
  for (const Keyword keyword : start_kinds) {
    for (InstructionIndex index = 0; index < instructions.size(); ++index) {
      const Instruction& instruction = instructions[index];
      if (instruction.keyword != keyword || removed[index]) continue;
      const Command* const command = shell_form_of(instruction);
      if (command == nullptr) continue;
      const ShellReading reading = read_shell_command(command->shell_text(), {.builtins_with_programs = true});
      if (std::optional<Outcome> outcome = obstacle_in_text(context, index, *command, reading, replaced[index])) {
        proposals.refusals.push_back({index, outcome->where, std::move(outcome->why)});
        continue;
      }
      if (!assuming) assuming.emplace(context);
      const Stage& stage = *assuming->model().stage_of(index);
      const StartSetting& setting = keyword == Keyword::cmd          ? stage.cmd
                                    : keyword == Keyword::entrypoint ? stage.entrypoint
                                                                     : stage.healthcheck;
      consider({context, *assuming, stage, instruction, index, *command, reading, setting}, proposals);
      for (; seen < proposals.rewrites.size(); ++seen) {
        for (const InstructionIndex gone : proposals.rewrites[seen].removes) removed[gone] = true;
      }
    }
  }
  for (InstructionIndex index = 0; index < instructions.size(); ++index) {
    if (const auto* onbuild = instructions[index].as<Onbuild>()) refuse_trigger(index, *onbuild, proposals);
  }
}

constexpr std::array options = {
    PassOption{"exec_prefix",
               "put exec before the last of several commands, or one with variables: the program becomes process 1",
               "false", on_or_off},
    PassOption{"explicit_shell", "write what needs its shell as an array too, with the SHELL in force: the same image",
               "false", on_or_off},
};

}  // namespace

DRYDOCK_PASS(shell_to_exec_form){
    .id = "shell_to_exec_form",
    .summary = "write the shell form of CMD, ENTRYPOINT and HEALTHCHECK as a JSON array where no shell is needed",
    .documentation = documentation,
    .level = Level::equivalent,
    .on_by_default = true,
    .after = after,
    .rules = rules,
    .options = options,
    .run = run,
};
