// Plans as JSON, and carrying them out.
#include "migrate/plan.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/sha256.hpp"
#include "base/source.hpp"
#include "report/json_text.hpp"
#include "report/text_report.hpp"

namespace drydock {
namespace {

/// The inverse of json_text().
std::string text_of(const Json& json) {
  if (json.is_string()) return json.get<std::string>();
  const std::string hex = json.at("hex").get<std::string>();
  std::string bytes;
  for (std::size_t at = 0; at + 1 < hex.size(); at += 2) {
    bytes += static_cast<char>(std::stoi(hex.substr(at, 2), nullptr, 16));
  }
  return bytes;
}

Counts counts_of(const Json& json) {
  Counts counts;
  for (const auto& [name, count] : json.items()) counts[name] = count.get<std::size_t>();
  return counts;
}

Json to_json(const Counts& counts) {
  Json json = Json::object();
  for (const auto& [name, count] : counts) json[name] = count;
  return json;
}

/// The text with the edits made or taken back; nothing if it is not the text that they are for.
std::optional<std::string> with_edits(std::string_view text, const std::vector<PlannedEdit>& edits,
                                      Direction direction) {
  std::string out;
  std::size_t done = 0;   // of `text`
  std::size_t before = 0; // of the text before, as the places of the edits are
  for (const PlannedEdit& edit : edits) {
    const std::string& from = direction == Direction::apply ? edit.before : edit.after;
    const std::string& to = direction == Direction::apply ? edit.after : edit.before;
    if (edit.at < before || edit.at - before > text.size() - done) return std::nullopt;
    out += text.substr(done, edit.at - before);
    done += edit.at - before;
    if (!text.substr(done).starts_with(from)) return std::nullopt;
    out += to;
    done += from.size();
    before = edit.at + edit.before.size();
  }
  out += text.substr(done);
  return out;
}

/// The same for each run, so that a second run finds what a killed one left behind.
std::string temporary_name(const PlannedChange& change) {
  return ".drydock-" + sha256_hex(change.file.name + '\0' + change.hash_after).substr(0, 20);
}

}  // namespace

std::vector<PlannedEdit> edits_between(std::string_view before, std::string_view after) {
  std::vector<PlannedEdit> edits;
  std::size_t at = 0;
  std::size_t number = 1;
  bool open = false;
  for (const DiffLine& line : diff_lines(before, after)) {
    if (line.mark == ' ') {
      open = false;
      at += line.text.size();
      ++number;
      continue;
    }
    if (!open) edits.push_back({at, number, "", ""});
    open = true;
    (line.mark == '-' ? edits.back().before : edits.back().after) += line.text;
    if (line.mark != '-') continue;
    at += line.text.size();
    ++number;
  }
  return edits;
}

std::string plan_header(std::string_view version) {
  return Json{{"format", "drydock-plan"}, {"version", 1}, {"drydock", version}}.dump();
}

std::string plan_line(const PlannedChange& change) {
  Json edits = Json::array();
  for (const PlannedEdit& edit : change.edits) {
    edits.push_back(
        Json{{"at", edit.at}, {"line", edit.line}, {"old", json_text(edit.before)}, {"new", json_text(edit.after)}});
  }
  return Json{{"repository", json_text(change.file.folder)},
              {"path", json_text(change.file.name)},
              {"before", change.hash_before},
              {"after", change.hash_after},
              {"edits", std::move(edits)},
              {"passes", to_json(change.passes)},
              {"relations", to_json(change.relations)},
              {"assumptions", change.assumptions}}
      .dump();
}

Result<Done> check_plan_header(std::string_view line) {
  const Json json = Json::parse(line, nullptr, false);
  if (!json.is_object() || json.value("format", Json()) != "drydock-plan") return Error{"is no plan of drydock"};
  if (json.value("version", Json()) != 1) return Error{"is a plan of another version of drydock"};
  return Done{};
}

Result<PlannedChange> read_plan_line(std::string_view line) {
  try {
    const Json json = Json::parse(line);
    PlannedChange change;
    change.file = {text_of(json.at("repository")), text_of(json.at("path"))};
    change.hash_before = json.at("before").get<std::string>();
    change.hash_after = json.at("after").get<std::string>();
    for (const Json& edit : json.at("edits")) {
      change.edits.push_back({edit.at("at").get<std::size_t>(), edit.at("line").get<std::size_t>(),
                              text_of(edit.at("old")), text_of(edit.at("new"))});
    }
    change.passes = counts_of(json.at("passes"));
    change.relations = counts_of(json.at("relations"));
    for (const Json& name : json.at("assumptions")) change.assumptions.insert(name.get<std::string>());
    return change;
  } catch (const std::exception& error) {
    // Broken JSON, missing keys and bad digits alike.
    return Error{error.what()};
  }
}

Result<Carried> carry_out(const PlannedChange& change, Direction direction) {
  const auto text = read_file(change.file, Source::max_size);
  if (!text) return Error{text.error()};
  const std::string& from = direction == Direction::apply ? change.hash_before : change.hash_after;
  const std::string& to = direction == Direction::apply ? change.hash_after : change.hash_before;
  const std::string hash = git_blob_hash(text.value());
  if (hash == to) return Carried::already;
  if (hash != from) return Error{"has changed since the plan was made; it stays as it is"};
  const auto made = with_edits(text.value(), change.edits, direction);
  if (!made || git_blob_hash(*made) != to) {
    return Error{"the edits of the plan do not give the text that it promises; the file stays as it is"};
  }
  if (const auto replaced = replace_file(change.file, text.value(), *made, temporary_name(change)); !replaced) {
    return Error{replaced.error()};
  }
  return Carried::out;
}

}  // namespace drydock
