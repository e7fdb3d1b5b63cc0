// The one file that instantiates the Dockerfile grammar: builds the lossless tree.
#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "../../grammar/dockerfile.hpp"
#include "syntax/arguments.hpp"
#include "syntax/parse_flat.hpp"
#include "syntax/tree.hpp"
#include "syntax/words.hpp"

namespace drydock {
namespace {

namespace rules = grammar;
namespace pegtl = tao::pegtl;

struct Builder : rules::LineState {
  Builder(const Source& source, Tree& target) : begin(source.text().data()), text(source.text()), tree(target) {}

  const char* begin;
  std::string_view text;
  Tree& tree;
  TokenIndex node_first = 0;

  // The heredocs of the instruction that is being read.
  bool heredocs_looked_up = false;
  std::vector<HeredocName> heredocs;
  std::size_t next_heredoc_index = 0;
  const HeredocName* heredoc = nullptr;
  int directive_seen = 0;  // bit per DirectiveKind
  DirectiveKind directive_kind = DirectiveKind::syntax;

  [[nodiscard]] Offset offset(const char* at) const { return to_offset(static_cast<std::size_t>(at - begin)); }

  void add_token(TokenKind kind, const char* end) { tree.tokens.push_back({offset(end), kind}); }

  void add_node(NodeKind kind) {
    const TokenIndex last = to_offset(tree.tokens.size());
    tree.nodes.push_back({kind, node_first, last});
    node_first = last;
  }

  [[gnu::noinline]] void error(std::string_view code, TextRange range, std::string message, std::string help) {
    tree.diagnostics.push_back({code, Severity::error, range, std::move(message), std::move(help)});
  }

  /// Whether a heredoc follows at `at`; the first question of an instruction looks at its joined line.
  bool next_heredoc(const char* at) {
    if (!heredocs_looked_up) {
      heredocs_looked_up = true;
      heredocs.clear();
      next_heredoc_index = 0;
      const Offset first = tree.begin_of(node_first);
      const Offset last = tree.tokens.empty() ? 0 : tree.tokens.back().end;
      if (may_announce_heredoc(text.substr(first, last - first))) find_heredocs({first, last});
    }
    return next_heredoc_index != heredocs.size() && begin_heredoc(at);
  }

  /// A cheap refusal: nearly no instruction has a heredoc. Without "<<" in the lines there is none in the joined line,
  /// but where a continuation stands between the two.
  [[nodiscard]] bool may_announce_heredoc(std::string_view lines) const noexcept {
    for (std::size_t at = lines.find('<'); at != std::string_view::npos; at = lines.find('<', at + 1)) {
      if (at + 1 == lines.size()) return false;
      if (lines[at + 1] == '<' || lines[at + 1] == escape) return true;
    }
    return false;
  }

  [[gnu::noinline]] bool begin_heredoc(const char* at) {
    heredoc = &heredocs[next_heredoc_index++];
    tree.heredocs.push_back({.node = to_offset(tree.nodes.size()),
                             .name = tree.arena.text(heredoc->name),
                             .descriptor = heredoc->descriptor,
                             .expand = heredoc->expand,
                             .chomp = heredoc->chomp,
                             .content = {offset(at), offset(at)},
                             .terminator = {offset(at), offset(at)}});
    return true;
  }

  [[nodiscard]] bool is_heredoc_terminator(const char* at, const char* end) const noexcept {
    if (heredoc->chomp) {
      while (at != end && *at == '\t') ++at;
    }
    const std::string_view name = heredoc->name;
    if (static_cast<std::size_t>(end - at) < name.size() || std::memcmp(at, name.data(), name.size()) != 0) {
      return false;
    }
    at += name.size();
    while (at != end && *at == '\r') ++at;
    return at == end || *at == '\n';
  }

  void find_heredocs(TextRange lines);
  void add_directive(std::string_view value);
};

/// Whether a joined line may announce heredocs: ADD, COPY or RUN without a JSON array, or ONBUILD with one of these
/// (parser.go, canContainHeredoc).
bool can_contain_heredoc(std::string_view joined, char escape) {
  SplitLine split = split_line(joined, escape);
  std::string keyword = lower_ascii_like_go(split.keyword.of(joined));
  if (keyword == "onbuild") {
    joined = split.arguments.of(joined);
    split = split_line(joined, escape);
    keyword = lower_ascii_like_go(split.keyword.of(joined));
  }
  if (keyword != "run" && keyword != "copy" && keyword != "add") return false;
  return parse_string_array(split.arguments.of(joined)).kind != ArrayKind::strings;
}

/// Of the instruction whose lines these are.
[[gnu::noinline]] void Builder::find_heredocs(TextRange lines) {
  std::string joined;
  for (TokenIndex token = node_first; token < tree.tokens.size(); ++token) {
    const TokenKind kind = tree.tokens[token].kind;
    if (kind == TokenKind::keyword || kind == TokenKind::separator || kind == TokenKind::argument) {
      joined += tree.range_of(token).of(text);
    }
  }
  if (joined.find("<<") == std::string::npos || !can_contain_heredoc(joined, escape)) return;
  auto found = heredocs_of_line(joined);
  if (!found) {
    error("invalid-heredoc", lines, "the name of a heredoc does not read: " + found.error(),
          "give the heredoc a plain name such as <<EOF");
    return;
  }
  heredocs = std::move(found.value());
}

template <typename Rule>
struct action : pegtl::nothing<Rule> {};

template <TokenKind Kind>
struct add_token {
  template <typename Input>
  static void apply(const Input& in, Builder& builder) {
    builder.add_token(Kind, in.end());
  }
};
template <NodeKind Kind>
struct add_node {
  static void apply0(Builder& builder) { builder.add_node(Kind); }
};

template <>
struct action<rules::bom> {
  template <typename Input>
  static void apply(const Input& in, Builder& builder) {
    builder.add_token(TokenKind::bom, in.end());
    builder.node_first = 1;
  }
};
template <>
struct action<rules::indent> : add_token<TokenKind::indent> {};
template <>
struct action<rules::blank> : add_token<TokenKind::blank> {};
template <>
struct action<rules::comment> {
  template <typename Input>
  static void apply(const Input& in, Builder& builder) {
    builder.tree.comments.push_back(to_offset(builder.tree.tokens.size()));
    builder.add_token(TokenKind::comment, in.end());
  }
};
template <>
struct action<rules::skipped_blank> {
  static void apply0(Builder& builder) { builder.tree.has_blank_continuations = true; }
};
template <>
struct action<rules::keyword> : add_token<TokenKind::keyword> {};
template <>
struct action<rules::separator> : add_token<TokenKind::separator> {};
template <>
struct action<rules::lead> : add_token<TokenKind::separator> {};
template <>
struct action<rules::argument> : add_token<TokenKind::argument> {};
template <>
struct action<rules::escape> : add_token<TokenKind::escape> {};
template <>
struct action<rules::line_end> : add_token<TokenKind::line_end> {};
template <>
struct action<rules::directive_text> : add_token<TokenKind::directive> {};
template <>
struct action<rules::comment_line> : add_node<NodeKind::comment> {};
template <>
struct action<rules::blank_line> : add_node<NodeKind::blank_line> {};
template <>
struct action<rules::directive_line> : add_node<NodeKind::directive> {};

template <>
struct action<rules::instruction> {
  static void apply0(Builder& builder) {
    builder.add_node(NodeKind::instruction);
    builder.heredocs_looked_up = false;
  }
};
template <>
struct action<rules::heredoc_text> {
  template <typename Input>
  static void apply(const Input& in, Builder& builder) {
    builder.add_token(TokenKind::heredoc_text, in.end());
    HeredocNode& heredoc = builder.tree.heredocs.back();
    heredoc.content.end = builder.offset(in.end());
    heredoc.terminator = {heredoc.content.end, heredoc.content.end};
  }
};
template <>
struct action<rules::heredoc_terminator> {
  template <typename Input>
  static void apply(const Input& in, Builder& builder) {
    builder.add_token(TokenKind::heredoc_terminator, in.end());
    HeredocNode& heredoc = builder.tree.heredocs.back();
    heredoc.terminated = true;
    heredoc.terminator.end = builder.offset(in.end());
  }
};

[[gnu::noinline]] void Builder::add_directive(std::string_view value) {
  const TextRange range{offset(value.data()), offset(value.data() + value.size())};
  const DirectiveKind kind = directive_kind;
  const auto number = to_offset(tree.nodes.size() + 1);  // each directive is one line, from the first
  tree.directives.push_back({kind, range, number});
  if ((directive_seen & (1 << static_cast<int>(kind))) != 0) {
    error("duplicate-directive", range, fmt::format("only one {} parser directive can be used", to_string(kind)),
          "remove this line");
    return;
  }
  directive_seen |= 1 << static_cast<int>(kind);
  if (kind != DirectiveKind::escape) return;
  if (value == "`" || value == "\\") {
    escape = value.front();
  } else {
    error("invalid-escape-directive", range,
          fmt::format("the escape character has to be \\ or `, not \"{}\"", printable(value, 40)),
          "write \"# escape=`\" or remove the line");
  }
}

DirectiveKind directive_kind_of(std::string_view name) {
  const char first = static_cast<char>(name.front() | 0x20);
  return first == 's' ? DirectiveKind::syntax : first == 'e' ? DirectiveKind::escape : DirectiveKind::check;
}

/// The value of a directive without white space around it, as directives.go's regular expression finds it.
std::string_view directive_value_of(std::string_view text) {
  const auto is_re_space = [](char byte) { return byte == ' ' || byte == '\t' || byte == '\f' || byte == '\r'; };
  std::string_view value = text;
  while (!value.empty() && is_re_space(value.back())) value.remove_suffix(1);
  while (!value.empty() && is_re_space(value.front())) value.remove_prefix(1);
  // Nothing but blanks: the expression wants at least one character, so the last blank is the value.
  return value.empty() ? text.substr(text.size() - 1) : value;
}

template <>
struct action<rules::directive_name> {
  template <typename Input>
  static void apply(const Input& in, Builder& builder) {
    builder.directive_kind = directive_kind_of({in.begin(), in.size()});
  }
};
template <>
struct action<rules::directive_value> {
  template <typename Input>
  static void apply(const Input& in, Builder& builder) {
    builder.add_directive(directive_value_of({in.begin(), in.size()}));
  }
};

struct DirectiveReader : rules::LineState {
  DirectiveLine found{DirectiveKind::syntax, {}};
};
template <typename Rule>
struct directive_action : pegtl::nothing<Rule> {};
template <>
struct directive_action<rules::directive_name> {
  template <typename Input>
  static void apply(const Input& in, DirectiveReader& reader) {
    reader.found.kind = directive_kind_of({in.begin(), in.size()});
  }
};
template <>
struct directive_action<rules::directive_value> {
  template <typename Input>
  static void apply(const Input& in, DirectiveReader& reader) {
    reader.found.value = directive_value_of({in.begin(), in.size()});
  }
};

void check_line_sizes(const Source& source, Tree& tree) {
  const std::string_view text = source.text();
  if (text.size() < max_line_size) return;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t newline = text.find('\n', begin);
    const std::size_t end = newline == std::string_view::npos ? text.size() : newline + 1;
    const std::size_t limit = newline == std::string_view::npos ? max_line_size - 1 : max_line_size;
    if (end - begin > limit) {
      tree.diagnostics.push_back(
          {"line-too-long",
           Severity::error,
           {to_offset(begin), to_offset(end)},
           fmt::format("the line has {} bytes; BuildKit reads lines of up to {}", end - begin, max_line_size - 1),
           "cut the line with continuations"});
    }
    begin = end;
  }
}

}  // namespace

std::optional<DirectiveLine> parse_directive_line(std::string_view line) {
  DirectiveReader reader;
  pegtl::memory_input<pegtl::tracking_mode::lazy, pegtl::eol::lf, const char*> input(line.data(),
                                                                                     line.data() + line.size(), "");
  if (!parse_flat<pegtl::seq<rules::start_line, rules::directive_text>, directive_action>(input, reader)) {
    return std::nullopt;
  }
  return reader.found;
}

Tree parse(const Source& source) {
  Tree tree;
  const std::string_view text = source.text();
  tree.tokens.reserve(text.size() / 8 + 16);
  tree.nodes.reserve(text.size() / 32 + 8);
  Builder builder(source, tree);
  pegtl::memory_input<pegtl::tracking_mode::lazy, pegtl::eol::lf, const char*> input(text.data(),
                                                                                     text.data() + text.size(), "");
  DRYDOCK_CHECK((parse_flat<rules::dockerfile, action>(input, builder)) && input.empty());
  tree.escape = builder.escape;
  // The first heredoc that does not end has the rest of the file for its text; what comes after it is no fault of its
  // own.
  const auto heredoc = std::ranges::find(tree.heredocs, false, &HeredocNode::terminated);
  if (heredoc != tree.heredocs.end()) {
    const Node& node = tree.nodes[heredoc->node];
    // The announcement is what is wrong: the last << before the name, or the whole instruction if quotes hide the name.
    const Offset lines_end = std::ranges::find(tree.heredocs, heredoc->node, &HeredocNode::node)->content.begin;
    TextRange where{tree.begin_of(node.first), lines_end};
    if (const std::size_t name = where.of(text).rfind(heredoc->name); name != std::string_view::npos) {
      if (const std::size_t marker = where.of(text).rfind("<<", name); marker != std::string_view::npos) {
        where = {where.begin + to_offset(marker), where.begin + to_offset(name + heredoc->name.size())};
      }
    }
    const std::string name = printable(heredoc->name, 40);
    builder.error(
        "unterminated-heredoc", where, fmt::format("the heredoc has no line that reads {}", name),
        fmt::format("end it with a line that holds {} alone; if no heredoc is meant, put no blank before <<", name));
  }
  check_line_sizes(source, tree);
  return tree;
}

std::string_view to_string(TokenKind kind) noexcept {
  switch (kind) {
    case TokenKind::bom: return "bom";
    case TokenKind::indent: return "indent";
    case TokenKind::blank: return "blank";
    case TokenKind::directive: return "directive";
    case TokenKind::comment: return "comment";
    case TokenKind::keyword: return "keyword";
    case TokenKind::separator: return "separator";
    case TokenKind::argument: return "argument";
    case TokenKind::escape: return "escape";
    case TokenKind::line_end: return "line_end";
    case TokenKind::heredoc_text: return "heredoc_text";
    case TokenKind::heredoc_terminator: return "heredoc_terminator";
  }
  return "";
}

std::string_view to_string(NodeKind kind) noexcept {
  switch (kind) {
    case NodeKind::directive: return "directive";
    case NodeKind::comment: return "comment";
    case NodeKind::blank_line: return "blank_line";
    case NodeKind::instruction: return "instruction";
  }
  return "";
}

std::string_view to_string(DirectiveKind kind) noexcept {
  switch (kind) {
    case DirectiveKind::syntax: return "syntax";
    case DirectiveKind::escape: return "escape";
    case DirectiveKind::check: return "check";
  }
  return "";
}

}  // namespace drydock
