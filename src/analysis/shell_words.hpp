// What a POSIX shell or bash makes of a shell-form command: its words, or the reason why only the shell knows.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text_range.hpp"

namespace drydock {

/// Why a command needs a shell. Every value has a sentence in describe().
enum class ShellNeed : unsigned char {
  none,
  empty,
  list_or_pipeline,
  redirection,
  grouping,
  expansion,
  command_substitution,
  glob,
  tilde,
  brace,
  comment,
  assignment,
  builtin,
  reserved_word,
  job_control,
  option_as_program,
  unclosed_quote,
  trailing_backslash,
  odd_character,
  broken_array,
};
[[nodiscard]] std::string_view describe(ShellNeed need) noexcept;

/// A shell-form command that starts one program with arguments that are known now. For it `sh -c text` and the array of
/// its words start the same program with the same arguments, under /bin/sh and /bin/bash alike.
struct LiteralCommand {
  std::vector<std::string> words;  ///< the program and its arguments; never empty
  bool had_exec = false;           ///< the text began with "exec", which is not one of the words
};

struct ShellReading {
  std::optional<LiteralCommand> command;
  ShellNeed need = ShellNeed::none;  ///< if there is no command
  TextRange where;                   ///< the bytes of the text that show the need
};

/// Reads the text that follows `sh -c`. Linear.
[[nodiscard]] ShellReading read_shell_command(std::string_view text);

}  // namespace drydock
