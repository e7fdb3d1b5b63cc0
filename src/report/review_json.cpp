// A review as drydock's own JSON.
#include "report/json_text.hpp"
#include "report/review_message.hpp"

namespace drydock {
namespace {

Json finding_json(const ReviewedFile& file, const Finding& finding, const std::string& fingerprint) {
  Json object;
  object["kind"] = to_string(finding.kind);
  object["pass"] = finding.pass->id;
  object["subject"] = json_text(finding.subject);
  object["message"] = json_text(finding.why);
  object["level"] = to_string(finding.level);
  object["effects"] = Json::array();
  for (const Effect effect : finding.effects) object["effects"].push_back(describe(effect));
  object["assumptions"] = Json::array();
  for (const Assumption fact : finding.assumes) {
    object["assumptions"].push_back({{"name", name_of(fact)}, {"description", describe(fact)}});
  }
  const Span span = span_of(file.source(), finding.place, ColumnUnit::characters);
  object["line"] = span.begin.line;
  object["column"] = span.begin.column;
  object["end_line"] = span.end.line;
  object["end_column"] = span.end.column;
  object["range"] = json_range(finding.place);
  object["touched"] = Json::array();
  for (const TextRange range : finding.touched) object["touched"].push_back(json_range(range));
  object["fix"] = finding.is_open() ? Json() : Json(finding.fix);
  object["fingerprint"] = fingerprint;
  return object;
}

Json fix_json(const Fix& fix, const std::string& fingerprint) {
  Json object;
  object["findings"] = fix.findings;
  object["edits"] = Json::array();
  for (const ComposedEdit& edit : fix.edits) {
    object["edits"].push_back({{"range", json_range(edit.edit.range)}, {"text", json_text(edit.edit.text)}});
  }
  object["fingerprint"] = fingerprint;
  return object;
}

Json head(std::string_view path) {
  return {{"format", "drydock-review"}, {"version", review_json_version}, {"path", json_text(path)}};
}

class JsonWriter final : public ReviewWriter {
 public:
  std::string add(const ReviewedFile& file) override {
    Json object = head(file.path);
    const Fingerprints prints = fingerprints(file);
    object["changed"] = !file.fixes.empty();
    object["errors"] = json_errors(file.diagnostics, file.source());
    object["findings"] = Json::array();
    for (FindingIndex i = 0; i < file.findings.size(); ++i) {
      object["findings"].push_back(finding_json(file, file.findings[i], prints.findings[i]));
    }
    object["fixes"] = Json::array();
    for (FixIndex i = 0; i < file.fixes.size(); ++i) {
      object["fixes"].push_back(fix_json(file.fixes[i], prints.fixes[i]));
    }
    object["unverified"] = Json::array();
    for (const Remark& remark : file.unverified) {
      object["unverified"].push_back({{"pass", remark.pass->id},
                                      {"line", file.source().line_of(remark.place.begin)},
                                      {"message", json_text(remark.why)}});
    }
    return object.dump() + "\n";
  }

  std::string add_unread(std::string_view path, std::string_view why) override {
    Json object = head(path);
    object["error"] = json_text(why);
    return object.dump() + "\n";
  }
};

}  // namespace

std::unique_ptr<ReviewWriter> review_json() { return std::make_unique<JsonWriter>(); }

}  // namespace drydock
