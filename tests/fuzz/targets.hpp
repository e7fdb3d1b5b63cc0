// What the fuzzers feed with bytes. Each target stops the program when something that always holds does not.
#pragma once

#include <span>
#include <string_view>

namespace drydock::fuzz {

struct Target {
  std::string_view name;
  void (*run)(std::string_view bytes);
};

/// parse: the tree tiles the text, the instructions lie in order. pipeline: the first bytes choose passes, level and
/// assumptions; the verifier agrees, and what BuildKit takes it takes afterwards. words: variables and shell commands.
/// json: arrays, image configs, reproducers. config: configuration files. stream: lines that `drydock stream` answers.
/// plan: lines of a plan, and what compose and bake files name.
[[nodiscard]] std::span<const Target> targets() noexcept;

}  // namespace drydock::fuzz
