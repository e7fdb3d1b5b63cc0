#include "reduce/reduce.hpp"

#include <algorithm>
#include <vector>

#include "base/unicode.hpp"

namespace drydock {
namespace {

using Units = std::vector<std::string_view>;

/// Lines with their ends.
Units split_lines(std::string_view text) {
  Units lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

bool is_of_a_word(char byte) {
  return is_ascii_alphanumeric(byte) || byte == '_' || static_cast<unsigned char>(byte) >= 0x80;
}

/// Words, and each other byte alone.
Units split_tokens(std::string_view text) {
  Units tokens;
  while (!text.empty()) {
    std::size_t end = 1;
    while (is_of_a_word(text[0]) && end < text.size() && is_of_a_word(text[end])) ++end;
    tokens.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return tokens;
}

class Reducer {
 public:
  Reducer(std::string text, const IsInteresting& is_interesting, const std::function<bool()>& is_ended)
      : result_{std::move(text), 0}, is_interesting_(is_interesting), is_ended_(is_ended) {}

  Reduction run() && {
    // Without a word a line may be able to go that could not before.
    bool smaller = true;
    while (smaller) {
      smaller = false;
      for (const auto split : {split_lines, split_tokens}) smaller = remove_units(split) || smaller;
    }
    return std::move(result_);
  }

 private:
  /// Tries to remove runs of units, long ones first. Returns whether one went.
  bool remove_units(Units (*split)(std::string_view)) {
    const std::string text = result_.text;
    Units units = split(text);
    for (std::size_t run = units.size(); run > 0; run /= 2) {
      for (std::size_t begin = 0; begin < units.size();) {
        if (is_ended_ && is_ended_()) return false;
        const std::size_t end = std::min(begin + run, units.size());
        std::string rest;
        for (std::size_t i = 0; i < units.size(); ++i) {
          if (i < begin || i >= end) rest += units[i];
        }
        ++result_.tries;
        if (!is_interesting_(rest)) {
          begin = end;
          continue;
        }
        units.erase(units.begin() + static_cast<std::ptrdiff_t>(begin),
                    units.begin() + static_cast<std::ptrdiff_t>(end));
        result_.text = std::move(rest);
      }
    }
    return result_.text.size() < text.size();
  }

  Reduction result_;
  const IsInteresting& is_interesting_;
  const std::function<bool()>& is_ended_;  ///< may be empty
};

}  // namespace

Reduction reduce(std::string text, const IsInteresting& is_interesting, const std::function<bool()>& is_ended) {
  return Reducer(std::move(text), is_interesting, is_ended).run();
}

}  // namespace drydock
