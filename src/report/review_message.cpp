// The words of a finding.
#include "report/review_message.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/unicode.hpp"

namespace drydock {
namespace {

/// A text that may stand in a line of Markdown: what would be read as markup is escaped.
std::string escape_markdown(std::string_view text) {
  std::string out;
  for (const char byte : text) {
    if (std::string_view("\\`*_{}[]<>#|~&@").find(byte) != std::string_view::npos) out += '\\';
    out += byte;
  }
  return out;
}

std::string assumption_list(const Finding& finding) {
  std::vector<std::string> facts;
  for (const Assumption fact : finding.assumes) facts.push_back(fmt::format("{} ({})", describe(fact), name_of(fact)));
  return fmt::format("{}", fmt::join(facts, "; "));
}

std::string effect_list(const Finding& finding) {
  std::vector<std::string_view> effects;
  for (const Effect effect : finding.effects) effects.push_back(describe(effect));
  return fmt::format("{}", fmt::join(effects, "; "));
}

/// Rounds may give the same reason twice.
void add_once(std::vector<std::string>& lines, std::string line) {
  if (std::ranges::find(lines, line) == lines.end()) lines.push_back(std::move(line));
}

}  // namespace

std::string headline(const Finding& finding) {
  return printable(finding.subject, 80) + ": " + printable(finding.why, std::numeric_limits<std::size_t>::max());
}

std::string_view promise_of(Level level) noexcept {
  switch (level) {
    case Level::identical: return "builds the same image";
    case Level::equivalent: return "builds the same image and starts the same program, spelled in another way";
    case Level::assumed: return "builds the same image if what it rests on holds";
    case Level::intended: return "changes the image on purpose";
  }
  return "";
}

std::string why_open(const Finding& finding) {
  if (finding.kind == Finding::Kind::above_level) {
    return fmt::format("not applied: it {}; --level={} applies it", promise_of(finding.level),
                       to_string(finding.level));
  }
  std::vector<std::string_view> names;
  for (const Assumption fact : finding.assumes) names.push_back(name_of(fact));
  return fmt::format("not applied: it is right only if {}; --assume={} vouches for that", assumption_list(finding),
                     fmt::join(names, ","));
}

std::string plain_message(const Finding& finding) {
  std::string text = fmt::format("{} [{}] ({})", headline(finding), finding.pass->id, promise_of(finding.level));
  if (!finding.effects.empty()) text += fmt::format("; what may differ: {}", effect_list(finding));
  if (finding.is_open()) return text + "; " + why_open(finding);
  if (!finding.assumes.empty()) text += fmt::format("; assumed: {}", assumption_list(finding));
  return text;
}

std::string plain_message(const ReviewedFile& file, std::span<const FixIndex> fixes) {
  std::vector<std::string> lines;
  for (const FixIndex fix : fixes) {
    for (const FindingIndex finding : file.fixes[fix].findings) add_once(lines, plain_message(file.findings[finding]));
  }
  return fmt::format("{}", fmt::join(lines, "\n"));
}

std::string markdown_message(const Finding& finding) {
  std::string text = fmt::format("- {} (`{}`). It {}.", escape_markdown(headline(finding)), finding.pass->id,
                                 promise_of(finding.level));
  if (!finding.effects.empty()) text += fmt::format(" What may differ: {}.", escape_markdown(effect_list(finding)));
  if (finding.is_open()) return text + " " + escape_markdown(why_open(finding)) + ".";
  if (!finding.assumes.empty()) text += fmt::format(" Assumed: {}.", escape_markdown(assumption_list(finding)));
  return text;
}

std::string markdown_message(const ReviewedFile& file, std::span<const FixIndex> fixes) {
  std::vector<std::string> lines;
  for (const FixIndex fix : fixes) {
    for (const FindingIndex finding : file.fixes[fix].findings) {
      add_once(lines, markdown_message(file.findings[finding]));
    }
  }
  return fmt::format("{}", fmt::join(lines, "\n"));
}

const PassInfo& pass_of(const ReviewedFile& file, const Fix& fix) { return *file.findings[fix.findings.front()].pass; }

TextRange place_of(const ReviewedFile& file, const Fix& fix) {
  const auto line = [&](Offset at) { return file.source().line_of(at); };
  for (const FindingIndex index : fix.findings) {
    const TextRange place = file.findings[index].place;
    const bool near = std::ranges::any_of(fix.edits, [&](const ComposedEdit& edit) {
      return line(edit.edit.range.begin) <= line(place.begin) && line(place.begin) <= line(edit.edit.range.end);
    });
    if (near) return place;
  }
  return fix.edits.front().edit.range;
}

std::string_view plain_path(std::string_view path) noexcept {
  while (path.starts_with("./")) path.remove_prefix(2);
  return path;
}

std::string other_lines(const std::vector<LineChange>& changes, const LineChange& change) {
  std::vector<std::string> others;
  for (const LineChange& other : changes) {
    const bool shares = other.first_line != change.first_line && std::ranges::any_of(other.fixes, [&](FixIndex fix) {
      return std::ranges::binary_search(change.fixes, fix);
    });
    if (!shares) continue;
    others.push_back(other.first_line == other.last_line ? fmt::format("{}", other.first_line)
                                                         : fmt::format("{} to {}", other.first_line, other.last_line));
  }
  if (others.empty()) return "";
  return fmt::format("Apply this together with what is proposed for {} {}.",
                     others.size() == 1 && others[0].find(' ') == std::string::npos ? "line" : "lines",
                     fmt::join(others, ", "));
}

Span span_of(const Source& source, TextRange range, ColumnUnit unit) {
  return {source.position(range.begin, unit), source.position(range.end, unit)};
}

std::string ReviewWriter::add_unread(std::string_view, std::string_view) { return ""; }

std::string ReviewWriter::finish() { return ""; }

}  // namespace drydock
