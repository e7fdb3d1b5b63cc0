// Runs every start command that the default passes change, before and after, under real shells: runs_test RECORDER LIST.
//
// The commands run in a throw-away root folder in which every program is a recorder of its arguments. What the shell makes
// of the old text has to be the words of the new array. All assumptions but last-target are taken for true. Needs root for chroot; exits
// with 77, which means skipped, without it.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "analysis/shell_words.hpp"
#include "base/file.hpp"
#include "pipeline/pipeline.hpp"

namespace {

using namespace drydock;
namespace fs = std::filesystem;

/// One changed command: what the shell got, and what the container gets now.
struct Change {
  std::string text;
  std::vector<std::string> words;
  std::string file;
};

struct ShellProgram {
  std::string name;        ///< for messages
  std::string path;        ///< on this machine
  std::vector<std::string> arguments;  ///< how it is called, before -c
};

/// Copies a program and the libraries that it is linked with into the root. Libraries keep their paths.
void copy_program(const fs::path& root, const std::string& program, const fs::path& target) {
  fs::create_directories((root / target.relative_path()).parent_path());
  fs::copy_file(program, root / target.relative_path(), fs::copy_options::overwrite_existing);
  const std::string list = (root / "libraries").string();
  if (std::system(("ldd '" + program + "' 2>/dev/null | grep -o '/[^ ]*' >'" + list + "'").c_str()) != 0) return;
  std::ifstream lines(list);
  for (std::string library; std::getline(lines, library);) {
    const fs::path inside = root / fs::path(library).relative_path();
    fs::create_directories(inside.parent_path());
    if (!fs::exists(inside)) fs::copy_file(library, inside);
  }
}

/// What a program prints, and its exit code, that is started in the root with a PATH of the usual folders.
std::string output_of(const fs::path& root, const std::string& path, std::vector<std::string> arguments) {
  int ends[2];
  if (::pipe(ends) != 0) std::abort();
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    ::close(ends[0]);
    ::close(ends[1]);
    std::vector<char*> pointers;
    for (std::string& argument : arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    char search[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    char* environment[] = {search, nullptr};
    if (::chroot(root.c_str()) == 0 && ::chdir("/work") == 0) ::execve(path.c_str(), pointers.data(), environment);
    ::_exit(126);
  }
  ::close(ends[1]);
  std::string out;
  char buffer[4096];
  for (ssize_t count = 0; (count = ::read(ends[0], buffer, sizeof buffer)) > 0;) out.append(buffer, static_cast<std::size_t>(count));
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  return out + "exit " + std::to_string(WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

void collect(const std::string& path, const PipelineOptions& options, std::vector<Change>& changes, std::set<std::string>& seen) {
  auto bytes = read_file(path, Source::max_size);
  if (!bytes) return;
  auto source = Source::make(path, bytes.value());
  auto again = Source::make(path, bytes.value());
  if (!source || !again) return;
  const Snapshot before = make_snapshot(std::move(again.value()));
  const PipelineResult after = run_pipeline(std::move(source.value()), options);
  if (!after.changed) return;
  const ImageModel old_model = model_images(before, {});
  const ImageModel new_model = model_images(after.snapshot, {});
  if (old_model.stages.size() != new_model.stages.size()) {
    std::cerr << path << ": a rewrite took a stage away\n";
    std::exit(1);
  }
  for (std::size_t i = 0; i < old_model.stages.size(); ++i) {
    for (const auto setting : {&Stage::entrypoint, &Stage::cmd, &Stage::healthcheck}) {
      const StartSetting& was = old_model.stages[i].*setting;
      const StartSetting& is = new_model.stages[i].*setting;
      if (!was.shell_form || is.shell_form || was.words.empty() || is.words.empty()) continue;
      if (seen.insert(was.words.front()).second) changes.push_back({was.words.front(), is.words, path});
    }
  }
}

std::string shown(const std::string& recorded) {
  std::string out = recorded;
  std::ranges::replace(out, '\0', '|');
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: runs_test RECORDER LIST\n";
    return 2;
  }
  if (::geteuid() != 0) {
    std::cout << "skipped: chroot needs root\n";
    return 77;
  }
  std::string pattern = (fs::temp_directory_path() / "drydock-runs-XXXXXX").string();
  const fs::path root = ::mkdtemp(pattern.data());
  fs::create_directories(root / "work");
  std::vector<ShellProgram> shells;
  const auto add = [&](const std::string& name, const std::string& path, std::vector<std::string> arguments) {
    if (!fs::exists(path)) {
      std::cout << "without " << name << ", which is not installed\n";
      return;
    }
    copy_program(root, path, "/shells/" + name);
    shells.push_back({name, "/shells/" + name, std::move(arguments)});
  };
  add("dash", "/bin/dash", {"/bin/sh"});
  add("bash", "/bin/bash", {"/bin/bash"});
  add("bash-as-sh", "/bin/bash", {"/bin/sh"});
  add("busybox", "/bin/busybox", {"busybox", "sh"});

  PipelineOptions options;
  options.passes = default_passes();
  // Where only the last stage is built, others may go, and the stages before and after would not be the same ones.
  std::ranges::copy_if(all_assumptions(), std::back_inserter(options.evidence.assumed), 
                       [](Assumption fact) { return fact != Assumption::last_target; });
  std::vector<Change> changes;
  std::set<std::string> seen;
  std::ifstream list(argv[2]);
  for (std::string path; std::getline(list, path);) collect(path, options, changes, seen);

  std::size_t runs = 0;
  std::size_t differences = 0;
  for (const Change& change : changes) {
    const std::string& program = change.words.front();
    const fs::path place = program.starts_with('/') ? root / fs::path(program).relative_path()
                           : program.find('/') != std::string::npos ? root / "work" / program
                                                                    : root / "usr/bin" / program;
    fs::create_directories(place.parent_path());
    fs::copy_file(argv[1], place, fs::copy_options::overwrite_existing);
    std::string expected("/work");
    expected += '\0';
    for (const std::string& word : change.words) expected += word + '\0';
    expected += "exit 0";
    if (builtin_kind(program) == BuiltinKind::with_program) {
      // The shell has a command of that name and starts no program; what both print has to be the same.
      copy_program(root, "/usr/bin/" + program, "/programs/" + program);
      expected = output_of(root, "/programs/" + program, change.words);
    }
    for (const ShellProgram& shell : shells) {
      std::vector<std::string> arguments = shell.arguments;
      arguments.insert(arguments.end(), {"-c", change.text});
      const std::string recorded = output_of(root, shell.path, std::move(arguments));
      ++runs;
      if (recorded == expected) continue;
      ++differences;
      std::cerr << change.file << ": " << shell.name << " runs " << shown(recorded) << " for " << change.text << ", the array is " << shown(expected) << "\n";
    }
    fs::remove(place);
  }
  fs::remove_all(root);
  std::cout << changes.size() << " different commands, " << runs << " runs under " << shells.size() << " shells, " << differences << " differences\n";
  return differences == 0 && runs > 0 ? 0 : 1;
}
