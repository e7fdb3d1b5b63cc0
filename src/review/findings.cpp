// From the remarks and edits of a run to findings and fixes of the original text.
#include "review/findings.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "base/digest.hpp"
#include "rewrite/edit_set.hpp"

namespace drydock {
namespace {

/// Sets that grow together: which findings share an edit.
class Sets {
 public:
  explicit Sets(std::size_t count) : parents_(count) { std::iota(parents_.begin(), parents_.end(), std::size_t{0}); }
  std::size_t find(std::size_t member) {
    while (parents_[member] != member) member = parents_[member] = parents_[parents_[member]];
    return member;
  }
  void join(std::size_t left, std::size_t right) {
    parents_[std::max(find(left), find(right))] = std::min(find(left), find(right));
  }

 private:
  std::vector<std::size_t> parents_;
};

/// The lines that hold a range, with their line ends.
TextRange whole_lines(const Source& source, TextRange range) {
  const Offset last = source.line_of(range.empty() ? range.begin : range.end - 1);
  const Offset end = last < source.line_count() ? source.line_range(last + 1).begin : to_offset(source.text().size());
  return {source.line_range(source.line_of(range.begin)).begin, end};
}

void touch(const Snapshot& original, TextRange range, std::vector<TextRange>& touched) {
  touched.push_back(whole_lines(*original.source, range));
  const auto& instructions = original.dockerfile.instructions;
  // Those that end behind the beginning of the range, as far as they begin before its end.
  auto next =
      std::ranges::upper_bound(instructions, range.begin, {}, [](const Instruction& one) { return one.range.end; });
  for (; next != instructions.end() && next->range.begin < std::max(range.end, range.begin + 1); ++next) {
    touched.push_back(next->range);
  }
}

std::vector<TextRange> merged(std::vector<TextRange> ranges) {
  std::ranges::sort(ranges, {}, &TextRange::begin);
  std::vector<TextRange> out;
  for (const TextRange range : ranges) {
    if (!out.empty() && range.begin <= out.back().end) {
      out.back().end = std::max(out.back().end, range.end);
    } else {
      out.push_back(range);
    }
  }
  return out;
}

Finding finding_of(Remark&& remark, Finding::Kind kind) {
  return {.kind = kind,
          .pass = remark.pass,
          .subject = std::move(remark.subject),
          .why = std::move(remark.why),
          .level = remark.level,
          .effects = std::move(remark.effects),
          .assumes = std::move(remark.assumes),
          .place = remark.place,
          .touched = {},
          .fix = 0};
}

/// The edits of all applied rewrites; authors are indexes into the remarks.
std::vector<ComposedEdit> compose(std::string_view text, const std::vector<Remark>& remarks) {
  std::map<std::size_t, std::vector<AuthoredEdit>> steps;
  for (std::size_t i = 0; i < remarks.size(); ++i) {
    if (remarks[i].kind != Remark::Kind::applied) continue;
    for (const Edit& edit : remarks[i].edits) steps[remarks[i].step].push_back({edit, i});
  }
  ComposedEdits composed(text);
  for (auto& [number, edits] : steps) {
    std::ranges::sort(edits, {},
                      [](const AuthoredEdit& one) { return std::pair(one.edit.range.begin, one.edit.range.end); });
    composed.add_step(edits);
  }
  return composed.edits();
}

/// Sets findings, sorted by place, and fixes. Authors of edits, and the pairs of findings that have to share a fix
/// beside those that share an edit, are indexes into `findings`.
void arrange(ReviewedFile& file, std::vector<Finding> findings, std::vector<ComposedEdit> edits,
             const std::vector<std::pair<FindingIndex, FindingIndex>>& joined) {
  file.findings.clear();
  file.fixes.clear();
  std::vector<std::size_t> order(findings.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return findings[i].place.begin; });
  std::vector<std::size_t> number(findings.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    number[order[i]] = i;
    file.findings.push_back(std::move(findings[order[i]]));
  }

  Sets sets(file.findings.size());
  for (const auto& [left, right] : joined) sets.join(number[left], number[right]);
  for (ComposedEdit& edit : edits) {
    for (std::size_t& author : edit.authors) author = number[author];
    std::ranges::sort(edit.authors);
    for (const std::size_t author : edit.authors) sets.join(edit.authors.front(), author);
  }
  std::map<std::size_t, FixIndex> fixes;
  for (ComposedEdit& edit : edits) {
    const auto [fix, added] = fixes.emplace(sets.find(edit.authors.front()), file.fixes.size());
    if (added) file.fixes.emplace_back();
    for (const std::size_t author : edit.authors) touch(file.original, edit.edit.range, file.findings[author].touched);
    file.fixes[fix->second].edits.push_back(std::move(edit));
  }
  for (FindingIndex i = 0; i < file.findings.size(); ++i) {
    Finding& finding = file.findings[i];
    touch(file.original, finding.place, finding.touched);
    finding.touched = merged(std::move(finding.touched));
    if (finding.is_open()) continue;
    finding.fix = fixes.at(sets.find(i));
    file.fixes[finding.fix].findings.push_back(i);
  }
}

using EditsByPlace = std::vector<std::pair<const Edit*, FixIndex>>;

/// All edits of a file by place, each with its fix.
EditsByPlace edits_by_place(const ReviewedFile& file) {
  EditsByPlace edits;
  for (FixIndex i = 0; i < file.fixes.size(); ++i) {
    for (const ComposedEdit& edit : file.fixes[i].edits) edits.emplace_back(&edit.edit, i);
  }
  std::ranges::sort(edits, {}, [](const auto& one) { return std::pair(one.first->range.begin, one.first->range.end); });
  return edits;
}

/// The original with some fixes.
std::string apply_fixes(const ReviewedFile& file, const std::function<bool(FixIndex)>& is_wanted) {
  std::vector<Edit> edits;
  for (const auto& [edit, fix] : edits_by_place(file)) {
    if (is_wanted(fix)) edits.push_back(*edit);
  }
  return apply_edits(file.text(), {0, to_offset(file.text().size())}, edits);
}

std::string apply_all(const ReviewedFile& file) {
  return apply_fixes(file, [](FixIndex) { return true; });
}

/// Takes the edits out of a file; authors are still indexes into its findings.
std::vector<ComposedEdit> take_edits(ReviewedFile& file, const std::function<bool(FixIndex)>& is_wanted) {
  std::vector<ComposedEdit> edits;
  for (FixIndex i = 0; i < file.fixes.size(); ++i) {
    if (is_wanted(i)) std::ranges::move(file.fixes[i].edits, std::back_inserter(edits));
  }
  std::ranges::sort(edits, {},
                    [](const ComposedEdit& one) { return std::pair(one.edit.range.begin, one.edit.range.end); });
  return edits;
}

/// Finds out which fixes are right without the others. The shared edits do not tell: what one rewrite removes may be
/// the reason for another one elsewhere.
class Independence {
 public:
  Independence(const ReviewedFile& file, const PipelineOptions& options) : file_(file), options_(options) {
    options_.keep_edits = false;
    // What the passes would do to the original needs nothing else.
    alone_.resize(file_.fixes.size());
    (void)run([&](const Remark& remark, const Rewrite& rewrite, const Snapshot&, const Source&) {
      for (const Finding& finding : at(remark.place.begin)) {
        if (finding.is_open() || !is_about(remark, finding)) continue;
        const Fix& fix = file_.fixes[finding.fix];
        if (fix.findings.size() == 1 && has_edits(fix, rewrite)) alone_[finding.fix] = true;
      }
      return false;
    });
  }

  /// Those that a fix cannot do without, other than itself.
  [[nodiscard]] std::vector<FixIndex> needs_of(FixIndex fix) {
    if (alone_[fix] || (read_ <= most_read && gives_its_text({fix}))) return {};
    std::vector<FixIndex> needed(file_.fixes.size());
    std::iota(needed.begin(), needed.end(), FixIndex{0});
    // Each that is not needed costs a run; a file with very many fixes gets a fix that holds more than it has to.
    for (FixIndex other = 0; other < file_.fixes.size() && file_.fixes.size() <= most_fixes; ++other) {
      if (other == fix) continue;
      std::vector<FixIndex> fewer = needed;
      std::erase(fewer, other);
      if (gives_its_text(fewer)) needed = std::move(fewer);
    }
    std::erase(needed, fix);
    return needed;
  }

 private:
  static constexpr std::size_t most_fixes = 24;
  /// The bytes that are run through the passes to find out; then what is left needs all the others. No real file comes
  /// near.
  static constexpr std::size_t most_read = std::size_t{32} << 20;

  /// The findings whose place begins there.
  [[nodiscard]] std::span<const Finding> at(Offset place) const {
    const auto begin_of = [](const Finding& one) { return one.place.begin; };
    return {std::ranges::lower_bound(file_.findings, place, {}, begin_of),
            std::ranges::upper_bound(file_.findings, place, {}, begin_of)};
  }

  static bool is_about(const Remark& remark, const Finding& finding) {
    return remark.pass == finding.pass && remark.place.begin == finding.place.begin && remark.why == finding.why;
  }

  static bool has_edits(const Fix& fix, const Rewrite& rewrite) {
    std::vector<Edit> edits = rewrite.edits;
    std::ranges::sort(edits, {}, [](const Edit& edit) { return std::pair(edit.range.begin, edit.range.end); });
    return std::ranges::equal(fix.edits, edits, [](const ComposedEdit& left, const Edit& right) {
      return left.edit.range == right.range && left.edit.text == right.text;
    });
  }

  [[nodiscard]] PipelineResult run(const Choose& choose) const {
    return run_pipeline(std::move(Source::make(file_.path, std::string(file_.text())).value()), options_, {}, choose);
  }

  /// Whether the passes, if only the rewrites of these fixes are wanted, make of the original what the fixes make of
  /// it.
  [[nodiscard]] bool gives_its_text(const std::vector<FixIndex>& fixes) {
    read_ += file_.text().size();
    std::vector<bool> wanted(file_.fixes.size());
    for (const FixIndex fix : fixes) wanted[fix] = true;
    const auto is_wanted = [&](FixIndex fix) { return wanted[fix]; };
    const PipelineResult result = run([&](const Remark& remark, const Rewrite&, const Snapshot&, const Source&) {
      return std::ranges::any_of(at(remark.place.begin), [&](const Finding& finding) {
        return !finding.is_open() && is_wanted(finding.fix) && is_about(remark, finding);
      });
    });
    return !result.unverified && result.snapshot.text() == apply_fixes(file_, is_wanted);
  }

  const ReviewedFile& file_;
  PipelineOptions options_;
  std::vector<bool> alone_;  // by fix
  std::size_t read_ = 0;
};

/// Makes one fix of those that need each other.
void join_dependent_fixes(ReviewedFile& file, const PipelineOptions& options) {
  if (file.fixes.size() < 2) return;
  Independence independence(file, options);
  std::vector<std::pair<FindingIndex, FindingIndex>> joined;
  for (FixIndex fix = 0; fix < file.fixes.size(); ++fix) {
    const std::vector<FixIndex> needed = independence.needs_of(fix);
    for (const FixIndex other : needed) {
      joined.emplace_back(file.fixes[fix].findings.front(), file.fixes[other].findings.front());
    }
    if (needed.size() + 1 == file.fixes.size()) break;  // that makes one of all
  }
  if (joined.empty()) return;
  for (Finding& finding : file.findings) finding.touched.clear();
  std::vector<ComposedEdit> edits = take_edits(file, [](FixIndex) { return true; });
  for (const Fix& fix : file.fixes) {
    for (const FindingIndex finding : fix.findings) joined.emplace_back(fix.findings.front(), finding);
  }
  arrange(file, std::exchange(file.findings, {}), std::move(edits), joined);
}

std::vector<LineChange> lines_of(const ReviewedFile& file, const EditsByPlace& edits) {
  const Source& source = file.source();
  const std::string_view text = file.text();
  const auto size = to_offset(text.size());
  const Offset last_line = source.line_count() - (source.line_count() > 1 && text.ends_with('\n') ? 1 : 0);
  const auto begin_of = [&](Offset line) { return source.line_range(line).begin; };
  const auto end_of = [&](Offset line) { return line < source.line_count() ? begin_of(line + 1) : size; };

  std::vector<LineChange> changes;
  std::vector<std::size_t> first_edits;  // of each change
  for (std::size_t next = 0; next < edits.size();) {
    LineChange change;
    change.first_line = std::min(source.line_of(edits[next].first->range.begin), last_line);
    change.last_line = change.first_line;
    std::size_t first = next;
    if (!changes.empty() && change.first_line <= changes.back().last_line) {
      change = changes.back();
      first = first_edits.back();
      changes.pop_back();
      first_edits.pop_back();
    }
    std::vector<Edit> inside;
    for (std::size_t i = first; i < next; ++i) inside.push_back(*edits[i].first);
    for (;;) {
      for (; next < edits.size() && source.line_of(edits[next].first->range.begin) <= change.last_line; ++next) {
        const TextRange more = edits[next].first->range;
        const Offset last = std::min(source.line_of(more.empty() ? more.begin : more.end - 1), last_line);
        change.last_line = std::max(change.last_line, last);
        change.fixes.push_back(edits[next].second);
        inside.push_back(*edits[next].first);
      }
      // What inserts behind the last line end belongs to the last line.
      if (next < edits.size() && change.last_line == last_line) {
        change.fixes.push_back(edits[next].second);
        inside.push_back(*edits[next].first);
        ++next;
        continue;
      }
      change.range = {begin_of(change.first_line), end_of(change.last_line)};
      change.text = apply_edits(text, change.range, inside);
      if (change.last_line == last_line) break;
      if (change.text.empty() || change.text.ends_with('\n')) break;
      ++change.last_line;
    }
    // Without its last line, which has no line end, the text would keep that of the line above: no format that replaces
    // lines can say so unless it names that line too.
    while (change.text.empty() && change.range.end == size && !text.ends_with('\n') && change.first_line > 1) {
      --change.first_line;
      if (!changes.empty() && changes.back().last_line == change.first_line) {
        for (std::size_t i = first_edits.back(); i < first; ++i) change.fixes.push_back(edits[i].second);
        change.first_line = changes.back().first_line;
        change.text = changes.back().text + change.text;
        first = first_edits.back();
        changes.pop_back();
        first_edits.pop_back();
      } else {
        change.text =
            std::string(text.substr(begin_of(change.first_line), change.range.begin - begin_of(change.first_line)));
      }
      change.range.begin = begin_of(change.first_line);
    }
    std::ranges::sort(change.fixes);
    change.fixes.erase(std::unique(change.fixes.begin(), change.fixes.end()), change.fixes.end());
    changes.push_back(std::move(change));
    first_edits.push_back(first);
  }
  return changes;
}

}  // namespace

std::string_view to_string(Finding::Kind kind) noexcept {
  switch (kind) {
    case Finding::Kind::applied: return "applied";
    case Finding::Kind::assumed: return "assumed";
    case Finding::Kind::above_level: return "above level";
  }
  return "";
}

bool ReviewedFile::has_errors() const noexcept {
  return std::ranges::any_of(diagnostics, [](const Diagnostic& one) { return one.severity == Severity::error; });
}

ReviewedFile review(Source source, const PipelineOptions& options) {
  PipelineOptions with_edits = options;
  with_edits.keep_edits = true;
  const std::string name = source.name();
  const std::string text(source.text());
  PipelineResult result = run_pipeline(std::move(source), with_edits);
  ReviewedFile file{.path = name,
                    .original = result.changed ? make_snapshot(std::move(Source::make(name, text).value()))
                                               : std::move(result.snapshot),
                    .rewritten = {},
                    .findings = {},
                    .fixes = {},
                    .diagnostics = std::move(result.diagnostics),
                    .unverified = {},
                    .settled = result.settled};

  std::vector<ComposedEdit> edits = compose(file.text(), result.remarks);
  // The authors are remarks so far; rewrites that left no trace go.
  std::vector<bool> has_edit(result.remarks.size());
  for (const ComposedEdit& edit : edits) {
    for (const std::size_t author : edit.authors) has_edit[author] = true;
  }
  std::vector<Finding> findings;
  std::vector<std::size_t> number(result.remarks.size());
  for (std::size_t i = 0; i < result.remarks.size(); ++i) {
    Remark& remark = result.remarks[i];
    number[i] = findings.size();
    if (remark.kind == Remark::Kind::applied) {
      if (has_edit[i]) findings.push_back(finding_of(std::move(remark), Finding::Kind::applied));
    } else if (remark.kind == Remark::Kind::assumed) {
      findings.push_back(finding_of(std::move(remark), Finding::Kind::assumed));
    } else if (remark.kind == Remark::Kind::above_level) {
      findings.push_back(finding_of(std::move(remark), Finding::Kind::above_level));
    } else if (remark.kind == Remark::Kind::unverified) {
      file.unverified.push_back(std::move(remark));
    }
  }
  for (ComposedEdit& edit : edits) {
    for (std::size_t& author : edit.authors) author = number[author];
  }
  arrange(file, std::move(findings), std::move(edits), {});
  join_dependent_fixes(file, options);
  file.rewritten = apply_all(file);
  DRYDOCK_CHECK(!result.changed || file.rewritten == result.snapshot.text());
  return file;
}

void keep_findings(ReviewedFile& file, const std::function<bool(const Finding&)>& keep) {
  std::vector<bool> keep_fix(file.fixes.size());
  std::vector<bool> kept(file.findings.size());
  for (FindingIndex i = 0; i < file.findings.size(); ++i) {
    kept[i] = keep(file.findings[i]);
    if (kept[i] && !file.findings[i].is_open()) keep_fix[file.findings[i].fix] = true;
  }
  std::vector<Finding> findings;
  std::vector<std::size_t> number(file.findings.size());
  for (FindingIndex i = 0; i < file.findings.size(); ++i) {
    number[i] = findings.size();
    Finding& finding = file.findings[i];
    if (!(finding.is_open() ? kept[i] : keep_fix[finding.fix])) continue;
    finding.touched.clear();
    findings.push_back(std::move(finding));
  }
  std::vector<ComposedEdit> edits = take_edits(file, [&](FixIndex fix) { return keep_fix[fix]; });
  for (ComposedEdit& edit : edits) {
    for (std::size_t& author : edit.authors) author = number[author];
  }
  std::vector<std::pair<FindingIndex, FindingIndex>> joined;
  for (FixIndex i = 0; i < file.fixes.size(); ++i) {
    if (!keep_fix[i]) continue;
    for (const FindingIndex finding : file.fixes[i].findings) {
      joined.emplace_back(number[file.fixes[i].findings.front()], number[finding]);
    }
  }
  arrange(file, std::move(findings), std::move(edits), joined);
  file.rewritten = apply_all(file);
}

std::vector<LineChange> line_changes(const ReviewedFile& file) { return lines_of(file, edits_by_place(file)); }

std::vector<LineChange> line_changes(const ReviewedFile& file, FixIndex fix) {
  EditsByPlace edits;
  for (const ComposedEdit& edit : file.fixes[fix].edits) edits.emplace_back(&edit.edit, fix);
  return lines_of(file, edits);
}

Fingerprints fingerprints(const ReviewedFile& file) {
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::size_t> seen;
  const auto finish = [&](Digester& digester) {
    const Digest first = digester.digest();
    const Digest digest = digester.add_number(seen[{first.high, first.low}]++).digest();
    return fmt::format("{:016x}{:016x}", digest.high, digest.low);
  };
  Fingerprints prints;
  for (const Fix& fix : file.fixes) {
    Digester digester;
    digester.add(file.path);
    for (const FindingIndex finding : fix.findings) digester.add(file.findings[finding].pass->id);
    for (const ComposedEdit& edit : fix.edits) {
      const TextRange lines = whole_lines(file.source(), edit.edit.range);
      digester.add(lines.of(file.text()))
          .add_number(edit.edit.range.begin - lines.begin)
          .add_number(edit.edit.range.size())
          .add(edit.edit.text);
    }
    prints.fixes.push_back(finish(digester));
  }
  for (const Finding& finding : file.findings) {
    if (!finding.is_open()) {
      prints.findings.push_back(prints.fixes[finding.fix]);
      continue;
    }
    Digester digester;
    digester.add(file.path)
        .add(finding.pass->id)
        .add(to_string(finding.kind))
        .add(whole_lines(file.source(), finding.place).of(file.text()));
    prints.findings.push_back(finish(digester));
  }
  return prints;
}

}  // namespace drydock
