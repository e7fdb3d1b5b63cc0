// Rendering of remarks.
#include "report/text_report.hpp"

#include <fmt/format.h>

namespace drydock {

std::string render(const Remark& remark, const Source& before, bool color) {
  const bool applied = remark.kind == Remark::Kind::applied;
  const std::string_view bold = color ? "\x1b[1m" : "";
  const std::string_view kind_color = !color                                    ? ""
                                      : applied                                 ? "\x1b[1;32m"
                                      : remark.kind == Remark::Kind::unverified ? "\x1b[1;31m"
                                                                                : "\x1b[1;33m";
  const std::string_view reset = color ? "\x1b[0m" : "";
  const bool is_rewrite = remark.kind != Remark::Kind::refused;
  const Position at = before.position(remark.place.begin);
  std::string out =
      fmt::format("{}{}:{}:{}:{} {}{}:{} {}: {}{} [{}]\n", bold, printable(before.name(), 4096), at.line, at.column,
                  reset, kind_color, to_string(remark.kind), reset, remark.subject, remark.why,
                  is_rewrite ? fmt::format(" ({})", to_string(remark.level)) : "", remark.pass->id);
  for (const Effect effect : remark.effects) out += fmt::format("      effect: {}\n", describe(effect));
  const bool vouched_for = applied || remark.kind == Remark::Kind::proposed;
  for (const Assumption assumption : remark.assumes) {
    out += fmt::format("      {}: {}{}\n", vouched_for ? "assumed" : "open assumption", describe(assumption),
                       vouched_for ? "" : fmt::format(" (--assume={})", name_of(assumption)));
  }
  if (remark.ignored_by != 0) out += fmt::format("      ignored by: the comment of line {}\n", remark.ignored_by);
  return out;
}

}  // namespace drydock
