// Ports as EXPOSE reads them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace drydock {

/// Invariant: 0 <= first <= last <= 65535.
struct PortRange {
  std::int64_t first = 0;
  std::int64_t last = 0;
};

/// What one word of EXPOSE says of the container's own ports.
struct PortSpec {
  PortRange ports;
  std::string protocol;  ///< "tcp", "udp" or "sctp"
};

/// Reads one word of EXPOSE (convert_expose.go, parsePort; what it says of the host is checked and dropped).
[[nodiscard]] Result<PortSpec> parse_port_spec(std::string_view word);

/// The "port/protocol" entries of the image config, one for each port of the range.
[[nodiscard]] std::vector<std::string> entries_of(const PortSpec& spec);

/// The "port/protocol" entries that one word of EXPOSE stands for (convert_expose.go, parsePort).
[[nodiscard]] Result<std::vector<std::string>> parse_exposed_port(std::string_view word);

}  // namespace drydock
