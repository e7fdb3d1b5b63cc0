// How fast the stages of the way through are, over files in memory: speed LIST [options of Google Benchmark]
//
// LIST names files, one a line. Each benchmark goes over all of them; it reports bytes a second, microseconds a file
// and allocations a file.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include "../../grammar/dockerfile.hpp"
#include "analysis/evidence.hpp"
#include "pipeline/pipeline.hpp"
#include "rewrite/edit_set.hpp"

namespace {

thread_local std::size_t allocations = 0;  // of the thread, which is the only one: others would slow it down

}  // namespace

void* operator new(std::size_t size) {
  ++allocations;
  void* const memory = std::malloc(size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

using namespace drydock;

struct Corpus {
  std::vector<std::string> texts;
  std::size_t bytes = 0;
};

Corpus read_corpus(const char* list) {
  Corpus corpus;
  std::ifstream names(list);
  for (std::string path; std::getline(names, path);) {
    std::ifstream file(path, std::ios::binary);
    std::string text(std::istreambuf_iterator<char>(file), {});
    corpus.bytes += text.size();
    corpus.texts.push_back(std::move(text));
  }
  return corpus;
}

Source source_of(const std::string& text) { return std::move(Source::make("Dockerfile", text).value()); }

/// What the grammar of lines alone asks for. No action runs, so bodies of heredocs are read as instructions.
struct GrammarOnly : grammar::LineState {
  static bool next_heredoc(const char*) { return false; }
  static bool is_heredoc_terminator(const char*, const char*) { return false; }
};

/// Goes over all files. `prepare` makes of a text what `work` is measured with.
template <typename Prepare, typename Work>
void over(benchmark::State& state, const Corpus& corpus, const Prepare& prepare, const Work& work) {
  using Prepared = decltype(prepare(corpus.texts.front()));
  std::vector<Prepared> all;
  for (const std::string& text : corpus.texts) all.push_back(prepare(text));
  std::size_t made = 0;
  for (auto _ : state) {
    const std::size_t before = allocations;
    for (const Prepared& item : all) work(item);
    made += allocations - before;
  }
  const auto files = static_cast<double>(all.size());
  const auto runs = static_cast<double>(state.iterations());
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(corpus.bytes));
  state.counters["us/file"] = benchmark::Counter(runs * files * 1e-6,
                                                  benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["allocations/file"] = static_cast<double>(made) / runs / files;
}

void register_all(const Corpus& corpus) {
  const auto add = [&](const std::string& name, auto prepare, auto work) {
    const auto run = [&corpus, prepare, work](benchmark::State& state) { over(state, corpus, prepare, work); };
    benchmark::RegisterBenchmark(name.c_str(), run)
        ->Unit(benchmark::kMillisecond);
  };
  const auto text_of = [](const std::string& text) { return &text; };
  const auto snapshot_of = [](const std::string& text) {
    return std::make_shared<const Snapshot>(make_snapshot(source_of(text)));
  };
  add("copy the text", text_of, [](const std::string* text) { benchmark::DoNotOptimize(source_of(*text)); });
  add("grammar only", text_of, [](const std::string* text) {
    GrammarOnly state;
    using Input = tao::pegtl::memory_input<tao::pegtl::tracking_mode::lazy, tao::pegtl::eol::lf, const char*>;
    Input input(text->data(), text->data() + text->size(), "");
    benchmark::DoNotOptimize(tao::pegtl::parse<grammar::dockerfile>(input, state));
  });
  add("tree", text_of, [](const std::string* text) {
    const Source source = source_of(*text);
    benchmark::DoNotOptimize(parse(source));
  });
  add("tree and IR", text_of, [](const std::string* text) {
    benchmark::DoNotOptimize(make_snapshot(source_of(*text)));
  });
  add("model of the images", snapshot_of, [](const std::shared_ptr<const Snapshot>& snapshot) {
    if (snapshot->dockerfile.accepted()) benchmark::DoNotOptimize(model_with_evidence(*snapshot, Evidence{}));
  });
  for (const PassInfo* pass : all_passes()) {
    add("pass " + std::string(pass->id), snapshot_of, [pass](const std::shared_ptr<const Snapshot>& snapshot) {
      if (!snapshot->dockerfile.accepted() || snapshot->dockerfile.template_mark) return;
      static const Evidence evidence;
      const ModelCache models(*snapshot, evidence);
      const OffsetMap origin;
      Proposals proposals;
      pass->run({*snapshot, models, *snapshot->source, origin, evidence, *pass, {}}, proposals);
      benchmark::DoNotOptimize(proposals);
    });
  }
  add("verifier", [](const std::string& text) {
    return std::make_shared<const std::pair<Snapshot, Snapshot>>(make_snapshot(source_of(text)),
                                                                 make_snapshot(source_of(text)));
  }, [](const std::shared_ptr<const std::pair<Snapshot, Snapshot>>& both) {
    if (!both->first.dockerfile.accepted()) return;
    const Evidence evidence;
    const ModelCache before(both->first, evidence);
    const ModelCache after(both->second, evidence);
    benchmark::DoNotOptimize(verify({both->first, before}, {both->second, after}, {}, {}, evidence));
  });
  add("emit", text_of, [](const std::string* text) {
    benchmark::DoNotOptimize(apply_edits(*text, {0, to_offset(text->size())}, {}));
  });
  const auto pipeline = [](std::string_view passes) {
    PipelineOptions options;
    options.passes = parse_passes(passes, PassOrder::own).value();
    return [options](const std::string* text) { benchmark::DoNotOptimize(run_pipeline(source_of(*text), options)); };
  };
  add("pipeline without passes", text_of, pipeline(""));
  add("pipeline of the two rules", text_of, pipeline("shell_to_exec_form,remove_dead_instructions"));
  add("default pipeline", text_of, pipeline("default"));
  add("pipeline of all passes", text_of, pipeline("all"));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-') {
    std::fputs("usage: speed LIST [options of Google Benchmark]\n", stderr);
    return 2;
  }
  const Corpus corpus = read_corpus(argv[1]);
  argv[1] = argv[0];
  --argc;
  ++argv;
  benchmark::Initialize(&argc, argv);
  register_all(corpus);
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
