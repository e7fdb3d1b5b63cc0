// The answers of `drydock stream`: one JSON object in, one out.
//
// A request has `id` (any JSON value), `path` (a string; may be missing) and `content` or, for bytes that are not valid
// UTF-8, `content_base64`. Other keys are passed over; nothing may be nested more than 64 deep. The answer has `id`,
// `path`, `content` (or `content_base64`, as it was asked), `changed`, `rewrites` and `diagnostics`. A line that is no
// request gets `id` as far as it is known, `line` and `error`.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "pipeline/pipeline.hpp"

namespace drydock {

/// The answer to a line, without a line end. Never fails: what is wrong with the line is in the answer. `number` counts
/// lines from 1.
[[nodiscard]] std::string answer_line(std::string_view line, std::size_t number, const PipelineOptions& options);

/// The answer to a line that was too long to read.
[[nodiscard]] std::string answer_long_line(std::size_t number, std::size_t max_size);

}  // namespace drydock
