// What a container of an image starts: `docker run IMAGE`, with arguments, and with --entrypoint.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/evidence.hpp"
#include "analysis/image_model.hpp"
#include "ir/snapshot.hpp"

namespace drydock {

/// What stands between the container and the program.
enum class StartedBy : std::uint8_t {
  container,   ///< nothing: the program is process 1
  shell,       ///< a shell that does nothing but start the program
  base_script, ///< the ENTRYPOINT of the base image, which starts its arguments as they are
};

/// What a container executes.
struct StartCommand {
  /// The first process and its arguments, as the config says: ENTRYPOINT and then CMD.
  Value<std::vector<std::string>> process;
  /// The program that ends up running and its arguments. Empty, if nothing is started.
  Value<std::vector<std::string>> program;
  StartedBy started_by = StartedBy::container;
  int shells = 0;           ///< shells on the way to the program, or to the one whose text is not literal
  std::string shell_chain;  ///< their words, for comparison
  /// Of a shell that does more than start one program: its last command begins with "exec", so that the program takes
  /// its place as process 1.
  bool last_command_takes_over = false;
  /// If a shell is started to run a text, whatever that does: the words before the text, such as "/bin/sh", "-c", and
  /// the text. Empty if it is not certain that one is.
  std::vector<std::string> shell;
  std::string shell_text;
};

/// How a container is started.
struct StartArguments {
  std::optional<std::vector<std::string>> arguments{};  ///< after the image's name: they take the place of CMD
  /// --entrypoint: drops ENTRYPOINT and CMD; with "" nothing takes their place.
  std::optional<std::string> entrypoint{};
};

/// What a container of a stage's image executes. Everything is unknown where the stage does not build.
///
/// A shell form is followed to the program that it names only if the shell certainly does nothing else: the command is
/// literal (read_shell_command), the shell is /bin/sh or /bin/bash on Linux, no variable of the image changes how it
/// starts, and PATH means the same to the shell and to the container.
[[nodiscard]] StartCommand start_command(const Evidence& evidence, const ImageModel& model, const Stage& stage,
                                         const StartArguments& arguments = {});

/// The same for what HEALTHCHECK runs; nothing if there is no check, or it is switched off.
[[nodiscard]] std::optional<StartCommand> health_command(const Evidence& evidence, const ImageModel& model,
                                                         const Stage& stage);

/// Who gets the signal of `docker stop`. The engine sends it to process 1 alone, and a shell that waits for a command
/// does not pass it on; nor does SIGTERM end a shell that is process 1.
enum class SignalReceiver : std::uint8_t {
  unknown,
  nobody,            ///< nothing is started
  program,           ///< process 1 is the program, or a shell that becomes it at once: through `exec`, or as bash does
  shell,             ///< a shell, which stays
  shell_or_program,  ///< a shell; bash and busybox become the last command of a text, dash does not
  shell_until_exec,  ///< a shell, until it comes to `exec` in front of its last command
  base_script,       ///< the ENTRYPOINT of the base image, if it has one, until it starts the program
};
[[nodiscard]] SignalReceiver signal_receiver(const StartCommand& start);

/// The place of the text in the words of a shell that is started to run one: `sh -c TEXT`, `bash -o pipefail -c TEXT`,
/// `cmd /S /C TEXT`, `powershell -Command TEXT`; nothing if the words do not certainly start a shell that way.
[[nodiscard]] std::optional<std::size_t> shell_text_place(std::span<const std::string> words);

/// Whether words are those of a shell that runs its next argument as a command: all of it but the text.
[[nodiscard]] bool is_plain_shell(std::span<const std::string> words);

/// Whether words start a shell that has neither a script nor a command, as in `bash -l` or `env bash -c`: it takes what
/// comes after them for one.
[[nodiscard]] bool is_shell_without_code(std::span<const std::string> words);

/// A program in the words of a command, some of which may be shell code, that does not work as process 1; "" if none is
/// known. Behind an init it is not process 1.
[[nodiscard]] std::string program_that_fails_as_process_one(std::span<const std::string> words);

/// Whether `shell` is a shell whose language is that of POSIX. Precondition: there is one.
[[nodiscard]] bool is_posix_shell(const StartCommand& start);

/// Why a shell of the image might do more than start a program, or look it up in another way than the container does;
/// "" if it certainly does not. `program` is its name or path.
[[nodiscard]] std::string shell_obstacle(const Evidence& evidence, const ImageModel& model, const Stage& stage,
                                         std::span<const std::string> shell, std::string_view program);

/// Whether a shell of an image with these facts certainly looks a program up instead of running a command of its own.
[[nodiscard]] bool has_no_such_command(const BaseFacts& facts, std::string_view program);

/// Why an image that is built on a stage may start a command of it in another way than the stage does, as ONBUILD
/// triggers of the stage change its environment or its shell; "" if it does not. `is_check`: it is a HEALTHCHECK.
[[nodiscard]] std::string trigger_obstacle(const Snapshot& snapshot, const Stage& stage, bool is_check,
                                           std::string_view program);

/// Why a command of the shell, such as echo, cannot be started as a program of that name; "" if it can.
[[nodiscard]] std::string builtin_obstacle(const Evidence& evidence, const ImageModel& model, const Stage& stage);

/// Whether the text of a shell form may use what comes after it: the positional parameters. Errs on the side of yes.
[[nodiscard]] bool uses_arguments(std::string_view text);

/// An entry of PATH that is not an absolute folder, or that some shells read in another way, as far as it can be written
/// down; nothing if there is none.
[[nodiscard]] std::optional<std::string> odd_path_entry(const ImageConfig& config);

}  // namespace drydock
