// Running programs.
#pragma once

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <string>
#include <vector>

namespace drydock {

/// A program with its arguments, and what surrounds it.
struct Process {
  std::vector<std::string> words;           ///< what it is called by, and its arguments
  std::string program = words.front();      ///< its path
  std::vector<std::string> variables = {};  ///< NAME=VALUE, all that there are
  std::filesystem::path folder;             ///< where it runs
  std::string input = "/dev/null";          ///< the file that it reads from standard input
  std::string output = "/dev/null";         ///< the file that standard output goes to; made or emptied
  std::string errors = "/dev/null";         ///< the same for standard error
};

/// What is in argv or environ: pointers into `words`, and null.
inline std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

/// Runs a program to its end. Gives its exit code, 256 and the signal if one ended it, or -1 if it does not start.
inline int run_process(Process process) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, process.input.c_str(), O_RDONLY, 0);
  constexpr int flags = O_WRONLY | O_CREAT | O_TRUNC | O_APPEND;
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, process.output.c_str(), flags, 0600);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, process.errors.c_str(), flags, 0600);
  posix_spawn_file_actions_addchdir_np(&actions, process.folder.c_str());
  pid_t id = 0;
  const int failed = ::posix_spawn(&id, process.program.c_str(), &actions, nullptr, pointers_to(process.words).data(),
                                   pointers_to(process.variables).data());
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) return -1;
  int status = 0;
  while (::waitpid(id, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status);
}

}  // namespace drydock
