// JSON arrays, edits of whole instructions, the names in flags, and what words and edited instructions read as.
#include "rewrite/text_tools.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "analysis/plain_text.hpp"
#include "base/text.hpp"
#include "base/unicode.hpp"
#include "ir/flags.hpp"
#include "rewrite/edit_set.hpp"
#include "syntax/shebang.hpp"
#include "syntax/words.hpp"

namespace drydock {
namespace {

/// A part of what a text expands to.
struct Expansion {
  bool variable = false;
  std::string text;  ///< the characters, or the variable as it is written, always with braces

  friend bool operator==(const Expansion&, const Expansion&) = default;
};

/// Quotes and escapes resolved, variables kept. A variable reads the same in quotes and outside of them (lex.go,
/// processDollar), so the text of ${…} is all that decides about it.
std::optional<std::vector<Expansion>> expansions_of(std::string_view text, char escape) {
  using enum WordPieceKind;
  const auto words = parse_words(text, {.escape = escape});
  if (!words) return std::nullopt;
  std::vector<Expansion> out;
  const auto add_characters = [&](std::string_view characters) {
    if (characters.empty()) return;
    if (out.empty() || out.back().variable) out.push_back({});
    out.back().text += with_replacement_characters(characters);
  };
  const SpareList<WordPiece>& pieces = words.value().pieces;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const WordPiece& piece = pieces[i];
    switch (piece.kind) {
      case literal:
      case escaped:
      case single_quoted:
      case quoted_literal:
      case quoted_escaped:
      case heredoc_marker: add_characters(piece.range.of(text)); break;
      case quoted_lone_escape: add_characters({&escape, 1}); break;
      case lone_dollar: add_characters("$"); break;
      case escape_at_end:
      case double_quote_open:
      case double_quote_close: break;
      case variable:
        out.push_back({true, fmt::format("${{{}}}", with_replacement_characters(piece.range.of(text)))});
        break;
      case variable_modified:
      case variable_replaced: {
        i = end_of_variable(pieces, i);
        const TextRange whole{piece.range.begin - 2, pieces[i].range.end};
        out.push_back({true, with_replacement_characters(whole.of(text))});
        break;
      }
      case pattern_end:
      case variable_end: break;  // passed over with their variable
    }
  }
  return out;
}

/// The comment lines of an instruction, each with its indentation and its line end.
std::vector<TextRange> comment_lines(const Snapshot& snapshot, const Instruction& instruction) {
  const Tree& tree = snapshot.tree;
  const Node& node = tree.nodes[instruction.node];
  std::vector<TextRange> lines;
  for (const TokenIndex token : tree.comments_of(node)) {
    TextRange line = tree.range_of(token);
    if (token > node.first && tree.tokens[token - 1].kind == TokenKind::indent) line.begin = tree.begin_of(token - 1);
    if (token + 1 < node.last && tree.tokens[token + 1].kind == TokenKind::line_end) {
      line.end = tree.tokens[token + 1].end;
    }
    lines.push_back(line);
  }
  return lines;
}

/// The comments among the tokens [first, last).
std::vector<std::string_view> comments_among(const Snapshot& snapshot, TokenIndex first, TokenIndex last) {
  std::vector<std::string_view> comments;
  for (const TokenIndex token : snapshot.tree.comments_among(first, last)) {
    comments.push_back(snapshot.tree.range_of(token).of(snapshot.text()));
  }
  return comments;
}

constexpr bool is_blank(char byte) noexcept { return byte == ' ' || byte == '\t'; }

/// The line that a range has to itself but for blanks and the escape character at its end, if the line before goes on
/// with a blank, so that the words around the line stay apart.
std::optional<TextRange> line_of_its_own(const Snapshot& snapshot, TextRange range) {
  const std::string_view text = snapshot.text();
  const auto is_escape = [&](std::size_t at) { return text[at] == snapshot.dockerfile.escape; };
  std::size_t begin = range.begin;
  while (begin > 0 && is_blank(text[begin - 1])) --begin;
  std::size_t end = range.end;
  while (end < text.size() && is_blank(text[end])) ++end;
  if (end == text.size() || !is_escape(end)) return std::nullopt;
  ++end;
  if (end < text.size() && text[end] == '\r') ++end;
  if (end == text.size() || text[end] != '\n') return std::nullopt;
  ++end;
  if (begin < 1 || text[begin - 1] != '\n') return std::nullopt;
  std::size_t before = begin - 1;
  if (before > 0 && text[before - 1] == '\r') --before;
  if (before < 2 || !is_escape(before - 1) || !is_blank(text[before - 2])) return std::nullopt;
  const std::size_t line = text.rfind('\n', before - 1) + 1;
  const std::string_view previous = text.substr(line, before - line);
  if (trim_space(previous).starts_with('#')) return std::nullopt;
  return TextRange{to_offset(begin), to_offset(end)};
}

/// Whether BuildKit would not read a line of a text; the last one counts as if a line feed followed.
bool has_too_long_line(std::string_view text) {
  for (const std::string_view line : split(text, '\n')) {
    if (line.size() >= max_line_size) return true;
  }
  return false;
}

bool occurs_once(std::string_view text, std::string_view part) {
  const std::size_t first = text.find(part);
  return first != std::string_view::npos && text.find(part, first + 1) == std::string_view::npos;
}

/// The place of a part of a flag's text in the source. Quotes and escapes only ever take bytes away, so a part that
/// stands once in the text and once, whole, in the source stands in the same place of both.
std::optional<TextRange> place_in_flag(const Snapshot& snapshot, const Flag& flag, std::string_view part) {
  const std::string_view source = snapshot.source->text(flag.text.range);
  std::size_t at = static_cast<std::size_t>(part.data() - flag.text.value.data());
  if (source != flag.text.value) {
    // Over several lines the bytes may belong to a comment.
    if (source.find('\n') != std::string_view::npos) return std::nullopt;
    if (!occurs_once(flag.text.value, part) || !occurs_once(source, part)) return std::nullopt;
    at = source.find(part);
  }
  const Offset begin = flag.text.range.begin + to_offset(at);
  return TextRange{begin, begin + to_offset(part.size())};
}

/// The values of the fields `from` of a mount, as parts of the flag's value, with whether the place is the only one
/// that reads so (instructions/commands_runmount.go, parseMount).
struct MountSource {
  std::string_view name;
  bool is_exact = true;
};
std::vector<MountSource> mount_sources(std::string_view mount) {
  const auto source_of = [](std::string_view field) -> std::optional<std::string_view> {
    const std::size_t equals = field.find('=');
    if (equals == std::string_view::npos || lower_ascii_like_go(field.substr(0, equals)) != "from") return std::nullopt;
    return field.substr(equals + 1);
  };
  std::vector<MountSource> sources;
  if (mount.find('"') != std::string_view::npos) {
    for (const std::string& field : split_csv(mount).value_or(std::vector<std::string>())) {
      const auto name = source_of(field);
      if (!name) continue;
      const std::size_t at = mount.find(*name);
      if (at != std::string_view::npos) sources.push_back({mount.substr(at, name->size()), occurs_once(mount, *name)});
    }
    return sources;
  }
  while (!mount.empty()) {
    const std::size_t comma = std::min(mount.find(','), mount.size());
    if (const auto name = source_of(mount.substr(0, comma))) sources.push_back({*name});
    mount.remove_prefix(std::min(comma + 1, mount.size()));
  }
  return sources;
}

}  // namespace

std::optional<std::string> json_array(std::span<const std::string> words) {
  std::string out = "[";
  for (const std::string& word : words) {
    if (!is_valid_utf8(word) || word.find('\0') != std::string::npos) return std::nullopt;
    if (out.size() > 1) out += ", ";
    out += '"';
    for (const char byte : word) {
      if (byte == '"' || byte == '\\') {
        out += '\\';
        out += byte;
      } else if (byte == '\t') {
        out += "\\t";
      } else if (static_cast<unsigned char>(byte) < 0x20 || byte == 0x7F) {
        out += fmt::format("\\u{:04x}", static_cast<unsigned char>(byte));
      } else {
        out += byte;
      }
    }
    out += '"';
  }
  return out + "]";
}

bool would_continue(std::string_view word, char escape) noexcept {
  return trim_space_at_end(word).ends_with(escape);
}

bool keeps_directives(const Snapshot& snapshot, std::span<const Edit> edits) {
  // Behind the first line that is none there are no directives, whatever stands there.
  const auto first =
      std::ranges::find_if(snapshot.tree.nodes, [](const Node& node) { return node.kind != NodeKind::directive; });
  const bool is_behind = first != snapshot.tree.nodes.end() &&
                         (edits.empty() || edits.front().range.begin >= snapshot.tree.range_of(*first).end);
  const std::string_view before = snapshot.text();
  if (is_behind && !has_shebang(before)) return true;
  const auto source = Source::make("Dockerfile", apply_edits(before, {0, to_offset(before.size())}, edits));
  if (!source) return false;
  const Tree tree = parse(source.value());
  return tree.escape == snapshot.tree.escape && have_same_directives_after_shebang(before, source.value().text()) &&
         std::ranges::equal(
             tree.directives, snapshot.tree.directives, [&](const Directive& left, const Directive& right) {
               return left.kind == right.kind && source.value().text(left.value) == snapshot.source->text(right.value);
             });
}

std::vector<Edit> remove_instruction(const Snapshot& snapshot, const Instruction& instruction) {
  std::vector<Edit> edits;
  Offset begin = instruction.range.begin;
  for (const TextRange comment : comment_lines(snapshot, instruction)) {
    if (begin < comment.begin) edits.push_back({{begin, comment.begin}, ""});
    begin = comment.end;
  }
  if (begin < instruction.range.end) edits.push_back({{begin, instruction.range.end}, ""});
  return edits;
}

std::vector<Edit> replace_in_instruction(const Snapshot& snapshot, const Instruction& instruction, TextRange range,
                                         std::string text) {
  std::vector<Edit> edits;
  std::string comments;
  // Above the instruction the comments take its indentation, which nearly always is none.
  const Node& node = snapshot.tree.nodes[instruction.node];
  const bool indented = snapshot.tree.tokens[node.first].kind == TokenKind::indent;
  const std::string_view indentation =
      indented ? snapshot.source->text(snapshot.tree.range_of(node.first)) : std::string_view();
  const std::vector<TextRange> lines = comment_lines(snapshot, instruction);
  const bool moves = std::ranges::any_of(lines, [&](TextRange comment) { return range.contains(comment); });
  for (const TextRange comment : lines) {
    // Those before the range go along, so that all stay in order.
    const bool before = comment.begin < range.begin;
    if (!moves || !(before || range.contains(comment))) continue;
    const std::string_view line = snapshot.source->text(comment);
    comments += indentation;
    comments += line.substr(leading_space_size(line));
    if (before) edits.push_back({comment, ""});
  }
  if (!comments.empty() && range.begin == instruction.range.begin) {
    comments += text;
    text = std::move(comments);
  } else if (!comments.empty()) {
    edits.insert(edits.begin(), {{instruction.range.begin, instruction.range.begin}, std::move(comments)});
  }
  edits.push_back({range, std::move(text)});
  return edits;
}

bool expand_alike(std::string_view left, std::string_view right, char escape) {
  const auto left_text = plain_text(left);
  const auto right_text = plain_text(right);
  if (left_text && right_text) return *left_text == *right_text;
  const auto left_parts = expansions_of(left, escape);
  return left_parts && left_parts == expansions_of(right, escape);
}

std::vector<Edit> join_edits(std::string_view text, std::vector<Edit> edits) {
  std::vector<Edit> joined;
  for (Edit& edit : edits) {
    if (joined.empty() || joined.back().range.end != edit.range.begin) {
      joined.push_back(std::move(edit));
      continue;
    }
    joined.back().range.end = edit.range.end;
    joined.back().text += edit.text;
  }
  std::erase_if(joined, [&](const Edit& edit) { return edit.range.of(text) == edit.text; });
  return joined;
}

std::optional<Snapshot> read_edited(const Snapshot& snapshot, const Instruction& instruction,
                                    std::span<const Edit> edits) {
  std::string text = snapshot.dockerfile.escape == '`' ? "# escape=`\nFROM scratch\n" : "FROM scratch\n";
  text += apply_edits(snapshot.text(), instruction.range, edits);
  auto source = Source::make("Dockerfile", std::move(text));
  if (!source) return std::nullopt;
  Snapshot edited = make_snapshot(std::move(source.value()));
  const auto& instructions = edited.dockerfile.instructions;
  if (instructions.size() != 2 || !edited.dockerfile.accepted()) return std::nullopt;
  if (instructions[1].keyword != instruction.keyword) return std::nullopt;
  const Node& node = snapshot.tree.nodes[instruction.node];
  const TokenIndex below_from = edited.tree.nodes[instructions[0].node].last;
  const auto comments = comments_among(edited, below_from, to_offset(edited.tree.tokens.size()));
  if (comments != comments_among(snapshot, node.first, node.last)) return std::nullopt;
  return edited;
}

std::vector<Edit> remove_flag(const Snapshot& snapshot, const Flag& flag) {
  const std::string_view text = snapshot.text();
  TextRange range = flag.text.range;
  if (range.of(text).find('\n') != std::string_view::npos) return {};
  if (range.end == text.size() || !is_blank(text[range.end])) return {};
  if (const auto line = line_of_its_own(snapshot, range)) return {{*line, ""}};
  while (range.end < text.size() && is_blank(text[range.end])) ++range.end;
  // A "#" at the start of a line would begin a comment.
  if (range.end < text.size() && text[range.end] == '#') return {};
  return {{range, ""}};
}

bool reads_as_written(const Snapshot& snapshot, const Text& text) {
  return snapshot.source->text(text.range) == text.value;
}

std::vector<SourceName> source_names(const Snapshot& snapshot, const Instruction& instruction) {
  std::vector<SourceName> names;
  for (const Flag& flag : instruction.flags) {
    if (!flag.value) continue;
    if (instruction.keyword == Keyword::copy && flag.name == "from") {
      names.push_back({*flag.value, place_in_flag(snapshot, flag, *flag.value)});
    }
    if (instruction.keyword != Keyword::run || flag.name != "mount") continue;
    for (const auto& [name, is_exact] : mount_sources(*flag.value)) {
      names.push_back({name, is_exact ? place_in_flag(snapshot, flag, name) : std::nullopt});
    }
  }
  return names;
}

InstructionIndex nearest_instruction(const Dockerfile& dockerfile, Offset at) {
  const auto& instructions = dockerfile.instructions;
  const auto found =
      std::ranges::upper_bound(instructions, at, {}, [](const Instruction& each) { return each.range.end; });
  return static_cast<InstructionIndex>((found == instructions.end() ? std::prev(found) : found) - instructions.begin());
}

std::vector<Rewrite> group_by_instruction(const Snapshot& snapshot, std::vector<Edit> edits,
                                          const std::function<std::string(std::size_t)>& why) {
  std::vector<Rewrite> rewrites;
  for (Edit& edit : edits) {
    const InstructionIndex about = nearest_instruction(snapshot.dockerfile, edit.range.begin);
    const bool inside = snapshot.dockerfile.instructions[about].range.contains(edit.range);
    if (rewrites.empty() || rewrites.back().about != about || rewrites.back().replaces.empty() == inside) {
      Rewrite rewrite;
      rewrite.about = about;
      rewrite.where = edit.range;
      rewrite.level = Level::identical;
      if (inside) rewrite.replaces = {about};
      rewrites.push_back(std::move(rewrite));
    }
    rewrites.back().edits.push_back(std::move(edit));
  }
  for (Rewrite& rewrite : rewrites) rewrite.why = why(rewrite.edits.size());
  return rewrites;
}

std::vector<TextRange> list_entries(const Instruction& instruction) {
  std::vector<TextRange> entries;
  const auto add_pairs = [&](std::span<const KeyValue> pairs) {
    for (const KeyValue& pair : pairs) {
      entries.push_back({pair.key.range.begin, std::max(pair.key.range.end, pair.value.range.end)});
    }
  };
  if (const auto* env = instruction.as<Env>()) add_pairs(env->pairs);
  if (const auto* label = instruction.as<Label>()) add_pairs(label->pairs);
  const bool is_list =
      instruction.as<Arg>() != nullptr || instruction.as<Expose>() != nullptr || instruction.as<Volume>() != nullptr;
  if (is_list) {
    for (const Text& word : instruction.values) entries.push_back(word.range);
  }
  for (std::size_t i = 1; i < entries.size(); ++i) {
    if (entries[i].begin < entries[i - 1].end) return {};
  }
  return entries;
}

bool has_comment(const Snapshot& snapshot, const Instruction& instruction, TextRange range) {
  return std::ranges::any_of(comment_lines(snapshot, instruction),
                             [&](TextRange comment) { return comment.overlaps(range); });
}

bool may_come_first(std::string_view word) {
  // Where flags may stand, single bytes that are white space in Latin-1 are skipped (split_command.go).
  return !word.empty() && !is_latin1_space(word.front()) && !word.starts_with('#') && !word.starts_with("--") && !word.starts_with('[');
}

std::optional<std::vector<Edit>> remove_entries(const Snapshot& snapshot, const Instruction& instruction,
                                                const std::vector<bool>& gone) {
  const std::vector<TextRange> entries = list_entries(instruction);
  if (entries.size() != gone.size() || entries.empty()) return std::nullopt;
  if (std::ranges::find(gone, false) == gone.end()) return remove_instruction(snapshot, instruction);
  // Words that begin with a bracket and are no array, as in [ /a, ], may be one without those in between.
  if (!instruction.json && snapshot.source->text(entries.front()).starts_with('[')) return std::nullopt;
  const std::vector<TextRange> comments = comment_lines(snapshot, instruction);
  const auto has_comment_in = [&](TextRange range) {
    const auto next = std::ranges::upper_bound(comments, range.begin, {}, &TextRange::end);
    return next != comments.end() && next->overlaps(range);
  };
  std::vector<Edit> edits;
  for (std::size_t first = 0; first < entries.size(); ++first) {
    if (!gone[first]) continue;
    std::size_t last = first;
    while (last + 1 < entries.size() && gone[last + 1]) ++last;
    const bool has_next = last + 1 < entries.size();
    TextRange range;
    if (first > 0) range = {entries[first - 1].end, entries[last].end};
    // Entries that begin a line go with the blanks behind them, so that the next one begins the line.
    const auto breaks = [&](Offset begin, Offset end) {
      return TextRange{begin, end}.of(snapshot.text()).find('\n') != std::string_view::npos;
    };
    const bool begins_line = first > 0 && has_next && breaks(entries[first - 1].end, entries[first].begin) &&
                             !breaks(entries[last].end, entries[last + 1].begin) &&
                             may_come_first(snapshot.source->text(entries[last + 1]));
    if (first == 0 || begins_line || (has_next && has_comment_in(range))) {
      range = {entries[first].begin, entries[last + 1].begin};
    }
    if (has_comment_in(range)) return std::nullopt;
    // The entry that follows comes to stand where the first one stood, perhaps at the start of a line.
    if (range.begin == entries[first].begin) {
      const std::string_view next = snapshot.source->text(entries[last + 1]);
      if (!instruction.json && !may_come_first(next)) return std::nullopt;
    } else if (would_continue(snapshot.source->text(entries[first - 1]), snapshot.dockerfile.escape)) {
      return std::nullopt;  // it could come to stand at the end of a line
    }
    edits.push_back({range, ""});
    first = last;
  }
  if (instruction.range.size() > max_line_size &&
      has_too_long_line(apply_edits(snapshot.text(), instruction.range, edits))) {
    return std::nullopt;
  }
  return edits;
}

}  // namespace drydock
