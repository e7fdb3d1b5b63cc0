// The builder flags of each instruction and the checks that BuildKit makes on them
// (frontend/dockerfile/instructions/bflag.go and parse.go).
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ir/dockerfile.hpp"

namespace drydock {

/// Reports an error: code, range, message, help.
using ReportError = std::function<void(std::string_view, TextRange, std::string, std::string)>;

/// Reports every flag that the instruction does not have, that is given twice, or whose value is missing or bad.
/// STOPSIGNAL, ARG and HEALTHCHECK NONE are never asked, as in BuildKit.
void check_flags(Keyword keyword, std::span<const Flag> flags, const ReportError& report);

/// Go's time.ParseDuration in nanoseconds; nothing if the text is no duration.
[[nodiscard]] std::optional<long long> parse_duration(std::string_view text);

/// The fields of one line of comma-separated values, as github.com/tonistiigi/go-csvvalue reads them; nothing if the
/// quotes are wrong or the text is empty.
[[nodiscard]] std::optional<std::vector<std::string>> split_csv(std::string_view text);

/// The word among `candidates` that is close enough to be meant, or "" (at most a third of the letters differ).
[[nodiscard]] std::string_view closest(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace drydock
