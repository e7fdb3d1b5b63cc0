// What differs between what two Dockerfiles build.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/image_model.hpp"

namespace drydock {

/// A part of what a stage builds.
enum class ImagePart : std::uint8_t {
  stages,        ///< how many there are, their names, what each is built on
  steps,         ///< what is done to the file system
  author, env, labels, exposed_ports, volumes, user, working_dir, stop_signal, shell, on_build,
  healthcheck, cmd, entrypoint, args_escaped,
  error,         ///< whether BuildKit builds it at all
};
[[nodiscard]] std::string_view to_string(ImagePart part) noexcept;

struct Difference {
  StageIndex stage = 0;
  ImagePart part = ImagePart::stages;
  std::string member{};  ///< a variable, label, port or volume
  /// False: at least one side is not known, and nothing shows that they are the same.
  bool certain = true;
  std::string before{};  ///< for people; "" if there is nothing
  std::string after{};
  std::optional<Origin> before_origin{};  ///< where the value was set, if the file sets it
  std::optional<Origin> after_origin{};
};

/// All differences, by stage and then part. None: for every stage as the target, both build the same image, for any
/// build arguments if the models are for any, and whatever the base images hold.
[[nodiscard]] std::vector<Difference> compare(const ImageModel& before, const ImageModel& after);

/// A word in double quotes, with a backslash before quotes and backslashes; long ones are cut. For people.
[[nodiscard]] std::string in_quotes(std::string_view word);

/// A list of words as a JSON array, for people.
[[nodiscard]] std::string display(const std::vector<std::string>& words);

}  // namespace drydock
