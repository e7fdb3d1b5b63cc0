// The IR as text.
#include <fmt/format.h>

#include "ir/dockerfile.hpp"

namespace drydock {

std::string dump(const Dockerfile& dockerfile, const Source& source) {
  std::string out;
  const auto word = [](std::string_view text) { return fmt::format("\"{}\"", printable(text, 200)); };
  for (const Instruction& instruction : dockerfile.instructions) {
    const bool known = instruction.keyword != Keyword::unknown;
    out += fmt::format("{} line {} bytes {}..{}{}\n",
                       known ? std::string(to_string(instruction.keyword)) : word(instruction.keyword_text.value),
                       source.line_of(instruction.range.begin), instruction.range.begin, instruction.range.end,
                       instruction.json ? " array" : "");
    for (const Flag& flag : instruction.flags) {
      out += fmt::format("  flag {} at {}..{}\n", word(flag.text.value), flag.text.range.begin, flag.text.range.end);
    }
    for (const Text& value : instruction.values) {
      out += fmt::format("  value {} at {}..{}\n", word(value.value), value.range.begin, value.range.end);
    }
    for (const Heredoc& heredoc : instruction.heredocs) {
      out += fmt::format("  heredoc {}{}{} at {}..{}\n", word(heredoc.name), heredoc.expand ? " expand" : "",
                         heredoc.chomp ? " chomp" : "", heredoc.content.begin, heredoc.content.end);
    }
    if (!instruction.ambiguity.empty()) out += fmt::format("  ambiguous: {}\n", instruction.ambiguity);
  }
  for (const Diagnostic& diagnostic : dockerfile.diagnostics) {
    out += fmt::format("{} {} at {}..{}: {}\n", to_string(diagnostic.severity), diagnostic.code, diagnostic.range.begin,
                       diagnostic.range.end, diagnostic.message);
  }
  return out;
}

}  // namespace drydock
