// What a POSIX shell or bash makes of a shell-form command: its words, or the reasons why only the shell knows.
//
// Shells are dash, bash (under either name) and busybox ash. What they do not agree on is never taken for known.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text_range.hpp"

namespace drydock {

/// Why a command needs a shell, or why "exec" cannot be written into it. Every value has a sentence in describe().
enum class ShellNeed : unsigned char {
  none,
  empty,
  list_or_pipeline,
  redirection,
  grouping,
  expansion,
  command_substitution,
  arithmetic,
  dollar_quote,
  unclear_expansion,
  glob,
  tilde,
  brace,
  comment,
  assignment,
  builtin,
  builtin_unlike_program,
  reserved_word,
  job_control,
  option_as_program,
  unclosed_quote,
  trailing_backslash,
  odd_character,
  broken_array,
  unknown_program,
  unclear_redirection,
  already_exec,
  in_pipeline,
  in_background,
  trap,
  shell_state,
  own_text,
  process_search,
};
inline constexpr ShellNeed last_shell_need = ShellNeed::process_search;
[[nodiscard]] std::string_view describe(ShellNeed need) noexcept;

/// One thing that a shell would do something to.
struct ShellReason {
  ShellNeed need = ShellNeed::none;
  TextRange where;
};

/// What a name means as the first word of a command.
enum class BuiltinKind : unsigned char {
  none,          ///< a program
  special,       ///< a special builtin (POSIX XCU 2.14)
  shell_only,    ///< a builtin whose effect is on the shell, or whose result depends on it
  with_program,  ///< echo, printf, test, [, true, false: a program of the same name does the same for many words
};
[[nodiscard]] BuiltinKind builtin_kind(std::string_view name) noexcept;

/// Whether the builtins of the shells and the programs of that name, of coreutils and busybox, print the same and exit
/// with the same code for these words. Errs on the side of false. `words` begins with the name.
[[nodiscard]] bool builtin_agrees_with_program(const std::vector<std::string>& words);

// --- one literal command --------------------------------------------------------------------------------------------

struct ShellReadOptions {
  /// Read builtins with a program of the same name, such as echo, as commands where both do the same. Whether the image
  /// has that program is for the caller to know.
  bool builtins_with_programs = false;
};

/// A shell-form command that starts one program with arguments that are known now. For it `sh -c text` and the array of
/// its words start the same program with the same arguments, under /bin/sh and /bin/bash alike.
struct LiteralCommand {
  std::vector<std::string> words;     ///< the program and its arguments; never empty
  bool had_exec = false;              ///< the text began with "exec", which is not one of the words
  bool builtin_with_program = false;  ///< the shell runs a builtin; a program of that name does the same
};

struct ShellReading {
  std::optional<LiteralCommand> command;
  ShellNeed need = ShellNeed::none;  ///< if there is no command
  TextRange where;                   ///< the bytes of the text that show the need
};

/// Reads the text that follows `sh -c`. Linear.
[[nodiscard]] ShellReading read_shell_command(std::string_view text, ShellReadOptions options = {});

/// Visits what may be words in a text that may be shell code, whatever its quotes hold: without quotes and backslashes.
void for_each_possible_word(std::string_view text, const std::function<void(std::string_view word)>& visit);

// --- any command ----------------------------------------------------------------------------------------------------

struct ShellWord {
  TextRange range;
  std::optional<std::string> value;  ///< what the word stands for, if the shell does not have to work it out
};

/// What stands between a command and the one before it.
enum class CommandJoint : unsigned char { first, sequence, and_then, or_else, pipe, after_background };

/// A simple command (POSIX XCU 2.9.1), as it is written.
struct SimpleCommand {
  TextRange range;                      ///< all of it, without the operators around it
  CommandJoint joint = CommandJoint::first;
  std::vector<TextRange> assignments;   ///< before the first word, such as A=b
  std::vector<ShellWord> words;         ///< the program and its arguments
  std::vector<TextRange> redirections;  ///< operator and target
  bool last = false;                    ///< no other command follows, in a pipeline or otherwise
};

/// What can be said about a text whatever it does.
struct ShellOutline {
  std::vector<SimpleCommand> commands;  ///< in order; up to the first compound command, which is not taken apart
  std::vector<ShellReason> reasons;     ///< in order: all that a shell has to work out; a broken array is one alone
  bool complete = false;                ///< `commands` is all of the text
};
/// Linear.
[[nodiscard]] ShellOutline outline_shell_command(std::string_view text);

// --- exec before the last command -----------------------------------------------------------------------------------

/// The last command of a list, which the shell could become instead of waiting for it: "exec " inserted at
/// program.begin changes neither what runs nor the exit code. What does change:
/// - The program has the shell's process number and gets its signals itself. If a signal ends it, that is what is
///   seen, not the code that the shell makes of it.
/// - bash counts SHLVL one lower and, after "set -x", shows the word exec in its trace.
/// - The program is looked up in PATH anew, even if the shell has found it there before.
/// - Where it cannot be started, the message differs; for a file in PATH that is not executable dash and busybox
///   exit with 126 instead of 127.
struct LastCommand {
  TextRange range;    ///< the command with its redirections
  TextRange program;  ///< its first word
  std::optional<std::string> name;  ///< what that word stands for, if it is literal; else it begins with a path
  /// A file or a text that is not seen here runs in the same shell before (".", "source", "eval", "$command"). Someone
  /// has to know that it sets no trap and defines no function or alias of that name.
  bool after_unseen_code = false;
};

struct LastCommandReading {
  std::optional<LastCommand> command;
  ShellNeed need = ShellNeed::none;  ///< if there is no command: why not
  TextRange where;
};

/// Looks at a text that is a list of commands joined by "&&", "||", ";" or ends of lines. Linear.
[[nodiscard]] LastCommandReading ends_with_simple_command(std::string_view text);

}  // namespace drydock
