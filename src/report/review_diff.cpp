// A review as a difference.
#include "report/review.hpp"
#include "report/text_report.hpp"

namespace drydock {
namespace {

class DiffWriter final : public ReviewWriter {
 public:
  explicit DiffWriter(bool color) : color_(color) {}
  std::string add(const ReviewedFile& file) override {
    return unified_diff(file.path, file.text(), file.rewritten, color_);
  }

 private:
  bool color_;
};

}  // namespace

std::unique_ptr<ReviewWriter> review_diff(bool color) { return std::make_unique<DiffWriter>(color); }

}  // namespace drydock
