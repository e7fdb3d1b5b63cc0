// Rendering of diagnostics with their source line.
#include "base/diagnostic.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/unicode.hpp"

namespace drydock {
namespace {

constexpr std::size_t shown_width = 160;  // characters of a source line that are shown

struct Colors {
  std::string_view bold, severity, reset;
};

Colors colors_for(Severity severity, bool color) {
  if (!color) return {};
  const std::string_view name = severity == Severity::error     ? "\x1b[1;31m"
                                : severity == Severity::warning ? "\x1b[1;35m"
                                                                : "\x1b[1;36m";
  return {"\x1b[1m", name, "\x1b[0m"};
}

}  // namespace

std::string printable(std::string_view text, std::size_t max_characters) {
  constexpr auto is_plain = [](char byte) { return byte >= 0x20 && byte < 0x7F; };
  const std::string_view beginning = text.substr(0, max_characters);
  const auto plain = static_cast<std::size_t>(std::ranges::find_if_not(beginning, is_plain) - beginning.begin());
  std::string out(text.substr(0, plain));
  text.remove_prefix(plain);
  for (std::size_t count = plain; !text.empty(); ++count) {
    if (count == max_characters) return out + "…";
    const DecodedCharacter character = decode_utf8(text);
    if (character.value == '\t') {
      out += ' ';
    } else if (!character.well_formed || character.value < 0x20 ||
               (character.value >= 0x7F && character.value < 0xA0)) {
      for (std::size_t i = 0; i < character.size; ++i) {
        out += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[i]));
      }
    } else {
      out += text.substr(0, character.size);
    }
    text.remove_prefix(character.size);
  }
  return out;
}

std::string render_place(TextRange range, const Source& source, bool color) {
  // The part of the line that is shown begins at most `shown_width / 2` characters before the caret.
  const Offset number = source.line_of(range.begin);
  const TextRange line = source.line_range(number);
  const Offset caret = std::min(range.begin, line.end);
  Offset begin = line.begin;
  while (caret - begin > shown_width / 2) begin += to_offset(decode_utf8(source.text({begin, line.end})).size);
  const auto columns = [](std::string_view text) {
    std::size_t count = 0;
    for (; !text.empty(); ++count) text.remove_prefix(decode_utf8(text).size);
    return count;
  };
  const std::string before = printable(source.text({begin, caret}), shown_width);
  const Offset end = std::clamp(range.end, caret, line.end);
  const std::string marked = printable(source.text({caret, end}), shown_width);
  return fmt::format("{:>5} | {}{}\n", number, begin == line.begin ? "" : "…",
                     printable(source.text({begin, line.end}), shown_width)) +
         fmt::format("{:>5} | {:>{}}{}{:^>{}}{}\n", "", "", columns(before) + (begin == line.begin ? 0 : 1),
                     color ? "\x1b[1;32m" : "", "", std::max<std::size_t>(1, columns(marked)), color ? "\x1b[0m" : "");
}

std::string render(const Diagnostic& diagnostic, const Source& source, bool color) {
  const Colors colors = colors_for(diagnostic.severity, color);
  const Position position = source.position(diagnostic.range.begin);
  std::string out = fmt::format("{}{}:{}:{}:{} {}{}:{} {} [{}]\n", colors.bold, printable(source.name(), 4096),
                                position.line, position.column, colors.reset, colors.severity,
                                to_string(diagnostic.severity), colors.reset, diagnostic.message, diagnostic.code);
  out += render_place(diagnostic.range, source, color);
  if (!diagnostic.help.empty()) out += fmt::format("{:>5} = help: {}\n", "", diagnostic.help);
  return out;
}

}  // namespace drydock
