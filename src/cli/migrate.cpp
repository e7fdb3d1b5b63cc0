// Long runs over many files: planning, carrying out, and going on where a run was interrupted.
//
// A run without --plan keeps its plan: it is written whole before the first file changes, under a name that belongs to
// the command line. Whoever gives the same command again finds it, finishes it, and plans anew for what is left; so
// that one plan at a time can take everything back.
#include "cli/migrate.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <system_error>
#include <unordered_set>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "base/parallel.hpp"
#include "base/sha256.hpp"
#include "cli/input.hpp"
#include "cli/interruptions.hpp"
#include "cli/progress.hpp"
#include "migrate/html_report.hpp"
#include "migrate/summary.hpp"
#include "report/text_report.hpp"

namespace drydock {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view interrupted_message =
    "interrupted; every file is either as before or as planned, and the same command goes on";

/// Lines of a plan that are in memory at once.
constexpr std::size_t batch_lines = 512;
/// Distinct reasons that are counted one by one: what comes later is counted together.
constexpr std::size_t max_reasons = 2000;

std::string reason_of(int error) { return std::generic_category().message(error); }
std::string reason() { return reason_of(errno); }

void say(std::string_view path, std::string_view what) { print(stderr, line_about(path, what)); }

/// Whether a name means standard output. The files that say so in /dev would be opened anew, and emptied.
bool is_standard_output(const std::string& path) {
  return path == "-" || path == "/dev/stdout" || path == "/dev/fd/1" || path == "/proc/self/fd/1";
}

/// The file that a path leads to through symbolic links, whether it is there or not.
Result<fs::path> follow_links(fs::path path) {
  std::error_code code;
  for (int links = 0; fs::is_symlink(fs::symlink_status(path, code)); ++links) {
    if (links == 40) return Error{reason_of(ELOOP)};
    const fs::path target = fs::read_symlink(path, code);
    if (code) return Error{code.message()};
    path = path.parent_path() / target;
  }
  return path;
}

/// A file that is written from its beginning to its end. A regular file is there under its name only when it is whole;
/// a symbolic link stays one, and what is no regular file is written into.
class NewFile {
 public:
  /// `part` is the path of what is written until it is whole; without one, a file beside it that nobody else has.
  explicit NewFile(const std::string& path, std::string part = "") {
    if (is_standard_output(path)) {
      file_ = stdout;
      return;
    }
    struct stat status {};
    const bool is_there = ::stat(path.c_str(), &status) == 0;
    if (is_there && !S_ISREG(status.st_mode)) {
      open(::open(path.c_str(), O_WRONLY | O_NOCTTY | O_CLOEXEC));
      return;
    }
    const auto target = follow_links(path);
    if (!target) {
      error_ = target.error();
      return;
    }
    path_ = target.value().string();
    // A rename would get round a file that its owner has made read-only.
    if (is_there && ::faccessat(AT_FDCWD, path_.c_str(), W_OK, AT_EACCESS) != 0) {
      error_ = reason();
      return;
    }
    if (part.empty()) {
      part_ = path_ + ".XXXXXX";
      open(::mkostemp(part_.data(), O_CLOEXEC));
    } else {
      part_ = std::move(part);
      open(::open(part_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    }
    if (file_ == nullptr) return;
    const mode_t mask = ::umask(0);
    ::umask(mask);
    if (::fchmod(::fileno(file_), is_there ? status.st_mode & 0777 : 0666 & ~mask) != 0) error_ = reason();
  }
  ~NewFile() {
    if (file_ == nullptr || file_ == stdout) return;
    std::fclose(file_);
    if (!part_.empty()) ::unlink(part_.c_str());
  }
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  void write(std::string_view text) {
    if (!error_.empty() || std::fwrite(text.data(), 1, text.size(), file_) == text.size()) return;
    error_ = reason();
  }
  /// Gives the file its name.
  [[nodiscard]] Result<Done> finish() {
    if (error_.empty() && std::fflush(file_) != 0) error_ = reason();
    if (error_.empty() && !part_.empty() && ::fsync(::fileno(file_)) != 0) error_ = reason();
    if (error_.empty() && file_ != stdout && std::fclose(std::exchange(file_, nullptr)) != 0) error_ = reason();
    if (error_.empty() && !part_.empty() && ::rename(part_.c_str(), path_.c_str()) != 0) error_ = reason();
    if (error_.empty()) return Done{};
    if (file_ == nullptr && !part_.empty()) ::unlink(part_.c_str());
    return Error{"cannot write: " + error_};
  }
  [[nodiscard]] bool failed() const { return !error_.empty(); }

 private:
  void open(int descriptor) {
    if (descriptor >= 0) file_ = ::fdopen(descriptor, "w");
    if (file_ != nullptr) return;
    error_ = reason();
    part_.clear();
  }

  std::string path_;  // what it is to be called in the end
  std::string part_;  // what it is called until then; empty: it is written into as it is
  std::FILE* file_ = nullptr;
  std::string error_;
};

/// What a run counts, and writes besides the plan.
struct Outcome {
  Summary summary;
  std::unique_ptr<NewFile> report;
  std::unordered_set<std::string> resumed;  ///< repository and path of each file of a plan that was gone on with
  ExitCode code = ExitCode::done;

  void problem(Progress& progress, std::string path, std::string why) {
    progress.clear();
    say(path, why);
    summary.problems.push_back({std::move(path), std::move(why)});
    code = worse(code, ExitCode::failed);
  }
  void add(const PlannedChange& change) {
    summary.add(change);
    if (report != nullptr) report->write(html_change(change));
  }
};

/// What became of one file while planning; made on any thread.
struct Planned {
  bool skipped = false;  ///< after an interruption, or it is no text
  std::string problem;
  std::string messages;
  std::optional<PlannedChange> change;
  std::vector<std::string> refusals;
  bool unverified = false;
};

std::string refusal_text(const Remark& remark) {
  std::string why;
  if (remark.kind == Remark::Kind::assumed) {
    for (const Assumption assumption : remark.assumes) {
      why += fmt::format("{}{}", why.empty() ? "open: " : ", ", name_of(assumption));
    }
  } else if (remark.kind == Remark::Kind::above_level) {
    why = fmt::format("above the level: {}", to_string(remark.level));
  } else {
    why = remark.why;
  }
  return fmt::format("{}: {}", remark.pass->id, why);
}

Planned plan_file(const MigrateCommand& command, const FoundFile& file) {
  Planned planned;
  const FileBelow place{file.repository, file.name};
  auto text = read_file(place, Source::max_size);
  if (!text) {
    planned.problem = text.error();
    return planned;
  }
  if (is_binary(text.value())) {
    planned.skipped = true;
    return planned;
  }
  auto source = Source::make(file.path, std::move(text.value()));
  if (!source) {
    planned.problem = source.error();
    return planned;
  }
  const Settings* const settings = command.configuration->for_file(file.path);
  if (settings == nullptr) {
    planned.problem = "its configuration is at fault";
    return planned;
  }
  if (settings->excluded_by) {
    planned.skipped = true;
    return planned;
  }
  const PipelineResult result = run_pipeline(std::move(source.value()), settings->pipeline);
  for (const Diagnostic& diagnostic : result.diagnostics) {
    if (diagnostic.severity != Severity::error) continue;
    planned.messages += render(diagnostic, *result.snapshot.source, false);
    if (planned.problem.empty()) planned.problem = fmt::format("BuildKit would refuse it: {}", diagnostic.message);
  }
  planned.unverified = result.unverified;
  PlannedChange change;
  for (const Remark& remark : result.remarks) {
    if (remark.kind != Remark::Kind::applied) {
      if (remark.kind == Remark::Kind::unverified) planned.messages += render(remark, result.before(), false);
      planned.refusals.push_back(refusal_text(remark));
      continue;
    }
    ++change.passes[std::string(remark.pass->id)];
    ++change.relations[std::string(to_string(remark.level))];
    for (const Assumption assumption : remark.assumes) change.assumptions.emplace(name_of(assumption));
  }
  if (!result.changed) return planned;
  const std::string_view before = result.original->text();
  const std::string_view after = result.snapshot.text();
  change.file = place;
  change.hash_before = git_blob_hash(before);
  change.hash_after = git_blob_hash(after);
  change.edits = edits_between(before, after);
  planned.change = std::move(change);
  return planned;
}

/// Writes the plan for all files that the paths hold; how many it changes.
std::size_t make_plan(const MigrateCommand& command, Outcome& run, NewFile& plan) {
  plan.write(plan_header(DRYDOCK_VERSION) + "\n");
  Discovery found = discover(command.paths, command.discover);
  std::size_t lines = 0;
  Progress progress("planning", found.files.size(), command.quiet);
  for (const Problem& problem : found.problems) run.problem(progress, problem.path, problem.reason);
  if (!command.quiet) {
    for (const Problem& note : found.notes) say(note.path, "note: " + note.reason);
  }
  for_each_in_order(
      found.files.size(), command.jobs,
      [&](std::size_t i) -> Planned {
        if (interrupted() || plan.failed()) {
          return {.skipped = true, .problem = {}, .messages = {}, .change = {}, .refusals = {}};
        }
        return plan_file(command, found.files[i]);
      },
      [&](std::size_t i, const Planned& planned) {
        const FoundFile& file = found.files[i];
        if (planned.skipped) return;
        const bool again = run.resumed.contains(file.repository + '\0' + file.name);
        RepositoryCounts& repository = run.summary.repositories[file.repository];
        ++run.summary.files;
        ++repository.files;
        repository.refusals += planned.refusals.size();
        for (const std::string& refusal : planned.refusals) {
          const bool room = run.summary.refusals.size() < max_reasons || run.summary.refusals.contains(refusal);
          ++run.summary.refusals[room ? refusal : "other reasons"];
        }
        if (!planned.messages.empty() && (!command.quiet || planned.unverified)) {
          progress.clear();
          print(stderr, planned.messages);
        }
        if (!planned.problem.empty()) run.problem(progress, file.path, planned.problem);
        if (planned.unverified) run.code = worse(run.code, ExitCode::not_verified);
        if (planned.change) {
          plan.write(plan_line(*planned.change) + "\n");
          ++lines;
          if (!again) run.add(*planned.change);
        }
        progress.advance(i + 1,
                         fmt::format("{} repositories, {} to change, {} problems", run.summary.repositories.size(),
                                     run.summary.changed, run.summary.problems.size()));
      });
  return lines;
}

/// Carries a plan out, or takes it back. False if it was interrupted.
bool run_plan(const std::string& path, Direction direction, std::size_t jobs, bool quiet, Outcome& run, bool count) {
  Progress progress(direction == Direction::apply ? "writing" : "restoring", 0, quiet);
  errno = 0;
  std::ifstream file;
  if (path != "-") file.open(path, std::ios::binary);
  std::istream& in = path == "-" ? std::cin : file;
  std::string line;
  if (!std::getline(in, line)) {
    run.problem(progress, path, errno != 0 ? "cannot read the plan: " + reason() : "is no plan of drydock");
    return true;
  }
  if (const auto checked = check_plan_header(line); !checked) {
    run.problem(progress, path, checked.error());
    return true;
  }
  struct Made {
    std::optional<PlannedChange> change;
    std::string problem;
    bool written = false;
  };
  std::size_t done = 0;
  std::vector<std::string> lines;
  for (bool more = true; more && !interrupted();) {
    lines.clear();
    while (lines.size() < batch_lines && (more = static_cast<bool>(std::getline(in, line)))) lines.push_back(line);
    for_each_in_order(
        lines.size(), jobs,
        [&](std::size_t i) -> Made {
          if (interrupted()) return {};
          auto change = read_plan_line(lines[i]);
          if (!change) {
            return {.change = {},
                    .problem = fmt::format("line {} of the plan: {}", done + i + 2, change.error()),
                    .written = false};
          }
          const auto carried = carry_out(change.value(), direction);
          return {.change = std::move(change.value()),
                  .problem = carried ? "" : carried.error(),
                  .written = carried && carried.value() == Carried::out};
        },
        [&](std::size_t i, const Made& made) {
          if (made.written) ++run.summary.applied;
          if (count && made.change) {
            run.add(*made.change);
            run.resumed.insert(made.change->file.folder + '\0' + made.change->file.name);
          }
          if (!made.problem.empty()) {
            run.problem(progress, made.change ? made.change->file.folder + "/" + made.change->file.name : path,
                        made.problem);
          }
          progress.advance(done + i + 1,
                           fmt::format("{} written, {} problems", run.summary.applied, run.summary.problems.size()));
        });
    done += lines.size();
  }
  return !interrupted();
}

/// Where plans are kept: a folder of the user, as the XDG Base Directory Specification has it.
Result<fs::path> plan_folder() {
  const char* const state = std::getenv("XDG_STATE_HOME");
  const char* const home = std::getenv("HOME");
  fs::path folder;
  if (state != nullptr && *state == '/') {
    folder = state;
  } else if (home != nullptr && *home != '\0') {
    folder = fs::path(home) / ".local" / "state";
  } else {
    return Error{"neither XDG_STATE_HOME nor HOME says where to keep the plan; name a file with --plan, "
                 "then use `drydock apply`"};
  }
  folder /= "drydock";
  std::error_code code;
  fs::create_directories(folder, code);
  if (code) return Error{fmt::format("cannot make {} for the plan: {}", folder.string(), code.message())};
  return folder;
}

ExitCode fail(std::string_view message) {
  print(stderr, fmt::format("drydock: {}\n", message));
  return ExitCode::failed;
}

/// How many of the files that a run writes are to be standard output.
std::ptrdiff_t files_on_standard_output(const MigrateCommand& command) {
  const std::string* const files[] = {&command.plan, &command.report, &command.summary_json};
  return std::ranges::count_if(files, [](const std::string* file) { return is_standard_output(*file); });
}

/// Writes the summary and ends the page.
ExitCode finish(const MigrateCommand& command, Outcome& run) {
  if (run.report != nullptr) {
    run.report->write(html_end(run.summary));
    if (const auto finished = run.report->finish(); !finished) {
      run.code = worse(run.code, fail(command.report + ": " + finished.error()));
    }
  }
  if (!command.summary_json.empty()) {
    NewFile file(command.summary_json);
    file.write(summary_json(run.summary) + "\n");
    if (const auto finished = file.finish(); !finished) {
      run.code = worse(run.code, fail(command.summary_json + ": " + finished.error()));
    }
  }
  // What standard output is taken for holds nothing else.
  if (!command.quiet) print(files_on_standard_output(command) > 0 ? stderr : stdout, summary_text(run.summary));
  if (interrupted()) {
    run.code = worse(run.code, fail(interrupted_message));
  }
  return worse(run.code, finish_output());
}

ExitCode plan_only(const MigrateCommand& command, Outcome& run) {
  NewFile plan(command.plan);
  if (!plan.failed()) make_plan(command, run, plan);
  if (interrupted()) return finish(command, run);
  if (const auto written = plan.finish(); !written) return fail(command.plan + ": " + written.error());
  return finish(command, run);
}

ExitCode plan_and_carry_out(const MigrateCommand& command, Outcome& run) {
  const auto folder = plan_folder();
  if (!folder) return fail(folder.error());
  std::error_code code;
  const std::string key = sha256_hex(fs::current_path(code).string() + '\0' + command.words).substr(0, 16);
  const std::string lock = (folder.value() / (key + ".lock")).string();
  const int locked = ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (locked < 0) return fail(fmt::format("cannot write {}: {}", lock, reason()));
  // The kernel takes the lock back when the process ends, however that happens.
  if (::flock(locked, LOCK_EX | LOCK_NB) != 0) return fail("the same command is running already");
  const auto pending = folder.value() / (key + ".jsonl");
  const auto keep = [&]() -> std::string {
    const auto now = std::chrono::system_clock::now();
    const std::string stamp = fmt::format("{:%Y%m%dT%H%M%S}-{}", fmt::gmtime(now), ::getpid());
    const auto kept = folder.value() / fmt::format("{}-{}.jsonl", stamp, key);
    fs::rename(pending, kept, code);
    return (code ? pending : kept).string();
  };

  std::vector<std::string> kept;
  if (fs::exists(pending, code)) {
    if (!command.quiet) say(pending.string(), "goes on with the plan of the run that was interrupted");
    if (!run_plan(pending.string(), Direction::apply, command.jobs, command.quiet, run, true)) {
      return finish(command, run);
    }
    kept.push_back(keep());
  }
  {
    // One that a killed run left behind is overwritten: the lock says that nobody writes it now.
    NewFile plan(pending.string(), pending.string() + ".part");
    const std::size_t lines = plan.failed() ? 0 : make_plan(command, run, plan);
    if (interrupted()) return finish(command, run);
    if (lines > 0 || plan.failed()) {
      if (const auto written = plan.finish(); !written) return fail(pending.string() + ": " + written.error());
    }
  }
  if (fs::exists(pending, code)) {
    if (!run_plan(pending.string(), Direction::apply, command.jobs, command.quiet, run, false)) {
      return finish(command, run);
    }
    kept.push_back(keep());
  }
  const ExitCode result = finish(command, run);
  if (!command.quiet) {
    for (const std::string& plan : kept) {
      print(stderr, fmt::format("drydock: the plan is kept; `drydock undo {}` takes everything back\n", plan));
    }
  }
  return result;
}

}  // namespace

ExitCode migrate(const MigrateCommand& command) {
  if (files_on_standard_output(command) > 1) {
    return fail("only one of --plan, --report and --summary-json can be standard output");
  }
  mind_interruptions();
  Outcome run;
  if (!command.report.empty()) {
    run.report = std::make_unique<NewFile>(command.report);
    run.report->write(html_head());
    if (run.report->failed()) return fail(command.report + ": " + run.report->finish().error());
  }
  return command.plan.empty() ? plan_and_carry_out(command, run) : plan_only(command, run);
}

ExitCode carry_out_plan(const CarryOutCommand& command) {
  mind_interruptions();
  Outcome run;
  const bool whole = run_plan(command.plan, command.direction, command.jobs, command.quiet, run, false);
  if (!command.quiet) {
    print(stdout, fmt::format("{} files written, {} problems\n", run.summary.applied, run.summary.problems.size()));
  }
  if (!whole) {
    run.code = worse(run.code, fail(interrupted_message));
  }
  return worse(run.code, finish_output());
}

ExpandedFolders expand_folders(std::vector<std::string>& files, FilesBelow& below, const DiscoverOptions& options) {
  if (std::ranges::none_of(files, [](const std::string& file) { return file != "-" && is_folder(file); })) return {};
  DiscoverOptions with_input = options;
  with_input.standard_input = true;
  Discovery found = discover(files, with_input);
  for (const Problem& problem : found.problems) say(problem.path, problem.reason);
  std::unordered_set<std::string> named(files.begin(), files.end());
  files.clear();
  for (FoundFile& file : found.files) {
    if (!named.contains(file.path)) {
      // What lies in a folder is passed over if it is no text; what is named is not.
      FileBelow place{file.repository, file.name};
      const auto text = read_file(place, Source::max_size);
      if (text && is_binary(text.value())) continue;
      below.emplace(file.path, std::move(place));
    }
    files.push_back(std::move(file.path));
  }
  return {found.problems.empty() ? ExitCode::done : ExitCode::failed, true};
}

}  // namespace drydock
