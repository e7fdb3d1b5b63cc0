// Signals as STOPSIGNAL reads them.
#pragma once

#include <string_view>

namespace drydock {

/// Whether STOPSIGNAL takes a signal (github.com/moby/sys/signal, ParseSignal).
[[nodiscard]] bool is_signal(std::string_view signal);

}  // namespace drydock
