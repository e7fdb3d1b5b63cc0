// A review as SARIF 2.1.0. Section numbers are those of the standard by OASIS.
#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/unicode.hpp"
#include "report/json_text.hpp"
#include "report/manual.hpp"
#include "report/review_message.hpp"

namespace drydock {
namespace {

constexpr std::string_view schema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// A path as a URI reference: all bytes that are not unreserved (RFC 3986, section 2.3) are percent-encoded.
std::string uri_of(std::string_view path) {
  std::string uri = path.starts_with('/') ? "file://" : "";
  for (const char byte : path) {
    if (is_ascii_alphanumeric(byte) || std::string_view("-._~/").find(byte) != std::string_view::npos) {
      uri += byte;
    } else {
      uri += fmt::format("%{:02X}", static_cast<unsigned char>(byte));
    }
  }
  return uri;
}

Json artifact_location(std::string_view path) {
  Json location{{"uri", uri_of(plain_path(path))}};
  // An absolute URI has no base (3.4.4).
  if (!path.starts_with('/')) location["uriBaseId"] = "%SRCROOT%";
  return location;
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::string_view part = bytes.substr(i, 3);
    std::uint32_t value = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      value = value << 8U | (j < part.size() ? static_cast<unsigned char>(part[j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) out += j <= part.size() ? digits[value >> (18 - 6 * j) & 63U] : '=';
  }
  return out;
}

/// One file's places and contents.
class Places {
 public:
  Places(std::string_view path, const Source& source)
      : path_(path), source_(source), is_text_(is_valid_utf8(source.text())) {}

  [[nodiscard]] Json region(TextRange range) const {
    const Span span = span_of(source_, range, ColumnUnit::utf16);
    Json region{{"startLine", span.begin.line},
                {"startColumn", span.begin.column},
                {"endLine", span.end.line},
                {"endColumn", span.end.column}};
    if (!is_text_) {
      region["byteOffset"] = range.begin;
      region["byteLength"] = range.size();
    }
    return region;
  }

  [[nodiscard]] Json location(TextRange range) const {
    return {{"physicalLocation", {{"artifactLocation", artifact_location(path_)}, {"region", region(range)}}}};
  }

  [[nodiscard]] Json fix(const Fix& fix) const {
    Json replacements = Json::array();
    for (const ComposedEdit& composed : fix.edits) {
      const Edit& edit = composed.edit;
      Json replacement{{"deletedRegion", region(edit.range)}};
      // No inserted content means that the region is only deleted (3.57.4).
      if (!edit.text.empty()) replacement["insertedContent"] = content(edit.text);
      replacements.push_back(std::move(replacement));
    }
    return {{"artifactChanges", Json::array({{{"artifactLocation", artifact_location(path_)},
                                              {"replacements", std::move(replacements)}}})}};
  }

 private:
  static Json content(const std::string& text) {
    if (is_valid_utf8(text)) return {{"text", text}};
    return {{"binary", base64(text)}};
  }

  std::string_view path_;
  const Source& source_;
  bool is_text_;
};

class SarifWriter final : public ReviewWriter {
 public:
  explicit SarifWriter(std::string_view version) : version_(version) {}

  std::string add(const ReviewedFile& file) override {
    const Places places(file.path, file.source());
    const Fingerprints prints = fingerprints(file);
    for (const Diagnostic& diagnostic : file.diagnostics) {
      notify(diagnostic.severity, diagnostic.message, places.location(diagnostic.range), diagnostic.code);
    }
    for (const Remark& remark : file.unverified) {
      notify(Severity::error, fmt::format("the verifier refused {}: {}", remark.pass->id, remark.why),
             places.location(remark.place), "unverified");
    }
    for (FixIndex i = 0; i < file.fixes.size(); ++i) {
      const Fix& fix = file.fixes[i];
      const FixIndex only[] = {i};
      Json result = result_of(pass_of(file, fix), "warning", plain_message(file, only), markdown_message(file, only),
                              places.location(place_of(file, fix)), prints.fixes[i]);
      std::vector<std::string_view> passes;
      Json related = Json::array();
      for (const FindingIndex number : fix.findings) {
        const Finding& finding = file.findings[number];
        if (std::ranges::find(passes, finding.pass->id) == passes.end()) passes.push_back(finding.pass->id);
        if (number == fix.findings.front()) continue;
        Json location = places.location(finding.place);
        location["message"] = {{"text", headline(finding)}};
        // The locations are a set (3.27.22): rounds may have given the same reason twice.
        if (std::ranges::find(related, location) == related.end()) related.push_back(std::move(location));
      }
      if (!related.empty()) result["relatedLocations"] = std::move(related);
      result["fixes"] = Json::array({places.fix(fix)});
      result["fixes"][0]["description"] = {
          {"text", fmt::format("drydock rewrites the text ({})", fmt::join(passes, ", "))}};
      result["properties"] = {{"passes", passes}};
      results_.push_back(std::move(result));
    }
    for (FindingIndex i = 0; i < file.findings.size(); ++i) {
      const Finding& finding = file.findings[i];
      if (!finding.is_open()) continue;
      Json result = result_of(*finding.pass, "note", plain_message(finding), markdown_message(finding),
                              places.location(finding.place), prints.findings[i]);
      result["properties"] = {{"open", to_string(finding.kind)}, {"assumptions", Json::array()}};
      for (const Assumption fact : finding.assumes) result["properties"]["assumptions"].push_back(name_of(fact));
      results_.push_back(std::move(result));
    }
    return "";
  }

  std::string add_unread(std::string_view path, std::string_view why) override {
    notify(Severity::error, why, {{"physicalLocation", {{"artifactLocation", artifact_location(path)}}}}, "unreadable");
    return "";
  }

  std::string finish() override {
    Json driver{{"name", "drydock"}, {"semanticVersion", version_}, {"rules", rules_}};
    Json run{{"tool", {{"driver", std::move(driver)}}},
             {"invocations",
              Json::array({{{"executionSuccessful", successful_}, {"toolExecutionNotifications", notifications_}}})},
             {"originalUriBaseIds", {{"%SRCROOT%", {{"description", {{"text", "The folder that drydock ran in"}}}}}}},
             {"columnKind", "utf16CodeUnits"},
             {"results", std::move(results_)}};
    const Json log{{"$schema", schema}, {"version", "2.1.0"}, {"runs", Json::array({std::move(run)})}};
    return log.dump(1) + "\n";
  }

 private:
  Json result_of(const PassInfo& pass, std::string_view level, const std::string& text, const std::string& markdown,
                 Json location, const std::string& fingerprint) {
    return {{"ruleId", pass.id},
            {"ruleIndex", rule(pass)},
            {"level", level},
            {"message", {{"text", text}, {"markdown", markdown}}},
            {"locations", Json::array({std::move(location)})},
            {"partialFingerprints", {{"drydock/v1", fingerprint}}}};
  }

  /// The number of a pass's rule. Only rules that have results are listed.
  std::size_t rule(const PassInfo& pass) {
    const auto [known, added] = rule_numbers_.emplace(&pass, rule_numbers_.size());
    if (added) {
      Json tags = Json::array({"dockerfile", to_string(pass.level)});
      for (const std::string_view id : pass.rules) tags.push_back(id);
      // The documentation is Markdown that reads well as it stands, so that it is the plain text too.
      rules_.push_back({{"id", pass.id},
                        {"shortDescription", {{"text", pass.summary}}},
                        {"fullDescription", {{"text", pass.summary}}},
                        {"help", {{"text", pass_manual(pass)}, {"markdown", pass_manual(pass)}}},
                        {"defaultConfiguration", {{"level", "warning"}, {"enabled", pass.on_by_default}}},
                        {"properties", {{"tags", std::move(tags)}}}});
    }
    return known->second;
  }

  void notify(Severity severity, std::string_view message, Json location, std::string_view code) {
    successful_ = successful_ && severity != Severity::error;
    notifications_.push_back({{"descriptor", {{"id", code}}},
                              {"level", to_string(severity)},
                              {"message", {{"text", with_replacement_characters(message)}}},
                              {"locations", Json::array({std::move(location)})}});
  }

  std::string version_;
  Json rules_ = Json::array();
  std::map<const PassInfo*, std::size_t> rule_numbers_;
  Json results_ = Json::array();
  Json notifications_ = Json::array();
  bool successful_ = true;
};

}  // namespace

std::unique_ptr<ReviewWriter> review_sarif(std::string_view version) { return std::make_unique<SarifWriter>(version); }

}  // namespace drydock
