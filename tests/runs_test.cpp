// Runs every start command that the default passes change, before and after, under real shells:
// runs_test RECORDER LIST.
//
// The commands run in a throw-away root folder in which every program is a recorder of its arguments and its folder, in
// the working directory and with the environment of their stage, over an empty base image and over one with settings of
// its own. What the shell makes of the old text has to be the words of the new array. All assumptions but last-target
// are taken for true, and are: the base images have no ENTRYPOINT, no SHELL, and no triggers. Needs root for chroot;
// exits with 77, which means skipped, without it.
#include <fcntl.h>
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

/// Where and with which variables a command runs.
struct Surroundings {
  std::string folder;                    ///< absolute
  std::vector<std::string> environment;  ///< KEY=VALUE, with a PATH
  friend auto operator<=>(const Surroundings&, const Surroundings&) = default;
};

/// One changed command: what the shell got, and what the container gets now.
struct Change {
  std::string text;
  std::vector<std::string> words;
  Surroundings surroundings;
  std::string file;
};

/// The base image with settings of its own.
ImageConfig loaded_base() {
  ImageConfig config;
  config.env.set("PATH", std::string("/base/bin:/usr/bin:/bin"));
  config.env.set("BASE_ENV", std::string("1"));
  // What a shell might take over from its environment, and does not.
  config.env.set("IFS", std::string("aeiou/"));
  config.env.set("CDPATH", std::string("/usr"));
  config.env.set("PS4", std::string("$(false)"));
  config.working_dir = std::string("/base");
  config.user = std::string("baseuser");
  config.cmd = std::vector<std::string>{"base-cmd"};
  return config;
}

constexpr std::string_view usual_path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

Surroundings surroundings_of(const Stage& stage) {
  const ImageConfig& config = stage.config.value();
  Surroundings found;
  found.folder =
      config.working_dir.known() && config.working_dir.get().starts_with('/') ? config.working_dir.get() : "/";
  for (const VariableList::Entry& entry : config.env.entries()) {
    if (entry.value.known()) found.environment.push_back(entry.key + "=" + entry.value.get());
  }
  // What a container gets where the image says nothing (moby, daemon/container_operations, DefaultPathEnv).
  if (config.env.find("PATH") == nullptr) found.environment.push_back("PATH=" + std::string(usual_path));
  return found;
}

/// The first folder of PATH.
std::string first_folder(const Surroundings& surroundings) {
  for (const std::string& entry : surroundings.environment) {
    if (entry.starts_with("PATH=/")) return entry.substr(5, entry.find(':') - 5);
  }
  return "/usr/bin";
}

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

/// What a program prints, and its exit code, that is started in the root.
std::string output_of(const fs::path& root, const std::string& path, std::vector<std::string> arguments,
                      Surroundings surroundings) {
  int ends[2];
  if (::pipe(ends) != 0) std::abort();
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    // bash says there that it does not know a locale.
    const int nowhere = ::open("/dev/null", O_WRONLY);
    if (nowhere >= 0) ::dup2(nowhere, STDERR_FILENO);
    ::close(ends[0]);
    ::close(ends[1]);
    std::vector<char*> pointers;
    for (std::string& argument : arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    std::vector<char*> environment;
    for (std::string& entry : surroundings.environment) environment.push_back(entry.data());
    environment.push_back(nullptr);
    if (::chroot(root.c_str()) == 0 && ::chdir(surroundings.folder.c_str()) == 0) {
      ::execve(path.c_str(), pointers.data(), environment.data());
    }
    ::_exit(126);
  }
  ::close(ends[1]);
  std::string out;
  char buffer[4096];
  for (ssize_t count = 0; (count = ::read(ends[0], buffer, sizeof buffer)) > 0;) {
    out.append(buffer, static_cast<std::size_t>(count));
  }
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  return out + "exit " + std::to_string(WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

using Seen = std::set<std::pair<std::string, Surroundings>>;

void collect(const std::string& path, const PipelineOptions& options, const ImageConfig& base,
             std::vector<Change>& changes, Seen& seen) {
  auto bytes = read_file(path, Source::max_size);
  if (!bytes) return;
  auto source = Source::make(path, bytes.value());
  auto again = Source::make(path, bytes.value());
  if (!source || !again) return;
  const Snapshot before = make_snapshot(std::move(again.value()));
  const PipelineResult after = run_pipeline(std::move(source.value()), options);
  if (!after.changed) return;
  ModelOptions over_base;
  over_base.find_base = [&](std::string_view) { return &base; };
  const ImageModel old_model = model_images(before, over_base);
  const ImageModel new_model = model_images(after.snapshot, over_base);
  if (old_model.stages.size() != new_model.stages.size()) {
    std::cerr << path << ": a rewrite took a stage away\n";
    std::exit(1);
  }
  for (std::size_t i = 0; i < old_model.stages.size(); ++i) {
    if (!old_model.stages[i].config.ok() || !new_model.stages[i].config.ok()) continue;
    for (const auto setting : {&Stage::entrypoint, &Stage::cmd, &Stage::healthcheck}) {
      const StartSetting& was = old_model.stages[i].*setting;
      const StartSetting& is = new_model.stages[i].*setting;
      if (!was.shell_form || is.shell_form || was.words.empty() || is.words.empty()) continue;
      Surroundings surroundings = surroundings_of(old_model.stages[i]);
      if (!seen.insert({was.words.front(), surroundings}).second) continue;
      changes.push_back({was.words.front(), is.words, std::move(surroundings), path});
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
  Seen seen;
  const ImageConfig empty;
  const ImageConfig loaded = loaded_base();
  std::ifstream list(argv[2]);
  for (std::string path; std::getline(list, path);) {
    for (const ImageConfig* base : {&empty, &loaded}) collect(path, options, *base, changes, seen);
  }

  std::size_t runs = 0;
  std::size_t differences = 0;
  for (const Change& change : changes) {
    const std::string& program = change.words.front();
    const fs::path place = program.starts_with('/') ? root / fs::path(program).relative_path()
                           : program.find('/') != std::string::npos
                               ? root / fs::path(change.surroundings.folder).relative_path() / program
                               : root / fs::path(first_folder(change.surroundings)).relative_path() / program;
    fs::create_directories(root / fs::path(change.surroundings.folder).relative_path());
    fs::create_directories(place.parent_path());
    fs::copy_file(argv[1], place, fs::copy_options::overwrite_existing);
    fs::path folder = fs::path(change.surroundings.folder).lexically_normal();
    if (!folder.has_filename() && folder.has_relative_path()) folder = folder.parent_path();  // a slash at the end
    std::string expected = folder.string() + '\0';
    for (const std::string& word : change.words) expected += word + '\0';
    expected += "exit 0";
    if (builtin_kind(program) == BuiltinKind::with_program) {
      // The shell has a command of that name and starts no program; what both print has to be the same.
      copy_program(root, "/usr/bin/" + program, "/programs/" + program);
      expected = output_of(root, "/programs/" + program, change.words, change.surroundings);
    }
    for (const ShellProgram& shell : shells) {
      std::vector<std::string> arguments = shell.arguments;
      arguments.insert(arguments.end(), {"-c", change.text});
      const std::string recorded = output_of(root, shell.path, std::move(arguments), change.surroundings);
      ++runs;
      if (recorded == expected) continue;
      ++differences;
      std::cerr << change.file << ": " << shell.name << " runs " << shown(recorded) << " for " << change.text
                << ", the array is " << shown(expected) << "\n";
    }
    fs::remove(place);
  }
  fs::remove_all(root);
  std::cout << changes.size() << " commands that differ in their text or what is around them, " << runs
            << " runs under " << shells.size() << " shells, " << differences << " differences\n";
  return differences == 0 && runs > 0 ? 0 : 1;
}
