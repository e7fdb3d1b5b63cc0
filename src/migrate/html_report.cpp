// The page's pieces. Everything that comes from files is escaped; style and script are constants, named by their
// hashes.
#include "migrate/html_report.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "base/base64.hpp"
#include "base/diagnostic.hpp"
#include "base/sha256.hpp"
#include "base/unicode.hpp"

namespace drydock {
namespace {

constexpr std::string_view style = R"(
:root { color-scheme: light dark; --line: #8884; --old: #d334; --new: #3a34; --bar: #47a; }
body { font: 15px/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 80rem; padding: 1rem; display: flex; flex-direction: column; }
header { order: -2; } #summary { order: -1; }
h1 { font-size: 1.5rem; margin: .2rem 0; } h2 { font-size: 1.05rem; margin: 1rem 0 .3rem; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(22rem, 1fr)); gap: 0 2rem; }
table.chart { border-collapse: collapse; width: 100%; } table.chart td { padding: .1rem .4rem .1rem 0; vertical-align: top; }
table.chart td.number { text-align: right; font-variant-numeric: tabular-nums; } table.chart svg { display: block; margin-top: .35rem; }
rect { fill: var(--bar); }
#filters button { font: inherit; margin: 0 .4rem .4rem 0; padding: .15rem .7rem; border: 1px solid var(--line); border-radius: 1rem; background: none; color: inherit; cursor: pointer; }
#filters button[aria-pressed=true] { background: var(--bar); color: #fff; }
summary { cursor: pointer; opacity: .8; }
article { border: 1px solid var(--line); border-radius: .4rem; margin: .5rem 0; overflow: hidden; }
article[hidden] { display: none; }
article h3 { font-size: .95rem; margin: 0; padding: .4rem .7rem; overflow-wrap: anywhere; }
article p { margin: 0; padding: 0 .7rem .4rem; font-size: .85rem; opacity: .8; }
.edit { display: grid; grid-template-columns: 3.5rem 1fr 1fr; border-top: 1px solid var(--line); }
.edit span { padding: .3rem .5rem; opacity: .6; text-align: right; }
.edit pre { margin: 0; padding: .3rem .6rem; white-space: pre-wrap; overflow-wrap: anywhere; font-size: .85rem; }
pre.old { background: var(--old); } pre.new { background: var(--new); }
)";

constexpr std::string_view script = R"(
'use strict';
const files = [...document.querySelectorAll('article')].map(node => ({node, passes: new Set(node.dataset.passes.split(' '))}));
const buttons = [...document.querySelectorAll('#filters button')];
function show() {
  const chosen = buttons.filter(button => button.getAttribute('aria-pressed') === 'true').map(button => button.dataset.pass);
  let count = 0;
  for (const file of files) {
    file.node.hidden = !chosen.every(pass => file.passes.has(pass));
    if (!file.node.hidden) ++count;
  }
  document.getElementById('shown').textContent = String(count);
}
for (const button of buttons) {
  button.addEventListener('click', () => {
    button.setAttribute('aria-pressed', button.getAttribute('aria-pressed') === 'true' ? 'false' : 'true');
    show();
  });
}
show();
)";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char byte : with_replacement_characters(text)) {
    switch (byte) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\r': out += "\xE2\x90\x8D"; break;  // a picture of it: a browser shows none
      case '\0': out += "\xE2\x90\x80"; break;
      default: out += byte;
    }
  }
  return out;
}

/// Rows of a chart that are seen at once, and that there are at most.
constexpr std::size_t first_rows = 8;
constexpr std::size_t max_rows = 200;

/// A path or a message, with what cannot be seen of it spelled out.
std::string shown(std::string_view text) { return escaped(printable(text, 4096)); }

std::string source_hash(std::string_view text) {
  const auto hash = sha256(text);
  return "'sha256-" + to_base64({reinterpret_cast<const char*>(hash.data()), hash.size()}) + "'";
}

std::string chart(std::string_view title, const Counts& counts) {
  if (counts.empty()) return "";
  std::vector<std::pair<std::string, std::size_t>> rows(counts.begin(), counts.end());
  std::ranges::stable_sort(rows, [](const auto& left, const auto& right) { return left.second > right.second; });
  std::string out = fmt::format("<div><h2>{}</h2><table class=\"chart\">\n", title);
  for (std::size_t i = 0; i < std::min(rows.size(), max_rows); ++i) {
    // A long list would push the files off the page; the rest is there on demand.
    if (i == first_rows) {
      out += fmt::format("</table><details><summary>and {} more</summary><table class=\"chart\">\n",
                         rows.size() - first_rows);
    }
    const auto& [name, count] = rows[i];
    out += fmt::format(
        "<tr><td class=\"number\">{}</td><td>{}<svg width=\"100%\" height=\"6\"><rect width=\"{}%\" height=\"6\"></rect></svg></td></tr>\n",
        count, shown(name), std::max<std::size_t>(1, count * 100 / std::max<std::size_t>(1, rows.front().second)));
  }
  if (rows.size() > max_rows) out += fmt::format("<tr><td></td><td>and {} more</td></tr>\n", rows.size() - max_rows);
  return out + (rows.size() > first_rows ? "</table></details></div>\n" : "</table></div>\n");
}

}  // namespace

std::string html_head() {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n"
      "<title>drydock: migration</title>\n<style>{}</style>\n</head>\n<body>\n<header><h1>What drydock migrates</h1></header>\n",
      source_hash(style), source_hash(script), style);
}

std::string html_change(const PlannedChange& change) {
  std::string passes;
  for (const auto& [pass, count] : change.passes) passes += (passes.empty() ? "" : " ") + pass;
  std::string relations;
  for (const auto& [relation, count] : change.relations) relations += fmt::format(", {} {}", count, relation);
  std::string assumptions;
  for (const std::string& name : change.assumptions) assumptions += (assumptions.empty() ? "; assumes " : ", ") + name;
  std::string out = fmt::format("<article data-passes=\"{}\">\n<h3>{}</h3>\n<p>{}; {}{}{}</p>\n", escaped(passes),
                                shown(change.file.name), shown(change.file.folder), escaped(passes), escaped(relations),
                                escaped(assumptions));
  for (const PlannedEdit& edit : change.edits) {
    // The parser drops the first newline of a <pre>.
    out += fmt::format(
        "<div class=\"edit\"><span>{}</span><pre class=\"old\">\n{}</pre><pre class=\"new\">\n{}</pre></div>\n",
        edit.line, escaped(edit.before), escaped(edit.after));
  }
  return out + "</article>\n";
}

std::string html_end(const Summary& summary) {
  std::string out = fmt::format(
      "<section id=\"summary\">\n<p><b id=\"files\">{}</b> Dockerfiles in <b id=\"repositories\">{}</b> repositories; <b id=\"changed\">{}</b> change; "
      "<b id=\"problems\">{}</b> problems.</p>\n<div class=\"charts\">\n",
      summary.files, summary.repositories.size(), summary.changed, summary.problems.size());
  out += chart("Rewrites by pass", summary.passes) + chart("Rewrites by relation", summary.relations) +
         chart("Not done, by reason", summary.refusals);
  Counts repositories;
  for (const auto& [name, counts] : summary.repositories) {
    if (counts.rewrites > 0) repositories[name] = counts.rewrites;
  }
  out += chart("Rewrites by repository", repositories) + "</div>\n";
  if (!summary.problems.empty()) {
    const bool many = summary.problems.size() > first_rows;
    out += fmt::format("<h2>Problems</h2>\n{}<ul>\n",
                       many ? fmt::format("<details><summary>{} of them</summary>", summary.problems.size()) : "");
    for (const Problem& problem : summary.problems) {
      out += fmt::format("<li>{}: {}</li>\n", shown(problem.path), shown(problem.reason));
    }
    out += many ? "</ul></details>\n" : "</ul>\n";
  }
  out += "<h2>Files</h2>\n<div id=\"filters\">\n";
  for (const auto& [pass, count] : summary.passes) {
    out += fmt::format("<button type=\"button\" data-pass=\"{}\" aria-pressed=\"false\">{}</button>\n", escaped(pass),
                       escaped(pass));
  }
  out += fmt::format("</div>\n<p><b id=\"shown\">{}</b> shown</p>\n</section>\n<script>{}</script>\n</body>\n</html>\n",
                     summary.changed, script);
  return out;
}

}  // namespace drydock
