// Pieces of text that passes need: JSON arrays, removal of whole instructions, comments that must survive.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ir/snapshot.hpp"
#include "rewrite/rewrite.hpp"

namespace drydock {

/// The words as a JSON array that BuildKit decodes to the same bytes: ["a", "b"]. Nothing if a word is not valid UTF-8 or
/// holds a NUL byte, which no array can carry.
[[nodiscard]] std::optional<std::string> json_array(std::span<const std::string> words);

/// Edits that remove an instruction with its line end. Comment lines inside of it stay where they are.
[[nodiscard]] std::vector<Edit> remove_instruction(const Snapshot& snapshot, const Instruction& instruction);

/// Edits that put `text` in the place of a part of an instruction, which may run over several lines. Comment lines inside
/// of that part move to directly above the instruction and take its indentation; blank lines inside of it go.
[[nodiscard]] std::vector<Edit> replace_in_instruction(const Snapshot& snapshot, const Instruction& instruction,
                                                       TextRange range, std::string text);

}  // namespace drydock
