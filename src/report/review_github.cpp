// A review as GitHub takes it: POST /repos/{owner}/{repo}/pulls/{number}/reviews.
#include <algorithm>

#include <fmt/format.h>

#include "base/unicode.hpp"
#include "report/json_text.hpp"
#include "report/review_message.hpp"

namespace drydock {
namespace {

/// A fence that is longer than any run of backticks in the text.
std::string fence_for(std::string_view text) {
  std::size_t longest = 2;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_not_of('`', at), text.size());
    longest = std::max(longest, end - at);
    at = end + 1;
  }
  return std::string(longest + 1, '`');
}

/// Whether replacing lines can make the text: behind a line end at the end of a file there is no line to name.
bool can_suggest(const ReviewedFile& file, const LineChange& change) {
  const bool at_end = change.range.end == file.text().size();
  const bool keeps_last_end =
      change.text.empty() || change.text.ends_with('\n') || !at_end || !file.text().ends_with('\n');
  return keeps_last_end && is_valid_utf8(change.text);
}

std::string suggestion(const ReviewedFile& file, const LineChange& change) {
  std::string text = change.text;
  // Each line of the block is a line of the file. The last line of a file without a line end gets one from an empty
  // line behind it; elsewhere the line end of the last line stays in the file.
  const bool open_end = change.range.end == file.text().size() && !file.text().ends_with('\n');
  if (open_end && (!text.empty() || change.first_line == 1)) text += '\n';
  const std::string fence = fence_for(text);
  return fmt::format("{}suggestion\n{}{}", fence, text, fence);
}

class GithubWriter final : public ReviewWriter {
 public:
  std::string add(const ReviewedFile& file) override {
    const std::vector<LineChange> changes = line_changes(file);
    for (const LineChange& change : changes) {
      std::string body = markdown_message(file, change.fixes) + "\n";
      if (const std::string others = other_lines(changes, change); !others.empty()) {
        body += fmt::format("\n{}\n", others);
      }
      body += fmt::format("\n{}", can_suggest(file, change) ? suggestion(file, change) : std::string(no_suggestion));
      Json comment{{"path", with_replacement_characters(plain_path(file.path))}};
      // A range of one line has no start.
      if (change.first_line != change.last_line) {
        comment["start_line"] = change.first_line;
        comment["start_side"] = "RIGHT";
      }
      comment["line"] = change.last_line;
      comment["side"] = "RIGHT";
      comment["body"] = std::move(body);
      comments_.push_back(std::move(comment));
    }
    files_ += changes.empty() ? 0U : 1U;
    fixes_ += file.fixes.size();
    return "";
  }

  std::string add_unread(std::string_view path, std::string_view why) override {
    unread_ += fmt::format("\n\n{} was not reviewed: {}.", with_replacement_characters(plain_path(path)), why);
    return "";
  }

  std::string finish() override {
    const std::string found =
        comments_.empty() ? unread_.empty() ? "drydock proposes nothing." : "drydock proposes nothing for what it read."
                          : fmt::format("drydock proposes {} {} in {} {}.", fixes_,
                                        fixes_ == 1 ? "rewrite" : "rewrites", files_, files_ == 1 ? "file" : "files");
    const std::string body = found + unread_;
    return Json{{"event", "COMMENT"}, {"body", body}, {"comments", std::move(comments_)}}.dump(1) + "\n";
  }

 private:
  Json comments_ = Json::array();
  std::string unread_;
  std::size_t files_ = 0;
  std::size_t fixes_ = 0;
};

}  // namespace

std::unique_ptr<ReviewWriter> review_github() { return std::make_unique<GithubWriter>(); }

}  // namespace drydock
