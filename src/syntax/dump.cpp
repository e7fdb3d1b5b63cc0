// The tree as text.
#include <fmt/format.h>

#include "syntax/tree.hpp"

namespace drydock {
namespace {

/// A text between quotes with everything escaped that is not printable ASCII or well-formed UTF-8.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char byte : text) {
    switch (byte) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<unsigned char>(byte) < 0x20 || byte == 0x7F) {
          out += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
        } else {
          out += byte;
        }
    }
  }
  return out + "\"";
}

}  // namespace

std::string dump(const Tree& tree, const Source& source) {
  std::string out;
  const auto token = [&](TokenIndex index, std::string_view indent) {
    const TextRange range = tree.range_of(index);
    out += fmt::format("{}{} {}..{} {}\n", indent, to_string(tree.tokens[index].kind), range.begin, range.end,
                       quoted(source.text(range)));
  };
  if (!tree.tokens.empty() && tree.tokens.front().kind == TokenKind::bom) token(0, "");
  for (const Node& node : tree.nodes) {
    const TextRange range = tree.range_of(node);
    out +=
        fmt::format("{} {}..{} line {}\n", to_string(node.kind), range.begin, range.end, source.line_of(range.begin));
    for (TokenIndex index = node.first; index < node.last; ++index) token(index, "  ");
  }
  return out;
}

}  // namespace drydock
