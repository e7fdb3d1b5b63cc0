// Rendering of the passes' documentation.
#include "report/manual.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/unicode.hpp"

namespace drydock {

std::string pass_manual(const PassInfo& pass) {
  std::string page = fmt::format("# {}\n\n{}.\n\nLevel: {}. {} by default. Rules of other tools: {}.\n{}", pass.id,
                                 pass.summary, to_string(pass.level), pass.on_by_default ? "On" : "Off",
                                 pass.rules.empty() ? "none" : fmt::format("{}", fmt::join(pass.rules, ", ")),
                                 pass.documentation);
  if (pass.options.empty()) return page;
  page += "\n## Options\n\n";
  for (const PassOption& option : pass.options) {
    page += fmt::format("- `{}`: {}. ", option.name, option.summary);
    if (!option.values.empty()) page += fmt::format("One of {}. ", fmt::join(option.values, ", "));
    page += option.fallback.empty() ? "Not set if not given.\n" : fmt::format("`{}` if not given.\n", option.fallback);
  }
  return page;
}

std::string manual() {
  std::string pages = "# The passes of drydock\n\n";
  for (const PassInfo* pass : all_passes()) pages += fmt::format("- [{0}](#{0}): {1}\n", pass->id, pass->summary);
  for (const PassInfo* pass : all_passes()) {
    // One heading deeper than alone.
    std::string page = pass_manual(*pass);
    bool in_example = false;
    for (std::size_t begin = 0; begin < page.size();) {
      const std::size_t end = std::min(page.find('\n', begin), page.size());
      const std::string_view line = std::string_view(page).substr(begin, end - begin);
      if (line.starts_with("```")) in_example = !in_example;
      if (begin == 0) pages += '\n';
      if (line.starts_with('#') && !in_example) pages += '#';
      pages.append(line);
      pages += '\n';
      begin = end + 1;
    }
  }
  return pages;
}

std::string list_passes(std::string_view rule) {
  std::string list;
  for (const PassInfo* pass : all_passes()) {
    const bool answers = rule.empty() || std::ranges::any_of(pass->rules, [&](std::string_view known) {
      return lower_ascii(known) == lower_ascii(rule);
    });
    if (!answers) continue;
    list += fmt::format("{:<32} {:<11} {:<4} {}\n", pass->id, to_string(pass->level),
                        pass->on_by_default ? "on" : "off", pass->summary);
  }
  return list;
}

}  // namespace drydock
