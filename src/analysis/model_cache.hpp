// The model of a snapshot, made when it is needed.
#pragma once

#include <optional>
#include <utility>

#include "analysis/evidence.hpp"

namespace drydock {

/// The model of one snapshot, made when somebody asks for it.
class ModelCache {
 public:
  ModelCache(const Snapshot& snapshot, const Evidence& evidence) : snapshot_(&snapshot), evidence_(&evidence) {}
  [[nodiscard]] const ImageModel& get() const {
    if (!model_) model_ = model_with_evidence(*snapshot_, *evidence_);
    return *model_;
  }
  /// The same model for a snapshot that was moved to another place.
  [[nodiscard]] ModelCache moved_to(const Snapshot& snapshot) && {
    snapshot_ = &snapshot;
    return std::move(*this);
  }

 private:
  const Snapshot* snapshot_;
  const Evidence* evidence_;
  mutable std::optional<ImageModel> model_;
};

}  // namespace drydock
