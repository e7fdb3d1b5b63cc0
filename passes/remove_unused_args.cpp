// Removes build arguments that nothing reads.
#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "analysis/plain_text.hpp"
#include "base/diagnostic.hpp"
#include "base/text.hpp"
#include "pipeline/pass.hpp"
#include "rewrite/text_tools.hpp"
#include "syntax/words.hpp"

namespace {

using namespace drydock;

constexpr std::string_view documentation = R"(
## What it does

Removes an `ARG` that nothing reads: its name stands in no instruction after it, of its stage or a stage built on it;
for one before the first `FROM`, nowhere in the file. Every text counts in which the name occurs, also as a part of
another word, in heredocs, in flags and in `ONBUILD`.

## Why

An argument that does nothing misleads those who pass it. Every `RUN` after it has it in its environment, so another
value makes BuildKit build these steps anew.

## Example

With `--assume=unread-argument`:

```dockerfile
ARG DEBIAN_RELEASE=12
ARG UNUSED
FROM debian:${DEBIAN_RELEASE}
ARG VERSION REVISION
RUN make VERSION="$VERSION"
```

```dockerfile
ARG DEBIAN_RELEASE=12
FROM debian:${DEBIAN_RELEASE}
ARG VERSION
RUN make VERSION="$VERSION"
```

## When it refuses

- A `RUN` follows, and programs are known to read a variable of the name (`DEBIAN_FRONTEND`, `PIP_INDEX_URL`, `CFLAGS`).
- A later stage names it that does not declare it: the argument seems to stand in the wrong one.
- The base image or an `ENV` sets a variable of the name, which the argument replaces.
- A variable in its `FROM` decides whether another stage is built on this one, and so has the argument.
- Its default value may be required to be set (`${X:?}`), so that it decides whether the image builds.
- A comment line stands between the entry and its neighbours inside of the instruction.

Arguments that BuildKit or Docker predefine are no case (`TARGETPLATFORM`, `HTTP_PROXY`, `SOURCE_DATE_EPOCH`, all that
begin with `BUILDKIT_`): they mean something without being named. `unread-argument` is open if a `RUN` follows: a
program that it starts may read the variable from its environment. `base-onbuild` is open for one before the first
`FROM` if drydock does not know a base image: its `ONBUILD ARG` of that name would take the value over. A build that
passes the argument warns that nothing consumed it.

## What it keeps

Identical, as long as the fact holds. An argument does nothing but to be a variable for later expansions and in the
environment of `RUN` (dockerfile2llb/convert.go, dispatchArg); it is no part of the image config. One before the first
`FROM` counts for `FROM` and for an `ARG` of its name alone, in the file or in a trigger (convert.go, buildMetaArgs,
dispatchArg). The history of the image has less in it.
)";

bool has_name_or_prefix(std::string_view name, std::span<const std::string_view> names,
                        std::span<const std::string_view> prefixes) {
  return std::ranges::find(names, name) != names.end() ||
         std::ranges::any_of(prefixes, [&](std::string_view prefix) { return name.starts_with(prefix); });
}

/// Whether an argument of the name means something to BuildKit or Docker itself (convert.go, nonEnvArgs; platform.go,
/// defaultArgs; the proxy variables of the Dockerfile reference).
bool is_predefined(std::string_view name) {
  static constexpr std::array<std::string_view, 22> names = {
      "HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "FTP_PROXY", "ftp_proxy", "NO_PROXY", "no_proxy",
      "ALL_PROXY", "all_proxy", "TARGETSTAGE", "TARGETPLATFORM", "TARGETOS", "TARGETARCH", "TARGETVARIANT",
      "TARGETOSVERSION", "BUILDPLATFORM", "BUILDOS", "BUILDARCH", "BUILDVARIANT", "BUILDOSVERSION",
      "SOURCE_DATE_EPOCH"};
  static constexpr std::array<std::string_view, 1> prefixes = {"BUILDKIT_"};
  return has_name_or_prefix(name, names, prefixes);
}

/// Whether programs that many images are built with read a variable of the name without being told to.
bool is_read_by_common_programs(std::string_view name) {
  static constexpr std::array<std::string_view, 32> names = {
      "DEBIAN_FRONTEND", "DEBIAN_PRIORITY", "PATH", "HOME", "USER", "SHELL", "PWD", "LANG", "LANGUAGE", "TZ", "TERM",
      "CC", "CXX", "CPP", "CFLAGS", "CXXFLAGS", "CPPFLAGS", "LDFLAGS", "MAKEFLAGS", "CI", "NODE_ENV", "NODE_OPTIONS",
      "JAVA_HOME", "MAVEN_OPTS", "GRADLE_OPTS", "RAILS_ENV", "RACK_ENV", "RUSTFLAGS", "GOPROXY", "GOPRIVATE",
      "CGO_ENABLED", "ACCEPT_EULA"};
  static constexpr std::array<std::string_view, 24> prefixes = {
      "LC_", "LD_", "PIP_", "NPM_", "npm_", "YARN_", "POETRY_", "CARGO_", "RUSTUP_", "APT_", "CONDA_", "PYTHON",
      "UV_", "GIT_", "SSL_", "CURL_", "AWS_", "GO", "JAVA_", "BUNDLE_", "GEM_", "COMPOSER_", "CMAKE_", "PKG_"};
  return has_name_or_prefix(name, names, prefixes);
}

/// Whether an instruction's text has the name in it. The names that an ARG declares do not count, but their values do.
bool names_it(const Context& context, const Instruction& instruction, std::string_view name) {
  if (const auto* arg = instruction.as<Arg>()) {
    return std::ranges::any_of(arg->entries, [&](const ArgEntry& entry) {
      return entry.value && find_linear(entry.value->value, name) != std::string_view::npos;
    });
  }
  // As BuildKit reads it: a name may be cut by a continuation.
  if (find_linear(instruction.line.text(), name) != std::string_view::npos) return true;
  return std::ranges::any_of(instruction.heredocs, [&](const Heredoc& heredoc) {
    return find_linear(context.snapshot.source->text(heredoc.content), name) != std::string_view::npos;
  });
}

bool declares(const Instruction& instruction, std::string_view name) {
  const auto* arg = instruction.as<Arg>();
  const auto is_it = [&](const ArgEntry& entry) { return entry.key.value == name; };
  return arg != nullptr && std::ranges::any_of(arg->entries, is_it);
}

/// Whether a trigger of a base image whose config is given has a name in it.
bool is_in_known_triggers(const Context& context, std::string_view name) {
  return std::ranges::any_of(context.evidence.images, [&](const auto& image) {
    return std::ranges::any_of(image.second.on_build.entries, [&](const std::string& trigger) {
      return find_linear(trigger, name) != std::string_view::npos;
    });
  });
}

/// Whether a global argument is read: by FROM, by another one, or by an ARG, of a stage or a known trigger, that takes
/// its value over.
bool is_read_globally(const Context& context, InstructionIndex index, std::string_view name,
                      InstructionIndex first_stage) {
  const auto& instructions = context.instructions();
  for (InstructionIndex other = 0; other < instructions.size(); ++other) {
    if (names_it(context, instructions[other], name)) return true;
    if (other != index && other >= first_stage && declares(instructions[other], name)) return true;
  }
  return is_in_known_triggers(context, name);
}

/// How the argument of a stage is used after its instruction.
struct Use {
  bool read = false;
  bool in_environment = false;     ///< a RUN has it in its environment
  bool perhaps_handed_on = false;  ///< a variable decides whether another stage has it
};

Use use_in_stage(const Context& context, InstructionIndex index, std::string_view name) {
  const ImageModel& model = context.model();
  const auto& instructions = context.instructions();
  const StageIndex own = model.index_of(*model.stage_of(index));
  Use use;
  // A trigger runs in a stage that has the argument, wherever it stands in this one.
  for (InstructionIndex other = model.stages[own].from; other < index && !use.read; ++other) {
    use.read = instructions[other].keyword == Keyword::onbuild && names_it(context, instructions[other], name);
  }
  std::vector<bool> inherits(model.stages.size(), false);
  for (StageIndex at = own; at < model.stages.size(); ++at) {
    const Stage& stage = model.stages[at];
    const auto has_it = [&](StageIndex other) { return inherits[other]; };
    const bool perhaps = std::ranges::any_of(stage.possible_parents, has_it);
    inherits[at] = at == own || (stage.parent && has_it(*stage.parent)) || perhaps;
    if (!inherits[at]) continue;
    use.perhaps_handed_on = use.perhaps_handed_on || perhaps;
    for (InstructionIndex other = at == own ? index : stage.from + 1; other < stage.end; ++other) {
      use.read = use.read || names_it(context, instructions[other], name);
      use.in_environment = use.in_environment || instructions[other].keyword == Keyword::run;
    }
    use.in_environment = use.in_environment || stage.runs_triggers;
  }
  return use;
}

bool sets_variable(const Instruction& instruction, std::string_view name) {
  const auto* env = instruction.as<Env>();
  const auto is_it = [&](const KeyValue& pair) { return pair.key.value == name; };
  return env != nullptr && std::ranges::any_of(env->pairs, is_it);
}

/// The stage after it that names an argument which neither it nor those that it is built on declare: its author may have
/// meant that one.
const Stage* stage_without_it(const Context& context, InstructionIndex index, std::string_view name) {
  const ImageModel& model = context.model();
  const StageIndex own = model.index_of(*model.stage_of(index));
  std::vector<bool> has_it;  // by stage
  for (const Stage& stage : model.stages) {
    const auto inside = std::span(context.instructions()).subspan(stage.from + 1, stage.end - stage.from - 1);
    has_it.push_back((stage.parent && has_it[*stage.parent]) ||
                     std::ranges::any_of(inside, [&](const Instruction& other) {
                       return declares(other, name) || sets_variable(other, name);
                     }));
    const bool may_lack_it = has_it.size() > own + 1U && !has_it.back();
    if (may_lack_it && std::ranges::any_of(inside, [&](const auto& other) { return names_it(context, other, name); })) {
      return &stage;
    }
  }
  return nullptr;
}

/// Whether the stage has a variable of the name that is no argument: set by the base image, or by an ENV before it.
bool replaces_variable(const Context& context, InstructionIndex index, const std::string& name) {
  const ImageModel& model = context.model();
  const Stage& stage = *model.stage_of(index);
  for (const Stage* ancestor : model.lineage(stage)) {
    for (InstructionIndex other = ancestor->from + 1; other < (ancestor == &stage ? index : ancestor->end); ++other) {
      const auto* env = context.instructions()[other].as<Env>();
      if (env == nullptr) continue;
      for (const KeyValue& pair : env->pairs) {
        // A name that is not plain text may be any.
        if (pair.key.value == name || !is_plain_name(pair.key.value)) return true;
      }
    }
  }
  if (!stage.config) return true;
  const bool known = stage.config.value().env.find(name) != nullptr;
  const Origin* const origin = stage.origins.env.find(name);
  return known && (origin == nullptr || origin->kind != Origin::Kind::instruction);
}

/// Whether the stage that an instruction stands in names an argument from there on; then it is read, whatever other
/// stages do.
bool is_read_in_own_stage(const Context& context, InstructionIndex index, std::string_view name) {
  const auto& instructions = context.instructions();
  for (InstructionIndex other = index;
       other < instructions.size() && (other == index || instructions[other].keyword != Keyword::from); ++other) {
    if (names_it(context, instructions[other], name)) return true;
  }
  return false;
}

/// Whether a name is no argument of the file's own, or not plain text.
bool is_left_alone(std::string_view name) {
  const auto is_special = [](char byte) {
    return byte == '$' || byte == '"' || byte == '\'' || byte == '\\' || byte == '`';
  };
  return name.empty() || is_predefined(name) || std::ranges::any_of(name, is_special);
}

/// Whether the stages have to be looked at to say that an argument is read. Asks nothing of the model.
bool may_be_unused(const Context& context, InstructionIndex index, std::string_view name,
                   InstructionIndex first_stage) {
  if (is_left_alone(name)) return false;
  return index < first_stage ? !is_read_globally(context, index, name, first_stage)
                             : !is_read_in_own_stage(context, index, name);
}

/// The most bytes that are searched for names: the whole text for each. No real file comes near.
constexpr std::size_t most_searched = std::size_t{32} << 20;

struct Finding {
  bool unused = false;
  bool in_environment = false;
  std::string refusal;  ///< why it stays although nothing names it
};

/// Whether a text has a ${…} with more than a name, which may require a variable to be set, or may not read at all.
bool has_modifier(std::string_view text) {
  for (std::size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at + 2)) {
    const std::size_t end = text.find_first_of("}:?-+#%/", at + 2);
    if (end == std::string_view::npos || text[end] != '}') return true;
  }
  return false;
}

Finding look_at(const Context& context, InstructionIndex index, const ArgEntry& entry, InstructionIndex first_stage) {
  const std::string name(entry.key.value);
  if (is_left_alone(name)) return {};
  Finding finding;
  if (index < first_stage) {
    finding.unused = !is_read_globally(context, index, name, first_stage);
  } else {
    const Use use = use_in_stage(context, index, name);
    finding.unused = !use.read;
    finding.in_environment = use.in_environment;
    if (finding.unused && replaces_variable(context, index, name)) {
      finding.refusal = "nothing names it, but it replaces a variable of its name";
    }
    if (const Stage* const other = finding.unused ? stage_without_it(context, index, name) : nullptr) {
      finding.refusal = fmt::format("nothing in its stage names it, but that of line {} does and does not declare it",
                                    context.line_of(other->from));
    }
    if (use.perhaps_handed_on) {
      finding.refusal = "nothing names it, but a variable in a later FROM decides whether that stage takes it over";
    }
  }
  if (!finding.unused) return {};
  const std::string_view value = entry.value ? entry.value->value : std::string_view();
  const bool may_fail = has_modifier(value) || !variables_of(value, {.escape = context.snapshot.dockerfile.escape});
  if (finding.in_environment && is_read_by_common_programs(name)) {
    finding.refusal = "nothing names it, but programs are known to read a variable of its name";
  }
  if (may_fail) finding.refusal = "nothing names it, but its default may fail to expand";
  return finding;
}

/// Whether a base image may have triggers that are not known.
bool may_run_unknown_triggers(const Context& context) {
  const ImageModel& model = context.model();
  return std::ranges::any_of(
      model.stages, [&](const Stage& stage) { return may_run_unknown_triggers(context.evidence, model, stage); });
}

/// What holds for all arguments of a file.
struct Scope {
  InstructionIndex first_stage = 0;
  bool has_unknown_triggers = false;
};

void consider(const Context& context, InstructionIndex index, const Scope& scope, Proposals& proposals) {
  const Instruction& instruction = context.instructions()[index];
  const auto* arg = instruction.as<Arg>();
  const std::vector<TextRange> places = list_entries(instruction);
  if (arg == nullptr || places.size() != arg->entries.size()) return;
  std::vector<bool> gone;
  bool in_environment = false;
  std::string names;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const Finding finding = look_at(context, index, arg->entries[i], scope.first_stage);
    if (finding.unused && !finding.refusal.empty()) proposals.refusals.push_back({index, places[i], finding.refusal});
    gone.push_back(finding.unused && finding.refusal.empty());
    if (!gone.back()) continue;
    in_environment = in_environment || finding.in_environment;
    if (!names.empty()) names += ", ";
    names += printable(arg->entries[i].key.value, 60);
  }
  if (names.empty()) return;
  const TextRange where = places[static_cast<std::size_t>(std::ranges::find(gone, true) - gone.begin())];
  const auto refuse = [&](std::string why) { proposals.refusals.push_back({index, where, std::move(why)}); };
  if (!instruction.ambiguity.empty()) return refuse(std::string(instruction.ambiguity));
  auto edits = remove_entries(context.snapshot, instruction, gone);
  if (!edits) return refuse("nothing names it, but a comment, or what is left, is in the way");
  if (!keeps_directives(context.snapshot, *edits)) {
    return refuse("nothing names it, but a comment would become a parser directive");
  }
  Rewrite rewrite;
  rewrite.about = index;
  rewrite.where = where;
  rewrite.why = fmt::format("nothing after it names {}", names);
  if (in_environment) rewrite.assumes = {Assumption::unread_argument};
  if (index < scope.first_stage && scope.has_unknown_triggers) rewrite.assumes = {Assumption::base_onbuild};
  const bool whole = std::ranges::find(gone, false) == gone.end();
  (whole ? rewrite.removes : rewrite.replaces) = {index};
  rewrite.edits = std::move(*edits);
  proposals.rewrites.push_back(std::move(rewrite));
}

void run(const Context& context, Proposals& proposals) {
  const auto& instructions = context.instructions();
  const auto from = std::ranges::find(instructions, Keyword::from, &Instruction::keyword);
  if (from == instructions.end()) return;  // nothing is built, and something has to stay
  const auto first_stage = static_cast<InstructionIndex>(from - instructions.begin());
  std::size_t names = 0;
  for (const Instruction& instruction : instructions) {
    if (const auto* arg = instruction.as<Arg>()) names += arg->entries.size();
  }
  if (names == 0) return;
  // A file that does not build has no image that could stay the same.
  const auto builds = [&] {
    return std::ranges::all_of(context.model().stages, [](const Stage& stage) { return stage.config.ok(); });
  };
  if (names > most_searched / std::max<std::size_t>(context.snapshot.text().size(), 1)) {
    if (!builds()) return;
    const auto first = std::ranges::find(instructions, Keyword::arg, &Instruction::keyword);
    proposals.refusals.push_back({static_cast<InstructionIndex>(first - instructions.begin()),
                                  first->keyword_text.range,
                                  fmt::format("the file has {} arguments, too many to look for all of them", names)});
    return;
  }
  const auto may_go = [&](const Instruction& instruction) {
    const auto* arg = instruction.as<Arg>();
    const auto index = static_cast<InstructionIndex>(&instruction - instructions.data());
    return arg != nullptr && std::ranges::any_of(arg->entries, [&](const ArgEntry& entry) {
      return may_be_unused(context, index, entry.key.value, first_stage);
    });
  };
  if (std::ranges::none_of(instructions, may_go) || !builds()) return;
  const Scope scope{first_stage, may_run_unknown_triggers(context)};
  for (InstructionIndex index = 0; index < instructions.size(); ++index) {
    if (instructions[index].keyword == Keyword::arg) consider(context, index, scope, proposals);
  }
}

constexpr std::array<std::string_view, 2> after = {"remove_duplicate_values", "remove_overwritten_settings"};

}  // namespace

DRYDOCK_PASS(remove_unused_args){
    .id = "remove_unused_args",
    .summary = "remove build arguments that nothing reads",
    .documentation = documentation,
    .level = Level::identical,
    .on_by_default = true,
    .after = after,
    .run = run,
};
