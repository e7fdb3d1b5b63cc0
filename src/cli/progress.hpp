// How far a long run is, on standard error: a bar on a terminal, else a line every few seconds.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace drydock {

class Progress {
 public:
  /// `what` is what happens, such as "planning". Shows nothing if `quiet`.
  Progress(std::string what, std::size_t total, bool quiet);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// To be called for each file; `rest` is shown after the numbers. Draws rarely enough not to cost anything.
  void advance(std::size_t done, std::string_view rest);
  /// Takes the bar away, so that a message can be printed; the next advance() brings it back.
  void clear();

 private:
  std::string what_;
  std::size_t total_;
  bool quiet_;
  bool terminal_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point shown_ = begin_;
};

}  // namespace drydock
