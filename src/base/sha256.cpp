// The compression function and the padding of SHA-256.
#include "base/sha256.hpp"

#include <bit>
#include <cstdint>

#include <fmt/format.h>

namespace drydock {
namespace {

constexpr std::array<std::uint32_t, 64> first_primes() {
  std::array<std::uint32_t, 64> primes{};
  std::size_t count = 0;
  for (std::uint32_t number = 2; count < primes.size(); ++number) {
    bool prime = true;
    for (std::uint32_t factor = 2; factor * factor <= number; ++factor) prime = prime && number % factor != 0;
    if (prime) primes[count++] = number;
  }
  return primes;
}

/// The first 32 bits of the fractional part of a root: the largest x below 2^40 with x^power <= prime * 2^(32 * power).
constexpr std::uint32_t root_bits(std::uint32_t prime, int power) {
  __extension__ using Wide = unsigned __int128;
  std::uint64_t low = 0;
  std::uint64_t high = std::uint64_t{1} << 38U;
  while (high - low > 1) {
    const std::uint64_t middle = low + (high - low) / 2;
    const Wide raised = power == 2 ? Wide{middle} * middle : Wide{middle} * middle * middle;
    (raised <= Wide{prime} << static_cast<unsigned>(32 * power) ? low : high) = middle;
  }
  return static_cast<std::uint32_t>(low);
}

using State = std::array<std::uint32_t, 8>;

constexpr std::array<std::uint32_t, 64> round_constants = [] {
  std::array<std::uint32_t, 64> constants{};
  const auto primes = first_primes();
  for (std::size_t i = 0; i < constants.size(); ++i) constants[i] = root_bits(primes[i], 3);
  return constants;
}();

constexpr State first_state = [] {
  State state{};
  const auto primes = first_primes();
  for (std::size_t i = 0; i < state.size(); ++i) state[i] = root_bits(primes[i], 2);
  return state;
}();

void mix(State& state, const unsigned char* block) {
  std::array<std::uint32_t, 64> words{};
  for (std::size_t i = 0; i < 16; ++i) {
    words[i] = std::uint32_t{block[4 * i]} << 24U | std::uint32_t{block[4 * i + 1]} << 16U |
               std::uint32_t{block[4 * i + 2]} << 8U | block[4 * i + 3];
  }
  for (std::size_t i = 16; i < 64; ++i) {
    const std::uint32_t near = words[i - 15];
    const std::uint32_t far = words[i - 2];
    words[i] = words[i - 16] + words[i - 7] + (std::rotr(near, 7) ^ std::rotr(near, 18) ^ near >> 3U) +
               (std::rotr(far, 17) ^ std::rotr(far, 19) ^ far >> 10U);
  }
  auto [a, b, c, d, e, f, g, h] = state;
  for (std::size_t i = 0; i < 64; ++i) {
    const std::uint32_t first = h + (std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25)) + ((e & f) ^ (~e & g)) +
                                round_constants[i] + words[i];
    const std::uint32_t second =
        (std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    h = g;
    g = f;
    f = e;
    e = d + first;
    d = c;
    c = b;
    b = a;
    a = first + second;
  }
  const State mixed = {a, b, c, d, e, f, g, h};
  for (std::size_t i = 0; i < state.size(); ++i) state[i] += mixed[i];
}

}  // namespace

std::array<unsigned char, 32> sha256(std::string_view bytes) {
  State state = first_state;
  const auto* const data = reinterpret_cast<const unsigned char*>(bytes.data());
  std::size_t at = 0;
  for (; bytes.size() - at >= 64; at += 64) mix(state, data + at);
  // A one bit, zeros, and the number of bits, to the end of a block.
  std::string last(bytes.substr(at));
  last += static_cast<char>(0x80);
  while (last.size() % 64 != 56) last += '\0';
  for (unsigned i = 8; i-- > 0;) last += static_cast<char>(std::uint64_t{bytes.size()} * 8 >> 8U * i & 0xFFU);
  for (std::size_t i = 0; i < last.size(); i += 64) mix(state, reinterpret_cast<const unsigned char*>(last.data()) + i);
  std::array<unsigned char, 32> digest{};
  for (std::size_t i = 0; i < digest.size(); ++i) {
    digest[i] = static_cast<unsigned char>(state[i / 4] >> (24U - 8U * (i % 4)));
  }
  return digest;
}

std::string sha256_hex(std::string_view bytes) {
  std::string hex;
  for (const unsigned char byte : sha256(bytes)) hex += fmt::format("{:02x}", byte);
  return hex;
}

std::string git_blob_hash(std::string_view bytes) {
  std::string object = fmt::format("blob {}", bytes.size());
  object += '\0';
  object += bytes;
  return sha256_hex(object);
}

}  // namespace drydock
