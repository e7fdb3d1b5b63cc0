// The walk over the stages that fills the model.
#include "analysis/image_model.hpp"

#include <algorithm>

#include "base/unicode.hpp"

namespace drydock {
namespace {

class Walk {
 public:
  Walk(const Dockerfile& dockerfile, ImageModel& model) : dockerfile_(dockerfile), model_(model) {}

  void run() {
    const auto& instructions = dockerfile_.instructions;
    for (InstructionIndex index = 0; index < instructions.size(); ++index) {
      const Instruction& instruction = instructions[index];
      if (const From* from = instruction.as<From>()) {
        begin_stage(index, instruction, *from);
      } else if (!model_.stages.empty()) {
        dispatch(index, instruction, false);
      }
      if (!model_.stages.empty()) model_.stages.back().end = index + 1;
    }
  }

 private:
  void begin_stage(InstructionIndex index, const Instruction& instruction, const From& from) {
    Stage stage;
    stage.from = index;
    // FROM finds a stage by its exact name, and names are stored in lower case (convert.go, allDispatchStates). A later
    // stage of the same name hides an earlier one.
    for (StageIndex other = 0; other < model_.stages.size(); ++other) {
      const auto* named = dockerfile_.instructions[model_.stages[other].from].as<From>();
      if (named->name && lower_ascii_like_go(named->name->value) == from.image.value) stage.parent = other;
    }
    stage.root = to_offset(model_.stages.size());
    if (stage.parent) {
      const Stage& parent = model_.stages[*stage.parent];
      stage.root = parent.root;
      stage.image = parent.image;
      stage.platform = parent.platform;
      stage.entrypoint = parent.entrypoint;
      stage.cmd = parent.cmd;
      stage.healthcheck = parent.healthcheck;
      stage.shell = parent.shell;
    } else {
      stage.image = from.image.value;
      if (instruction.flag("platform") != nullptr) stage.platform = instruction.flag("platform")->value;
      if (stage.image == "scratch") {
        stage.entrypoint.origin = stage.cmd.origin = stage.healthcheck.origin = Setting::Origin::none;
      }
    }
    model_.stages.push_back(stage);
    cmd_is_set_ = false;
    if (!stage.parent) return;
    // A parent's triggers run first, as instructions of this stage; a grandparent's are spent.
    const Stage& parent = model_.stages[*stage.parent];
    for (InstructionIndex at = parent.from; at < parent.end; ++at) {
      if (const auto* onbuild = dockerfile_.instructions[at].as<Onbuild>()) {
        trigger_text_ = onbuild->expression;
        dispatch(at, *onbuild->trigger, true);
      }
    }
  }

  void dispatch(InstructionIndex index, const Instruction& instruction, bool trigger) {
    Stage& stage = model_.stages.back();
    const auto set = [&](Setting& setting) {
      setting = {};
      setting.origin = trigger ? Setting::Origin::trigger : Setting::Origin::instruction;
      setting.by = index;
      setting.shell = stage.shell;
      if (trigger) {
        setting.trigger = trigger_text_;
        stage.has_triggers = true;
      }
    };
    switch (instruction.keyword) {
      case Keyword::cmd:
        set(stage.cmd);
        if (const auto* cmd = instruction.as<Cmd>()) stage.cmd.command = cmd->command;
        if (is_empty_array(instruction)) stage.cmd.origin = Setting::Origin::none;
        cmd_is_set_ = true;
        break;
      case Keyword::entrypoint:
        set(stage.entrypoint);
        if (const auto* entrypoint = instruction.as<Entrypoint>()) stage.entrypoint.command = entrypoint->command;
        if (is_empty_array(instruction)) stage.entrypoint.origin = Setting::Origin::none;
        if (!cmd_is_set_) {
          stage.cmd = {};
          stage.cmd.origin = Setting::Origin::none;
        }
        break;
      case Keyword::healthcheck:
        set(stage.healthcheck);
        stage.healthcheck.check = instruction.as<Healthcheck>();
        if (stage.healthcheck.check != nullptr) stage.healthcheck.command = stage.healthcheck.check->command;
        break;
      case Keyword::shell:
        stage.shell.origin = trigger ? ShellSetting::Origin::trigger : ShellSetting::Origin::instruction;
        stage.shell.words = {};
        if (const auto* shell = instruction.as<Shell>()) stage.shell.words = shell->words;
        if (trigger) stage.has_triggers = true;
        break;
      default: break;
    }
  }

  static bool is_empty_array(const Instruction& instruction) { return instruction.json && instruction.values.empty(); }

  const Dockerfile& dockerfile_;
  ImageModel& model_;
  std::string_view trigger_text_;
  bool cmd_is_set_ = false;  // this stage, or a trigger in it, has a CMD (convert.go, instructionTracker)
};

}  // namespace

const Stage* ImageModel::stage_of(InstructionIndex instruction) const {
  const auto after = std::ranges::upper_bound(stages, instruction, {}, &Stage::from);
  return after == stages.begin() ? nullptr : &*std::prev(after);
}

StageIndex ImageModel::index_of(const Stage& stage) const {
  return to_offset(static_cast<std::size_t>(&stage - stages.data()));
}

std::vector<const Stage*> ImageModel::lineage(const Stage& stage) const {
  std::vector<const Stage*> line{&stage};
  while (line.back()->parent) line.push_back(&stages[*line.back()->parent]);
  return line;
}

ImageModel model_images(const Dockerfile& dockerfile) {
  ImageModel model;
  Walk(dockerfile, model).run();
  return model;
}

std::vector<EnvironmentEntry> environment_entries(const Dockerfile& dockerfile, const ImageModel& model, const Stage& stage) {
  std::vector<EnvironmentEntry> entries;
  const auto add = [&](const Instruction& instruction) {
    // Key, value, delimiter: a trigger has no operation of its own.
    for (std::size_t i = 0; i + 2 < instruction.values.size(); i += 3) {
      entries.push_back({instruction.values[i].value, instruction.values[i + 1].value});
    }
  };
  for (const Stage* ancestor : model.lineage(stage)) {
    for (InstructionIndex index = ancestor->from; index < ancestor->end; ++index) {
      const Instruction& instruction = dockerfile.instructions[index];
      if (instruction.keyword == Keyword::env) add(instruction);
      const auto* onbuild = instruction.as<Onbuild>();
      if (onbuild != nullptr && ancestor != &stage && onbuild->trigger->keyword == Keyword::env) add(*onbuild->trigger);
    }
  }
  return entries;
}

}  // namespace drydock
