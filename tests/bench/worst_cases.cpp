#include "bench/worst_cases.hpp"

namespace drydock::bench {
namespace {

/// The lines that `line(i)` gives for each i below n.
template <typename Line>
std::string repeat(std::size_t n, const Line& line) {
  std::string text;
  for (std::size_t i = 0; i < n; ++i) text += line(i);
  return text;
}

std::string number(std::size_t i) { return std::to_string(i); }

const std::string base = "FROM debian\n";

std::string continuations(std::size_t n) { return base + "RUN true" + repeat(n, [](std::size_t) { return std::string(" \\\n  && true"); }) + "\n"; }
std::string comments(std::size_t n) { return base + repeat(n, [](std::size_t i) { return "# comment " + number(i) + "\n"; }) + "CMD nginx\n"; }
std::string inner_comments(std::size_t n) { return base + "RUN true" + repeat(n, [](std::size_t) { return std::string(" \\\n# and\n  && true"); }) + "\n"; }
std::string empty_continuations(std::size_t n) { return base + "RUN true" + repeat(n, [](std::size_t) { return std::string(" \\\n\n  && true"); }) + "\n"; }
std::string heredocs(std::size_t n) { return base + repeat(n, [](std::size_t i) { return "RUN <<E" + number(i) + "\ntrue\nE" + number(i) + "\n"; }); }
std::string heredocs_of_one_line(std::size_t n) {
  return base + "COPY" + repeat(n, [](std::size_t i) { return " <<a" + number(i); }) + " /d/\n" + repeat(n, [](std::size_t i) { return "a" + number(i) + "\n"; });
}
std::string unfinished_heredocs(std::size_t n) { return base + repeat(n, [](std::size_t i) { return "RUN <<E" + number(i) + "\n"; }); }
std::string long_line(std::size_t n) { return base + "CMD nginx" + repeat(n, [](std::size_t) { return " \\\n " + std::string(60000, 'a'); }) + "\n"; }
std::string long_array(std::size_t n) { return base + "CMD [\"a\"" + repeat(n, [](std::size_t i) { return ", \\\n  \"b" + number(i) + "\""; }) + "]\n"; }
std::string environment(std::size_t n) { return base + repeat(n, [](std::size_t i) { return "ENV KEY" + number(i) + "=value\n"; }) + "RUN true\n"; }
std::string legacy_environment(std::size_t n) { return base + repeat(n, [](std::size_t i) { return "ENV KEY" + number(i) + " a value\n"; }) + "RUN true\n"; }
std::string one_environment(std::size_t n) { return base + "ENV" + repeat(n, [](std::size_t i) { return " \\\n  KEY" + number(i) + "=value"; }) + "\n"; }
std::string chained_environment(std::size_t n) {
  return base + "ENV K0=a\n" + repeat(n, [](std::size_t i) { return "ENV K" + number(i + 1) + "=$K" + number(i) + "\n"; });
}
std::string doubling_environment(std::size_t n) { return base + "ENV A=aa\n" + repeat(n, [](std::size_t) { return std::string("ENV A=$A$A\n"); }); }
std::string variables(std::size_t n) { return base + "ENV A=b\n" + repeat(n, [](std::size_t) { return std::string("WORKDIR /$A/${A:-b}/${C:+d}\n"); }); }
std::string deep_braces(std::size_t n) {
  return base + "ENV A=" + repeat(n, [](std::size_t i) { return std::string(i % 4000 == 3999 ? "\\\n${B:-" : "${B:-"); }) + std::string(n, '}') + "\n";
}
std::string open_braces(std::size_t n) { return base + "RUN echo" + repeat(n, [](std::size_t) { return std::string(" \\\n${A"); }) + "\n"; }
std::string arguments(std::size_t n) {
  return base + repeat(n, [](std::size_t i) { return "ARG A" + number(i) + "=b\n"; }) + repeat(n, [](std::size_t i) { return "RUN echo $A" + number(i) + "\n"; });
}
std::string global_arguments(std::size_t n) { return repeat(n, [](std::size_t i) { return "ARG A" + number(i) + "=b\n"; }) + base; }
std::string stages(std::size_t n) { return repeat(n, [](std::size_t i) { return "FROM debian AS s" + number(i) + "\nRUN true\n"; }); }
std::string inherited_stages(std::size_t n) {
  return "FROM debian AS s0\nENV A=b\n" + repeat(n, [](std::size_t i) { return "FROM s" + number(i) + " AS s" + number(i + 1) + "\nENV K" + number(i) + "=v\n"; });
}
std::string stages_of_one_parent(std::size_t n) {
  return "FROM debian AS s\nENTRYPOINT nginx\n" + repeat(n, [](std::size_t i) { return "FROM s AS t" + number(i) + "\nCMD nginx -t\n"; });
}
std::string inherited_start(std::size_t n) {
  return "FROM debian AS s0\nCMD nginx\n" + repeat(n, [](std::size_t i) { return "FROM s" + number(i) + " AS s" + number(i + 1) + "\nCMD nginx -c " + number(i) + "\n"; });
}
std::string copies(std::size_t n) {
  return "FROM debian AS S\nRUN true\nFROM debian\n" + repeat(n, [](std::size_t i) { return "COPY --from=S /a /b" + number(i) + "\n"; });
}
std::string copies_of_stages(std::size_t n) {
  return repeat(n, [](std::size_t i) { return "FROM debian AS s" + number(i) + "\nRUN true " + number(i) + "\n"; }) + base +
         repeat(n, [](std::size_t i) { return "COPY --from=s" + number(i) + " /a /b/\n"; });
}
std::string mounts(std::size_t n) {
  return "FROM debian AS s\nFROM debian\nRUN" + repeat(n, [](std::size_t i) { return " \\\n  --mount=type=bind,from=s,target=/m" + number(i); }) + " true\n";
}
std::string triggers(std::size_t n) { return base + repeat(n, [](std::size_t i) { return "ONBUILD RUN true " + number(i) + "\n"; }) + "CMD nginx\n"; }
std::string inherited_triggers(std::size_t n) {
  return "FROM debian AS s\n" + repeat(n, [](std::size_t i) { return "ONBUILD RUN true " + number(i) + "\n"; }) + "FROM s\nCMD nginx\n";
}
std::string equal_labels(std::size_t n) { return base + repeat(n, [](std::size_t i) { return "LABEL a=" + number(i) + "\n"; }); }
std::string labels(std::size_t n) { return base + repeat(n, [](std::size_t i) { return "LABEL a" + number(i) + "=b\n"; }); }
std::string starts(std::size_t n) { return base + repeat(n, [](std::size_t i) { return "CMD nginx -c " + number(i) + "\n"; }); }
std::string long_start(std::size_t n) { return base + "CMD nginx" + repeat(n, [](std::size_t i) { return " \\\n  # why\n  -a " + number(i); }) + "\n"; }
std::string checks(std::size_t n) { return repeat(n, [](std::size_t i) { return "FROM debian AS s" + number(i) + "\nHEALTHCHECK CMD curl " + number(i) + "\n"; }); }
std::string working_directories(std::size_t n) { return base + repeat(n, [](std::size_t) { return std::string("WORKDIR a\n"); }); }
std::string ports(std::size_t n) { return base + repeat(n, [](std::size_t i) { return "EXPOSE " + number(1 + i % 65000) + "/TCP\n"; }); }
std::string equal_ports(std::size_t n) { return base + "EXPOSE" + repeat(n, [](std::size_t) { return std::string(" \\\n  80 81"); }) + "\n"; }
std::string volumes(std::size_t n) { return base + repeat(n, [](std::size_t i) { return "VOLUME /v" + number(i) + "\n"; }); }
std::string odd_casing(std::size_t n) { return base + repeat(n, [](std::size_t i) { return (i % 2 == 0 ? "run true " : "Label a=b") + number(i) + "\n"; }); }
std::string blanks(std::size_t n) { return base + repeat(n, [](std::size_t) { return std::string("RUN true  \t\n\n"); }); }
std::string unknown_instructions(std::size_t n) { return base + repeat(n, [](std::size_t i) { return "RUNN " + number(i) + "\n"; }); }
std::string marks(std::size_t n) { return base + repeat(n, [](std::size_t) { return std::string("RUN echo '{{' '<%' '@A@' '{%'\n"); }); }
std::string quotes(std::size_t n) { return base + repeat(n, [](std::size_t) { return std::string("ENV A=\"b'c\" D='e\"f' G=h\\ i\n"); }); }
std::string images(std::size_t n) { return repeat(n, [](std::size_t i) { return "FROM --platform=$TARGETPLATFORM registry.example/a/b" + number(i) + ":latest as S" + number(i) + "\n"; }); }
std::string adds(std::size_t n) { return base + repeat(n, [](std::size_t i) { return "ADD a" + number(i) + " b /c/\n"; }); }

}  // namespace

const std::vector<WorstCase>& worst_cases() {
#define CASE(name) WorstCase{#name, name}
  static const std::vector<WorstCase> all = {
      CASE(continuations), CASE(comments), CASE(inner_comments), CASE(empty_continuations), CASE(heredocs), CASE(heredocs_of_one_line),
      CASE(unfinished_heredocs), CASE(long_line), CASE(long_array), CASE(environment), CASE(legacy_environment), CASE(one_environment),
      CASE(chained_environment), CASE(doubling_environment), CASE(variables), CASE(deep_braces), CASE(open_braces), CASE(arguments),
      CASE(global_arguments), CASE(stages), CASE(inherited_stages), CASE(stages_of_one_parent), CASE(inherited_start), CASE(copies),
      CASE(copies_of_stages), CASE(mounts), CASE(triggers), CASE(inherited_triggers), CASE(equal_labels), CASE(labels), CASE(starts),
      CASE(long_start), CASE(checks), CASE(working_directories), CASE(ports), CASE(equal_ports), CASE(volumes), CASE(odd_casing),
      CASE(blanks), CASE(unknown_instructions), CASE(marks), CASE(quotes), CASE(images), CASE(adds),
  };
#undef CASE
  return all;
}

}  // namespace drydock::bench
