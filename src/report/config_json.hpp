// The JSON of one image config; seen by the files that build JSON only.
#pragma once

#include "analysis/image_config.hpp"
#include "report/json_text.hpp"

namespace drydock {

/// Adds the keys `author`, `config` and `unknown` to the object of a stage (model_json.hpp says what they mean).
void write_config(const ImageConfig& config, Json& stage);

}  // namespace drydock
