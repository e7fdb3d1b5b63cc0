// Fingerprints of verdicts.
#include "cache/check_cache.hpp"

#include <array>
#include <utility>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace drydock {
namespace {

/// The bytes of some numbers.
template <std::size_t count>
std::string_view bytes_of(const std::array<std::uint64_t, count>& numbers) {
  return {reinterpret_cast<const char*>(numbers.data()), sizeof numbers};
}

}  // namespace

CheckCache::CheckCache(std::string folder, std::string_view identity, std::size_t files)
    : facts_(std::move(folder), std::string(file_name), files), identity_(hash(identity)) {}

Digest CheckCache::hash(std::string_view bytes) const {
  static_assert(FactFile::secret_size >= XXH3_SECRET_SIZE_MIN);
  // Not the variant with secret and seed: for short texts that one takes the seed alone, and a secret that all know.
  const XXH128_hash_t hash =
      XXH3_128bits_withSecret(bytes.data(), bytes.size(), facts_.secret().data(), facts_.secret().size());
  return {hash.high64, hash.low64};
}

Digest CheckCache::fact_of(const Digest& key, const Digest& file, CheckVerdict verdict) const {
  return hash(bytes_of(std::array{identity_.high, identity_.low, key.high, key.low, file.high, file.low,
                                  static_cast<std::uint64_t>(verdict)}));
}

std::optional<CheckVerdict> CheckCache::find(const Digest& key, const Digest& file) const {
  for (const CheckVerdict verdict : {CheckVerdict::nothing_to_do, CheckVerdict::would_be_rewritten}) {
    if (facts_.contains(fact_of(key, file, verdict))) return verdict;
  }
  return std::nullopt;
}

void CheckCache::note_use(const Digest& key, const Digest& file, CheckVerdict verdict) {
  // As long as there is room for as much again, nothing has to go.
  if (facts_.size() > FactFile::max_facts / 2) used_.push_back(fact_of(key, file, verdict));
}

void CheckCache::remember(const Digest& key, const Digest& file, CheckVerdict verdict) {
  fresh_.push_back(fact_of(key, file, verdict));
}

void CheckCache::save() { facts_.add(std::move(fresh_), std::move(used_)); }

}  // namespace drydock
