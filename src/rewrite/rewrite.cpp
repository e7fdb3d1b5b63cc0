// Names and sentences of levels and effects.
#include "rewrite/rewrite.hpp"

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
    case Effect::args_escaped_goes:
      return "the image config loses ArgsEscaped, which a CMD sets and only Windows reads";
    case Effect::arguments_reach_entrypoint: return "arguments after `docker run IMAGE` now reach the program";
  }
  return "";
}

}  // namespace drydock
