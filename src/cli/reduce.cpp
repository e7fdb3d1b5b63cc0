// Shrinking a Dockerfile: the test is a command of the user, or the verifier itself.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "cli/commands.hpp"
#include "cli/input.hpp"
#include "cli/interruptions.hpp"
#include "reduce/reduce.hpp"

namespace drydock {
namespace {

namespace fs = std::filesystem;

/// A folder for the texts that the test looks at; it goes with the object.
class TestFolder {
 public:
  TestFolder() {
    std::error_code error;
    std::string name = (fs::temp_directory_path(error) / "drydock-reduce-XXXXXX").string();
    if (!error && ::mkdtemp(name.data()) != nullptr) path_ = name;
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  ~TestFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  /// Empty: there could be none.
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

/// Whether a command ends with 0. What it prints is thrown away.
bool succeeds(const std::string& command, const std::vector<std::string>& arguments) {
  std::vector<std::string> words = {"/bin/sh", "-c", command, "drydock-reduce"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  if (::posix_spawn_file_actions_init(&actions) != 0) return false;
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    ::posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0);
  }
  pid_t child = 0;
  const bool started = ::posix_spawn(&child, "/bin/sh", &actions, nullptr, pointers.data(), environ) == 0;
  ::posix_spawn_file_actions_destroy(&actions);
  if (!started) return false;
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return false;
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

std::size_t count_lines(std::string_view text) { return static_cast<std::size_t>(std::ranges::count(text, '\n')); }

}  // namespace

ExitCode reduce_file(const ReduceCommand& command) {
  const std::string shown = printable(command.file, 4096);
  const auto fail = [&](const std::string& why) {
    print(stderr, fmt::format("drydock: {}: {}\n", shown, why));
    return ExitCode::failed;
  };
  const Settings* const settings = command.configuration->for_file(command.file);
  if (settings == nullptr) return ExitCode::failed;
  const auto source = load(command.file);
  if (!source) return fail(source.error());
  mind_interruptions();
  const TestFolder folder;
  if (folder.path().empty()) return fail("there is no folder for temporary files");
  const fs::path before = folder.path() / "Dockerfile";
  const fs::path after = folder.path() / "Dockerfile.rewritten";
  const PipelineOptions options = options_of(*settings);

  const auto is_interesting = [&](std::string_view text) {
    std::vector<std::string> files = {before.string()};
    std::ofstream(before, std::ios::binary) << text;
    if (command.test.empty() || command.rewrites) {
      const PipelineResult result =
          run_pipeline(std::move(Source::make("Dockerfile", std::string(text)).value()), options);
      if (command.test.empty()) return result.unverified;
      std::ofstream(after, std::ios::binary) << result.snapshot.text();
      files.push_back(after.string());
    }
    return succeeds(command.test, files);
  };
  const std::string text(source.value().text());
  if (!is_interesting(text)) {
    if (interrupted()) return fail("interrupted");
    return fail(command.test.empty() ? "the verifier refuses no rewrite of it; say with --test what the fault is"
                                     : "the test does not succeed for the file as it is");
  }
  const Reduction reduction = reduce(text, is_interesting, interrupted);
  print(stdout, reduction.text);
  print(stderr, fmt::format("drydock: {}: {} of {} lines and {} of {} bytes are left, after {} tries\n", shown,
                            count_lines(reduction.text), count_lines(text), reduction.text.size(), text.size(),
                            reduction.tries));
  if (interrupted()) return worse(fail("interrupted; more may be able to go"), finish_output());
  return finish_output();
}

}  // namespace drydock
