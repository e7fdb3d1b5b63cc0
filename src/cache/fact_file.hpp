// A file that remembers facts: 128-bit fingerprints of which nothing is asked but whether they are in it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"

namespace drydock {

/// The facts of one file, and the secret that fingerprints in it are made with.
///
/// A fact carries nothing that would have to be believed: whatever happened to the file, what is found in it was put
/// there for the same fingerprint, or somebody put it there who could see the secret. What cannot be read is not in it;
/// nothing that goes wrong is reported.
class FactFile {
 public:
  static constexpr std::size_t secret_size = 192;
  using Secret = std::array<unsigned char, secret_size>;
  static constexpr std::size_t max_facts = std::size_t{1} << 20U;

  /// Opens the file `name` in `folder`, of which about `questions` facts will be asked. Where there is none, or one
  /// that is no whole file of facts, there are no facts and a new secret. A file that others could have written is not
  /// used: one that is not ours, that others may write, or that is no regular file.
  FactFile(std::string folder, std::string name, std::size_t questions);
  ~FactFile();
  FactFile(const FactFile&) = delete;
  FactFile& operator=(const FactFile&) = delete;

  /// Whether facts may be asked for and added.
  [[nodiscard]] bool usable() const noexcept { return usable_; }
  /// Unknown to whoever may not read the file. Precondition: usable().
  [[nodiscard]] const Secret& secret() const noexcept { return secret_; }
  /// How many facts it had when it was opened.
  [[nodiscard]] std::size_t size() const noexcept { return count_; }
  /// Whether it had a fact when it was opened; for several threads at once.
  [[nodiscard]] bool contains(const Digest& fact) const;

  /// Adds facts that it does not have, and makes the folder if there is none. Does nothing if they are few beside those
  /// that it has, for then it costs less to find them out again. Facts that another run has added in the meantime stay.
  /// If there are more than `most`, others go before those that are added or in `used`.
  void add(std::vector<Digest> fresh, std::vector<Digest> used, std::size_t most = max_facts);

 private:
  /// What an open file begins with.
  struct Header;

  std::size_t places_read(std::size_t place, std::span<Digest> places) const;
  [[nodiscard]] std::vector<Digest> all() const;
  [[nodiscard]] bool replace(const std::vector<Digest>& facts) const;
  bool open();

  std::string folder_;
  std::string name_;
  int file_ = -1;
  bool usable_ = false;
  bool found_ = false;  ///< there is a whole file of facts
  Secret secret_{};
  std::size_t count_ = 0;
  std::size_t places_ = 0;          ///< of the table in the file
  std::vector<Digest> in_memory_;  ///< the table, if it is worth reading
};

}  // namespace drydock
