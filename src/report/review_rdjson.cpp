// A review in reviewdog's Diagnostic format, whose protocol buffers reviewdog keeps in proto/rdf/reviewdog.proto.
#include "base/unicode.hpp"
#include "report/json_text.hpp"
#include "report/review_message.hpp"

namespace drydock {
namespace {

Json position_json(Position position) { return {{"line", position.line}, {"column", position.column}}; }

Json range_json(const Source& source, TextRange range) {
  const Span span = span_of(source, range, ColumnUnit::bytes);
  return {{"start", position_json(span.begin)}, {"end", position_json(span.end)}};
}

Json source_json() { return {{"name", "drydock"}}; }

Json diagnostic_json(std::string_view path, Json range, std::string_view severity, std::string_view message,
                     std::string_view code) {
  return {{"message", with_replacement_characters(message)},
          {"location", {{"path", with_replacement_characters(plain_path(path))}, {"range", std::move(range)}}},
          {"severity", severity},
          {"source", source_json()},
          {"code", {{"value", code}}}};
}

/// A change without the line end that both texts end with: a suggestion is for lines, and a range that ends at the
/// first column of the next line would be one for that line too.
void leave_line_end(const LineChange& change, std::string_view before, TextRange& range, std::string& text) {
  for (const std::string_view end : {std::string_view("\r\n"), std::string_view("\n")}) {
    if (!before.ends_with(end) && !text.ends_with(end)) continue;
    if (!before.ends_with(end) || !text.ends_with(end)) return;
    text.resize(text.size() - end.size());
    range.end = change.range.end - to_offset(end.size());
    return;
  }
}

/// All diagnostics of a file.
std::vector<Json> diagnostics_of(const ReviewedFile& file) {
  std::vector<Json> list;
  for (const Diagnostic& diagnostic : file.diagnostics) {
    const std::string_view severity = diagnostic.severity == Severity::error     ? "ERROR"
                                      : diagnostic.severity == Severity::warning ? "WARNING"
                                                                                 : "INFO";
    list.push_back(diagnostic_json(file.path, range_json(file.source(), diagnostic.range), severity, diagnostic.message,
                                   diagnostic.code));
  }
  const std::vector<LineChange> changes = line_changes(file);
  for (const LineChange& change : changes) {
    std::string text = change.text;
    TextRange range = change.range;
    leave_line_end(change, change.range.of(file.text()), range, text);
    std::string message = plain_message(file, change.fixes);
    if (const std::string others = other_lines(changes, change); !others.empty()) message += "\n" + others;
    const bool carries = is_valid_utf8(text);
    if (!carries) message += "\n" + std::string(no_suggestion);
    Json object = diagnostic_json(file.path, range_json(file.source(), range), "WARNING", message,
                                  pass_of(file, file.fixes[change.fixes.front()]).id);
    if (carries) object["suggestions"] = Json::array({{{"range", range_json(file.source(), range)}, {"text", text}}});
    list.push_back(std::move(object));
  }
  for (const Finding& finding : file.findings) {
    if (finding.is_open()) {
      list.push_back(diagnostic_json(file.path, range_json(file.source(), finding.place), "INFO",
                                     plain_message(finding), finding.pass->id));
    }
  }
  return list;
}

class RdjsonWriter final : public ReviewWriter {
 public:
  std::string add(const ReviewedFile& file) override {
    for (Json& object : diagnostics_of(file)) diagnostics_.push_back(std::move(object));
    return "";
  }
  std::string finish() override {
    return Json{{"source", source_json()}, {"diagnostics", std::move(diagnostics_)}}.dump(1) + "\n";
  }

 private:
  Json diagnostics_ = Json::array();
};

class RdjsonlWriter final : public ReviewWriter {
 public:
  std::string add(const ReviewedFile& file) override {
    std::string out;
    for (const Json& object : diagnostics_of(file)) out += object.dump() + "\n";
    return out;
  }
};

}  // namespace

std::unique_ptr<ReviewWriter> review_rdjson() { return std::make_unique<RdjsonWriter>(); }
std::unique_ptr<ReviewWriter> review_rdjsonl() { return std::make_unique<RdjsonlWriter>(); }

}  // namespace drydock
