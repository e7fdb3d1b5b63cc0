// A value or the reason why there is none; for input, output and usage errors.
#pragma once

#include <string>
#include <utility>
#include <variant>

#include "base/check.hpp"

namespace drydock {

/// The reason for a failure, one sentence without a final full stop.
struct Error {
  std::string message;
};

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}      // NOLINT(google-explicit-constructor): reads as `return value;`
  Result(Error error) : state_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool ok() const noexcept { return std::holds_alternative<T>(state_); }
  explicit operator bool() const noexcept { return ok(); }

  /// Precondition: ok().
  [[nodiscard]] T& value() {
    DRYDOCK_CHECK(ok());
    return std::get<T>(state_);
  }
  [[nodiscard]] const T& value() const {
    DRYDOCK_CHECK(ok());
    return std::get<T>(state_);
  }
  /// Precondition: !ok().
  [[nodiscard]] const std::string& error() const {
    DRYDOCK_CHECK(!ok());
    return std::get<Error>(state_).message;
  }

 private:
  std::variant<T, Error> state_;
};

/// The result of an action that has no value.
struct Done {};

}  // namespace drydock
