// Memory that lives as long as one snapshot: texts and lists are copied in and freed all at once.
#pragma once

#include <algorithm>
#include <memory>
#include <memory_resource>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>

namespace drydock {

/// A bump allocator. What it hands out stays at its place until the arena ends; destructors are never run, so only
/// trivially destructible types are accepted.
class Arena {
 public:
  [[nodiscard]] std::string_view text(std::string_view value) {
    if (value.empty()) return {};
    char* const memory = static_cast<char*>(memory_->allocate(value.size(), 1));
    std::ranges::copy(value, memory);
    return {memory, value.size()};
  }

  template <typename T>
  [[nodiscard]] std::span<const T> list(std::span<const T> values) {
    static_assert(std::is_trivially_destructible_v<T> && std::is_trivially_copyable_v<T>);
    if (values.empty()) return {};
    T* const memory = static_cast<T*>(memory_->allocate(values.size_bytes(), alignof(T)));
    std::uninitialized_copy(values.begin(), values.end(), memory);
    return {memory, values.size()};
  }

  template <typename T>
  [[nodiscard]] const T* object(const T& value) {
    static_assert(std::is_trivially_destructible_v<T>);
    return new (memory_->allocate(sizeof(T), alignof(T))) T(value);
  }

 private:
  std::unique_ptr<std::pmr::monotonic_buffer_resource> memory_ =
      std::make_unique<std::pmr::monotonic_buffer_resource>(4096);  // at a fixed place, so that an Arena can move
};

}  // namespace drydock
