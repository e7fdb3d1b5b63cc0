#include "bench/worst_cases.hpp"

#include <algorithm>
#include <charconv>

namespace drydock::bench {
namespace {

void append_number(std::string& text, std::size_t number) {
  char digits[20];
  text.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

/// The text n times, with <i> replaced by 0, 1 and so on, and <next> by the number after it.
std::string repeat(std::size_t n, std::string_view text) {
  std::string all;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::string_view rest = text; !rest.empty();) {
      const bool own = rest.starts_with("<i>");
      const bool next = rest.starts_with("<next>");
      if (own || next) {
        append_number(all, own ? i : i + 1);
        rest.remove_prefix(own ? 3 : 6);
        continue;
      }
      const std::size_t size = std::min(rest.find('<', 1), rest.size());
      all += rest.substr(0, size);
      rest.remove_prefix(size);
    }
  }
  return all;
}

const std::string base = "FROM debian\n";

/// What most cases are: a stage that repeats something.
std::string stage(std::size_t n, std::string_view text) { return base + repeat(n, text); }

/// A command that is rewritten, so that the images are looked at too.
const std::string start = "CMD nginx\n";

std::string long_line(std::size_t n) {
  return base + "CMD nginx" + repeat(n, " \\\n " + std::string(60000, 'a')) + "\n";
}

std::string deep_braces(std::size_t n) {
  std::string text = base + "ENV A=";
  for (std::size_t i = 0; i < n; ++i) text += i % 4000 == 3999 ? "\\\n${B:-" : "${B:-";
  return text + std::string(n, '}') + "\n";
}

/// A command that opens one expansion in the other, down to a quote that is not closed. Each stands in the midst of a
/// word: one that is tried again where the word goes wrong would double the work with each level.
std::string broken_expansions(std::size_t levels, std::string_view continuation) {
  std::string text = "CMD nginx ";
  for (std::size_t i = 0; i < levels; ++i) (text += continuation) += "a$(b\"$(";
  return text + "'\n";
}

std::string ports(std::size_t n) {
  std::string text = base;
  for (std::size_t i = 0; i < n; ++i) text += "EXPOSE " + std::to_string(1 + i % 65000) + "/TCP\n";
  return text;
}

/// Lines as long as BuildKit reads them, of words that give a message each.
std::string words_of_long_lines(std::size_t n) {
  constexpr std::size_t words_of_a_line = 16000;
  std::string text = base;
  for (std::size_t i = 0; i < n; ++i) text += i % words_of_a_line == 0 ? (i == 0 ? "EXPOSE $A" : "\nEXPOSE $A") : " $A";
  return text + "\n";
}

}  // namespace

const std::vector<WorstCase>& worst_cases() {
  using Count = std::size_t;
  static const std::vector<WorstCase> all = {
      // Lines, comments, heredocs.
      {"continuations", [](Count n) { return base + "RUN true" + repeat(n, " \\\n  && true") + "\n"; }},
      {"comments", [](Count n) { return stage(n, "# comment <i>\n") + start; }},
      {"inner_comments", [](Count n) { return base + "RUN true" + repeat(n, " \\\n# and\n  && true") + "\n"; }},
      {"empty_continuations", [](Count n) { return base + "RUN true" + repeat(n, " \\\n\n  && true") + "\n"; }},
      {"blanks", [](Count n) { return stage(n, "RUN true  \t\n\n"); }},
      {"long_line", long_line},
      {"words_of_long_lines", words_of_long_lines},
      {"heredocs", [](Count n) { return stage(n, "RUN <<E<i>\ntrue\nE<i>\n"); }},
      {"heredocs_of_one_line",
       [](Count n) { return base + "COPY" + repeat(n, " <<a<i>") + " /d/\n" + repeat(n, "a<i>\n"); }},
      {"heredocs_with_marks",
       [](Count n) { return base + "COPY" + repeat(n, " <<a<i>") + " /d/\n" + repeat(n, "{{ .A }}\na<i>\n"); }},
      {"unfinished_heredocs", [](Count n) { return stage(n, "RUN <<E<i>\n"); }},
      {"unfinished_heredocs_of_one_line",
       [](Count n) { return base + "COPY" + repeat(n, " <<a<i>") + " /d/\n" + repeat(n, "text\n"); }},
      {"odd_casing", [](Count n) { return stage(n, "run true <i>\nLabel a=b<i>\n"); }},
      {"marks", [](Count n) { return stage(n, "RUN echo '{{' '<%' '@A@' '{%'\n"); }},
      {"formats", [](Count n) { return base + "RUN a" + repeat(n, " \\\n '{{ .A }}' -e 's/@ABC@/b/'") + "\n"; }},
      {"marks_within_marks",
       [](Count n) { return base + "RUN a" + repeat(n, " \\\n '" + repeat(10'000, "{{.") + "}}'") + "\n"; }},
      {"comments_like_conditions", [](Count n) { return stage(n, "  #if # # #   #if\n#include \"a\" #\n#end\n"); }},
      // What BuildKit refuses.
      {"unknown_instructions", [](Count n) { return stage(n, "RUNN <i>\n"); }},
      {"instructions_without_arguments", [](Count n) { return stage(n, "VOLUME\n"); }},
      {"unknown_flags", [](Count n) { return base + "COPY" + repeat(n, " \\\n  --a<i>") + " a b\n"; }},
      {"repeated_flags",
       [](Count n) {
         return base + "RUN" + repeat(n, " \\\n  --mount=target=/a") + repeat(n, " --network=none") + " true\n";
       }},
      {"deep_triggers", [](Count n) { return base + repeat(n, "ONBUILD \\\n") + "RUN true\n"; }},
      {"broken_arrays", [](Count n) { return stage(n, "COPY ['a', 'b<i>']\n") + "VOLUME\n"; }},
      // Comments that say what to leave alone.
      {"ignores", [](Count n) { return stage(n, "# drydock ignore=fix_instruction_casing\nrun true\nRUN true\n"); }},
      {"ignores_of_others",
       [](Count n) { return stage(n, "# hadolint ignore=DL3059\nrun true\nRUN true\nRUN true\n"); }},
      {"ignores_of_the_file",
       [](Count n) { return base + repeat(n, "# drydock global ignore=quote_values\n") + repeat(n, "ENV A<i> b\n"); }},
      // Words, variables, arrays.
      {"long_array", [](Count n) { return base + "CMD [\"a\"" + repeat(n, ", \\\n  \"b<i>\"") + "]\n"; }},
      {"long_volume_array",
       [](Count n) { return base + "VOLUME [\"/a\"" + repeat(n, ", \\\n  \"/b<i>\"") + "]\n" + start; }},
      {"environment", [](Count n) { return stage(n, "ENV KEY<i>=value\n") + "RUN true\n" + start; }},
      {"spaced_environment", [](Count n) { return stage(n, "ENV KEY<i>=value\n\n") + "RUN true\n" + start; }},
      {"legacy_environment", [](Count n) { return stage(n, "ENV KEY<i> a value\n") + "RUN true\n"; }},
      {"one_environment", [](Count n) { return base + "ENV" + repeat(n, " \\\n  KEY<i>=value") + "\n" + start; }},
      {"chained_environment", [](Count n) { return base + "ENV K0=a\n" + repeat(n, "ENV K<next>=$K<i>\n") + start; }},
      {"doubling_environment", [](Count n) { return base + "ENV A=aa\n" + repeat(n, "ENV A=$A$A\n"); }},
      {"overwritten_environment", [](Count n) { return stage(n, "ENV A<i>=b\n") + repeat(n, "ENV A<i>=c\n"); }},
      {"unclear_environment", [](Count n) { return stage(n, "ENV A<i>=b\n") + repeat(n, "ENV $B=c\n") + start; }},
      {"unclear_labels", [](Count n) { return stage(n, "LABEL a<i>=b\n") + repeat(n, "LABEL $B=c\n") + start; }},
      {"variables", [](Count n) { return base + "ENV A=b\n" + repeat(n, "WORKDIR /$A/${A:-b}/${C:+d}\n"); }},
      {"patterns",
       [](Count n) {
         return base + "ENV A=a" + repeat(n, "\\\naaaaaaaa") + "\nENV B=${A#b" + repeat(n, "\\\n*b") + "}\n" + start;
       }},
      {"growing_patterns", [](Count n) { return base + "ENV A=aa\n" + repeat(n, "ENV A=${A//a/$A}\n") + start; }},
      {"deep_braces", deep_braces},
      {"open_braces", [](Count n) { return base + "RUN echo" + repeat(n, " \\\n${A") + "\n"; }},
      {"deep_substitutions", [](Count n) { return base + "CMD nginx " + repeat(n, "\\\na$(") + "\n"; }},
      {"deep_expansions", [](Count n) { return base + broken_expansions(n, "\\\n"); }},
      {"broken_expansions", [](Count n) { return stage(n, broken_expansions(14, "")); }},
      {"quotes", [](Count n) { return stage(n, "ENV A=\"b'c\" D='e\"f' G=h\\ i\n"); }},
      {"arguments", [](Count n) { return stage(n, "ARG A<i>=b\n") + repeat(n, "RUN echo $A<i>\n") + start; }},
      {"arguments_of_one_run",
       [](Count n) { return stage(n, "ARG A<i>=b\n") + "RUN echo" + repeat(n, " \\\n  $A<i>") + "\n" + start; }},
      {"repeated_argument",
       [](Count n) { return base + "ENV A=b\n" + repeat(n, "ENV $B=c\nARG A\n") + "RUN $A\n" + start; }},
      {"argument_without_default",
       [](Count n) { return base + "ENV A=b\n" + repeat(n, "ARG A\nENV A=$A$A\n") + "RUN $A\n" + start; }},
      {"global_arguments", [](Count n) { return repeat(n, "ARG A<i>=b\n") + base; }},
      {"chained_global_arguments",
       [](Count n) { return "ARG A0=b\n" + repeat(n, "ARG A<next>=c$A<i>\n") + base + start; }},
      // Stages.
      {"stages", [](Count n) { return repeat(n, "FROM debian AS s<i>\nRUN true\n"); }},
      {"inherited_stages",
       [](Count n) { return "FROM debian AS s0\nENV A=b\n" + repeat(n, "FROM s<i> AS s<next>\nENV K<i>=v\n"); }},
      {"stages_of_one_parent",
       [](Count n) { return "FROM debian AS s\nENTRYPOINT nginx\n" + repeat(n, "FROM s AS t<i>\nCMD nginx -t\n"); }},
      {"stages_of_one_long_parent",
       [](Count n) {
         return "FROM debian AS s\n" + repeat(n, "RUN true\n") + repeat(n, "FROM s AS t<i>\nCMD nginx\n");
       }},
      {"inherited_start",
       [](Count n) {
         return "FROM debian AS s0\nCMD nginx\n" + repeat(n, "FROM s<i> AS s<next>\nCMD nginx -c <i>\n");
       }},
      {"images",
       [](Count n) { return repeat(n, "FROM --platform=$TARGETPLATFORM registry.example/a/b<i>:latest as S<i>\n"); }},
      {"platforms", [](Count n) { return repeat(n, "FROM --platform=linux/arm<i> debian AS s<i>\nRUN true\n"); }},
      {"equal_platforms", [](Count n) { return repeat(n, "FROM --platform=linux/arm64 debian AS s<i>\nRUN true\n"); }},
      {"reserved_stages", [](Count n) { return stage(n, "RUN true\n") + repeat(n, "FROM debian AS scratch\n"); }},
      {"copies",
       [](Count n) {
         return "FROM debian AS S\nRUN true\nFROM debian\n" + repeat(n, "COPY --from=S /a /b<i>\n") + start;
       }},
      {"copies_of_a_long_stage",
       [](Count n) {
         return "FROM debian AS s\n" + repeat(n, "RUN true\n") + base + repeat(n, "COPY --from=s /a /b<i>\n") + start;
       }},
      {"copies_of_stages",
       [](Count n) {
         return repeat(n, "FROM debian AS s<i>\nRUN true <i>\n") + base + repeat(n, "COPY --from=s<i> /a /b/\n");
       }},
      {"programs_of_a_long_stage",
       [](Count n) {
         return "FROM debian AS s\n" + repeat(n, "RUN x /bin/p /bin/sh y\n") +
                repeat(n, "FROM debian\nCOPY --from=s /x/p<i> /bin/\nCMD p a\n");
       }},
      {"programs_of_many_stages",
       [](Count n) {
         return repeat(n, "FROM debian AS s<i>\nRUN x /bin/p\n") +
                repeat(n, "FROM debian\n" + repeat(8, "COPY --from=s<i> /x/p /bin/\n") + "CMD p a\n");
       }},
      {"triggers_that_copy",
       [](Count n) {
         return repeat(n, "FROM debian AS s<i>\n") + "FROM debian AS unused\n" + base +
                repeat(n, "COPY --from=s<i> /a /b/\nONBUILD COPY --from=s<i> /a /b/\n") + start;
       }},
      {"mounts",
       [](Count n) {
         return "FROM debian AS s\nFROM debian\nRUN" +
                repeat(n, " \\\n  --mount=type=bind,from=s,target=/m<i>") + " true\n" + start;
       }},
      {"triggers", [](Count n) { return stage(n, "ONBUILD RUN true <i>\n") + start; }},
      {"inherited_triggers",
       [](Count n) { return "FROM debian AS s\n" + repeat(n, "ONBUILD RUN true <i>\n") + "FROM s\nCMD nginx\n"; }},
      {"triggers_of_stages",
       [](Count n) { return "FROM debian AS s\n" + repeat(n, "ONBUILD RUN true\n") + repeat(n, "FROM s\n"); }},
      // Settings.
      {"equal_labels", [](Count n) { return stage(n, "LABEL a=<i>\n"); }},
      {"labels", [](Count n) { return stage(n, "LABEL a<i>=b\n") + start; }},
      {"maintainers", [](Count n) { return stage(n, "MAINTAINER a<i>\n") + repeat(n, "LABEL a<i>=b\n"); }},
      {"starts", [](Count n) { return stage(n, "CMD nginx -c <i>\n"); }},
      {"long_start", [](Count n) { return base + "CMD nginx" + repeat(n, " \\\n  # why\n  -a <i>") + "\n"; }},
      {"start_that_a_run_names",
       [](Count n) { return base + "RUN chmod +x" + repeat(n, " \\\n  start") + "\nCMD start\n"; }},
      {"starts_after_a_long_run",
       [](Count n) {
         return "FROM debian AS s\nRUN true" + repeat(n, " \\\n  start") + "\n" + repeat(n, "FROM s\nCMD start\n");
       }},
      {"checks", [](Count n) { return repeat(n, "FROM debian AS s<i>\nHEALTHCHECK CMD curl <i>\n"); }},
      {"checks_of_one_stage",
       [](Count n) { return stage(n, "HEALTHCHECK --interval=<i>s --retries=3 CMD curl <i>\n"); }},
      {"shells", [](Count n) { return stage(n, "SHELL [\"/bin/sh\", \"-c\"]\nCMD nginx <i>\n"); }},
      {"long_shell",
       [](Count n) {
         return base + "SHELL [\"a\"" + repeat(n, ", \\\n  \"b<i>\"") + "]\n" + repeat(n, "RUN true\n") + start;
       }},
      {"starts_of_a_long_shell",
       [](Count n) { return base + "SHELL [\"a\"" + repeat(n, ", \\\n  \"b<i>\"") + "]\n" + repeat(n, "CMD true\n"); }},
      {"long_user",
       [](Count n) { return base + "USER a" + repeat(n, "\\\nabcdefgh") + "\n" + repeat(n, "RUN true\n") + start; }},
      {"long_path",
       [](Count n) { return base + "ENV PATH=/a" + repeat(n, ":\\\n/a<i>") + "\n" + repeat(n, "CMD nginx\n"); }},
      {"working_directories", [](Count n) { return stage(n, "WORKDIR a\n"); }},
      {"ports", ports},
      {"equal_ports", [](Count n) { return base + "EXPOSE" + repeat(n, " \\\n  80 81") + "\n" + start; }},
      {"port_ranges", [](Count n) { return stage(n, "EXPOSE 1-65535\n") + start; }},
      {"parted_ports", [](Count n) { return base + "EXPOSE 1" + repeat(n, " \\\n  80 \\\n  2<i>-3") + "\n" + start; }},
      {"equal_ports_between_others",
       [](Count n) { return base + "EXPOSE 80" + repeat(n, " \\\n  80 1") + "\n" + start; }},
      {"equal_volumes_between_others",
       [](Count n) { return base + "VOLUME /a" + repeat(n, " \\\n  /a /b<i>") + "\n" + start; }},
      {"equal_volumes_between_comments",
       [](Count n) { return base + "VOLUME /a" + repeat(n, " \\\n#\n  /a /b<i>") + "\n" + start; }},
      {"volumes", [](Count n) { return stage(n, "VOLUME /v<i>\n") + start; }},
      {"adds", [](Count n) { return stage(n, "ADD a<i> b /c/\n"); }},
      {"sources_of_one_add", [](Count n) { return base + "ADD" + repeat(n, " \\\n  a<i>") + " /c/\n" + start; }},
  };
  return all;
}

}  // namespace drydock::bench
