// The model of a snapshot, made when it is needed.
#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "analysis/evidence.hpp"

namespace drydock {

/// The model of one snapshot, made when somebody asks for it.
class ModelCache {
 public:
  ModelCache(const Snapshot& snapshot, const Evidence& evidence)
      : snapshot_(&snapshot), evidence_(&evidence), bases_(std::make_shared<KnownBases>(evidence)) {}
  /// For another version of the file, which nearly always names the same base images.
  ModelCache(const Snapshot& snapshot, const ModelCache& other)
      : snapshot_(&snapshot), evidence_(other.evidence_), bases_(other.bases_) {}

  [[nodiscard]] const ImageModel& get() const {
    if (!model_) model_ = model_with_evidence(input(), *evidence_, *bases_);
    return *model_;
  }
  /// What the model is made of.
  [[nodiscard]] const said::Dockerfile& input() const {
    if (!input_) {
      DRYDOCK_CHECK(snapshot_->dockerfile.accepted());
      input_ = said::read(*snapshot_);
    }
    return *input_;
  }
  /// The stages that are built for the evidence's targets.
  [[nodiscard]] std::vector<bool> needed_stages() const {
    return model_ ? model_->needed_for(evidence_->targets) : stages_needed(input(), *evidence_);
  }
  /// Whether both models are made of the same, and so are the same. Makes neither.
  [[nodiscard]] bool says_the_same(const ModelCache& other) const {
    return evidence_ == other.evidence_ && said::are_equal(*snapshot_, *other.snapshot_);
  }
  /// Takes over the model of a snapshot that says the same, if it is made.
  void take_model(ModelCache&& other) {
    if (!model_) model_ = std::move(other.model_);
  }
  /// The same model for a snapshot that was moved to another place.
  [[nodiscard]] ModelCache moved_to(const Snapshot& snapshot) && {
    snapshot_ = &snapshot;
    return std::move(*this);
  }

 private:
  const Snapshot* snapshot_;
  const Evidence* evidence_;
  std::shared_ptr<KnownBases> bases_;
  mutable std::optional<said::Dockerfile> input_;
  mutable std::optional<ImageModel> model_;
};

}  // namespace drydock
