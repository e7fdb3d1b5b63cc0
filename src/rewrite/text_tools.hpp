// Pieces of text that passes need: JSON arrays, removal of whole instructions, comments that must survive, places where
// instructions name stages, words that expand alike.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ir/snapshot.hpp"
#include "rewrite/rewrite.hpp"

namespace drydock {

/// The words as a JSON array that BuildKit decodes to the same bytes: ["a", "b"]. Nothing if a word is not valid UTF-8
/// or holds a NUL byte, which no array can carry.
[[nodiscard]] std::optional<std::string> json_array(std::span<const std::string> words);

/// Whether a word of an instruction continues its line if it comes to stand at the end of one: it ends with the escape
/// character, or with that and white space, which BuildKit cuts there.
[[nodiscard]] bool would_continue(std::string_view word, char escape) noexcept;

/// Whether the file has the same parser directives after the edits: a comment that comes to stand above all
/// instructions may read as one. Precondition: sorted, disjoint edits. Reads the whole text again if they reach that
/// far up.
[[nodiscard]] bool keeps_directives(const Snapshot& snapshot, std::span<const Edit> edits);

/// Edits that remove an instruction with its line end. Comment lines inside of it stay where they are.
[[nodiscard]] std::vector<Edit> remove_instruction(const Snapshot& snapshot, const Instruction& instruction);

/// Edits that put `text` in the place of a part of an instruction, which may run over several lines. Comment lines
/// inside of that part move to directly above the instruction and take its indentation, and those before the part with
/// them; blank lines inside of it go.
[[nodiscard]] std::vector<Edit> replace_in_instruction(const Snapshot& snapshot, const Instruction& instruction,
                                                       TextRange range, std::string text);

/// Whether two texts expand to the same bytes in every environment (shell/lex.go, ProcessWord), because both hold the
/// same characters and the same variables in the same order. A ${…} with a modifier counts as the same only if it is
/// written the same. False also if one of the texts does not read.
[[nodiscard]] bool expand_alike(std::string_view left, std::string_view right, char escape);

/// The edits as one list by place in which those that touch are one and none is without effect. Precondition: they are
/// sorted and do not overlap; insertions at one place are in the order in which they shall stand.
[[nodiscard]] std::vector<Edit> join_edits(std::string_view text, std::vector<Edit> edits);

/// What edits inside of an instruction would make of it: a file with a FROM and the edited text, whose second
/// instruction is the one. Nothing if BuildKit would not read the text as one instruction with the same keyword, or if
/// a comment would be lost or move past another. Precondition: sorted, disjoint edits.
[[nodiscard]] std::optional<Snapshot> read_edited(const Snapshot& snapshot, const Instruction& instruction,
                                                  std::span<const Edit> edits);

/// Edits that remove a flag with the blanks behind it, and its line if it has one to itself. None if the flag is broken
/// over several lines, or if what would be left reads differently.
[[nodiscard]] std::vector<Edit> remove_flag(const Snapshot& snapshot, const Flag& flag);

/// Whether the bytes of a text's range are its value: no quote, escape or continuation stands in between.
[[nodiscard]] bool reads_as_written(const Snapshot& snapshot, const Text& text);

/// What COPY --from or RUN --mount=from takes files from: a stage, whatever the case of the letters
/// (dockerfile2llb/convert.go, findStateByName), else an image.
struct SourceName {
  std::string_view name;           ///< as BuildKit reads it
  std::optional<TextRange> range;  ///< the bytes of the name and no others; nothing where they cannot be told apart
};

/// The sources that the flags of an instruction, or of a trigger, name. Numbers are among them; FROM is not looked at.
/// Views live as long as the snapshot.
[[nodiscard]] std::vector<SourceName> source_names(const Snapshot& snapshot, const Instruction& instruction);

/// Rewrites of a pass that changes layout only: edits in one instruction become one rewrite, and so do the edits
/// between two instructions, which are about the one that follows (after the last instruction: about that). `why` gets
/// the number of edits. Preconditions: the edits are in the order of the file, and none reaches over the border of an
/// instruction.
[[nodiscard]] std::vector<Rewrite> group_by_instruction(const Snapshot& snapshot, std::vector<Edit> edits,
                                                        const std::function<std::string(std::size_t)>& why);

/// The instruction that holds a byte, else the one that follows, else the last one. Precondition: there is one.
[[nodiscard]] InstructionIndex nearest_instruction(const Dockerfile& dockerfile, Offset at);

/// The entries of an ARG, ENV, EXPOSE, LABEL or VOLUME in the order of the text, each with all of its bytes; JSON
/// strings with their quotes. Empty if the instruction is of another kind, or if two entries share bytes.
[[nodiscard]] std::vector<TextRange> list_entries(const Instruction& instruction);

/// Whether a comment line lies inside of a part of an instruction.
[[nodiscard]] bool has_comment(const Snapshot& snapshot, const Instruction& instruction, TextRange range);

/// Edits that take some entries out of such a list, with what parts them from their neighbours; the whole instruction
/// if no entry is left. `gone` has a value for each entry. Nothing if a comment line stands in between, or if BuildKit
/// could read what is left in another way.
[[nodiscard]] std::optional<std::vector<Edit>> remove_entries(const Snapshot& snapshot, const Instruction& instruction,
                                                              const std::vector<bool>& gone);

/// Whether a word may stand at the start of an instruction's arguments: it does not begin like a flag, a comment or a
/// JSON array, nor with a byte that is passed over there.
[[nodiscard]] bool may_come_first(std::string_view word);

}  // namespace drydock
