// Memory that a thread keeps for what it does next: one file after the other needs about as much.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstring>
#include <iterator>
#include <new>
#include <stdexcept>
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

/// Blocks of few sizes. One that is given back stays with the thread that gives it back, be it the one that took it or
/// not, until that thread takes a block of the size again or ends. Blocks over `largest` bytes, and those that are more
/// than a thread may keep, go back to the system.
class SpareMemory {
 public:
  static constexpr std::size_t smallest = 512;
  static constexpr std::size_t largest = std::size_t{1} << 20;

  /// The size of the block that is taken for `size` bytes: the next power of two, above `largest` just as many.
  [[nodiscard]] static constexpr std::size_t block_size(std::size_t size) noexcept {
    return size <= smallest ? smallest : size <= largest ? std::bit_ceil(size) : size;
  }

  /// A block, as aligned as one of operator new. Precondition: `size` is a block_size. Throws std::bad_alloc.
  [[nodiscard]] static void* take(std::size_t size) {
    if (is_kept(size)) {
      Block*& first = kept_.first[number_of(size)];
      if (first != nullptr) {
        kept_.size -= size;
        return std::exchange(first, first->next);
      }
    }
    return ::operator new(size);
  }

  /// Ends the use of a block that was taken with that size.
  static void give_back(void* block, std::size_t size) noexcept {
    if (!is_kept(size)) return ::operator delete(block);
    if (kept_.size + size > kept_.most && !begin_to_keep()) return ::operator delete(block);
    Block*& first = kept_.first[number_of(size)];
    first = new (block) Block{first};
    kept_.size += size;
  }

 private:
  struct Block {
    Block* next;
  };
  // Under AddressSanitizer none, so that it sees who looks into memory that was given back.
  static constexpr std::size_t most = DRYDOCK_ADDRESS_SANITIZER ? 0 : std::size_t{4} << 20;

  static constexpr bool is_kept(std::size_t size) noexcept { return size >= smallest && size <= largest; }
  static constexpr std::size_t number_of(std::size_t size) noexcept {
    return static_cast<std::size_t>(std::countr_zero(size) - std::countr_zero(smallest));
  }

  /// What a thread keeps. Has no destructor: memory may be given back when the objects of the thread have ended.
  struct Kept {
    std::array<Block*, std::countr_zero(largest) - std::countr_zero(smallest) + 1> first;
    std::size_t size;
    std::size_t most;  // none before the first block is given back, and none when the thread ends
    bool began;
  };
  static constinit inline thread_local Kept kept_ = {};

  struct AtEndOfThread {
    AtEndOfThread() noexcept { kept_.most = most; }
    ~AtEndOfThread() {
      kept_.most = 0;
      for (Block*& first : kept_.first) {
        while (first != nullptr) ::operator delete(std::exchange(first, first->next));
      }
      kept_.size = 0;
    }
  };
  /// Whether the thread keeps blocks from now on, which it does from the first that is given back.
  [[gnu::noinline]] static bool begin_to_keep() noexcept {
    if (std::exchange(kept_.began, true)) return false;
    thread_local AtEndOfThread at_end;
    static_cast<void>(&at_end);
    return kept_.most > 0;
  }
};

/// A list in spare memory, of types whose bytes may be copied. Like std::vector, with less code for each new element;
/// references last until the list grows or ends.
template <typename T>
class SpareList {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);
  static_assert(alignof(T) <= __STDCPP_DEFAULT_NEW_ALIGNMENT__);

 public:
  using value_type = T;
  using iterator = T*;
  using const_iterator = const T*;

  SpareList() = default;
  SpareList(SpareList&& other) noexcept { swap(other); }
  SpareList& operator=(SpareList&& other) noexcept {
    swap(other);
    return *this;
  }
  ~SpareList() {
    if (begin_ != nullptr) SpareMemory::give_back(begin_, bytes_);
  }

  [[nodiscard]] T* begin() noexcept { return begin_; }
  [[nodiscard]] T* end() noexcept { return end_; }
  [[nodiscard]] const T* begin() const noexcept { return begin_; }
  [[nodiscard]] const T* end() const noexcept { return end_; }
  [[nodiscard]] auto rbegin() const noexcept { return std::make_reverse_iterator(end()); }
  [[nodiscard]] auto rend() const noexcept { return std::make_reverse_iterator(begin()); }
  [[nodiscard]] T* data() noexcept { return begin_; }
  [[nodiscard]] const T* data() const noexcept { return begin_; }
  [[nodiscard]] std::size_t size() const noexcept { return static_cast<std::size_t>(end_ - begin_); }
  [[nodiscard]] bool empty() const noexcept { return begin_ == end_; }
  [[nodiscard]] T& operator[](std::size_t index) noexcept { return begin_[index]; }
  [[nodiscard]] const T& operator[](std::size_t index) const noexcept { return begin_[index]; }
  /// Throws std::out_of_range if there is no such element.
  [[nodiscard]] const T& at(std::size_t index) const {
    if (index >= size()) throw std::out_of_range("a SpareList has no such element");
    return begin_[index];
  }
  [[nodiscard]] T& front() noexcept { return *begin_; }
  [[nodiscard]] const T& front() const noexcept { return *begin_; }
  [[nodiscard]] T& back() noexcept { return *std::prev(end_); }
  [[nodiscard]] const T& back() const noexcept { return *std::prev(end_); }

  void clear() noexcept { end_ = begin_; }
  /// Room for as many elements as are said, without more memory later.
  void reserve(std::size_t count) {
    if (count > static_cast<std::size_t>(limit_ - begin_)) grow(count);
  }
  /// The value may be an element.
  void push_back(const T& value) {
    if (end_ == limit_) [[unlikely]] return grow_and_add(value);
    new (end_++) T(value);
  }
  /// Adds an element made by the default constructor.
  T& emplace_back() {
    if (end_ == limit_) [[unlikely]] grow(size() + 1);
    return *new (end_++) T();
  }

 private:
  [[gnu::noinline]] void grow(std::size_t count) {
    const std::size_t size_now = size();
    const std::size_t bytes = SpareMemory::block_size(std::max(count, 2 * size_now) * sizeof(T));
    T* const memory = static_cast<T*>(SpareMemory::take(bytes));
    if (begin_ != nullptr) {
      std::memcpy(static_cast<void*>(memory), begin_, size_now * sizeof(T));
      SpareMemory::give_back(begin_, bytes_);
    }
    begin_ = memory;
    end_ = memory + size_now;
    limit_ = memory + bytes / sizeof(T);
    bytes_ = bytes;
  }
  [[gnu::noinline]] void grow_and_add(T value) {
    grow(size() + 1);
    new (end_++) T(value);
  }
  void swap(SpareList& other) noexcept {
    std::swap(begin_, other.begin_);
    std::swap(end_, other.end_);
    std::swap(limit_, other.limit_);
    std::swap(bytes_, other.bytes_);
  }

  T* begin_ = nullptr;
  T* end_ = nullptr;
  T* limit_ = nullptr;     // of the memory
  std::size_t bytes_ = 0;
};

}  // namespace drydock
