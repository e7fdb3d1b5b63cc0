// All that the image model reads of a Dockerfile: what its instructions say, without where and how it is written.
//
// The model is computed from these types and never sees an instruction of the IR. So two files with equal inputs have
// equal models, and what the model comes to read has to come through here, into the comparison too: each type compares
// all of its members.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "base/arena.hpp"
#include "ir/snapshot.hpp"

namespace drydock::said {

/// Items in the arena of the input that they belong to; equal if they are.
template <typename T>
struct List : std::span<const T> {
  using std::span<const T>::span;
  friend bool operator==(const List& left, const List& right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end());
  }
};

struct Word {
  std::string_view value;
  friend bool operator==(const Word&, const Word&) = default;
};
struct Flag {
  std::string_view name;
  std::optional<std::string_view> value;
  friend bool operator==(const Flag&, const Flag&) = default;
};
struct Heredoc {
  std::string_view name;
  unsigned long long descriptor = 0;
  bool expand = false;
  bool chomp = false;
  std::string_view content;
  friend bool operator==(const Heredoc&, const Heredoc&) = default;
};
struct Command {
  bool shell_form = true;
  List<Word> arguments;
  [[nodiscard]] bool is_shell_form() const noexcept { return shell_form; }
  [[nodiscard]] std::string_view shell_text() const {
    return arguments.empty() ? std::string_view() : arguments.front().value;
  }
  friend bool operator==(const Command&, const Command&) = default;
};
/// A text that is expanded. What it stands for whatever the variables hold counts, not how it is quoted.
struct Expandable {
  std::string_view value;
  bool literal = false;  ///< the value is what the text stands for; else it is the text, yet to be expanded
  friend bool operator==(const Expandable&, const Expandable&) = default;
};
struct KeyValue {
  Expandable key;
  Expandable value;
  friend bool operator==(const KeyValue&, const KeyValue&) = default;
};
struct ArgEntry {
  Word key;
  std::optional<Word> value;
  friend bool operator==(const ArgEntry&, const ArgEntry&) = default;
};

/// ADD and COPY.
struct Copying {
  List<Word> sources;
  List<Heredoc> contents;
  Word destination;
  friend bool operator==(const Copying&, const Copying&) = default;
};
struct Arg {
  List<ArgEntry> entries;
  friend bool operator==(const Arg&, const Arg&) = default;
};
struct Cmd {
  Command command;
  friend bool operator==(const Cmd&, const Cmd&) = default;
};
struct Entrypoint {
  Command command;
  friend bool operator==(const Entrypoint&, const Entrypoint&) = default;
};
struct Env {
  List<KeyValue> pairs;
  friend bool operator==(const Env&, const Env&) = default;
};
struct Expose {
  List<Word> ports;
  friend bool operator==(const Expose&, const Expose&) = default;
};
struct From {
  Word image;
  std::optional<Word> name;
  std::optional<Word> platform;
  friend bool operator==(const From&, const From&) = default;
};
struct Healthcheck : HealthcheckTiming {
  bool none = false;
  Command command;
  friend bool operator==(const Healthcheck&, const Healthcheck&) = default;
};
struct Label {
  List<KeyValue> pairs;
  friend bool operator==(const Label&, const Label&) = default;
};
struct Maintainer {
  Word name;
  friend bool operator==(const Maintainer&, const Maintainer&) = default;
};
struct Onbuild {
  std::string_view expression;
  friend bool operator==(const Onbuild&, const Onbuild&) = default;
};
struct Run {
  Command command;
  List<Heredoc> heredocs;
  std::string_view text;  ///< all that follows the keyword: what it names it may read
  friend bool operator==(const Run&, const Run&) = default;
};
struct Shell {
  List<Word> words;
  friend bool operator==(const Shell&, const Shell&) = default;
};
struct StopSignal {
  Word signal;
  friend bool operator==(const StopSignal&, const StopSignal&) = default;
};
struct User {
  Word user;
  friend bool operator==(const User&, const User&) = default;
};
struct Volume {
  List<Word> paths;
  friend bool operator==(const Volume&, const Volume&) = default;
};
struct Workdir {
  Word path;
  friend bool operator==(const Workdir&, const Workdir&) = default;
};
struct Unread {
  friend bool operator==(const Unread&, const Unread&) = default;
};

using Operation = std::variant<Unread, Copying, Arg, Cmd, Entrypoint, Env, Expose, From, Healthcheck, Label, Maintainer,
                               Onbuild, Run, Shell, StopSignal, User, Volume, Workdir>;

struct Instruction {
  Keyword keyword = Keyword::unknown;
  List<Flag> flags;  ///< of ADD, COPY and RUN
  Operation operation;

  template <typename T>
  [[nodiscard]] const T* as() const noexcept { return std::get_if<T>(&operation); }
  friend bool operator==(const Instruction&, const Instruction&) = default;
};

/// The whole input. Views live as long as the snapshot.
struct Dockerfile {
  char escape = '\\';
  std::vector<Instruction> instructions;
  std::size_t size = 0;  ///< of the text; it bounds the work on the model, and says nothing of the images
  Arena arena;           ///< holds the lists
};

/// Reads an input for instructions that are expanded with an escape character, which need not be the one of the text.
/// Linear.
[[nodiscard]] Dockerfile read(const Snapshot& snapshot, char escape);
[[nodiscard]] inline Dockerfile read(const Snapshot& snapshot) { return read(snapshot, snapshot.dockerfile.escape); }

/// Whether the inputs of two snapshots are equal. Reads only those instructions that are not written alike.
[[nodiscard]] bool are_equal(const Snapshot& left, const Snapshot& right);

}  // namespace drydock::said
