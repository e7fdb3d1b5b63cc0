// A sort for lists of large things.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

namespace drydock {

/// Sorts by a key; what has equal keys keeps its order. Asks for each key once, and moves each element at most once:
/// only the keys go through the steps of the sort. Lists that are sorted already stay where they are.
template <typename T, typename KeyOf>
void sort_by(std::vector<T>& list, const KeyOf& key_of) {
  std::vector<std::pair<decltype(std::invoke(key_of, std::as_const(list.front()))), std::size_t>> order;
  order.reserve(list.size());
  for (std::size_t i = 0; i < list.size(); ++i) order.emplace_back(std::invoke(key_of, std::as_const(list[i])), i);
  if (std::ranges::is_sorted(order)) return;
  std::ranges::sort(order);
  std::vector<T> sorted;
  sorted.reserve(list.size());
  for (const auto& [key, i] : order) sorted.push_back(std::move(list[i]));
  list = std::move(sorted);
}

}  // namespace drydock
