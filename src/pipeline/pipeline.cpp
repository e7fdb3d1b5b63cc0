// The step of one pass, and the loop over passes.
#include "pipeline/pipeline.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/sort.hpp"
#include "base/unicode.hpp"
#include "pipeline/ignores.hpp"
#include "rewrite/edit_set.hpp"
#include "rewrite/text_tools.hpp"
#include "syntax/shebang.hpp"

namespace drydock {
namespace {

class Pipeline {
 public:
  Pipeline(PipelineResult& result, const PipelineOptions& options, const AfterChange& after_change,
           const Choose& choose)
      : result_(result),
        options_(options),
        after_change_(after_change),
        choose_(choose),
        models_(result.snapshot, options.evidence) {
    if (options.ignore_comments) ignores_ = find_ignores(result.snapshot);
    index_ = IgnoreIndex(ignores_);
  }

  void run() {
    const Dockerfile& dockerfile = result_.snapshot.dockerfile;
    if (dockerfile.template_mark) return;
    const auto mends = [](const PassChoice& choice) { return choice.pass->mends_rejected_files; };
    if (!dockerfile.accepted() && std::ranges::none_of(options_.passes, mends)) return;
    if (options_.time_passes) {
      for (const PassChoice& choice : options_.passes) result_.times.push_back({choice.pass, {}});
    }
    for (const Ignore& ignore : ignores_) result_.ignores.push_back({ignore});
    for (std::size_t i = 0; i < ignores_.size(); ++i) first_ignores_.push_back(i);
    // What one pass leaves may be a case for an earlier one.
    std::size_t last_change = options_.passes.size();  // the pass of the round before that changed the text last
    for (int round = 0; round < max_rounds; ++round) {
      changed_ = false;
      const std::size_t last_before = std::exchange(last_change, 0);
      for (std::size_t i = 0; i < options_.passes.size(); ++i) {
        // The passes from here on have seen this very text and left it as it is.
        if (!changed_ && i > last_before) break;
        const PassInfo* const pass = options_.passes[i].pass;
        if (round > 0) {
          std::erase_if(result_.remarks,
                        [&](const Remark& about) { return about.pass == pass && !is_final(about.kind); });
        }
        const std::size_t steps = steps_;
        if (options_.time_passes) {
          const auto begin = std::chrono::steady_clock::now();
          step(options_.passes[i]);
          result_.times[i].spent += std::chrono::steady_clock::now() - begin;
        } else {
          step(options_.passes[i]);
        }
        if (steps_ != steps) last_change = i;
      }
      if (!changed_ || result_.unverified) break;
      result_.settled = round + 1 < max_rounds;
    }
    sort_by(result_.remarks, [&](const Remark& about) {
      return std::ranges::find(options_.passes, about.pass, &PassChoice::pass) - options_.passes.begin();
    });
  }

 private:
  /// Whether a later round does not look at the same case again.
  static bool is_final(Remark::Kind kind) { return kind == Remark::Kind::applied || kind == Remark::Kind::unverified; }

  void step(const PassChoice& choice) {
    const Snapshot& snapshot = result_.snapshot;
    const PassInfo& pass = *choice.pass;
    if (!snapshot.dockerfile.accepted() && !pass.mends_rejected_files) return;
    Proposals proposals;
    pass.run({snapshot, models_, original(), origin_, options_.evidence, pass, choice.options}, proposals);
    if (proposals.rewrites.empty() && proposals.refusals.empty()) return;
    sort_by(proposals.rewrites, [](const Rewrite& rewrite) { return rewrite.about; });
    if (!proposals.rewrites.empty()) find_file_wide(pass);

    EditSet edits(snapshot.text());
    std::vector<const Rewrite*> accepted;
    std::vector<Remark> remarks;
    for (const Refusal& refusal : proposals.refusals) {
      remarks.push_back(remark(Remark::Kind::refused, pass, refusal.about, refusal.where, refusal.why));
    }
    for (const Rewrite& rewrite : proposals.rewrites) {
      Remark about = remark(Remark::Kind::applied, pass, rewrite.about, rewrite.where, rewrite.why);
      about.level = rewrite.level;
      about.effects = rewrite.effects;
      std::ranges::copy_if(rewrite.assumes, std::back_inserter(about.assumes), [&](Assumption fact) {
        return !options_.evidence.is_assumed(fact);
      });
      if (const Ignore* const ignore = suppression_of(pass, rewrite)) {
        about.kind = Remark::Kind::suppressed;
        about.ignored_by = original_line(ignore->comment.begin);
      } else if (!about.assumes.empty()) {
        about.kind = Remark::Kind::assumed;
      } else if (rewrite.level > options_.max_level) {
        about.kind = Remark::Kind::above_level;
      } else if (applied_ + accepted.size() >= options_.rewrite_limit) {
        continue;
      } else if (std::string moved = moved_comment(rewrite); !moved.empty()) {
        about.kind = Remark::Kind::refused;
        about.why = std::move(moved);
        about.effects.clear();
      } else if (!is_wanted(about, rewrite, edits)) {
        about.kind = Remark::Kind::declined;
      } else if (const auto added = edits.add(rewrite); !added) {
        about.kind = Remark::Kind::conflict;
        about.why = added.error();
      } else {
        about.assumes = rewrite.assumes;
        about.step = steps_;
        if (options_.keep_edits) about.edits = rewrite.edits;
        accepted.push_back(&rewrite);
      }
      remarks.push_back(std::move(about));
    }
    if (!accepted.empty()) apply(pass, edits.edits(), accepted, remarks);
    sort_by(remarks, [](const Remark& found) { return found.place.begin; });
    std::ranges::move(remarks, std::back_inserter(result_.remarks));
  }

  void apply(const PassInfo& pass, const std::vector<Edit>& edits, const std::vector<const Rewrite*>& accepted,
             std::vector<Remark>& remarks) {
    const std::string_view text = result_.snapshot.text();
    auto source = Source::make(result_.snapshot.source->name(), apply_edits(text, {0, to_offset(text.size())}, edits));
    Judgement judgement{Verdict::different, "size", source ? "" : source.error()};
    if (source) {
      Snapshot after = make_snapshot(std::move(source.value()));
      const bool mends = !result_.snapshot.dockerfile.accepted();
      if (mends && (!after.dockerfile.accepted() || after.dockerfile.template_mark)) {
        return give_up(still_wrong(after), remarks);
      }
      if (!mends && std::ranges::any_of(after.dockerfile.diagnostics, is_too_long_line)) {
        return give_up("a line would be longer than BuildKit reads", remarks);
      }
      ModelCache models(after, models_);
      judgement = verify({result_.snapshot, models_}, {after, models}, accepted, edits, options_.evidence);
      if (judgement.verdict == Verdict::same) {
        if (judgement.same_input) models.take_model(std::move(models_));
        if (result_.original == nullptr) result_.original = std::move(result_.snapshot.source);
        origin_.add_step(edits);
        result_.snapshot = std::move(after);
        models_ = std::move(models).moved_to(result_.snapshot);
        follow_ignores();
        ++steps_;
        if (mends) {
          result_.diagnostics = result_.snapshot.dockerfile.diagnostics;
          for (Diagnostic& diagnostic : result_.diagnostics) diagnostic.range = origin_.to_first(diagnostic.range);
        }
        result_.changed = true;
        changed_ = true;
        applied_ += accepted.size();
        if (after_change_) after_change_(pass, result_.snapshot);
        return;
      }
      if (judgement.too_large) return give_up(std::string(model_limit_error), remarks);
    }
    result_.unverified = true;
    for (Remark& about : remarks) {
      if (about.kind != Remark::Kind::applied) continue;
      about.kind = Remark::Kind::unverified;
      about.why = std::string(judgement.check) + ": " + judgement.reason;
      about.edits.clear();
    }
  }

  /// Finds the comments that hold a pass back in the whole file.
  void find_file_wide(const PassInfo& pass) {
    file_wide_.clear();
    for (std::size_t i = 0; i < ignores_.size(); ++i) {
      if (!ignores_[i].whole_file || !holds_back(ignores_[i], pass)) continue;
      file_wide_.push_back(i);
      result_.ignores[first_ignores_[i]].used = true;
    }
  }

  /// The comment that holds a rewrite back, if there is one. All that do count as used.
  const Ignore* suppression_of(const PassInfo& pass, const Rewrite& rewrite) {
    std::optional<std::size_t> first;
    if (!file_wide_.empty()) first = file_wide_.front();
    for (const std::size_t i : index_.about(rewrite)) {
      if (!holds_back(ignores_[i], pass)) continue;
      result_.ignores[first_ignores_[i]].used = true;
      first = std::min(first.value_or(i), i);
    }
    return first ? &ignores_[*first] : nullptr;
  }

  /// Why a rewrite stays out that would take away a comment that says what to ignore, or leave one above another
  /// instruction where that matters; "" for others.
  std::string moved_comment(const Rewrite& rewrite) {
    // BuildKit's linter reads comments: what to skip, and what an ARG or a stage is for (linter/ruleset.go,
    // RuleInvalidDefinitionDescription).
    if (!rewrite.takes_comments && warnings_fail() && leaves_comment(rewrite)) {
      return "BuildKit's warnings fail the build, and a comment would come to be about something else";
    }
    const auto touched = index_.first_touched(rewrite);
    if (!touched) return "";
    const std::string comment = fmt::format("the comment of line {}, which says what to ignore,",
                                            original_line(ignores_[*touched].comment.begin));
    if (read_for_ignores_ > most_read_for_ignores) {
      return comment + " is one of too many to see whether it stays where it is";
    }
    EditSet alone(result_.snapshot.text());
    if (!alone.add(rewrite)) return "";  // whoever adds it finds that too
    auto source = Source::make(result_.snapshot.source->name(), alone.apply());
    if (!source) return "";
    read_for_ignores_ += source.value().text().size();
    const Snapshot after = make_snapshot(std::move(source.value()));
    return ignores_stay(result_.snapshot, ignores_, after, rewrite.removes)
               ? ""
               : comment + " would come to stand elsewhere";
  }

  /// Whether a `# check=error=true` makes an error of each warning.
  [[nodiscard]] bool warnings_fail() const {
    const auto fail = [](DirectiveKind kind, std::string_view value) {
      return kind == DirectiveKind::check && lower_ascii(value).find("error") != std::string::npos;
    };
    const Snapshot& snapshot = result_.snapshot;
    return std::ranges::any_of(
               snapshot.tree.directives,
               [&](const Directive& found) { return fail(found.kind, found.value.of(snapshot.text())); }) ||
           (has_shebang(snapshot.text()) &&
            std::ranges::any_of(directives_after_shebang(snapshot.text()),
                                [&](const DirectiveLine& found) { return fail(found.kind, found.value); }));
  }
  /// Whether a comment of what goes, or of an ARG or a stage that changes its names, may stay. To BuildKit a comment is
  /// about the next instruction, blank lines aside; one inside of an instruction comes to be so where that goes.
  [[nodiscard]] bool leaves_comment(const Rewrite& rewrite) const {
    const auto& instructions = result_.snapshot.dockerfile.instructions;
    return std::ranges::any_of(rewrite.removes,
                               [&](InstructionIndex index) {
                                 return has_comment_above(index) ||
                                        has_comment(result_.snapshot, instructions[index], instructions[index].range);
                               }) ||
           std::ranges::any_of(rewrite.replaces, [&](InstructionIndex index) {
             const Keyword keyword = instructions[index].keyword;
             return (keyword == Keyword::arg || keyword == Keyword::from) && has_comment_above(index);
           });
  }
  [[nodiscard]] bool has_comment_above(InstructionIndex index) const {
    const auto& nodes = result_.snapshot.tree.nodes;
    NodeIndex node = result_.snapshot.dockerfile.instructions[index].node;
    while (node > 0 && nodes[node - 1].kind == NodeKind::blank_line) --node;
    return node > 0 && nodes[node - 1].kind == NodeKind::comment;
  }

  /// Asks about a rewrite, if somebody is there to ask and it can be added to the others of its step.
  bool is_wanted(const Remark& about, const Rewrite& rewrite, const EditSet& edits) {
    if (!choose_ || !EditSet(edits).add(rewrite)) return true;
    // A later round proposes again what was declined, perhaps in a text that other passes have changed.
    Declined asked{about.pass, about.place.begin, about.why};
    if (std::ranges::find(declined_, asked) != declined_.end()) return false;
    Remark proposed = about;
    proposed.kind = Remark::Kind::proposed;
    proposed.assumes = rewrite.assumes;
    if (choose_(proposed, rewrite, result_.snapshot, original())) return true;
    declined_.push_back(std::move(asked));
    return false;
  }

  /// Finds the comments again in the text that a pass left. None of them goes and none comes, in files that mend
  /// perhaps one: those that stay are in the same order.
  void follow_ignores() {
    if (ignores_.empty()) return;
    std::vector<Ignore> found = find_ignores(result_.snapshot);
    std::vector<std::size_t> first;
    std::size_t next = 0;
    std::erase_if(found, [&](const Ignore& ignore) {
      std::size_t at = next;
      while (at < first_ignores_.size() && !is_same(result_.ignores[first_ignores_[at]].ignore, ignore)) ++at;
      if (at == first_ignores_.size()) return true;
      first.push_back(first_ignores_[at]);
      next = at + 1;
      return false;
    });
    ignores_ = std::move(found);
    index_ = IgnoreIndex(ignores_);
    first_ignores_ = std::move(first);
  }
  static bool is_same(const Ignore& left, const Ignore& right) {
    return left.tool == right.tool && left.name == right.name && left.whole_file == right.whole_file;
  }

  static bool is_too_long_line(const Diagnostic& found) { return found.code == "line-too-long"; }

  /// What was accepted is refused after all: the bytes stay.
  static void give_up(const std::string& why, std::vector<Remark>& remarks) {
    for (Remark& about : remarks) {
      if (about.kind != Remark::Kind::applied) continue;
      about.kind = Remark::Kind::refused;
      about.why = why;
      about.effects.clear();
      about.assumes.clear();
      about.edits.clear();
    }
  }

  /// The file would still be refused.
  static std::string still_wrong(const Snapshot& after) {
    const Diagnostic& left = after.dockerfile.diagnostics.front();
    return fmt::format("line {} would still be wrong: {}", after.source->line_of(left.range.begin), left.message);
  }

  [[nodiscard]] Remark remark(Remark::Kind kind, const PassInfo& pass, InstructionIndex about, TextRange where,
                              std::string why) const {
    const Instruction& instruction = result_.snapshot.dockerfile.instructions[about];
    return {.kind = kind,
            .pass = &pass,
            .subject = instruction.keyword != Keyword::unknown ? std::string(display_name(instruction.keyword))
                                                               : printable(instruction.keyword_text.value, 40),
            .why = std::move(why),
            .level = Level::identical,
            .effects = {},
            .assumes = {},
            .place = origin_.to_first(where)};
  }

  [[nodiscard]] Offset original_line(Offset at) const { return original().line_of(origin_.to_first(at)); }
  [[nodiscard]] const Source& original() const { return result_.before(); }

  struct Declined {
    const PassInfo* pass;
    Offset place;  // in the first text
    std::string why;
    friend bool operator==(const Declined&, const Declined&) = default;
  };

  PipelineResult& result_;
  const PipelineOptions& options_;
  const AfterChange& after_change_;
  const Choose& choose_;
  std::vector<Declined> declined_;
  ModelCache models_;
  OffsetMap origin_;
  std::vector<Ignore> ignores_;             // of the present text
  std::vector<std::size_t> first_ignores_;  // for each of them, which one of the result's it is
  IgnoreIndex index_;
  std::vector<std::size_t> file_wide_;      // those of the whole file that hold the present pass back
  /// The bytes that were read to see whether comments stay where they are: the whole text for each rewrite that touches
  /// one, so that there is a limit, which no real file comes near.
  static constexpr std::size_t most_read_for_ignores = std::size_t{32} << 20;
  std::size_t read_for_ignores_ = 0;
  std::size_t applied_ = 0;
  std::size_t steps_ = 0;  // that changed the text
  bool changed_ = false;  // in this round
};

}  // namespace

std::string_view to_string(Remark::Kind kind) noexcept {
  switch (kind) {
    case Remark::Kind::applied: return "applied";
    case Remark::Kind::assumed: return "assumed";
    case Remark::Kind::above_level: return "above level";
    case Remark::Kind::proposed: return "proposed";
    case Remark::Kind::declined: return "declined";
    case Remark::Kind::suppressed: return "ignored";
    case Remark::Kind::refused: return "refused";
    case Remark::Kind::conflict: return "conflict";
    case Remark::Kind::unverified: return "unverified";
  }
  return "";
}

PipelineResult run_pipeline(Source source, const PipelineOptions& options, const AfterChange& after_change,
                            const Choose& choose) {
  PipelineResult result{
      .original = nullptr, .snapshot = make_snapshot(std::move(source)), .diagnostics = {}, .remarks = {}, .times = {}};
  result.diagnostics = result.snapshot.dockerfile.diagnostics;
  Pipeline(result, options, after_change, choose).run();
  return result;
}

}  // namespace drydock
