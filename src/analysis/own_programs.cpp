// What a Dockerfile shows of the programs that it puts into an image.
#include "analysis/own_programs.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "base/unicode.hpp"

namespace drydock {
namespace {

namespace fs = std::filesystem;

std::string_view without_quotes(std::string_view value) {
  while (!value.empty() && (value.front() == '"' || value.front() == '\'')) value.remove_prefix(1);
  while (!value.empty() && (value.back() == '"' || value.back() == '\'')) value.remove_suffix(1);
  return value;
}

/// What may stand for other text, so that a path with it is not known.
constexpr std::string_view placeholders = "$\"'\\";

/// An absolute path without empty parts and dots. What distributions link to each other counts as one, as /usr/bin and
/// /bin.
std::string clean_path(std::string_view path) {
  std::string clean = fs::path(path).lexically_normal().generic_string();
  if (clean.starts_with("//")) clean.erase(0, 1);
  if (clean.starts_with("/usr/bin/") || clean.starts_with("/usr/sbin/")) clean.erase(0, 4);
  return clean;
}

/// What stands before a word of a script.
constexpr std::string_view word_breaks = " \t\n\"'>;&|(";

/// Walks through a script to one place after the other, from left to right, and knows what stands around each. No byte
/// is looked at twice.
class ScriptWalk {
 public:
  explicit ScriptWalk(std::string_view script) : script_(script) {}

  void go_to(std::size_t place) {
    for (; at_ < place; ++at_) {
      const char byte = script_[at_];
      if (word_breaks.find(byte) != std::string_view::npos) word_ = at_ + 1;
      if (std::string_view(";&|\n(").find(byte) != std::string_view::npos) {
        program_ = program_end_ = nowhere;
        redirects_ = false;
      } else {
        redirects_ = redirects_ || byte == '>';
        if (program_ == nowhere && next_text() == at_) program_ = at_;
        if (program_ != nowhere && program_end_ == nowhere && byte == ' ') program_end_ = at_;
      }
    }
  }
  /// Where the word begins that the place lies in.
  [[nodiscard]] std::size_t word() const { return word_; }
  /// Whether a ">" stands between the beginning of the command and the place.
  [[nodiscard]] bool redirects() const { return redirects_; }
  /// The first word of the command, as far as it stands before the place.
  [[nodiscard]] std::string_view program_so_far() const {
    if (program_ == nowhere) return {};
    return trim_space(script_.substr(program_, std::min(program_end_, at_) - program_));
  }
  /// Whether the first word of the command, which may go on behind the place, is a given one.
  bool program_is(std::string_view word) {
    const std::string_view command = script_.substr(program_ != nowhere ? program_ : next_text());
    if (!command.starts_with(word)) return false;
    return command.size() == word.size() || is_ascii_space(command[word.size()]);
  }
  /// Whether the command gives its last word to what the one before it names.
  bool names_a_file_anew() {
    static constexpr std::array<std::string_view, 8> programs = {"ln",      "cp",      "mv",      "install",
                                                                 "sudo ln", "sudo cp", "sudo mv", "sudo install"};
    return std::ranges::any_of(programs, [&](std::string_view program) { return program_is(program); });
  }

 private:
  static constexpr std::size_t nowhere = std::string_view::npos;

  /// The first byte at or behind the place that is no white space.
  std::size_t next_text() {
    if (at_ >= text_) text_ = at_ + leading_space_size(script_.substr(at_));
    return text_;
  }

  std::string_view script_;
  std::size_t at_ = 0;
  std::size_t word_ = 0;
  std::size_t text_ = 0;               // up to it there is white space only, from where it was looked for
  std::size_t program_ = nowhere;      // where the command's first word begins and ends, if the place is behind that
  std::size_t program_end_ = nowhere;
  bool redirects_ = false;
};

/// Whether a path's last name is one of the commands that make files.
bool makes_files(std::string_view program) {
  while (program.ends_with('/')) program.remove_suffix(1);
  static constexpr std::array<std::string_view, 8> makers = {"tee", "chmod",   "cp",   "mv",
                                                             "ln",  "install", "curl", "wget"};
  return std::ranges::any_of(makers, [&](std::string_view maker) {
    if (!program.ends_with(maker)) return false;
    return program.size() == maker.size() || program[program.size() - maker.size() - 1] == '/';
  });
}

/// Whether a RUN may put a file of that name somewhere: it names a path that ends in it, or a command that makes files
/// names it.
bool run_may_write(std::string_view script, std::string_view name) {
  ScriptWalk walk(script);
  for (std::size_t at = find_linear(script, name); at != std::string_view::npos;
       at = find_linear(script, name, at + 1)) {
    const std::size_t end = at + name.size();
    const bool begins = at == 0 || std::string_view("/ \t\"'>=").find(script[at - 1]) != std::string_view::npos;
    const bool ends =
        end == script.size() || std::string_view(" \t\n\"';&|)").find(script[end]) != std::string_view::npos;
    if (!begins || !ends) continue;
    if (at > 0 && (script[at - 1] == '/' || script[at - 1] == '>')) return true;
    walk.go_to(at);
    if (walk.redirects() || makes_files(walk.program_so_far())) return true;
  }
  return false;
}

/// Folders in which programs are looked up: the system's, and those that known base images have in PATH.
constexpr std::array<std::string_view, 13> program_folders = {
    "/bin",           "/sbin",           "/usr/bin",         "/usr/sbin",
    "/usr/local/bin", "/usr/local/sbin", "/go/bin",          "/usr/local/go/bin",
    "/usr/local/bundle/bin", "/usr/local/cargo/bin", "/usr/local/tomcat/bin", "/usr/local/apache2/bin",
    "/usr/local/openjdk/bin"};

/// Whether a program is given by a path that leads to none of them.
bool is_own_path(std::string_view program) {
  const std::size_t slash = program.rfind('/');
  return slash != std::string_view::npos &&
         std::ranges::find(program_folders, program.substr(0, slash)) == program_folders.end();
}

bool is_or_is_above(std::string_view folder, std::string_view other) {
  return other.starts_with(folder) && (other.size() == folder.size() || folder.empty() || other[folder.size()] == '/');
}

/// A COPY or ADD as far as it matters here.
struct Copying {
  std::span<const Text> sources;
  std::span<const Heredoc* const> contents;
  std::string_view destination;
  bool unpacks = false;  ///< ADD: an archive among the sources is unpacked
};

bool is_folder(std::string_view destination) {
  return destination.ends_with('/') || destination == "." || destination.ends_with("/.");
}

/// Whether it may put a file of that name into one of the folders, going by what it names. `workdir` is the working
/// directory as written, or "" if it is not known.
bool copy_may_write(const Copying& copying, std::string_view workdir, std::string_view name,
                    std::span<const std::string_view> folders) {
  if (!is_folder(copying.destination) && base_name(copying.destination) == name) return true;
  if (std::ranges::any_of(copying.contents, [&](const Heredoc* heredoc) { return heredoc->name == name; })) return true;
  std::string folder(copying.destination);
  bool known = folder.starts_with('/') && folder.find('$') == std::string::npos;
  if (!folder.starts_with('/') && workdir.starts_with('/') && workdir.find('$') == std::string_view::npos &&
      folder.find('$') == std::string::npos) {
    while (folder.starts_with("./")) folder.erase(0, 2);
    folder = std::string(workdir) + "/" + (folder == "." ? "" : folder);
    known = true;
  }
  while (folder.ends_with('/')) folder.pop_back();
  const bool near_programs = !known || std::ranges::any_of(folders, [&](std::string_view programs) {
    return is_or_is_above(folder, programs);
  });
  return std::ranges::any_of(copying.sources, [&](const Text& source) {
    const std::string_view source_name = base_name(source.value);
    if (source_name == name) return true;
    static constexpr std::array<std::string_view, 8> archives = {".tar", ".tgz", ".gz",  ".bz2",
                                                                 ".xz",  ".tbz", ".txz", ".zst"};
    const bool archive = copying.unpacks && std::ranges::any_of(archives, [&](std::string_view ending) {
                           return source_name.ends_with(ending);
                         });
    const bool one_file = source_name.find('.', 1) != std::string_view::npos &&
                          source_name.find_first_of("*?[$") == std::string_view::npos && !archive;
    return near_programs && !one_file;
  });
}

bool is_shell_script_name(std::string_view name) {
  static constexpr std::array<std::string_view, 4> extensions = {".sh", ".bash", ".ash", ".command"};
  return std::ranges::any_of(extensions, [&](std::string_view extension) { return name.ends_with(extension); });
}

/// Whether the name is one that people give to shell scripts.
bool sounds_like_a_script(std::string_view name) {
  if (is_shell_script_name(name)) return true;
  // With another extension it is a program in another language.
  if (name.find('.', 1) != std::string_view::npos) return false;
  constexpr auto words =
      std::to_array<std::string_view>({"entry", "start", "run", "init", "launch", "setup", "script", "deploy", "boot",
                                       "wait", "build", "install", "wrapper", "cmd", "check", "health", "probe"});
  const std::string lower = lower_ascii(name);
  return std::ranges::any_of(words, [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

bool is_shell_path(std::string_view path) { return path == "/bin/sh" || path == "/usr/bin/sh"; }

/// Whether a file of that name is a shell that may stand in for /bin/sh.
bool is_usual_shell(std::string_view name) { return name == "sh" || name == "bash" || name == "dash"; }

/// Visits the paths of a RUN, each with a given ending, to which a command copies, moves or links a file.
void for_each_new_name(std::string_view script, std::string_view ending,
                       const std::function<void(std::string_view path, std::string_view file)>& visit) {
  constexpr std::string_view between = " \t\"'";
  constexpr std::string_view end_of_command = "\n;&|)";
  ScriptWalk walk(script);
  std::optional<std::size_t> seen;  // the word that was looked at last
  for (std::size_t at = find_linear(script, ending); at != std::string_view::npos;
       at = find_linear(script, ending, at + 1)) {
    const std::size_t end = at + ending.size();
    const std::size_t rest = std::min(script.find_first_not_of("\"'", end), script.size());
    const std::size_t after = std::min(script.find_first_not_of(" \t", rest), script.size());
    const auto ends_command = [&](std::size_t place) {
      return place == script.size() || end_of_command.find(script[place]) != std::string_view::npos;
    };
    if (!ends_command(rest) && (after == rest || !(ends_command(after) || script[after] == '#'))) continue;
    walk.go_to(at);
    if (std::exchange(seen, walk.word()) == walk.word()) continue;
    const std::size_t file_end = script.substr(0, walk.word()).find_last_not_of(between);
    if (file_end == std::string_view::npos || !walk.names_a_file_anew()) continue;
    const std::string_view words = script.substr(0, file_end + 1);
    visit(script.substr(walk.word(), end - walk.word()), words.substr(words.find_last_of(word_breaks) + 1));
  }
}

/// Whether a RUN puts something in the place of /bin/sh that is none of the usual shells.
bool run_replaces_shell(std::string_view script) {
  bool replaces = false;
  for_each_new_name(script, "/bin/sh", [&](std::string_view path, std::string_view file) {
    replaces = replaces || (is_shell_path(path) && !is_usual_shell(base_name(file)));
  });
  return replaces;
}

/// Whether a RUN writes lines into a file of that name.
bool run_writes_lines(std::string_view script, std::string_view name) {
  ScriptWalk walk(script);
  std::optional<std::size_t> seen;  // the word that was looked at last
  for (std::size_t at = find_linear(script, name); at != std::string_view::npos;
       at = find_linear(script, name, at + 1)) {
    const std::size_t end = at + name.size();
    const bool ends =
        end == script.size() || std::string_view(" \t\n\"';&|)").find(script[end]) != std::string_view::npos;
    if (!ends) continue;
    // The word that ends in the name, and what stands before it.
    walk.go_to(at);
    const std::size_t begin = walk.word();
    if (begin != at && script[at - 1] != '/') continue;
    if (std::exchange(seen, begin) == begin) continue;
    std::size_t before = begin;
    while (before > 0 && std::string_view(" \t\"'").find(script[before - 1]) != std::string_view::npos) --before;
    if (before > 0 && script[before - 1] == '>') return true;
    const std::string_view words = script.substr(0, before);
    if (words.ends_with("tee") || words.ends_with("tee -a") || words.ends_with("sed -i")) return true;
  }
  return false;
}

/// The texts that a RUN gives to a shell.
void for_each_script(const Snapshot& snapshot, const Instruction& instruction,
                     const std::function<void(std::string_view)>& visit) {
  for (const Text& value : instruction.values) visit(value.value);
  for (const Heredoc& heredoc : instruction.heredocs) visit(snapshot.source->text(heredoc.content));
}

struct Findings {
  bool put_there = false;      ///< a COPY, ADD or RUN may have put it there
  bool written_lines = false;  ///< by a RUN, line by line
  bool not_in_context = false; ///< it comes from another stage, a RUN, or a file of another name
  bool named_like_it = false;  ///< something of its very name is put where programs are looked up, or taken away there
  bool script_renamed = false; ///< its name is given to a file whose own is one that people give to scripts
  bool other_shell = false;    ///< /bin/sh is replaced by what is none of the usual shells
};

/// Whether a text has the path of a program of that name in it, as in `rm /usr/bin/test`.
bool names_a_program(std::string_view text, std::string_view name) {
  const std::string wanted = "bin/" + std::string(name);
  for (std::size_t at = find_linear(text, wanted); at != std::string_view::npos;
       at = find_linear(text, wanted, at + 1)) {
    const std::size_t end = at + wanted.size();
    if (end == text.size() || std::string_view(" \t\n\"';&|)").find(text[end]) != std::string_view::npos) return true;
  }
  return false;
}

/// Whether all that a RUN does with files of that name is to change who may do what with them.
bool run_only_changes_modes(std::string_view script, std::string_view name) {
  ScriptWalk walk(script);
  for (std::size_t at = find_linear(script, name); at != std::string_view::npos;
       at = find_linear(script, name, at + 1)) {
    walk.go_to(at);
    if (!walk.program_is("chmod") && !walk.program_is("chown")) return false;
  }
  return true;
}

/// Looks through a stage and its ancestors for what a program is made of.
class Search {
 public:
  Search(const Snapshot& snapshot, const ImageModel& model)
      : snapshot_(snapshot), model_(model), affordable_(most_read / std::max<std::size_t>(model.stages.size(), 1)) {}

  /// `program` is a name, or a path in the image.
  Findings look(const Stage& stage, std::string_view program, std::span<const std::string_view> folders);

 private:
  void look_at(const Instruction& instruction, const Stage& stage, bool is_trigger);
  void look_at_copying(const Copying& copying, const Instruction& instruction, const Stage& stage);
  void look_at_sources(const Copying& copying, const Instruction& instruction, const Stage& stage);
  [[nodiscard]] bool may_be_named(std::string_view destination) const;
  [[nodiscard]] bool may_be_program(std::string_view destination) const;
  [[nodiscard]] bool is_put_among_programs(const Copying& copying) const;
  [[nodiscard]] bool can_afford(std::size_t bytes);
  [[nodiscard]] bool can_afford(const Stage& origin);

  /// How many copies from other stages are followed for one program. Past that a script may be behind any.
  static constexpr int most_followed = 32;
  /// The most bytes of other stages that are looked at, for the programs of all stages together. Each program has the
  /// share of a stage, so that what is found does not depend on who asks, and in what order. No real file comes near.
  static constexpr std::size_t most_read = 4'000'000;

  const Snapshot& snapshot_;
  const ImageModel& model_;
  int followed_ = 0;
  std::size_t affordable_;  // bytes of other stages
  // Of the stage that is looked at, and those that it is built on:
  std::string_view name_;
  bool is_path_ = false;
  bool is_own_path_ = false;  // one that is not in a folder of programs
  std::string path_;  // if it is known, without "/usr" before "/bin"
  std::span<const std::string_view> folders_;
  std::string_view workdir_;  // as written
  Findings found_;
};

/// The earlier stage that --from names; null if it names none.
const Stage* stage_copied_from(const Instruction& instruction, const ImageModel& model, const Stage& stage) {
  const Flag* const from = instruction.flag("from");
  if (from == nullptr || !from->value) return nullptr;
  const StageIndex index = model.index_of(stage);
  const std::string name = lower_ascii_like_go(*from->value);
  for (StageIndex other = index; other-- > 0;) {
    if (model.stages[other].name == name) return &model.stages[other];
  }
  const auto number = model.find_stage(name);
  return number && *number < index ? &model.stages[*number] : nullptr;
}

bool Search::can_afford(std::size_t bytes) {
  const bool can = bytes <= affordable_;
  affordable_ = can ? affordable_ - bytes : 0;
  return can;
}

bool Search::can_afford(const Stage& origin) {
  const auto& instructions = snapshot_.dockerfile.instructions;
  for (const Stage* stage = &origin;; stage = &model_.stages[*stage->parent]) {
    if (!can_afford(instructions[stage->end - 1].range.end - instructions[stage->from].range.begin)) return false;
    if (!stage->parent) return true;
  }
}

/// Whether a destination may be a file of the program's name. A variable may stand for the name of one that lies among
/// the project's own files; in other cases it nearly always stands for a folder, as in `COPY jre $JAVA_HOME`.
bool Search::may_be_named(std::string_view destination) const {
  if (is_folder(destination)) return false;
  const std::string_view last = base_name(destination);
  return last == name_ || (is_own_path_ && last.find_first_of(placeholders) != std::string_view::npos);
}

/// Whether a file of the program's very name is put where programs are looked up.
bool Search::is_put_among_programs(const Copying& copying) const {
  const std::string_view destination = copying.destination;
  if (!destination.starts_with('/') || destination.find_first_of(placeholders) != std::string_view::npos) return false;
  std::string folder = clean_path(std::string(destination) + "/x");  // as a folder, so that /usr/bin is /bin
  folder.erase(folder.size() - 2);
  const auto is_searched = [&](std::string_view wanted) {
    return std::ranges::find(folders_, wanted) != folders_.end() && wanted != "/";
  };
  const bool holds_it =
      std::ranges::any_of(copying.sources,
                          [&](const Text& source) { return base_name(without_quotes(source.value)) == name_; }) ||
      std::ranges::any_of(copying.contents, [&](const Heredoc* heredoc) { return heredoc->name == name_; });
  return (holds_it && is_searched(folder)) ||
         (base_name(folder) == name_ && is_searched(std::string_view(folder).substr(0, folder.rfind('/'))));
}

/// Whether the destination of a copy may be the program, as far as paths tell.
bool Search::may_be_program(std::string_view destination) const {
  if (!may_be_named(destination)) return false;
  if (!destination.starts_with('/')) return true;
  const std::size_t unknown = destination.find_first_of(placeholders);
  const std::string known = clean_path(destination.substr(0, unknown));
  if (is_path_ && unknown == std::string_view::npos) return path_.empty() || path_ == known;
  const std::string_view folder = std::string_view(known).substr(0, known.rfind('/'));
  if (is_path_) return path_.empty() || is_or_is_above(folder, path_);
  return std::ranges::any_of(folders_, [&](std::string_view other) {
    return other == "/" || (unknown == std::string_view::npos ? folder == other : is_or_is_above(folder, other));
  });
}

/// What the file was called that a COPY or ADD makes the program, and what is known of it there.
void Search::look_at_sources(const Copying& copying, const Instruction& instruction, const Stage& stage) {
  if (found_.script_renamed) return;
  const bool renames = may_be_program(copying.destination);
  // The stage is looked for among those before.
  if (instruction.flag("from") != nullptr && !can_afford(model_.index_of(stage))) {
    found_.script_renamed = true;
    return;
  }
  const Stage* const origin = stage_copied_from(instruction, model_, stage);
  for (const Text& source : copying.sources) {
    const std::string_view path = without_quotes(source.value);
    const std::string_view own_name = base_name(path);
    if (renames && sounds_like_a_script(own_name)) found_.script_renamed = true;
    if (origin == nullptr || found_.script_renamed) continue;
    if (++followed_ > most_followed || !can_afford(*origin)) {
      found_.script_renamed = true;
      return;
    }
    // Of a folder that is copied it is not known which file in it becomes the program, but for its name.
    Search there(snapshot_, model_);
    there.followed_ = followed_;
    there.affordable_ = affordable_;
    const std::string_view everywhere[] = {"/"};
    const Findings behind = there.look(*origin, renames ? own_name : name_, everywhere);
    followed_ = there.followed_;
    affordable_ = there.affordable_;
    found_.script_renamed = found_.script_renamed || behind.script_renamed;
    found_.written_lines = found_.written_lines || behind.written_lines;
  }
}

void Search::look_at_copying(const Copying& copying, const Instruction& instruction, const Stage& stage) {
  if (copy_may_write(copying, workdir_, name_, folders_) || may_be_named(copying.destination)) {
    found_.put_there = true;
    const bool renames =
        may_be_named(copying.destination) && std::ranges::any_of(copying.sources, [&](const Text& source) {
          return base_name(without_quotes(source.value)) != name_;
        });
    if (renames || copying.unpacks || instruction.flag("from") != nullptr) found_.not_in_context = true;
    if (is_put_among_programs(copying)) found_.named_like_it = true;
    look_at_sources(copying, instruction, stage);
  }
  // In an image from scratch there is no other.
  const bool may_be_shell = copying.destination.find("sh") != std::string_view::npos;
  if (may_be_shell && model_.stages[stage.root].base != "scratch" && is_shell_path(clean_path(copying.destination)) &&
      !(copying.sources.size() == 1 && is_usual_shell(base_name(without_quotes(copying.sources.front().value))))) {
    found_.other_shell = true;
  }
  for (const Heredoc* heredoc : copying.contents) {
    if (heredoc->name == name_ || base_name(copying.destination) == name_ || may_be_program(copying.destination)) {
      found_.written_lines = true;
    }
  }
}

void Search::look_at(const Instruction& instruction, const Stage& stage, bool is_trigger) {
  if (is_trigger) {
    // A trigger is only read as text here.
    if (find_linear(instruction.line.text(), name_) != std::string_view::npos) found_.put_there = true;
    if (names_a_program(instruction.line.text(), name_)) found_.named_like_it = true;
    return;
  }
  if (const auto* directory = instruction.as<Workdir>()) {
    // A relative one is joined to what was there before; that much is not worked out here.
    workdir_ = without_quotes(directory->path.value);
  } else if (const auto* copy = instruction.as<Copy>()) {
    look_at_copying({copy->sources, copy->contents, without_quotes(copy->destination.value), false}, instruction,
                    stage);
  } else if (const auto* add = instruction.as<Add>()) {
    look_at_copying({add->sources, add->contents, without_quotes(add->destination.value), true}, instruction,
                    stage);
  } else if (instruction.keyword == Keyword::run) {
    for_each_script(snapshot_, instruction, [&](std::string_view script) {
      if (run_may_write(script, name_)) found_.put_there = true;
      if (names_a_program(script, name_)) found_.named_like_it = true;
      if (!run_only_changes_modes(script, name_)) found_.not_in_context = true;
      if (run_writes_lines(script, name_)) found_.written_lines = true;
      if (run_replaces_shell(script)) found_.other_shell = true;
      for_each_new_name(script, name_, [&](std::string_view path, std::string_view file) {
        // Whatever the folder: another RUN may take it on from there.
        const std::string_view own_name = base_name(file);
        if (base_name(path) == name_ && own_name != name_ && sounds_like_a_script(own_name)) {
          found_.script_renamed = true;
        }
      });
    });
  }
}

Findings Search::look(const Stage& stage, std::string_view program, std::span<const std::string_view> folders) {
  name_ = base_name(program);
  if (name_.empty() || name_.find_first_of(" \t\n\"'") != std::string_view::npos) {
    // Not a name that people give; looking for each place of it would take the square of the size.
    found_.put_there = found_.named_like_it = found_.script_renamed = true;
    return found_;
  }
  is_path_ = program.find('/') != std::string_view::npos;
  is_own_path_ = is_own_path(program);
  if (program.starts_with('/')) {
    path_ = clean_path(program);
  } else if (is_path_ && stage.config && stage.config.value().working_dir.known()) {
    const std::string& directory = stage.config.value().working_dir.get();
    if (directory.starts_with('/')) path_ = clean_path(directory + "/" + std::string(program));
  }
  folders_ = folders;
  const std::vector<const Stage*> lineage = model_.lineage(stage);
  for (auto ancestor = lineage.rbegin(); ancestor != lineage.rend(); ++ancestor) {
    const bool has_children = *ancestor != &stage;
    for (InstructionIndex index = (*ancestor)->from; index < (*ancestor)->end; ++index) {
      const Instruction& instruction = snapshot_.dockerfile.instructions[index];
      const auto* onbuild = instruction.as<Onbuild>();
      look_at(onbuild != nullptr ? *onbuild->trigger : instruction, **ancestor, onbuild != nullptr && has_children);
    }
  }
  return found_;
}

/// The folders in which a program of that name is looked up, or the one that its path names.
std::vector<std::string_view> folders_of(const Stage& stage, std::string_view program) {
  std::vector<std::string_view> folders(program_folders.begin(), program_folders.end());
  if (program.find('/') != std::string_view::npos || !stage.config) return folders;
  const VariableList::Entry* const path = stage.config.value().env.find("PATH");
  if (path == nullptr) return folders;
  std::string_view value =
      path->value.known() ? std::string_view(path->value.get()) : std::string_view(path->value.unknown().term);
  for (;;) {
    const std::size_t colon = value.find(':');
    const std::string_view folder = value.substr(0, colon);
    // Where a variable stands in between, anything that is copied may lie there.
    folders.push_back(folder.find('\1') == std::string_view::npos ? folder : std::string_view("/"));
    if (colon == std::string_view::npos) break;
    value.remove_prefix(colon + 1);
  }
  return folders;
}

// --- the build context ------------------------------------------------------------------------------------------------

/// How a file of the context begins; nothing if it cannot be read.
std::optional<std::string> first_bytes(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::string bytes(4, '\0');
  stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!stream && stream.gcount() == 0) return std::nullopt;
  bytes.resize(static_cast<std::size_t>(stream.gcount()));
  return bytes;
}

bool begins_like_a_program(std::string_view bytes) {
  return bytes.starts_with("#!") || bytes.starts_with(
                                        "\x7F"
                                        "ELF");
}

/// The regular files of the context that have a name; symbolic links are not followed. Bounded.
std::vector<fs::path> files_named(const fs::path& context, std::string_view name) {
  constexpr int most = 100'000;
  std::vector<fs::path> found;
  std::error_code error;
  fs::recursive_directory_iterator entries(context, fs::directory_options::skip_permission_denied, error);
  for (int count = 0; !error && entries != fs::recursive_directory_iterator(); entries.increment(error)) {
    if (++count > most) return {};
    if (entries->path().filename() == name && entries->is_regular_file(error) && !entries->is_symlink(error)) {
      found.push_back(entries->path());
    }
  }
  return found;
}

}  // namespace

namespace {

ProgramFile judge(const Findings& found, const Evidence& evidence, std::string_view program) {
  const std::string_view name = base_name(program);
  const bool own = found.put_there || is_own_path(program) || is_shell_script_name(name);
  if (!found.written_lines && !found.script_renamed && !(own && sounds_like_a_script(name))) {
    return {Interpreter::settled};
  }
  if (!evidence.context || found.written_lines || found.not_in_context) return {Interpreter::open};
  // It is copied under its own name: if all files of that name begin as they should, so does the one that is started.
  const std::vector<fs::path> files = files_named(*evidence.context, name);
  if (files.empty()) return {Interpreter::open};
  for (const fs::path& file : files) {
    const auto bytes = first_bytes(file);
    if (!bytes) return {Interpreter::open};
    if (begins_like_a_program(*bytes)) continue;
    const std::string where = file.lexically_relative(*evidence.context).string();
    return files.size() == 1 ? ProgramFile{Interpreter::missing, where} : ProgramFile{Interpreter::open};
  }
  return {Interpreter::settled};
}

}  // namespace

ProgramFile find_program(const Snapshot& snapshot, const Evidence& evidence, const ImageModel& model,
                         const Stage& stage, std::string_view program) {
  const Findings found = Search(snapshot, model).look(stage, program, folders_of(stage, program));
  ProgramFile file = judge(found, evidence, program);
  file.named_like_it = found.named_like_it;
  file.other_shell = found.other_shell;
  return file;
}

}  // namespace drydock
