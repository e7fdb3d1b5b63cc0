// One text with everything that is known about it; passes and analyses read it and never change it.
#pragma once

#include <memory>

#include "ir/dockerfile.hpp"
#include "syntax/tree.hpp"

namespace drydock {

struct Snapshot {
  std::unique_ptr<const Source> source;
  Tree tree;
  Dockerfile dockerfile;

  [[nodiscard]] std::string_view text() const noexcept { return source->text(); }
};

[[nodiscard]] inline Snapshot make_snapshot(Source source) {
  auto owned = std::make_unique<const Source>(std::move(source));
  Tree tree = parse(*owned);
  Dockerfile dockerfile = lower(*owned, tree);
  return {std::move(owned), std::move(tree), std::move(dockerfile)};
}

}  // namespace drydock
