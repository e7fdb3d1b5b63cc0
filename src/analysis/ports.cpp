// Ports as EXPOSE reads them.
#include "analysis/ports.hpp"

#include <array>
#include <cstddef>
#include <optional>

#include <arpa/inet.h>
#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "base/text.hpp"
#include "base/unicode.hpp"

namespace drydock {
namespace {

std::optional<PortRange> parse_port_range(std::string_view text) {
  const auto number = [](std::string_view digits) -> std::optional<std::int64_t> {
    const auto value = parse_integer(digits);
    return value && *value >= 0 && *value <= 65535 ? value : std::nullopt;
  };
  const std::size_t dash = text.find('-');
  const auto first = number(text.substr(0, dash));
  if (!first) return std::nullopt;
  if (dash == std::string_view::npos || text.substr(0, dash) == text.substr(dash + 1)) return PortRange{*first, *first};
  const auto last = number(text.substr(dash + 1));
  if (!last || *last < *first) return std::nullopt;
  return PortRange{*first, *last};
}

bool is_ip_address(std::string_view text) {
  // inet_pton wants a C string; a zone ("%eth0") is an address for neither.
  if (text.find('\0') != std::string_view::npos) return false;
  std::array<unsigned char, sizeof(in6_addr)> address{};
  const std::string copy(text);
  return inet_pton(AF_INET, copy.c_str(), address.data()) == 1 ||
         inet_pton(AF_INET6, copy.c_str(), address.data()) == 1;
}

}  // namespace

Result<PortSpec> parse_port_spec(std::string_view word) {
  const auto invalid = [&](std::string_view what) {
    return Error{fmt::format("EXPOSE: {} in \"{}\"", what, printable(word, 80))};
  };
  // [[ip:]host port:]port[/protocol]; the address may hold colons.
  std::string_view address;
  std::optional<std::string_view> host;
  std::string_view port = word;
  if (const std::size_t last = word.rfind(':'); last != std::string_view::npos) {
    port = word.substr(last + 1);
    host = word.substr(0, last);
    if (const std::size_t before = host->rfind(':'); before != std::string_view::npos) {
      address = host->substr(0, before);
      host = host->substr(before + 1);
    }
  }
  const std::size_t slash = port.find('/');
  std::string protocol = slash == std::string_view::npos ? "" : lower_ascii_like_go(port.substr(slash + 1));
  port = port.substr(0, slash);
  if (port.empty()) return invalid("no port");
  if (protocol.empty()) protocol = "tcp";
  if (protocol != "tcp" && protocol != "udp" && protocol != "sctp") return invalid("no such protocol");
  if (address.starts_with('[')) {
    const std::size_t close = address.find(']');
    if (close != address.size() - 1 || address.find('[', 1) != std::string_view::npos) return invalid("no IP address");
    address = address.substr(1, close - 1);
  }
  if (!address.empty() && !is_ip_address(address)) return invalid("no IP address");
  const auto ports = parse_port_range(port);
  if (!ports) return invalid("no port");
  if (host && !host->empty()) {
    const auto host_ports = parse_port_range(*host);
    if (!host_ports) return invalid("no host port");
    // A range of host ports for one port is a range to choose from.
    if (ports->last != ports->first && ports->last - ports->first != host_ports->last - host_ports->first) {
      return invalid("two ranges of different length");
    }
  }
  return PortSpec{*ports, protocol};
}

std::vector<std::string> entries_of(const PortSpec& spec) {
  std::vector<std::string> entries;
  for (std::int64_t port = spec.ports.first; port <= spec.ports.last; ++port) {
    entries.push_back(fmt::format("{}/{}", port, spec.protocol));
  }
  return entries;
}

Result<std::vector<std::string>> parse_exposed_port(std::string_view word) {
  const auto spec = parse_port_spec(word);
  if (!spec) return Error{spec.error()};
  return entries_of(spec.value());
}

}  // namespace drydock
