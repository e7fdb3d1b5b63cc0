// Flags of instructions, durations and comma-separated values.
#include "ir/flags.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <limits>

#include <fmt/format.h>

#include "base/unicode.hpp"

namespace drydock {
namespace {

enum class FlagType : unsigned char { boolean, text, texts };

struct FlagRule {
  std::string_view name;
  FlagType type;
};

std::span<const FlagRule> rules_of(Keyword keyword) {
  using enum FlagType;
  static constexpr std::array add{FlagRule{"chown", text},    FlagRule{"chmod", text},
                                  FlagRule{"link", boolean},  FlagRule{"keep-git-dir", boolean},
                                  FlagRule{"checksum", text}, FlagRule{"unpack", boolean},
                                  FlagRule{"exclude", texts}};
  static constexpr std::array copy{FlagRule{"chown", text},   FlagRule{"from", text},     FlagRule{"chmod", text},
                                   FlagRule{"link", boolean}, FlagRule{"exclude", texts}, FlagRule{"parents", boolean}};
  static constexpr std::array from{FlagRule{"platform", text}};
  static constexpr std::array healthcheck{FlagRule{"interval", text}, FlagRule{"timeout", text},
                                          FlagRule{"start-period", text}, FlagRule{"start-interval", text},
                                          FlagRule{"retries", text}};
  static constexpr std::array run{FlagRule{"mount", texts}, FlagRule{"network", text}, FlagRule{"security", text},
                                  FlagRule{"device", texts}};
  switch (keyword) {
    case Keyword::add: return add;
    case Keyword::copy: return copy;
    case Keyword::from: return from;
    case Keyword::healthcheck: return healthcheck;
    case Keyword::run: return run;
    default: return {};
  }
}

constexpr std::size_t longest_word = 40;
constexpr std::size_t longest_candidate =
    longest_word * 3 / 2;  // a longer one differs in more than a third of its letters

/// How many letters have to be added, removed, replaced or swapped with their neighbour; quadratic, for short words
/// only.
std::size_t distance(std::string_view left, std::string_view right) {
  // Of the table only the row that is made and the two before it.
  using Row = std::array<std::size_t, longest_candidate + 1>;
  std::array<Row, 3> rows;
  for (std::size_t j = 0; j <= right.size(); ++j) rows[0][j] = j;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    Row& row = rows[i % 3];
    const Row& above = rows[(i - 1) % 3];
    row[0] = i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t replaced = above[j - 1] + (left[i - 1] == right[j - 1] ? 0U : 1U);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]) {
        row[j] = std::min(row[j], rows[(i - 2) % 3][j - 2] + 1);
      }
    }
  }
  return rows[left.size() % 3][right.size()];
}

/// A bit for each letter of a word; other characters share the same bits.
std::uint64_t letters_of(std::string_view word) {
  std::uint64_t letters = 0;
  for (const char letter : word) letters |= std::uint64_t{1} << (static_cast<unsigned char>(letter) & 63U);
  return letters;
}

/// How many letters of one have no fellow in the other, which is not more than the distance.
std::size_t least_distance(std::string_view left, std::string_view right) {
  std::array<int, 256> letters{};
  for (const char letter : left) ++letters[static_cast<unsigned char>(letter)];
  std::size_t missing = 0;
  for (const char letter : right) {
    if (--letters[static_cast<unsigned char>(letter)] < 0) ++missing;
  }
  return std::max(missing, left.size() - (right.size() - missing));
}

}  // namespace

std::string_view closest(std::string_view word, std::span<const std::string_view> candidates) {
  if (word.empty() || word.size() > longest_word) return {};
  std::string_view best;
  const std::uint64_t letters = letters_of(word);
  std::size_t best_distance = std::numeric_limits<std::size_t>::max();
  for (const std::string_view candidate : candidates) {
    const std::size_t allowed = std::max(word.size(), candidate.size()) / 3;
    if (candidate.size() > word.size() + allowed || word.size() > candidate.size() + allowed) continue;
    // A letter that the other word does not have is a difference, which is seen fastest.
    const std::uint64_t others = letters_of(candidate);
    const int differences = std::max(std::popcount(letters & ~others), std::popcount(others & ~letters));
    if (static_cast<std::size_t>(differences) > allowed || least_distance(word, candidate) > allowed) continue;
    const std::size_t found = distance(word, candidate);
    if (found < best_distance && found * 3 <= std::max(word.size(), candidate.size())) {
      best = candidate;
      best_distance = found;
    }
  }
  return best;
}

void check_flags(Keyword keyword, std::span<const Flag> flags, const ReportError& report) {
  const std::span<const FlagRule> rules = rules_of(keyword);
  unsigned used = 0;  // a bit for each rule
  for (const Flag& flag : flags) {
    const auto rule = std::ranges::find(rules, flag.name, &FlagRule::name);
    if (rule == rules.end()) {
      std::vector<std::string_view> names;
      for (const FlagRule& known : rules) names.push_back(known.name);
      const std::string_view meant = closest(flag.name, names);
      std::string help;
      if (!meant.empty()) {
        help = fmt::format("did you mean --{}?", meant);
      } else if (rules.empty()) {
        help = fmt::format("{} has no flags; put \"--\" before words that belong to the command, or quote them",
                           display_name(keyword));
      } else {
        help = fmt::format("{} has the flags --{}", display_name(keyword), fmt::join(names, ", --"));
      }
      report("unknown-flag", flag.text.range,
             fmt::format("{} has no flag --{}", display_name(keyword), printable(flag.name, 40)), std::move(help));
      continue;
    }
    const unsigned bit = 1U << static_cast<unsigned>(rule - rules.begin());
    const bool used_before = (used & bit) != 0;
    used |= bit;
    if (used_before && rule->type != FlagType::texts) {
      report("duplicate-flag", flag.text.range, fmt::format("--{} is given twice", flag.name), "remove one of the two");
      continue;
    }
    if (rule->type != FlagType::boolean) {
      if (!flag.value) {
        report("flag-without-value", flag.text.range, fmt::format("--{} needs a value", flag.name),
               fmt::format("write --{}=VALUE", flag.name));
      }
      continue;
    }
    const std::string value = lower_ascii_like_go(flag.value.value_or("true"));
    if (value != "true" && value != "false") {
      report("invalid-flag-value", flag.text.range,
             fmt::format("--{} is either true or false, not \"{}\"", flag.name, printable(flag.value.value_or(""), 40)),
             fmt::format("write --{0} or --{0}=false", flag.name));
    }
  }
}

std::optional<long long> parse_duration(std::string_view text) {
  // [+-]? ( "0" / 1*( number unit ) ) with number = digits [ "." digits ]; at least one digit (Go's time/format.go).
  constexpr unsigned long long limit = 1ULL << 63;
  bool negative = false;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  if (text == "0") return 0;
  if (text.empty()) return std::nullopt;
  unsigned long long total = 0;
  while (!text.empty()) {
    if (text.front() != '.' && !is_ascii_digit(text.front())) return std::nullopt;
    unsigned long long whole = 0;
    bool digits = false;
    while (!text.empty() && is_ascii_digit(text.front())) {
      if (whole > limit / 10) return std::nullopt;
      whole = whole * 10 + static_cast<unsigned long long>(text.front() - '0');
      if (whole > limit) return std::nullopt;
      digits = true;
      text.remove_prefix(1);
    }
    unsigned long long fraction = 0;
    double scale = 1;
    if (!text.empty() && text.front() == '.') {
      text.remove_prefix(1);
      bool overflow = false;
      while (!text.empty() && is_ascii_digit(text.front())) {
        digits = true;
        if (!overflow) {
          // Further digits are dropped once the number is as exact as it can be.
          const unsigned long long next = fraction * 10 + static_cast<unsigned long long>(text.front() - '0');
          if (fraction > (limit - 1) / 10 || next > limit) {
            overflow = true;
          } else {
            fraction = next;
            scale *= 10;
          }
        }
        text.remove_prefix(1);
      }
    }
    if (!digits) return std::nullopt;
    std::size_t size = 0;
    while (size < text.size() && text[size] != '.' && !is_ascii_digit(text[size])) ++size;
    if (size == 0) return std::nullopt;
    const std::string_view name = text.substr(0, size);
    text.remove_prefix(size);
    unsigned long long unit = 0;
    if (name == "ns") unit = 1;
    if (name == "us" || name == "µs" || name == "μs") unit = 1000;
    if (name == "ms") unit = 1000000;
    if (name == "s") unit = 1000000000;
    if (name == "m") unit = 60000000000;
    if (name == "h") unit = 3600000000000;
    if (unit == 0 || whole > limit / unit) return std::nullopt;
    whole *= unit;
    if (fraction > 0) {
      whole += static_cast<unsigned long long>(static_cast<double>(fraction) * (static_cast<double>(unit) / scale));
      if (whole > limit) return std::nullopt;
    }
    total += whole;
    if (total > limit) return std::nullopt;
  }
  if (negative) return total == limit ? std::numeric_limits<long long>::min() : -static_cast<long long>(total);
  if (total > limit - 1) return std::nullopt;
  return static_cast<long long>(total);
}

std::optional<std::vector<std::string>> split_csv(std::string_view text) {
  if (text.ends_with('\n')) {
    text.remove_suffix(1);
    if (text.ends_with('\r')) text.remove_suffix(1);
  }
  if (text.empty()) return std::nullopt;
  std::vector<std::string> fields;
  for (;;) {
    if (!text.starts_with('"')) {
      const std::size_t comma = text.find(',');
      const std::string_view field = text.substr(0, comma);
      if (field.find('"') != std::string_view::npos) return std::nullopt;
      fields.emplace_back(field);
      if (comma == std::string_view::npos) return fields;
      text.remove_prefix(comma + 1);
      continue;
    }
    text.remove_prefix(1);
    std::string field;
    for (;;) {
      const std::size_t quote = text.find('"');
      if (quote == std::string_view::npos) return std::nullopt;
      field += text.substr(0, quote);
      text.remove_prefix(quote + 1);
      if (!text.starts_with('"')) break;
      field += '"';
      text.remove_prefix(1);
    }
    fields.push_back(std::move(field));
    if (text.empty()) return fields;
    if (!text.starts_with(',')) return std::nullopt;
    text.remove_prefix(1);
  }
}

}  // namespace drydock
