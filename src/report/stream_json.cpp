// Requests are read and answers written with the JSON library, in this file only.
#include "report/stream_json.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/base64.hpp"
#include "report/json_text.hpp"

namespace drydock {
namespace {

/// Messages may quote bytes of the file that are not UTF-8.
std::string write(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string failure(Json id, std::size_t number, std::string message) {
  return write(Json{{"id", std::move(id)}, {"line", number}, {"error", std::move(message)}});
}

Json place(const Position& position) { return Json{{"line", position.line}, {"column", position.column}}; }

Json rewrites_of(const PipelineResult& result) {
  Json rewrites = Json::array();
  for (const Remark& remark : result.remarks) {
    Json one = place(result.before().position(remark.place.begin));
    one["kind"] = to_string(remark.kind);
    one["pass"] = remark.pass->id;
    one["level"] = to_string(remark.level);
    one["subject"] = remark.subject;
    one["why"] = remark.why;
    Json assumptions = Json::array();
    for (const Assumption assumption : remark.assumes) assumptions.push_back(name_of(assumption));
    if (!assumptions.empty()) one["assumptions"] = std::move(assumptions);
    rewrites.push_back(std::move(one));
  }
  return rewrites;
}

Json diagnostics_of(const PipelineResult& result) {
  Json diagnostics = Json::array();
  for (const Diagnostic& diagnostic : result.diagnostics) {
    // As for `drydock rewrite`: they point into the text before, or into the snapshot, which is the same in files with
    // errors.
    Json one = place(result.snapshot.source->position(diagnostic.range.begin));
    one["code"] = diagnostic.code;
    one["severity"] = to_string(diagnostic.severity);
    one["message"] = diagnostic.message;
    one["help"] = diagnostic.help;
    diagnostics.push_back(std::move(one));
  }
  return diagnostics;
}

/// How deep a line may be nested. The library takes no recursion but a multiple of the memory.
constexpr std::size_t max_depth = 64;

/// Whether brackets are nested too deep; of what is no JSON, too.
bool is_too_deep(std::string_view line) {
  std::size_t depth = 0;
  bool quoted = false;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char byte = line[at];
    if (byte == '"') {
      quoted = !quoted;
    } else if (quoted) {
      if (byte == '\\') ++at;
    } else if (byte == '[' || byte == '{') {
      if (++depth > max_depth) return true;
    } else if ((byte == ']' || byte == '}') && depth > 0) {
      --depth;
    }
  }
  return false;
}

/// What counts of a request; discarded if the line is no object. The rest of it is read but not kept. Throws on what is
/// no JSON.
Json read_request(std::string_view line) {
  return Json::parse(line, [](int depth, Json::parse_event_t event, const Json& value) {
    if (event == Json::parse_event_t::key) {
      return depth > 1 || value == "id" || value == "path" || value == "content" || value == "content_base64";
    }
    return depth > 0 || event != Json::parse_event_t::array_start;
  });
}

}  // namespace

std::string answer_line(std::string_view line, std::size_t number, const PipelineOptions& options) {
  if (is_too_deep(line)) return failure(nullptr, number, fmt::format("is nested more than {} deep", max_depth));
  Json request;
  // Every way in which reading or writing can fail is an answer.
  try {
    request = read_request(line);
  } catch (const Json::exception& error) {
    return failure(nullptr, number, fmt::format("is not JSON: {}", error.what()));
  }
  if (!request.is_object()) return failure(nullptr, number, "is not a JSON object");
  const auto id = request.find("id");
  if (id == request.end()) return failure(nullptr, number, "has no id");
  const auto path = request.find("path");
  if (path != request.end() && !path->is_string()) return failure(*id, number, "path is not a string");
  const auto content = request.find("content");
  const auto encoded = request.find("content_base64");
  const bool base64 = encoded != request.end();
  if (!base64 && content == request.end()) return failure(*id, number, "has neither content nor content_base64");
  if (base64 && content != request.end()) return failure(*id, number, "has both content and content_base64");
  if (!(base64 ? encoded : content)->is_string()) return failure(*id, number, "the content is not a string");

  std::string text;
  if (base64) {
    auto decoded = from_base64(encoded->get_ref<const std::string&>());
    if (!decoded) return failure(*id, number, "content_base64 is not base64");
    text = std::move(*decoded);
  } else {
    text = std::move(content->get_ref<std::string&>());
  }
  auto source =
      Source::make(path == request.end() ? "Dockerfile" : path->get_ref<const std::string&>(), std::move(text));
  if (!source) return failure(*id, number, source.error());
  const PipelineResult result = run_pipeline(std::move(source.value()), options);

  Json answer;
  answer["id"] = std::move(*id);
  answer["path"] = path == request.end() ? Json(nullptr) : std::move(*path);
  if (base64) {
    answer["content_base64"] = to_base64(result.snapshot.text());
  } else {
    answer["content"] = result.snapshot.text();
  }
  answer["changed"] = result.changed;
  answer["rewrites"] = rewrites_of(result);
  answer["diagnostics"] = diagnostics_of(result);
  return write(answer);
}

std::string answer_long_line(std::size_t number, std::size_t max_size) {
  return failure(nullptr, number,
                 fmt::format("has more than {} bytes, which is the most that drydock reads", max_size));
}

}  // namespace drydock
