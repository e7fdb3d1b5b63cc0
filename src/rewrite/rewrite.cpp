// Names and sentences of levels, effects and assumptions.
#include "rewrite/rewrite.hpp"

#include <array>

namespace drydock {

std::string_view to_string(Level level) noexcept {
  switch (level) {
    case Level::identical: return "identical";
    case Level::equivalent: return "equivalent";
    case Level::assumed: return "assumed";
    case Level::intended: return "intended";
  }
  return "";
}

std::string_view describe(Effect effect) noexcept {
  switch (effect) {
    case Effect::program_is_process_one: return "the program is process 1 and gets signals itself";
    case Effect::no_shell_variables: return "variables that only a shell sets (PWD, SHLVL, _) are gone";
    case Effect::needs_interpreter_line: return "a script without a #! line no longer starts";
    case Effect::args_escaped_goes: return "the image config loses ArgsEscaped, which a CMD sets and only Windows reads";
    case Effect::arguments_reach_entrypoint: return "arguments after `docker run IMAGE` now reach the program";
  }
  return "";
}

std::string_view name_of(Assumption assumption) noexcept {
  switch (assumption) {
    case Assumption::base_entrypoint: return "base-entrypoint";
    case Assumption::base_onbuild: return "base-onbuild";
    case Assumption::base_os: return "base-os";
    case Assumption::base_shell: return "base-shell";
    case Assumption::interpreter_line: return "interpreter-line";
  }
  return "";
}

std::string_view describe(Assumption assumption) noexcept {
  switch (assumption) {
    case Assumption::base_entrypoint: return "the base image sets no ENTRYPOINT";
    case Assumption::base_onbuild: return "the base image has no ONBUILD trigger for CMD, ENTRYPOINT, SHELL or ENV";
    case Assumption::base_os: return "the base image runs on Linux";
    case Assumption::base_shell: return "the base image sets no SHELL and no BASH_ENV";
    case Assumption::interpreter_line: return "the program is a binary, or a script that begins with #!";
  }
  return "";
}

std::span<const Assumption> all_assumptions() noexcept {
  static constexpr std::array all = {Assumption::base_entrypoint, Assumption::base_onbuild, Assumption::base_os,
                                     Assumption::base_shell, Assumption::interpreter_line};
  return all;
}

}  // namespace drydock
