// The computation of image configs: global arguments, stages, the dispatch of each instruction, and what fails.
#include "analysis/image_config.hpp"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <span>
#include <unordered_set>

#include <fmt/format.h>

#include "analysis/image_reference.hpp"
#include "analysis/platforms.hpp"
#include "analysis/ports.hpp"
#include "analysis/signals.hpp"
#include "analysis/working_dir.hpp"
#include "base/diagnostic.hpp"
#include "base/text.hpp"
#include "base/unicode.hpp"
#include "ir/flags.hpp"
#include "syntax/words.hpp"

namespace drydock {
namespace {

constexpr std::string_view unix_path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
constexpr std::size_t max_value_size = std::size_t{1} << 20;
// In bytes copied or produced, roughly; real files stay below a thousandth of it.
constexpr std::int64_t work_limit = std::int64_t{256} << 20;

// --- variables ------------------------------------------------------------------------------------------------------

/// The global arguments: predefined ones and those of ARG before the first FROM (platform.go, defaultArgs).
class GlobalArguments final : public Environment {
 public:
  explicit GlobalArguments(const Platform& platform) {
    const std::string name = platform.os + "/" + platform.architecture;
    for (const std::string_view side : {"BUILD", "TARGET"}) {
      values_[std::string(side) + "PLATFORM"] = name;
      values_[std::string(side) + "OS"] = platform.os;
      values_[std::string(side) + "OSVERSION"] = "";
      values_[std::string(side) + "ARCH"] = platform.architecture;
      values_[std::string(side) + "VARIANT"] = "";
    }
  }
  void set(const std::string& name, std::string value) { values_[name] = std::move(value); }
  void erase(const std::string& name) { values_.erase(name); }
  [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const override {
    const auto found = values_.find(name);
    if (found == values_.end()) return std::nullopt;
    if (name == target_stage) target_stage_was_read_ = true;
    return found->second;
  }
  /// Whether a result may depend on the target.
  [[nodiscard]] bool target_stage_was_read() const noexcept { return target_stage_was_read_; }

  static constexpr std::string_view target_stage = "TARGETSTAGE";

 private:
  std::map<std::string, std::string, std::less<>> values_;
  mutable bool target_stage_was_read_ = false;
};

/// The variables that instructions of a stage see: those of the image and build arguments.
struct BuildVariables {
  std::unordered_map<std::string, Value<std::string>> values;
  std::optional<std::string> rest;  // set: names that are not listed may be set too, for this reason

  void set(const std::string& name, Value<std::string> value) { values.insert_or_assign(name, std::move(value)); }
  void forget(const std::string& reason) {
    for (auto& [name, value] : values) value = Value<std::string>::unknown(reason);
    rest = reason;
  }
};

std::string variable_reason(std::string_view name, std::string_view rest) {
  return fmt::format("the variable {}: {}", printable(name, 60), rest);
}

/// Answers for the length of one expansion, and notes what was asked that has no certain answer.
class Lookup final : public Environment {
 public:
  explicit Lookup(const BuildVariables& variables) : variables_(variables) {}
  [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const override {
    const auto found = variables_.values.find(std::string(name));
    if (found == variables_.values.end()) {
      if (variables_.rest) note(variable_reason(name, *variables_.rest));
      return std::nullopt;
    }
    if (!found->second.known()) {
      note(found->second.reason());
      return std::nullopt;
    }
    size_ += found->second.get().size();
    if (size_ > max_value_size) {
      note("the value is too long");
      return std::nullopt;
    }
    return found->second.get();
  }
  [[nodiscard]] const std::optional<std::string>& uncertain() const noexcept { return uncertain_; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

 private:
  void note(std::string reason) const {
    if (!uncertain_) uncertain_ = std::move(reason);
  }
  const BuildVariables& variables_;
  mutable std::optional<std::string> uncertain_;
  mutable std::size_t size_ = 0;
};

// --- stages ---------------------------------------------------------------------------------------------------------

/// Whether this stage has a CMD of its own or of a trigger (convert.go, instructionTracker).
enum class CmdSet : std::uint8_t { no, maybe, yes };

/// A stage or image that COPY --from or RUN --mount=from names.
struct Reference {
  std::string name;                   // in lower case; "" if it is given by its number
  std::optional<std::int64_t> index;
  bool trigger = false;
};

struct StageState {
  InstructionIndex from = 0;
  InstructionIndex end = 0;
  std::string name;
  std::string base;
  std::optional<std::size_t> parent;
  std::string os;                         // of the platform that is built for
  std::vector<Reference> references;
  std::vector<std::string> triggers;      // its own, for its children
  CmdSet cmd_set = CmdSet::no;
  std::optional<std::string> file_error;  // fails every target of a file that has this stage
  std::optional<std::string> error;       // fails targets that need this stage
  ImageConfig config;
  BuildVariables variables;
};

std::optional<std::string_view> flag_value(const Instruction& instruction, std::string_view name) {
  const Flag* flag = instruction.flag(name);
  return flag == nullptr ? std::nullopt : flag->value;
}

std::vector<std::string> texts(std::span<const Text> values) {
  std::vector<std::string> list;
  for (const Text& value : values) list.emplace_back(value.value);
  return list;
}

/// One computation of all stages for one value of TARGETSTAGE. `work` is what may still be spent on the file.
class Computation {
 public:
  Computation(const Snapshot& snapshot, const ImageConfigOptions& options, std::string_view target, std::int64_t& work)
      : snapshot_(snapshot), options_(options), globals_(options.platform), work_(work) {
    globals_.set(std::string(GlobalArguments::target_stage), std::string(target.empty() ? "default" : target));
  }

  void run() {
    const auto& instructions = snapshot_.dockerfile.instructions;
    for (const Instruction& instruction : instructions) {
      const auto* from = instruction.as<From>();
      if (from != nullptr && from->name) names_.insert(lower_ascii_like_go(from->name->value));
    }
    InstructionIndex index = 0;
    for (; index < instructions.size() && instructions[index].keyword != Keyword::from; ++index) {
      if (const auto* arg = instructions[index].as<Arg>()) define_globals(*arg);
    }
    check_source_date_epoch();
    while (index < instructions.size()) {
      InstructionIndex end = index + 1;
      while (end < instructions.size() && instructions[end].keyword != Keyword::from) ++end;
      add_stage(index, end);
      index = end;
    }
    find_file_errors();
  }

  [[nodiscard]] bool depends_on_target() const noexcept { return globals_.target_stage_was_read(); }
  [[nodiscard]] std::size_t stage_count() const noexcept { return stages_.size(); }

  /// Whether the stage is the target of the whole file, by its name or as the last one.
  [[nodiscard]] bool is_addressable(std::size_t stage) const {
    return stage + 1 == stages_.size() ||
           (!stages_[stage].name.empty() && by_name_.at(stages_[stage].name).size() == 1);
  }

  [[nodiscard]] StageImage result(std::size_t index) {
    StageState& stage = stages_[index];
    StageImage image{stage.from, stage.name, stage.base, Error{""}};
    if (auto error = error_of(index)) {
      image.config = Error{std::move(*error)};
    } else if (!spend(size_of(stage.config))) {
      image.config = Error{std::string(too_large)};
    } else {
      image.config = stage.config;
    }
    return image;
  }

 private:
  static constexpr std::string_view too_large = "the configs of the file's stages are too large";

  bool spend(std::size_t amount) {
    if (work_ < 0) return false;
    work_ -= static_cast<std::int64_t>(amount);
    return work_ >= 0;
  }

  static std::size_t size_of(const Value<std::string>& value) {
    return value.known() ? value.get().size() : value.reason().size();
  }
  static std::size_t size_of(const ImageConfig& config) {
    constexpr std::size_t overhead = 128;
    std::size_t size = overhead * (config.exposed_ports.entries.size() + 1);
    for (const auto& entry : config.env.entries()) size += overhead + entry.key.size() + size_of(entry.value);
    for (const auto& [key, value] : config.labels.entries) size += overhead + key.size() + size_of(value);
    for (const std::string& volume : config.volumes.entries) size += overhead + volume.size();
    for (const std::string& trigger : config.on_build.entries) size += overhead + trigger.size();
    for (const auto* list : {&config.shell, &config.cmd, &config.entrypoint}) {
      if (!list->known()) continue;
      for (const std::string& word : list->get()) size += overhead + word.size();
    }
    return size;
  }
  static std::size_t size_of(const BuildVariables& variables) {
    std::size_t size = 0;
    for (const auto& [name, value] : variables.values) size += 128 + name.size() + size_of(value);
    return size;
  }

  // --- global arguments and FROM ------------------------------------------------------------------------------------

  /// Variables of the global scope are certain, but may be too long.
  Result<std::string> expand_global(std::string_view text) {
    class Limited final : public Environment {
     public:
      explicit Limited(const Environment& inner) : inner_(inner) {}
      [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const override {
        const auto value = size > max_value_size ? std::nullopt : inner_.get(name);
        size += value ? value->size() : 0;
        return value;
      }
      mutable std::size_t size = 0;

     private:
      const Environment& inner_;
    };
    const Limited limited(globals_);
    auto words = parse_words(text, {.escape = snapshot_.dockerfile.escape});
    if (!words) return Error{words.error()};
    auto expanded = expand_words(words.value(), snapshot_.dockerfile.escape, limited, {});
    if (limited.size > max_value_size || !spend(text.size() + limited.size)) return Error{std::string(too_large)};
    if (!expanded) return Error{expanded.error()};
    return std::move(expanded.value().text);
  }

  /// convert.go, buildMetaArgs.
  void define_globals(const Arg& arg) {
    for (const ArgEntry& entry : arg.entries) {
      if (!entry.value) continue;
      auto value = expand_global(entry.value->value);
      if (!value) {
        if (!global_error_) global_error_ = value.error();
        return;
      }
      globals_.set(std::string(entry.key.value), std::move(value.value()));
    }
  }

  /// convert.go, toDispatchState: a number is written anew; anything else asks the build context or a remote source.
  void check_source_date_epoch() {
    const std::string name = "SOURCE_DATE_EPOCH";
    const auto value = globals_.get(name);
    if (!value || value->empty()) return;
    if (const auto seconds = parse_integer(*value)) {
      globals_.set(name, std::to_string(*seconds));
    } else if (!global_error_) {
      global_error_ = name + " is no number, so it depends on the build context or a remote source";
    }
  }

  void add_stage(InstructionIndex from_index, InstructionIndex end) {
    const auto& from = *snapshot_.dockerfile.instructions[from_index].as<From>();
    const std::size_t index = stages_.size();
    StageState& stage = stages_.emplace_back();
    stage.from = from_index;
    stage.end = end;
    if (from.name) stage.name = lower_ascii_like_go(from.name->value);
    // An error in one FROM fails all later stages; the earlier ones are done.
    if (global_error_ || (index > 0 && stages_[index - 1].file_error)) {
      stage.file_error = global_error_ ? *global_error_ : *stages_[index - 1].file_error;
    } else {
      stage.file_error = read_from(from, stage);
    }
    if (const auto found = by_name_.find(stage.base); found != by_name_.end() && !stage.file_error) {
      stage.parent = found->second.back();
    }
    if (!stage.name.empty()) by_name_[stage.name].push_back(index);
    if (stage.file_error) return;
    for (InstructionIndex at = from_index + 1; at < end; ++at) {
      const Instruction& instruction = snapshot_.dockerfile.instructions[at];
      if (auto error = add_references(instruction, false, stage); error && !stage.file_error) {
        stage.file_error = std::move(error);
      }
      if (const auto* onbuild = instruction.as<Onbuild>()) stage.triggers.emplace_back(onbuild->expression);
    }
    if (!stage.parent && stage.base != "scratch" && !is_image_reference(stage.base)) {
      stage.file_error = fmt::format("FROM names \"{}\", which cannot name an image", printable_part(stage.base));
    }
    if (!stage.file_error) build(stage);
  }

  static std::string printable_part(std::string_view text) { return printable(text, 100); }

  /// convert.go, buildDispatchStates.
  std::optional<std::string> read_from(const From& from, StageState& stage) {
    auto base = expand_global(from.image.value);
    if (!base) return base.error();
    if (base.value().empty()) {
      return fmt::format("FROM {} names nothing without build arguments", printable_part(from.image.value));
    }
    stage.base = std::move(base.value());
    stage.os = options_.platform.os;
    if (!from.platform || from.platform->value.empty()) return std::nullopt;
    auto platform = expand_global(from.platform->value);
    if (!platform) return platform.error();
    if (platform.value().empty()) {
      return fmt::format("the platform {} is empty without build arguments", printable_part(from.platform->value));
    }
    const auto os = operating_system_of(platform.value());
    if (!os) return fmt::format("\"{}\" is no platform", printable_part(platform.value()));
    // An empty image is made for the target whatever FROM asks for.
    if (stage.base != "scratch" || by_name_.contains("scratch")) stage.os = *os;
    return std::nullopt;
  }

  // --- references between stages ------------------------------------------------------------------------------------

  /// convert.go, toCommand, and convert_runmount.go, detectRunMount.
  std::optional<std::string> add_references(const Instruction& instruction, bool trigger, StageState& stage) {
    if (instruction.as<Copy>() != nullptr) {
      const std::string_view from = flag_value(instruction, "from").value_or("");
      if (from.empty()) return std::nullopt;
      auto words = parse_words(from, {.escape = snapshot_.dockerfile.escape});
      if (!words) return words.error();
      const auto expanded = expand_words(words.value(), snapshot_.dockerfile.escape, EmptyEnvironment{}, {});
      if (!expanded) return expanded.error();
      if (expanded.value().text != from) return "variables and quotes do not work in --from";
      if (const auto index = parse_integer(from)) {
        if (*index < 0) return fmt::format("there is no stage {}", *index);
        stage.references.push_back({"", index, trigger});
        return std::nullopt;
      }
      return add_name(from, trigger, stage);
    }
    if (instruction.as<Run>() == nullptr) return std::nullopt;
    for (const Flag& flag : instruction.flags) {
      if (flag.name != "mount") continue;
      std::string from;
      for (const std::string& field : split_csv(flag.value.value_or("")).value_or(std::vector<std::string>())) {
        const std::size_t equals = field.find('=');
        if (equals == std::string::npos) continue;
        if (lower_ascii_like_go(std::string_view(field).substr(0, equals)) == "from") from = field.substr(equals + 1);
      }
      if (auto error = add_name(from.empty() ? "scratch" : from, trigger, stage)) return error;
    }
    return std::nullopt;
  }

  std::optional<std::string> add_name(std::string_view name, bool trigger, StageState& stage) {
    stage.references.push_back({lower_ascii_like_go(name), std::nullopt, trigger});
    if (name != "scratch" && !names_.contains(stage.references.back().name) && !is_image_reference(name)) {
      return fmt::format("\"{}\" names neither a stage nor an image", printable_part(name));
    }
    return std::nullopt;
  }

  /// The stage among the first `visible` that a reference means; nothing if it is an image.
  [[nodiscard]] std::optional<std::size_t> resolve(const Reference& reference, std::size_t visible) const {
    if (reference.index) {
      const auto index = static_cast<std::size_t>(*reference.index);
      return index < visible ? std::optional(index) : std::nullopt;
    }
    const auto found = by_name_.find(reference.name);
    if (found == by_name_.end()) return std::nullopt;
    const auto after = std::ranges::lower_bound(found->second, visible);
    return after == found->second.begin() ? std::nullopt : std::optional(*std::prev(after));
  }

  /// Fills what error_of() asks about the file as a whole.
  void find_file_errors() {
    std::size_t images = 0;  // images that references name count as stages that come after the last one
    std::optional<std::size_t> excess;
    for (std::size_t i = 0; i < stages_.size(); ++i) {
      const StageState& stage = stages_[i];
      if (!first_file_error_ && stage.file_error) first_file_error_ = i;
      for (const Reference& reference : stage.references) {
        if (reference.trigger) continue;
        ++reference_count_;
        if (const auto last = resolve(reference, stages_.size()); last && *last >= i && !first_forward_) {
          first_forward_ = i;
        }
        if (reference.index) {
          const auto index = static_cast<std::size_t>(*reference.index);
          if (index + 1 > images) excess = std::max(excess.value_or(0), index + 1 - images);
        } else if (!resolve(reference, stages_.size())) {
          ++images;
        }
      }
      stages_needed_.push_back(excess.value_or(0));
    }
    has_cycle_ = find_cycle(stages_.size());
  }

  /// Whether the first stages copy from each other in a circle (validations.go, validateCircularDependency), by COPY
  /// and RUN --mount alone, not FROM.
  [[nodiscard]] bool find_cycle(std::size_t visible) const {
    enum class Color : std::uint8_t { white, grey, black };
    std::vector<Color> colors(visible, Color::white);
    for (std::size_t root = 0; root < visible; ++root) {
      if (colors[root] != Color::white) continue;
      std::vector<std::pair<std::size_t, std::size_t>> path{{root, 0}};
      colors[root] = Color::grey;
      while (!path.empty()) {
        auto& [stage, next] = path.back();
        if (next == stages_[stage].references.size()) {
          colors[stage] = Color::black;
          path.pop_back();
          continue;
        }
        const Reference& reference = stages_[stage].references[next++];
        const auto target = reference.trigger ? std::nullopt : resolve(reference, visible);
        if (!target || colors[*target] == Color::black) continue;
        if (colors[*target] == Color::grey) return true;
        colors[*target] = Color::grey;
        path.emplace_back(*target, 0);
      }
    }
    return false;
  }

  /// Why BuildKit refuses a target, if it does.
  std::optional<std::string> error_of(std::size_t target) {
    const std::size_t visible = is_addressable(target) ? stages_.size() : target + 1;
    if (global_error_) return global_error_;
    if (first_file_error_ && *first_file_error_ < visible) return stages_[*first_file_error_].file_error;
    if (stages_needed_[visible - 1] > visible) return "a --from=NUMBER counts past the last stage";
    // A circle takes a reference forward or to the stage itself.
    bool cycle = has_cycle_;
    if (visible < stages_.size() && first_forward_ && *first_forward_ < visible) {
      if (!spend(stages_.size() + reference_count_)) return std::string(too_large);
      cycle = find_cycle(visible);
    } else if (visible < stages_.size()) {
      cycle = false;
    }
    if (cycle) return "stages copy from each other in a circle";
    // Everything that the target is built on or copies from.
    std::vector<std::size_t> pending{target};
    std::set<std::size_t> reached{target};
    while (!pending.empty()) {
      const std::size_t index = pending.back();
      pending.pop_back();
      const StageState& stage = stages_[index];
      if (!spend(16 * (1 + stage.references.size()))) return std::string(too_large);
      if (stage.error) return stage.error;
      const auto reach = [&](std::size_t next) {
        if (reached.insert(next).second) pending.push_back(next);
      };
      if (stage.parent) reach(*stage.parent);
      for (const Reference& reference : stage.references) {
        const auto source = resolve(reference, visible);
        if (!source) continue;
        // A trigger copies from its own stage without complaint.
        if (*source > index || (*source == index && !reference.trigger)) {
          return "a stage copies from one that comes after it";
        }
        reach(*source);
      }
    }
    return std::nullopt;
  }

  // --- building one stage -------------------------------------------------------------------------------------------

  void build(StageState& stage) {
    ImageConfig& config = stage.config;
    std::vector<std::string> triggers;
    if (stage.parent) {
      const StageState& parent = stages_[*stage.parent];
      if (parent.error) {
        stage.error = parent.error;
        return;
      }
      if (!spend(size_of(parent.config) + size_of(parent.variables))) {
        stage.error = too_large;
        return;
      }
      config = parent.config;
      stage.variables = parent.variables;
      stage.os = parent.os;
      triggers = parent.triggers;
    } else {
      const bool scratch = stage.base == "scratch";
      const ImageConfig* known = scratch || !options_.find_base ? nullptr : options_.find_base(stage.base);
      config = scratch ? scratch_config(stage.os) : known != nullptr ? *known : unknown_config(stage.base);
      if (!spend(size_of(config))) {
        stage.error = too_large;
        return;
      }
      if (config.os.empty()) config.os = stage.os;
      triggers = config.on_build.entries;
      if (config.on_build.rest) stage.cmd_set = CmdSet::maybe;
      stage.variables.rest = config.env.rest;
    }
    config.on_build = {};
    stage.error = begin(stage);
    std::deque<Snapshot> snapshots;
    std::vector<const Instruction*> commands;
    for (const std::string& trigger : triggers) {
      if (!stage.error) stage.error = read_trigger(trigger, stage, snapshots);
    }
    for (const Snapshot& snapshot : snapshots) {
      if (!stage.error) stage.error = dispatch(snapshot.dockerfile.instructions.back(), snapshot.text(), stage);
    }
    for (InstructionIndex at = stage.from + 1; at < stage.end && !stage.error; ++at) {
      stage.error = dispatch(snapshot_.dockerfile.instructions[at], snapshot_.text(), stage);
    }
  }

  /// What happens before the first instruction (convert.go, dispatchStages): PATH, and the image's variables, which
  /// take back what the parent's ARG instructions set under the same name.
  std::optional<std::string> begin(StageState& stage) const {
    ImageConfig& config = stage.config;
    if (config.env.find("PATH") == nullptr && !config.env.rest && stage.os != "windows") {
      config.env.set("PATH", std::string(unix_path));
    }
    if (config.env.rest) {
      for (auto& [name, value] : stage.variables.values) {
        if (config.env.find(name) == nullptr) {
          value = Value<std::string>::unknown(variable_reason(name, *config.env.rest));
        }
      }
    }
    for (const auto& entry : config.env.entries()) stage.variables.set(entry.key, entry.value);
    if (config.working_dir.known() && !config.working_dir.get().empty()) {
      auto path = normalize_working_dir(config.working_dir.get(), config.working_dir.get(), stage.os);
      if (!path) return path.error();
      config.working_dir = std::move(path.value());
    }
    return std::nullopt;
  }

  /// Triggers are read with the escape character \ whatever the file says, but expanded with the file's
  /// (convert.go, initOnBuildTriggers).
  std::optional<std::string> read_trigger(std::string_view trigger, StageState& stage,
                                          std::deque<Snapshot>& snapshots) {
    if (trigger.starts_with("\xEF\xBB\xBF")) trigger.remove_prefix(3);
    // A trigger alone would not be accepted, as it stands before FROM.
    auto source = Source::make("trigger", fmt::format("FROM scratch\n{}", trigger));
    if (!source || !spend(trigger.size())) return std::string(too_large);
    Snapshot snapshot = make_snapshot(std::move(source.value()));
    const auto& instructions = snapshot.dockerfile.instructions;
    if (!snapshot.dockerfile.accepted() || instructions.size() != 2 || instructions.back().keyword == Keyword::from) {
      return fmt::format("the trigger \"{}\" of the base does not read as an instruction", printable_part(trigger));
    }
    if (auto error = add_references(instructions.back(), true, stage)) return error;
    snapshots.push_back(std::move(snapshot));
    return std::nullopt;
  }

  struct Expansion {
    Value<std::string> text;
    Value<std::vector<std::string>> words;
  };

  /// Fails only if the result would be the same whatever the unknown variables hold.
  Result<Expansion> expand(std::string_view text, const StageState& stage, char escape, bool quotes) {
    const Lookup lookup(stage.variables);
    auto parsed = parse_words(text, {.escape = escape, .quotes = quotes});
    if (!parsed) return Error{parsed.error()};
    auto expanded = expand_words(parsed.value(), escape, lookup, {});
    if (!spend(text.size() + lookup.size())) return Error{std::string(too_large)};
    if (const auto& reason = lookup.uncertain()) {
      return Expansion{Value<std::string>::unknown(*reason), Value<std::vector<std::string>>::unknown(*reason)};
    }
    if (!expanded) return Error{expanded.error()};
    return Expansion{std::move(expanded.value().text), std::move(expanded.value().words)};
  }
  Result<Value<std::string>> expand_word(std::string_view text, const StageState& stage) {
    auto expanded = expand(text, stage, snapshot_.dockerfile.escape, true);
    if (!expanded) return Error{expanded.error()};
    return std::move(expanded.value().text);
  }

  using Failure = std::optional<std::string>;

  /// convert.go, dispatch. `text` is what the instruction's ranges refer to.
  Failure dispatch(const Instruction& instruction, std::string_view text, StageState& stage) {
    struct Visitor {
      Computation& self;
      const Instruction& instruction;
      std::string_view text;
      StageState& stage;
      ImageConfig& config;

      Failure operator()(const Unread&) const { return "the instruction does not read"; }
      Failure operator()(const From&) const { return "FROM cannot stand here"; }
      Failure operator()(const Arg& arg) const { return self.dispatch_arg(arg, stage); }
      Failure operator()(const Env& env) const { return self.dispatch_env(env, stage); }
      Failure operator()(const Label& label) const { return self.dispatch_label(label, stage); }
      Failure operator()(const Expose& expose) const { return self.dispatch_expose(expose, stage); }
      Failure operator()(const Volume& volume) const { return self.dispatch_volume(volume, stage); }
      Failure operator()(const Workdir& workdir) const { return self.dispatch_workdir(workdir, stage); }
      Failure operator()(const Run&) const { return self.check_mounts(instruction, stage); }
      Failure operator()(const Add& add) const {
        return self.check_copy(instruction, {"chown", "chmod", "checksum"}, add.sources, add.contents, add.destination,
                               text, stage);
      }
      Failure operator()(const Copy& copy) const {
        return self.check_copy(instruction, {"chown", "chmod"}, copy.sources, copy.contents, copy.destination, text,
                               stage);
      }
      Failure operator()(const User& user) const {
        auto name = self.expand_word(user.user.value, stage);
        if (!name) return name.error();
        config.user = std::move(name.value());
        return std::nullopt;
      }
      Failure operator()(const StopSignal& stop) const {
        auto signal = self.expand_word(stop.signal.value, stage);
        if (!signal) return signal.error();
        if (signal.value().known() && !is_signal(signal.value().get()))
          return fmt::format("there is no signal \"{}\"", printable_part(signal.value().get()));
        config.stop_signal = std::move(signal.value());
        return std::nullopt;
      }
      Failure operator()(const Maintainer& maintainer) const {
        config.author = std::string(maintainer.name.value);
        return std::nullopt;
      }
      Failure operator()(const Shell& shell) const {
        config.shell = texts(shell.words);
        return std::nullopt;
      }
      Failure operator()(const Onbuild& onbuild) const {
        config.on_build.entries.emplace_back(onbuild.expression);
        return std::nullopt;
      }
      Failure operator()(const Healthcheck& check) const {
        HealthcheckConfig result;
        result.test.emplace_back(check.none ? "NONE" : check.command.is_shell_form() ? "CMD-SHELL" : "CMD");
        if (!check.none) std::ranges::move(texts(check.command.arguments), std::back_inserter(result.test));
        result.interval = check.interval;
        result.timeout = check.timeout;
        result.start_period = check.start_period;
        result.start_interval = check.start_interval;
        result.retries = check.retries;
        config.healthcheck = std::optional(std::move(result));
        return std::nullopt;
      }
      Failure operator()(const Cmd& cmd) const {
        config.cmd = command_line(cmd.command, config);
        config.args_escaped = true;
        stage.cmd_set = CmdSet::yes;
        return std::nullopt;
      }
      Failure operator()(const Entrypoint& entrypoint) const {
        config.entrypoint = command_line(entrypoint.command, config);
        if (stage.cmd_set == CmdSet::no) config.cmd = std::vector<std::string>();
        if (stage.cmd_set == CmdSet::maybe) {
          config.cmd = Value<std::vector<std::string>>::unknown(
              "ENTRYPOINT empties it unless a trigger of the base image sets it");
        }
        return std::nullopt;
      }
    };
    return std::visit(Visitor{*this, instruction, text, stage, stage.config}, instruction.operation);
  }

  /// convert.go, withShell.
  static Value<std::vector<std::string>> command_line(const Command& command, const ImageConfig& config) {
    if (!command.is_shell_form()) return texts(command.arguments);
    if (!config.shell.known()) {
      return Value<std::vector<std::string>>::unknown(
          fmt::format("the shell that the command runs in is {}", config.shell.reason()));
    }
    std::vector<std::string> words = config.shell.get();
    if (words.empty() && config.os == "windows") words = {"cmd", "/S", "/C"};
    if (words.empty()) words = {"/bin/sh", "-c"};
    words.emplace_back(command.shell_text());
    return words;
  }

  Failure dispatch_arg(const Arg& arg, StageState& stage) {
    for (const ArgEntry& entry : arg.entries) {
      Value<std::string> value;
      if (entry.value) {
        auto expanded = expand_word(entry.value->value, stage);
        if (!expanded) return expanded.error();
        value = std::move(expanded.value());
      } else if (const auto global = globals_.get(entry.key.value)) {
        value = std::string(*global);
      } else {
        continue;
      }
      // Settings of the build, not of its environment (convert.go, nonEnvArgs).
      if (entry.key.value == "BUILDKIT_SBOM_SCAN_CONTEXT" || entry.key.value == "BUILDKIT_SBOM_SCAN_STAGE") continue;
      stage.variables.set(std::string(entry.key.value), std::move(value));
    }
    return std::nullopt;
  }

  using Pairs = std::vector<std::pair<Value<std::string>, Value<std::string>>>;

  /// All of an instruction's words are expanded before one of them counts.
  Result<Pairs> expand_pairs(std::span<const KeyValue> pairs, const StageState& stage) {
    Pairs result;
    for (const KeyValue& pair : pairs) {
      auto key = expand_word(pair.key.value, stage);
      if (!key) return Error{key.error()};
      auto value = expand_word(pair.value.value, stage);
      if (!value) return Error{value.error()};
      result.emplace_back(std::move(key.value()), std::move(value.value()));
    }
    return result;
  }

  Failure dispatch_env(const Env& env, StageState& stage) {
    auto pairs = expand_pairs(env.pairs, stage);
    if (!pairs) return pairs.error();
    for (auto& [key, value] : pairs.value()) {
      if (!key.known()) {
        stage.config.env.forget(key.reason());
        stage.config.env.rest = key.reason();
        stage.variables.forget(key.reason());
        continue;
      }
      stage.variables.set(key.get(), value);
      set_environment(stage.config.env, key.get(), std::move(value));
    }
    return std::nullopt;
  }

  /// A name with "=" in it, which variables make possible, is never found again: the config has KEY=VALUE, and the key
  /// ends at the first "=" (convert.go, addEnv and parseKeyValue).
  static void set_environment(VariableList& env, const std::string& key, Value<std::string> value) {
    const std::size_t equals = key.find('=');
    if (equals == std::string::npos) return env.set(key, std::move(value));
    const std::string rest = key.substr(equals + 1) + "=";
    env.add({key.substr(0, equals), value.known() ? Value<std::string>(rest + value.get()) : std::move(value)});
  }

  Failure dispatch_label(const Label& label, StageState& stage) {
    auto pairs = expand_pairs(label.pairs, stage);
    if (!pairs) return pairs.error();
    auto& labels = stage.config.labels;
    for (auto& [key, value] : pairs.value()) {
      if (key.known()) {
        labels.entries.insert_or_assign(key.get(), std::move(value));
        continue;
      }
      for (auto& [name, old] : labels.entries) old = Value<std::string>::unknown(key.reason());
      labels.rest = key.reason();
    }
    return std::nullopt;
  }

  Failure dispatch_expose(const Expose& expose, StageState& stage) {
    auto& ports = stage.config.exposed_ports;
    for (const Text& word : expose.ports) {
      auto expanded = expand(word.value, stage, snapshot_.dockerfile.escape, true);
      if (!expanded) return expanded.error();
      if (!expanded.value().words.known()) {
        ports.rest = expanded.value().words.reason();
        continue;
      }
      for (const std::string& port : expanded.value().words.get()) {
        auto spec = parse_port_spec(port);
        if (!spec) return spec.error();
        const auto count = static_cast<std::size_t>(spec.value().ports.last - spec.value().ports.first + 1);
        if (!spend(count * 64)) return std::string(too_large);
        for (std::string& entry : entries_of(spec.value())) ports.entries.insert(std::move(entry));
      }
    }
    return std::nullopt;
  }

  Failure dispatch_volume(const Volume& volume, StageState& stage) {
    std::vector<Value<std::string>> paths;
    for (const Text& path : volume.paths) {
      auto expanded = expand_word(path.value, stage);
      if (!expanded) return expanded.error();
      paths.push_back(std::move(expanded.value()));
    }
    auto& volumes = stage.config.volumes;
    for (const auto& path : paths) {
      if (!path.known()) {
        volumes.rest = path.reason();
        continue;
      }
      if (path.get().empty()) return "a VOLUME is empty";
      volumes.entries.insert(path.get());
    }
    return std::nullopt;
  }

  Failure dispatch_workdir(const Workdir& workdir, StageState& stage) {
    auto path = expand_word(workdir.path.value, stage);
    if (!path) return path.error();
    auto& current = stage.config.working_dir;
    if (!path.value().known()) {
      current = std::move(path.value());
      return std::nullopt;
    }
    const std::string& wanted = path.value().get();
    if (!current.known()) {
      auto absolute = is_absolute_working_dir(wanted, stage.os == "windows");
      if (!absolute) return absolute.error();
      if (!absolute.value()) {
        current = Value<std::string>::unknown(
            fmt::format("\"{}\" is relative, and the current one is {}", printable_part(wanted), current.reason()));
        return std::nullopt;
      }
    }
    auto result = normalize_working_dir(current.known() ? current.get() : "/", wanted, stage.os);
    if (!result) return result.error();
    current = std::move(result.value());
    return std::nullopt;
  }

  /// commands_runmount.go, parseMount: every value is expanded, in the end to be looked at by the builder.
  Failure check_mounts(const Instruction& instruction, const StageState& stage) {
    for (const Flag& flag : instruction.flags) {
      if (flag.name != "mount") continue;
      for (const std::string& field : split_csv(flag.value.value_or("")).value_or(std::vector<std::string>())) {
        const std::size_t equals = field.find('=');
        if (equals == std::string::npos) continue;
        const auto value = expand_word(std::string_view(field).substr(equals + 1), stage);
        if (!value) return value.error();
      }
    }
    return std::nullopt;
  }

  Failure check_copy(const Instruction& instruction, std::initializer_list<std::string_view> flags,
                     std::span<const Text> sources, std::span<const Heredoc* const> contents, const Text& destination,
                     std::string_view text, const StageState& stage) {
    for (const std::string_view flag : flags) {
      if (const auto value = expand_word(flag_value(instruction, flag).value_or(""), stage); !value) {
        return value.error();
      }
    }
    for (const Text& source : sources) {
      if (const auto value = expand_word(source.value, stage); !value) return value.error();
    }
    if (const auto value = expand_word(destination.value, stage); !value) return value.error();
    // The body of a heredoc is expanded with \, and quotes in it are characters (convert.go, dispatch).
    for (const Heredoc* content : contents) {
      if (!content->expand) continue;
      if (const auto value = expand(content->content.of(text), stage, '\\', false); !value) return value.error();
    }
    return std::nullopt;
  }

  const Snapshot& snapshot_;
  const ImageConfigOptions& options_;
  GlobalArguments globals_;
  std::int64_t& work_;
  std::unordered_set<std::string> names_;  // of all stages of the file
  std::vector<StageState> stages_;
  std::unordered_map<std::string, std::vector<std::size_t>> by_name_;  // stages in order
  std::optional<std::string> global_error_;
  std::optional<std::size_t> first_file_error_;
  std::vector<std::size_t> stages_needed_;  // by how far the file is read: stages that there must be for --from=NUMBER
  std::size_t reference_count_ = 0;
  std::optional<std::size_t> first_forward_;  // the first stage that copies from itself or a later one
  bool has_cycle_ = false;                    // in the whole file
};

}  // namespace

void VariableList::set(const std::string& key, Value<std::string> value) {
  const auto [found, added] = first_.try_emplace(key, entries_.size());
  if (added) {
    entries_.push_back({key, std::move(value)});
  } else {
    entries_[found->second] = {key, std::move(value)};
  }
}

void VariableList::add(Entry entry) {
  first_.try_emplace(entry.key, entries_.size());
  entries_.push_back(std::move(entry));
}

void VariableList::forget(const std::string& reason) {
  for (Entry& entry : entries_) entry.value = Value<std::string>::unknown(reason);
}

const VariableList::Entry* VariableList::find(const std::string& key) const {
  const auto found = first_.find(key);
  return found == first_.end() ? nullptr : &entries_[found->second];
}

ImageConfig unknown_config(std::string_view image) {
  const std::string reason = fmt::format("inherited from the base image {}", printable(image, 200));
  ImageConfig config;
  config.author = config.user = config.working_dir = config.stop_signal = Value<std::string>::unknown(reason);
  config.healthcheck = Value<std::optional<HealthcheckConfig>>::unknown(reason);
  config.shell = config.cmd = config.entrypoint = Value<std::vector<std::string>>::unknown(reason);
  config.args_escaped = Value<bool>::unknown(reason);
  config.env.rest = config.labels.rest = config.exposed_ports.rest = config.volumes.rest = reason;
  config.on_build.rest = reason;
  return config;
}

ImageConfig scratch_config(std::string_view os) {
  ImageConfig config;
  config.os = os;
  config.working_dir = std::string("/");
  if (os != "windows") config.env.set("PATH", std::string(unix_path));
  return config;
}

std::vector<StageImage> compute_image_configs(const Snapshot& snapshot, const ImageConfigOptions& options) {
  DRYDOCK_CHECK(snapshot.dockerfile.accepted());
  std::int64_t work = work_limit;
  Computation shared(snapshot, options, "", work);
  shared.run();
  std::vector<StageImage> images;
  for (std::size_t i = 0; i < shared.stage_count(); ++i) {
    StageImage image = shared.result(i);
    if (shared.depends_on_target() && !image.name.empty()) {
      Computation own(snapshot, options, image.name, work);
      own.run();
      image = own.result(i);
    }
    images.push_back(std::move(image));
  }
  return images;
}

}  // namespace drydock
