// A review as GitLab's Code Quality report.
#include <map>

#include <fmt/format.h>

#include "base/digest.hpp"
#include "base/unicode.hpp"
#include "report/json_text.hpp"
#include "report/review_message.hpp"

namespace drydock {
namespace {

Json entry(std::string_view path, std::string_view check, std::string_view message, const std::string& fingerprint,
           std::string_view severity, Offset first, Offset last) {
  return {{"description", with_replacement_characters(message)},
          {"check_name", check},
          {"fingerprint", fingerprint},
          {"severity", severity},
          {"location",
           {{"path", with_replacement_characters(plain_path(path))}, {"lines", {{"begin", first}, {"end", last}}}}}};
}

class GitlabWriter final : public ReviewWriter {
 public:
  std::string add(const ReviewedFile& file) override {
    const Fingerprints prints = fingerprints(file);
    const auto add_entry = [&](TextRange place, std::string_view check, std::string_view message,
                               const std::string& fingerprint, std::string_view severity) {
      const Offset first = file.source().line_of(place.begin);
      const Offset last = file.source().line_of(place.empty() ? place.begin : place.end - 1);
      entries_.push_back(entry(file.path, check, message, fingerprint, severity, first, last));
    };
    for (const Diagnostic& diagnostic : file.diagnostics) {
      const std::string_view severity = diagnostic.severity == Severity::error     ? "critical"
                                        : diagnostic.severity == Severity::warning ? "major"
                                                                                   : "info";
      add_entry(diagnostic.range, diagnostic.code, diagnostic.message,
                print_of(file.path, diagnostic.code, diagnostic.message), severity);
    }
    for (FixIndex i = 0; i < file.fixes.size(); ++i) {
      const FixIndex only[] = {i};
      add_entry(place_of(file, file.fixes[i]), pass_of(file, file.fixes[i]).id, plain_message(file, only),
                prints.fixes[i], "minor");
    }
    for (FindingIndex i = 0; i < file.findings.size(); ++i) {
      const Finding& finding = file.findings[i];
      if (finding.is_open()) {
        add_entry(finding.place, finding.pass->id, plain_message(finding), prints.findings[i], "info");
      }
    }
    return "";
  }

  std::string add_unread(std::string_view path, std::string_view why) override {
    entries_.push_back(entry(path, "unreadable", why, print_of(path, "unreadable", why), "critical", 1, 1));
    return "";
  }

  std::string finish() override { return entries_.dump(1) + "\n"; }

 private:
  /// Of something that is wrong with a file: like ones are told apart by their order.
  std::string print_of(std::string_view path, std::string_view code, std::string_view message) {
    Digester digester;
    digester.add(path).add(code).add(message);
    const Digest first = digester.digest();
    const Digest digest = digester.add_number(seen_[{first.high, first.low}]++).digest();
    return fmt::format("{:016x}{:016x}", digest.high, digest.low);
  }

  Json entries_ = Json::array();
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::size_t> seen_;
};

}  // namespace

std::unique_ptr<ReviewWriter> review_gitlab() { return std::make_unique<GitlabWriter>(); }

}  // namespace drydock
