// Gathers what there is to say about each stage.
#include "report/explain.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "analysis/base_images.hpp"
#include "base/diagnostic.hpp"
#include "syntax/words.hpp"

namespace drydock {
namespace {

using Words = std::vector<std::string>;

// --- what a stage is built on -----------------------------------------------------------------------------------------

std::vector<std::string> variables_of(std::string_view text, char escape) {
  std::vector<std::string> names;
  const auto words = parse_words(text, {.escape = escape});
  if (!words) return names;
  for (const WordPiece& piece : words.value().pieces) {
    using enum WordPieceKind;
    if (piece.kind != variable && piece.kind != variable_modified && piece.kind != variable_replaced) continue;
    std::string name(piece.range.of(text));
    if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
  }
  return names;
}

/// The line of the last ARG before the first FROM that names the argument.
std::optional<Offset> line_of_argument(const Snapshot& snapshot, std::string_view name) {
  std::optional<Offset> line;
  for (const Instruction& instruction : snapshot.dockerfile.instructions) {
    if (instruction.keyword == Keyword::from) break;
    const auto* const arg = instruction.as<Arg>();
    if (arg == nullptr) continue;
    for (const ArgEntry& entry : arg->entries) {
      if (entry.key.value == name) line = snapshot.source->line_of(entry.key.range.begin);
    }
  }
  return line;
}

BaseKnowledge knowledge_of(const Evidence& evidence, const Stage& root) {
  if (root.base == "scratch" || evidence.find_config(root.base) != nullptr) return BaseKnowledge::config;
  if (find_base_image(root.base) != nullptr) return BaseKnowledge::table;
  using enum Assumption;
  const bool some = std::ranges::any_of(std::array{base_entrypoint, base_onbuild, base_shell, base_working_dir},
                                        [&](Assumption fact) { return evidence.is_assumed(fact); });
  return some ? BaseKnowledge::some : BaseKnowledge::nothing;
}

StageBase base_of(const Snapshot& snapshot, const Evidence& evidence, const ImageModel& model, const Stage& stage) {
  const auto& from = *snapshot.dockerfile.instructions[stage.from].as<From>();
  StageBase base;
  base.name = stage.base;
  base.kind = stage.parent               ? StageBase::Kind::stage
              : stage.base == "scratch" ? StageBase::Kind::scratch
                                        : StageBase::Kind::image;
  std::vector<std::string> names = variables_of(from.image.value, snapshot.dockerfile.escape);
  if (from.platform) {
    base.platform = from.platform->value;
    std::ranges::copy(variables_of(from.platform->value, snapshot.dockerfile.escape), std::back_inserter(names));
  }
  for (std::string& name : names) {
    const auto line = line_of_argument(snapshot, name);
    base.arguments.push_back({std::move(name), line});
  }
  base.knowledge = knowledge_of(evidence, model.stages[stage.root]);
  return base;
}

// --- the image config -------------------------------------------------------------------------------------------------

std::string seconds(long long nanoseconds) { return fmt::format("{}s", static_cast<double>(nanoseconds) / 1e9); }

std::string display_check(const HealthcheckConfig& check) {
  if (check.test.empty()) return "none";
  if (check.test[0] == "NONE") return "switched off";
  const Words words(check.test.begin() + 1, check.test.end());
  std::string text = check.test[0] == "CMD"
                         ? display_command(words)
                         : fmt::format("{} (by the shell)", words.empty() ? "" : printable(words[0], 200));
  const auto add = [&](std::string_view name, long long nanoseconds) {
    if (nanoseconds != 0) text += fmt::format(", {} {}", name, seconds(nanoseconds));
  };
  add("every", check.interval);
  add("timeout", check.timeout);
  add("start period", check.start_period);
  add("start interval", check.start_interval);
  if (check.retries != 0) text += fmt::format(", {} retries", check.retries);
  return text;
}

std::string as_text(const std::string& value) { return value; }
std::string as_text(const Words& words) { return words.empty() ? "" : display(words); }
std::string as_text(const std::optional<HealthcheckConfig>& check) { return check ? display_check(*check) : ""; }

template <typename T>
Value<std::string> text_of(const Value<T>& value) {
  return value.known() ? Value<std::string>(as_text(value.get())) : value.unknown();
}

/// Collects the settings of one stage.
class Settings {
 public:
  Settings(const Snapshot& snapshot, const Stage& stage, StageExplanation& out)
      : snapshot_(snapshot), stage_(stage), config_(stage.config.value()), out_(out) {}

  void collect() {
    const ConfigOrigins& origins = stage_.origins;
    value(ImagePart::entrypoint, config_.entrypoint, stage_.entrypoint.origin, true);
    value(ImagePart::cmd, config_.cmd, stage_.cmd.origin, true);
    value(ImagePart::working_dir, config_.working_dir, origins.working_dir, true);
    value(ImagePart::user, config_.user, origins.user, true);
    for (const auto& entry : config_.env.entries()) member(ImagePart::env, entry.key, entry.value, origins.env);
    rest(ImagePart::env, config_.env.rest);
    set(ImagePart::exposed_ports, config_.exposed_ports, origins.exposed_ports);
    set(ImagePart::volumes, config_.volumes, origins.volumes);
    for (const auto& [key, text] : config_.labels.entries) member(ImagePart::labels, key, text, origins.labels);
    rest(ImagePart::labels, config_.labels.rest);
    value(ImagePart::stop_signal, config_.stop_signal, origins.stop_signal, false);
    value(ImagePart::healthcheck, config_.healthcheck, stage_.healthcheck.origin, false);
    value(ImagePart::shell, config_.shell, origins.shell, false);
    triggers();
    value(ImagePart::author, config_.author, origins.author, false);
  }

 private:
  template <typename T>
  void value(ImagePart part, const Value<T>& value, const Origin& origin, bool always) {
    const Value<std::string> text = text_of(value);
    const bool from_base = origin.kind == Origin::Kind::base;
    if (!text.known() && from_base) {
      out_.inherited.push_back(part);
    } else if (always || !from_base || !text.known() || !text.get().empty()) {
      out_.settings.push_back({.part = part, .value = text, .origin = origin});
    }
  }
  void member(ImagePart part, const std::string& key, const Value<std::string>& value, const MemberOrigins& origins) {
    const Origin* const origin = origins.find(key);
    out_.settings.push_back(
        {.part = part, .member = key, .value = value, .origin = origin == nullptr ? Origin{} : *origin});
  }
  void rest(ImagePart part, const Rest& rest) {
    if (rest) out_.inherited.push_back(part);
  }
  void set(ImagePart part, const Partial<std::set<std::string>>& entries, const MemberOrigins& origins) {
    for (const std::string& entry : entries.entries) member(part, entry, std::string(), origins);
    rest(part, entries.rest);
  }
  /// Only the triggers that the stage sets itself are left in the end, one for each ONBUILD.
  void triggers() {
    std::size_t next = 0;
    for (InstructionIndex at = stage_.from; at < stage_.end && next < config_.on_build.entries.size(); ++at) {
      if (snapshot_.dockerfile.instructions[at].keyword != Keyword::onbuild) continue;
      out_.settings.push_back({.part = ImagePart::on_build,
                               .value = config_.on_build.entries[next++],
                               .origin = {Origin::Kind::instruction, at}});
    }
    rest(ImagePart::on_build, config_.on_build.rest);
  }

  const Snapshot& snapshot_;
  const Stage& stage_;
  const ImageConfig& config_;
  StageExplanation& out_;
};

// --- what is started --------------------------------------------------------------------------------------------------

/// Says what becomes of ENTRYPOINT and CMD.
class Notes {
 public:
  Notes(const Snapshot& snapshot, const ImageModel& model, const Stage& stage)
      : snapshot_(snapshot), model_(model), stage_(stage), config_(stage.config.value()) {}

  [[nodiscard]] std::string plain() const {
    if (!config_.entrypoint.known()) {
      return has_cmd() ? fmt::format("{} is given to {}", cmd(), entrypoint()) : fmt::format("{} alone", entrypoint());
    }
    if (config_.entrypoint.get().empty()) {
      return has_cmd() ? cmd() + " alone" : "neither ENTRYPOINT nor CMD says what to start";
    }
    if (!has_cmd()) return entrypoint() + " alone";
    if (const auto ignored = after_shell_text(cmd(), "has")) return fmt::format("{}; {}", entrypoint(), *ignored);
    return fmt::format("{}, then {}", entrypoint(), cmd());
  }

  [[nodiscard]] std::string with_arguments(const Words& arguments) const {
    const std::string given = display_command(arguments);
    const bool one = arguments.size() == 1;
    if (config_.entrypoint.known() && !config_.entrypoint.get().empty()) {
      if (const auto ignored = after_shell_text(given, one ? "has" : "have")) return *ignored;
    }
    std::string text = has_cmd()          ? fmt::format("{} {} the place of {}", given, one ? "takes" : "take", cmd())
                       : has_entrypoint() ? fmt::format("{} {} {}", given, one ? "follows" : "follow", entrypoint())
                                          : fmt::format("{} {} all that there is", given, one ? "is" : "are");
    if (!config_.entrypoint.known() && has_cmd()) text += fmt::format(" for {}", entrypoint());
    return text;
  }

  [[nodiscard]] std::string with_entrypoint(const std::string& program) const {
    std::string text =
        has_entrypoint() ? fmt::format("{} takes the place of {}", display_command({program}), entrypoint()) : "";
    if (!has_cmd()) return text.empty() ? fmt::format("{} alone", display_command({program})) : text;
    return fmt::format("{}{}{} is dropped", text, text.empty() ? "" : "; ", cmd());
  }

  /// What there is to say about a CMD that an ENTRYPOINT of this stage empties.
  [[nodiscard]] std::string reset() const {
    if (!stage_.cmd.reset || stage_.cmd.origin.by < stage_.from) return "";
    const std::string by = fmt::format("the ENTRYPOINT of line {} drops", line_of(stage_.cmd.origin.by));
    if (stage_.parent) {
      const Stage& parent = model_.stages[*stage_.parent];
      if (!parent.config) return "";
      const auto& inherited = parent.config.value().cmd;
      if (!inherited.known()) return fmt::format("{} that of {}", by, root_name());
      return inherited.get().empty()
                 ? ""
                 : fmt::format("{} {} of line {}", by, display(inherited.get()), line_of(parent.cmd.origin.by));
    }
    return stage_.base == "scratch" ? "" : fmt::format("{} that of {}", by, root_name());
  }

 private:
  [[nodiscard]] Offset line_of(InstructionIndex index) const {
    return snapshot_.source->line_of(snapshot_.dockerfile.instructions[index].keyword_text.range.begin);
  }
  [[nodiscard]] std::string root_name() const { return printable(model_.stages[stage_.root].base, 80); }
  [[nodiscard]] bool has_cmd() const { return !config_.cmd.known() || !config_.cmd.get().empty(); }
  [[nodiscard]] bool has_entrypoint() const { return !config_.entrypoint.known() || !config_.entrypoint.get().empty(); }

  static bool in_file(const Origin& origin) {
    return origin.kind == Origin::Kind::instruction || origin.kind == Origin::Kind::trigger;
  }
  [[nodiscard]] std::string cited(std::string_view keyword, const Origin& origin) const {
    return in_file(origin) ? fmt::format("{} (line {})", keyword, line_of(origin.by))
                           : fmt::format("the {} of {}", keyword, root_name());
  }
  [[nodiscard]] std::string cmd() const { return cited("CMD", stage_.cmd.origin); }
  [[nodiscard]] std::string entrypoint() const {
    const std::string text = cited("ENTRYPOINT", stage_.entrypoint.origin);
    return config_.entrypoint.known() || in_file(stage_.entrypoint.origin) ? text : text + ", if it has one";
  }

  /// What becomes of words that follow an ENTRYPOINT that ends in the text of a shell. `has`: "has" or "have", as fits.
  [[nodiscard]] std::optional<std::string> after_shell_text(const std::string& what, std::string_view has) const {
    const Words& words = config_.entrypoint.get();
    const auto place = shell_text_place(words);
    if (!place || *place + 1 != words.size() || stage_.os == "windows") return std::nullopt;
    if (uses_arguments(words.back())) return fmt::format("the text of {} finds {} in $0, $1, …", entrypoint(), what);
    return fmt::format("{} {} no effect: the text that the shell of {} runs does not use it", what, has, entrypoint());
  }

  const Snapshot& snapshot_;
  const ImageModel& model_;
  const Stage& stage_;
  const ImageConfig& config_;
};

void add_starts(const Evidence& evidence, const ImageModel& model, const Stage& stage, const Notes& notes,
                const ExplainOptions& options, StageExplanation& out) {
  using How = Start::How;
  const auto add = [&](How how, StartArguments with, std::string note) {
    Start start{.how = how, .with = std::move(with), .note = std::move(note)};
    start.command = start_command(evidence, model, stage, start.with);
    start.signals = signal_receiver(start.command);
    out.starts.push_back(std::move(start));
  };
  add(How::plain, {}, notes.plain());
  add(How::arguments, {.arguments = options.arguments}, notes.with_arguments(options.arguments));
  add(How::entrypoint, {.entrypoint = options.entrypoint}, notes.with_entrypoint(options.entrypoint));
}

// --- all of it --------------------------------------------------------------------------------------------------------

ImageModel concrete_model(const Snapshot& snapshot, const Evidence& evidence) {
  KnownBases bases(evidence);
  ModelOptions options;
  options.find_base = [&](std::string_view image) { return bases.find(image); };
  return model_images(snapshot, options);
}

Offset last_line_of(const Snapshot& snapshot, const Stage& stage) {
  const TextRange range = snapshot.dockerfile.instructions[stage.end - 1].range;
  return snapshot.source->line_of(range.empty() ? range.begin : range.end - 1);
}

}  // namespace

std::string display_command(const Words& words) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += ' ';
    const bool plain = !word.empty() && std::ranges::all_of(word, [](unsigned char byte) {
      return std::isalnum(byte) != 0 || byte >= 0x80 ||
             std::string_view("%+,-./:=@_").find(static_cast<char>(byte)) != std::string_view::npos;
    });
    text += plain ? printable(word, 200) : in_quotes(word);
  }
  return text;
}

std::string_view name_of(SignalReceiver receiver) noexcept {
  switch (receiver) {
    case SignalReceiver::unknown: return "unknown";
    case SignalReceiver::nobody: return "nobody";
    case SignalReceiver::program: return "program";
    case SignalReceiver::shell: return "shell";
    case SignalReceiver::shell_or_program: return "shell_or_program";
    case SignalReceiver::shell_until_exec: return "shell_until_exec";
    case SignalReceiver::base_script: return "base_script";
  }
  return "";
}

Result<Explanation> explain(const Snapshot& snapshot, const ExplainOptions& options) {
  Explanation explanation;
  if (!snapshot.dockerfile.accepted()) return explanation;
  Evidence evidence = options.evidence;
  ImageModel model = concrete_model(snapshot, evidence);
  if (options.base_config) {
    for (const Stage& stage : model.stages) {
      if (!stage.parent && stage.base != "scratch") evidence.images.try_emplace(stage.base, *options.base_config);
    }
    model = concrete_model(snapshot, evidence);
  }
  std::vector<bool> wanted(model.stages.size(), evidence.targets.empty());
  std::vector<bool> targets(model.stages.size(), false);
  if (evidence.targets.empty() && !targets.empty()) targets.back() = true;
  for (const std::string& target : evidence.targets) {
    const auto found = model.find_stage(target);
    if (!found) return Error{fmt::format("there is no stage \"{}\"", printable(target, 80))};
    targets[*found] = true;
  }
  if (!evidence.targets.empty()) wanted = model.needed_for(evidence.targets);
  for (StageIndex index = 0; index < model.stages.size(); ++index) {
    if (!wanted[index]) continue;
    const Stage& stage = model.stages[index];
    StageExplanation& out = explanation.stages.emplace_back();
    out.index = index;
    out.line = snapshot.source->line_of(snapshot.dockerfile.instructions[stage.from].keyword_text.range.begin);
    out.last_line = last_line_of(snapshot, stage);
    out.target = targets[index];
    out.base = base_of(snapshot, evidence, model, stage);
    if (!stage.config) continue;
    const Notes notes(snapshot, model, stage);
    Settings(snapshot, stage, out).collect();
    for (Setting& setting : out.settings) {
      if (setting.part == ImagePart::cmd) setting.remark = notes.reset();
    }
    add_starts(evidence, model, stage, notes, options, out);
    out.health = health_command(evidence, model, stage);
  }
  std::vector<std::vector<StageIndex>> users(model.stages.size());
  for (StageIndex user = 0; user < model.stages.size(); ++user) {
    for (const StageIndex needed : model.stages[user].needs) users[needed].push_back(user);
  }
  for (StageExplanation& stage : explanation.stages) stage.used_by = std::move(users[stage.index]);
  explanation.model = std::move(model);
  return explanation;
}

}  // namespace drydock
