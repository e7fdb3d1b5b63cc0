// Names in ignore comments and the passes that they mean.
#include "pipeline/ignores.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/unicode.hpp"
#include "ir/flags.hpp"
#include "pipeline/pipeline.hpp"

namespace drydock {
namespace {

/// BuildKit's rules are named with letters only, those of hadolint have numbers, those of others a slash.
bool is_buildkit_rule(std::string_view rule) { return std::ranges::all_of(rule, is_ascii_alpha); }

bool answers_to(const PassInfo& pass, std::string_view rule) {
  return std::ranges::find(pass.rules, rule) != pass.rules.end();
}

/// What is wrong with an ignore whatever the passes do; "" if nothing is.
std::string fault_of(const Ignore& ignore) {
  if (ignore.name.empty()) return "this comment does not read: it takes ignore=pass,pass";
  if (!ignore.whole_file && !ignore.instruction) return "there is no instruction directly below this comment";
  if (ignore.names_all()) return "";
  std::vector<std::string_view> known = {"all"};
  for (const PassInfo* pass : all_passes()) {
    if (holds_back(ignore, *pass)) return "";
    known.push_back(pass->id);
    known.insert(known.end(), pass->rules.begin(), pass->rules.end());
  }
  const std::string_view meant = closest(ignore.name, known);
  return fmt::format("there is no pass \"{}\"{}", printable(ignore.name, 80),
                     meant.empty() ? "; `drydock passes` lists them" : fmt::format("; did you mean {}?", meant));
}

}  // namespace

bool holds_back(const Ignore& ignore, const PassInfo& pass) {
  switch (ignore.tool) {
    case Ignore::Tool::drydock: return ignore.names_all() || ignore.name == pass.id || answers_to(pass, ignore.name);
    case Ignore::Tool::hadolint: return answers_to(pass, ignore.name);
    case Ignore::Tool::buildkit:
      return ignore.name == "all" ? std::ranges::any_of(pass.rules, is_buildkit_rule) : answers_to(pass, ignore.name);
  }
  return false;
}

IgnoreIndex::IgnoreIndex(std::span<const Ignore> ignores) {
  for (std::size_t i = 0; i < ignores.size(); ++i) {
    if (ignores[i].instruction) by_instruction_.emplace_back(*ignores[i].instruction, i);
    comments_.push_back(ignores[i].comment);
  }
  std::ranges::sort(by_instruction_);
}

std::vector<std::size_t> IgnoreIndex::about(const Rewrite& rewrite) const {
  std::vector<std::size_t> numbers;
  if (by_instruction_.empty()) return numbers;
  const auto add = [&](InstructionIndex index) {
    auto next = std::ranges::lower_bound(by_instruction_, index, {}, [](const auto& entry) { return entry.first; });
    for (; next != by_instruction_.end() && next->first == index; ++next) numbers.push_back(next->second);
  };
  add(rewrite.about);
  for (const InstructionIndex index : rewrite.replaces) add(index);
  for (const InstructionIndex index : rewrite.removes) add(index);
  std::ranges::sort(numbers);
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  return numbers;
}

std::optional<std::size_t> IgnoreIndex::first_touched(const Rewrite& rewrite) const {
  std::size_t first = comments_.size();
  if (const auto numbers = about(rewrite); !numbers.empty()) first = numbers.front();
  for (const Edit& edit : rewrite.edits) {
    // Comments do not overlap, so that the first one that ends behind the beginning of the edit tells.
    const auto comment = std::ranges::upper_bound(comments_, edit.range.begin, {}, &TextRange::end);
    if (comment == comments_.end() || !edit.range.overlaps(*comment)) continue;
    first = std::min(first, static_cast<std::size_t>(comment - comments_.begin()));
  }
  return first < comments_.size() ? std::optional(first) : std::nullopt;
}

std::vector<Diagnostic> useless_ignores(const PipelineResult& result, const PipelineOptions& options) {
  std::vector<Diagnostic> found;
  const auto ran = [&](const PassInfo& pass) {
    return std::ranges::find(options.passes, &pass, &PassChoice::pass) != options.passes.end();
  };
  for (const IgnoreUse& use : result.ignores) {
    const Ignore& ignore = use.ignore;
    if (ignore.tool != Ignore::Tool::drydock || use.used) continue;
    if (std::string fault = fault_of(ignore); !fault.empty()) {
      found.push_back({"bad-ignore", Severity::warning, ignore.range, std::move(fault), ""});
      continue;
    }
    // Nothing can be said of a pass that did not run.
    const bool all_ran = std::ranges::all_of(all_passes(), [&](const PassInfo* pass) {
      return ran(*pass) || !holds_back(ignore, *pass) || (ignore.names_all() && !pass->on_by_default);
    });
    if (!all_ran || !result.snapshot.dockerfile.accepted() || result.snapshot.dockerfile.template_mark) continue;
    found.push_back({"unused-ignore", Severity::warning, ignore.range,
                     ignore.names_all() ? std::string("no pass would change anything here")
                                        : fmt::format("{} would change nothing here", ignore.name),
                     "remove the comment, or the name from it"});
  }
  return found;
}

}  // namespace drydock
