// The one file that sees CLI11: reads the command line and runs the command.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/file.hpp"
#include "base/parallel.hpp"
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

/// Options as they are written; turned into a RewriteCommand once all of them are read.
struct Words {
  std::string passes;
  std::vector<std::string> assume;
  std::vector<std::string> targets;
  std::vector<std::string> image_configs;
  std::string context;
  std::string level = "equivalent";
  std::string print;
  std::string as = "ir";
  std::string base_config;
  std::string files_from;
  std::string color = "auto";
  std::string config;
  std::string since;
  bool no_config = false;
  bool as_given = false;
};

Result<Done> choose_passes(const Words& words, bool given, PipelineOptions& options) {
  auto chosen = given ? parse_passes(words.passes, words.as_given ? PassOrder::as_given : PassOrder::own) : default_passes();
  if (!chosen) return Error{chosen.error()};
  options.passes = std::move(chosen.value());
  return Done{};
}

Result<Done> choose_assumptions(const Words& words, Evidence& evidence) {
  for (const std::string& list : words.assume) {
    for (const std::string& name : split_list(list)) {
      std::vector<std::string_view> known = {"all"};
      bool found = name == "all";
      for (const Assumption assumption : all_assumptions()) {
        known.push_back(name_of(assumption));
        if (name != "all" && name != name_of(assumption)) continue;
        evidence.assumed.push_back(assumption);
        found = true;
      }
      if (!found) return Error{fmt::format("there is no assumption \"{}\"; known are {}", printable(name, 80), fmt::join(known, ", "))};
    }
  }
  return Done{};
}

/// What --target, --context and --image-config say.
Result<Done> read_evidence(const Words& words, CommandLineSettings& settings) {
  Evidence& evidence = settings.pipeline.evidence;
  for (const std::string& list : words.targets) {
    for (std::string& target : split_list(list)) evidence.targets.push_back(std::move(target));
  }
  if (!words.context.empty()) {
    std::error_code error;
    if (!std::filesystem::is_directory(words.context, error)) return Error{printable(words.context, 4096) + " is no folder"};
    evidence.context = words.context;
  }
  for (const std::string& given : words.image_configs) {
    const std::size_t equals = given.find('=');
    if (equals == std::string::npos || equals == 0) return Error{"--image-config takes IMAGE=FILE, not \"" + printable(given, 200) + "\""};
    const std::string path = given.substr(equals + 1);
    const auto bytes = read_file(path, Source::max_size);
    if (!bytes) return Error{path + ": " + bytes.error()};
    auto config = parse_image_config(bytes.value());
    if (!config) return Error{path + ": " + config.error()};
    evidence.images.insert_or_assign(given.substr(0, equals), std::move(config.value()));
    settings.image_configs.insert_or_assign(given.substr(0, equals), bytes.value());
  }
  return Done{};
}

Result<Done> add_files_from(const std::string& list, std::vector<std::string>& files) {
  if (list.empty()) return Done{};
  auto bytes = list == "-" ? read_standard_input(Source::max_size) : read_file(list, Source::max_size);
  if (!bytes) return Error{list + ": " + bytes.error()};
  std::string_view rest = bytes.value();
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    if (!line.empty()) files.emplace_back(line);
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
  }
  return Done{};
}

Result<Done> read_base_config(const std::string& path, std::optional<ImageConfig>& config) {
  if (path.empty()) return Done{};
  const auto bytes = read_file(path, Source::max_size);
  if (!bytes) return Error{path + ": " + bytes.error()};
  auto parsed = parse_image_config(bytes.value());
  if (!parsed) return Error{path + ": " + parsed.error()};
  config = std::move(parsed.value());
  return Done{};
}

/// Everything that configuration files may say too, as far as a command has options for it.
Result<Done> read_settings(const CLI::App& sub, const Words& words, CommandLineSettings& settings) {
  const auto given = [&](const std::string& name) {
    const CLI::Option* const option = sub.get_option_no_throw(name);
    return option != nullptr && option->count() > 0;
  };
  settings.passes = given("--passes");
  settings.level = given("--level");
  settings.assume = given("--assume");
  settings.targets = given("--target");
  settings.context = given("--context");
  settings.ignore_comments = given("--no-ignore-comments");
  if (const auto chosen = choose_passes(words, settings.passes, settings.pipeline); !chosen) return chosen;
  if (const auto chosen = choose_assumptions(words, settings.pipeline.evidence); !chosen) return chosen;
  settings.pipeline.max_level = words.level == "identical" ? Level::identical : words.level == "intended" ? Level::intended : Level::equivalent;
  return read_evidence(words, settings);
}

Colors choose_colors(const std::string& mode) {
  const char* const no_color = std::getenv("NO_COLOR");
  const char* const terminal = std::getenv("TERM");
  const bool allowed = mode == "always" || (mode == "auto" && (no_color == nullptr || *no_color == '\0') &&
                                            (terminal == nullptr || std::string_view(terminal) != "dumb"));
  const auto use = [&](int descriptor) { return allowed && (mode == "always" || ::isatty(descriptor) == 1); };
  return {use(STDOUT_FILENO), use(STDERR_FILENO)};
}

ExitCode usage_error(const std::string& message) {
  std::fputs(fmt::format("drydock: {}\nTry --help.\n", message).c_str(), stderr);
  return ExitCode::failed;
}

}  // namespace

ExitCode run_command_line(int argc, char** argv) {
  Words words;
  CommandLineSettings settings;
  RewriteCommand command;
  ConfigCommand shown_config;
  command.jobs = available_threads();
  PassesCommand showing;
  ExplainCommand explained;
  std::vector<std::string> explained_arguments;

  CLI::App app{"drydock rewrites Dockerfiles so that they build the same image and start the same container."};
  app.set_version_flag("--version", "drydock " DRYDOCK_VERSION);
  app.footer(std::string(exit_codes_text));
  app.require_subcommand(1);

  const auto common = [&](CLI::App& sub) {
    sub.add_option("files", command.files, "Dockerfiles; - is standard input")->type_name("FILE");
    sub.add_option("--files-from", words.files_from, "read more file names from FILE, one a line; - is standard input")->type_name("FILE");
    sub.add_option("--color", words.color, "auto, always or never; auto minds NO_COLOR and whether a terminal listens")
        ->check(CLI::IsMember({"auto", "always", "never"}))
        ->capture_default_str();
    sub.add_flag("--quiet", command.quiet, "do not report what is wrong with a file");
  };

  CLI::App& rewriting = *app.add_subcommand("rewrite", "Rewrite Dockerfiles");
  rewriting.footer(std::string(exit_codes_text));
  common(rewriting);
  CLI::Option* const diff = rewriting.add_flag("--diff", command.diff, "print the changes as a unified diff");
  rewriting.add_flag("--write", command.write, "replace the files")->excludes(diff);
  rewriting.add_flag("--check", command.check, "change nothing; exit with 1 if something would change")->excludes("--write");
  const auto pass_options = [&](CLI::App& sub) {
    CLI::Option* const passes = sub.add_option("--passes", words.passes, "the passes to run, in a list with commas; default and all stand for themselves, -name takes one out, name{option=value} sets an option; empty for none")->type_name("LIST");
    sub.add_flag("--as-given", words.as_given, "run the passes in the order of --passes, not in their own")->needs(passes);
    sub.add_option("--level", words.level, "apply rewrites up to this level: identical, equivalent or intended")
        ->check(CLI::IsMember({"identical", "equivalent", "intended"}))
        ->capture_default_str();
    sub.add_flag("!--no-ignore-comments", settings.pipeline.ignore_comments, "do not mind comments such as # drydock ignore=PASS, # hadolint ignore=RULE and # check=skip=RULE");
  };
  const auto config_options = [&](CLI::App& sub) {
    CLI::Option* const config = sub.add_option("--config", words.config, "the configuration file for all files; without it the nearest .drydock.toml at or above each file counts, and $XDG_CONFIG_HOME/drydock/drydock.toml")->type_name("FILE");
    sub.add_flag("--no-config", words.no_config, "read no configuration file")->excludes(config);
  };
  pass_options(rewriting);
  config_options(rewriting);
  const auto evidence_options = [&](CLI::App& sub) {
    sub.add_option("--assume", words.assume, "facts to take for granted, in a list with commas; all for all")
        ->type_name("LIST")
        ->allow_extra_args(false);
    sub.add_option("--target", words.targets, "the stages that are built, by name or number, in a list with commas")
        ->type_name("LIST")
        ->allow_extra_args(false);
    sub.add_option("--context", words.context, "the folder that the files are built with: shows which scripts have a #! line, and what is an archive")
        ->type_name("DIR");
    sub.add_option("--image-config", words.image_configs, "the config of a base image, as `docker image inspect` or an OCI registry gives it; may be repeated")
        ->type_name("IMAGE=FILE")
        ->allow_extra_args(false);
  };
  evidence_options(rewriting);
  const auto since_option = [&](CLI::App& sub) {
    return sub.add_option("--since", words.since, "only what touches lines that changed since the merge base of HEAD and a Git revision: commits, staged, unstaged and untracked")->type_name("REV");
  };
  CLI::Option* const since = since_option(rewriting);
  rewriting.add_flag("--interactive", command.interactive, "ask about each rewrite on the terminal, as git add -p does, and replace the files")
      ->excludes("--diff", "--write", "--check");
  rewriting.add_flag("--report-unused-ignores", command.report_unused_ignores, "report # drydock ignore comments that hold nothing back or name no pass; with --check they count");
  rewriting.add_flag("--remarks", command.remarks, "say what was applied, what was not, and why");
  rewriting.add_option("--print", words.print, "print the tree or the IR of the result instead of its text")
      ->check(CLI::IsMember({"tree", "ir", "json"}))
      ->excludes("--diff", "--write", "--check", "--interactive");
  rewriting.add_option("--bisect-limit", settings.pipeline.rewrite_limit, "apply at most N rewrites in each file, to find the one to blame")->type_name("N");
  rewriting.add_flag("--time-passes", command.time_passes, "say how long each pass took");
  rewriting.add_flag("!--no-reproducer", command.reproducer, "leave nothing in the temporary folder if the verifier refuses a rewrite");
  rewriting.add_flag("--print-after-change", command.print_after_change, "print the text after each pass that changed it, to standard error");

  rewriting.add_option("--jobs", command.jobs, "how many files to work on at once; the number of processors if not given. The output is the same for any number")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, max_jobs));
  since->excludes("--write", "--interactive", "--remarks", "--print", "--report-unused-ignores", "--time-passes", "--print-after-change");

  ReviewCommand reviewed;
  std::string format = "text";
  CLI::App& reviewing = *app.add_subcommand("review", "Say what could be rewritten and why, for people and in the formats of review tools");
  reviewing.footer(std::string(exit_codes_text));
  common(reviewing);
  pass_options(reviewing);
  evidence_options(reviewing);
  config_options(reviewing);
  since_option(reviewing);
  std::vector<std::string> formats;
  for (const auto& [name, value] : review_formats) formats.emplace_back(name);
  reviewing.add_option("--format", format, "the form of what is printed")->check(CLI::IsMember(formats))->capture_default_str();
  reviewing.add_option("--stdin-name", reviewed.standard_input, "the path of standard input in what is printed")->type_name("PATH")->capture_default_str();
  reviewing.add_flag("--exit-zero", reviewed.exit_zero, "exit with 0 if there are fixes too");

  CLI::App& printing = *app.add_subcommand("print", "Print what drydock reads from Dockerfiles");
  common(printing);
  printing.add_option("--as", words.as, "tree, ir, json, or model: the image config of each stage; json and model give one object a line for each file")
      ->check(CLI::IsMember({"tree", "ir", "json", "model"}))
      ->capture_default_str();
  printing.add_option("--base-config", words.base_config, "for model: take the OCI image config in FILE for that of every base image")->type_name("FILE");

  CLI::App& explaining = *app.add_subcommand("explain", "Say in plain words what Dockerfiles build and what their containers start");
  explaining.footer(std::string(exit_codes_text));
  common(explaining);
  explaining.add_flag("--diff", explained.diff, "say what changed between two files; exit with 1 if the images differ or may, with 0 if they are the same");
  explaining.add_flag("--json", explained.json, "one object a line for each file, or for the two");
  evidence_options(explaining);
  config_options(explaining);
  explaining.add_option("--base-config", words.base_config, "take the OCI image config in FILE for that of every base image without one of its own")->type_name("FILE");
  explaining.add_option("--argument", explained_arguments, "show `docker run IMAGE` with this argument instead of a and b; may be repeated")
      ->type_name("WORD")
      ->allow_extra_args(false);
  explaining.add_option("--entrypoint", explained.options.entrypoint, "show `docker run --entrypoint` with this program instead of x")->type_name("WORD");

  CLI::App& configuring = *app.add_subcommand("config", "Print what is in force for files, and where each value came from");
  common(configuring);
  configuring.add_flag("--json", shown_config.json, "one object a line for each file");
  pass_options(configuring);
  evidence_options(configuring);
  config_options(configuring);

  StreamCommand streamed;
  CLI::App& streaming = *app.add_subcommand("stream", "Rewrite Dockerfiles that come as lines of JSON: {id, path, content} in, {id, path, content, changed, rewrites, diagnostics} out");
  pass_options(streaming);
  evidence_options(streaming);
  config_options(streaming);
  streamed.jobs = available_threads();
  streaming.add_option("--jobs", streamed.jobs, "how many lines to work on at once; the number of processors if not given")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, max_jobs));
  streaming.add_flag("--flush", streamed.flush, "write each answer as soon as it is there");

  MigrateCommand migrated;
  migrated.jobs = available_threads();
  CarryOutCommand carried;
  carried.jobs = available_threads();
  const auto discovery = [&](CLI::App& sub) {
    sub.add_flag("!--no-ignore", migrated.discover.ignore, "in folders: look at what .gitignore names, too");
    sub.add_flag("--tracked", migrated.discover.tracked, "in folders: of a Git work tree, look at what its index lists, and at nothing else");
    sub.add_flag("--hidden", migrated.discover.hidden, "in folders: look at names that begin with a dot, too; never into .git");
    sub.add_option("--match", migrated.discover.match, "in folders: take files whose names match GLOB for Dockerfiles, too; may be repeated")
        ->type_name("GLOB")
        ->allow_extra_args(false);
  };
  const auto long_run = [](CLI::App& sub, std::size_t& jobs, bool& quiet) {
    sub.add_option("--jobs", jobs, "how many files to work on at once; the number of processors if not given")
        ->type_name("N")
        ->check(CLI::Range(std::size_t{1}, max_jobs));
    sub.add_flag("--quiet", quiet, "say nothing but what went wrong");
  };
  discovery(rewriting);
  discovery(reviewing);
  CLI::App& migrating = *app.add_subcommand("migrate", "Rewrite the Dockerfiles of whole folders, in a way that can be reviewed, interrupted and taken back");
  migrating.footer(std::string(exit_codes_text));
  migrating.add_option("paths", migrated.paths, "folders, or files")->type_name("PATH")->required();
  migrating.add_option("--plan", migrated.plan, "write to FILE what would be done, for `drydock apply`, and change nothing else")->type_name("FILE");
  migrating.add_option("--summary-json", migrated.summary_json, "write the summary to FILE")->type_name("FILE");
  migrating.add_option("--report", migrated.report, "write a page with all changes side by side to FILE")->type_name("FILE.html");
  discovery(migrating);
  pass_options(migrating);
  evidence_options(migrating);
  config_options(migrating);
  long_run(migrating, migrated.jobs, migrated.quiet);
  const auto carrying = [&](CLI::App& sub) {
    sub.footer(std::string(exit_codes_text));
    sub.add_option("plan", carried.plan, "what `drydock migrate` wrote, or - for standard input")->type_name("FILE")->required();
    long_run(sub, carried.jobs, carried.quiet);
  };
  CLI::App& applying = *app.add_subcommand("apply", "Do what a plan says; files that have changed since stay as they are");
  carrying(applying);
  CLI::App& undoing = *app.add_subcommand("undo", "Give the files of a plan the bytes back that they had before");
  carrying(undoing);

  std::string reproducer;
  CLI::App& replaying = *app.add_subcommand("replay", "Run a reproducer again: exits with 3 if the verifier still refuses, with 0 if not");
  replaying.add_option("file", reproducer, "what a refused rewrite left behind, or - for standard input")->type_name("FILE")->required();

  ReduceCommand reduced;
  CLI::App& reducing = *app.add_subcommand("reduce", "Shrink a Dockerfile that shows a fault to the lines and words that show it");
  reducing.footer(
      "The test is run by /bin/sh and says with exit code 0 that a text still shows the fault. \"$1\" is a file with the text;\n"
      "with --passes, \"$2\" is one with the text after the rewrites. Without a test, the fault is that the verifier refuses a rewrite.");
  reducing.add_option("file", reduced.file, "the Dockerfile, or - for standard input; it stays as it is")->type_name("FILE")->required();
  reducing.add_option("--test", reduced.test, "the command that recognises the fault")->type_name("COMMAND");
  pass_options(reducing);
  evidence_options(reducing);
  config_options(reducing);

  CLI::App& listing = *app.add_subcommand("passes", "List the passes, or show the documentation of one");
  CLI::Option* const shown = listing.add_option("pass", showing.pass, "the pass to show")->type_name("PASS");
  listing.add_option("--rule", showing.rule, "list the passes that answer to a rule of BuildKit, hadolint or another tool")->type_name("ID")->excludes(shown);
  listing.add_flag("--markdown", showing.markdown, "print the documentation of all passes")->excludes(shown);

  // CLI11 takes the next word for the value of "--passes="; an empty value of its own says what is meant.
  std::vector<std::string> arguments;
  for (int i = argc - 1; i > 0; --i) {
    std::string word = argv[i];
    if (word.starts_with("--") && word.ends_with('=')) {
      arguments.emplace_back();
      word.pop_back();
    }
    arguments.push_back(std::move(word));
  }
  try {
    app.parse(std::move(arguments));
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? ExitCode::done : ExitCode::failed;
  }

  if (listing.parsed()) return show_passes(showing);
  if (replaying.parsed()) return replay(reproducer, choose_colors(words.color));
  if (applying.parsed() || undoing.parsed()) {
    carried.direction = undoing.parsed() ? Direction::undo : Direction::apply;
    return carry_out_plan(carried);
  }
  if (const auto added = add_files_from(words.files_from, command.files); !added) return usage_error(added.error());
  const bool takes_files = !streaming.parsed() && !migrating.parsed() && !reducing.parsed();
  if (takes_files && command.files.empty() && words.files_from.empty()) return usage_error("name at least one file, or - for standard input");
  const CLI::App& chosen = *app.get_subcommands().front();
  if (const auto read = read_settings(chosen, words, settings); !read) return usage_error(read.error());
  // `print` shows the file itself: no pass runs, and no setting changes that.
  if (printing.parsed()) settings.pipeline.passes.clear();
  const ConfigLookup lookup = printing.parsed() || words.no_config ? ConfigLookup::none : !words.config.empty() ? ConfigLookup::file : ConfigLookup::find;
  const auto configuration = std::make_shared<Configuration>(lookup, words.config, std::move(settings), [](const std::string& errors) { std::fputs(errors.c_str(), stderr); });
  if (reducing.parsed()) {
    reduced.configuration = configuration;
    reduced.rewrites = chosen.get_option("--passes")->count() > 0;
    return reduce_file(reduced);
  }
  if (streaming.parsed()) {
    streamed.configuration = configuration;
    return stream(streamed);
  }
  if (migrating.parsed()) {
    migrated.configuration = configuration;
    for (int i = 1; i < argc; ++i) migrated.words += std::string(argv[i]) + '\0';
    return migrate(migrated);
  }
  if (configuring.parsed()) {
    shown_config.files = command.files;
    shown_config.configuration = configuration;
    return show_config(shown_config);
  }
  if (explaining.parsed()) {
    explained.files = command.files;
    explained.quiet = command.quiet;
    explained.configuration = configuration;
    if (!explained_arguments.empty()) explained.options.arguments = std::move(explained_arguments);
    if (const auto read = read_base_config(words.base_config, explained.options.base_config); !read) return usage_error(read.error());
    if (explained.diff && explained.files.size() != 2) return usage_error("--diff takes two files");
    return explain(explained, choose_colors(words.color));
  }
  command.configuration = configuration;
  const std::string& output = printing.parsed() ? words.as : words.print;
  if (!output.empty()) command.output = output == "tree" ? Output::tree : output == "ir" ? Output::ir : output == "model" ? Output::model : Output::json;
  if (const auto read = read_base_config(words.base_config, command.base_config); !read) return usage_error(read.error());
  const bool reads_input = std::ranges::find(command.files, "-") != command.files.end();
  if (const CLI::Option* const option = chosen.get_option_no_throw("--since"); option != nullptr && option->count() > 0 && words.since.empty()) return usage_error("--since takes a revision");
  if (!words.since.empty() && reads_input) return usage_error("--since needs files in a Git work tree, not standard input");
  const auto is_folder = [](const std::string& file) {
    std::error_code unknown;
    return std::filesystem::is_directory(file, unknown);
  };
  const bool folders = std::ranges::any_of(command.files, is_folder);
  const ExitCode found = reviewing.parsed() || rewriting.parsed() ? expand_folders(command.files, command.found, migrated.discover) : ExitCode::done;
  if (reviewing.parsed()) {
    reviewed.since = words.since;
    reviewed.files = std::move(command.files);
    reviewed.configuration = configuration;
    reviewed.quiet = command.quiet;
    reviewed.format = std::ranges::find(review_formats, format, &ReviewFormatName::first)->second;
    return worse(found, review(reviewed, choose_colors(words.color)));
  }
  if (rewriting.parsed()) {
    const bool many_ok = command.diff || command.write || command.check || command.interactive || !words.print.empty();
    if ((folders || command.files.size() > 1) && !many_ok) return usage_error("folders and more than one file need --diff, --write or --check");
    command.since = words.since;
    if (!command.since.empty() && !command.check && !command.diff) return usage_error("--since needs --check or --diff");
    if (command.write && reads_input) return usage_error("--write cannot replace standard input");
    if (command.interactive && (reads_input || words.files_from == "-")) return usage_error("--interactive reads answers from standard input; name files");
    if (command.interactive && ::isatty(STDIN_FILENO) != 1) return usage_error("--interactive asks on a terminal, and standard input is none; use --diff and --write");
  }
  return worse(found, rewrite(command, choose_colors(words.color)));
}

}  // namespace drydock
