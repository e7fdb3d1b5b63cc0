// Properties that hold for every file of a list: corpus_test LIST. Prints the counts; ends with 1 if one fails.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/file.hpp"
#include "pipeline/pipeline.hpp"

namespace {

using namespace drydock;

/// How many files have all their prefixes parsed, and up to which size; the cost grows with its square.
constexpr std::size_t prefix_files = 500;
constexpr std::size_t max_prefix_file_size = 8192;

struct Counts {
  std::size_t prefixes = 0, prefix_files = 0;
  std::size_t files = 0, bytes = 0, accepted = 0, changed = 0, rewrites = 0, assumed = 0, refused = 0, unverified = 0,
              failures = 0;
};

Source source_of(const std::string& path, std::string text) {
  auto source = Source::make(path, std::move(text));
  if (!source) {
    std::cerr << path << ": " << source.error() << "\n";
    std::exit(1);
  }
  return std::move(source.value());
}

void fail(Counts& counts, const std::string& path, std::string_view what) {
  ++counts.failures;
  std::cerr << path << ": " << what << "\n";
}

/// What the tree says of its comments and of blank lines inside of instructions is what its tokens say.
bool knows_lines(const Tree& tree) {
  std::vector<TokenIndex> comments;
  for (TokenIndex token = 0; token < tree.tokens.size(); ++token) {
    if (tree.tokens[token].kind == TokenKind::comment) comments.push_back(token);
  }
  bool has_blank = false;
  for (const Node& node : tree.nodes) {
    if (node.kind != NodeKind::instruction) continue;
    for (TokenIndex token = node.first + 1; token < node.last; ++token) {
      const TokenKind kind = tree.tokens[token].kind;
      if (kind == TokenKind::heredoc_text || kind == TokenKind::heredoc_terminator) break;
      const bool line_begins = tree.tokens[token - 1].kind == TokenKind::line_end;
      if (line_begins && (kind == TokenKind::blank || kind == TokenKind::line_end)) has_blank = true;
    }
  }
  return std::ranges::equal(comments, tree.comments) && has_blank == tree.has_blank_continuations;
}

/// Tokens tile the text: each ends after it begins, and the last ends where the text does.
bool tiles(const Tree& tree, std::size_t size) {
  Offset end = 0;
  for (const Token& token : tree.tokens) {
    if (token.end <= end) return false;
    end = token.end;
  }
  if (!knows_lines(tree)) return false;
  TokenIndex next = !tree.tokens.empty() && tree.tokens.front().kind == TokenKind::bom ? 1 : 0;
  for (const Node& node : tree.nodes) {
    if (node.first != next || node.last <= node.first) return false;
    next = node.last;
  }
  return end == size && next == tree.tokens.size();
}

/// A comment, and what stands directly below it.
struct Comment {
  std::string_view text;
  bool inside = false;             ///< between the lines of an instruction
  Keyword below = Keyword::unknown;  ///< of the instruction that the comment is attached to, if it is
  InstructionIndex attached_to = 0;  ///< that instruction, if there is one
};

std::vector<Comment> comments_of(const Snapshot& snapshot) {
  const Tree& tree = snapshot.tree;
  std::vector<Comment> comments;
  std::size_t attached = 0;  // the comments from here on are directly above what comes next
  auto instruction = snapshot.dockerfile.instructions.begin();
  for (NodeIndex index = 0; index < tree.nodes.size(); ++index) {
    const Node& node = tree.nodes[index];
    if (node.kind == NodeKind::instruction) {
      for (std::size_t i = attached; i < comments.size(); ++i) {
        comments[i].below = instruction->keyword;
        comments[i].attached_to = static_cast<InstructionIndex>(instruction - snapshot.dockerfile.instructions.begin());
      }
      ++instruction;
    }
    const bool is_comment = node.kind == NodeKind::comment;
    if (!is_comment) attached = comments.size();
    for (TokenIndex token = node.first; token < node.last; ++token) {
      if (tree.tokens[token].kind != TokenKind::comment) continue;
      comments.push_back({tree.range_of(token).of(snapshot.text()), !is_comment});
    }
    if (!is_comment) attached = comments.size();
  }
  return comments;
}

/// Whether every comment is still there, in its place, and directly above the instruction that it was above, unless
/// that one was removed: no more instructions may have lost their comments than went. Comments that were inside of an
/// instruction may have come to stand above it.
bool keeps_comments(const Snapshot& before, const Snapshot& after) {
  const auto old_list = comments_of(before);
  const auto new_list = comments_of(after);
  if (!std::ranges::equal(old_list, new_list, {}, &Comment::text, &Comment::text)) return false;
  std::set<InstructionIndex> bare;  // instructions whose comments stand above something else now
  for (std::size_t i = 0; i < old_list.size(); ++i) {
    if (old_list[i].inside) continue;
    if (new_list[i].inside) return false;
    if (new_list[i].below == old_list[i].below) continue;
    if (old_list[i].below == Keyword::unknown) return false;
    bare.insert(old_list[i].attached_to);
  }
  return bare.size() + after.dockerfile.instructions.size() <= before.dockerfile.instructions.size();
}

/// What becomes of the CMDs and ENTRYPOINTs in shell form: how often each answer of shell_to_exec_form is given, by
/// default and with everything assumed.
class ShellForms {
 public:
  void add(const PipelineResult& result, bool by_default) {
    for (const Remark& remark : result.remarks) {
      if (remark.pass->id != "shell_to_exec_form" || (remark.subject != "CMD" && remark.subject != "ENTRYPOINT")) {
        continue;
      }
      const bool is_rewrite = remark.kind == Remark::Kind::applied || remark.kind == Remark::Kind::assumed;
      if (!by_default) {
        applied_if_assumed_ += remark.kind == Remark::Kind::applied ? 1U : 0U;
        continue;
      }
      std::string answer = std::string(to_string(remark.kind)) + "\t" + (is_rewrite ? "" : without_numbers(remark.why));
      bool own_script = false;
      if (remark.kind == Remark::Kind::assumed) {
        for (const Assumption fact : remark.assumes) {
          answer += std::string(name_of(fact)) + " ";
          own_script = own_script || fact == Assumption::interpreter_line;
        }
      }
      ++answers_[answer];
      literal_ += is_rewrite ? 1U : 0U;
      applied_ += remark.kind == Remark::Kind::applied ? 1U : 0U;
      own_scripts_ += own_script ? 1U : 0U;
    }
  }
  [[nodiscard]] std::string summary() const {
    return "shell form of CMD and ENTRYPOINT: of " + std::to_string(literal_) + " literal commands " +
           share(applied_, literal_) + " are rewritten by default and " + share(applied_if_assumed_, literal_) +
           " if everything is assumed; " + std::to_string(own_scripts_) +
           " name a script of the project whose first line the file does not show; of the others " +
           share(applied_, literal_ - own_scripts_) + " are rewritten by default";
  }
  /// Whether drydock is of use: of the literal commands without an obstacle that the file shows it rewrites three in
  /// four by default, and of all nearly all if what the file does not show is assumed. A script of the project is such
  /// an obstacle: without a "#!" line, which only the build context shows, it would not start any more.
  [[nodiscard]] bool is_useful() const {
    return applied_ * 100 >= (literal_ - own_scripts_) * 75 && applied_if_assumed_ * 100 >= literal_ * 99;
  }
  /// Lines of the answer, its reason or open assumptions, and how often it is given.
  void write(const char* path) const {
    std::ofstream out(path);
    for (const auto& [answer, count] : answers_) out << answer << "\t" << count << "\n";
    out << summary() << "\n";
  }

 private:
  static std::string share(std::size_t part, std::size_t whole) {
    const std::size_t tenths = whole == 0 ? 0 : (part * 1000 + whole / 2) / whole;
    return std::to_string(part) + " (" + std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " %)";
  }
  static std::string without_numbers(std::string_view text) {
    std::string out;
    for (const char byte : text) {
      if (byte < '0' || byte > '9') out += byte;
    }
    return out;
  }
  std::map<std::string, std::size_t> answers_;
  std::size_t literal_ = 0, applied_ = 0, applied_if_assumed_ = 0, own_scripts_ = 0;
};

void check(const std::string& path, Counts& counts, ShellForms& shell_forms) {
  auto bytes = read_file(path, Source::max_size);
  if (!bytes) return fail(counts, path, bytes.error());
  const std::string text = std::move(bytes.value());
  ++counts.files;
  counts.bytes += text.size();

  const PipelineResult untouched = run_pipeline(source_of(path, text), {});
  if (untouched.snapshot.text() != text || untouched.changed) fail(counts, path, "without passes the text changed");
  if (!tiles(untouched.snapshot.tree, text.size())) fail(counts, path, "the tokens do not tile the text");
  counts.accepted += untouched.snapshot.dockerfile.accepted() ? 1U : 0U;

  PipelineOptions by_default;
  by_default.passes = default_passes();
  PipelineOptions all_assumed = by_default;
  all_assumed.evidence.assumed.assign(all_assumptions().begin(), all_assumptions().end());
  for (const PipelineOptions* options : {&by_default, &all_assumed}) {
    const PipelineResult first = run_pipeline(source_of(path, text), *options);
    if (first.unverified) fail(counts, path, "the verifier refused a rewrite");
    if (first.changed != (first.snapshot.text() != text)) {
      fail(counts, path, "what the pipeline says of the change is not true");
    }
    const std::string output(first.snapshot.text());
    const PipelineResult second = run_pipeline(source_of(path, output), *options);
    if (second.changed || second.snapshot.text() != output) fail(counts, path, "a second run changes the output");
    shell_forms.add(first, options == &by_default);
    if (options != &by_default) continue;
    if (!keeps_comments(untouched.snapshot, first.snapshot)) fail(counts, path, "a comment changed or lost its place");
    counts.changed += first.changed ? 1U : 0U;
    for (const Remark& remark : first.remarks) {
      counts.rewrites += remark.kind == Remark::Kind::applied ? 1U : 0U;
      counts.assumed += remark.kind == Remark::Kind::assumed ? 1U : 0U;
      counts.refused += remark.kind == Remark::Kind::refused ? 1U : 0U;
      counts.unverified += remark.kind == Remark::Kind::unverified ? 1U : 0U;
    }
  }
}

/// Every prefix of a text is a text that somebody may be typing.
void check_prefixes(const std::string& path, Counts& counts) {
  auto bytes = read_file(path, Source::max_size);
  if (!bytes || bytes.value().size() > max_prefix_file_size) return;
  ++counts.prefix_files;
  for (std::size_t size = 0; size <= bytes.value().size(); ++size) {
    ++counts.prefixes;
    const Snapshot snapshot = make_snapshot(source_of(path, bytes.value().substr(0, size)));
    if (!tiles(snapshot.tree, size)) {
      return fail(counts, path, "the tokens of a prefix of " + std::to_string(size) + " bytes do not tile it");
    }
    for (const Instruction& instruction : snapshot.dockerfile.instructions) {
      const bool inside = std::ranges::all_of(
          instruction.values, [&](const Text& value) { return instruction.range.contains(value.range); });
      if (!inside) {
        return fail(counts, path,
                    "a value of a prefix of " + std::to_string(size) + " bytes lies outside of its instruction");
      }
    }
  }
}

}  // namespace

// DRYDOCK_SAMPLE=N takes every Nth file only, for builds that are slow. DRYDOCK_TABLE=FILE writes what becomes of each
// shell form.
int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: corpus_test LIST\n";
    return 2;
  }
  std::ifstream list(argv[1]);
  std::vector<std::string> paths;
  const char* const sample = std::getenv("DRYDOCK_SAMPLE");
  const std::size_t every = sample != nullptr ? std::max<std::size_t>(std::strtoul(sample, nullptr, 10), 1) : 1;
  std::size_t number = 0;
  for (std::string path; std::getline(list, path);) {
    if (number++ % every == 0) paths.push_back(path);
  }
  Counts counts;
  ShellForms shell_forms;
  for (const std::string& path : paths) check(path, counts, shell_forms);
  // Spread over the list, which is sorted by owner.
  const std::size_t step = std::max<std::size_t>(1, paths.size() / (prefix_files * 11 / 10));
  for (std::size_t i = 0; i < paths.size() && counts.prefix_files < prefix_files; i += step) {
    check_prefixes(paths[i], counts);
  }
  std::cout << counts.files << " files of " << counts.bytes << " bytes: " << counts.accepted << " accepted, "
            << counts.changed << " changed by default with " << counts.rewrites << " rewrites, " << counts.assumed
            << " assumed, " << counts.refused << " refused, " << counts.unverified << " unverified; " << counts.failures
            << " failures\n"
            << counts.prefixes << " prefixes of " << counts.prefix_files << " files\n"
            << shell_forms.summary() << "\n";
  if (!shell_forms.is_useful()) ++counts.failures;
  if (const char* table = std::getenv("DRYDOCK_TABLE")) shell_forms.write(table);
  return counts.failures == 0 && counts.files > 0 ? 0 : 1;
}
