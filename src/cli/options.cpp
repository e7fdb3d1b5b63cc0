// The one file that sees CLI11. First the options that several subcommands have, then a class for each subcommand: its
// constructor declares the options, its run() does what they say.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/file.hpp"
#include "base/parallel.hpp"
#include "cli/check.hpp"
#include "cli/commands.hpp"
#include "cli/input.hpp"
#include "cli/migrate.hpp"
#include "cli/stream.hpp"
#include "ir/flags.hpp"
#include "report/model_json.hpp"

#ifndef DRYDOCK_VERSION
#error "the build defines DRYDOCK_VERSION"
#endif

namespace drydock {
namespace {

constexpr std::string_view exit_codes_text =
    "Exit codes:\n"
    "  0  nothing to do, or done\n"
    "  1  --check or `review` found something to rewrite, or `explain --diff` a difference\n"
    "  2  wrong usage, a file that BuildKit would refuse, or one that cannot be read or written\n"
    "  3  the verifier refused a rewrite; the file keeps its bytes\n";

using ReviewFormatName = std::pair<std::string_view, ReviewFormat>;
constexpr std::array<ReviewFormatName, 10> review_formats = {{
    {"text", ReviewFormat::text},
    {"sarif", ReviewFormat::sarif},
    {"rdjson", ReviewFormat::rdjson},
    {"rdjsonl", ReviewFormat::rdjsonl},
    {"github", ReviewFormat::github},
    {"github-annotations", ReviewFormat::github_annotations},
    {"gitlab", ReviewFormat::gitlab},
    {"checkstyle", ReviewFormat::checkstyle},
    {"json", ReviewFormat::json},
    {"diff", ReviewFormat::diff},
}};

constexpr std::size_t max_jobs = 256;

std::vector<std::string> split_list(const std::string& text) {
  std::vector<std::string> items;
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t comma = std::min(text.find(',', begin), text.size());
    if (comma > begin) items.push_back(text.substr(begin, comma - begin));
    begin = comma + 1;
  }
  return items;
}

// --- options of several subcommands ---------------------------------------------------------------------------------

/// The files to work on, and how to report on them.
struct FileOptions {
  std::vector<std::string> files;
  std::string files_from;
  std::string color = "auto";
  bool quiet = false;

  void declare(CLI::App& sub) {
    sub.add_option("files", files, "Dockerfiles; - is standard input")->type_name("FILE");
    sub.add_option("--files-from", files_from, "read more file names from FILE, one a line; - is standard input")
        ->type_name("FILE");
    sub.add_option("--color", color, "auto, always or never; auto minds NO_COLOR and whether a terminal listens")
        ->check(CLI::IsMember({"auto", "always", "never"}))
        ->capture_default_str();
    sub.add_flag("--quiet", quiet, "do not report what is wrong with a file");
  }

  /// Adds the files that --files-from names. An error if there are none at all, unless an empty list was given.
  Result<Done> read() {
    if (files_from.empty()) {
      if (files.empty()) return Error{"name at least one file, or - for standard input"};
      return Done{};
    }
    const auto list =
        files_from == "-" ? read_standard_input(Source::max_size) : read_file(files_from, Source::max_size);
    if (!list) return Error{files_from + ": " + list.error()};
    std::string_view rest = list.value();
    while (!rest.empty()) {
      std::string_view line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(std::min(rest.size(), line.size() + 1));
      // A list with the line ends of Windows, unless there is a file whose name ends so.
      if (line.ends_with('\r') && !exists(std::string(line))) line.remove_suffix(1);
      if (!line.empty()) files.emplace_back(line);
    }
    return Done{};
  }

  [[nodiscard]] bool has_standard_input() const { return std::ranges::find(files, "-") != files.end(); }
};

/// Everything that configuration files may say too, as it is written; a subcommand has options for all of it or some.
class SettingOptions {
 public:
  void declare_passes(CLI::App& sub) {
    CLI::Option* const passes =
        sub.add_option("--passes", passes_,
                       "the passes to run, in a list with commas; default and all stand for themselves, -name takes "
                       "one out, name{option=value} sets an option; empty for none")
            ->type_name("LIST");
    sub.add_flag("--as-given", as_given_, "run the passes in the order of --passes, not in their own")->needs(passes);
    sub.add_option("--level", level_, "apply rewrites up to this level: identical, equivalent or intended")
        ->check(CLI::IsMember({"identical", "equivalent", "intended"}))
        ->capture_default_str();
    sub.add_flag("!--no-ignore-comments", settings_.pipeline.ignore_comments,
                 "do not mind comments such as # drydock ignore=PASS, # hadolint ignore=RULE and # check=skip=RULE");
  }

  void declare_evidence(CLI::App& sub) {
    sub.add_option("--assume", assume_, "facts to take for granted, in a list with commas; all for all")
        ->type_name("LIST")
        ->allow_extra_args(false);
    sub.add_option("--target", targets_, "the stages that are built, by name or number, in a list with commas")
        ->type_name("LIST")
        ->allow_extra_args(false);
    sub.add_option("--context", context_,
                   "the folder that the files are built with: shows which scripts have a #! line, and what is an "
                   "archive")
        ->type_name("DIR");
    sub.add_option("--image-config", image_configs_,
                   "the config of a base image, as `docker image inspect` or an OCI registry gives it; may be repeated")
        ->type_name("IMAGE=FILE")
        ->allow_extra_args(false);
  }

  void declare_config(CLI::App& sub) {
    CLI::Option* const config =
        sub.add_option("--config", config_,
                       "the configuration file for all files; without it the nearest .drydock.toml at or above each "
                       "file counts, and $XDG_CONFIG_HOME/drydock/drydock.toml")
            ->type_name("FILE");
    sub.add_flag("--no-config", no_config_, "read no configuration file")->excludes(config);
  }

  void declare_rewrite_limit(CLI::App& sub) {
    sub.add_option("--bisect-limit", settings_.pipeline.rewrite_limit,
                   "apply at most N rewrites in each file, to find the one to blame")
        ->type_name("N")
        ->check([](const std::string& number) {
          return number.starts_with('-') ? "a limit is not less than 0" : std::string();
        });
  }

  void declare_times(CLI::App& sub) {
    sub.add_flag("--time-passes", settings_.pipeline.time_passes, "say how long each pass took");
  }

  void declare_all(CLI::App& sub) {
    declare_passes(sub);
    declare_evidence(sub);
    declare_config(sub);
  }

  /// Sets `configuration` to what is in force for files. To be called once; `sub` is the subcommand that was read.
  Result<Done> read(const CLI::App& sub, std::shared_ptr<Configuration>& configuration) {
    settings_.passes = given(sub, "--passes");
    settings_.level = given(sub, "--level");
    settings_.assume = given(sub, "--assume");
    settings_.targets = given(sub, "--target");
    settings_.context = given(sub, "--context");
    settings_.ignore_comments = given(sub, "--no-ignore-comments");
    if (const auto chosen = choose_passes(); !chosen) return chosen;
    if (const auto chosen = choose_assumptions(); !chosen) return chosen;
    settings_.pipeline.max_level = level_ == "identical"  ? Level::identical
                                   : level_ == "intended" ? Level::intended
                                                          : Level::equivalent;
    if (const auto evidence = read_evidence(); !evidence) return evidence;
    const ConfigLookup lookup = no_config_        ? ConfigLookup::none
                                : config_.empty() ? ConfigLookup::find
                                                  : ConfigLookup::file;
    configuration = make_configuration(lookup, config_, std::move(settings_));
    return Done{};
  }

  /// A configuration that no file changes and with which no pass runs.
  static std::shared_ptr<Configuration> none() { return make_configuration(ConfigLookup::none, "", {}); }

 private:
  static bool given(const CLI::App& sub, const std::string& name) {
    const CLI::Option* const option = sub.get_option_no_throw(name);
    return option != nullptr && option->count() > 0;
  }

  static std::shared_ptr<Configuration> make_configuration(ConfigLookup lookup, const std::string& path,
                                                           CommandLineSettings settings) {
    return std::make_shared<Configuration>(lookup, path, std::move(settings),
                                           [](const std::string& errors) { std::fputs(errors.c_str(), stderr); });
  }

  Result<Done> choose_passes() {
    auto chosen = settings_.passes ? parse_passes(passes_, as_given_ ? PassOrder::as_given : PassOrder::own)
                                   : default_passes();
    if (!chosen) return Error{chosen.error()};
    settings_.pipeline.passes = std::move(chosen.value());
    return Done{};
  }

  Result<Done> choose_assumptions() {
    for (const std::string& list : assume_) {
      for (const std::string& name : split_list(list)) {
        std::vector<std::string_view> known = {"all"};
        bool found = name == "all";
        for (const Assumption assumption : all_assumptions()) {
          known.push_back(name_of(assumption));
          if (name != "all" && name != name_of(assumption)) continue;
          settings_.pipeline.evidence.assumed.push_back(assumption);
          found = true;
        }
        if (!found) {
          return Error{
              fmt::format("there is no assumption \"{}\"; known are {}", printable(name, 80), fmt::join(known, ", "))};
        }
      }
    }
    return Done{};
  }

  /// What --target, --context and --image-config say.
  Result<Done> read_evidence() {
    Evidence& evidence = settings_.pipeline.evidence;
    for (const std::string& list : targets_) {
      for (std::string& target : split_list(list)) evidence.targets.push_back(std::move(target));
    }
    if (!context_.empty()) {
      std::error_code error;
      if (!std::filesystem::is_directory(context_, error)) return Error{printable(context_, 4096) + " is no folder"};
      evidence.context = context_;
    }
    for (const std::string& image : image_configs_) {
      const std::size_t equals = image.find('=');
      if (equals == std::string::npos || equals == 0) {
        return Error{"--image-config takes IMAGE=FILE, not \"" + printable(image, 200) + "\""};
      }
      const std::string path = image.substr(equals + 1);
      const auto bytes = read_file(path, Source::max_size);
      if (!bytes) return Error{path + ": " + bytes.error()};
      auto config = parse_image_config(bytes.value());
      if (!config) return Error{path + ": " + config.error()};
      evidence.images.insert_or_assign(image.substr(0, equals), std::move(config.value()));
      settings_.image_configs.insert_or_assign(image.substr(0, equals), bytes.value());
    }
    return Done{};
  }

  std::string passes_;
  bool as_given_ = false;
  std::string level_ = "equivalent";
  std::vector<std::string> assume_;
  std::vector<std::string> targets_;
  std::string context_;
  std::vector<std::string> image_configs_;
  std::string config_;
  bool no_config_ = false;
  CommandLineSettings settings_;
};

CLI::Option* declare_since(CLI::App& sub, std::string& since) {
  return sub
      .add_option("--since", since,
                  "only what touches lines that changed since the merge base of HEAD and a Git revision: commits, "
                  "staged, unstaged and untracked")
      ->type_name("REV");
}

/// Whether --since, which the subcommand has, is used rightly.
Result<Done> check_since(const CLI::App& sub, const std::string& since, const FileOptions& files) {
  if (since.empty() && sub.get_option("--since")->count() > 0) return Error{"--since takes a revision"};
  if (!since.empty() && files.has_standard_input()) {
    return Error{"--since needs files in a Git work tree, not standard input"};
  }
  return Done{};
}

/// The folder for the cache of --check where the command line does not name one; empty: none.
std::string usual_cache() {
  const auto variable = [](const char* name) {
    const char* const value = std::getenv(name);
    return std::string(value == nullptr ? "" : value);
  };
  if (!variable("DRYDOCK_NO_CACHE").empty()) return "";
  if (std::string given = variable("DRYDOCK_CACHE_DIR"); !given.empty()) return given;
  if (const std::string caches = variable("XDG_CACHE_HOME"); caches.starts_with('/')) return caches + "/drydock";
  if (const std::string home = variable("HOME"); home.starts_with('/')) return home + "/.cache/drydock";
  return "";
}

void declare_discovery(CLI::App& sub, DiscoverOptions& discover) {
  sub.add_flag("!--no-ignore", discover.ignore, "in folders: look at what .gitignore names, too");
  sub.add_flag("--tracked", discover.tracked,
               "in folders: of a Git work tree, look at what its index lists, and at nothing else");
  sub.add_flag("--hidden", discover.hidden, "in folders: look at names that begin with a dot, too; never into .git");
  sub.add_option("--match", discover.match,
                 "in folders: take files whose names match GLOB for Dockerfiles, too; may be repeated")
      ->type_name("GLOB")
      ->allow_extra_args(false);
}

/// Sets the number of threads to that of the processors, which counts if the option is not given.
void declare_jobs(CLI::App& sub, std::size_t& jobs, const std::string& help) {
  jobs = available_threads();
  sub.add_option("--jobs", jobs, help)->type_name("N")->check(CLI::Range(std::size_t{1}, max_jobs));
}

/// What `migrate` and those that carry out its plans share.
void declare_long_run(CLI::App& sub, std::size_t& jobs, bool& quiet) {
  declare_jobs(sub, jobs, "how many files to work on at once; the number of processors if not given");
  sub.add_flag("--quiet", quiet, "say nothing but what went wrong");
}

/// Sets `config` to the image config that --base-config names; not for "".
Result<Done> read_base_config(const std::string& path, std::optional<ImageConfig>& config) {
  if (path.empty()) return Done{};
  const auto bytes = read_file(path, Source::max_size);
  if (!bytes) return Error{path + ": " + bytes.error()};
  auto parsed = parse_image_config(bytes.value());
  if (!parsed) return Error{path + ": " + parsed.error()};
  config = std::move(parsed.value());
  return Done{};
}

Output output_of(std::string_view name) {
  if (name == "tree") return Output::tree;
  if (name == "ir") return Output::ir;
  if (name == "json") return Output::json;
  if (name == "model") return Output::model;
  return Output::text;
}

Colors choose_colors(const std::string& mode) {
  const char* const no_color = std::getenv("NO_COLOR");
  const char* const terminal = std::getenv("TERM");
  const bool allowed = mode == "always" || (mode == "auto" && (no_color == nullptr || *no_color == '\0') &&
                                            (terminal == nullptr || std::string_view(terminal) != "dumb"));
  const auto use = [&](int descriptor) { return allowed && (mode == "always" || ::isatty(descriptor) == 1); };
  return {use(STDOUT_FILENO), use(STDERR_FILENO)};
}

// --- the subcommands ------------------------------------------------------------------------------------------------

class Subcommand {
 public:
  Subcommand(const Subcommand&) = delete;  // the options point into it
  Subcommand& operator=(const Subcommand&) = delete;
  virtual ~Subcommand() = default;

  [[nodiscard]] bool chosen() const { return sub_.parsed(); }
  /// Runs once the command line is read. An error says how it is used wrongly.
  [[nodiscard]] virtual Result<ExitCode> run() = 0;

 protected:
  Subcommand(CLI::App& app, const std::string& name, const std::string& summary)
      : sub_(*app.add_subcommand(name, summary)) {}

  CLI::App& sub_;
};

class RewriteSubcommand final : public Subcommand {
 public:
  explicit RewriteSubcommand(CLI::App& app) : Subcommand(app, "rewrite", "Rewrite Dockerfiles") {
    sub_.footer(std::string(exit_codes_text));
    files_.declare(sub_);
    sub_.add_flag("--diff", command_.diff, "print the changes as a unified diff");
    sub_.add_flag("--write", command_.write, "replace the files")->excludes("--diff");
    sub_.add_flag("--check", command_.check, "change nothing; exit with 1 if something would change")
        ->excludes("--write");
    settings_.declare_passes(sub_);
    settings_.declare_config(sub_);
    settings_.declare_evidence(sub_);
    CLI::Option* const since = declare_since(sub_, command_.since);
    sub_.add_flag("--interactive", command_.interactive,
                  "ask about each rewrite on the terminal, as git add -p does, and replace the files")
        ->excludes("--diff", "--write", "--check");
    sub_.add_flag("--report-unused-ignores", command_.report_unused_ignores,
                  "report # drydock ignore comments that hold nothing back or name no pass; with --check they count");
    sub_.add_flag("--remarks", command_.remarks, "say what was applied, what was not, and why");
    sub_.add_option("--print", print_, "print the tree or the IR of the result instead of its text")
        ->check(CLI::IsMember({"tree", "ir", "json"}))
        ->excludes("--diff", "--write", "--check", "--interactive");
    settings_.declare_rewrite_limit(sub_);
    settings_.declare_times(sub_);
    sub_.add_flag("!--no-reproducer", command_.reproducer,
                  "leave nothing in the temporary folder if the verifier refuses a rewrite");
    sub_.add_flag("--print-after-change", command_.print_after_change,
                  "print the text after each pass that changed it, to standard error");
    declare_jobs(sub_, command_.jobs,
                 "how many files to work on at once; the number of processors if not given. The output is the same for "
                 "any number");
    since->excludes("--write", "--interactive", "--remarks", "--print", "--report-unused-ignores", "--time-passes",
                    "--print-after-change");
    declare_discovery(sub_, discover_);
    CLI::Option* const no_cache =
        sub_.add_flag("--no-cache", no_cache_, "with --check: remember nothing, and know nothing from earlier runs");
    sub_.add_option("--cache-dir", cache_folder_,
                    "with --check: the folder that remembers which files are fine and which would change; without it "
                    "$DRYDOCK_CACHE_DIR, or drydock in $XDG_CACHE_HOME or ~/.cache, or nowhere if $DRYDOCK_NO_CACHE is "
                    "set. Where it cannot be used, nothing is remembered")
        ->type_name("DIR")
        ->excludes(no_cache);
  }

  Result<ExitCode> run() override {
    if (const auto read = files_.read(); !read) return Error{read.error()};
    if (const auto read = settings_.read(sub_, command_.configuration); !read) return Error{read.error()};
    if (const auto right = check_since(sub_, command_.since, files_); !right) return Error{right.error()};

    const bool reads_input = files_.has_standard_input();
    command_.files = std::move(files_.files);
    command_.quiet = files_.quiet;
    if (!no_cache_) command_.cache = sub_.get_option("--cache-dir")->count() > 0 ? cache_folder_ : usual_cache();
    discover_.jobs = command_.jobs;
    if (command_.check && command_.since.empty()) return check(command_, discover_, choose_colors(files_.color));
    const ExpandedFolders folders = expand_folders(command_.files, command_.found, discover_);
    const bool many_ok = command_.diff || command_.write || command_.check || command_.interactive || !print_.empty();
    if ((folders.found || command_.files.size() > 1) && !many_ok) {
      return Error{"folders and more than one file need --diff, --write or --check"};
    }
    if (!command_.since.empty() && !command_.check && !command_.diff) return Error{"--since needs --check or --diff"};
    if (command_.write && reads_input) return Error{"--write cannot replace standard input"};
    if (command_.interactive && (reads_input || files_.files_from == "-")) {
      return Error{"--interactive reads answers from standard input; name files"};
    }
    if (command_.interactive && ::isatty(STDIN_FILENO) != 1) {
      return Error{"--interactive asks on a terminal, and standard input is none; use --diff and --write"};
    }
    command_.output = output_of(print_);
    return worse(folders.code, rewrite(command_, choose_colors(files_.color)));
  }

 private:
  FileOptions files_;
  SettingOptions settings_;
  DiscoverOptions discover_;
  std::string print_;
  bool no_cache_ = false;
  std::string cache_folder_;
  RewriteCommand command_;
};

class ReviewSubcommand final : public Subcommand {
 public:
  explicit ReviewSubcommand(CLI::App& app)
      : Subcommand(app, "review",
                   "Say what could be rewritten and why, for people and in the formats of review tools") {
    sub_.footer(std::string(exit_codes_text));
    files_.declare(sub_);
    settings_.declare_all(sub_);
    declare_since(sub_, command_.since);
    std::vector<std::string> formats;
    for (const auto& [name, value] : review_formats) formats.emplace_back(name);
    sub_.add_option("--format", format_, "the form of what is printed")
        ->check(CLI::IsMember(formats))
        ->capture_default_str();
    sub_.add_option("--stdin-name", command_.standard_input, "the path of standard input in what is printed")
        ->type_name("PATH")
        ->capture_default_str();
    sub_.add_flag("--exit-zero", command_.exit_zero, "exit with 0 if there are fixes too");
    declare_discovery(sub_, discover_);
  }

  Result<ExitCode> run() override {
    if (const auto read = files_.read(); !read) return Error{read.error()};
    if (const auto read = settings_.read(sub_, command_.configuration); !read) return Error{read.error()};
    if (const auto right = check_since(sub_, command_.since, files_); !right) return Error{right.error()};

    FilesBelow below;
    command_.files = std::move(files_.files);
    const ExpandedFolders folders = expand_folders(command_.files, below, discover_);
    command_.quiet = files_.quiet;
    command_.format = std::ranges::find(review_formats, format_, &ReviewFormatName::first)->second;
    return worse(folders.code, review(command_, choose_colors(files_.color)));
  }

 private:
  FileOptions files_;
  SettingOptions settings_;
  DiscoverOptions discover_;
  std::string format_ = "text";
  ReviewCommand command_;
};

class PrintSubcommand final : public Subcommand {
 public:
  explicit PrintSubcommand(CLI::App& app) : Subcommand(app, "print", "Print what drydock reads from Dockerfiles") {
    files_.declare(sub_);
    sub_.add_option("--as", as_,
                    "tree, ir, json, or model: the image config of each stage; json and model give one object a line "
                    "for each file")
        ->check(CLI::IsMember({"tree", "ir", "json", "model"}))
        ->capture_default_str();
    sub_.add_option("--base-config", base_config_,
                    "for model: take the OCI image config in FILE for that of every base image")
        ->type_name("FILE");
  }

  Result<ExitCode> run() override {
    if (const auto read = files_.read(); !read) return Error{read.error()};
    RewriteCommand command;
    if (const auto read = read_base_config(base_config_, command.base_config); !read) return Error{read.error()};
    command.files = std::move(files_.files);
    command.configuration = SettingOptions::none();
    command.jobs = available_threads();
    command.output = output_of(as_);
    command.quiet = files_.quiet;
    return rewrite(command, choose_colors(files_.color));
  }

 private:
  FileOptions files_;
  std::string as_ = "ir";
  std::string base_config_;
};

class ExplainSubcommand final : public Subcommand {
 public:
  explicit ExplainSubcommand(CLI::App& app)
      : Subcommand(app, "explain", "Say in plain words what Dockerfiles build and what their containers start") {
    sub_.footer(std::string(exit_codes_text));
    files_.declare(sub_);
    sub_.add_flag("--diff", command_.diff,
                  "say what changed between two files; exit with 1 if the images differ or may, with 0 if they are the "
                  "same");
    sub_.add_flag("--json", command_.json, "one object a line for each file, or for the two");
    settings_.declare_evidence(sub_);
    settings_.declare_config(sub_);
    sub_.add_option("--base-config", base_config_,
                    "take the OCI image config in FILE for that of every base image without one of its own")
        ->type_name("FILE");
    sub_.add_option("--argument", arguments_,
                    "show `docker run IMAGE` with this argument instead of a and b; may be repeated")
        ->type_name("WORD")
        ->allow_extra_args(false);
    sub_.add_option("--entrypoint", command_.options.entrypoint,
                    "show `docker run --entrypoint` with this program instead of x")
        ->type_name("WORD");
  }

  Result<ExitCode> run() override {
    if (const auto read = files_.read(); !read) return Error{read.error()};
    if (const auto read = settings_.read(sub_, command_.configuration); !read) return Error{read.error()};
    std::optional<ImageConfig>& base_config = command_.options.base_config;
    if (const auto read = read_base_config(base_config_, base_config); !read) return Error{read.error()};
    if (command_.diff && files_.files.size() != 2) return Error{"--diff takes two files"};

    command_.files = std::move(files_.files);
    if (!arguments_.empty()) command_.options.arguments = std::move(arguments_);
    command_.quiet = files_.quiet;
    return explain(command_, choose_colors(files_.color));
  }

 private:
  FileOptions files_;
  SettingOptions settings_;
  std::string base_config_;
  std::vector<std::string> arguments_;
  ExplainCommand command_;
};

class ConfigSubcommand final : public Subcommand {
 public:
  explicit ConfigSubcommand(CLI::App& app)
      : Subcommand(app, "config", "Print what is in force for files, and where each value came from") {
    files_.declare(sub_);
    sub_.add_flag("--json", command_.json, "one object a line for each file");
    settings_.declare_all(sub_);
  }

  Result<ExitCode> run() override {
    if (const auto read = files_.read(); !read) return Error{read.error()};
    if (const auto read = settings_.read(sub_, command_.configuration); !read) return Error{read.error()};
    command_.files = std::move(files_.files);
    return show_config(command_);
  }

 private:
  FileOptions files_;
  SettingOptions settings_;
  ConfigCommand command_;
};

class StreamSubcommand final : public Subcommand {
 public:
  explicit StreamSubcommand(CLI::App& app)
      : Subcommand(app, "stream",
                   "Rewrite Dockerfiles that come as lines of JSON: {id, path, content} in, "
                   "{id, path, content, changed, rewrites, diagnostics} out") {
    settings_.declare_all(sub_);
    declare_jobs(sub_, command_.jobs, "how many lines to work on at once; the number of processors if not given");
    sub_.add_flag("--flush", command_.flush, "write each answer as soon as it is there");
  }

  Result<ExitCode> run() override {
    if (const auto read = settings_.read(sub_, command_.configuration); !read) return Error{read.error()};
    return stream(command_);
  }

 private:
  SettingOptions settings_;
  StreamCommand command_;
};

class MigrateSubcommand final : public Subcommand {
 public:
  /// `words` are those of the command line, as they were written.
  MigrateSubcommand(CLI::App& app, std::span<const char* const> words)
      : Subcommand(app, "migrate",
                   "Rewrite the Dockerfiles of whole folders, in a way that can be reviewed, interrupted and taken "
                   "back") {
    for (const char* const word : words) command_.words += std::string(word) + '\0';
    sub_.footer(std::string(exit_codes_text));
    sub_.add_option("paths", command_.paths, "folders, or files")->type_name("PATH")->required();
    sub_.add_option("--plan", command_.plan,
                    "write to FILE what would be done, for `drydock apply`, and change nothing else; - is standard "
                    "output")
        ->type_name("FILE");
    sub_.add_option("--summary-json", command_.summary_json, "write the summary to FILE; - is standard output")
        ->type_name("FILE");
    sub_.add_option("--report", command_.report,
                    "write a page with all changes side by side to FILE; - is standard output")
        ->type_name("FILE.html");
    declare_discovery(sub_, command_.discover);
    settings_.declare_all(sub_);
    declare_long_run(sub_, command_.jobs, command_.quiet);
  }

  Result<ExitCode> run() override {
    if (const auto read = settings_.read(sub_, command_.configuration); !read) return Error{read.error()};
    command_.discover.jobs = command_.jobs;
    return migrate(command_);
  }

 private:
  SettingOptions settings_;
  MigrateCommand command_;
};

/// `apply` and `undo`.
class CarryOutSubcommand final : public Subcommand {
 public:
  CarryOutSubcommand(CLI::App& app, Direction direction, const std::string& name, const std::string& summary)
      : Subcommand(app, name, summary) {
    command_.direction = direction;
    sub_.footer(std::string(exit_codes_text));
    sub_.add_option("plan", command_.plan, "what `drydock migrate` wrote, or - for standard input")
        ->type_name("FILE")
        ->required();
    declare_long_run(sub_, command_.jobs, command_.quiet);
  }

  Result<ExitCode> run() override { return carry_out_plan(command_); }

 private:
  CarryOutCommand command_;
};

class ReplaySubcommand final : public Subcommand {
 public:
  explicit ReplaySubcommand(CLI::App& app)
      : Subcommand(app, "replay", "Run a reproducer again: exits with 3 if the verifier still refuses, with 0 if not") {
    sub_.add_option("file", file_, "what a refused rewrite left behind, or - for standard input")
        ->type_name("FILE")
        ->required();
  }

  Result<ExitCode> run() override { return replay(file_, choose_colors("auto")); }

 private:
  std::string file_;
};

class ReduceSubcommand final : public Subcommand {
 public:
  explicit ReduceSubcommand(CLI::App& app)
      : Subcommand(app, "reduce", "Shrink a Dockerfile that shows a fault to the lines and words that show it") {
    sub_.footer(
        "The test is run by /bin/sh and says with exit code 0 that a text still shows the fault. "
        "\"$1\" is a file with the text;\n"
        "with --passes, \"$2\" is one with the text after the rewrites. "
        "Without a test, the fault is that the verifier refuses a rewrite.");
    sub_.add_option("file", command_.file, "the Dockerfile, or - for standard input; it stays as it is")
        ->type_name("FILE")
        ->required();
    sub_.add_option("--test", command_.test, "the command that recognises the fault")->type_name("COMMAND");
    settings_.declare_all(sub_);
  }

  Result<ExitCode> run() override {
    if (const auto read = settings_.read(sub_, command_.configuration); !read) return Error{read.error()};
    command_.rewrites = sub_.get_option("--passes")->count() > 0;
    return reduce_file(command_);
  }

 private:
  SettingOptions settings_;
  ReduceCommand command_;
};

class PassesSubcommand final : public Subcommand {
 public:
  explicit PassesSubcommand(CLI::App& app)
      : Subcommand(app, "passes", "List the passes, or show the documentation of one") {
    CLI::Option* const pass = sub_.add_option("pass", command_.pass, "the pass to show")->type_name("PASS");
    sub_.add_option("--rule", command_.rule,
                    "list the passes that answer to a rule of BuildKit, hadolint or another tool")
        ->type_name("ID")
        ->excludes(pass);
    sub_.add_flag("--markdown", command_.markdown, "print the documentation of all passes")->excludes(pass);
  }

  Result<ExitCode> run() override { return show_passes(command_); }

 private:
  PassesCommand command_;
};

/// The words of the command line as CLI11 takes them, the last one first.
std::vector<std::string> reversed(std::span<const char* const> words) {
  std::vector<std::string> out;
  bool has_options = true;
  for (const char* const given : words) {
    std::string word = given;
    if (word == "--") has_options = false;
    // CLI11 takes the next word for the value of "--passes="; an empty value of its own says what is meant.
    const bool is_empty_value = has_options && word.starts_with("--") && word.ends_with('=');
    if (is_empty_value) word.pop_back();
    // It takes "[a,b]" for a list of two files; keep_whole() takes away again what hides that.
    if (word.starts_with('[') && word.ends_with(']')) word += '\0';
    out.push_back(std::move(word));
    if (is_empty_value) out.emplace_back();
  }
  std::ranges::reverse(out);
  return out;
}

/// Gives the options of a subcommand the words as they were written.
void keep_whole(CLI::App& sub) {
  for (CLI::Option* const option : sub.get_options()) {
    option->transform(CLI::Validator(
        [](std::string& word) {
          if (word.ends_with('\0')) word.pop_back();
          return std::string();
        },
        ""));
  }
}

}  // namespace

ExitCode run_command_line(int argc, char** argv) {
  const std::span<const char* const> words(argv + std::min(argc, 1), argv + argc);
  CLI::App app{"drydock rewrites Dockerfiles so that they build the same image and start the same container."};
  app.set_version_flag("--version", "drydock " DRYDOCK_VERSION);
  app.footer(std::string(exit_codes_text));
  app.require_subcommand(1);

  // In the order in which --help lists them.
  RewriteSubcommand rewriting(app);
  ReviewSubcommand reviewing(app);
  PrintSubcommand printing(app);
  ExplainSubcommand explaining(app);
  ConfigSubcommand configuring(app);
  StreamSubcommand streaming(app);
  MigrateSubcommand migrating(app, words);
  CarryOutSubcommand applying(app, Direction::apply, "apply",
                              "Do what a plan says; files that have changed since stay as they are");
  CarryOutSubcommand undoing(app, Direction::undo, "undo",
                             "Give the files of a plan the bytes back that they had before");
  ReplaySubcommand replaying(app);
  ReduceSubcommand reducing(app);
  PassesSubcommand listing(app);
  Subcommand* const subcommands[] = {&rewriting, &reviewing, &printing, &explaining, &configuring, &streaming,
                                     &migrating, &applying,  &undoing,  &replaying,  &reducing,    &listing};

  for (CLI::App* const sub : app.get_subcommands({})) keep_whole(*sub);
  try {
    app.parse(reversed(words));
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? finish_output() : ExitCode::failed;
  }
  Subcommand* const chosen = *std::ranges::find_if(subcommands, &Subcommand::chosen);  // one is required
  const Result<ExitCode> code = chosen->run();
  if (code) return code.value();
  std::fputs(fmt::format("drydock: {}\nTry --help.\n", code.error()).c_str(), stderr);
  return ExitCode::failed;
}

}  // namespace drydock
