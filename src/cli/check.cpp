// `drydock rewrite --check`: very many files, of which most are as they should be.
//
// What it takes is then mostly what the kernel takes to go along paths, so that each file's path is gone along once: a
// first look at all of them, on several threads, opens and reads them. It shows which arguments are folders, which of
// the files in folders are no text, and where there is no configuration file.
#include <algorithm>
#include <atomic>
#include <climits>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/parallel.hpp"
#include "cli/commands.hpp"
#include "cli/input.hpp"
#include "cli/interactive.hpp"
#include "cli/migrate.hpp"
#include "cli/rewrite_file.hpp"

namespace drydock {
namespace {

/// What is kept of the bytes that the first look read; of files beyond it they are read again when it is their turn.
constexpr std::size_t max_kept = std::size_t{64} * 1024 * 1024;

/// So many files are looked at by one thread before it asks for more.
constexpr std::size_t files_at_once = 64;

struct FileToCheck {
  std::string path;                  ///< "-" is standard input
  std::optional<FileBelow> below{};  ///< set if it was found in a folder
  bool is_alone = false;             ///< there is no configuration file in its folder, as far as is known
  FolderReader::Found found = FolderReader::Found::neither;
  bool is_binary = false;
  std::optional<std::string> bytes{};  ///< what it holds, if that was read and kept
};

/// The longest folder that all paths begin with, "" or with a slash at the end.
std::string shared_folder(const std::vector<FileToCheck>& files) {
  std::optional<std::string_view> shared;
  for (const FileToCheck& file : files) {
    if (file.below || file.path == "-") continue;
    if (!shared) shared = file.path;
    const auto ends = std::ranges::mismatch(*shared, file.path);
    if (ends.in1 == shared->end() && shared->ends_with('/')) continue;
    shared = shared->substr(0, static_cast<std::size_t>(ends.in1 - shared->begin()));
    shared = shared->substr(0, shared->rfind('/') + 1);  // nothing of it without a slash
  }
  return std::string(shared.value_or(""));
}

/// Looks at files on one thread.
class Looker {
 public:
  /// `shared` is the folder that the paths of files begin with that were not found in folders.
  Looker(const std::string& shared, bool searches, std::atomic<std::size_t>& kept)
      : shared_(shared), searches_(searches), kept_(kept) {}

  void look(FileToCheck& file) {
    if (file.path == "-") {
      if (is_folder(file.path)) file.found = FolderReader::Found::folder;
      return;
    }
    // The kernel takes no longer ones, even if what it is asked for here would be shorter.
    if (file.path.size() >= PATH_MAX) return;
    go_to(file);
    if (kept_.load(std::memory_order_relaxed) >= max_kept && !file.below) {
      file.found = reader_->find(name_);
    } else {
      file.found = reader_->read(name_, Source::max_size);
      if (file.found == FolderReader::Found::file) keep(file, reader_->bytes());
    }
    if (searches_ && !file.below && file.found == FolderReader::Found::file) file.is_alone = !has_config();
  }

 private:
  /// Sets `reader_` to the folder that the file is looked for in, and `name_` to its path from there.
  void go_to(const FileToCheck& file) {
    const std::string& folder = file.below ? file.below->folder : shared_;
    if (!reader_ || below_ != file.below.has_value() || folder != folder_) {
      reader_.emplace(folder, file.below ? FolderReader::Links::refused : FolderReader::Links::followed);
      below_ = file.below.has_value();
      folder_ = folder;
      config_folder_.reset();
    }
    if (file.below) {
      name_ = file.below->name;
      return;
    }
    const std::size_t begin = std::min(file.path.find_first_not_of('/', shared_.size()), file.path.size());
    name_ = std::string_view(file.path).substr(shared_.empty() ? 0 : begin);
    // A path that ends where the shared folder does is that folder.
    if (name_.empty() && !shared_.empty()) name_.assign(1, '.');
  }

  void keep(FileToCheck& file, std::string_view bytes) {
    if (file.below) file.is_binary = is_binary(bytes);
    if (kept_.fetch_add(bytes.size(), std::memory_order_relaxed) < max_kept) file.bytes = bytes;
  }

  /// Whether there is a configuration file beside `name_`.
  bool has_config() {
    const std::string_view folder = std::string_view(name_).substr(0, name_.rfind('/') + 1);
    if (!config_folder_ || *config_folder_ != folder) {
      config_folder_ = folder;
      config_path_ = folder;
      config_path_ += config_file_name;
      config_beside_ = reader_->has(config_path_);
    }
    return config_beside_;
  }

  const std::string& shared_;
  const bool searches_;  ///< for configuration files
  std::atomic<std::size_t>& kept_;
  std::optional<FolderReader> reader_;
  bool below_ = false;
  std::string folder_;  ///< of `reader_`
  std::string name_;
  std::optional<std::string> config_folder_;  ///< where a configuration file was looked for last
  std::string config_path_;
  bool config_beside_ = false;
};

class Check {
 public:
  Check(const RewriteCommand& command, const DiscoverOptions& discover, Colors colors)
      : command_(command), discover_(discover), dialogue_(colors), colors_(colors) {
    discover_.companion = config_file_name;
  }

  ExitCode run() {
    files_.reserve(command_.files.size());
    for (const std::string& path : command_.files) files_.push_back({path});
    look();
    if (std::ranges::find(files_, FolderReader::Found::folder, &FileToCheck::found) != files_.end()) {
      expand();
      look();
      // What lies in a folder is passed over if it is no text; what is named is not.
      std::erase_if(files_, [](const FileToCheck& file) { return file.is_binary; });
    }
    // Configuration files are read before the threads start: what is wrong with them is said in the order of the files.
    settings_.reserve(files_.size());
    for (const FileToCheck& file : files_) {
      settings_.push_back(command_.configuration->for_file(file.path, file.is_alone));
    }
    // Standard input named twice is read in turn.
    const bool in_turn = std::ranges::count(files_, "-", &FileToCheck::path) > 1;
    for_each_in_order(
        files_.size(), in_turn ? 1 : command_.jobs,
        [&](std::size_t index) { return check_file(index); },
        [&](std::size_t, const Report& report) { take(report); });
    return worse(code_, finish_output());
  }

 private:
  void look() {
    kept_ = 0;
    const std::string shared = shared_folder(files_);
    for_each_part(files_.size(), files_at_once, command_.jobs, [&](std::size_t begin, std::size_t end) {
      Looker looker(shared, command_.configuration->searches(), kept_);
      for (std::size_t i = begin; i < end; ++i) looker.look(files_[i]);
    });
  }

  /// Puts the files that folders hold in the place of the folders, and says what cannot be read.
  void expand() {
    Discovery found = discover(command_.files, discover_);
    for (const Problem& problem : found.problems) print(stderr, line_about(problem.path, problem.reason));
    if (!found.problems.empty()) code_ = ExitCode::failed;
    const std::unordered_set<std::string_view> named(command_.files.begin(), command_.files.end());
    files_.clear();
    for (FoundFile& file : found.files) {
      FileToCheck next{.path = std::move(file.path), .is_alone = file.is_alone};
      if (!named.contains(next.path)) next.below = FileBelow{std::move(file.repository), std::move(file.name)};
      files_.push_back(std::move(next));
    }
  }

  Report check_file(std::size_t index) {
    FileToCheck& file = files_[index];
    return rewrite_file(command_, {file.path, file.below ? &*file.below : nullptr, std::exchange(file.bytes, {})},
                        settings_[index], dialogue_, colors_);
  }

  void take(const Report& report) {
    print(stderr, report.messages);
    print(stdout, report.output);
    code_ = worse(code_, report.code);
  }

  const RewriteCommand& command_;
  DiscoverOptions discover_;
  Dialogue dialogue_;  ///< asks nothing
  Colors colors_;
  std::vector<FileToCheck> files_;
  std::vector<const Settings*> settings_;  ///< of `files_`
  std::atomic<std::size_t> kept_ = 0;      ///< bytes in `files_`
  ExitCode code_ = ExitCode::done;
};

}  // namespace

ExitCode check(const RewriteCommand& command, const DiscoverOptions& discover, Colors colors) {
  return Check(command, discover, colors).run();
}

}  // namespace drydock
