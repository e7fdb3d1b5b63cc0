// Reading lines in batches, and writing answers in order.
#include "cli/stream.hpp"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <system_error>

#include <poll.h>
#include <unistd.h>

#include <fmt/format.h>

#include "base/parallel.hpp"
#include "cli/input.hpp"
#include "report/stream_json.hpp"

namespace drydock {
namespace {

/// A Dockerfile of the largest size, with room for escapes.
constexpr std::size_t max_line = 2 * Source::max_size;
/// As much input is gathered for the threads if it is there; nobody waits for it.
constexpr std::size_t batch_bytes = std::size_t{4} * 1024 * 1024;

/// The lines of standard input, each as soon as it is there.
class Lines {
 public:
  struct Line {
    std::string text;
    bool too_long = false;
  };

  /// At least one line, and as many more as can be had without waiting; none at the end. False if reading failed.
  [[nodiscard]] bool next(std::vector<Line>& lines) {
    lines.clear();
    std::size_t bytes = 0;
    while (!ended_ && (lines.empty() || (bytes < batch_bytes && is_more_there()))) {
      const ssize_t count = ::read(STDIN_FILENO, buffer_.data(), buffer_.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return false;
      ended_ = count == 0;
      bytes += static_cast<std::size_t>(count);
      split(std::string_view(buffer_.data(), static_cast<std::size_t>(count)), lines);
      if (ended_ && !rest_.text.empty()) lines.push_back(std::exchange(rest_, {}));
    }
    return true;
  }

 private:
  [[nodiscard]] static bool is_more_there() {
    pollfd state{STDIN_FILENO, POLLIN, 0};
    return ::poll(&state, 1, 0) > 0;
  }

  void split(std::string_view part, std::vector<Line>& lines) {
    while (!part.empty()) {
      const std::size_t end = std::min(part.find('\n'), part.size());
      // Of a line that is too long only so much is kept that it is not taken for an empty one.
      rest_.too_long = rest_.too_long || rest_.text.size() + end > max_line;
      if (rest_.too_long) {
        rest_.text.assign(1, '\0');
        rest_.text.shrink_to_fit();
      } else {
        rest_.text.append(part.substr(0, end));
      }
      if (end == part.size()) return;
      lines.push_back(std::exchange(rest_, {}));
      part.remove_prefix(end + 1);
    }
  }

  std::vector<char> buffer_ = std::vector<char>(std::size_t{256} * 1024);
  Line rest_;
  bool ended_ = false;
};

/// Writes all bytes to standard output; the error number if that fails, else 0.
int write_out(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return 0;
}

}  // namespace

ExitCode stream(const StreamCommand& command) {
  const Settings* const settings = command.configuration->for_file("-");
  if (settings == nullptr) return ExitCode::failed;
  if (settings->excluded_by) print(stderr, exclusion_note(*settings, "-"));
  const PipelineOptions options = options_of(*settings);
  // A reader that has gone is learned of from write().
  std::signal(SIGPIPE, SIG_IGN);
  Lines input;
  std::vector<Lines::Line> lines;
  std::size_t first = 1;
  std::string out;
  std::atomic<int> failed = 0;
  for (;;) {
    const bool read = input.next(lines);
    const int read_error = read ? 0 : errno;
    for_each_in_order(
        lines.size(), command.jobs,
        [&](std::size_t i) -> std::string {
          if (failed != 0) return "";
          if (lines[i].too_long) return answer_long_line(first + i, max_line);
          std::string answer = answer_line(lines[i].text, first + i, options);
          lines[i].text = std::string();  // large lines do not wait for the rest of the batch
          return answer;
        },
        [&](std::size_t i, std::string answer) {
          if (failed != 0) return;
          out += answer;
          out += '\n';
          if (!command.flush && i + 1 < lines.size() && out.size() < batch_bytes) return;
          failed = write_out(out);
          out.clear();
        });
    first += lines.size();
    if (failed == EPIPE) return ExitCode::done;
    if (failed != 0) {
      print(stderr,
            fmt::format("drydock: cannot write to standard output: {}\n", std::generic_category().message(failed)));
      return ExitCode::failed;
    }
    if (!read) {
      print(stderr,
            fmt::format("drydock: cannot read standard input: {}\n", std::generic_category().message(read_error)));
      return ExitCode::failed;
    }
    if (lines.empty()) return ExitCode::done;
  }
}

}  // namespace drydock
