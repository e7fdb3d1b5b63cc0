// JSON arrays and edits of whole instructions.
#include "rewrite/text_tools.hpp"

#include <fmt/format.h>

#include "base/unicode.hpp"

namespace drydock {
namespace {

/// The comment lines of an instruction, each with its indentation and its line end.
std::vector<TextRange> comment_lines(const Snapshot& snapshot, const Instruction& instruction) {
  const Tree& tree = snapshot.tree;
  const Node& node = tree.nodes[instruction.node];
  std::vector<TextRange> lines;
  for (TokenIndex token = node.first; token < node.last; ++token) {
    if (tree.tokens[token].kind != TokenKind::comment) continue;
    TextRange line = tree.range_of(token);
    if (token > node.first && tree.tokens[token - 1].kind == TokenKind::indent) line.begin = tree.begin_of(token - 1);
    if (token + 1 < node.last && tree.tokens[token + 1].kind == TokenKind::line_end) line.end = tree.tokens[token + 1].end;
    lines.push_back(line);
  }
  return lines;
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
  const std::string_view indentation = indented ? snapshot.source->text(snapshot.tree.range_of(node.first)) : std::string_view();
  for (const TextRange comment : comment_lines(snapshot, instruction)) {
    if (!range.contains(comment)) continue;
    const std::string_view line = snapshot.source->text(comment);
    comments += indentation;
    comments += line.substr(leading_space_size(line));
  }
  if (!comments.empty()) edits.push_back({{instruction.range.begin, instruction.range.begin}, std::move(comments)});
  edits.push_back({range, std::move(text)});
  return edits;
}

}  // namespace drydock
