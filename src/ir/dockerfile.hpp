// The typed reading of a Dockerfile: instructions with every value as BuildKit reads it and the range it came from.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/spare_memory.hpp"
#include "syntax/tree.hpp"

namespace drydock {

enum class Keyword : std::uint8_t {
  unknown, add, arg, cmd, copy, entrypoint, env, expose, from, healthcheck, label, maintainer, onbuild, run, shell,
  stopsignal, user, volume, workdir,
};
/// The keyword in lower case; "" for unknown.
[[nodiscard]] std::string_view to_string(Keyword keyword) noexcept;
/// In upper case, as people write it; "" for unknown.
[[nodiscard]] std::string_view display_name(Keyword keyword) noexcept;

/// A value and the bytes of the source that it was read from; the two differ where quotes, escapes or continuations
/// stand in between. Views live as long as the snapshot.
struct Text {
  std::string_view value;
  TextRange range;
};

/// An instruction's text with its continuations, comments and blank lines left out, which is what BuildKit reads.
class JoinedLine {
 public:
  struct Piece {
    Offset joined;  ///< where the piece begins in the joined text
    Offset source;  ///< and in the source
  };
  JoinedLine() = default;
  JoinedLine(std::string_view text, std::span<const Piece> pieces) : text_(text), pieces_(pieces) {}

  [[nodiscard]] std::string_view text() const noexcept { return text_; }
  /// The bytes of the source from the first to the last byte of a part of the joined text. Logarithmic.
  [[nodiscard]] TextRange to_source(TextRange joined) const {
    if (pieces_.size() != 1) return to_source_of_pieces(joined);
    return {pieces_.front().source + joined.begin, pieces_.front().source + joined.end};
  }
  [[nodiscard]] bool is_one_piece() const noexcept { return pieces_.size() <= 1; }

 private:
  [[nodiscard]] TextRange to_source_of_pieces(TextRange joined) const;

  std::string_view text_;
  std::span<const Piece> pieces_;
};

/// A builder flag such as --from=build.
struct Flag {
  Text text;                              ///< all of it, quotes and escapes resolved
  std::string_view name;                  ///< between "--" and "="
  std::optional<std::string_view> value;  ///< after "="
};

struct Heredoc {
  std::string_view name;
  unsigned long long descriptor = 0;
  bool expand = false;
  bool chomp = false;
  TextRange content;     ///< whole lines, without the terminator
  TextRange terminator;  ///< the terminating line, without its line end
};

/// What RUN, CMD, ENTRYPOINT, HEALTHCHECK CMD and SHELL say is run.
struct Command {
  enum class Form : std::uint8_t { shell, exec };
  Form form = Form::shell;
  std::span<const Text> arguments;  ///< exec form: the array; shell form: nothing, or one text for the shell
  TextRange range;                  ///< the whole command in the source

  [[nodiscard]] bool is_shell_form() const noexcept { return form == Form::shell; }
  /// The text that the shell gets. Precondition: shell form.
  [[nodiscard]] std::string_view shell_text() const {
    return arguments.empty() ? std::string_view() : arguments.front().value;
  }
};

struct KeyValue {
  Text key;
  Text value;
  bool has_delimiter = true;  ///< false: the legacy form `ENV key value`
};

struct Add {
  std::span<const Text> sources;  ///< without heredocs
  std::span<const Heredoc* const> contents;
  Text destination;
};
struct Copy {
  std::span<const Text> sources;
  std::span<const Heredoc* const> contents;
  Text destination;
};
struct ArgEntry {
  Text key;
  std::optional<Text> value;
};
struct Arg { std::span<const ArgEntry> entries; };
struct Cmd { Command command; };
struct Entrypoint { Command command; };
struct Env { std::span<const KeyValue> pairs; };
struct Expose { std::span<const Text> ports; };  ///< in the order of the file
struct From {
  Text image;
  std::optional<Text> name;      ///< as written; BuildKit takes it in lower case
  TextRange as_keyword;          ///< "AS", if there is a name
  std::optional<Text> platform;
};
/// How often a health check runs. Durations are in nanoseconds; 0 everywhere means not given.
struct HealthcheckTiming {
  long long interval = 0;
  long long timeout = 0;
  long long start_period = 0;
  long long start_interval = 0;
  long long retries = 0;
  friend bool operator==(const HealthcheckTiming&, const HealthcheckTiming&) = default;
};
struct Healthcheck : HealthcheckTiming {
  bool none = false;
  Command command;
};
struct Label { std::span<const KeyValue> pairs; };
struct Maintainer { Text name; };
struct Device {
  std::string_view name;
  bool required = false;
};
struct Run {
  Command command;
  std::string_view network = "default";
  std::string_view security = "sandbox";
  std::span<const Device> devices;
};
struct Shell { std::span<const Text> words; };
struct StopSignal { Text signal; };
struct User { Text user; };
struct Volume { std::span<const Text> paths; };
struct Workdir { Text path; };
struct Instruction;
struct Onbuild {
  const Instruction* trigger = nullptr;  ///< read as far as BuildKit's parser reads it: its operation is Unread
  std::string_view expression;           ///< what the image config stores
};
/// An instruction that BuildKit refuses, or a trigger, whose operation only matters in a child.
struct Unread {};

using Operation = std::variant<Unread, Add, Arg, Cmd, Copy, Entrypoint, Env, Expose, From, Healthcheck, Label,
                               Maintainer, Onbuild, Run, Shell, StopSignal, User, Volume, Workdir>;

using InstructionIndex = std::uint32_t;

struct Instruction {
  Keyword keyword = Keyword::unknown;
  bool in_upper_case = false;   ///< the keyword is written as display_name() has it
  NodeIndex node = 0;
  TextRange range;              ///< all bytes, from the indentation to the last line end, heredocs included
  Text keyword_text;            ///< as written
  JoinedLine line;
  std::span<const Flag> flags;
  TextRange flags_range;        ///< from the first flag to the arguments; not empty if there is only "--"
  Text arguments;               ///< joined text after the flags
  bool json = false;            ///< the arguments are a JSON array of strings
  std::span<const Text> values; ///< the arguments as BuildKit's parser splits them (for ENV: key, value, "=" or "")
  std::span<const Heredoc> heredocs;
  /// Not empty: versions of BuildKit read this instruction differently, for this reason. No pass touches it.
  std::string_view ambiguity;
  Operation operation;

  template <typename T>
  [[nodiscard]] const T* as() const noexcept { return std::get_if<T>(&operation); }
  [[nodiscard]] const Flag* flag(std::string_view name) const noexcept;
};

/// The place in a file that says that it is a template.
struct TemplateMark {
  TextRange range;
  std::string_view language;  ///< "Jinja", "ERB", "m4", or how the mark looks
  bool may_be_a_slip = false;  ///< the file may also be a Dockerfile that BuildKit refuses to build
};

struct Dockerfile {
  SpareList<Instruction> instructions;
  std::vector<Diagnostic> diagnostics;  ///< of the tree and of the lowering, by place
  char escape = '\\';
  /// Set: what the file means is only known once it is rendered. No pass touches it, even if BuildKit takes it as it
  /// is.
  std::optional<TemplateMark> template_mark;

  /// Whether BuildKit takes the file.
  [[nodiscard]] bool accepted() const noexcept;
};

/// Reads the tree's instructions. Values that need memory of their own live in the tree's arena. Linear.
[[nodiscard]] Dockerfile lower(const Source& source, Tree& tree);

/// The instructions as text, for people and golden files.
[[nodiscard]] std::string dump(const Dockerfile& dockerfile, const Source& source);

}  // namespace drydock
