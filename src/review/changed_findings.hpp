// The part of a review that is about what a change touched.
#pragma once

#include "git/changes.hpp"
#include "review/findings.hpp"

namespace drydock {

/// Leaves out the findings that touch no changed line; null leaves out all. Those of a fix stay or go together.
void keep_changed(ReviewedFile& file, const ChangedLines* changes);

}  // namespace drydock
