// The computation of the image model: global arguments, stages, the dispatch of each instruction, and what fails.
#include "analysis/image_model.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <deque>
#include <initializer_list>
#include <span>
#include <unordered_set>

#include <fmt/format.h>

#include "analysis/model_input.hpp"
#include "analysis/plain_text.hpp"
#include "analysis/platforms.hpp"
#include "analysis/ports.hpp"
#include "analysis/signals.hpp"
#include "analysis/working_dir.hpp"
#include "base/diagnostic.hpp"
#include "base/text.hpp"
#include "base/unicode.hpp"
#include "ir/flags.hpp"
#include "syntax/image_reference.hpp"
#include "syntax/words.hpp"

namespace drydock {
namespace {

constexpr std::size_t max_value_size = std::size_t{1} << 20;
/// How much work a file is worth, in bytes copied or produced, roughly. Real files stay below a fiftieth of it. What
/// takes more than its share, as where each line doubles what the one before says, takes no more time than a file of
/// its size may.
std::int64_t work_limit(const said::Dockerfile& input) {
  constexpr std::int64_t base = std::int64_t{16} << 20;
  constexpr std::int64_t for_each_byte = 32;
  return base + for_each_byte * static_cast<std::int64_t>(input.size);
}

// --- terms ----------------------------------------------------------------------------------------------------------

std::string as_literal_term(std::string_view text) {
  if (std::ranges::none_of(text, [](char byte) { return byte == '\1' || byte == '\2'; })) return std::string(text);
  std::string term;
  append_literal_term(text, term);
  return term;
}

std::string joined(std::initializer_list<std::string_view> parts) {
  std::size_t size = 0;
  for (const std::string_view part : parts) size += part.size();
  std::string text;
  text.reserve(size);
  for (const std::string_view part : parts) text += part;
  return text;
}

/// Terms grow with every variable that is put into another; a long one is as good as its digest.
std::string bounded_term(std::string term) {
  constexpr std::size_t longest = 4096;
  if (term.size() <= longest) return term;
  const Digest digest = Digester().add(term).digest();
  return fmt::format("\1#{:016x}{:016x}\2", digest.high, digest.low);
}

/// A name for a message: printable(), which plain text need not go through.
std::string shown_name(std::string_view name) {
  constexpr std::size_t longest = 60;
  const auto plain = plain_text(name);
  return plain && plain->size() == name.size() && name.size() <= longest ? std::string(name) : printable(name, longest);
}

std::string argument_reason(std::string_view name) { return joined({"the build argument ", shown_name(name)}); }

std::string term_of(const Value<std::string>& value) {
  return value.known() ? as_literal_term(value.get()) : value.unknown().term;
}

void add_value(Digester& digester, const Value<std::string>& value) {
  // A known value and a term that reads like it do not meet: terms that stand for known text are known.
  digester.add_number(value.known() ? 1 : 0).add(value.known() ? value.get() : value.unknown().term);
}

/// What the patterns of a text cost at most, as in ${NAME#pattern}: the product of what is matched and what is matched
/// against, which is no less than what ${NAME//pattern/text} gives. `size_of_value` tells the size of what a name
/// stands for.
template <typename SizeOfValue>
std::size_t pattern_cost(const ParsedWords& words, const SizeOfValue& size_of_value) {
  const auto is_pattern = [&](const WordPiece& piece) {
    if (piece.kind != WordPieceKind::variable_modified) return piece.kind == WordPieceKind::variable_replaced;
    const std::string_view modifier = piece.modifier.of(words.text);
    return modifier.ends_with('#') || modifier.ends_with('%');
  };
  if (std::ranges::none_of(words.pieces, is_pattern)) return 0;
  constexpr std::size_t most = std::size_t{1} << 30;  // no product of two overflows
  struct Level {
    bool pattern = false;
    std::size_t value = 0;
    std::size_t inner = 0;
  };
  std::vector<Level> levels(1);
  std::size_t cost = 0;
  const auto add = [&](std::size_t size) { levels.back().inner = std::min(levels.back().inner + size, most); };
  for (const WordPiece& piece : words.pieces) {
    using enum WordPieceKind;
    if (piece.kind == variable) {
      add(size_of_value(piece.range.of(words.text)));
    } else if (piece.kind == variable_modified || piece.kind == variable_replaced) {
      levels.push_back({is_pattern(piece), size_of_value(piece.range.of(words.text)), 0});
    } else if (piece.kind == variable_end) {
      const Level inside = levels.back();
      levels.pop_back();
      const std::size_t product = (inside.value + 1) * (inside.inner + 1);
      if (inside.pattern) cost = std::min(cost + product, most);
      add(std::min(inside.pattern ? product : inside.value + inside.inner, most));
    } else {
      add(piece.range.size());
    }
  }
  return cost;
}

// --- variables ------------------------------------------------------------------------------------------------------

/// The global arguments: predefined ones and those of ARG before the first FROM (platform.go, defaultArgs).
class GlobalArguments final : public Environment, public SymbolicEnvironment {
 public:
  GlobalArguments(const Platform& platform, bool any_arguments, std::string_view target)
      : platform_(platform), any_arguments_(any_arguments), target_(target.empty() ? "default" : target) {}
  void set(const std::string& name, std::string value) { values_[name] = std::move(value); }
  /// Notes an ARG before the first FROM: only what one of them names can a build set in that scope.
  void declare(const std::string& name) {
    declared_.insert(name);
    digest_.add_member(Digester().add(name).add(term_of(name)).digest());
  }
  /// Notes what an argument with a default is, whatever a build sets it to.
  void set_default(const std::string& name, const std::string& term) {
    terms_[name] = joined({"\1@", as_literal_term(name), "=", bounded_term(term), "\2"});
  }
  [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const override {
    const auto found = values_.find(name);
    if (name == target_stage) target_stage_was_read_ = true;
    return found != values_.end() ? std::optional<std::string_view>(found->second) : predefined(name);
  }
  bool append_term(std::string_view name, std::string& out) const override {
    if (any_arguments_) {
      if (!is_declared(name)) return false;
      out += term_of(name);
      return true;
    }
    const auto value = get(name);
    if (value) append_literal_term(*value, out);
    return value.has_value();
  }
  [[nodiscard]] bool is_known(std::string_view name) const override { return !any_arguments_ || !is_declared(name); }
  /// What a build argument stands for, which is not set if neither the build nor this scope has a value for it.
  [[nodiscard]] std::string term_of(std::string_view name) const {
    const auto found = terms_.find(name);
    return found != terms_.end() ? found->second : joined({"\1@", as_literal_term(name), "\2"});
  }
  /// Of all that are declared, with their defaults.
  [[nodiscard]] const Digest& digest() const noexcept { return digest_; }
  /// Whether this scope has a value for a name, whatever a build sets.
  [[nodiscard]] bool is_certainly_set(std::string_view name) const {
    return terms_.contains(name) || predefined(name).has_value();
  }
  /// Whether a result may depend on the target.
  [[nodiscard]] bool target_stage_was_read() const noexcept { return target_stage_was_read_; }

 private:
  static constexpr std::string_view target_stage = "TARGETSTAGE";

  [[nodiscard]] bool is_declared(std::string_view name) const {
    return values_.contains(name) || predefined(name) || declared_.contains(name);
  }
  [[nodiscard]] std::optional<std::string_view> predefined(std::string_view name) const {
    if (name == target_stage) return target_;
    for (const std::string_view side : {"BUILD", "TARGET"}) {
      if (!name.starts_with(side)) continue;
      const std::string_view what = name.substr(side.size());
      if (what == "PLATFORM") return platform_name_;
      if (what == "OS") return platform_.os;
      if (what == "ARCH") return platform_.architecture;
      if (what == "OSVERSION" || what == "VARIANT") return "";
    }
    return std::nullopt;
  }

  const Platform& platform_;
  bool any_arguments_;
  std::string target_;
  std::string platform_name_ = platform_.os + "/" + platform_.architecture;
  std::map<std::string, std::string, std::less<>> values_;
  std::set<std::string, std::less<>> declared_;
  Digest digest_;
  std::map<std::string, std::string, std::less<>> terms_;
  mutable bool target_stage_was_read_ = false;
};

/// Whether a term is a bracket and all that it holds.
bool is_one_bracket(std::string_view term) {
  int depth = 0;
  for (std::size_t i = 0; i < term.size(); ++i) {
    depth += term[i] == '\1' ? 1 : term[i] == '\2' ? -1 : 0;
    if (depth == 0 && i + 1 < term.size()) return false;
  }
  return true;
}

/// The value of a variable that is certainly set. One that may not be set has a term of one bracket, and expands to the
/// empty text then, which is another thing to a program and to ${NAME-…}.
Value<std::string> as_set(const Value<std::string>& value) {
  if (value.known() || !is_one_bracket(value.unknown().term)) return value;
  return Unknown{value.reason(), value.unknown().term + "\1=\2"};
}

/// What ARG without a default makes of a name that the global scope may have no value for, if the name held something
/// before: the build argument, or else what it held. Nothing if that is the same as what it held.
std::optional<std::string> term_without_default(std::string_view name, const std::string& before) {
  const std::string argument = "\1@" + as_literal_term(name);
  // "\1@NAME\2", "\1@NAME=default\2" and what is made here hold the build argument already, if there is one. No name
  // has a "=" in it, or a bracket but those of append_literal_term.
  const std::string_view rest = std::string_view(before).substr(std::min(argument.size(), before.size()));
  const bool is_own = rest.starts_with('\2') || rest.starts_with('=') || rest.starts_with("\1|");
  if (is_own && before.starts_with(argument) && is_one_bracket(before)) return std::nullopt;
  return bounded_term(joined({argument, "\1|", before, "\2\2"}));
}

/// A variable that instructions of a stage see.
struct Variable {
  std::string name;
  Value<std::string> value;
  bool is_argument = false;  // ARG set it last
  bool was_argument = false;
  Digest digest;             // of name and value
};

/// The variables that instructions of a stage see: those of the image and build arguments.
class BuildVariables {
 public:
  void set(std::string_view name, Value<std::string> value) { find_or_add(name, std::move(value)).is_argument = false; }
  void set_argument(std::string_view name, Value<std::string> value) {
    Variable& variable = find_or_add(name, std::move(value));
    variable.is_argument = true;
    if (std::exchange(variable.was_argument, true)) return;
    arguments_.push_back(static_cast<std::uint32_t>(&variable - variables_.data()));
  }
  /// Another value for a variable that stays what it is, an argument or not.
  void change(const Variable& variable, Value<std::string> value) {
    replace(variables_[static_cast<std::size_t>(&variable - variables_.data())], std::move(value));
  }
  void forget(const Unknown& change) {
    for (Variable& variable : variables_) replace(variable, maybe_changed(variable.value, change));
    set_rest(Unknown{change.reason, (rest_ ? rest_->term : "") + "\1?" + change.term + "\2"});
  }
  void set_rest(Rest rest) {
    rest_ = std::move(rest);
    rest_digest_ = Digester().add(rest_ ? rest_->term : "").digest();
  }
  [[nodiscard]] const std::vector<Variable>& list() const noexcept { return variables_; }
  /// Null if the name is not listed. Constant.
  [[nodiscard]] const Variable* find(std::string_view name) const {
    const std::size_t place = index_.find(name, variables_, &Variable::name);
    return place == NameIndex::none ? nullptr : &variables_[place];
  }
  /// Set: names that are not listed may be set too.
  [[nodiscard]] const Rest& rest() const noexcept { return rest_; }

  /// What a name that is not listed stands for. Precondition: rest().
  [[nodiscard]] Unknown unlisted(std::string_view name) const {
    return {joined({"the variable ", shown_name(name), ": ", rest_->reason}), unlisted_term(name)};
  }
  [[nodiscard]] std::string unlisted_term(std::string_view name) const {
    return joined({"\1$", as_literal_term(name), rest_->term, "\2"});
  }
  /// Of all of them. Constant.
  [[nodiscard]] Digest digest() const { return with_rest(digest_); }
  /// No less than there are.
  [[nodiscard]] std::size_t argument_count() const noexcept { return arguments_.size(); }
  /// Of all but the build arguments that a text does not name. Searches the text for each argument.
  [[nodiscard]] Digest digest_for(std::string_view text) const {
    Digest digest = digest_;
    for (const std::uint32_t place : arguments_) {
      const Variable& variable = variables_[place];
      if (!variable.is_argument) continue;
      if (find_linear(text, variable.name) == std::string_view::npos) digest.remove_member(variable.digest);
    }
    return with_rest(digest);
  }

 private:
  [[nodiscard]] Digest with_rest(const Digest& digest) const {
    return Digester().add(digest).add(rest_digest_).digest();
  }
  Variable& find_or_add(std::string_view name, Value<std::string> value) {
    const std::size_t place = index_.find(name, variables_, &Variable::name);
    if (place == NameIndex::none) {
      variables_.emplace_back().name = name;
      index_.added(variables_, &Variable::name);
    }
    Variable& variable = place == NameIndex::none ? variables_.back() : variables_[place];
    replace(variable, std::move(value));
    return variable;
  }
  void replace(Variable& variable, Value<std::string> value) {
    variable.value = std::move(value);
    Digester digester;
    digester.add(variable.name);
    add_value(digester, variable.value);
    digest_.remove_member(std::exchange(variable.digest, digester.digest()));
    digest_.add_member(variable.digest);
  }

  std::vector<Variable> variables_;
  NameIndex index_;
  std::vector<std::uint32_t> arguments_;  // the places of those that were arguments once
  Digest digest_;                         // of the set of names and values
  Rest rest_;
  Digest rest_digest_ = Digester().add("").digest();
};

/// Answers for the length of one expansion, and notes what was asked that has no certain answer.
class Lookup final : public Environment, public SymbolicEnvironment {
 public:
  explicit Lookup(const BuildVariables& variables) : variables_(variables) {}
  [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const override {
    const Value<std::string>* value = find(name);
    if (value == nullptr) {
      if (variables_.rest() && !is_uncertain()) own_reason_ = variables_.unlisted(name).reason;
      return std::nullopt;
    }
    if (!value->known()) {
      if (!is_uncertain()) reason_ = &value->reason();
      return std::nullopt;
    }
    size_ += value->get().size();
    if (size_ > max_value_size) {
      if (!is_uncertain()) own_reason_ = "the value is too long";
      return std::nullopt;
    }
    return value->get();
  }
  bool append_term(std::string_view name, std::string& out) const override {
    const Value<std::string>* value = find(name);
    if (value == nullptr && !variables_.rest()) return false;
    if (value != nullptr && value->known()) {
      append_literal_term(value->get(), out);
    } else {
      out += value != nullptr ? value->unknown().term : variables_.unlisted(name).term;
    }
    return true;
  }
  [[nodiscard]] bool is_known(std::string_view name) const override {
    const Value<std::string>* value = find(name);
    return value != nullptr ? value->known() : !variables_.rest();
  }
  [[nodiscard]] bool is_uncertain() const noexcept { return reason_ != nullptr || !own_reason_.empty(); }
  /// Why the first name that has no certain answer has none.
  [[nodiscard]] const std::string& reason() const noexcept { return reason_ != nullptr ? *reason_ : own_reason_; }
  /// The size of what a name is known to stand for.
  [[nodiscard]] std::size_t size_of_value(std::string_view name) const {
    const Value<std::string>* value = find(name);
    return value != nullptr && value->known() ? value->get().size() : 0;
  }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

 private:
  [[nodiscard]] const Value<std::string>* find(std::string_view name) const {
    const Variable* const variable = variables_.find(name);
    return variable == nullptr ? nullptr : &variable->value;
  }
  const BuildVariables& variables_;
  mutable const std::string* reason_ = nullptr;
  mutable std::string own_reason_;  // if it is no variable's
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

struct Trigger {
  std::string text;
  Origin origin;
};

/// A trigger as an instruction: the last one of its input.
struct TriggerReading {
  Snapshot snapshot;
  said::Dockerfile input;
};

struct StageState {
  InstructionIndex from = 0;
  InstructionIndex end = 0;
  std::string name;
  std::string base;
  std::string full_base;                  // the image's name in full, if FROM names an image
  std::string base_term;                  // what FROM names, and its platform, whatever the arguments are
  std::string platform_term;
  bool variable_base = false;             // arguments decide about the base
  std::optional<std::size_t> parent;
  std::vector<std::size_t> possible_parents;  // with a variable base, in order
  std::size_t root = 0;                   // this or an ancestor, whose FROM names a base image
  std::string os;                         // of the platform that is built for
  std::vector<Reference> references;
  std::vector<Trigger> triggers;          // its own, for its children
  CmdSet cmd_set = CmdSet::no;
  std::optional<std::string> file_error;  // fails every target of a file that has this stage
  std::optional<std::string> error;       // fails targets that need this stage
  ImageConfig config;
  BuildVariables variables;
  Stage result;                           // what is noted on the way
  std::optional<Digest> place;            // of user and working directory; nothing: they have changed
  std::optional<Digest> shell;            // of the shell
  Digester content;                       // of its first steps
  std::size_t digested = 0;               // so many of them
};

std::optional<std::string_view> flag_value(const said::Instruction& instruction, std::string_view name) {
  for (const said::Flag& flag : instruction.flags) {
    if (flag.name == name) return flag.value;
  }
  return std::nullopt;
}

std::vector<std::string> texts(const said::List<said::Word>& values) {
  std::vector<std::string> list;
  list.reserve(values.size());
  for (const said::Word& value : values) list.emplace_back(value.value);
  return list;
}

/// One computation of all stages for one value of TARGETSTAGE. `work` is what may still be spent on the file.
class Computation {
 public:
  Computation(const said::Dockerfile& input, const ModelOptions& options, std::string_view target, std::int64_t& work)
      : input_(input), options_(options), globals_(options.platform, options.any_arguments, target), work_(work) {}

  /// `builds` false: finds the stages and what they name, and does not build them.
  void run(bool builds = true) {
    builds_ = builds;
    const auto& instructions = input_.instructions;
    std::size_t stage_count = 0;
    for (const said::Instruction& instruction : instructions) {
      const auto* from = instruction.as<said::From>();
      stage_count += from != nullptr ? 1 : 0;
      if (from != nullptr && from->name) names_.insert(lower_ascii_like_go(from->name->value));
    }
    stages_.reserve(stage_count);
    InstructionIndex index = 0;
    for (; index < instructions.size() && instructions[index].keyword != Keyword::from; ++index) {
      if (const auto* arg = instructions[index].as<said::Arg>()) define_globals(*arg);
    }
    check_source_date_epoch();
    while (index < instructions.size()) {
      InstructionIndex end = index + 1;
      while (end < instructions.size() && instructions[end].keyword != Keyword::from) ++end;
      add_stage(index, end);
      index = end;
    }
    if (builds_) find_file_errors();
  }

  [[nodiscard]] bool depends_on_target() const noexcept {
    return globals_.target_stage_was_read() && !options_.any_arguments;
  }
  [[nodiscard]] std::size_t stage_count() const noexcept { return stages_.size(); }

  /// Whether the stage is the target of the whole file, by its name or as the last one.
  [[nodiscard]] bool is_addressable(std::size_t stage) const {
    return stage + 1 == stages_.size() ||
           (!stages_[stage].name.empty() && by_name_.at(stages_[stage].name).size() == 1);
  }

  /// Each stage is asked for once.
  [[nodiscard]] Stage result(std::size_t index) {
    StageState& stage = stages_[index];
    Stage image = outline(index);
    image.conditions.add_member(global_conditions_);
    image.base = stage.base;
    image.os = stage.config.os.empty() ? stage.os : stage.config.os;
    const auto& from = *input_.instructions[stages_[image.root].from].as<said::From>();
    image.variable_platform =
        options_.any_arguments && from.platform && from.platform->value.find('$') != std::string_view::npos;
    if (auto error = error_of(index)) {
      image.config = Error{std::move(*error)};
    } else if (!spend(size_of(stage.config))) {
      image.config = Error{std::string(too_large)};
    } else {
      image.config = std::move(stage.config);
    }
    return image;
  }

  /// What is known of a stage before it is built.
  [[nodiscard]] Stage outline(std::size_t index) {
    StageState& stage = stages_[index];
    Stage image = std::move(stage.result);
    image.from = stage.from;
    image.end = stage.end;
    image.name = stage.name;
    if (stage.parent) image.parent = static_cast<StageIndex>(*stage.parent);
    image.root = static_cast<StageIndex>(stage.root);
    if (image.parent) image.needs.push_back(*image.parent);
    for (const std::size_t other : stage.possible_parents) {
      image.possible_parents.push_back(static_cast<StageIndex>(other));
    }
    image.needs.insert(image.needs.end(), image.possible_parents.begin(), image.possible_parents.end());
    for (const Reference& reference : stage.references) {
      if (const auto source = resolve(reference, index)) image.needs.push_back(static_cast<StageIndex>(*source));
    }
    std::ranges::sort(image.needs);
    const auto repeated = std::unique(image.needs.begin(), image.needs.end());
    image.needs.erase(repeated, image.needs.end());
    return image;
  }

 private:
  static constexpr std::string_view too_large = model_limit_error;

  bool spend(std::size_t amount) {
    if (work_ < 0) return false;
    work_ -= static_cast<std::int64_t>(amount);
    return work_ >= 0;
  }

  static std::size_t size_of(const std::vector<std::string>& words) {
    std::size_t size = 0;
    for (const std::string& word : words) size += 64 + word.size();
    return size;
  }
  /// What a command says again of the shell that runs it.
  static std::size_t size_of_shell(const said::Command& command, const ImageConfig& config) {
    return command.is_shell_form() && config.shell.known() ? size_of(config.shell.get()) : 0;
  }
  static std::size_t size_of(const Value<std::string>& value) {
    return value.known() ? value.get().size() : value.reason().size() + value.unknown().term.size();
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
    for (const Variable& variable : variables.list()) size += 128 + variable.name.size() + size_of(variable.value);
    return size;
  }

  // --- global arguments and FROM ------------------------------------------------------------------------------------

  /// Variables of the global scope are certain, but may be too long.
  Result<std::string> expand_global(std::string_view text) {
    if (const auto plain = plain_text(text)) {
      if (!spend(text.size())) return Error{std::string(too_large)};
      return std::string(*plain);
    }
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
    std::string value;
    const auto add_literal = [&](std::string_view literal) { value += literal; };
    const auto add_value_of = [&](std::string_view name) { value += limited.get(name).value_or(std::string_view()); };
    if (read_simple_words(text, add_literal, add_value_of)) {
      if (limited.size > max_value_size || !spend(text.size() + limited.size)) return Error{std::string(too_large)};
      return value;
    }
    limited.size = 0;
    auto words = parse_words(text, {.escape = input_.escape});
    if (!words) return Error{words.error()};
    const auto size_of_value = [&](std::string_view name) { return globals_.get(name).value_or("").size(); };
    if (!spend(4 * pattern_cost(words.value(), size_of_value))) return Error{std::string(too_large)};
    auto expanded = expand_words(words.value(), input_.escape, limited, {.split = false});
    if (limited.size > max_value_size || !spend(text.size() + limited.size)) return Error{std::string(too_large)};
    if (!expanded) return Error{expanded.error()};
    return std::move(expanded.value().text);
  }

  /// Whether it depends on the values of variables that a text expands at all: ${NAME?}, patterns.
  static bool may_fail(std::string_view text) {
    for (std::size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at + 1)) {
      std::size_t end = at + 2;
      while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) != 0 || text[end] == '_')) ++end;
      if (end < text.size() && text[end] == ':') ++end;
      if (end == text.size() || (text[end] != '}' && text[end] != '-' && text[end] != '+')) return true;
    }
    return false;
  }

  /// convert.go, buildMetaArgs.
  void define_globals(const said::Arg& arg) {
    for (const said::ArgEntry& entry : arg.entries) {
      const std::string name(entry.key.value);
      if (!entry.value) {
        globals_.declare(name);
        continue;
      }
      auto value = expand_global(entry.value->value);
      if (!value && !options_.any_arguments) {
        if (!global_error_) global_error_ = value.error();
        return;
      }
      const std::string term = global_term(entry.value->value);
      if (!spend(term.size()) && !global_error_) global_error_ = too_large;
      // A build that sets the argument takes no notice of its default.
      if (!value || may_fail(entry.value->value)) {
        global_conditions_.add_member(Digester().add("ARG").add(name).add(term).digest());
      }
      globals_.set_default(name, term);
      globals_.declare(name);
      if (value) globals_.set(name, std::move(value.value()));
    }
  }

  /// What a text of the global scope stands for, whatever a build sets its arguments to.
  [[nodiscard]] std::string global_term(std::string_view text) const {
    if (const auto plain = plain_text(text)) return bounded_term(as_literal_term(*plain));
    std::string term;
    const auto add_literal = [&](std::string_view literal) { append_literal_term(literal, term); };
    const auto add_term_of = [&](std::string_view name) { globals_.append_term(name, term); };
    if (read_simple_words(text, add_literal, add_term_of)) return bounded_term(std::move(term));
    const auto words = parse_words(text, {.escape = input_.escape});
    if (!words) return fmt::format("\1!{}\2", as_literal_term(text));
    return bounded_term(expand_to_term(words.value(), input_.escape, globals_));
  }

  /// convert.go, toDispatchState: a number is written anew; anything else asks the build context or a remote source.
  void check_source_date_epoch() {
    if (options_.any_arguments) return;  // the first step of each stage depends on it
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
    const auto& from = *input_.instructions[from_index].as<said::From>();
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
    const auto found = by_name_.find(stage.base);
    if (!stage.variable_base && found != by_name_.end() && !stage.file_error) stage.parent = found->second.back();
    if (stage.variable_base && !stage.file_error && !find_possible_parents(stage)) stage.file_error = too_large;
    stage.root = stage.parent ? stages_[*stage.parent].root : index;
    if (!stage.name.empty()) by_name_[stage.name].push_back(index);
    if (stage.file_error) return;
    for (InstructionIndex at = from_index + 1; at < end; ++at) {
      const said::Instruction& instruction = input_.instructions[at];
      if (auto error = add_references(instruction, false, stage); error && !stage.file_error) {
        stage.file_error = std::move(error);
      }
      if (const auto* onbuild = instruction.as<said::Onbuild>()) {
        stage.triggers.push_back({std::string(onbuild->expression), {Origin::Kind::trigger, at}});
      }
    }
    if (!stage.parent && !stage.variable_base && stage.base != "scratch") {
      if (const auto reference = parse_image_reference(stage.base)) {
        if (builds_) stage.full_base = full_image_name(*reference);
      } else {
        stage.file_error = fmt::format("FROM names \"{}\", which cannot name an image", printable_part(stage.base));
      }
    }
    if (!stage.file_error && builds_) build(stage);
  }

  static std::string printable_part(std::string_view text) { return printable(text, 100); }

  [[nodiscard]] bool is_open(std::string_view text) const {
    return options_.any_arguments && text.find('$') != std::string_view::npos;
  }

  /// Finds the stages before this one whose names what FROM says can come to be. False if there is no time for it.
  bool find_possible_parents(StageState& stage) {
    // What stands between variables, with one before the first and one after the last.
    std::vector<std::string> literals{""};
    const auto add_literal = [&](std::string_view text) { literals.back() += text; };
    const auto add_variable = [&](std::string_view) { literals.emplace_back(); };
    if (!read_simple_words(stage.base, add_literal, add_variable)) {
      const std::string_view first = std::string_view(stage.base).substr(0, stage.base.find('$'));
      literals = {is_plain_name(first) ? std::string(first) : std::string(), ""};
    }
    for (std::string& literal : literals) {
      literal = lower_ascii_like_go(literal);
      if (literal.find_first_of(":/@") != std::string::npos) return true;  // no stage has that in its name
    }
    constexpr std::size_t for_each_look = 16;
    constexpr std::size_t for_each_parent = 256;  // passes go through them again and again
    for (const auto& [name, stages] : by_name_) {
      const bool possible = can_become(literals, name);
      if (!spend(for_each_look + name.size() + (possible ? for_each_parent : 0))) return false;
      if (possible) stage.possible_parents.push_back(stages.back());
    }
    std::ranges::sort(stage.possible_parents);
    return true;
  }
  /// Whether some texts between the literals make the name of them. Precondition: at least two literals.
  static bool can_become(std::span<const std::string> literals, std::string_view name) {
    const std::string& first = literals.front();
    const std::string& last = literals.back();
    if (name.size() < first.size() + last.size() || !name.starts_with(first) || !name.ends_with(last)) return false;
    name = name.substr(first.size(), name.size() - first.size() - last.size());
    for (const std::string& literal : literals.subspan(1, literals.size() - 2)) {
      const std::size_t at = name.find(literal);
      if (at == std::string_view::npos) return false;
      name.remove_prefix(at + literal.size());
    }
    return true;
  }

  /// convert.go, buildDispatchStates.
  std::optional<std::string> read_from(const said::From& from, StageState& stage) {
    stage.os = options_.platform.os;
    if (builds_) {
      stage.platform_term = from.platform ? global_term(from.platform->value) : globals_.term_of("TARGETPLATFORM");
      stage.base_term = global_term(from.image.value);
    }
    stage.variable_base = is_open(from.image.value);
    if (stage.variable_base) {
      stage.base = from.image.value;
    } else {
      auto base = expand_global(from.image.value);
      if (!base) return base.error();
      if (base.value().empty()) {
        return fmt::format("FROM {} names nothing without build arguments", printable_part(from.image.value));
      }
      stage.base = std::move(base.value());
    }
    if (!from.platform || from.platform->value.empty()) return std::nullopt;
    auto platform = expand_global(from.platform->value);
    std::optional<std::string> os;
    if (platform && !platform.value().empty()) os = operating_system_of(platform.value());
    if (!os && is_open(from.platform->value)) return std::nullopt;
    if (!platform) return platform.error();
    if (platform.value().empty()) {
      return fmt::format("the platform {} is empty without build arguments", printable_part(from.platform->value));
    }
    if (!os) return fmt::format("\"{}\" is no platform", printable_part(platform.value()));
    // An empty image is made for the target whatever FROM asks for.
    if (stage.base != "scratch" || by_name_.contains("scratch")) stage.os = *os;
    return std::nullopt;
  }

  // --- references between stages ------------------------------------------------------------------------------------

  /// convert.go, toCommand, and convert_runmount.go, detectRunMount.
  std::optional<std::string> add_references(const said::Instruction& instruction, bool trigger, StageState& stage) {
    if (instruction.keyword == Keyword::copy) {
      const std::string_view from = flag_value(instruction, "from").value_or("");
      if (from.empty()) return std::nullopt;
      if (!is_plain_name(from)) {
        auto words = parse_words(from, {.escape = input_.escape});
        if (!words) return words.error();
        const auto expanded = expand_words(words.value(), input_.escape, EmptyEnvironment{}, {.split = false});
        if (!expanded) return expanded.error();
        if (expanded.value().text != from) return "variables and quotes do not work in --from";
      }
      if (const auto index = parse_integer(from)) {
        if (*index < 0) return fmt::format("there is no stage {}", *index);
        stage.references.push_back({"", index, trigger});
        return std::nullopt;
      }
      return add_name(from, trigger, stage);
    }
    if (instruction.as<said::Run>() == nullptr) return std::nullopt;
    for (const said::Flag& flag : instruction.flags) {
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
    // Where a stage builds, its first step shows what FROM names; where it does not, a name that arguments spoil still
    // fails the other stages.
    for (std::size_t i = 0; i < stages_.size(); ++i) {
      if (!stages_[i].variable_base || !error_of(i)) continue;
      global_conditions_.add_member(
          Digester().add("FROM").add(stages_[i].base_term).add(stages_[i].platform_term).digest());
    }
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
    // Everything that the target is built on or copies from, but for what is known to have no error.
    clean_.resize(stages_.size(), false);
    std::vector<std::size_t> pending{target};
    reached_for_.resize(stages_.size(), 0);
    ++searches_;
    reached_for_[target] = searches_;
    while (!pending.empty()) {
      const std::size_t index = pending.back();
      pending.pop_back();
      const StageState& stage = stages_[index];
      if (!spend(16 * (1 + stage.references.size()))) return std::string(too_large);
      if (stage.error) return stage.error;
      const auto reach = [&](std::size_t next) {
        if (!clean_[next] && std::exchange(reached_for_[next], searches_) != searches_) pending.push_back(next);
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
    clean_[target] = is_clean(target);
    return std::nullopt;
  }

  /// Whether a stage in which a search found no error has none for any other target that is built on it or copies from
  /// it: its references mean the same there, and what they mean is clean.
  [[nodiscard]] bool is_clean(std::size_t index) const {
    const StageState& stage = stages_[index];
    if (stage.parent && !clean_[*stage.parent]) return false;
    return std::ranges::all_of(stage.references, [&](const Reference& reference) {
      const auto source = resolve(reference, stages_.size());
      return !source || (*source < index && clean_[*source]);
    });
  }

  // --- building one stage -------------------------------------------------------------------------------------------

  void build(StageState& stage) {
    ImageConfig& config = stage.config;
    std::vector<Trigger> triggers;
    bool unknown_triggers = false;
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
      stage.result.entrypoint = parent.result.entrypoint;
      stage.result.cmd = parent.result.cmd;
      stage.result.healthcheck = parent.result.healthcheck;
      stage.result.origins = parent.result.origins;
      triggers = parent.triggers;
    } else {
      const bool scratch = stage.base == "scratch";
      const ImageConfig* const image = scratch || !options_.find_base ? nullptr : options_.find_base(stage.base);
      const bool known = image != nullptr && stage.possible_parents.empty();
      config = scratch ? scratch_config(stage.os) : known ? *image : unknown_base(stage);
      // Those of a stage are in the file.
      unknown_triggers = static_cast<bool>(image != nullptr ? image->on_build.rest : config.on_build.rest);
      if (!spend(size_of(config))) {
        stage.error = too_large;
        return;
      }
      if (config.os.empty()) config.os = stage.os;
      for (const std::string& text : config.on_build.entries) {
        triggers.push_back({text, {Origin::Kind::base_trigger, 0}});
      }
      if (config.on_build.rest) stage.cmd_set = CmdSet::maybe;
      stage.variables.set_rest(config.env.rest);
    }
    config.on_build = {};
    stage.result.runs_triggers =
        !triggers.empty() || std::ranges::any_of(stage.possible_parents, [&](std::size_t other) {
          return !stages_[other].triggers.empty();
        });
    add_from_step(stage, unknown_triggers);
    stage.error = begin(stage);
    std::deque<TriggerReading> readings;
    for (const Trigger& trigger : triggers) {
      if (!stage.error) stage.error = read_trigger(trigger.text, stage, readings);
    }
    for (std::size_t i = 0; i < readings.size(); ++i) {
      if (!stage.error) stage.error = dispatch(readings[i].input.instructions.back(), triggers[i].origin, stage);
    }
    for (InstructionIndex at = stage.from + 1; at < stage.end && !stage.error; ++at) {
      const said::Instruction& instruction = input_.instructions[at];
      stage.error = dispatch(instruction, {Origin::Kind::instruction, at}, stage);
    }
  }

  [[nodiscard]] ImageConfig unknown_base(const StageState& stage) const {
    if (!stage.variable_base) return unknown_config(stage.base);
    // The same text may mean more further down.
    std::string term = stage.base_term;
    for (const std::size_t other : stage.possible_parents) term += fmt::format("\1or {}\2", stages_[other].name);
    return unknown_config(stage.base, term);
  }

  /// The first step takes over the base, and what the triggers make of it that are not known.
  void add_from_step(StageState& stage, bool unknown_triggers) {
    Digester digester;
    digester.add("FROM");
    if (stage.parent) {
      // A stage is the same under whatever name and number.
      digester.add(content_of(*stage.parent));
    } else {
      // One image has several spellings, but "scratch" is none of an image's.
      const bool is_name = stage.base_term == stage.base && !stage.full_base.empty();
      if (is_name || stage.base_term == "scratch") {
        digester.add(is_name ? stage.full_base : stage.base_term);
      } else {
        digester.add(full_image_name(stage.base_term));
      }
    }
    // What a stage hands on besides its image, which is compared as such.
    for (const std::size_t other : stage.possible_parents) {
      digester.add(stages_[other].name).add(stages_[other].variables.digest());
    }
    if (unknown_triggers) digester.add(globals_.digest());  // ONBUILD ARG takes them over
    digester.add(stage.platform_term).add(globals_.term_of("SOURCE_DATE_EPOCH"));
    stage.result.steps.push_back({{Origin::Kind::instruction, stage.from}, digester.digest()});
  }

  /// What happens before the first instruction (convert.go, dispatchStages): PATH, and the image's variables, which
  /// take back what the parent's ARG instructions set under the same name.
  std::optional<std::string> begin(StageState& stage) const {
    ImageConfig& config = stage.config;
    if (config.env.find("PATH") == nullptr && !config.env.rest && stage.os != "windows") {
      config.env.set("PATH", std::string(default_path));
    }
    if (config.env.rest) {
      // The base image may have one of that name, which then counts again.
      for (const Variable& variable : stage.variables.list()) {
        if (config.env.find(variable.name) != nullptr) continue;
        stage.variables.change(variable, maybe_changed(variable.value, stage.variables.unlisted(variable.name)));
      }
    }
    for (const auto& entry : config.env.entries()) stage.variables.set(entry.key, as_set(entry.value));
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
                                          std::deque<TriggerReading>& readings) {
    if (trigger.starts_with("\xEF\xBB\xBF")) trigger.remove_prefix(3);
    // A trigger alone would not be accepted, as it stands before FROM.
    auto source = Source::make("trigger", fmt::format("FROM scratch\n{}", trigger));
    // Each is a file of its own.
    constexpr std::size_t overhead = 1024;
    if (!source || !spend(overhead + trigger.size())) return std::string(too_large);
    Snapshot snapshot = make_snapshot(std::move(source.value()));
    said::Dockerfile input = said::read(snapshot, input_.escape);
    const auto& instructions = input.instructions;
    if (!snapshot.dockerfile.accepted() || instructions.size() != 2 || instructions.back().keyword == Keyword::from) {
      return fmt::format("the trigger \"{}\" of the base does not read as an instruction", printable_part(trigger));
    }
    if (auto error = add_references(instructions.back(), true, stage)) return error;
    readings.push_back({std::move(snapshot), std::move(input)});
    return std::nullopt;
  }

  /// Notes that the stage builds only if a value that is not known allows it.
  static void add_condition(StageState& stage, std::string_view what, std::string_view term) {
    stage.result.conditions.add_member(Digester().add(what).add(term).digest());
  }

  struct How {
    char escape;
    bool quotes = true;
    bool split = false;  ///< into words
  };

  /// Fails only if the result would be the same whatever the unknown variables hold.
  Result<Value<ExpandedWords>> expand(std::string_view text, StageState& stage, How how) {
    const Lookup lookup(stage.variables);
    auto parsed = parse_words(text, {.escape = how.escape, .quotes = how.quotes});
    if (!parsed) return Error{parsed.error()};
    const auto size_of_value = [&](std::string_view name) { return lookup.size_of_value(name); };
    if (!spend(4 * pattern_cost(parsed.value(), size_of_value))) return Error{std::string(too_large)};
    auto expanded = expand_words(parsed.value(), how.escape, lookup, {.split = how.split});
    if (!spend(text.size() + lookup.size())) return Error{std::string(too_large)};
    if (lookup.is_uncertain()) {
      Unknown unknown{lookup.reason(), bounded_term(expand_to_term(parsed.value(), how.escape, lookup))};
      if (!spend(unknown.term.size())) return Error{std::string(too_large)};
      if (may_fail(text)) add_condition(stage, "expands", unknown.term);
      return Value<ExpandedWords>(std::move(unknown));
    }
    if (!expanded) return Error{expanded.error()};
    return Value<ExpandedWords>(std::move(expanded.value()));
  }
  Result<Value<std::string>> expand_to_text(std::string_view text, StageState& stage, How how) {
    if (how.quotes) {
      if (auto simple = expand_simple(text, stage)) return std::move(*simple);
    }
    auto expanded = expand(text, stage, how);
    if (!expanded) return Error{expanded.error()};
    return std::move(expanded.value()).map(&ExpandedWords::text);
  }
  /// Split at blanks that are not quoted.
  Result<Value<ExpandedWords>> expand_to_words(std::string_view text, StageState& stage) {
    if (text.empty() || !is_plain_name(text) || text.find(' ') != std::string_view::npos) {
      return expand(text, stage, {.escape = input_.escape, .split = true});
    }
    if (!spend(text.size())) return Error{std::string(too_large)};
    return Value<ExpandedWords>(ExpandedWords{std::string(text), {std::string(text)}});
  }

  /// What expand() gives for a text of plain bytes and names of variables, as most are that are not plain. Nothing for
  /// others.
  std::optional<Result<Value<std::string>>> expand_simple(std::string_view text, StageState& stage) {
    const Lookup lookup(stage.variables);
    std::string value;
    const auto add_literal = [&](std::string_view literal) { value += literal; };
    const auto add_value_of = [&](std::string_view name) { value += lookup.get(name).value_or(std::string_view()); };
    if (!read_simple_words(text, add_literal, add_value_of)) return std::nullopt;
    if (!spend(text.size() + lookup.size())) return Error{std::string(too_large)};
    if (!lookup.is_uncertain()) return Value<std::string>(std::move(value));
    std::string term;
    const auto add_literal_term = [&](std::string_view literal) { append_literal_term(literal, term); };
    const auto add_term_of = [&](std::string_view name) { lookup.append_term(name, term); };
    DRYDOCK_CHECK(read_simple_words(text, add_literal_term, add_term_of));
    term = bounded_term(std::move(term));
    if (!spend(term.size())) return Error{std::string(too_large)};
    return Value<std::string>(Unknown{lookup.reason(), std::move(term)});
  }
  Result<Value<std::string>> expand_text(const said::Expandable& text, StageState& stage) {
    if (!text.literal) return expand_word(text.value, stage);
    if (!spend(text.value.size())) return Error{std::string(too_large)};
    return Value<std::string>(std::string(text.value));
  }
  Result<Value<std::string>> expand_word(std::string_view text, StageState& stage) {
    if (const auto plain = plain_text(text)) {
      if (!spend(text.size())) return Error{std::string(too_large)};
      return Value<std::string>(std::string(*plain));
    }
    return expand_to_text(text, stage, {.escape = input_.escape});
  }

  /// The body of a heredoc is expanded with \, and quotes in it are characters (convert.go, dispatch).
  Result<Value<std::string>> expand_body(std::string_view text, StageState& stage) {
    const bool plain = std::ranges::none_of(
        text, [](char byte) { return byte == '$' || byte == '\\' || static_cast<unsigned char>(byte) >= 0x80; });
    if (plain) {
      if (!spend(text.size())) return Error{std::string(too_large)};
      return Value<std::string>(std::string(text));
    }
    return expand_to_text(text, stage, {.escape = '\\', .quotes = false});
  }

  using Failure = std::optional<std::string>;

  /// convert.go, dispatch.
  Failure dispatch(const said::Instruction& instruction, Origin origin, StageState& stage) {
    struct Visitor {
      Computation& self;
      const said::Instruction& instruction;
      Origin origin;
      StageState& stage;
      ImageConfig& config;
      Stage& result;

      Failure operator()(const said::Unread&) const { return "the instruction does not read"; }
      Failure operator()(const said::From&) const { return "FROM cannot stand here"; }
      Failure operator()(const said::Arg& arg) const { return self.dispatch_arg(arg, origin, stage); }
      Failure operator()(const said::Env& env) const { return self.dispatch_env(env, origin, stage); }
      Failure operator()(const said::Label& label) const { return self.dispatch_label(label, origin, stage); }
      Failure operator()(const said::Expose& expose) const { return self.dispatch_expose(expose, origin, stage); }
      Failure operator()(const said::Volume& volume) const { return self.dispatch_volume(volume, origin, stage); }
      Failure operator()(const said::Workdir& workdir) const { return self.dispatch_workdir(workdir, origin, stage); }
      Failure operator()(const said::Run& run) const { return self.dispatch_run(run, instruction, origin, stage); }
      Failure operator()(const said::Copying& copying) const {
        return self.dispatch_copy(instruction, copying, origin, stage);
      }
      Failure operator()(const said::User& user) const {
        auto name = self.expand_word(user.user.value, stage);
        if (!name) return name.error();
        config.user = std::move(name.value());
        stage.place.reset();
        result.origins.user = origin;
        return std::nullopt;
      }
      Failure operator()(const said::StopSignal& stop) const {
        auto signal = self.expand_word(stop.signal.value, stage);
        if (!signal) return signal.error();
        if (signal.value().known() && !is_signal(signal.value().get()))
          return fmt::format("there is no signal \"{}\"", printable_part(signal.value().get()));
        if (!signal.value().known()) add_condition(stage, "signal", signal.value().unknown().term);
        config.stop_signal = std::move(signal.value());
        result.origins.stop_signal = origin;
        return std::nullopt;
      }
      Failure operator()(const said::Maintainer& maintainer) const {
        config.author = std::string(maintainer.name.value);
        result.origins.author = origin;
        return std::nullopt;
      }
      Failure operator()(const said::Shell& shell) const {
        config.shell = texts(shell.words);
        stage.shell.reset();
        result.origins.shell = origin;
        return std::nullopt;
      }
      Failure operator()(const said::Onbuild& onbuild) const {
        config.on_build.entries.emplace_back(onbuild.expression);
        return std::nullopt;
      }
      Failure operator()(const said::Healthcheck& check) const {
        if (!self.spend(size_of_shell(check.command, config))) return std::string(too_large);
        HealthcheckConfig health{check, {}};
        health.test.emplace_back(check.none ? "NONE" : check.command.is_shell_form() ? "CMD-SHELL" : "CMD");
        if (!check.none) std::ranges::move(texts(check.command.arguments), std::back_inserter(health.test));
        config.healthcheck = std::optional(std::move(health));
        result.healthcheck = setting_of(check.command, origin, config);
        return std::nullopt;
      }
      Failure operator()(const said::Cmd& cmd) const {
        if (!self.spend(size_of_shell(cmd.command, config))) return std::string(too_large);
        config.cmd = command_line(cmd.command, config);
        config.args_escaped = true;
        result.cmd = setting_of(cmd.command, origin, config);
        stage.cmd_set = CmdSet::yes;
        return std::nullopt;
      }
      Failure operator()(const said::Entrypoint& entrypoint) const {
        if (!self.spend(size_of_shell(entrypoint.command, config))) return std::string(too_large);
        config.entrypoint = command_line(entrypoint.command, config);
        config.entrypoint_starts_programs = false;
        result.entrypoint = setting_of(entrypoint.command, origin, config);
        if (stage.cmd_set == CmdSet::yes) return std::nullopt;
        if (stage.cmd_set == CmdSet::no) {
          config.cmd = std::vector<std::string>();
        } else {
          // Once emptied, it stays so.
          std::string term = config.cmd.known() ? "" : config.cmd.unknown().term;
          if (!result.cmd.reset) term = "\1E" + term + "\2";
          config.cmd = Unknown{"ENTRYPOINT empties it unless a trigger of the base image sets it", std::move(term)};
        }
        result.cmd = {.origin = origin, .reset = true, .words = {}};
        return std::nullopt;
      }
    };
    return std::visit(Visitor{*this, instruction, origin, stage, stage.config, stage.result}, instruction.operation);
  }

  static StartSetting setting_of(const said::Command& command, Origin origin, const ImageConfig& config) {
    StartSetting setting{.origin = origin, .shell_form = command.is_shell_form(), .words = texts(command.arguments)};
    if (setting.shell_form) setting.shell = config.shell;
    return setting;
  }

  /// The shell of an image that sets none.
  static std::span<const std::string_view> default_shell(const ImageConfig& config) {
    static constexpr std::array<std::string_view, 3> windows = {"cmd", "/S", "/C"};
    static constexpr std::array<std::string_view, 2> others = {"/bin/sh", "-c"};
    return config.os == "windows" ? std::span<const std::string_view>(windows)
                                  : std::span<const std::string_view>(others);
  }

  /// convert.go, withShell.
  static Value<std::vector<std::string>> command_line(const said::Command& command, const ImageConfig& config) {
    if (!command.is_shell_form()) return texts(command.arguments);
    if (!config.shell.known()) {
      return Unknown{fmt::format("the shell that the command runs in is {}", config.shell.reason()),
                     fmt::format("\1S{}\2{}", config.shell.unknown().term, as_literal_term(command.shell_text()))};
    }
    std::vector<std::string> words = config.shell.get();
    if (words.empty()) words.assign(default_shell(config).begin(), default_shell(config).end());
    words.emplace_back(command.shell_text());
    return words;
  }

  Failure dispatch_arg(const said::Arg& arg, Origin origin, StageState& stage) {
    for (const said::ArgEntry& entry : arg.entries) {
      const std::string_view name = entry.key.value;
      // Settings of the build, not of its environment (convert.go, nonEnvArgs).
      const bool is_setting = name == "BUILDKIT_SBOM_SCAN_CONTEXT" || name == "BUILDKIT_SBOM_SCAN_STAGE";
      Value<std::string> value;
      if (entry.value) {
        auto expanded = expand_word(entry.value->value, stage);
        if (!expanded && !options_.any_arguments) return expanded.error();
        if (expanded) {
          value = std::move(expanded.value());
        } else {
          // A build that sets the argument takes no notice of its default.
          value = Unknown{expanded.error(), fmt::format("\1!{}\2", as_literal_term(entry.value->value))};
          add_condition(stage, joined({"default of ", name}), value.unknown().term);
        }
        if (options_.any_arguments) {
          value = Unknown{argument_reason(name),
                          bounded_term(joined({"\1@", as_literal_term(name), "=", term_of(value), "\2"}))};
        }
      } else if (options_.any_arguments) {
        if (!is_setting && !globals_.is_certainly_set(name)) {
          if (auto error = declare_argument(name, stage)) return error;
          continue;
        }
        value = Unknown{argument_reason(name), globals_.term_of(name)};
      } else if (const auto global = globals_.get(name)) {
        value = std::string(*global);
      } else {
        continue;
      }
      if (is_setting) {
        Digester digester;
        digester.add(name);
        add_value(digester, value);
        stage.result.steps.push_back({origin, digester.digest()});
        continue;
      }
      stage.variables.set_argument(name, std::move(value));
    }
    return std::nullopt;
  }

  /// ARG without a default, for a name that the global scope may have no value for: what the stage's variable of that
  /// name holds stays, unless the build sets the argument (convert.go, dispatchArg).
  Failure declare_argument(std::string_view name, StageState& stage) {
    const Variable* const listed = stage.variables.find(name);
    if (listed == nullptr && !stage.variables.rest()) {
      stage.variables.set_argument(name, Unknown{argument_reason(name), globals_.term_of(name)});
      return std::nullopt;
    }
    const std::string before = listed != nullptr ? term_of(listed->value) : stage.variables.unlisted_term(name);
    // It is put together, copied and hashed.
    if (!spend(4 * before.size())) return std::string(too_large);
    auto term = term_without_default(name, before);
    if (!term) return std::nullopt;
    Unknown value{argument_reason(name), std::move(*term)};
    // What ENV or the base image set is the image's own, whatever else it may be now.
    if (listed != nullptr) {
      stage.variables.change(*listed, std::move(value));
    } else {
      stage.variables.set_argument(name, std::move(value));
    }
    return std::nullopt;
  }

  using Pairs = std::vector<std::pair<Value<std::string>, Value<std::string>>>;

  /// All of an instruction's words are expanded before one of them counts.
  Result<Pairs> expand_pairs(const said::List<said::KeyValue>& pairs, StageState& stage) {
    Pairs result;
    result.reserve(pairs.size());
    for (const said::KeyValue& pair : pairs) {
      auto key = expand_text(pair.key, stage);
      if (!key) return Error{key.error()};
      auto value = expand_text(pair.value, stage);
      if (!value) return Error{value.error()};
      result.emplace_back(std::move(key.value()), std::move(value.value()));
    }
    return result;
  }

  /// What a pair may have changed that has an unknown key.
  static Unknown change_of(const Unknown& key, const Value<std::string>& value) {
    return {key.reason, bounded_term(joined({key.term, "\1:", term_of(value), "\2"}))};
  }

  Failure dispatch_env(const said::Env& env, Origin origin, StageState& stage) {
    auto pairs = expand_pairs(env.pairs, stage);
    if (!pairs) return pairs.error();
    for (auto& [key, value] : pairs.value()) {
      if (!key.known()) {
        const Unknown change = change_of(key.unknown(), value);
        // All that is set may have changed, and its terms grow with each such change: they are put together, copied and
        // hashed.
        const auto& rest = stage.config.env.rest;
        if (!spend(4 * (size_of(stage.config) + size_of(stage.variables) + (rest ? rest->term.size() : 0)))) {
          return std::string(too_large);
        }
        stage.config.env.forget(change);
        stage.config.ordinary_environment = false;
        stage.variables.forget(change);
        continue;
      }
      stage.variables.set(key.get(), as_set(value));
      stage.result.origins.env.set(key.get(), origin);
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

  Failure dispatch_label(const said::Label& label, Origin origin, StageState& stage) {
    auto pairs = expand_pairs(label.pairs, stage);
    if (!pairs) return pairs.error();
    auto& labels = stage.config.labels;
    for (auto& [key, value] : pairs.value()) {
      if (key.known()) {
        labels.entries.insert_or_assign(key.get(), std::move(value));
        stage.result.origins.labels.set(key.get(), origin);
        continue;
      }
      const Unknown change = change_of(key.unknown(), value);
      if (!spend(size_of(stage.config))) return std::string(too_large);
      for (auto& [name, old] : labels.entries) old = maybe_changed(old, change);
      add_rest(labels.rest, change);
    }
    return std::nullopt;
  }

  static void add_rest(Rest& rest, const Unknown& added) {
    rest = Unknown{added.reason, bounded_term((rest ? rest->term : "") + "\1+" + added.term + "\2")};
  }

  Failure dispatch_expose(const said::Expose& expose, Origin origin, StageState& stage) {
    auto& ports = stage.config.exposed_ports;
    for (const said::Word& word : expose.ports) {
      auto expanded = expand_to_words(word.value, stage);
      if (!expanded) return expanded.error();
      if (!expanded.value().known()) {
        // The text is split at blanks that are not quoted, so how it is written counts.
        const Unknown& words = expanded.value().unknown();
        add_rest(ports.rest, {words.reason, as_literal_term(word.value) + "\1w" + words.term + "\2"});
        continue;
      }
      for (const std::string& port : expanded.value().get().words) {
        auto spec = parse_port_spec(port);
        if (!spec) return spec.error();
        const auto count = static_cast<std::size_t>(spec.value().ports.last - spec.value().ports.first + 1);
        if (!spend(count * 64)) return std::string(too_large);
        for (std::string& entry : entries_of(spec.value())) {
          stage.result.origins.exposed_ports.set_first(entry, origin);
          ports.entries.insert(std::move(entry));
        }
      }
    }
    return std::nullopt;
  }

  Failure dispatch_volume(const said::Volume& volume, Origin origin, StageState& stage) {
    std::vector<Value<std::string>> paths;
    for (const said::Word& path : volume.paths) {
      auto expanded = expand_word(path.value, stage);
      if (!expanded) return expanded.error();
      paths.push_back(std::move(expanded.value()));
    }
    auto& volumes = stage.config.volumes;
    for (const auto& path : paths) {
      if (!path.known()) {
        add_rest(volumes.rest, path.unknown());
        continue;
      }
      if (path.get().empty()) return "a VOLUME is empty";
      volumes.entries.insert(path.get());
      stage.result.origins.volumes.set_first(path.get(), origin);
    }
    return std::nullopt;
  }

  Failure dispatch_workdir(const said::Workdir& workdir, Origin origin, StageState& stage) {
    auto path = expand_word(workdir.path.value, stage);
    if (!path) return path.error();
    auto& current = stage.config.working_dir;
    auto next = next_working_dir(current, path.value(), stage.os);
    if (!next) return next.error();
    current = std::move(next.value());
    stage.place.reset();
    stage.result.origins.working_dir = origin;
    // Each is a text of its own, and relative ones grow from line to line; it is taken apart and put together several
    // times.
    if (!spend(8 * size_of(current) + size_of(stage.config.user))) return std::string(too_large);
    if (origin.kind == Origin::Kind::instruction) stage.result.working_dirs.emplace(origin.by, current);
    if (current.known() && (current.get() == "/" || current.get() == "\\")) return std::nullopt;  // it is there already
    Digester digester;
    digester.add("WORKDIR");
    add_value(digester, current);
    add_value(digester, stage.config.user);
    stage.result.steps.push_back({origin, digester.digest()});
    return std::nullopt;
  }

  static Result<Value<std::string>> next_working_dir(const Value<std::string>& current, const Value<std::string>& path,
                                                     std::string_view os) {
    const auto put_together = [&](std::string reason) {
      return Unknown{std::move(reason), bounded_term(joined({"\1/", term_of(current), "\2", term_of(path)}))};
    };
    if (!path.known()) return Value<std::string>(put_together(path.reason()));
    const std::string& wanted = path.get();
    if (!current.known()) {
      auto absolute = is_absolute_working_dir(wanted, os == "windows");
      if (!absolute) return Error{absolute.error()};
      if (!absolute.value()) {
        return Value<std::string>(put_together(
            fmt::format("\"{}\" is relative, and the current one is {}", printable_part(wanted), current.reason())));
      }
    }
    auto result = normalize_working_dir(current.known() ? current.get() : "/", wanted, os);
    if (!result) return Error{result.error()};
    return Value<std::string>(std::move(result.value()));
  }

  // --- steps that run and copy ----------------------------------------------------------------------------------------

  /// All steps of a stage and what it is built on. Adds to the digest what has come since the question before.
  [[nodiscard]] Digest content_of(std::size_t index) {
    StageState& stage = stages_[index];
    // A stage that is not built yet is an error, which shows elsewhere.
    for (; stage.digested < stage.result.steps.size(); ++stage.digested) {
      stage.content.add(stage.result.steps[stage.digested].digest);
    }
    return stage.content.digest();
  }

  /// What COPY --from or a mount's from means; a stage is the same under whatever name and number.
  void add_source(Digester& digester, std::string_view written, const Reference& reference) {
    if (const auto source = resolve(reference, stages_.size())) {
      digester.add("stage").add(content_of(*source));
    } else if (reference.index) {
      digester.add("number").add_number(static_cast<std::uint64_t>(*reference.index));
    } else {
      digester.add("image").add(written);  // a tag has capitals
    }
  }

  /// A mount's fields (commands_runmount.go, parseMount): every value is expanded, in the end to be looked at by the
  /// builder.
  Failure add_mount(Digester& digester, std::string_view mount, StageState& stage) {
    for (const std::string& field : split_csv(mount).value_or(std::vector<std::string>())) {
      const std::size_t equals = field.find('=');
      const std::string key = lower_ascii_like_go(std::string_view(field).substr(0, equals));
      digester.add(key);
      if (equals == std::string::npos) continue;
      const std::string_view text = std::string_view(field).substr(equals + 1);
      const auto value = expand_word(text, stage);
      if (!value) return value.error();
      if (key == "from") {
        add_source(digester, text, {lower_ascii_like_go(text), std::nullopt, false});
      } else {
        add_value(digester, value.value());
      }
    }
    return std::nullopt;
  }

  static void add_heredoc(Digester& digester, const said::Heredoc& heredoc) {
    digester.add("heredoc").add(heredoc.name).add_number(heredoc.descriptor).add_number(heredoc.expand ? 1 : 0);
    digester.add_number(heredoc.chomp ? 1 : 0).add(heredoc.content);
  }

  /// The instruction's text with that of its heredocs.
  static std::string whole_text(const said::Run& run) {
    std::string whole(run.text);
    for (const said::Heredoc& heredoc : run.heredocs) whole += heredoc.content;
    return whole;
  }

  /// What command_line() puts before the text of a shell form.
  static Digest digest_of_shell(const ImageConfig& config) {
    Digester digester;
    digester.add_number(config.shell.known() ? 1 : 0);
    if (!config.shell.known()) {
      digester.add(config.shell.unknown().term);
    } else if (!config.shell.get().empty()) {
      for (const std::string& word : config.shell.get()) digester.add(word);
    } else {
      for (const std::string_view word : default_shell(config)) digester.add(word);
    }
    return digester.digest();
  }

  Failure dispatch_run(const said::Run& run, const said::Instruction& instruction, Origin origin, StageState& stage) {
    Digester digester;
    digester.add("RUN");
    if (options_.unread_arguments) {
      const std::string text = whole_text(run);
      if (!spend(stage.variables.argument_count() * (256 + text.size() / 4))) return std::string(too_large);
      digester.add(stage.variables.digest_for(text));
    } else {
      digester.add(stage.variables.digest());
    }
    if (!stage.place) {
      Digester place;
      add_value(place, stage.config.user);
      add_value(place, stage.config.working_dir);
      stage.place = place.digest();
    }
    digester.add(*stage.place);
    for (const said::Flag& flag : instruction.flags) {
      digester.add(flag.name);
      if (flag.name != "mount") {
        digester.add(flag.value ? *flag.value : "\1");
      } else if (auto error = add_mount(digester, flag.value.value_or(""), stage)) {
        return error;
      }
    }
    digester.add_number(run.command.is_shell_form() ? 1 : 0);
    if (run.command.is_shell_form()) {
      if (!stage.shell) stage.shell = digest_of_shell(stage.config);
      digester.add(*stage.shell).add(run.command.shell_text());
    } else {
      for (const said::Word& word : run.command.arguments) digester.add(word.value);
    }
    for (const said::Heredoc& heredoc : run.heredocs) add_heredoc(digester, heredoc);
    const std::size_t around =
        size_of(stage.config.user) + size_of(stage.config.working_dir) + size_of_shell(run.command, stage.config);
    if (!spend(run.text.size() + around)) return std::string(too_large);
    stage.result.steps.push_back({origin, digester.digest()});
    return std::nullopt;
  }

  /// Whether an ADD does nothing that a COPY would not do.
  [[nodiscard]] bool only_copies(const said::Instruction& instruction, const said::Copying& copying) const {
    static constexpr std::array<std::string_view, 3> own_flags = {"checksum", "keep-git-dir", "unpack"};
    const bool plain = std::ranges::none_of(instruction.flags, [&](const said::Flag& flag) {
      return std::ranges::find(own_flags, flag.name) != own_flags.end();
    });
    return plain && options_.is_no_archive && std::ranges::all_of(copying.sources, [&](const said::Word& source) {
      return options_.is_no_archive(source.value);
    });
  }

  /// convert_copy.go, dispatchCopy.
  Failure dispatch_copy(const said::Instruction& instruction, const said::Copying& copying, Origin origin,
                        StageState& stage) {
    Digester digester;
    digester.add(instruction.keyword == Keyword::add && !only_copies(instruction, copying) ? "ADD" : "COPY");
    static constexpr std::array<std::string_view, 3> expanded_flags = {"chown", "chmod", "checksum"};
    for (const said::Flag& flag : instruction.flags) {
      digester.add(flag.name);
      const std::string_view written = flag.value.value_or("");
      if (std::ranges::find(expanded_flags, flag.name) != expanded_flags.end()) {
        const auto value = expand_word(written, stage);
        if (!value) return value.error();
        add_value(digester, value.value());
      } else if (flag.name == "from" && !written.empty()) {
        const auto index = parse_integer(written);
        add_source(digester, written, {index ? "" : lower_ascii_like_go(written), index, false});
      } else {
        digester.add(flag.value ? written : "\1");
      }
    }
    for (const said::Word& source : copying.sources) {
      const auto value = expand_word(source.value, stage);
      if (!value) return value.error();
      digester.add("source");
      add_value(digester, value.value());
    }
    const auto destination = expand_word(copying.destination.value, stage);
    if (!destination) return destination.error();
    digester.add("destination");
    add_value(digester, destination.value());
    if (!destination.value().known() || !destination.value().get().starts_with('/')) {
      add_value(digester, stage.config.working_dir);
      if (!spend(size_of(stage.config.working_dir))) return std::string(too_large);
    }
    for (const said::Heredoc& heredoc : copying.contents) {
      add_heredoc(digester, heredoc);
      if (!heredoc.expand) continue;
      const auto value = expand_body(heredoc.content, stage);
      if (!value) return value.error();
      add_value(digester, value.value());
    }
    stage.result.steps.push_back({origin, digester.digest()});
    return std::nullopt;
  }

  const said::Dockerfile& input_;
  const ModelOptions& options_;
  GlobalArguments globals_;
  std::int64_t& work_;
  bool builds_ = true;
  std::unordered_set<std::string> names_;  // of all stages of the file
  std::vector<StageState> stages_;
  std::unordered_map<std::string, std::vector<std::size_t>> by_name_;  // stages in order
  std::optional<std::string> global_error_;
  Digest global_conditions_;
  std::optional<std::size_t> first_file_error_;
  std::vector<std::size_t> stages_needed_;  // by how far the file is read: stages that there must be for --from=NUMBER
  std::size_t reference_count_ = 0;
  std::optional<std::size_t> first_forward_;  // the first stage that copies from itself or a later one
  bool has_cycle_ = false;                    // in the whole file
  std::size_t searches_ = 0;                  // of error_of()
  std::vector<bool> clean_;                   // by stage: see is_clean()
  std::vector<std::size_t> reached_for_;      // by stage: the last search that came to it
};

}  // namespace

const Stage* ImageModel::stage_of(InstructionIndex instruction) const {
  const auto after = std::ranges::upper_bound(stages, instruction, {}, &Stage::from);
  return after == stages.begin() ? nullptr : &*std::prev(after);
}

std::vector<const Stage*> ImageModel::lineage(const Stage& stage) const {
  std::vector<const Stage*> list{&stage};
  while (list.back()->parent) list.push_back(&stages[*list.back()->parent]);
  return list;
}

std::vector<bool> ImageModel::possible_parents() const {
  std::vector<bool> found(stages.size(), false);
  for (const Stage& stage : stages) {
    for (const StageIndex other : stage.possible_parents) found[other] = true;
  }
  return found;
}

std::optional<StageIndex> ImageModel::find_stage(std::string_view target) const {
  const std::string name = lower_ascii_like_go(target);
  const auto number = parse_integer(target);
  const bool is_number = number && std::to_string(*number) == target;
  for (auto index = static_cast<StageIndex>(stages.size()); index-- > 0;) {
    if (!name.empty() && (stages[index].name == name || (is_number && *number == index))) return index;
  }
  return std::nullopt;
}

std::vector<StageIndex> ImageModel::targets_of(std::span<const std::string> targets) const {
  std::vector<StageIndex> found;
  for (const std::string& target : targets) {
    if (const auto stage = find_stage(target)) found.push_back(*stage);
  }
  if (targets.empty() && !stages.empty()) found.push_back(static_cast<StageIndex>(stages.size() - 1));
  return found;
}

std::vector<bool> ImageModel::needed_for(std::span<const std::string> targets) const {
  std::vector<bool> needed(stages.size(), false);
  std::vector<StageIndex> pending = targets_of(targets);
  while (!pending.empty()) {
    const StageIndex index = pending.back();
    pending.pop_back();
    if (needed[index]) continue;
    needed[index] = true;
    pending.insert(pending.end(), stages[index].needs.begin(), stages[index].needs.end());
  }
  return needed;
}

ImageModel model_images(const Snapshot& snapshot, const ModelOptions& options) {
  DRYDOCK_CHECK(snapshot.dockerfile.accepted());
  return model_images(said::read(snapshot), options);
}

ImageModel outline_images(const said::Dockerfile& input, const ModelOptions& options) {
  std::int64_t work = work_limit(input);
  Computation computation(input, options, "", work);
  computation.run(false);
  ImageModel model;
  model.stages.reserve(computation.stage_count());
  for (std::size_t i = 0; i < computation.stage_count(); ++i) model.stages.push_back(computation.outline(i));
  return model;
}

ImageModel model_images(const said::Dockerfile& input, const ModelOptions& options) {
  std::int64_t work = work_limit(input);
  Computation shared(input, options, "", work);
  shared.run();
  ImageModel model;
  model.stages.reserve(shared.stage_count());
  for (std::size_t i = 0; i < shared.stage_count(); ++i) {
    Stage stage = shared.result(i);
    if (shared.depends_on_target() && !stage.name.empty()) {
      Computation own(input, options, stage.name, work);
      own.run();
      stage = own.result(i);
    }
    model.stages.push_back(std::move(stage));
  }
  for (const Stage& stage : model.stages) {
    for (const StageIndex other : stage.needs) model.stages[other].used = true;
  }
  return model;
}

}  // namespace drydock
