// The image config of every stage as JSON, one object a file, and the reading of configs that users hand over.
#pragma once

#include <string>
#include <string_view>

#include "analysis/image_model.hpp"
#include "base/result.hpp"

namespace drydock {

/// Version of the format; grows when a key changes its meaning or goes.
inline constexpr int model_json_version = 1;

/// The configs of all stages as one line of JSON without a line end:
///
/// | key | value |
/// |---|---|
/// | `format`, `version`, `path` | "drydock-model", 1, the path as given |
/// | `accepted` | whether BuildKit takes the file; if not, `stages` is empty |
/// | `stages` | one object for each FROM, in the order of the file |
///
/// | key of a stage | value |
/// |---|---|
/// | `index`, `name`, `line` | from 0; in lower case or ""; of its FROM, from 1 |
/// | `base` | the image or stage that FROM names, with variables expanded |
/// | `error` | why BuildKit does not build the stage; the keys below are then missing |
/// | `author` | missing if empty or unknown |
/// | `config` | as in an OCI image config with Docker's additions; without empty values and what is unknown |
/// | `unknown` | what is left out of the above, as a list of objects |
///
/// An object of `unknown` has `key`, `reason`, and `member`, the name of a variable or label, if only that member is
/// unknown. A collection that stands there without a member may hold more than `config` shows.
///
/// A string that is not valid UTF-8 is written as {"hex": "…"}. Computes the configs: see model_images().
[[nodiscard]] std::string model_json(const Snapshot& snapshot, const ModelOptions& options);

/// Reads an OCI image config: an object with `author`, `os` and `config`, each optional; other keys are ignored. What
/// is missing is empty, not unknown. Without `os`, or with "", the image is one for whatever platform is asked for.
/// Fails on anything but JSON and on values of the wrong type.
[[nodiscard]] Result<ImageConfig> parse_image_config(std::string_view json);

}  // namespace drydock
