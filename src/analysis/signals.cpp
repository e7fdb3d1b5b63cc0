// Signals as STOPSIGNAL reads them.
#include "analysis/signals.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "base/text.hpp"
#include "base/unicode.hpp"

namespace drydock {

bool is_signal(std::string_view signal) {
  if (const auto number = parse_integer(signal)) return *number != 0;
  constexpr std::array<std::string_view, 36> names = {
      "ABRT", "ALRM", "BUS",    "CHLD", "CLD", "CONT", "FPE",  "HUP",  "ILL",  "INT", "IO",   "IOT",
      "KILL", "PIPE", "POLL",   "PROF", "PWR", "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM", "TRAP",
      "TSTP", "TTIN", "TTOU",   "URG",  "USR1", "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ", "RTMIN", "RTMAX"};
  const std::string upper = upper_ascii_like_go(signal);
  std::string_view name = upper;
  if (name.starts_with("SIG")) name.remove_prefix(3);
  if (std::ranges::find(names, name) != names.end()) return true;
  // RTMIN+1 to RTMIN+15, RTMAX-14 to RTMAX-1.
  const auto numbered = [&](std::string_view prefix, std::int64_t last) {
    if (!name.starts_with(prefix)) return false;
    const std::string_view digits = name.substr(prefix.size());
    const auto number = parse_integer(digits);
    return number && is_ascii_digit(digits.front()) && digits.front() != '0' && *number <= last;
  };
  return numbered("RTMIN+", 15) || numbered("RTMAX-", 14);
}

}  // namespace drydock
