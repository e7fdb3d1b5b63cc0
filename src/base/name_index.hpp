// Finds members of a list by their name, without a node for each of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace drydock {

/// An index of the places in a list that only grows, and whose members keep their names. Most lists are short and
/// searched one member after the other; a long one gets a table. `name` is how the list's members tell their name: a
/// pointer to a member, or a function. The list must be the same in each call, or one that is equal.
class NameIndex {
 public:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  /// The place of the first member of that name, or `none`. Constant.
  template <typename List, typename Name>
  [[nodiscard]] std::size_t find(std::string_view wanted, const List& list, Name name) const {
    if (slots_.empty()) {
      for (std::size_t place = 0; place < list.size(); ++place) {
        if (std::string_view(std::invoke(name, list[place])) == wanted) return place;
      }
      return none;
    }
    const Slot& slot = slots_[slot_of(wanted, hash_of(wanted), list, name)];
    return slot.place == unused ? none : slot.place;
  }

  /// To be called after a member was added at the end of the list. Constant on average.
  template <typename List, typename Name>
  void added(const List& list, Name name) {
    if (list.size() <= longest_without_table) return;
    if (list.size() * 2 <= slots_.size()) return add(list.size() - 1, list, name);
    slots_.assign(slots_.empty() ? 4 * longest_without_table : 2 * slots_.size(), Slot());
    for (std::size_t place = 0; place < list.size(); ++place) add(place, list, name);
  }

 private:
  static constexpr std::uint32_t unused = 0xFFFFFFFF;
  static constexpr std::size_t longest_without_table = 16;
  struct Slot {
    std::uint32_t place = unused;
    std::uint32_t hash = 0;  // of the name, so that few others are compared
  };

  static std::uint32_t hash_of(std::string_view name) noexcept {
    return static_cast<std::uint32_t>(std::hash<std::string_view>()(name));
  }
  /// The slot of a name, or the free one where it belongs. The number of slots is a power of two, and half are free.
  template <typename List, typename Name>
  [[nodiscard]] std::size_t slot_of(std::string_view wanted, std::uint32_t hash, const List& list, Name name) const {
    for (std::size_t at = hash & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
      const Slot& slot = slots_[at];
      if (slot.place == unused) return at;
      if (slot.hash == hash && std::string_view(std::invoke(name, list[slot.place])) == wanted) return at;
    }
  }
  template <typename List, typename Name>
  void add(std::size_t place, const List& list, Name name) {
    const std::string_view own = std::invoke(name, list[place]);
    const std::uint32_t hash = hash_of(own);
    Slot& slot = slots_[slot_of(own, hash, list, name)];
    if (slot.place == unused) slot = {static_cast<std::uint32_t>(place), hash};
  }

  std::vector<Slot> slots_;  // empty: the list is short
};

}  // namespace drydock
