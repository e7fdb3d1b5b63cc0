// Memory that lives as long as one snapshot: texts and lists are copied in and freed all at once.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

#include "base/spare_memory.hpp"

namespace drydock {

/// A bump allocator; inline, as each list of a tree asks it, and std::pmr would make a virtual call of that. What it
/// hands out stays at its place until the arena ends; destructors are never run, so only trivially destructible types
/// are accepted.
class Arena {
 public:
  Arena() = default;
  Arena(Arena&& other) noexcept { swap(other); }
  Arena& operator=(Arena&& other) noexcept {
    swap(other);
    return *this;
  }
  ~Arena() {
    while (last_ != nullptr) {
      Block* const block = std::exchange(last_, last_->before);
      SpareMemory::give_back(block, block->size);
    }
  }

  [[nodiscard]] std::string_view text(std::string_view value) {
    if (value.empty()) return {};
    const std::span<char> memory = room<char>(value.size());
    std::ranges::copy(value, memory.begin());
    return {memory.data(), memory.size()};
  }

  template <typename T>
  [[nodiscard]] std::span<const T> list(std::span<const T> values) {
    static_assert(std::is_trivially_copyable_v<T>);
    if (values.empty()) return {};
    T* const memory = reinterpret_cast<T*>(allocate(values.size_bytes(), alignof(T)));
    std::uninitialized_copy(values.begin(), values.end(), memory);
    return {memory, values.size()};
  }

  template <typename T>
  [[nodiscard]] const T* object(const T& value) {
    static_assert(std::is_trivially_destructible_v<T>);
    return new (allocate(sizeof(T), alignof(T))) T(value);
  }

  /// Room for the caller to fill: `count` objects, each made by its default constructor.
  template <typename T>
  [[nodiscard]] std::span<T> room(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T>);
    if (count == 0) return {};
    T* const memory = reinterpret_cast<T*>(allocate(count * sizeof(T), alignof(T)));
    std::uninitialized_default_construct_n(memory, count);
    return {memory, count};
  }

 private:
  struct alignas(std::max_align_t) Block {
    Block* before;
    std::size_t size;  // with this header
  };
  static constexpr std::size_t first_size = 4096;
  static constexpr std::size_t largest_size = std::size_t{256} * 1024;  // of a block that is not for one large thing

  std::byte* allocate(std::size_t size, std::size_t alignment) {
    static_assert(sizeof(std::uintptr_t) == sizeof(std::byte*));
    const std::size_t padding = -reinterpret_cast<std::uintptr_t>(next_) & (alignment - 1);
    if (size + padding > left_) return allocate_block(size);
    std::byte* const memory = next_ + padding;
    next_ += padding + size;
    left_ -= padding + size;
    return memory;
  }

  /// The beginning of a block suits every alignment.
  [[gnu::noinline]] std::byte* allocate_block(std::size_t size) {
    const std::size_t usual = std::exchange(next_size_, std::min(2 * next_size_, largest_size));
    const std::size_t whole = SpareMemory::block_size(std::max(usual, size + sizeof(Block)));
    last_ = new (SpareMemory::take(whole)) Block{last_, whole};
    std::byte* const memory = reinterpret_cast<std::byte*>(last_ + 1);
    next_ = memory + size;
    left_ = whole - sizeof(Block) - size;
    return memory;
  }

  void swap(Arena& other) noexcept {
    std::swap(last_, other.last_);
    std::swap(next_, other.next_);
    std::swap(left_, other.left_);
    std::swap(next_size_, other.next_size_);
  }

  Block* last_ = nullptr;
  std::byte* next_ = nullptr;
  std::size_t left_ = 0;
  std::size_t next_size_ = first_size;
};

}  // namespace drydock
