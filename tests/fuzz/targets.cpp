#include "fuzz/targets.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <nlohmann/json.hpp>

#include "analysis/image_config.hpp"
#include "analysis/shell_words.hpp"
#include "config/config_file.hpp"
#include "discover/build_files.hpp"
#include "migrate/plan.hpp"
#include "pipeline/pipeline.hpp"
#include "report/model_json.hpp"
#include "report/reproducer.hpp"
#include "report/stream_json.hpp"
#include "syntax/arguments.hpp"
#include "syntax/words.hpp"

namespace drydock::fuzz {
namespace {

void require(bool holds, std::string_view what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

Source source_of(std::string_view text) { return std::move(Source::make("Dockerfile", std::string(text)).value()); }

void check_tiles(const Snapshot& snapshot) {
  Offset end = 0;
  for (const Token& token : snapshot.tree.tokens) {
    require(token.end > end, "tokens are not empty");
    end = token.end;
  }
  require(end == snapshot.text().size(), "tokens tile the text");
  for (const Instruction& instruction : snapshot.dockerfile.instructions) {
    require(instruction.range.begin <= instruction.range.end && instruction.range.end <= end,
            "instructions lie in the text");
  }
}

void run_parse(std::string_view bytes) {
  const Snapshot snapshot = make_snapshot(source_of(bytes));
  check_tiles(snapshot);
  require(!dump(snapshot.dockerfile, *snapshot.source).empty() || snapshot.dockerfile.instructions.empty(),
          "instructions can be shown");
}

void run_pipeline_on(std::string_view bytes) {
  constexpr std::size_t chosen = 6;  // bytes that choose
  if (bytes.size() < chosen) return;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const std::uint32_t mask =
      (std::uint32_t{byte(0)} << 24U) | (std::uint32_t{byte(1)} << 16U) | (std::uint32_t{byte(2)} << 8U) | byte(3);
  PipelineOptions options;
  std::size_t number = 0;
  for (const PassInfo* pass : all_passes()) {
    if (((mask >> (number++ % 32U)) & 1U) != 0) options.passes.push_back({pass, {}});
  }
  options.max_level = byte(4) % 2 == 0 ? Level::equivalent : Level::intended;
  number = 0;
  for (const Assumption fact : all_assumptions()) {
    if (((byte(5) >> (number++ % 8U)) & 1U) != 0) options.evidence.assumed.push_back(fact);
  }
  const Snapshot before = make_snapshot(source_of(bytes.substr(chosen)));
  const PipelineResult result = run_pipeline(source_of(bytes.substr(chosen)), options);
  require(!result.unverified, "the verifier agrees with the passes");
  require(!before.dockerfile.accepted() || result.snapshot.dockerfile.accepted(),
          "what BuildKit takes it takes afterwards");
  require(result.changed || result.snapshot.text() == before.text(), "a text that no pass changed is the same");
}

void run_words(std::string_view bytes) {
  for (const char escape : {'\\', '`'}) {
    for (const bool quotes : {false, true}) {
      const auto words = parse_words(bytes, {.escape = escape, .quotes = quotes});
      if (!words) continue;
      const auto expanded = expand_words(words.value(), escape, EmptyEnvironment{}, {});
      const auto variables = variables_of(bytes, {.escape = escape, .quotes = quotes});
      require(variables.has_value(), "what parses has a list of variables");
      if (variables->empty() && quotes) require(expanded.ok(), "a text without variables expands");
    }
    for (const TextRange field : split_fields(bytes)) {
      require(field.end <= bytes.size() && field.begin < field.end, "fields lie in the text");
    }
    const SplitLine line = split_line(bytes, escape);
    require(line.keyword.of(bytes).size() <= bytes.size(), "the keyword lies in the text");
    require(split_words(bytes, escape).size() <= bytes.size() + 1, "words have bytes");
  }
  const ShellReading reading = read_shell_command(bytes, {.builtins_with_programs = true});
  require(!reading.command || !reading.command->words.empty(), "a command has a program");
  (void)outline_shell_command(bytes);
  (void)ends_with_simple_command(bytes);
  (void)parse_heredoc_name(bytes);
}

void run_json(std::string_view bytes) {
  const StringArray array = parse_string_array(bytes);
  const auto end = end_of_leading_string_array(bytes);
  require(array.kind != ArrayKind::strings || end.has_value(), "an array ends");
  require(!end || *end <= bytes.size(), "an array ends in the text");
  (void)parse_image_config(bytes);
  (void)parse_reproducer(bytes);
}

void run_config(std::string_view bytes) {
  const ConfigReading reading = read_config(".drydock.toml", std::string(bytes), "/folder", "/folder");
  require(reading.file.has_value() != !reading.errors.empty(), "a file is read, or it is said what is wrong with it");
}

void run_stream(std::string_view bytes) {
  const std::string answer = answer_line(bytes, 1, {.passes = default_passes()});
  require(nlohmann::json::accept(answer), "the answer is JSON");
  require(answer.find('\n') == std::string::npos, "the answer is one line");
}

void run_plan(std::string_view bytes) {
  (void)check_plan_header(bytes);
  const auto change = read_plan_line(bytes);
  if (change) {
    const auto again = read_plan_line(plan_line(change.value()));
    require(again.ok() && plan_line(again.value()) == plan_line(change.value()), "a line that is read can be written");
  }
  for (const BuildFileKind kind : {BuildFileKind::compose, BuildFileKind::bake_hcl, BuildFileKind::bake_json}) {
    (void)builds_in(kind, bytes);
  }
}

constexpr std::array<Target, 7> all = {{{"parse", run_parse},
                                        {"pipeline", run_pipeline_on},
                                        {"words", run_words},
                                        {"json", run_json},
                                        {"config", run_config},
                                        {"stream", run_stream},
                                        {"plan", run_plan}}};

}  // namespace

std::span<const Target> targets() noexcept { return all; }

}  // namespace drydock::fuzz
