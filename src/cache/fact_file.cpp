// The file is a header and a table. A fact stands at the place that its first bits choose or behind it, with no free
// place between; a free place is all zero.
//
// The file is read and not mapped: another process that made it shorter would end this one with SIGBUS. A small table
// is read whole; of a large one, each question reads the few places that it is about.
#include "cache/fact_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <type_traits>
#include <utility>

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

namespace drydock {
namespace {

constexpr std::string_view magic = "drydock facts 1\n";
constexpr std::size_t header_size = magic.size() + 2 * sizeof(std::uint64_t) + FactFile::secret_size;
/// So many places are read at once, and so many times at most for one question: runs of taken places are far shorter.
constexpr std::size_t window = 16;
constexpr std::size_t max_windows = 64;
/// A table of so many bytes is always read whole; a larger one, if there are that many bytes for each question or less.
constexpr std::size_t small_table = std::size_t{1} << 20U;
constexpr std::size_t bytes_for_a_question = 256;

static_assert(sizeof(Digest) == 16 && std::is_trivially_copyable_v<Digest>);

bool is_free(const Digest& place) { return place == Digest{}; }
bool is_before(const Digest& left, const Digest& right) {
  return left.high != right.high ? left.high < right.high : left.low < right.low;
}

/// Where a fact stands if nothing else does; grows with the fact. `places` has less than 32 bits.
std::size_t place_of(const Digest& fact, std::size_t places) {
  return static_cast<std::size_t>(((fact.high >> 32U) * places) >> 32U);
}
/// The places that the facts of a table are spread over; some more may follow.
std::size_t spread_of(std::size_t count) { return count + count / 2 + 1; }

/// Reads as much as there is from an offset on; the number of bytes.
std::size_t read_at(int file, std::size_t offset, void* bytes, std::size_t size) {
  std::size_t done = 0;
  while (done < size) {
    const ssize_t count =
        ::pread(file, static_cast<char*>(bytes) + done, size - done, static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

bool write_whole(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

/// Makes a folder and those around it that there are not, for us alone. Errors show when something is put there.
void make_folders(const std::string& folder) {
  for (std::size_t slash = folder.find('/', 1); slash != std::string::npos; slash = folder.find('/', slash + 1)) {
    ::mkdir(folder.substr(0, slash).c_str(), 0700);
  }
  ::mkdir(folder.c_str(), 0700);
}

/// The places of sorted facts.
std::vector<Digest> table_of(const std::vector<Digest>& facts) {
  const std::size_t spread = spread_of(facts.size());
  std::vector<Digest> table(spread);
  std::size_t next = 0;
  for (const Digest& fact : facts) {
    next = std::max(next, place_of(fact, spread));
    if (next == table.size()) table.emplace_back();
    table[next++] = fact;
  }
  return table;
}

}  // namespace

FactFile::FactFile(std::string folder, std::string name, std::size_t questions)
    : folder_(std::move(folder)), name_(std::move(name)) {
  if (!open()) return;
  if (!found_) {
    usable_ = ::getrandom(secret_.data(), secret_.size(), GRND_NONBLOCK) == static_cast<ssize_t>(secret_.size());
    return;
  }
  usable_ = true;
  const std::size_t bytes = places_ * sizeof(Digest);
  if (bytes <= std::max(small_table, questions * bytes_for_a_question)) {
    std::vector<Digest> table(places_);
    if (read_at(file_, header_size, table.data(), bytes) == bytes) in_memory_ = std::move(table);
  }
}

FactFile::~FactFile() {
  if (file_ >= 0) ::close(file_);
}

/// Sets `file_` and what the header says. False if there is something that may not be used.
bool FactFile::open() {
  file_ = ::open((folder_ + "/" + name_).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
  if (file_ < 0) return errno == ENOENT;
  struct stat status {};
  if (::fstat(file_, &status) != 0 || !S_ISREG(status.st_mode) || status.st_uid != ::geteuid() ||
      (status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return false;
  }
  std::array<char, header_size> header{};
  if (read_at(file_, 0, header.data(), header.size()) != header.size()) return true;
  std::uint64_t places = 0;
  std::uint64_t count = 0;
  const char* at = header.data();
  const bool is_ours = std::string_view(at, magic.size()) == magic;
  std::memcpy(&places, at += magic.size(), sizeof places);
  std::memcpy(&count, at += sizeof places, sizeof count);
  std::memcpy(secret_.data(), at + sizeof count, secret_.size());
  const auto size = static_cast<std::uint64_t>(status.st_size);
  found_ = is_ours && places < 8 * max_facts && size == header_size + places * sizeof(Digest) && count <= places &&
           spread_of(count) <= places;
  if (!found_) return true;
  places_ = static_cast<std::size_t>(places);
  count_ = static_cast<std::size_t>(count);
  return true;
}

/// Reads places from `place` on; how many there are.
std::size_t FactFile::places_read(std::size_t place, std::span<Digest> places) const {
  if (place >= places_) return 0;
  const std::size_t count = std::min(places.size(), places_ - place);
  return read_at(file_, header_size + place * sizeof(Digest), places.data(), count * sizeof(Digest)) / sizeof(Digest);
}

bool FactFile::contains(const Digest& fact) const {
  if (count_ == 0) return false;
  std::size_t place = place_of(fact, spread_of(count_));
  std::array<Digest, window> read;
  for (std::size_t i = 0; i < max_windows; ++i, place += window) {
    std::span<const Digest> here;
    if (in_memory_.empty()) {
      here = std::span(read).first(places_read(place, read));
    } else {
      here = std::span(in_memory_).subspan(std::min(place, in_memory_.size()));
      here = here.first(std::min(here.size(), window));
    }
    for (const Digest& there : here) {
      if (is_free(there)) return false;
      if (there == fact) return true;
    }
    if (here.size() < window) return false;
  }
  return false;
}

std::vector<Digest> FactFile::all() const {
  std::vector<Digest> facts(places_);
  facts.resize(places_read(0, facts));
  std::erase_if(facts, is_free);
  return facts;
}

void FactFile::add(std::vector<Digest> fresh, std::vector<Digest> used, std::size_t most) {
  if (!usable_ || fresh.empty() || fresh.size() <= size() / 64) return;
  // Another run may have put a new file there. Of one with another secret nothing can be made here.
  const FactFile now(folder_, name_, 0);
  if (!now.usable_ || (now.found_ && now.secret_ != secret_)) return;
  // The file that was read here is gone, or no longer whole: what it had is not worth to be kept.
  std::vector<Digest> known = now.found_ ? now.all() : std::vector<Digest>();
  std::vector<Digest> facts = fresh;
  const auto settle = [](std::vector<Digest>& list) {
    std::ranges::sort(list, is_before);
    list.erase(std::unique(list.begin(), list.end()), list.end());
    std::erase_if(list, is_free);
  };
  facts.insert(facts.end(), known.begin(), known.end());
  settle(facts);
  if (facts.size() > most) {
    facts = std::move(fresh);
    facts.insert(facts.end(), used.begin(), used.end());
    settle(facts);
    if (facts.size() > most) facts.resize(most);
    // Some room is made, so that the next run has not to make some again. Fingerprints are random, and so is what
    // stays.
    const std::size_t room = most - most / 4;
    if (facts.size() < room) {
      std::erase_if(known, [&](const Digest& fact) { return std::ranges::binary_search(facts, fact, is_before); });
      known.resize(std::min(known.size(), room - facts.size()));
      facts.insert(facts.end(), known.begin(), known.end());
      settle(facts);
    }
  }
  static_cast<void>(replace(facts));
}

/// Writes the file anew beside the old one, and puts it in its place. It is not synchronised: what a crash of the
/// machine leaves is found out when it is opened.
bool FactFile::replace(const std::vector<Digest>& facts) const {
  const std::vector<Digest> table = table_of(facts);
  const std::uint64_t places = table.size();
  const std::uint64_t count = facts.size();
  std::string bytes;
  bytes.reserve(header_size + table.size() * sizeof(Digest));
  bytes += magic;
  const auto append = [&](const void* from, std::size_t size) { bytes.append(static_cast<const char*>(from), size); };
  append(&places, sizeof places);
  append(&count, sizeof count);
  append(secret_.data(), secret_.size());
  append(table.data(), table.size() * sizeof(Digest));

  make_folders(folder_);
  const std::string path = folder_ + "/" + name_;
  std::string temporary = folder_ + "/." + name_ + "-XXXXXX";
  const int file = ::mkostemp(temporary.data(), O_CLOEXEC);  // 0600
  if (file < 0) return false;
  const bool written = write_whole(file, bytes);
  const bool closed = ::close(file) == 0;
  if (written && closed && ::rename(temporary.c_str(), path.c_str()) == 0) return true;
  ::unlink(temporary.c_str());
  return false;
}

}  // namespace drydock
