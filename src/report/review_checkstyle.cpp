// A review as Checkstyle's XML.
#include <fmt/format.h>

#include "base/unicode.hpp"
#include "report/review_message.hpp"

namespace drydock {
namespace {

/// A value of an attribute. Characters that XML 1.0 does not allow (section 2.2) become U+FFFD.
std::string escape(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const DecodedCharacter character = decode_utf8(text);
    const char32_t value = character.value;
    if (value == '<' || value == '>' || value == '&' || value == '"' || value == '\t' || value == '\n' ||
        value == '\r') {
      out += fmt::format("&#{};", static_cast<unsigned>(value));
    } else {
      append_utf8(out, value < 0x20 || value == 0xFFFE || value == 0xFFFF ? replacement_character : value);
    }
    text.remove_prefix(character.size);
  }
  return out;
}

std::string error(const Position& at, std::string_view severity, std::string_view message, std::string_view source) {
  return fmt::format("    <error line=\"{}\" column=\"{}\" severity=\"{}\" message=\"{}\" source=\"drydock.{}\"/>\n",
                     at.line, at.column, severity, escape(message), escape(source));
}

class CheckstyleWriter final : public ReviewWriter {
 public:
  std::string add(const ReviewedFile& file) override {
    std::string errors;
    for (const Diagnostic& diagnostic : file.diagnostics) {
      const std::string_view severity = diagnostic.severity == Severity::error     ? "error"
                                        : diagnostic.severity == Severity::warning ? "warning"
                                                                                   : "info";
      errors += error(file.source().position(diagnostic.range.begin), severity, diagnostic.message, diagnostic.code);
    }
    for (FixIndex i = 0; i < file.fixes.size(); ++i) {
      const FixIndex only[] = {i};
      errors += error(file.source().position(place_of(file, file.fixes[i]).begin), "warning", plain_message(file, only),
                      pass_of(file, file.fixes[i]).id);
    }
    for (const Finding& finding : file.findings) {
      if (finding.is_open()) {
        errors += error(file.source().position(finding.place.begin), "info", plain_message(finding), finding.pass->id);
      }
    }
    return in_file(file.path, errors);
  }

  std::string add_unread(std::string_view path, std::string_view why) override {
    return in_file(path, error({}, "error", why, "unreadable"));
  }

  std::string finish() override { return begin() + "</checkstyle>\n"; }

 private:
  std::string in_file(std::string_view path, std::string_view errors) {
    return begin() + fmt::format("  <file name=\"{}\">\n{}  </file>\n", escape(path), errors);
  }
  /// What stands above the first file.
  std::string begin() {
    if (begun_) return "";
    begun_ = true;
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n";
  }

  bool begun_ = false;
};

}  // namespace

std::unique_ptr<ReviewWriter> review_checkstyle() { return std::make_unique<CheckstyleWriter>(); }

}  // namespace drydock
