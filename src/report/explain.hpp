// What a Dockerfile says, in plain words: where each stage comes from, the image config that it leaves and which line
// says so, and what its containers start.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/model_diff.hpp"
#include "analysis/start_command.hpp"
#include "ir/snapshot.hpp"

namespace drydock {

struct ExplainOptions {
  Evidence evidence{};  ///< `targets`: the stages that are explained, with those that they need; none: all
  std::optional<ImageConfig> base_config{};         ///< of every base image that `evidence` says nothing of
  std::vector<std::string> arguments = {"a", "b"};  ///< those of the example `docker run IMAGE a b`
  std::string entrypoint = "x";                     ///< that of the example `docker run --entrypoint x IMAGE`
};

/// How much is known of a base image.
enum class BaseKnowledge : std::uint8_t {
  nothing,
  some,    ///< only what the user vouches for with --assume
  table,   ///< what drydock knows of a well-known image
  config,  ///< all: its config is at hand
};

/// A build argument that FROM names.
struct NamedArgument {
  std::string name;
  std::optional<Offset> line;  ///< of the last ARG before the first FROM that gives it a default; nothing: predefined
};

/// What a stage is built on.
struct StageBase {
  enum class Kind : std::uint8_t { scratch, image, stage };
  Kind kind = Kind::image;
  std::string name;                      ///< with arguments expanded
  std::string platform;                  ///< as --platform has it; "" if it is not given
  std::vector<NamedArgument> arguments;  ///< of image and platform
  BaseKnowledge knowledge = BaseKnowledge::nothing;  ///< of the image at the root, which a stage is built on in the end
};

/// One value of the image config that is known, or that the file sets.
struct Setting {
  ImagePart part = ImagePart::env;
  std::string member{};           ///< of a variable, label, port, volume: its name
  Value<std::string> value;       ///< for people
  Origin origin{};
  std::string remark{};           ///< what else there is to say, for people
};

/// One way to start a container.
struct Start {
  enum class How : std::uint8_t { plain, arguments, entrypoint };
  How how = How::plain;
  StartArguments with{};
  StartCommand command{};
  SignalReceiver signals = SignalReceiver::unknown;
  std::string note{};  ///< what becomes of ENTRYPOINT and CMD
};

struct StageExplanation {
  StageIndex index = 0;
  Offset line = 0;      ///< of its FROM
  Offset last_line = 0;
  bool target = false;  ///< what a build makes: the last stage, or one that was asked for
  StageBase base{};
  std::vector<StageIndex> used_by{};
  std::vector<Setting> settings{};
  std::vector<ImagePart> inherited{};  ///< what an unknown base image may set, and the file does not replace
  std::vector<Start> starts{};
  std::optional<StartCommand> health{};
};

/// What is known of one file. Empty if BuildKit does not take it.
struct Explanation {
  ImageModel model;
  std::vector<StageExplanation> stages;
};

/// Explains what a build without build arguments makes, for linux/amd64. Fails if there is no stage of the name of a
/// target. `snapshot` must be what rendering gets.
[[nodiscard]] Result<Explanation> explain(const Snapshot& snapshot, const ExplainOptions& options);

/// For people: a section for each stage.
[[nodiscard]] std::string render(const Explanation& explanation, const Snapshot& snapshot, bool color);

/// Version of the JSON; grows when a key changes its meaning or goes.
inline constexpr int explain_json_version = 1;

/// The same as one line of JSON without a line end:
///
/// | key | value |
/// |---|---|
/// | `format`, `version`, `path` | "drydock-explain", 1, the path as given |
/// | `accepted` | whether BuildKit takes the file; if not, `stages` is empty |
/// | `template` | only if the file is a template of a Dockerfile: its language |
/// | `stages` | one object for each stage that is explained, in the order of the file |
///
/// | key of a stage | value |
/// |---|---|
/// | `index`, `name` | from 0, counting all stages; in lower case or "" |
/// | `line`, `last_line` | from its FROM to its last line, from 1 |
/// | `target`, `used_by` | whether it is built for itself; the indexes of the stages that are built on it or copy from it |
/// | `base` | `kind`: "scratch", "image" or "stage"; `name`; `platform` if given; `arguments`: `name`, `line` of its ARG or null; `known`: "nothing", "assumptions", "table" or "config", of the image that it is built on in the end |
/// | `error` | why BuildKit does not build the stage; the keys below are then missing |
/// | `author`, `config`, `unknown` | as `drydock print --as=model` gives them |
/// | `origins` | where values come from: `key` and `member` as in `unknown`, `line`, `trigger`: true if an ONBUILD of that line sets it; `line` is null for a trigger of the base image |
/// | `starts` | three objects: `docker run IMAGE`, with arguments, with --entrypoint |
/// | `health` | what HEALTHCHECK runs, if there is a check: the keys of a start from `process` to `shell` |
///
/// | key of a start | value |
/// |---|---|
/// | `how` | "plain", "arguments" or "entrypoint" |
/// | `arguments`, `entrypoint` | what follows IMAGE, what follows --entrypoint |
/// | `process` | the first process and its arguments, a list of words; empty if nothing is started; null if not known |
/// | `program` | the program that ends up running and its arguments, likewise |
/// | `reason` | only if one of them is null: why |
/// | `started_by` | "container", "shell" or "base_script"; what stands between the container and the program |
/// | `shell` | only if a shell is started to run a text: `words` before the text, and `text` |
/// | `signals_to` | "unknown", "nobody", "program", "shell", "shell_or_program", "shell_until_exec", "base_script" |
/// | `note` | what becomes of ENTRYPOINT and CMD, for people; "" in a comparison |
///
/// A string that is not valid UTF-8 is written as {"hex": "…"}.
[[nodiscard]] std::string explain_json(const Explanation& explanation, const Snapshot& snapshot);

/// Words as a shell would take them, for people: those with blanks and the like in double quotes.
[[nodiscard]] std::string display_command(const std::vector<std::string>& words);

/// How the receiver of signals is called in JSON.
[[nodiscard]] std::string_view name_of(SignalReceiver receiver) noexcept;

}  // namespace drydock
