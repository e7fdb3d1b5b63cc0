// Parses with all of a grammar as one function.
#pragma once

#include <tao/pegtl.hpp>

namespace drydock {

/// As pegtl::parse, with all rules and actions in the place of their calls. Each rule is several layers of functions
/// that only hand on what they get; compilers leave many of them as calls, which take more time than what the rules do.
/// Precondition: a function is [[gnu::noinline]] where the grammar calls itself, and where an action does much and is
/// rarely called.
template <typename Rule, template <typename...> class Action = tao::pegtl::nothing, typename Input, typename... States>
[[gnu::flatten]] bool parse_flat(Input& in, States&... states) {
  return tao::pegtl::parse<Rule, Action>(in, states...);
}

}  // namespace drydock
