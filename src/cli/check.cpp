// `drydock rewrite --check`: very many files, of which most are as they should be.
//
// What it takes is then mostly what the kernel takes to go along paths, so that each file's path is gone along once: a
// first look at all of them, on several threads, opens and reads them. It shows which arguments are folders, which of
// the files in folders are no text, where there is no configuration file, and of which files an earlier run has found
// out all that is to be said.
#include "cli/check.hpp"

#include <algorithm>
#include <atomic>
#include <climits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/parallel.hpp"
#include "cache/build_identity.hpp"
#include "cache/check_cache.hpp"
#include "cli/input.hpp"
#include "cli/interactive.hpp"
#include "cli/rewrite_file.hpp"
#include "report/reproducer.hpp"

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
  std::optional<Digest> digest{};      ///< of what it holds, if the cache is asked
  std::optional<CheckVerdict> verdict{};  ///< what the cache knows; at first, under the settings that most files have
};

/// The cache, and the key of the settings that hold where no configuration file says anything.
struct CacheInUse {
  CacheInUse(const std::string& folder, std::string_view identity, std::size_t files, std::string_view usual)
      : cache(folder, identity, files), usual_key(cache.key_of(usual)) {}

  CheckCache cache;
  Digest usual_key;
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
  Looker(const std::string& shared, bool searches, const CacheInUse* cache, std::atomic<std::size_t>& kept)
      : shared_(shared), searches_(searches), cache_(cache), kept_(kept) {}

  void look(FileToCheck& file) {
    if (file.path == "-") return;
    // The kernel takes no longer ones, even if what it is asked for here would be shorter.
    if (file.path.size() >= PATH_MAX) return;
    go_to(file);
    if (cache_ == nullptr && !file.below && kept_.load(std::memory_order_relaxed) >= max_kept) {
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
    if (cache_ != nullptr) {
      file.digest = cache_->cache.digest_of(bytes);
      file.verdict = cache_->cache.find(cache_->usual_key, *file.digest);
      if (file.verdict) return;  // if its settings are others, it is read again
    }
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
  const CacheInUse* const cache_;  ///< null if it is not to be asked
  std::atomic<std::size_t>& kept_;
  std::optional<FolderReader> reader_;
  bool below_ = false;
  std::string folder_;  ///< of `reader_`
  std::string name_;
  std::optional<std::string> config_folder_;  ///< where a configuration file was looked for last
  std::string config_path_;
  bool config_beside_ = false;
};

/// What a report says, if the cache can say it again.
std::optional<CheckVerdict> verdict_of(const Report& report, const std::string& path) {
  if (!report.output.empty()) return std::nullopt;
  if (report.code == ExitCode::done && report.messages.empty()) return CheckVerdict::nothing_to_do;
  if (report.code == ExitCode::would_change && report.messages == would_be_rewritten(path)) {
    return CheckVerdict::would_be_rewritten;
  }
  return std::nullopt;
}

class Check {
 public:
  Check(const RewriteCommand& command, const DiscoverOptions& discover, Colors colors)
      : command_(command), discover_(discover), dialogue_(colors), colors_(colors) {
    discover_.standard_input = true;
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
    for (FileToCheck& file : files_) {
      settings_.push_back(command_.configuration->for_file(file.path, file.is_alone));
      if (cache_) ask(file, settings_.back());
    }
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < files_.size(); ++i) {
      if (!files_[i].verdict) open.push_back(i);
    }
    // Standard input named twice is read in turn.
    const bool in_turn = std::ranges::count(files_, "-", &FileToCheck::path) > 1;
    for_each_in_order(
        open.size(), in_turn ? 1 : command_.jobs, [&](std::size_t index) { return check_file(open[index]); },
        [&](std::size_t index, const Checked& checked) {
          tell_known(open[index]);
          take(checked);
          ++told_;
        });
    tell_known(files_.size());
    if (cache_) cache_->cache.save();
    return worse(code_, finish_output());
  }

 private:
  struct Checked {
    Report report;
    Digest key{};
    Digest digest{};
    std::optional<CheckVerdict> verdict{};  ///< of the file with the digest under the settings with the key; if known
  };

  /// Whether what is said of a file follows from its bytes and settings, and is short enough to be remembered.
  [[nodiscard]] bool may_use_cache() const {
    return !command_.cache.empty() && !command_.diff && !command_.remarks && !command_.report_unused_ignores &&
           !command_.print_after_change && !command_.configuration->command_line().pipeline.time_passes &&
           files_.size() >= CheckCache::least_files;
  }

  void open_cache() {
    cache_.reset();
    if (!may_use_cache()) return;
    const std::string identity = build_identity();
    if (identity.empty()) return;
    const CommandLineSettings& said = command_.configuration->command_line();
    cache_.emplace(command_.cache, identity, files_.size(), settings_text(said.pipeline, said.image_configs));
    keys_.clear();
  }

  void look() {
    open_cache();
    kept_ = 0;
    const std::string shared = shared_folder(files_);
    const CacheInUse* const cache = cache_ && cache_->cache.remembers() ? &*cache_ : nullptr;
    for_each_part(files_.size(), files_at_once, command_.jobs, [&](std::size_t begin, std::size_t end) {
      Looker looker(shared, command_.configuration->searches(), cache, kept_);
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

  [[nodiscard]] std::string settings_text(const PipelineOptions& pipeline,
                                          const std::map<std::string, std::string, std::less<>>& image_configs) const {
    return settings_json(pipeline, image_configs) + (command_.quiet ? "quiet" : "");
  }

  /// The key of settings under which verdicts are remembered; nothing if they are not. To be asked before the threads
  /// start for settings that are new.
  std::optional<Digest> key_of(const Settings* settings) {
    const auto [key, is_new] = keys_.try_emplace(settings);
    if (!is_new) return key->second;
    // What a file in a build context says may change, and that a file is left alone is said.
    if (settings != nullptr && !settings->excluded_by && !settings->pipeline.evidence.context) {
      key->second = cache_->cache.key_of(settings_text(settings->pipeline, settings->image_configs));
    }
    return key->second;
  }

  /// Sets the verdict to what the cache knows under the settings of the file.
  void ask(FileToCheck& file, const Settings* settings) {
    if (settings != last_ || !last_key_known_) {
      last_ = settings;
      last_key_ = key_of(settings);
      last_key_known_ = true;
    }
    if (!last_key_ || !file.digest) {
      file.verdict.reset();
      return;
    }
    if (*last_key_ != cache_->usual_key) file.verdict = cache_->cache.find(*last_key_, *file.digest);
    if (file.verdict) cache_->cache.note_use(*last_key_, *file.digest, *file.verdict);
  }

  Checked check_file(std::size_t index) {
    FileToCheck& file = files_[index];
    const FileBelow* const below = file.below ? &*file.below : nullptr;
    Checked checked;
    std::optional<std::string> bytes = std::exchange(file.bytes, {});
    const std::optional<Digest> key = cache_ && file.path != "-" ? keys_.at(settings_[index]) : std::nullopt;
    if (key) {
      if (!bytes) {
        auto read = below == nullptr ? read_file(file.path, Source::max_size) : read_file(*below, Source::max_size);
        if (read) bytes = std::move(read.value());
      }
      if (bytes) checked.digest = cache_->cache.digest_of(*bytes);
    }
    const bool is_read = bytes.has_value();
    checked.report =
        rewrite_file(command_, {file.path, below, std::move(bytes)}, settings_[index], dialogue_, colors_);
    if (key && is_read) {
      checked.key = *key;
      checked.verdict = verdict_of(checked.report, file.path);
    }
    return checked;
  }

  void take(const Checked& checked) {
    print(stderr, checked.report.messages);
    print(stdout, checked.report.output);
    code_ = worse(code_, checked.report.code);
    if (checked.verdict) cache_->cache.remember(checked.key, checked.digest, *checked.verdict);
  }

  /// Says what the cache knows of the files from the next on up to one.
  void tell_known(std::size_t end) {
    std::string messages;
    for (; told_ < end; ++told_) {
      if (files_[told_].verdict != CheckVerdict::would_be_rewritten) continue;
      messages += would_be_rewritten(files_[told_].path);
      code_ = worse(code_, ExitCode::would_change);
      if (messages.size() >= 65536) print(stderr, std::exchange(messages, {}));
    }
    if (!messages.empty()) print(stderr, messages);
  }

  const RewriteCommand& command_;
  DiscoverOptions discover_;
  Dialogue dialogue_;  ///< asks nothing
  Colors colors_;
  std::vector<FileToCheck> files_;
  std::vector<const Settings*> settings_;  ///< of `files_`
  std::atomic<std::size_t> kept_ = 0;      ///< bytes in `files_`
  std::size_t told_ = 0;                   ///< so many of `files_` have been reported on
  std::optional<CacheInUse> cache_;        ///< nothing if none is used
  std::unordered_map<const Settings*, std::optional<Digest>> keys_;  ///< of all `settings_`, if there is a cache
  bool last_key_known_ = false;
  const Settings* last_ = nullptr;
  std::optional<Digest> last_key_;  ///< of `last_`
  ExitCode code_ = ExitCode::done;
};

}  // namespace

ExitCode check(const RewriteCommand& command, const DiscoverOptions& discover, Colors colors) {
  return Check(command, discover, colors).run();
}

}  // namespace drydock
