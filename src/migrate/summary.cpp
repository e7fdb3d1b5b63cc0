// Counting and showing the counts.
#include "migrate/summary.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "report/json_text.hpp"

namespace drydock {
namespace {

constexpr std::size_t shown_rows = 20;

/// The largest first, equal ones by name.
std::vector<std::pair<std::string, std::size_t>> by_size(const Counts& counts) {
  std::vector<std::pair<std::string, std::size_t>> rows(counts.begin(), counts.end());
  std::ranges::stable_sort(rows, [](const auto& left, const auto& right) { return left.second > right.second; });
  return rows;
}

std::string more(std::size_t all) { return all > shown_rows ? fmt::format("{:>8}  more\n", all - shown_rows) : ""; }

std::string table(std::string_view title, const Counts& counts) {
  if (counts.empty()) return "";
  std::string out = fmt::format("{}\n", title);
  const auto rows = by_size(counts);
  for (std::size_t i = 0; i < std::min(rows.size(), shown_rows); ++i) {
    out += fmt::format("{:>8}  {}\n", rows[i].second, printable(rows[i].first, 200));
  }
  return out + more(rows.size());
}

Json to_json(const Counts& counts) {
  Json json = Json::object();
  for (const auto& [name, count] : counts) json[name] = count;
  return json;
}

}  // namespace

void Summary::add(const PlannedChange& change) {
  ++changed;
  RepositoryCounts& repository = repositories[change.file.folder];
  ++repository.changed;
  for (const auto& [pass, count] : change.passes) {
    passes[pass] += count;
    repository.rewrites += count;
  }
  for (const auto& [relation, count] : change.relations) relations[relation] += count;
}

std::string summary_text(const Summary& summary) {
  std::string out =
      fmt::format("{} Dockerfiles in {} repositories: {} to change, {} written, {} problems\n", summary.files,
                  summary.repositories.size(), summary.changed, summary.applied, summary.problems.size());
  out += table("Rewrites by pass", summary.passes);
  out += table("Rewrites by relation", summary.relations);
  out += table("Not done, by reason", summary.refusals);
  std::vector<std::pair<std::string, RepositoryCounts>> rows;
  for (const auto& [name, counts] : summary.repositories) {
    if (counts.changed > 0) rows.emplace_back(name, counts);
  }
  if (rows.empty()) return out;
  std::ranges::stable_sort(
      rows, [](const auto& left, const auto& right) { return left.second.rewrites > right.second.rewrites; });
  out += "Rewrites by repository\n";
  for (std::size_t i = 0; i < std::min(rows.size(), shown_rows); ++i) {
    const auto& [name, counts] = rows[i];
    out += fmt::format("{:>8}  {} ({} of {} files)\n", counts.rewrites, printable(name, 200), counts.changed,
                       counts.files);
  }
  return out + more(rows.size());
}

std::string summary_json(const Summary& summary) {
  Json repositories = Json::array();
  for (const auto& [name, counts] : summary.repositories) {
    repositories.push_back(Json{{"repository", json_text(name)},
                                {"files", counts.files},
                                {"changed", counts.changed},
                                {"rewrites", counts.rewrites},
                                {"refusals", counts.refusals}});
  }
  Json problems = Json::array();
  for (const Problem& problem : summary.problems) {
    problems.push_back(Json{{"path", json_text(problem.path)}, {"reason", json_text(problem.reason)}});
  }
  return Json{{"format", "drydock-summary"},
              {"version", 1},
              {"files", summary.files},
              {"changed", summary.changed},
              {"written", summary.applied},
              {"passes", to_json(summary.passes)},
              {"relations", to_json(summary.relations)},
              {"refusals", to_json(summary.refusals)},
              {"repositories", std::move(repositories)},
              {"problems", std::move(problems)}}
      .dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace drydock
