// The least that a tool can do that looks at files: floor [--jobs N] LIST opens, reads and closes each file that LIST
// names, one a line, and does nothing with it; floor [--jobs N] FOLDER walks through the folder to find them. The
// measure for `drydock rewrite --check --files-from LIST` and `drydock rewrite --check FOLDER`.
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/parallel.hpp"

namespace {

/// The size of a file; `folder` is where a relative path begins.
std::size_t read_whole(int folder, const char* path) {
  const int file = ::openat(folder, path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  struct stat status {};
  std::size_t size = 0;
  if (::fstat(file, &status) == 0) {
    std::string bytes(static_cast<std::size_t>(status.st_size) + 1, '\0');
    for (ssize_t count; (count = ::read(file, bytes.data() + size, bytes.size() - size)) > 0;) {
      size += static_cast<std::size_t>(count);
    }
  }
  ::close(file);
  return size;
}

struct Total {
  std::atomic<std::size_t> files = 0;
  std::atomic<std::size_t> bytes = 0;
};

/// Folders that are to be looked into, taken by whichever thread has time.
class Walk {
 public:
  Walk(std::string folder, Total& total) : total_(total) { folders_.push_back(std::move(folder)); }

  void run(std::size_t jobs) {
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < jobs; ++i) others.emplace_back([this] { work(); });
    work();
  }

 private:
  void work() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [&] { return !folders_.empty() || busy_ == 0; });
      if (folders_.empty()) return;
      const std::string folder = std::move(folders_.back());
      folders_.pop_back();
      ++busy_;
      lock.unlock();
      std::vector<std::string> below = look_into(folder);
      lock.lock();
      --busy_;
      for (std::string& next : below) folders_.push_back(std::move(next));
      if (!below.empty() || busy_ == 0) changed_.notify_all();
    }
  }

  std::vector<std::string> look_into(const std::string& folder) {
    std::vector<std::string> below;
    DIR* const list = ::opendir(folder.c_str());
    if (list == nullptr) return below;
    while (const dirent* const entry = ::readdir(list)) {
      if (std::strcmp(entry->d_name, ".") == 0 || std::strcmp(entry->d_name, "..") == 0) continue;
      if (entry->d_type == DT_DIR) below.push_back(folder + "/" + entry->d_name);
      if (entry->d_type != DT_REG) continue;
      total_.files += 1;
      total_.bytes += read_whole(::dirfd(list), entry->d_name);
    }
    ::closedir(list);
    return below;
  }

  Total& total_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> folders_;
  std::size_t busy_ = 0;  // threads that look into one, and may find others
};

}  // namespace

int main(int argc, char** argv) {
  std::size_t jobs = drydock::available_threads();
  int next = 1;
  if (argc > 2 && std::strcmp(argv[1], "--jobs") == 0) {
    jobs = static_cast<std::size_t>(std::atol(argv[2]));
    next = 3;
  }
  struct stat status {};
  if (argc <= next || ::stat(argv[next], &status) != 0) {
    std::fputs("usage: floor [--jobs N] LIST|FOLDER\n", stderr);
    return 2;
  }
  Total total;
  if (S_ISDIR(status.st_mode)) {
    Walk(argv[next], total).run(jobs);
  } else {
    std::FILE* const list = std::fopen(argv[next], "r");
    if (list == nullptr) return 2;
    std::vector<std::string> paths;
    char line[8192];
    while (std::fgets(line, sizeof line, list) != nullptr) {
      line[std::strcspn(line, "\n")] = '\0';
      if (line[0] != '\0') paths.emplace_back(line);
    }
    std::fclose(list);
    drydock::for_each_in_order(
        paths.size(), jobs, [&](std::size_t i) { return read_whole(AT_FDCWD, paths[i].c_str()); },
        [&](std::size_t, std::size_t size) {
          total.files += 1;
          total.bytes += size;
        });
  }
  std::printf("%zu files, %zu bytes\n", total.files.load(), total.bytes.load());
  return 0;
}
