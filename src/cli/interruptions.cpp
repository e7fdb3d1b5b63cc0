// Signals that end runs.
#include "cli/interruptions.hpp"

#include <atomic>
#include <csignal>

namespace drydock {
namespace {

std::atomic<bool> came = false;
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler sets it");

extern "C" void note_interruption(int /*signal*/) { came = true; }

}  // namespace

void mind_interruptions() {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before {};
    // Whoever started the run, nohup or a shell, may not want it to be ended.
    if (::sigaction(signal, nullptr, &before) != 0 || before.sa_handler == SIG_IGN) continue;
    struct sigaction action {};
    action.sa_handler = note_interruption;
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    ::sigemptyset(&action.sa_mask);
    ::sigaction(signal, &action, nullptr);
  }
}

bool interrupted() noexcept { return came; }

}  // namespace drydock
