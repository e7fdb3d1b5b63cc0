// One question a rewrite, as `git add -p` asks about hunks.
#include "cli/interactive.hpp"

#include <cstdio>
#include <iostream>

#include <fmt/format.h>

#include "cli/input.hpp"
#include "report/text_report.hpp"
#include "rewrite/edit_set.hpp"

namespace drydock {
namespace {

constexpr std::string_view help =
    "y - apply this rewrite\n"
    "n - do not apply it\n"
    "a - apply it and all others of this pass\n"
    "d - apply neither it nor any other of this pass\n"
    "q - quit; apply neither it nor any that come after it\n"
    "? - print help\n";

}  // namespace

bool Dialogue::wants(const Remark& remark, const Rewrite& rewrite, const Snapshot& snapshot, const Source& before) {
  if (ended_ || none_of_.contains(remark.pass)) return false;
  if (all_of_.contains(remark.pass)) return true;
  EditSet edits(snapshot.text());
  if (!edits.add(rewrite)) return false;
  const bool color = colors_.standard_error;
  const std::string question =
      unified_diff(before.name(), snapshot.text(), edits.apply(), color) + render(remark, before, color);
  const std::string prompt =
      fmt::format("{}Apply this rewrite [y,n,a,d,q,?]?{} ", color ? "\x1b[1;34m" : "", color ? "\x1b[0m" : "");
  print(stderr, question + prompt);
  for (std::string answer; std::getline(std::cin, answer);) {
    switch (answer.empty() ? '?' : answer.front()) {
      case 'y': return true;
      case 'n': return false;
      case 'a': all_of_.insert(remark.pass); return true;
      case 'd': none_of_.insert(remark.pass); return false;
      case 'q': ended_ = true; return false;
      default: print(stderr, help); print(stderr, prompt);
    }
  }
  print(stderr, "\n");
  ended_ = true;
  return false;
}

}  // namespace drydock
