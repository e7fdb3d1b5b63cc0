// What earlier runs of `rewrite --check` found out about files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "cache/fact_file.hpp"

namespace drydock {

/// The outcomes that can be told again without the passes: there is nothing else to say than what is said here.
enum class CheckVerdict : std::uint8_t {
  nothing_to_do,       ///< nothing is printed, and the exit code is 0
  would_be_rewritten,  ///< that is said, and the exit code is 1
};

/// Remembers verdicts as fingerprints of all that leads to them: the build of drydock, the settings, the bytes of the
/// file, and the verdict itself. To look for a verdict is to ask for one fingerprint after the other, so that whatever
/// is wrong with the file of the cache, at worst nothing is remembered.
///
/// Fingerprints are XXH3's, 128 bits, with a secret that is made with the cache. It is fast and spreads well, but is no
/// cryptographic hash: that nobody who does not see the secret can make two files of the same fingerprint is likely,
/// and not proved. At worst --check would say of a file what is right for another one; nothing that writes files asks
/// here.
class CheckCache {
 public:
  /// A run over fewer files is over before it would pay to read the cache.
  static constexpr std::size_t least_files = 32;
  static constexpr std::string_view file_name = "check";

  /// `identity` is that of the build, for which facts hold; `files` is how many files there are to check.
  CheckCache(std::string folder, std::string_view identity, std::size_t files);

  /// Whether there is something to be gained by asking.
  [[nodiscard]] bool remembers() const noexcept { return facts_.usable() && facts_.size() > 0; }

  /// A key for settings: `settings` is a text of everything that decides on the verdict but the file.
  [[nodiscard]] Digest key_of(std::string_view settings) const { return hash(settings); }
  [[nodiscard]] Digest digest_of(std::string_view file) const { return hash(file); }
  /// What is remembered of the file with a digest under the settings with a key; on several threads at once.
  [[nodiscard]] std::optional<CheckVerdict> find(const Digest& key, const Digest& file) const;

  /// That a verdict that was found was of use: when some have to go, it stays.
  void note_use(const Digest& key, const Digest& file, CheckVerdict verdict);
  void remember(const Digest& key, const Digest& file, CheckVerdict verdict);
  /// Writes down what is new, if it is worth it.
  void save();

 private:
  [[nodiscard]] Digest hash(std::string_view bytes) const;
  [[nodiscard]] Digest fact_of(const Digest& key, const Digest& file, CheckVerdict verdict) const;

  FactFile facts_;
  Digest identity_;
  std::vector<Digest> fresh_;
  std::vector<Digest> used_;
};

}  // namespace drydock
