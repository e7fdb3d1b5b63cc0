// Writes the shell form of CMD and ENTRYPOINT as a JSON array, where no shell is needed.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "analysis/base_images.hpp"
#include "analysis/shell_words.hpp"
#include "base/unicode.hpp"
#include "pipeline/pass.hpp"
#include "rewrite/text_tools.hpp"

namespace {

using namespace drydock;

constexpr std::string_view documentation = R"(
## What it does

Writes a `CMD` or `ENTRYPOINT` in shell form as a JSON array (exec form), if its command is one program with literal
words. Quotes and backslashes are resolved; a leading `exec` goes. An `ENTRYPOINT` in shell form ignores the `CMD` of
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
- The text looks like a JSON array but is none, or versions of BuildKit read it differently.
- The `SHELL` in force is not `["/bin/sh", "-c"]` or `["/bin/bash", "-c"]`, or the file sets a variable that bash reads when
  it starts.
- The image runs Windows.
- `CMD`: the stage has an `ENTRYPOINT`, of its own or inherited, which would get other arguments.
- `ENTRYPOINT`: a stage that builds on this one sets a `CMD`, which would become its arguments; so would an `ONBUILD CMD`.
- Another instruction of the same kind follows in the stage (see remove_dead_instructions).
- `PATH` has an entry that only a shell understands or that depends on the working directory, and the program is looked
  up in it.
- `ONBUILD` triggers: they are stored as text and mean what the stage that builds on them makes of it.

Where the base image decides and is not one that drydock knows, the rewrite is assumed: `base-entrypoint` (for `CMD`),
`base-shell`, `base-os` and `base-onbuild` are open. `interpreter-line` is open if the program may be a script of the
project itself, going by its name, its place or what the file copies: the kernel starts a script without `#!` only
through a shell.

## What it keeps

Equivalent. For a simple command of literal words `sh -c text` starts the program that the first word names with the
words as its arguments (POSIX XCU 2.9.1), in the same directory and with the environment of the container. Program
look-up is the same: both walk `PATH`. Listed as effects: the program is process 1; variables that only a shell sets are
gone; a script without `#!` no longer starts; for `ENTRYPOINT`, arguments of `docker run` now reach the program, and
where a `CMD` goes the image config loses the mark `ArgsEscaped` that came with it.
)";

constexpr std::array<std::string_view, 2> rules = {"DL3025", "JSONArgsRecommended"};
constexpr std::array<std::string_view, 1> after = {"remove_dead_instructions"};

std::string line_of(const Context& context, InstructionIndex index) {
  return fmt::format("line {}", context.line_of(index));
}

/// What stands against a rewrite, or "".
using Obstacle = std::string;

/// bash reads these when it starts, and /bin/sh may be bash. Under that name it does not read BASH_ENV.
Obstacle startup_obstacle(const Context& context, const Stage& stage, const ShellSetting& shell) {
  const bool bash = shell.origin == ShellSetting::Origin::instruction && shell.words[0].value == "/bin/bash";
  for (const EnvironmentEntry& entry : environment_entries(context.snapshot.dockerfile, context.model, stage)) {
    if (entry.key == "SHELLOPTS" || entry.key == "BASHOPTS" || (entry.key == "BASH_ENV" && bash)) {
      return fmt::format("the file sets {}, which bash reads when it starts", entry.key);
    }
  }
  return "";
}

Obstacle shell_obstacle(const Stage& stage, const ShellSetting& shell, Rewrite& rewrite) {
  const bool windows = names_windows_image(stage.image) || stage.platform.value_or("").find("windows") != std::string_view::npos;
  if (windows) return "the image runs Windows, whose shell form is another language";
  const bool known = find_base_image(stage.image) != nullptr && !stage.platform.value_or("").starts_with('$');
  if (!known) {
    rewrite.assumes.push_back(Assumption::base_onbuild);
    rewrite.assumes.push_back(Assumption::base_os);
  }
  switch (shell.origin) {
    case ShellSetting::Origin::trigger: return "an ONBUILD trigger sets the SHELL";
    case ShellSetting::Origin::base:
      if (!known) rewrite.assumes.push_back(Assumption::base_shell);
      return "";
    case ShellSetting::Origin::instruction: break;
  }
  const bool plain = shell.words.size() == 2 && shell.words[1].value == "-c" &&
                     (shell.words[0].value == "/bin/sh" || shell.words[0].value == "/bin/bash");
  if (!plain) return "a SHELL other than [\"/bin/sh\", \"-c\"] or [\"/bin/bash\", \"-c\"] is in force";
  if (shell.words[0].value == "/bin/bash" && !known) rewrite.assumes.push_back(Assumption::base_shell);
  return "";
}

std::string_view without_quotes(std::string_view value) {
  while (!value.empty() && (value.front() == '"' || value.front() == '\'')) value.remove_prefix(1);
  while (!value.empty() && (value.back() == '"' || value.back() == '\'')) value.remove_suffix(1);
  return value;
}

/// Whether a value begins with "/" once its first variable is expanded. Variables that the file does not set come from the
/// base image, which is trusted to hold an absolute path if a "/" or nothing follows.
bool is_absolute(std::string_view value, std::span<const EnvironmentEntry> entries, int depth) {
  if (value.starts_with('/')) return true;
  if (!value.starts_with('$') || depth == 0) return false;
  value.remove_prefix(1);
  const bool braced = value.starts_with('{');
  if (braced) value.remove_prefix(1);
  std::size_t size = 0;
  while (size < value.size() && (is_ascii_alpha(value[size]) || is_ascii_digit(value[size]) || value[size] == '_')) ++size;
  const std::string_view name = value.substr(0, size);
  value.remove_prefix(size);
  if (braced) {
    if (!value.starts_with('}')) return false;  // a modifier
    value.remove_prefix(1);
  }
  if (name.empty() || !(value.empty() || value.starts_with('/'))) return false;
  return std::ranges::all_of(entries, [&](const EnvironmentEntry& entry) {
    return entry.key != name || is_absolute(without_quotes(entry.value), entries, depth - 1);
  });
}

/// The folders that the file puts into PATH, as written, without $PATH itself.
std::vector<std::string_view> path_folders(std::span<const EnvironmentEntry> entries) {
  std::vector<std::string_view> folders;
  for (const EnvironmentEntry& entry : entries) {
    if (entry.key != "PATH") continue;
    std::string_view value = without_quotes(entry.value);
    for (;;) {
      const std::size_t colon = value.find(':');
      const std::string_view folder = value.substr(0, colon);
      if (folder != "$PATH" && folder != "${PATH}") folders.push_back(folder);
      if (colon == std::string_view::npos) break;
      value.remove_prefix(colon + 1);
    }
  }
  return folders;
}

/// What ENV and ARG set in the stage and its ancestors. An ARG without a default comes from outside: it has no value here.
std::vector<EnvironmentEntry> variables(const Context& context, const Stage& stage) {
  std::vector<EnvironmentEntry> entries = environment_entries(context.snapshot.dockerfile, context.model, stage);
  for (const Stage* ancestor : context.model.lineage(stage)) {
    for (InstructionIndex index = ancestor->from; index < ancestor->end; ++index) {
      const auto* arg = context.instructions()[index].as<Arg>();
      if (arg == nullptr) continue;
      for (const ArgEntry& entry : arg->entries) entries.push_back({entry.key.value, entry.value ? entry.value->value : ""});
    }
  }
  return entries;
}

Obstacle path_obstacle(const Context& context, const Stage& stage, std::string_view program) {
  if (program.find('/') != std::string_view::npos) return "";
  const std::vector<EnvironmentEntry> entries = variables(context, stage);
  for (const std::string_view folder : path_folders(entries)) {
    constexpr int max_depth = 8;
    if (is_absolute(folder, entries, max_depth)) continue;
    return fmt::format("PATH has the entry \"{}\", which a shell and the container may look up in different ways", printable(folder, 40));
  }
  return "";
}

std::string_view base_name(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

/// Whether a RUN may write a file of that name: it names a path that ends in it, or a command that makes files names it.
bool run_may_write(std::string_view script, std::string_view name) {
  for (std::size_t at = script.find(name); at != std::string_view::npos; at = script.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    const bool begins = at == 0 || std::string_view("/ \t\"'>=").find(script[at - 1]) != std::string_view::npos;
    const bool ends = end == script.size() || std::string_view(" \t\n\"';&|)").find(script[end]) != std::string_view::npos;
    if (!begins || !ends) continue;
    if (at > 0 && (script[at - 1] == '/' || script[at - 1] == '>')) return true;
    const std::size_t separator = at == 0 ? std::string_view::npos : script.find_last_of(";&|\n(", at - 1);
    std::string_view command = script.substr(separator == std::string_view::npos ? 0 : separator + 1);
    command = command.substr(0, at - static_cast<std::size_t>(command.data() - script.data()));
    command = trim_space(command);
    if (command.find('>') != std::string_view::npos) return true;
    constexpr std::array<std::string_view, 8> makers = {"tee", "chmod", "cp", "mv", "ln", "install", "curl", "wget"};
    const std::string_view first = command.substr(0, command.find(' '));
    if (std::ranges::find(makers, base_name(first)) != makers.end()) return true;
  }
  return false;
}

/// Folders in which programs are looked up: the system's, and those that known base images have in PATH.
constexpr std::array<std::string_view, 13> program_folders = {
    "/bin",           "/sbin",           "/usr/bin",         "/usr/sbin",
    "/usr/local/bin", "/usr/local/sbin", "/go/bin",          "/usr/local/go/bin",
    "/usr/local/bundle/bin", "/usr/local/cargo/bin", "/usr/local/tomcat/bin", "/usr/local/apache2/bin",
    "/usr/local/openjdk/bin"};

bool is_or_is_above(std::string_view folder, std::string_view other) {
  return other.starts_with(folder) && (other.size() == folder.size() || folder.empty() || other[folder.size()] == '/');
}

/// A COPY or ADD as far as it matters here.
struct Copying {
  std::span<const Text> sources;
  std::span<const Heredoc* const> contents;
  std::string_view destination;
  bool unpacks = false;  ///< ADD: an archive among the sources is unpacked
};

/// Whether it may put a file of that name into one of the folders, going by what it names. `workdir` is the working
/// directory as written, or "" if it is not known.
bool copy_may_write(const Copying& copying, std::string_view workdir, std::string_view name, std::span<const std::string_view> folders) {
  const bool to_folder = copying.destination.ends_with('/') || copying.destination == "." || copying.destination.ends_with("/.");
  if (!to_folder && base_name(copying.destination) == name) return true;
  if (std::ranges::any_of(copying.contents, [&](const Heredoc* heredoc) { return heredoc->name == name; })) return true;
  std::string folder(copying.destination);
  bool known = folder.starts_with('/') && folder.find('$') == std::string::npos;
  if (!folder.starts_with('/') && workdir.starts_with('/') && workdir.find('$') == std::string_view::npos && folder.find('$') == std::string::npos) {
    while (folder.starts_with("./")) folder.erase(0, 2);
    folder = std::string(workdir) + "/" + (folder == "." ? "" : folder);
    known = true;
  }
  while (folder.ends_with('/')) folder.pop_back();
  const bool near_programs = !known || std::ranges::any_of(folders, [&](std::string_view programs) { return is_or_is_above(folder, programs); });
  return std::ranges::any_of(copying.sources, [&](const Text& source) {
    const std::string_view source_name = base_name(source.value);
    if (source_name == name) return true;
    constexpr std::array<std::string_view, 8> archives = {".tar", ".tgz", ".gz", ".bz2", ".xz", ".tbz", ".txz", ".zst"};
    const bool archive = copying.unpacks && std::ranges::any_of(archives, [&](std::string_view ending) { return source_name.ends_with(ending); });
    const bool one_file = source_name.find('.', 1) != std::string_view::npos && source_name.find_first_of("*?[$") == std::string_view::npos && !archive;
    return near_programs && !one_file;
  });
}

/// Whether the program may be a script of the project: its name says so, it lies outside of the system's folders, or the
/// file may put something of that name where it is looked up.
bool may_be_own_script(const Context& context, const Stage& stage, std::string_view program) {
  const std::string_view name = base_name(program);
  constexpr std::array<std::string_view, 13> extensions = {".sh", ".bash", ".ash", ".zsh", ".py", ".rb", ".pl",
                                                           ".js", ".mjs", ".php", ".lua", ".tcl", ".command"};
  if (std::ranges::any_of(extensions, [&](std::string_view extension) { return name.ends_with(extension); })) return true;
  std::vector<std::string_view> folders(program_folders.begin(), program_folders.end());
  if (program.find('/') != std::string_view::npos) {
    const std::string_view folder = program.substr(0, program.rfind('/'));
    if (std::ranges::find(program_folders, folder) == program_folders.end()) return true;
  } else {
    for (const std::string_view folder : path_folders(variables(context, stage))) {
      // Where a variable stands in between, anything that is copied may lie there.
      folders.push_back(folder.find('$') == std::string_view::npos ? folder : std::string_view("/"));
    }
  }
  std::string_view workdir;
  const std::vector<const Stage*> lineage = context.model.lineage(stage);
  for (auto ancestor = lineage.rbegin(); ancestor != lineage.rend(); ++ancestor) {
    for (InstructionIndex index = (*ancestor)->from; index < (*ancestor)->end; ++index) {
      const Instruction& instruction = context.instructions()[index];
      if (const auto* directory = instruction.as<Workdir>()) {
        // A relative one is joined to what was there before; that much is not worked out here.
        workdir = without_quotes(directory->path.value);
        continue;
      }
      const auto* copy = instruction.as<Copy>();
      const auto* add = instruction.as<Add>();
      if (copy != nullptr && copy_may_write({copy->sources, copy->contents, copy->destination.value, false}, workdir, name, folders)) return true;
      if (add != nullptr && copy_may_write({add->sources, add->contents, add->destination.value, true}, workdir, name, folders)) return true;
      if (instruction.keyword != Keyword::run) continue;
      for (const Text& value : instruction.values) {
        if (run_may_write(value.value, name)) return true;
      }
      for (const Heredoc& heredoc : instruction.heredocs) {
        if (run_may_write(context.snapshot.source->text(heredoc.content), name)) return true;
      }
    }
  }
  return false;
}

/// For CMD: an ENTRYPOINT that would see other arguments.
Obstacle entrypoint_obstacle(const Context& context, const Stage& stage, Rewrite& rewrite) {
  switch (stage.entrypoint.origin) {
    case Setting::Origin::none: return "";
    case Setting::Origin::base:
      if (find_base_image(stage.image) == nullptr) rewrite.assumes.push_back(Assumption::base_entrypoint);
      return "";
    case Setting::Origin::trigger: return "an ONBUILD trigger sets the ENTRYPOINT, which would get other arguments";
    case Setting::Origin::instruction: break;
  }
  if (stage.entrypoint.command.is_shell_form()) {
    return fmt::format("the ENTRYPOINT of {} is in shell form and ignores it", line_of(context, stage.entrypoint.by));
  }
  return fmt::format("the ENTRYPOINT of {} would get other arguments", line_of(context, stage.entrypoint.by));
}

/// For ENTRYPOINT: a CMD of a later stage that the shell form ignores and the array would take as arguments.
Obstacle child_obstacle(const Context& context, const Stage& stage, InstructionIndex entrypoint) {
  for (InstructionIndex index = stage.from; index < stage.end; ++index) {
    const auto* onbuild = context.instructions()[index].as<Onbuild>();
    if (onbuild != nullptr && onbuild->trigger->keyword == Keyword::cmd) {
      return fmt::format("the ONBUILD CMD of {} would become its arguments in an image that builds on this one", line_of(context, index));
    }
  }
  for (const Stage& other : context.model.stages) {
    const bool inherits = &other != &stage && other.entrypoint.origin == Setting::Origin::instruction && other.entrypoint.by == entrypoint;
    if (!inherits) continue;
    if (other.cmd.origin == Setting::Origin::instruction && other.cmd.by >= other.from && other.cmd.by < other.end) {
      return fmt::format("the CMD of {}, in a stage that builds on this one, would become its arguments", line_of(context, other.cmd.by));
    }
    if (other.cmd.origin == Setting::Origin::trigger) return "an ONBUILD CMD in a stage that builds on this one would become its arguments";
  }
  return "";
}

bool is_removed(const Proposals& proposals, InstructionIndex index) {
  return std::ranges::any_of(proposals.rewrites, [&](const Rewrite& rewrite) { return std::ranges::find(rewrite.removes, index) != rewrite.removes.end(); });
}

void consider(const Context& context, const Stage& stage, InstructionIndex index, Proposals& proposals) {
  const Instruction& instruction = context.instructions()[index];
  const bool is_cmd = instruction.keyword == Keyword::cmd;
  const Command& command = is_cmd ? instruction.as<Cmd>()->command : instruction.as<Entrypoint>()->command;
  if (!command.is_shell_form()) return;
  const auto refuse = [&](TextRange where, std::string why) { proposals.refusals.push_back({index, where, std::move(why)}); };
  const TextRange keyword = instruction.keyword_text.range;

  const Setting& effective = is_cmd ? stage.cmd : stage.entrypoint;
  if (effective.origin != Setting::Origin::instruction || effective.by != index) {
    return refuse(keyword, fmt::format("a later {} in the stage replaces it", display_name(instruction.keyword)));
  }
  if (!instruction.ambiguity.empty()) return refuse(instruction.arguments.range, std::string(instruction.ambiguity));
  if (!instruction.flags_range.empty()) return refuse(instruction.flags_range, "something stands between the keyword and the command");

  const ShellReading reading = read_shell_command(command.shell_text());
  if (!reading.command) {
    const Offset at = to_offset(static_cast<std::size_t>(command.shell_text().data() - instruction.line.text().data()));
    const TextRange where = command.arguments.empty() ? keyword : instruction.line.to_source({at + reading.where.begin, at + reading.where.end});
    return refuse(where, std::string(describe(reading.need)));
  }
  const std::string& program = reading.command->words.front();

  Rewrite rewrite;
  rewrite.about = index;
  rewrite.where = command.range;
  rewrite.level = Level::equivalent;
  rewrite.effects = {Effect::program_is_process_one, Effect::no_shell_variables, Effect::needs_interpreter_line};
  rewrite.replaces = {index};
  if (stage.has_triggers) return refuse(keyword, "ONBUILD triggers of the stage before set what this stage starts");
  if (Obstacle obstacle = shell_obstacle(stage, effective.shell, rewrite); !obstacle.empty()) return refuse(keyword, std::move(obstacle));
  if (Obstacle obstacle = startup_obstacle(context, stage, effective.shell); !obstacle.empty()) return refuse(keyword, std::move(obstacle));
  if (Obstacle obstacle = path_obstacle(context, stage, program); !obstacle.empty()) return refuse(command.range, std::move(obstacle));
  if (Obstacle obstacle = is_cmd ? entrypoint_obstacle(context, stage, rewrite) : child_obstacle(context, stage, index); !obstacle.empty()) {
    return refuse(keyword, std::move(obstacle));
  }
  if (may_be_own_script(context, stage, program)) rewrite.assumes.push_back(Assumption::interpreter_line);

  auto array = json_array(reading.command->words);
  if (!array) return refuse(command.range, "a word cannot be written as a JSON string");
  rewrite.why = fmt::format("{} is started without a shell", printable(program, 60));
  rewrite.edits = replace_in_instruction(context.snapshot, instruction, command.range, std::move(*array));
  if (!is_cmd) {
    rewrite.effects.push_back(Effect::arguments_reach_entrypoint);
    for (InstructionIndex other = stage.from; other < stage.end; ++other) {
      const Instruction& ignored = context.instructions()[other];
      if (ignored.keyword != Keyword::cmd) continue;
      if (!ignored.ambiguity.empty()) {
        return refuse(keyword, fmt::format("the CMD of {} would have to go, and {}", line_of(context, other), ignored.ambiguity));
      }
      rewrite.removes.push_back(other);
      std::ranges::move(remove_instruction(context.snapshot, ignored), std::back_inserter(rewrite.edits));
      rewrite.why += fmt::format("; the CMD of {}, which the shell form ignores, goes", line_of(context, other));
    }
  }
  if (!rewrite.removes.empty()) rewrite.effects.push_back(Effect::args_escaped_goes);
  std::ranges::sort(rewrite.assumes, {}, [](Assumption assumption) { return name_of(assumption); });
  proposals.rewrites.push_back(std::move(rewrite));
}

void run(const Context& context, Proposals& proposals) {
  const auto& instructions = context.instructions();
  for (const Stage& stage : context.model.stages) {
    // ENTRYPOINT first: a CMD that goes with it is not considered again.
    for (const Keyword keyword : {Keyword::entrypoint, Keyword::cmd}) {
      for (InstructionIndex index = stage.from; index < stage.end; ++index) {
        if (instructions[index].keyword == keyword && !is_removed(proposals, index)) consider(context, stage, index, proposals);
      }
    }
    for (InstructionIndex index = stage.from; index < stage.end; ++index) {
      const auto* onbuild = instructions[index].as<Onbuild>();
      if (onbuild == nullptr) continue;
      const Instruction& trigger = *onbuild->trigger;
      if ((trigger.keyword == Keyword::cmd || trigger.keyword == Keyword::entrypoint) && !trigger.json) {
        proposals.refusals.push_back({index, trigger.keyword_text.range, "the trigger is stored as text and means what the image that builds on this one makes of it"});
      }
    }
  }
}

}  // namespace

DRYDOCK_PASS(shell_to_exec_form){
    .id = "shell_to_exec_form",
    .summary = "write the shell form of CMD and ENTRYPOINT as a JSON array where no shell is needed",
    .documentation = documentation,
    .level = Level::equivalent,
    .on_by_default = true,
    .after = after,
    .rules = rules,
    .options = {},
    .run = run,
};
