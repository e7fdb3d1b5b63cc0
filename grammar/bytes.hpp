// Runs of bytes of one kind, matched by a table: as fast as a loop over bytes can be, and readable as a set.
#pragma once

#include <array>
#include <cstddef>

#include <tao/pegtl.hpp>
#include <tao/pegtl/contrib/analyze_traits.hpp>

namespace drydock::grammar {

/// Which bytes belong to a set; `Set::contains` says so.
template <typename Set>
inline constexpr std::array<bool, 256> table_of = [] {
  std::array<bool, 256> table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    table[i] = Set::contains(static_cast<char>(static_cast<unsigned char>(i)));
  }
  return table;
}();

/// Where the run of bytes of a set ends that begins at `at`.
template <typename Set>
constexpr const char* end_of_run(const char* at, const char* end) noexcept {
  while (at != end && table_of<Set>[static_cast<unsigned char>(*at)]) ++at;
  return at;
}

/// run-of = 1*( byte of the set )
template <typename Set>
struct run_of {
  using rule_t = run_of;
  using subs_t = tao::pegtl::empty_list;
  template <typename Input>
  static bool match(Input& in) noexcept {
    const char* const end = end_of_run<Set>(in.current(), in.end());
    if (end == in.current()) return false;
    in.bump(static_cast<std::size_t>(end - in.current()));
    return true;
  }
};

}  // namespace drydock::grammar

namespace tao::pegtl {
template <typename Name, typename Set>
struct analyze_traits<Name, drydock::grammar::run_of<Set>> : analyze_any_traits<> {};
}  // namespace tao::pegtl
