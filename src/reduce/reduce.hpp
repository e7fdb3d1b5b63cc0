// Shrinks a text that shows something, to the few lines and words that show it.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace drydock {

/// Whether a text shows what is looked for. Has to answer the same for the same text.
using IsInteresting = std::function<bool(std::string_view text)>;

struct Reduction {
  std::string text;
  std::size_t tries = 0;  ///< how often it asked
};

/// A part of `text`, no longer than that, of which `is_interesting` holds too, and of which no single line, word or
/// byte between words can go. Lines go first, in halves, quarters and so on, as in delta debugging (Zeller and
/// Hildebrandt, 2002), then words.
///
/// Precondition: `is_interesting(text)`. Asks at most a quadratic number of times, and mostly a few times the number of
/// lines and words that stay, times the logarithm of those that were there. Once `is_ended` says so, it asks no more and
/// gives what it has.
[[nodiscard]] Reduction reduce(std::string text, const IsInteresting& is_interesting,
                               const std::function<bool()>& is_ended = {});

}  // namespace drydock
