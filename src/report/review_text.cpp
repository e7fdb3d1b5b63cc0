// A review for people.
#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "report/review_message.hpp"

namespace drydock {
namespace {

constexpr std::size_t most_lines = 24;     // of a change that are shown
constexpr std::size_t widest_line = 300;   // characters

class TextWriter final : public ReviewWriter {
 public:
  explicit TextWriter(bool color) : color_(color) {}

  std::string add(const ReviewedFile& file) override {
    std::string out;
    // Fixes and open findings in one order, by what they point at.
    std::vector<std::pair<Offset, std::string>> blocks;
    for (FixIndex i = 0; i < file.fixes.size(); ++i) {
      blocks.emplace_back(place_of(file, file.fixes[i]).begin, fix_block(file, i));
    }
    for (const Finding& finding : file.findings) {
      if (finding.is_open()) blocks.emplace_back(finding.place.begin, open_block(file, finding));
    }
    std::ranges::stable_sort(blocks, {}, [](const auto& block) { return block.first; });
    for (const auto& [at, block] : blocks) out += block + "\n";
    fixes_ += file.fixes.size();
    open_ += blocks.size() - file.fixes.size();
    files_ += file.fixes.empty() ? 0U : 1U;
    return out;
  }

  std::string finish() override {
    if (fixes_ + open_ == 0) return "Nothing found.\n";
    const auto count = [](std::size_t number, std::string_view one) {
      return fmt::format("{} {}{}", number, one, number == 1 ? "" : one == "fix" ? "es" : "s");
    };
    const std::string found =
        fmt::format("{} in {}, {} open.", count(fixes_, "fix"), count(files_, "file"), count(open_, "finding"));
    return found + (fixes_ > 0 ? " `drydock rewrite` applies the fixes.\n" : "\n");
  }

 private:
  [[nodiscard]] std::string paint(std::string_view code, std::string_view text) const {
    return color_ ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
  }

  [[nodiscard]] std::string heading(const ReviewedFile& file, TextRange place, const Finding& finding) const {
    const Position at = file.source().position(place.begin);
    return fmt::format(
        "{} {} {} [{}]\n", paint("1", fmt::format("{}:{}:{}:", printable(file.path, 4096), at.line, at.column)),
        finding.is_open() ? paint("1;33", "open:") : paint("1;32", "fix:"), headline(finding), finding.pass->id);
  }

  static std::string details(const Finding& finding) {
    std::string out = fmt::format("      = it {} ({})\n", promise_of(finding.level), to_string(finding.level));
    for (const Effect effect : finding.effects) out += fmt::format("      = what may differ: {}\n", describe(effect));
    if (finding.is_open()) {
      out += fmt::format("      = {}\n", why_open(finding));
    } else {
      for (const Assumption fact : finding.assumes) {
        out += fmt::format("      = assumed: {} ({})\n", describe(fact), name_of(fact));
      }
    }
    return out;
  }

  [[nodiscard]] std::string open_block(const ReviewedFile& file, const Finding& finding) const {
    return heading(file, finding.place, finding) + render_place(finding.place, file.source(), color_) +
           details(finding) + see({finding.pass->id});
  }

  [[nodiscard]] std::string fix_block(const ReviewedFile& file, FixIndex index) const {
    const Fix& fix = file.fixes[index];
    const TextRange place = place_of(file, fix);
    const Finding& first = file.findings[fix.findings.front()];
    std::string out = heading(file, place, first) + render_place(place, file.source(), color_);
    for (const LineChange& change : line_changes(file, index)) out += lines(file, change);
    std::vector<std::string_view> passes;
    std::vector<std::string> told;
    for (const FindingIndex number : fix.findings) {
      const Finding& finding = file.findings[number];
      const std::string line = headline(finding) + " [" + std::string(finding.pass->id) + "]";
      // Rounds may give the same reason twice.
      if (std::ranges::find(told, line) != told.end()) continue;
      told.push_back(line);
      if (told.size() > 1) out += fmt::format("      + together with: {}\n", line);
      out += details(finding);
      if (std::ranges::find(passes, finding.pass->id) == passes.end()) passes.push_back(finding.pass->id);
    }
    return out + see(passes);
  }

  static std::string see(const std::vector<std::string_view>& passes) {
    std::string out;
    for (const std::string_view pass : passes) out += fmt::format("      = why it is sound: drydock passes {}\n", pass);
    return out;
  }

  /// The lines before and after.
  [[nodiscard]] std::string lines(const ReviewedFile& file, const LineChange& change) const {
    std::string out;
    Offset number = change.first_line;
    const std::string_view before = change.range.of(file.text());
    const auto has_carriage_return = [](std::string_view text) { return text.find('\r') != std::string_view::npos; };
    const bool show_carriage_returns =
        !change.text.empty() && has_carriage_return(before) != has_carriage_return(change.text);
    const auto write = [&](std::string_view text, char mark, std::string_view code) {
      std::size_t count = 0;
      while (!text.empty()) {
        const std::size_t size = std::min(text.find('\n'), text.size() - 1) + 1;
        std::string_view line = text.substr(0, size);
        text.remove_prefix(size);
        if (++count > most_lines) continue;
        const bool ended = line.ends_with('\n');
        if (ended) line.remove_suffix(1);
        if (!show_carriage_returns && line.ends_with('\r')) line.remove_suffix(1);
        const std::string shown =
            fmt::format("{} {}{}", mark, printable(line, widest_line), ended ? "" : "  (no line end)");
        out += fmt::format("{:>5} {}\n", mark == '-' ? fmt::format("{}", number) : "", paint(code, shown));
        ++number;
      }
      if (count > most_lines) out += fmt::format("{:>5} {} … {} more\n", "", mark, count - most_lines);
    };
    write(before, '-', "31");
    write(change.text, '+', "32");
    return out;
  }

  bool color_;
  std::size_t fixes_ = 0;
  std::size_t open_ = 0;
  std::size_t files_ = 0;
};

}  // namespace

std::unique_ptr<ReviewWriter> review_text(bool color) { return std::make_unique<TextWriter>(color); }

}  // namespace drydock
