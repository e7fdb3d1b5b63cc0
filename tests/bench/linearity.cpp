// Measures how the time of hostile inputs grows with their size:
// linearity [--all-passes] [--limit SECONDS] [--count N] [CASE…]
//
// Prints for each case its largest size, the time that it took, and the slope on a log-log plot over its last
// sizes. Exits with 1 if a slope is over 1.2 where the times are long enough to mean something. Time is the
// processor's, in user mode. "unverified" stands where the verifier refused a step, as it does where the model of the
// images has reached its limit.
//
// With --count there is one size only, of N of what a case repeats: for profilers.
#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "bench/worst_cases.hpp"
#include "pipeline/pipeline.hpp"

namespace {

using drydock::PassChoice;

double user_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec) + static_cast<double>(usage.ru_utime.tv_usec) * 1e-6;
}

struct Run {
  double seconds = 0;
  bool unverified = false;
};

Run run(std::string text, const drydock::PipelineOptions& options) {
  auto source = drydock::Source::make("worst", std::move(text));
  if (!source) return {};
  const double begin = user_seconds();
  const auto result = drydock::run_pipeline(std::move(source.value()), options);
  return {user_seconds() - begin, result.unverified};
}

/// The slope of the line of least squares through the logarithms.
double slope_of(const std::vector<std::pair<double, double>>& points) {
  double x = 0, y = 0, xx = 0, xy = 0;
  for (const auto& [size, time] : points) {
    const double a = std::log(size), b = std::log(time);
    x += a, y += b, xx += a * a, xy += a * b;
  }
  const auto n = static_cast<double>(points.size());
  return (n * xy - x * y) / (n * xx - x * x);
}

}  // namespace

int main(int argc, char** argv) {
  constexpr double most = 1.2;
  constexpr double shortest = 0.02;  // shorter times say little
  double limit = 4;
  std::size_t only = 0;
  drydock::PipelineOptions options;
  std::vector<std::string> names;
  bool all_passes = false;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--all-passes") == 0) {
      all_passes = true;
    } else if (std::strcmp(argv[i], "--limit") == 0 && i + 1 < argc) {
      limit = std::atof(argv[++i]);
    } else if (std::strcmp(argv[i], "--count") == 0 && i + 1 < argc) {
      only = static_cast<std::size_t>(std::atoll(argv[++i]));
    } else {
      names.emplace_back(argv[i]);
    }
  }
  options.passes = drydock::parse_passes(all_passes ? "all" : "default", drydock::PassOrder::own).value();
  if (all_passes) {
    options.max_level = drydock::Level::intended;
    for (const drydock::Assumption fact : drydock::all_assumptions()) options.evidence.assumed.push_back(fact);
  }
  int code = 0;
  for (const drydock::bench::WorstCase& worst : drydock::bench::worst_cases()) {
    bool wanted = names.empty();
    for (const std::string& name : names) wanted = wanted || name == worst.name;
    if (!wanted) continue;
    std::vector<std::pair<double, double>> points;
    Run last;
    std::size_t bytes = 0;
    // Sizes double until one would take longer than the limit or the file would be larger than drydock reads.
    for (std::size_t n = only != 0 ? only : 16; last.seconds < limit / 2; n *= 2) {
      std::string text = worst.make(n);
      if (text.size() > drydock::Source::max_size) break;
      bytes = text.size();
      last = run(std::move(text), options);
      if (last.seconds >= shortest) points.emplace_back(static_cast<double>(bytes), last.seconds);
      if (points.size() > 4) points.erase(points.begin());
      if (only != 0) break;
    }
    const double slope = points.size() >= 3 ? slope_of(points) : 0;
    std::printf("%-32s %10zu bytes %8.3f s %8.2f MB/s  slope %5.2f%s%s\n", std::string(worst.name).c_str(), bytes,
                last.seconds, static_cast<double>(bytes) / 1e6 / std::max(last.seconds, 1e-9), slope,
                slope > most ? "  OVER" : "", last.unverified ? "  unverified" : "");
    std::fflush(stdout);
    if (slope > most) code = 1;
  }
  return code;
}
