// A review as workflow commands of GitHub Actions: "::notice file=…,line=…::message".
#include <fmt/format.h>

#include "base/unicode.hpp"
#include "report/review_message.hpp"

namespace drydock {
namespace {

/// What the runner reads back (escapeData and escapeProperty in the toolkit of GitHub Actions).
std::string escape(std::string_view text, bool is_property) {
  std::string out;
  for (const char byte : with_replacement_characters(text)) {
    const bool special = byte == '%' || byte == '\r' || byte == '\n' || (is_property && (byte == ':' || byte == ','));
    out += special ? fmt::format("%{:02X}", static_cast<unsigned char>(byte)) : std::string(1, byte);
  }
  return out;
}

std::string annotation(std::string_view kind, const ReviewedFile& file, TextRange place, std::string_view title,
                       std::string_view message) {
  const Span span = span_of(file.source(), place, ColumnUnit::characters);
  // A range that ends before the first column of a line ends in the line above.
  const Offset last = span.end.column == 1 && span.end.line > span.begin.line ? span.end.line - 1 : span.end.line;
  std::string out =
      fmt::format("::{} file={},line={},endLine={}", kind, escape(plain_path(file.path), true), span.begin.line, last);
  // Columns are only read for a range in one line.
  if (span.begin.line == span.end.line) out += fmt::format(",col={},endColumn={}", span.begin.column, span.end.column);
  return out + fmt::format(",title={}::{}\n", escape(title, true), escape(message, false));
}

class AnnotationWriter final : public ReviewWriter {
 public:
  std::string add(const ReviewedFile& file) override {
    std::string out;
    for (const Diagnostic& diagnostic : file.diagnostics) {
      const std::string_view kind = diagnostic.severity == Severity::error     ? "error"
                                    : diagnostic.severity == Severity::warning ? "warning"
                                                                               : "notice";
      out += annotation(kind, file, diagnostic.range, diagnostic.code, diagnostic.message);
    }
    for (FixIndex i = 0; i < file.fixes.size(); ++i) {
      const FixIndex only[] = {i};
      out += annotation("notice", file, place_of(file, file.fixes[i]), pass_of(file, file.fixes[i]).id,
                        plain_message(file, only));
    }
    for (const Finding& finding : file.findings) {
      if (finding.is_open()) out += annotation("notice", file, finding.place, finding.pass->id, plain_message(finding));
    }
    return out;
  }

  std::string add_unread(std::string_view path, std::string_view why) override {
    return fmt::format("::error file={}::{}\n", escape(plain_path(path), true), escape(why, false));
  }
};

}  // namespace

std::unique_ptr<ReviewWriter> review_github_annotations() { return std::make_unique<AnnotationWriter>(); }

}  // namespace drydock
