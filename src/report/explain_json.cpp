// Explanations for programs.
#include "report/config_json.hpp"
#include "report/explain.hpp"
#include "report/explain_diff.hpp"

namespace drydock {
namespace {

Json texts(const std::vector<std::string>& words) {
  Json list = Json::array();
  for (const std::string& word : words) list.push_back(json_text(word));
  return list;
}

/// The key of the image config that holds a part.
const char* key_of(ImagePart part) {
  switch (part) {
    case ImagePart::author: return "author";
    case ImagePart::env: return "Env";
    case ImagePart::labels: return "Labels";
    case ImagePart::exposed_ports: return "ExposedPorts";
    case ImagePart::volumes: return "Volumes";
    case ImagePart::user: return "User";
    case ImagePart::working_dir: return "WorkingDir";
    case ImagePart::stop_signal: return "StopSignal";
    case ImagePart::shell: return "Shell";
    case ImagePart::on_build: return "OnBuild";
    case ImagePart::healthcheck: return "Healthcheck";
    case ImagePart::cmd: return "Cmd";
    case ImagePart::entrypoint: return "Entrypoint";
    default: return "";
  }
}

std::string_view name_of(StageBase::Kind kind) {
  switch (kind) {
    case StageBase::Kind::scratch: return "scratch";
    case StageBase::Kind::image: return "image";
    case StageBase::Kind::stage: return "stage";
  }
  return "";
}

std::string_view name_of(BaseKnowledge knowledge) {
  switch (knowledge) {
    case BaseKnowledge::nothing: return "nothing";
    case BaseKnowledge::some: return "assumptions";
    case BaseKnowledge::table: return "table";
    case BaseKnowledge::config: return "config";
  }
  return "";
}

std::string_view name_of(StartedBy by) {
  switch (by) {
    case StartedBy::container: return "container";
    case StartedBy::shell: return "shell";
    case StartedBy::base_script: return "base_script";
  }
  return "";
}

std::string_view name_of(Start::How how) {
  switch (how) {
    case Start::How::plain: return "plain";
    case Start::How::arguments: return "arguments";
    case Start::How::entrypoint: return "entrypoint";
  }
  return "";
}

Json to_json(const StageBase& base) {
  Json object;
  object["kind"] = name_of(base.kind);
  object["name"] = json_text(base.name);
  if (!base.platform.empty()) object["platform"] = json_text(base.platform);
  object["arguments"] = Json::array();
  for (const NamedArgument& argument : base.arguments) {
    object["arguments"].push_back(
        {{"name", json_text(argument.name)}, {"line", argument.line ? Json(*argument.line) : Json(nullptr)}});
  }
  object["known"] = name_of(base.knowledge);
  return object;
}

void add_command(const StartCommand& command, Json& object) {
  object["process"] = command.process.known() ? texts(command.process.get()) : Json(nullptr);
  object["program"] = command.program.known() ? texts(command.program.get()) : Json(nullptr);
  const auto* const open = !command.program.known()   ? &command.program
                           : !command.process.known() ? &command.process
                                                      : nullptr;
  if (open != nullptr) object["reason"] = json_text(open->reason());
  object["started_by"] = name_of(command.started_by);
  if (!command.shell.empty()) {
    object["shell"] = {{"words", texts(command.shell)}, {"text", json_text(command.shell_text)}};
  }
}

Json to_json(const Start& start) {
  Json object;
  object["how"] = name_of(start.how);
  if (start.with.arguments) object["arguments"] = texts(*start.with.arguments);
  if (start.with.entrypoint) object["entrypoint"] = json_text(*start.with.entrypoint);
  add_command(start.command, object);
  object["signals_to"] = name_of(start.signals);
  object["note"] = json_text(start.note);
  return object;
}

Json to_json(const StageExplanation& stage, const Stage& model, const Snapshot& snapshot) {
  const auto line_of = [&](InstructionIndex index) {
    return snapshot.source->line_of(snapshot.dockerfile.instructions[index].keyword_text.range.begin);
  };
  Json object;
  object["index"] = stage.index;
  object["name"] = json_text(model.name);
  object["line"] = stage.line;
  object["last_line"] = stage.last_line;
  object["target"] = stage.target;
  object["used_by"] = stage.used_by;
  object["base"] = to_json(stage.base);
  if (!model.config) {
    object["error"] = json_text(model.config.error());
    return object;
  }
  write_config(model.config.value(), object);
  object["origins"] = Json::array();
  for (const Setting& setting : stage.settings) {
    const Origin& origin = setting.origin;
    if (origin.kind == Origin::Kind::base) continue;
    Json entry;
    entry["key"] = key_of(setting.part);
    if (!setting.member.empty()) entry["member"] = json_text(setting.member);
    entry["line"] = origin.kind == Origin::Kind::base_trigger ? Json(nullptr) : Json(line_of(origin.by));
    entry["trigger"] = origin.kind != Origin::Kind::instruction;
    object["origins"].push_back(std::move(entry));
  }
  object["starts"] = Json::array();
  for (const Start& start : stage.starts) object["starts"].push_back(to_json(start));
  if (stage.health) {
    object["health"] = Json::object();
    add_command(*stage.health, object["health"]);
  }
  return object;
}

}  // namespace

std::string explain_json(const Explanation& explanation, const Snapshot& snapshot) {
  Json object;
  object["format"] = "drydock-explain";
  object["version"] = explain_json_version;
  object["path"] = json_text(snapshot.source->name());
  object["accepted"] = snapshot.dockerfile.accepted();
  if (const auto& mark = snapshot.dockerfile.template_mark) object["template"] = json_text(mark->language);
  object["stages"] = Json::array();
  for (const StageExplanation& stage : explanation.stages) {
    object["stages"].push_back(to_json(stage, explanation.model.stages[stage.index], snapshot));
  }
  return object.dump();
}

std::string explain_diff_json(const DiffExplanation& diff, const Snapshot& before, const Snapshot& after) {
  const auto line = [](const std::optional<Offset>& value) { return value ? Json(*value) : Json(nullptr); };
  Json object;
  object["format"] = "drydock-explain-diff";
  object["version"] = explain_diff_json_version;
  object["before"] = json_text(before.source->name());
  object["after"] = json_text(after.source->name());
  object["verdict"] = to_string(diff.verdict);
  object["stages"] = Json::array();
  for (const StageChange& change : diff.stages) {
    Json stage;
    stage["index_before"] = change.before_line ? Json(change.before) : Json(nullptr);
    stage["line_before"] = line(change.before_line);
    stage["index_after"] = change.after_line ? Json(change.after) : Json(nullptr);
    stage["line_after"] = line(change.after_line);
    stage["name"] = json_text(change.name);
    stage["differences"] = Json::array();
    for (const Difference& found : change.differences) {
      Json entry;
      entry["part"] = to_string(found.part);
      if (!found.member.empty()) entry["member"] = json_text(found.member);
      entry["certain"] = found.certain;
      entry["before"] = json_text(found.before);
      entry["after"] = json_text(found.after);
      entry["line_before"] = line(line_of(before, found.before_origin));
      entry["line_after"] = line(line_of(after, found.after_origin));
      stage["differences"].push_back(std::move(entry));
    }
    stage["steps"] = Json::array();
    for (const StepChange& step : change.steps) {
      stage["steps"].push_back({{"line_before", line(step.before_line)},
                                {"line_after", line(step.after_line)},
                                {"text", json_text(step.text)}});
    }
    stage["starts"] = Json::array();
    for (const StartChange& start : change.starts) {
      Json entry;
      entry["how"] = name_of(start.how);
      entry["program"] = to_string(start.program);
      entry["before"] = to_json(start.before);
      entry["after"] = to_json(start.after);
      stage["starts"].push_back(std::move(entry));
    }
    object["stages"].push_back(std::move(stage));
  }
  return object.dump();
}

}  // namespace drydock
