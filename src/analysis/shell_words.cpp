// The one file that instantiates the shell grammar, and what it knows about builtins and reserved words.
#include "analysis/shell_words.hpp"

#include <algorithm>
#include <array>

#include "../../grammar/shell.hpp"

namespace drydock {
namespace {

namespace rules = grammar::shell;
namespace pegtl = tao::pegtl;

struct Word {
  std::string value;
  TextRange range;
  bool plain_equals = false;  // an unquoted "="
};

struct Reader {
  const char* begin = nullptr;
  std::vector<Word> words;
  std::string value;
  bool plain_equals = false;
  ShellNeed need = ShellNeed::none;
  TextRange where;

  template <typename Input>
  [[nodiscard]] TextRange range(const Input& in) const {
    return {to_offset(static_cast<std::size_t>(in.begin() - begin)), to_offset(static_cast<std::size_t>(in.end() - begin))};
  }
  void obstacle(ShellNeed found, TextRange at) {
    if (need != ShellNeed::none) return;
    need = found;
    where = at;
  }
};

template <typename Rule>
struct action : pegtl::nothing<Rule> {};

struct add_bytes {
  template <typename Input>
  static void apply(const Input& in, Reader& reader) {
    reader.value += std::string_view(in.begin(), in.size());
  }
};
template <ShellNeed Need>
struct add_obstacle {
  template <typename Input>
  static void apply(const Input& in, Reader& reader) {
    reader.obstacle(Need, reader.range(in));
  }
};

template <>
struct action<rules::literal> : add_bytes {};
template <>
struct action<rules::single_quoted_text> : add_bytes {};
template <>
struct action<rules::double_quoted_text> : add_bytes {};
template <>
struct action<rules::double_quoted_escaped> : add_bytes {};
template <>
struct action<rules::double_quoted_backslash> : add_bytes {};
template <>
struct action<rules::escaped_character> : add_bytes {};
template <>
struct action<rules::tilde_prefix> {
  template <typename Input>
  static void apply(const Input& in, Reader& reader) {
    reader.value += *in.begin();
    if (*in.begin() == '=') reader.plain_equals = true;
  }
};
template <>
struct action<rules::word> {
  template <typename Input>
  static void apply(const Input& in, Reader& reader) {
    reader.words.push_back({std::move(reader.value), reader.range(in), reader.plain_equals});
    reader.value.clear();
    reader.plain_equals = false;
  }
};
template <>
struct action<rules::operator_character> {
  template <typename Input>
  static void apply(const Input& in, Reader& reader) {
    const char byte = *in.begin();
    const ShellNeed need = byte == '<' || byte == '>'   ? ShellNeed::redirection
                           : byte == '(' || byte == ')' ? ShellNeed::grouping
                                                        : ShellNeed::list_or_pipeline;
    reader.obstacle(need, reader.range(in));
  }
};
template <>
struct action<rules::dollar> : add_obstacle<ShellNeed::expansion> {};
template <>
struct action<rules::backquote> : add_obstacle<ShellNeed::command_substitution> {};
template <>
struct action<rules::glob> : add_obstacle<ShellNeed::glob> {};
template <>
struct action<rules::brace> : add_obstacle<ShellNeed::brace> {};
template <>
struct action<rules::comment> : add_obstacle<ShellNeed::comment> {};
template <>
struct action<rules::tilde> : add_obstacle<ShellNeed::tilde> {};
template <>
struct action<rules::odd_character> : add_obstacle<ShellNeed::odd_character> {};
template <>
struct action<rules::unclosed_single_quote> : add_obstacle<ShellNeed::unclosed_quote> {};
template <>
struct action<rules::unclosed_double_quote> : add_obstacle<ShellNeed::unclosed_quote> {};
template <>
struct action<rules::trailing_backslash> : add_obstacle<ShellNeed::trailing_backslash> {};

/// POSIX XCU 2.4, and what bash and busybox add.
constexpr std::array<std::string_view, 21> reserved_words = {
    "!",   "[[",       "]]", "case", "coproc",    "do",     "done", "elif", "else",  "esac", "fi",
    "for", "function", "if", "in",   "namespace", "select", "then", "time", "until", "while"};

/// Builtins of dash, bash and busybox sh, the special ones (POSIX XCU 2.14) among them. A builtin may do something that
/// no program of that name can do, or do it differently.
constexpr std::array<std::string_view, 63> builtins = {
    ".", ":", "[", "alias", "bg", "bind", "break", "builtin", "caller", "cd", "chdir", "command", "compgen",
    "complete", "compopt", "continue", "declare", "dirs", "disown", "echo", "enable", "eval", "exec", "exit",
    "export", "false", "fc", "fg", "getopts", "hash", "help", "history", "jobs", "kill", "let", "local", "logout",
    "mapfile", "newgrp", "popd", "printf", "pushd", "pwd", "read", "readarray", "readonly", "return", "set", "shift",
    "shopt", "source", "suspend", "test", "times", "trap", "true", "type", "typeset", "ulimit", "umask", "unalias",
    "unset", "wait"};

}  // namespace

std::string_view describe(ShellNeed need) noexcept {
  switch (need) {
    case ShellNeed::none: return "";
    case ShellNeed::empty: return "there is no command";
    case ShellNeed::list_or_pipeline: return "a shell has to run more than one command here";
    case ShellNeed::redirection: return "a shell has to redirect input or output here";
    case ShellNeed::grouping: return "a shell has to read these parentheses";
    case ShellNeed::expansion: return "the shell expands this when the container starts";
    case ShellNeed::command_substitution: return "the shell runs this command and puts its output here";
    case ShellNeed::glob: return "the shell replaces this pattern with the names of files";
    case ShellNeed::tilde: return "the shell replaces this tilde with a home folder";
    case ShellNeed::brace: return "some shells expand these braces";
    case ShellNeed::comment: return "the shell takes the rest for a comment";
    case ShellNeed::assignment: return "the shell sets a variable here";
    case ShellNeed::builtin: return "this is a command of the shell itself";
    case ShellNeed::reserved_word: return "this is a reserved word of the shell";
    case ShellNeed::job_control: return "the shell may take this for the name of a job";
    case ShellNeed::option_as_program: return "the program's name begins with a dash or a plus sign, which the shell may take for an option";
    case ShellNeed::unclosed_quote: return "a quote is not closed, so the shell refuses the command";
    case ShellNeed::trailing_backslash: return "the command ends in a backslash, on which shells do not agree";
    case ShellNeed::odd_character: return "shells do not agree on this character";
    case ShellNeed::broken_array: return "this looks like a JSON array but is none, so a shell gets it as it stands";
  }
  return "";
}

ShellReading read_shell_command(std::string_view text) {
  Reader reader;
  reader.begin = text.data();
  pegtl::memory_input<pegtl::tracking_mode::lazy, pegtl::eol::lf, const char*> input(text.data(), text.data() + text.size(), "");
  pegtl::parse<rules::command, action>(input, reader);

  const auto needs = [](ShellNeed need, TextRange where) { return ShellReading{std::nullopt, need, where}; };
  // `[` alone is the builtin; before anything else it looks like an array.
  if (text.starts_with('[') && !text.starts_with("[ -")) return needs(ShellNeed::broken_array, {0, to_offset(text.size())});
  // What the first words mean is the better reason than what stands further on, and both are needed for a command.
  std::size_t first = 0;
  const bool had_exec = !reader.words.empty() && reader.words[0].range.of(text) == "exec";
  if (had_exec) first = 1;
  if (first < reader.words.size()) {
    const Word& program = reader.words[first];
    if (program.plain_equals || program.value.find('=') != std::string::npos) return needs(ShellNeed::assignment, program.range);
    if (std::ranges::find(reserved_words, program.value) != reserved_words.end()) return needs(ShellNeed::reserved_word, program.range);
    // After exec even a name that is also a builtin names a program.
    const bool is_builtin = std::ranges::find(builtins, program.value) != builtins.end();
    if (is_builtin && !had_exec) return needs(ShellNeed::builtin, program.range);
    if (reader.need == ShellNeed::none) {
      if (program.value.starts_with('%')) return needs(ShellNeed::job_control, program.range);
      if (program.value.starts_with('-') || program.value.starts_with('+')) return needs(ShellNeed::option_as_program, program.range);
      if (program.value.empty()) return needs(ShellNeed::empty, program.range);
    }
  }
  if (reader.need != ShellNeed::none) return needs(reader.need, reader.where);
  if (first >= reader.words.size()) return needs(ShellNeed::empty, {0, to_offset(text.size())});

  LiteralCommand command;
  command.had_exec = had_exec;
  for (std::size_t i = first; i < reader.words.size(); ++i) command.words.push_back(std::move(reader.words[i].value));
  return {std::move(command), ShellNeed::none, {}};
}

}  // namespace drydock
