// The always-on assertion for drydock's own bugs; bad input never reaches it.
#pragma once

namespace drydock {

[[noreturn]] void check_failed(const char* condition, const char* file, int line) noexcept;

}  // namespace drydock

/// Ends the process with the place of the broken invariant. On in every build: going on after a broken
/// invariant could write a wrong file.
#define DRYDOCK_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::drydock::check_failed(#condition, __FILE__, __LINE__))
