// A run that the verifier refused, in one text: enough to run it again elsewhere.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "pipeline/pipeline.hpp"

namespace drydock {

inline constexpr int reproducer_version = 1;

struct Reproducer {
  std::string drydock;  ///< the version that wrote it
  std::string refusal;  ///< the pass, the check and its reason, for people
  std::string path;     ///< of the file, as it was given
  std::string text;     ///< the file before all passes: any bytes
  PipelineOptions pipeline;
  /// The configs of base images as they were handed over, by image; the JSON that `pipeline.evidence.images` was read
  /// from.
  std::map<std::string, std::string, std::less<>> image_configs{};
};

/// Every refusal of a run, one a line: "pass: check: reason".
[[nodiscard]] std::string refusals_of(const PipelineResult& result);

/// As JSON, indented, with a line end. Of the build context only the folder's name is kept.
[[nodiscard]] std::string reproducer_json(const Reproducer& reproducer);

/// All that decides beside the text on what comes out of a run, as JSON: what a reproducer says of it.
[[nodiscard]] std::string settings_json(const PipelineOptions& pipeline,
                                        const std::map<std::string, std::string, std::less<>>& image_configs);

using FindPass = std::function<const PassInfo*(std::string_view id)>;

/// Reads what reproducer_json() wrote. Fails on anything else, and on passes, options, levels and assumptions that
/// there are not.
[[nodiscard]] Result<Reproducer> parse_reproducer(std::string_view json, const FindPass& find = find_pass);

}  // namespace drydock
