// The one file that instantiates the shell grammar, and what it knows about builtins and reserved words.
#include "analysis/shell_words.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "../../grammar/shell.hpp"
#include "analysis/shell_programs.hpp"
#include "base/text.hpp"
#include "base/unicode.hpp"

namespace drydock {
namespace {

namespace rules = grammar::shell;
namespace pegtl = tao::pegtl;

// --- tokens ---------------------------------------------------------------------------------------------------------

enum class TokenKind : unsigned char { word, redirection, control, parenthesis };

struct Token {
  TokenKind kind = TokenKind::word;
  TextRange range;
  // The rest is for words.
  std::string value;                       // what it stands for, if there is no reason
  ShellReason reason;                      // the first of the word
  std::optional<Offset> equals;            // the first unquoted "="
  std::optional<TextRange> brace;          // the first unquoted brace, expanded or not
  std::optional<TextRange> bracket;        // the first unquoted "["
  bool slash_first = false;                // a "/" stands before the first reason; brace and bracket do not count

  [[nodiscard]] bool is_literal() const noexcept { return kind == TokenKind::word && reason.need == ShellNeed::none; }
};

/// Whether bash expands the braces of a word. Each character is seen once, in order.
struct BraceWatch {
  bool open = false;       // an unquoted "{" was seen
  bool separated = false;  // then an unquoted "," or "..", quoted or not
  bool closed = false;     // then an unquoted "}"
  bool after_dot = false;

  void plain(std::string_view bytes) {
    for (const char byte : bytes) {
      if (byte == '{') open = true;
      if (byte == ',' && open) separated = true;
      if (byte == '}' && separated) closed = true;
      dot(byte);
    }
  }
  void quoted(std::string_view bytes) {
    for (const char byte : bytes) dot(byte);
  }

 private:
  void dot(char byte) {
    if (byte == '.' && after_dot && open) separated = true;
    after_dot = byte == '.';
  }
};

struct Reader : rules::ShellState {
  const char* begin = nullptr;
  std::vector<Token> tokens;
  std::vector<ShellReason> reasons;
  std::optional<ShellReason> unclear;  // where the reading stopped
  Token word;                          // the one that is being read
  BraceWatch braces;
  bool seen_bracket_end = false;       // a "]" after the bracket, quoted or not
  bool seen_reason = false;            // in the word

  template <typename Input>
  [[nodiscard]] TextRange range(const Input& in) const {
    const auto offset = [&](const char* at) { return to_offset(static_cast<std::size_t>(at - begin)); };
    return {offset(in.begin()), offset(in.end())};
  }
  void add_reason(ShellNeed need, TextRange where) {
    if (!unclear) reasons.push_back({need, where});
    seen_reason = true;
  }
  void add_bytes(std::string_view bytes) {
    word.value += bytes;
    if (word.bracket && bytes.find(']') != std::string_view::npos) seen_bracket_end = true;
    if (!seen_reason && bytes.find('/') != std::string_view::npos) word.slash_first = true;
  }
  void add_quoted(std::string_view bytes) {
    add_bytes(bytes);
    braces.quoted(bytes);
  }
  void add_plain(std::string_view bytes) {
    add_bytes(bytes);
    braces.plain(bytes);
  }
  void begin_word() {
    word = Token();
    braces = BraceWatch();
    seen_bracket_end = false;
    seen_reason = false;
  }
};

template <typename Rule>
struct action : pegtl::nothing<Rule> {};

template <typename Input>
std::string_view bytes_of(const Input& in) {
  return {in.begin(), in.size()};
}

struct add_plain {
  template <typename Input>
  static void apply(const Input& in, Reader& reader) {
    reader.add_plain(bytes_of(in));
  }
};
struct add_quoted {
  template <typename Input>
  static void apply(const Input& in, Reader& reader) {
    reader.add_quoted(bytes_of(in));
  }
};
template <ShellNeed Need>
struct add_reason {
  template <typename Input>
  static void apply(const Input& in, Reader& reader) {
    reader.add_reason(Need, reader.range(in));
  }
};
/// The text is not read any further.
template <ShellNeed Need>
struct stop {
  template <typename Input>
  static void apply(const Input& in, Reader& reader) {
    TextRange where = reader.range(in);
    where.end = where.begin + 1;
    reader.add_reason(Need, where);
    if (!reader.unclear) reader.unclear = {ShellNeed::unclear_expansion, where};
  }
};

template <>
struct action<rules::literal> : add_plain {};
template <>
struct action<rules::lone_dollar> : add_plain {};
template <>
struct action<rules::single_quoted_text> : add_quoted {};
template <>
struct action<rules::double_quoted_text> : add_quoted {};
template <>
struct action<rules::double_quoted_escaped> : add_quoted {};
template <>
struct action<rules::double_quoted_backslash> : add_quoted {};
template <>
struct action<rules::quoted_lone_dollar> : add_quoted {};
template <>
struct action<rules::escaped_character> : add_quoted {};
template <>
struct action<rules::tilde_prefix> {
  template <typename Input>
  static void apply(const Input& in, Reader& reader) {
    if (*in.begin() == '=' && !reader.word.equals) reader.word.equals = reader.range(in).begin;
    reader.add_plain(bytes_of(in));
  }
};
template <>
struct action<rules::brace> {
  template <typename Input>
  static void apply(const Input& in, Reader& reader) {
    if (!reader.word.brace) reader.word.brace = reader.range(in);
    reader.add_plain(bytes_of(in));
  }
};
template <>
struct action<rules::bracket> {
  template <typename Input>
  static void apply(const Input& in, Reader& reader) {
    if (!reader.word.bracket) reader.word.bracket = reader.range(in);
    reader.add_plain(bytes_of(in));
  }
};
template <>
struct action<rules::glob> : add_reason<ShellNeed::glob> {};
template <>
struct action<rules::tilde> : add_reason<ShellNeed::tilde> {};
template <>
struct action<rules::dollar_quote> : add_reason<ShellNeed::dollar_quote> {};
template <>
struct action<rules::arithmetic> : add_reason<ShellNeed::arithmetic> {};
template <>
struct action<rules::substitution> : add_reason<ShellNeed::command_substitution> {};
template <>
struct action<rules::variable> : add_reason<ShellNeed::expansion> {};
template <>
struct action<rules::unclear_substitution> : stop<ShellNeed::command_substitution> {};
template <>
struct action<rules::unclear_parameter> : stop<ShellNeed::expansion> {};
template <>
struct action<rules::odd_character> : add_reason<ShellNeed::odd_character> {};
template <>
struct action<rules::unclosed_single_quote> : add_reason<ShellNeed::unclosed_quote> {};
template <>
struct action<rules::unclosed_double_quote> : add_reason<ShellNeed::unclosed_quote> {};
template <>
struct action<rules::trailing_backslash> : add_reason<ShellNeed::trailing_backslash> {};
template <>
struct action<rules::comment> : add_reason<ShellNeed::comment> {};

template <>
struct action<rules::word> {
  template <typename Input>
  static void apply(const Input& in, Reader& reader) {
    Token& word = reader.word;
    word.range = reader.range(in);
    // Whether these are patterns shows only at the end of the word; the reasons stay in order.
    std::size_t first = reader.reasons.size();
    while (first > 0 && reader.reasons[first - 1].where.begin >= word.range.begin) --first;
    const auto insert = [&](ShellNeed need, TextRange where) {
      const auto begin = reader.reasons.begin() + static_cast<std::ptrdiff_t>(first);
      const auto is_behind = [&](const ShellReason& other) { return other.where.begin > where.begin; };
      reader.reasons.insert(std::find_if(begin, reader.reasons.end(), is_behind), {need, where});
    };
    if (word.bracket && reader.seen_bracket_end) insert(ShellNeed::glob, *word.bracket);
    if (word.brace && reader.braces.closed) insert(ShellNeed::brace, *word.brace);
    if (first < reader.reasons.size()) word.reason = reader.reasons[first];
    reader.tokens.push_back(std::move(word));
    reader.begin_word();
  }
};

template <TokenKind Kind>
struct add_operator {
  template <typename Input>
  static void apply(const Input& in, Reader& reader) {
    const TextRange range = reader.range(in);
    const ShellNeed need = Kind == TokenKind::redirection   ? ShellNeed::redirection
                           : Kind == TokenKind::parenthesis ? ShellNeed::grouping
                                                            : ShellNeed::list_or_pipeline;
    reader.add_reason(need, range);
    Token token;
    token.kind = Kind;
    token.range = range;
    reader.tokens.push_back(std::move(token));
    reader.begin_word();
  }
};
template <>
struct action<rules::control_operator> : add_operator<TokenKind::control> {};
template <>
struct action<rules::parenthesis> : add_operator<TokenKind::parenthesis> {};
template <>
struct action<rules::redirection_operator> : add_operator<TokenKind::redirection> {};
template <>
struct action<rules::here_document> {
  template <typename Input>
  static void apply(const Input& in, Reader& reader) {
    TextRange where = reader.range(in);
    where.end = where.begin + 2;
    reader.add_reason(ShellNeed::redirection, where);
    if (!reader.unclear) reader.unclear = {ShellNeed::redirection, where};
  }
};

Reader read(std::string_view text) {
  Reader reader;
  reader.begin = text.data();
  using Input = pegtl::memory_input<pegtl::tracking_mode::lazy, pegtl::eol::lf, const char*>;
  Input input(text.data(), text.data() + text.size(), "");
  pegtl::parse<rules::command, action>(input, reader);
  return reader;
}

// --- names ----------------------------------------------------------------------------------------------------------

template <std::size_t Size>
bool contains(const std::array<std::string_view, Size>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

/// POSIX XCU 2.4, and what bash and busybox add.
constexpr std::array<std::string_view, 23> reserved_words = {
    "!", "[[", "]]", "{", "}", "case", "coproc", "do", "done", "elif", "else", "esac", "fi", "for", "function", "if",
    "in", "namespace", "select", "then", "time", "until", "while"};

constexpr std::array<std::string_view, 15> special_builtins = {
    ".", ":", "break", "continue", "eval", "exec", "exit", "export", "readonly", "return", "set", "shift", "times",
    "trap", "unset"};

/// Builtins of dash, bash and busybox sh. A builtin may do something that no program of that name can do, or do it
/// differently.
constexpr std::array<std::string_view, 42> other_builtins = {
    "alias", "bg", "bind", "builtin", "caller", "cd", "chdir", "command", "compgen", "complete", "compopt", "declare",
    "dirs", "disown", "enable", "fc", "fg", "getopts", "hash", "help", "history", "jobs", "kill", "let", "local",
    "logout", "mapfile", "newgrp", "popd", "pushd", "pwd", "read", "readarray", "shopt", "source", "suspend", "type",
    "typeset", "ulimit", "umask", "unalias", "wait"};

constexpr std::array<std::string_view, 6> builtins_with_programs = {"[", "echo", "false", "printf", "test", "true"};

/// Builtins before the last command that leave alone how the last command is read and what is done when it ends. "set",
/// "command" and those that run code are looked at more closely.
constexpr std::array<std::string_view, 31> harmless_builtins = {
    ":", "[", "break", "cd", "chdir", "continue", "dirs", "echo", "exec", "exit", "export", "false", "getopts",
    "kill", "popd", "printf", "pushd", "pwd", "read", "readonly", "return", "shift", "test", "times", "true", "type",
    "ulimit", "umask", "unset", "wait", "let"};

/// Parameters of bash that show the command as it is written.
constexpr std::array<std::string_view, 3> own_text_names = {"BASH_COMMAND", "BASH_EXECUTION_STRING", "BASH_ARGV"};

// --- builtins and programs ------------------------------------------------------------------------------------------

bool all_of(std::span<const std::string> words, bool (*holds)(std::string_view)) {
  return std::ranges::all_of(words, [&](const std::string& word) { return holds(word); });
}

bool begins_with_dash(std::string_view word) { return word.starts_with('-'); }
bool has_no_backslash(std::string_view word) { return word.find('\\') == std::string_view::npos; }

/// A decimal number that fits into 32 bits everywhere, without a sign or leading zeros.
bool is_plain_number(std::string_view word) {
  constexpr std::size_t max_digits = 9;
  if (word.empty() || word.size() > max_digits || (word.size() > 1 && word[0] == '0')) return false;
  return std::ranges::all_of(word, [](char byte) { return byte >= '0' && byte <= '9'; });
}
bool is_plain_signed_number(std::string_view word) {
  if (word.starts_with('-')) return word != "-0" && is_plain_number(word.substr(1));
  return is_plain_number(word);
}

/// Options, and what each takes for an escape, differ from echo to echo.
bool echo_agrees(std::span<const std::string> arguments) {
  return all_of(arguments, has_no_backslash) && (arguments.empty() || !begins_with_dash(arguments.front()));
}

/// A format of plain text, "%%", "%s", "%d" and the escapes \\ \n \r \t. Each argument meets a conversion, and each
/// "%d" an argument: busybox exits with 1 where it has to make up a number.
bool printf_agrees(std::span<const std::string> arguments) {
  if (arguments.empty() || begins_with_dash(arguments.front())) return false;
  const std::string_view format = arguments.front();
  std::string conversions;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '\\' && format[i] != '%') continue;
    const char kind = i + 1 < format.size() ? format[i + 1] : '\0';
    const std::string_view known = format[i] == '\\' ? "\\nrt" : "%sd";
    if (known.find(kind) == std::string_view::npos) return false;
    if (format[i] == '%' && kind != '%') conversions += kind;
    ++i;
  }
  const std::span<const std::string> values = arguments.subspan(1);
  if (conversions.empty()) return values.empty();
  const std::size_t in_last_round = values.empty() ? 0 : (values.size() - 1) % conversions.size() + 1;
  if (conversions.find('d', in_last_round) != std::string::npos) return false;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (conversions[i % conversions.size()] == 'd' && !is_plain_signed_number(values[i])) return false;
  }
  return true;
}

/// An operand that no test takes for an operator.
bool is_plain_operand(std::string_view word) {
  return word.empty() || is_plain_number(word) || word[0] == '/' || word[0] == '.' || word[0] == '_' ||
         (word[0] >= 'a' && word[0] <= 'z') || (word[0] >= 'A' && word[0] <= 'Z') || (word[0] >= '0' && word[0] <= '9');
}

bool test_agrees(std::span<const std::string> arguments) {
  static constexpr std::array<std::string_view, 6> comparisons = {"-eq", "-ne", "-lt", "-le", "-gt", "-ge"};
  if (arguments.size() > 2 && arguments.front() == "!") arguments = arguments.subspan(1);
  switch (arguments.size()) {
    case 0: return true;
    case 1: return is_plain_operand(arguments[0]);
    case 2: {
      if (!is_plain_operand(arguments[1])) return false;
      if (arguments[0] == "-n" || arguments[0] == "-z") return true;
      // bash answers itself for files below /dev that stand for its own.
      if (arguments[1].find("/dev") != std::string::npos) return false;
      return arguments[0] == "-e" || arguments[0] == "-f" || arguments[0] == "-d";
    }
    case 3:
      if (arguments[1] == "=" || arguments[1] == "!=") {
        return is_plain_operand(arguments[0]) && is_plain_operand(arguments[2]);
      }
      return contains(comparisons, arguments[1]) && is_plain_number(arguments[0]) && is_plain_number(arguments[2]);
    default: return false;
  }
}

// --- the first words ------------------------------------------------------------------------------------------------

/// Whether a word in front of the program sets a variable, in some shell at least: a=b, a+=b, a[0]=b.
bool is_assignment(const Token& word) {
  if (!word.equals) return false;
  const bool subscript = word.bracket && word.bracket->begin > word.range.begin && word.reason.where == *word.bracket;
  return word.is_literal() || *word.equals < word.reason.where.begin || subscript;
}

/// What stands against taking a word for the name of a program, whatever else the text holds. `plain` is false after
/// exec, where even a name that is also a builtin names a program.
ShellReason program_reason(const Token& program, bool plain) {
  if (is_assignment(program)) return {ShellNeed::assignment, program.range};
  if (!program.is_literal()) return {};
  if (program.value.find('=') != std::string::npos) return {ShellNeed::assignment, program.range};
  if (contains(reserved_words, program.value)) return {ShellNeed::reserved_word, program.range};
  if (plain && builtin_kind(program.value) != BuiltinKind::none) return {ShellNeed::builtin, program.range};
  return {};
}

/// Whether a word in front is the path of a program, whatever the shell makes of the rest: its first field holds a "/",
/// as no builtin and no reserved word does, and does not begin like an option.
bool is_path(const Token& program) {
  const bool like_an_option = std::string_view("-+%").find(program.value[0]) != std::string_view::npos;
  return program.slash_first && !program.brace && !program.bracket && !like_an_option;
}

/// What stands against it if the word is literal. In front, bash takes "a[b c]=d" for one word.
ShellReason program_spelling_reason(const Token& program) {
  if (program.brace) return {ShellNeed::brace, *program.brace};
  if (program.bracket && program.value != "[") return {ShellNeed::glob, *program.bracket};
  if (program.value.starts_with('%')) return {ShellNeed::job_control, program.range};
  if (program.value.starts_with('-') || program.value.starts_with('+')) {
    return {ShellNeed::option_as_program, program.range};
  }
  if (program.value.empty()) return {ShellNeed::empty, program.range};
  return {};
}

bool is_test_operator(std::string_view word) {
  if (word == "!" || word == "=" || word == "!=" || word == "==") return true;
  const auto is_lower = [](char byte) { return byte >= 'a' && byte <= 'z'; };
  if (!word.starts_with('-')) return false;
  return word.size() == 2 ? is_ascii_alpha(word[1]) : word.size() == 3 && std::ranges::all_of(word.substr(1), is_lower);
}

/// A text that begins with "[" is mostly an array that is none. With an operator where tests have one it is a test.
bool is_broken_array(std::string_view text, const std::vector<Token>& tokens) {
  if (!text.starts_with('[')) return false;
  if (tokens.front().range.of(text) != "[") return tokens.front().range.of(text) != "[[";
  for (std::size_t i = 1; i < tokens.size() && i < 3; ++i) {
    if (tokens[i].is_literal() && is_test_operator(tokens[i].range.of(text))) return false;
  }
  return true;
}

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
    case ShellNeed::arithmetic: return "the shell works out this number when the container starts";
    case ShellNeed::dollar_quote: return "bash and other shells read this kind of quote in different ways";
    case ShellNeed::unclear_expansion: return "this is not closed, or shells do not agree on where it ends";
    case ShellNeed::glob: return "the shell replaces this pattern with the names of files";
    case ShellNeed::tilde: return "the shell replaces this tilde with a home folder";
    case ShellNeed::brace: return "some shells expand these braces";
    case ShellNeed::comment: return "the shell takes the rest for a comment";
    case ShellNeed::assignment: return "the shell sets a variable here";
    case ShellNeed::builtin: return "this is a command of the shell itself";
    case ShellNeed::builtin_unlike_program: return "the shell's own command and the program may differ here";
    case ShellNeed::reserved_word: return "this is a reserved word of the shell";
    case ShellNeed::job_control: return "the shell may take this for the name of a job";
    case ShellNeed::option_as_program:
      return "the program's name begins with a dash or a plus sign, which the shell may take for an option";
    case ShellNeed::unclosed_quote: return "a quote is not closed, so the shell refuses the command";
    case ShellNeed::trailing_backslash: return "the command ends in a backslash, on which shells do not agree";
    case ShellNeed::odd_character: return "shells do not agree on this character";
    case ShellNeed::broken_array: return "this looks like a JSON array but is none, so a shell gets it as it stands";
    case ShellNeed::unknown_program: return "only the shell knows which program this is";
    case ShellNeed::unclear_redirection: return "bash takes this for what is redirected, other shells for a word";
    case ShellNeed::already_exec: return "the shell already becomes this program";
    case ShellNeed::in_pipeline: return "the last command is part of a pipeline";
    case ShellNeed::in_background: return "a command runs in the background here";
    case ShellNeed::trap: return "the shell may have a trap to run afterwards";
    case ShellNeed::shell_state: return "this may change how the shell reads or runs the last command";
    case ShellNeed::own_text: return "the command asks the shell for its own text";
    case ShellNeed::process_search: return "it looks for processes, and may find the shell that started it";
  }
  return "";
}

BuiltinKind builtin_kind(std::string_view name) noexcept {
  if (contains(builtins_with_programs, name)) return BuiltinKind::with_program;
  if (contains(special_builtins, name)) return BuiltinKind::special;
  return contains(other_builtins, name) ? BuiltinKind::shell_only : BuiltinKind::none;
}

bool builtin_agrees_with_program(const std::vector<std::string>& words) {
  if (words.empty()) return false;
  const std::string& name = words.front();
  const std::span<const std::string> arguments = std::span(words).subspan(1);
  if (name == "echo") return echo_agrees(arguments);
  if (name == "printf") return printf_agrees(arguments);
  if (name == "test") return test_agrees(arguments);
  if (name == "[") {
    return !arguments.empty() && arguments.back() == "]" && test_agrees(arguments.first(arguments.size() - 1));
  }
  // These mind no arguments, but the programs show their help if there is one that asks for it.
  if (name == "true" || name == "false") return std::ranges::none_of(arguments, begins_with_dash);
  return false;
}

void for_each_possible_word(std::string_view text, const std::function<void(std::string_view word)>& visit) {
  // Most texts are one word.
  if (text.find_first_of(" \t\n;&|()\"'\\") == std::string_view::npos) return visit(text);
  std::string word;
  for (std::size_t at = 0; at <= text.size(); ++at) {
    if (at < text.size() && std::string_view(" \t\n;&|()").find(text[at]) == std::string_view::npos) {
      if (std::string_view("\"'\\").find(text[at]) == std::string_view::npos) word += text[at];
    } else if (!word.empty()) {
      visit(word);
      word.clear();
    }
  }
}

namespace {

/// Whether a program looks for processes by what they are called.
bool is_process_search(std::string_view program) {
  static constexpr std::array<std::string_view, 6> names = {"pgrep", "pkill", "pidof", "pidwait", "pwait", "killall"};
  return std::ranges::find(names, base_name(program)) != names.end();
}

/// Whether such a program stands somewhere in a text, as behind `env` or in the code of `bash -c`.
bool has_process_search(std::string_view text) {
  bool found = false;
  for_each_possible_word(text, [&](std::string_view word) { found = found || is_process_search(word); });
  return found;
}

/// Whether a command looks for processes so that it may find the shell that started it and waits for it: by that shell's
/// command line, which holds the very pattern (pgrep -f), or by its name. dash waits, bash and busybox do not. Errs on the
/// side of true.
bool may_find_its_shell(std::span<const std::string> words) {
  if (!is_process_search(words.front())) return std::ranges::any_of(words, has_process_search);
  // What is printed, whole names, the oldest, the newest, letter case, the number of a signal.
  constexpr std::string_view harmless_options = "lacxoniq0123456789";
  const auto is_name_byte = [](char byte) { return is_ascii_alphanumeric(byte) || byte == '-' || byte == '_'; };
  return std::ranges::any_of(words.subspan(1), [&](const std::string& word) {
    if (word.starts_with('-')) return word.find_first_not_of(harmless_options, 1) != std::string::npos;
    // A pattern of pgrep may fit a part of a name.
    const std::string pattern = lower_ascii(word);
    const auto fits = [&](std::string_view shell) { return shell.find(pattern) != std::string_view::npos; };
    return !std::ranges::all_of(pattern, is_name_byte) || std::ranges::any_of(posix_shells, fits) || fits("busybox") ||
           fits("toybox");
  });
}

}  // namespace

ShellReading read_shell_command(std::string_view text, ShellReadOptions options) {
  Reader reader = read(text);
  const std::span<Token> tokens = reader.tokens;
  const auto needs = [](ShellReason reason) { return ShellReading{std::nullopt, reason.need, reason.where}; };
  const TextRange everything = {0, to_offset(text.size())};
  const auto is_word = [](const Token& token) { return token.kind == TokenKind::word; };
  const auto words_end = std::find_if_not(tokens.begin(), tokens.end(), is_word);
  const std::span<Token> words(tokens.begin(), words_end);

  if (is_broken_array(text, reader.tokens)) return needs({ShellNeed::broken_array, everything});
  // What the first words mean is the better reason than what stands further on, and both are needed for a command.
  LiteralCommand command;
  command.had_exec = !words.empty() && words[0].range.of(text) == "exec";
  const std::span<Token> rest = words.subspan(command.had_exec ? 1 : 0);
  if (!rest.empty()) {
    const Token& program = rest.front();
    command.builtin_with_program = options.builtins_with_programs && !command.had_exec && program.is_literal() &&
                                   builtin_kind(program.value) == BuiltinKind::with_program;
    const ShellReason reason = program_reason(program, !command.had_exec && !command.builtin_with_program);
    if (reason.need != ShellNeed::none) return needs(reason);
    if (reader.reasons.empty()) {
      const ShellReason spelling = program_spelling_reason(program);
      if (spelling.need != ShellNeed::none) return needs(spelling);
    }
  }
  if (!reader.reasons.empty()) return needs(reader.reasons.front());
  if (rest.empty()) return needs({ShellNeed::empty, everything});

  const TextRange program = rest.front().range;
  for (Token& word : rest) command.words.push_back(std::move(word.value));
  if (command.builtin_with_program && !builtin_agrees_with_program(command.words)) {
    return needs({ShellNeed::builtin_unlike_program, program});
  }
  if (!command.had_exec && may_find_its_shell(command.words)) return needs({ShellNeed::process_search, program});
  return {std::move(command), ShellNeed::none, {}};
}

// --- lists ----------------------------------------------------------------------------------------------------------

namespace {

/// A list of simple commands, as tokens.
struct ListedCommand {
  SimpleCommand simple;
  std::vector<const Token*> words;
};
struct List {
  std::vector<ListedCommand> commands;
  ShellReason obstacle;  // where the text is not such a list
};

CommandJoint joint_of(std::string_view control) {
  if (control == "&&") return CommandJoint::and_then;
  if (control == "||") return CommandJoint::or_else;
  if (control == "|") return CommandJoint::pipe;
  if (control == "&") return CommandJoint::after_background;
  return CommandJoint::sequence;
}

bool is_empty(const SimpleCommand& command) {
  return command.words.empty() && command.assignments.empty() && command.redirections.empty();
}

/// A digit before a redirection operator that is no word says what is redirected.
Offset begin_of_redirection(std::string_view text, std::span<const Token> before, Offset begin) {
  const Offset limit = before.empty() ? 0 : before.back().range.end;
  return begin > limit && is_ascii_digit(text[begin - 1]) ? begin - 1 : begin;
}

/// What bash takes for a part of the redirection that follows without a blank, and dash for a word: "{name}" and "10".
bool may_belong_to_redirection(const Token& word, std::string_view text) {
  return word.kind == TokenKind::word && (word.brace || std::ranges::all_of(word.range.of(text), is_ascii_digit));
}

List list_of(std::string_view text, const Reader& reader) {
  List list;
  ListedCommand current;
  bool operand_missing = false;  // "&&", "||" or "|" stands before
  const auto stop = [&](ShellNeed need, TextRange where) { list.obstacle = {need, where}; };
  const auto extend = [&](TextRange range) {
    SimpleCommand& command = current.simple;
    if (is_empty(command)) command.range.begin = range.begin;
    command.range.end = range.end;
  };
  const auto finish = [&] {
    if (is_empty(current.simple)) return false;
    list.commands.push_back(std::move(current));
    current = ListedCommand();
    return true;
  };
  for (std::size_t i = 0; i < reader.tokens.size(); ++i) {
    const Token& token = reader.tokens[i];
    const std::string_view raw = token.range.of(text);
    switch (token.kind) {
      case TokenKind::parenthesis: finish(); stop(ShellNeed::grouping, token.range); return list;
      case TokenKind::redirection: {
        if (i + 1 == reader.tokens.size() || reader.tokens[i + 1].kind != TokenKind::word) {
          finish();
          stop(ShellNeed::redirection, token.range);
          return list;
        }
        const std::span<const Token> before = std::span(reader.tokens).first(i);
        const Offset begin = begin_of_redirection(text, before, token.range.begin);
        if (i > 0 && before.back().range.end == begin && may_belong_to_redirection(before.back(), text)) {
          finish();
          stop(ShellNeed::unclear_redirection, before.back().range);
          return list;
        }
        const TextRange range = {begin, reader.tokens[i + 1].range.end};
        extend(range);
        current.simple.redirections.push_back(range);
        ++i;
        break;
      }
      case TokenKind::word:
        extend(token.range);
        if (current.words.empty() && is_assignment(token)) {
          current.simple.assignments.push_back(token.range);
          break;
        }
        if (current.words.empty() && contains(reserved_words, raw)) {
          current.simple.range.end = token.range.begin;
          finish();
          stop(ShellNeed::reserved_word, token.range);
          return list;
        }
        current.words.push_back(&token);
        current.simple.words.push_back({token.range, token.is_literal() ? std::optional(token.value) : std::nullopt});
        break;
      case TokenKind::control: {
        const bool line_end = raw == "\n";
        if (!finish()) {
          // Ends of lines may stand anywhere between commands.
          if (line_end) break;
          stop(ShellNeed::empty, token.range);
          return list;
        }
        current.simple.joint = joint_of(raw);
        operand_missing = raw == "&&" || raw == "||" || raw == "|";
        break;
      }
    }
    if (token.kind != TokenKind::control) operand_missing = false;
  }
  finish();
  if (reader.unclear) {
    list.obstacle = *reader.unclear;
  } else if (operand_missing) {
    stop(ShellNeed::empty, {to_offset(text.size()), to_offset(text.size())});
  }
  return list;
}

/// What the options do: only those that change when the shell gives up, or what an expansion is, leave the rest alone.
bool is_harmless_set(std::span<const Token* const> arguments) {
  static constexpr std::array<std::string_view, 5> harmless_names = {"errexit", "nounset", "noglob", "pipefail",
                                                                     "xtrace"};
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (!arguments[i]->is_literal()) return false;
    const std::string_view word = arguments[i]->value;
    if (word == "--" || (!word.starts_with('-') && !word.starts_with('+'))) return true;  // positional parameters
    if (word.size() == 1) return false;
    const std::string_view letters = word.substr(1);
    if (letters.find_first_not_of("aefoux") != std::string_view::npos) return false;
    if (letters.find('o') == std::string_view::npos) continue;
    if (!letters.ends_with('o') || letters.find('o') + 1 != letters.size() || i + 1 == arguments.size()) return false;
    ++i;
    if (!arguments[i]->is_literal() || !contains(harmless_names, arguments[i]->value)) return false;
  }
  return !arguments.empty();  // alone it prints all variables, one of which is the text
}

/// What stands against the last command being the last thing that the shell does, in a command before it.
ShellReason earlier_reason(const ListedCommand& command, bool& unseen_code) {
  if (command.words.empty()) return {};
  const Token& program = *command.words.front();
  if (program.bracket && program.value != "[") return {ShellNeed::glob, *program.bracket};
  if (is_path(program)) return {};
  if (!program.is_literal() || program.brace) {
    unseen_code = true;
    return {};
  }
  const std::string_view name = program.value;
  if (name == "." || name == "source" || name == "eval") {
    unseen_code = true;
    return {};
  }
  const std::span<const Token* const> arguments = std::span(command.words).subspan(1);
  if (name == "set" && is_harmless_set(arguments)) return {};
  if (name == "command" && !arguments.empty() && arguments[0]->is_literal()) {
    const std::string& option = arguments[0]->value;
    if (option == "-v" || option == "-V") return {};  // only asks what a name stands for
  }
  if (builtin_kind(name) == BuiltinKind::none || contains(harmless_builtins, name)) return {};
  return {ShellNeed::shell_state, program.range};
}

}  // namespace

ShellOutline outline_shell_command(std::string_view text) {
  Reader reader = read(text);
  ShellOutline outline;
  if (is_broken_array(text, reader.tokens)) {
    outline.reasons = {{ShellNeed::broken_array, {0, to_offset(text.size())}}};
    return outline;
  }
  List list = list_of(text, reader);
  outline.complete = list.obstacle.need == ShellNeed::none;
  if (outline.complete && !list.commands.empty()) list.commands.back().simple.last = true;
  for (ListedCommand& command : list.commands) outline.commands.push_back(std::move(command.simple));
  outline.reasons = std::move(reader.reasons);
  return outline;
}

LastCommandReading ends_with_simple_command(std::string_view text) {
  const Reader reader = read(text);
  const auto needs = [](ShellReason reason) { return LastCommandReading{std::nullopt, reason.need, reason.where}; };
  const TextRange everything = {0, to_offset(text.size())};
  if (is_broken_array(text, reader.tokens)) return needs({ShellNeed::broken_array, everything});
  // Where shells do not agree on how a text falls into words, nothing else is sure.
  for (const ShellReason& reason : reader.reasons) {
    switch (reason.need) {
      case ShellNeed::odd_character:
      case ShellNeed::unclosed_quote:
      case ShellNeed::trailing_backslash:
      case ShellNeed::dollar_quote: return needs(reason);
      default: break;
    }
  }
  const List list = list_of(text, reader);
  if (list.obstacle.need != ShellNeed::none) return needs(list.obstacle);
  if (list.commands.empty()) return needs({ShellNeed::empty, everything});
  for (const Token& token : reader.tokens) {
    const std::string_view raw = token.range.of(text);
    if (token.kind == TokenKind::control && raw == "&") return needs({ShellNeed::in_background, token.range});
    if (token.kind != TokenKind::word) continue;
    if (token.value == "trap") return needs({ShellNeed::trap, token.range});
    for (const std::string_view name : own_text_names) {
      if (raw.find(name) != std::string_view::npos) return needs({ShellNeed::own_text, token.range});
    }
  }

  LastCommand last;
  for (const ListedCommand& command : std::span(list.commands).first(list.commands.size() - 1)) {
    const ShellReason reason = earlier_reason(command, last.after_unseen_code);
    if (reason.need != ShellNeed::none) return needs(reason);
  }
  const ListedCommand& command = list.commands.back();
  if (command.simple.joint == CommandJoint::pipe) return needs({ShellNeed::in_pipeline, command.simple.range});
  if (!command.simple.assignments.empty()) return needs({ShellNeed::assignment, command.simple.assignments.front()});
  if (command.words.empty()) return needs({ShellNeed::empty, command.simple.range});
  const Token& program = *command.words.front();
  if (program.range.of(text) == "exec") return needs({ShellNeed::already_exec, program.range});
  ShellReason reason = program_reason(program, true);
  if (reason.need == ShellNeed::none && !program.is_literal() && !is_path(program)) {
    reason = {ShellNeed::unknown_program, program.range};
  }
  if (reason.need == ShellNeed::none) reason = program_spelling_reason(program);
  if (reason.need == ShellNeed::none && has_process_search(command.simple.range.of(text))) {
    reason = {ShellNeed::process_search, program.range};
  }
  if (reason.need != ShellNeed::none) return needs(reason);
  last.range = command.simple.range;
  last.program = program.range;
  if (program.is_literal()) last.name = program.value;
  return {std::move(last), ShellNeed::none, {}};
}

}  // namespace drydock
