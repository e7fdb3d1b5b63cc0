// Memory that lives as long as one snapshot: texts and lists are copied in and freed all at once.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

#if defined(__SANITIZE_ADDRESS__)
#define DRYDOCK_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#define DRYDOCK_ADDRESS_SANITIZER __has_feature(address_sanitizer)
#else
#define DRYDOCK_ADDRESS_SANITIZER 0
#endif

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
      if (!spare_blocks().take(block)) ::operator delete(block);
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

  /// Blocks of the usual first sizes that the next arena of the thread uses again: one file after the other needs about
  /// as many.
  class SpareBlocks {
   public:
    SpareBlocks() = default;
    SpareBlocks(const SpareBlocks&) = delete;
    SpareBlocks& operator=(const SpareBlocks&) = delete;
    ~SpareBlocks() {
      for (Block* const first : first_) {
        for (Block* block = first; block != nullptr;) ::operator delete(std::exchange(block, block->before));
      }
    }
    /// Keeps a block, unless there are enough.
    bool take(Block* block) noexcept {
      for (std::size_t i = 0; i < sizes; ++i) {
        if (block->size != first_size << i || count_[i] == most) continue;
        block->before = std::exchange(first_[i], block);
        ++count_[i];
        return true;
      }
      return false;
    }
    /// A block of exactly that size, or null.
    Block* give(std::size_t size) noexcept {
      for (std::size_t i = 0; i < sizes; ++i) {
        if (size != first_size << i || first_[i] == nullptr) continue;
        --count_[i];
        return std::exchange(first_[i], first_[i]->before);
      }
      return nullptr;
    }

   private:
    static constexpr std::size_t sizes = 4;
    // Of each size. Under AddressSanitizer none, so that it sees who looks into an arena that has ended.
    static constexpr std::size_t most = DRYDOCK_ADDRESS_SANITIZER ? 0 : 8;
    std::array<Block*, sizes> first_{};
    std::array<std::size_t, sizes> count_{};
  };
  static SpareBlocks& spare_blocks() {
    thread_local SpareBlocks blocks;
    return blocks;
  }

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
  std::byte* allocate_block(std::size_t size) {
    const std::size_t usual = std::exchange(next_size_, std::min(2 * next_size_, largest_size));
    const std::size_t whole = std::max(usual, size + sizeof(Block));
    void* const spare = spare_blocks().give(whole);
    last_ = new (spare != nullptr ? spare : ::operator new(whole)) Block{last_, whole};
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
