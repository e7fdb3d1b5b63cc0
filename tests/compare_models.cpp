// Says of pairs of Dockerfiles whether they build the same images: compare_models <PAIRS, lines BEFORE<TAB>AFTER. One
// line for each pair: "same", "different", "cannot tell", or "refused" if one of the two is no Dockerfile; after a tab,
// what differs first. The models are those that the verifier looks at, over base images that nothing is known of.
#include <iostream>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "analysis/model_diff.hpp"
#include "base/file.hpp"

namespace {

using namespace drydock;

Result<Snapshot> load(const std::string& path) {
  auto bytes = read_file(path, Source::max_size);
  if (!bytes) return Error{bytes.error()};
  auto source = Source::make(path, std::move(bytes.value()));
  if (!source) return Error{source.error()};
  return make_snapshot(std::move(source.value()));
}

std::string judge(const std::string& before, const std::string& after) {
  const auto left = load(before);
  const auto right = load(after);
  if (!left || !right) return "refused\t" + (left ? right.error() : left.error());
  if (!left.value().dockerfile.accepted() || !right.value().dockerfile.accepted()) return "refused";
  ModelOptions options;
  options.any_arguments = true;
  const auto found = compare(model_images(left.value(), options), model_images(right.value(), options));
  if (found.empty()) return "same";
  const bool certain = std::ranges::any_of(found, &Difference::certain);
  return fmt::format("{}\t{} {}", certain ? "different" : "cannot tell", to_string(found.front().part),
                     found.front().member);
}

}  // namespace

int main() {
  std::string line;
  while (std::getline(std::cin, line)) {
    const std::size_t tab = line.find('\t');
    if (tab == std::string::npos) return 2;
    std::string answer = judge(line.substr(0, tab), line.substr(tab + 1));
    for (char& byte : answer) {
      if (byte == '\n') byte = ' ';
    }
    std::cout << answer << '\n';
  }
  return std::cout.flush() ? 0 : 2;
}
