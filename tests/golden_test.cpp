// Runs one golden case: golden_test TOOL GOLDEN CASE, with CASE = <pass>/<case>.
//
// A case is a folder with input.Dockerfile; expected.Dockerfile, unless the case's name begins with keep_, which says
// that nothing may change; expected.remarks, what the tool says on standard error; and, if need be, `options`, one line
// of words for `drydock rewrite`. The pass is the one that the folder is named after; folders that begin with "_"
// choose by their options. A case of _explain has expected.explanation instead, what `drydock explain` prints; if it
// has after.Dockerfile too, that is what `drydock explain --diff` prints, which ends with code 0 for a case whose name
// begins with same_ and with 1 for any other. With DRYDOCK_UPDATE_GOLDEN set, expectations are written instead of
// compared.
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <string>

#include <nlohmann/json.hpp>

#include "report/text_report.hpp"

namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

struct Run {
  int code = 0;
  std::string out;
  std::string err;
};

/// Runs the tool in a folder through the shell. Golden cases and the build folder have no names that need more quoting.
Run run(const fs::path& folder, const std::string& command) {
  const fs::path scratch = fs::temp_directory_path() / ("drydock-golden-" + std::to_string(::getpid()));
  const std::string out = scratch.string() + ".out";
  const std::string err = scratch.string() + ".err";
  const int status =
      std::system(("cd '" + folder.string() + "' && " + command + " >'" + out + "' 2>'" + err + "'").c_str());
  Run result{WIFEXITED(status) ? WEXITSTATUS(status) : -1, read(out), read(err)};
  fs::remove(out);
  fs::remove(err);
  return result;
}

class Case {
 public:
  Case(std::string tool, const fs::path& golden, std::string name)
      : tool_(std::move(tool)),
        folder_(golden / name),
        name_(std::move(name)),
        update_(std::getenv("DRYDOCK_UPDATE_GOLDEN") != nullptr) {}

  bool check() {
    const fs::path input = folder_ / "input.Dockerfile";
    if (!fs::exists(input)) return fail("there is no input.Dockerfile");
    const std::string pass = name_.substr(0, name_.find('/'));
    if (pass == "_explain") return check_explanation();
    if (pass == "_review") return check_review();
    const bool keep = name_.substr(name_.find('/') + 1).starts_with("keep_");
    std::string options = read_options();
    const bool chosen = options.find("--passes") != std::string::npos;
    if (!pass.starts_with('_') && !chosen) options = "--passes=" + pass + " " + options;
    const bool configured = fs::exists(folder_ / ".drydock.toml");
    if (!configured) options += " --no-config";
    const std::string command = "'" + tool_ + "' rewrite --color=never --remarks " + options + " ";

    const Run first = run(folder_, command + "input.Dockerfile");
    if (first.code != 0 && first.code != 2) {
      return fail("the tool ended with code " + std::to_string(first.code) + "\n" + first.err);
    }
    if (keep) {
      if (fs::exists(folder_ / "expected.Dockerfile")) fail("a keep_ case has no expected.Dockerfile");
      if (first.out != read(input)) {
        fail("a keep_ case changed\n" + drydock::unified_diff("input.Dockerfile", read(input), first.out, false));
      }
    } else {
      compare("expected.Dockerfile", first.out);
      if (first.out == read(input)) fail("nothing changed; name the case keep_...");
    }
    compare("expected.remarks", first.err);

    if (configured) {
      compare(
          "expected.configuration",
          named_settings(run(folder_, "'" + tool_ + "' config --color=never " + options + " input.Dockerfile").out));
    }

    // What came out is an input too, for the same settings.
    const fs::path copy = fs::temp_directory_path() / ("drydock-golden-" + std::to_string(::getpid()));
    fs::create_directory(copy);
    if (configured) fs::copy(folder_, copy, fs::copy_options::recursive);
    const fs::path again = copy / "input.Dockerfile";
    std::ofstream(again, std::ios::binary) << first.out;
    const Run second = run(configured ? copy : folder_, command + "'" + again.string() + "'");
    fs::remove_all(copy);
    if (second.out != first.out) {
      fail("a second run changes the output\n" + drydock::unified_diff("output", first.out, second.out, false));
    }
    return ok_;
  }

 private:
  bool check_explanation() {
    const bool diff = fs::exists(folder_ / "after.Dockerfile");
    const std::string files = diff ? "--diff input.Dockerfile after.Dockerfile" : "input.Dockerfile";
    const Run result =
        run(folder_, "'" + tool_ + "' explain --color=never --no-config " + read_options() + " " + files);
    const int code = diff && name_.find("/same_") == std::string::npos ? 1 : 0;
    if (result.code != code) fail("the tool ended with code " + std::to_string(result.code) + "\n" + result.err);
    compare("expected.explanation", result.out);
    return ok_;
  }

  /// A listing without the passes that the case does not name, so that a new pass is no change of it.
  std::string named_settings(const std::string& listing) {
    std::string said = read(folder_ / "options");
    for (const fs::directory_entry& entry : fs::directory_iterator(folder_)) {
      if (entry.path().extension() == ".toml" || entry.path().filename() == ".drydock.toml") said += read(entry.path());
    }
    std::string out;
    std::istringstream lines(listing);
    for (std::string line; std::getline(lines, line);) {
      const std::string pass = line.starts_with("passes.") ? line.substr(7, line.find_first_of(". ", 7) - 7) : "";
      if (said.find(pass) != std::string::npos) out += line + "\n";
    }
    return out;
  }

  bool check_review() {
    const int code = name_.find("/keep_") != std::string::npos     ? 0
                     : name_.find("/broken_") != std::string::npos ? 2
                                                                   : 1;
    int formats = 0;
    for (const std::string format : {"text", "sarif", "rdjson", "rdjsonl", "github", "github-annotations", "gitlab",
                                     "checkstyle", "json", "diff"}) {
      const std::string file = "expected." + format;
      if (!fs::exists(folder_ / file)) continue;
      ++formats;
      const Run result = run(folder_, "'" + tool_ + "' review --color=never --no-config --format=" + format + " " +
                                          read_options() + " input.Dockerfile");
      if (result.code != code) fail("the tool ended with code " + std::to_string(result.code) + "\n" + result.err);
      if (format == "sarif") {
        auto log = nlohmann::ordered_json::parse(result.out);
        log["runs"][0].erase("tool");
        compare(file, log.dump(1) + "\n");
      } else {
        compare(file, result.out);
      }
    }
    if (formats == 0) fail("there is no expected.<format>; make an empty one of a format for DRYDOCK_UPDATE_GOLDEN");
    return ok_;
  }

  std::string read_options() {
    std::string options = read(folder_ / "options");
    while (!options.empty() && options.back() == '\n') options.pop_back();
    return options;
  }

  bool fail(const std::string& what) {
    std::cerr << name_ << ": " << what << "\n";
    return ok_ = false;
  }

  void compare(const std::string& file, const std::string& actual) {
    const fs::path path = folder_ / file;
    if (update_) {
      std::ofstream(path, std::ios::binary) << actual;
      return;
    }
    if (!fs::exists(path)) {
      fail("there is no " + file);
    } else if (read(path) == actual) {
      return;
    } else {
      fail(file + " is not what came out\n" + drydock::unified_diff(file, read(path), actual, false));
    }
    std::cerr << "To take the new output, run DRYDOCK_UPDATE_GOLDEN=1 ctest --preset dev -R 'golden." << name_
              << "$' and read the difference.\n";
  }

  std::string tool_;
  fs::path folder_;
  std::string name_;
  bool update_;
  bool ok_ = true;
};

}  // namespace

int main(int argc, char** argv) {
  ::setenv("XDG_CONFIG_HOME", "/nonexistent", 1);  // what the user of the machine has set is none of a case's business
  if (argc != 4) {
    std::cerr << "usage: golden_test TOOL GOLDEN CASE\n";
    return 2;
  }
  return Case(argv[1], argv[2], argv[3]).check() ? 0 : 1;
}
