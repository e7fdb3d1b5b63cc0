// Whether a program of an image is a script of the project, which only a shell starts if it has no "#!" line.
#pragma once

#include <string>
#include <string_view>

#include "analysis/evidence.hpp"
#include "analysis/image_model.hpp"
#include "ir/snapshot.hpp"

namespace drydock {

/// What is known of a program's first line.
enum class Interpreter : std::uint8_t {
  settled,  ///< nothing says that it is a shell script of the project; or it is one, and the context shows its "#!"
  open,     ///< it may be a shell script of the project, going by its name and by what the file puts into the image
  missing,  ///< the context shows a script without "#!"
};

struct ProgramFile {
  Interpreter interpreter = Interpreter::settled;
  std::string file{};  ///< for `missing`: the file in the context
  bool named_like_it = false;  ///< something of its very name is put where programs are looked up, or taken away there
  bool other_shell = false;    ///< the file puts something in the place of /bin/sh that is no shell as others are
};

/// Looks at the name of a program that a stage starts, at what COPY, ADD and RUN of the stage and its ancestors put
/// into the image and what that was called before, there or in the stage that it is copied from, and at the files of the
/// build context, if it is at hand.
///
/// The kernel starts a file without "#!" for nobody; a shell then reads it as a script of its own. So only shell
/// scripts can make a difference: a program in another language that lacks the line starts in neither way.
[[nodiscard]] ProgramFile find_program(const Snapshot& snapshot, const Evidence& evidence, const ImageModel& model,
                                       const Stage& stage, std::string_view program);

}  // namespace drydock
