// From the image config to the program.
#include "analysis/start_command.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "analysis/shell_programs.hpp"
#include "analysis/shell_words.hpp"
#include "base/diagnostic.hpp"
#include "base/text.hpp"
#include "base/unicode.hpp"
#include "syntax/words.hpp"

namespace drydock {
namespace {

bool is_posix_shell(std::string_view name) { return std::ranges::find(posix_shells, name) != posix_shells.end(); }

}  // namespace

bool is_plain_shell(std::span<const std::string> words) {
  return words.size() == 2 && words[1] == "-c" && (words[0] == "/bin/sh" || words[0] == "/bin/bash");
}

bool is_shell_without_code(std::span<const std::string> words) {
  const auto takes_value = [](std::string_view option) {
    return option == "--rcfile" || option == "--init-file" ||
           (!option.starts_with("--") && (option.ends_with('o') || option.ends_with('O')));
  };
  if (!words.empty() && base_name(words.front()) == "env") {
    words = words.subspan(1);
    while (!words.empty() && words.front().find('=') != std::string::npos) words = words.subspan(1);
  }
  if (words.empty() || !is_posix_shell(base_name(words.front()))) return false;
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (!words[i].starts_with('-') && !words[i].starts_with('+')) return false;
    if (takes_value(words[i])) ++i;
  }
  return true;
}

std::string program_that_fails_as_process_one(std::span<const std::string> words) {
  // - setsid starts the program in another process and ends, if it leads a process group itself (util-linux,
  //   sys-utils/setsid.c), as process 1 does; the container ends with it.
  // - xvfb-run waits for a signal that an X server sends to its parent unless that is process 1 (xserver,
  //   os/connection.c, NotifyParentProcess); so does xinit.
  // - Kernels of Jupyter before ipykernel 4.6 end where their parent, the notebook, is process 1 (ipykernel,
  //   parentpoller.py).
  static constexpr std::array<std::string_view, 7> names = {"setsid",  "xvfb-run", "xinit",   "jupyter",
                                                            "ipython", "ipython2", "ipython3"};
  static constexpr std::array<std::string_view, 2> prefixes = {"jupyter-", "jupyterhub-singleuser"};
  static constexpr std::array<std::string_view, 3> inits = {"tini", "dumb-init", "docker-init"};
  std::string found;
  if (words.empty() || std::ranges::find(inits, base_name(words.front())) != inits.end()) return found;
  for (const std::string& text : words) {
    for_each_possible_word(text, [&](std::string_view word) {
      const std::string_view name = base_name(word);
      if (found.empty() && (std::ranges::find(names, name) != names.end() ||
                            std::ranges::any_of(prefixes, [&](auto prefix) { return name.starts_with(prefix); }))) {
        found = name;
      }
    });
  }
  return found;
}

namespace {

using Words = std::vector<std::string>;

Value<Words> unknown(std::string reason) { return Unknown{reason, "\1" + reason + "\2"}; }

/// A term's parts between colons; what is bracketed holds none.
std::vector<std::string_view> split_term(std::string_view term) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  int depth = 0;
  for (std::size_t i = 0; i <= term.size(); ++i) {
    if (i < term.size()) {
      if (term[i] == '\1') ++depth;
      if (term[i] == '\2') --depth;
      if (term[i] != ':' || depth > 0) continue;
    }
    parts.push_back(term.substr(begin, i - begin));
    begin = i + 1;
  }
  return parts;
}

/// Whether a part of PATH may mean something else to a shell than to the container: dash and busybox may take its end for
/// an option, as in "/x%func" or "/x%builtin", and cut the part at its first "%"; and the container takes "/x/.." away
/// before it looks at the files, also where x is a symbolic link (Go, os/exec, LookPath).
bool is_odd(std::string_view part) {
  const bool goes_up = part.find("/../") != std::string_view::npos || part.ends_with("/..");
  return goes_up || part.find('%') != std::string_view::npos;
}

/// Whether a part of PATH is an absolute folder. One that begins with a variable and goes on with "/" is, if the variable
/// holds one or nothing: those of the base image do ("\1$NAME…"), and of build arguments those whose default is one
/// ("\1NAME=default\2"). Alone only PATH itself is certain not to be empty, which would be the working directory.
bool is_absolute_part(std::string_view part, bool ordinary_environment) {
  if (is_odd(part)) return false;
  if (part.starts_with('/')) return true;
  if (!part.starts_with('\1')) return false;
  const std::size_t close = part.find('\2');
  if (close == std::string_view::npos) return false;
  const std::string_view inner = part.substr(1, close - 1);
  const std::string_view rest = part.substr(close + 1);
  if (inner.starts_with('$')) {
    // The reference to the base image is bracketed in turn: "\1$PATH\1debian environment\2\2".
    const std::size_t outer = part.find('\2', close + 1);
    const std::size_t nested = inner.find('\1', 1);
    if (outer != close + 1 || nested == std::string_view::npos ||
        inner.find('\1', nested + 1) != std::string_view::npos) {
      return false;
    }
    if (!ordinary_environment || !inner.ends_with("environment")) return false;
    const std::string_view after = part.substr(outer + 1);
    return after.empty() ? inner.substr(0, nested) == "$PATH" : after.starts_with('/');
  }
  const std::size_t equals = inner.find('=');
  if (equals == std::string_view::npos || inner.find('\1') != std::string_view::npos) return false;
  const std::string_view fallback = inner.substr(equals + 1);
  return fallback.starts_with('/') && fallback.find(':') == std::string_view::npos && rest.starts_with('/');
}

std::string readable(std::string_view term) {
  std::string text;
  int depth = 0;
  for (const char byte : term) {
    if (byte == '\1') {
      if (depth++ == 0) text += "…";
    } else if (byte == '\2') {
      --depth;
    } else if (depth == 0) {
      text += byte;
    }
  }
  return printable(text, 60);
}

/// A list of commands without the "exec" before its last one, if the two do the same.
std::optional<std::string> without_last_exec(const std::string& text) {
  const ShellOutline outline = outline_shell_command(text);
  if (!outline.complete || outline.commands.empty()) return std::nullopt;
  const SimpleCommand& last = outline.commands.back();
  if (!last.last || last.words.size() < 2 || last.words[0].range.of(text) != "exec") return std::nullopt;
  std::string without = text;
  const Offset begin = last.words[0].range.begin;
  without.erase(begin, last.words[1].range.begin - begin);
  const LastCommandReading reading = ends_with_simple_command(without);
  const bool same = reading.command && !reading.command->after_unseen_code && reading.command->program.begin == begin;
  return same ? std::optional(std::move(without)) : std::nullopt;
}

/// Follows a shell to the program that it starts.
void resolve_shell(const Evidence& evidence, const ImageModel& model, const Stage& stage, const Words& words,
                   StartCommand& start) {
  const std::span<const std::string> shell = std::span(words).first(2);
  const ShellReading reading = read_shell_command(words[2], {.builtins_with_programs = true});
  ++start.shells;
  start.shell_chain += fmt::format("{}\1", fmt::join(shell, "\1"));
  // Two shells that get the same text do the same, if they take no notice of what comes after it.
  std::string term = "\1shell\2";
  const std::size_t used = uses_arguments(words[2]) ? words.size() : 3;
  const std::optional<std::string> without = without_last_exec(words[2]);
  start.last_command_takes_over = without.has_value();
  for (std::size_t i = 0; i < used; ++i) {
    append_literal_term(i == 2 && without ? *without : words[i], term);
    term += "\1,\2";
  }
  if (!reading.command) {
    start.program = Unknown{std::string(describe(reading.need)), std::move(term)};
    return;
  }
  std::string obstacle = shell_obstacle(evidence, model, stage, shell, reading.command->words.front());
  if (obstacle.empty() && reading.command->builtin_with_program) obstacle = builtin_obstacle(evidence, model, stage);
  if (!obstacle.empty()) {
    start.program = Unknown{obstacle, std::move(term)};
    return;
  }
  // Further words only become the positional parameters, which a literal command does not use.
  start.program = reading.command->words;
  start.started_by = StartedBy::shell;
}

/// The name that says which shell a path is: without folders, in lower case, and without ".exe".
std::string shell_name(std::string_view path) {
  std::string name = lower_ascii(path.substr(path.find_last_of("/\\") + 1));
  if (name.ends_with(".exe")) name.resize(name.size() - 4);
  return name;
}

void note_shell(const Words& words, StartCommand& start) {
  const auto place = shell_text_place(words);
  if (!place) return;
  start.shell.assign(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(*place));
  start.shell_text = words[*place];
}

void resolve(const Evidence& evidence, const ImageModel& model, const Stage& stage, StartCommand& start) {
  start.program = start.process;
  if (!start.process.known()) return;
  note_shell(start.process.get(), start);
  // A shell may start a shell.
  constexpr int most = 8;
  while (start.program.known() && start.shells < most) {
    const Words words = start.program.get();
    if (words.size() < 3 || !is_plain_shell(std::span(words).first(2))) return;
    resolve_shell(evidence, model, stage, words, start);
  }
}

}  // namespace

namespace {

bool is_identifier(std::string_view name) {
  const auto is_letter = [](char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_';
  };
  return !name.empty() && is_letter(name.front()) &&
         std::ranges::all_of(name, [&](char byte) { return is_letter(byte) || (byte >= '0' && byte <= '9'); });
}

/// Variables of which a shell changes what it finds in its environment before it hands it on, or that have it do more
/// than run its text. Found by giving dash 0.5.12, bash 5.2 (as bash and as sh) and the ash of busybox 1.35 each name
/// that their programs hold, with values of several kinds, and looking at what the program that they start got; of bash
/// 5.3 what its manual lists beside these. A Dockerfile may set them to what the shell would, as it does with PWD; that
/// is as good as never.
constexpr auto variables_of_shells = std::to_array<std::string_view>({
    "BASH", "BASHOPTS", "BASHPID", "BASH_ARGV0", "BASH_COMMAND", "BASH_COMPAT", "BASH_EXECUTION_STRING",
    "BASH_MONOSECONDS", "BASH_SUBSHELL", "BASH_TRAPSIG", "BASH_VERSINFO", "BASH_VERSION", "BASH_XTRACEFD",
    "COMP_WORDBREAKS", "EPOCHREALTIME", "EPOCHSECONDS", "HISTCMD", "IFS", "LINENO", "OLDPWD", "OPTERR", "OPTIND",
    "POSIXLY_CORRECT", "PPID", "PS1", "PS2", "PS4", "PWD", "RANDOM", "SHELLOPTS", "SHLVL", "SRANDOM",
    "SSH2_CLIENT",  // as with the next one, bash that is not called sh runs ~/.bashrc for what it takes for sshd
    "SSH_CLIENT", "_",
});
static_assert(std::ranges::is_sorted(variables_of_shells));

/// Why a variable of the environment may not reach the program through a shell as it is, or change what the shell does;
/// "" if it is like any other.
std::string variable_obstacle(std::string_view name) {
  if (name.starts_with("BASH_FUNC_")) return "a function of bash";
  if (!is_identifier(name)) {
    return fmt::format("{}, which is no name to a shell, and which dash and busybox keep from the program",
                       printable(name, 60));
  }
  if (!std::ranges::binary_search(variables_of_shells, name)) return "";
  if (name == "SHELLOPTS" || name == "BASHOPTS") return fmt::format("{}, which bash reads when it starts", name);
  return fmt::format("{}, which a shell has a meaning and a value of its own for", name);
}

/// Whether the value that a trigger gives to PATH, as it is written, adds absolute folders at most.
bool is_plain_path(std::string_view value) {
  if (value.size() >= 2 && value.starts_with('"') && value.ends_with('"')) value = value.substr(1, value.size() - 2);
  return std::ranges::all_of(split_term(value), [](std::string_view part) {
    if (part == "$PATH" || part == "${PATH}") return true;
    return part.starts_with('/') && part.find_first_of("%$\\'\"") == std::string_view::npos;
  });
}

}  // namespace

std::string builtin_obstacle(const Evidence& evidence, const ImageModel& model, const Stage& stage) {
  if (!base_facts(evidence, model, stage).core_utilities && !evidence.is_assumed(Assumption::shell_program)) {
    return "it is a command of the shell, and the image may have no program of that name";
  }
  const VariableList::Entry* const path = stage.config.value().env.find("PATH");
  if (path == nullptr) return "";
  const std::string_view term =
      path->value.known() ? std::string_view(path->value.get()) : std::string_view(path->value.unknown().term);
  const bool has_programs = std::ranges::any_of(split_term(term), [](std::string_view part) {
    return part == "/bin" || part == "/usr/bin" || part.starts_with("\1$PATH\1");
  });
  return has_programs ? "" : "it is a command of the shell, and PATH may not lead to a program of that name";
}

std::optional<std::size_t> shell_text_place(std::span<const std::string> words) {
  if (words.empty()) return std::nullopt;
  const std::string name = shell_name(words[0]);
  if (name == "cmd" || name == "powershell" || name == "pwsh") {
    for (std::size_t i = 1; i + 1 < words.size(); ++i) {
      const std::string option = lower_ascii(words[i]);
      if (option == "/c" || option == "-c" || option == "-command") return i + 1;
    }
    return std::nullopt;
  }
  if (!is_posix_shell(name)) return std::nullopt;
  bool text_follows = false;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string& word = words[i];
    const bool option = word.size() > 1 && (word[0] == '-' || word[0] == '+');
    if (!option) return text_follows ? std::optional(i) : std::nullopt;
    if (word.starts_with("--")) {
      // What long options there are, and which of them take a value, is for each shell to say.
      if (word != "--login" && word != "--norc" && word != "--noprofile" && word != "--posix") return std::nullopt;
      continue;
    }
    if (word[0] == '-' && word.find('c') != std::string::npos) text_follows = true;
    if (word.back() == 'o' || word.back() == 'O') ++i;  // its value
  }
  return std::nullopt;
}

bool is_posix_shell(const StartCommand& start) { return is_posix_shell(shell_name(start.shell.front())); }

SignalReceiver signal_receiver(const StartCommand& start) {
  // What the ENTRYPOINT of the base image starts takes its place, so that a shell behind it is process 1 in the end.
  if (!start.shell.empty()) {
    if (!is_posix_shell(start)) return SignalReceiver::shell;
    const bool single = read_shell_command(start.shell_text).command.has_value();
    if (single && shell_name(start.shell.front()) == "bash") return SignalReceiver::program;
    const LastCommandReading last = ends_with_simple_command(start.shell_text);
    if (last.command) return SignalReceiver::shell_or_program;
    if (last.need != ShellNeed::already_exec) return SignalReceiver::shell;
    return outline_shell_command(start.shell_text).commands.size() == 1 ? SignalReceiver::program
                                                                        : SignalReceiver::shell_until_exec;
  }
  if (start.started_by == StartedBy::base_script) return SignalReceiver::base_script;
  if (!start.process.known()) return SignalReceiver::unknown;
  return start.process.get().empty() ? SignalReceiver::nobody : SignalReceiver::program;
}

bool uses_arguments(std::string_view text) {
  for (std::size_t at = text.find('$'); at != std::string_view::npos; at = text.find('$', at + 1)) {
    std::size_t next = at + 1;
    while (next < text.size() && (text[next] == '{' || text[next] == '#' || text[next] == '!')) {
      if (text[next] == '#') return true;
      ++next;
    }
    if (next < text.size() && std::string_view("0123456789@*-#").find(text[next]) != std::string_view::npos) {
      return true;
    }
  }
  // Commands of the shell that look at them without naming them.
  static constexpr std::array<std::string_view, 6> words = {"shift", "getopts", "eval", "for", "set", "source"};
  if (std::ranges::any_of(words, [&](std::string_view word) { return text.find(word) != std::string_view::npos; })) {
    return true;
  }
  return text.starts_with(". ") || text.find(" . ") != std::string_view::npos ||
         text.find(";. ") != std::string_view::npos;
}

std::optional<std::string> odd_path_entry(const ImageConfig& config) {
  const VariableList::Entry* const path = config.env.find("PATH");
  if (path == nullptr) {
    if (!config.env.rest || config.ordinary_environment) return std::nullopt;
    return "the PATH of the base image";
  }
  const bool known = path->value.known();
  const std::string_view term =
      known ? std::string_view(path->value.get()) : std::string_view(path->value.unknown().term);
  for (const std::string_view part : split_term(term)) {
    const bool plain =
        known ? part.starts_with('/') && !is_odd(part) : is_absolute_part(part, config.ordinary_environment);
    if (!plain) return readable(part);
  }
  return std::nullopt;
}

bool has_no_such_command(const BaseFacts& facts, std::string_view program) {
  return facts.bare_shell || program.find('/') != std::string_view::npos || !may_be_part_of_a_shell(program);
}

std::string trigger_obstacle(const Snapshot& snapshot, const Stage& stage, bool is_check, std::string_view program) {
  const auto& instructions = snapshot.dockerfile.instructions;
  for (InstructionIndex index = stage.from; index < stage.end; ++index) {
    const auto* onbuild = instructions[index].as<Onbuild>();
    if (onbuild == nullptr) continue;
    const Instruction& trigger = *onbuild->trigger;
    const auto obstacle = [](std::string_view what) {
      return fmt::format("in an image that is built on this one, an ONBUILD trigger sets {}", what);
    };
    // CMD and ENTRYPOINT keep the shell that they were built with.
    if (trigger.keyword == Keyword::shell && is_check) return obstacle("the SHELL that runs it");
    if (trigger.keyword != Keyword::env) continue;
    for (std::size_t i = 0; i + 1 < trigger.values.size(); i += 3) {
      const std::string_view name = trigger.values[i].value;
      if (name == "BASH_ENV") return obstacle("BASH_ENV, which bash reads when it starts");
      // A name with quotes or variables in it is none that a shell knows either.
      if (const std::string found = variable_obstacle(name); !found.empty()) return obstacle(found);
      const bool looks_up = name == "PATH" && program.find('/') == std::string_view::npos;
      if (looks_up && !is_plain_path(trigger.values[i + 1].value)) {
        return obstacle("a PATH that a shell and the container may look it up in in different ways");
      }
    }
  }
  return "";
}

std::string shell_obstacle(const Evidence& evidence, const ImageModel& model, const Stage& stage,
                           std::span<const std::string> shell, std::string_view program) {
  if (stage.os == "windows") return "the image runs Windows, whose shell form is another language";
  if (!is_plain_shell(shell)) return "a SHELL other than [\"/bin/sh\", \"-c\"] or [\"/bin/bash\", \"-c\"] is in force";
  const BaseFacts facts = base_facts(evidence, model, stage);
  if (!facts.os && !evidence.is_assumed(Assumption::base_os)) return "the base image may run Windows";
  const ImageConfig& config = stage.config.value();
  // /bin/sh may be bash. Under that name it does not read BASH_ENV.
  if (shell[0] == "/bin/bash" && config.env.find("BASH_ENV") != nullptr) {
    return "the image sets BASH_ENV, which bash reads when it starts";
  }
  for (const VariableList::Entry& entry : config.env.entries()) {
    const std::string obstacle = variable_obstacle(entry.key);
    if (!obstacle.empty()) return "the image sets " + obstacle;
  }
  if (config.env.rest && !config.ordinary_environment) {
    return "the environment may hold variables that a shell reads when it starts";
  }
  if (program.find('/') != std::string_view::npos) return "";
  if (!(facts.shell && has_no_such_command(facts, program)) && !evidence.is_assumed(Assumption::base_shell)) {
    return "the shell of the image may have a command of that name";
  }
  if (const auto entry = odd_path_entry(config)) {
    return fmt::format("PATH has the entry \"{}\", which a shell and the container may look up in different ways",
                       *entry);
  }
  return "";
}

StartCommand start_command(const Evidence& evidence, const ImageModel& model, const Stage& stage,
                           const StartArguments& arguments) {
  StartCommand start;
  if (!stage.config) {
    start.process = start.program = unknown(stage.config.error());
    return start;
  }
  const ImageConfig& config = stage.config.value();
  if (arguments.entrypoint) {
    // The engine drops an ENTRYPOINT that is one empty word (moby, daemon/container.go, merge and verify).
    Words words;
    if (!arguments.entrypoint->empty()) words.push_back(*arguments.entrypoint);
    if (arguments.arguments) words.insert(words.end(), arguments.arguments->begin(), arguments.arguments->end());
    start.process = std::move(words);
    resolve(evidence, model, stage, start);
    return start;
  }
  const Value<Words> command = arguments.arguments ? Value<Words>(*arguments.arguments) : config.cmd;
  if (config.entrypoint.known()) {
    Words words = config.entrypoint.get();
    // A shell takes no notice of what comes after its text, so that an unknown CMD makes no difference to it.
    const bool is_shell = words.size() == 3 && is_plain_shell(std::span(words).first(2));
    if (command.known()) {
      words.insert(words.end(), command.get().begin(), command.get().end());
      start.process = std::move(words);
      resolve(evidence, model, stage, start);
    } else {
      start.process = start.program = command;
      if (is_shell) {
        note_shell(words, start);
        resolve_shell(evidence, model, stage, words, start);
      }
    }
    return start;
  }
  // What an unknown ENTRYPOINT does depends on the words that come after it.
  std::string term = config.entrypoint.unknown().term + "\1,\2";
  if (command.known()) {
    for (const std::string& word : command.get()) {
      append_literal_term(word, term);
      term += "\1,\2";
    }
  } else {
    term += command.unknown().term;
  }
  start.process = Unknown{config.entrypoint.reason(), std::move(term)};
  start.program = start.process;
  if (!config.entrypoint_starts_programs) return start;
  if (!command.known()) {
    start.program = command;
    return start;
  }
  // Its script is told apart from a program's options by a leading "-".
  if (command.get().empty() || command.get().front().starts_with('-')) return start;
  StartCommand behind;
  behind.process = command;
  resolve(evidence, model, stage, behind);
  start.program = behind.program;
  start.shell = behind.shell;
  start.shells = behind.shells;
  start.shell_chain = behind.shell_chain;
  start.shell_text = behind.shell_text;
  start.started_by = behind.started_by == StartedBy::shell ? StartedBy::shell : StartedBy::base_script;
  return start;
}

std::optional<StartCommand> health_command(const Evidence& evidence, const ImageModel& model, const Stage& stage) {
  if (!stage.config) return std::nullopt;
  const ImageConfig& config = stage.config.value();
  StartCommand start;
  if (!config.healthcheck.known()) {
    start.process = start.program = config.healthcheck.unknown();
    return start;
  }
  if (!config.healthcheck.get()) return std::nullopt;
  const Words& test = config.healthcheck.get()->test;
  if (test.empty() || test[0] == "NONE") return std::nullopt;
  if (test[0] == "CMD") {
    start.process = Words(test.begin() + 1, test.end());
  } else if (!config.shell.known()) {
    start.process = config.shell;
  } else {
    // The engine runs the text with the shell that the image has in the end, not the one at the instruction
    // (moby, daemon/health.go, getShell).
    Words words = config.shell.get();
    if (words.empty()) words = stage.os == "windows" ? Words{"cmd", "/S", "/C"} : Words{"/bin/sh", "-c"};
    words.insert(words.end(), test.begin() + 1, test.end());
    start.process = std::move(words);
  }
  resolve(evidence, model, stage, start);
  return start;
}

}  // namespace drydock
