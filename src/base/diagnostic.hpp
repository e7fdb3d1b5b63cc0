// A finding about a source text, and how it is shown to people.
#pragma once

#include <string>
#include <string_view>

#include "base/source.hpp"
#include "base/text_range.hpp"

namespace drydock {

enum class Severity : unsigned char { error, warning, note };

[[nodiscard]] constexpr std::string_view to_string(Severity severity) noexcept {
  return severity == Severity::error ? "error" : severity == Severity::warning ? "warning" : "note";
}

struct Diagnostic {
  std::string_view code;  ///< stable name of the bad pattern, a string literal such as "unknown-instruction"
  Severity severity = Severity::error;
  TextRange range;      ///< the narrowest wrong thing
  std::string message;  ///< what is wrong, without a final full stop
  std::string help;     ///< what to do; may be empty
};

/// The diagnostic as "name:line:column: error: message [code]", the source line, a caret line below it and the help.
/// `color` puts terminal escape sequences around the severity and the carets.
[[nodiscard]] std::string render(const Diagnostic& diagnostic, const Source& source, bool color);

/// The line of a source in which a range begins, and below it carets under the part of the range in that line.
[[nodiscard]] std::string render_place(TextRange range, const Source& source, bool color);

/// A text made safe for a terminal: control characters and ill-formed bytes as \xNN, tabs as one blank, and cut after
/// `max_characters` characters with an ellipsis.
[[nodiscard]] std::string printable(std::string_view text, std::size_t max_characters);

}  // namespace drydock
