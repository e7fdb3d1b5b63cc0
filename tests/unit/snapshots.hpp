// Texts as files called Dockerfile.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "ir/snapshot.hpp"

namespace drydock {

inline Source source_of(std::string_view text) {
  return std::move(Source::make("Dockerfile", std::string(text)).value());
}

inline Snapshot snapshot_of(std::string_view text) { return make_snapshot(source_of(text)); }

}  // namespace drydock
