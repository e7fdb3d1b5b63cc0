// Platforms as --platform reads them.
#include "analysis/platforms.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include "base/text.hpp"
#include "base/unicode.hpp"

namespace drydock {

std::optional<std::string> operating_system_of(std::string_view platform) {
  const auto parts = split(platform, '/');
  if (parts.size() > 3) return std::nullopt;
  const auto is_word = [](char byte) { return is_ascii_alphanumeric(byte) || byte == '_' || byte == '-'; };
  std::string_view name = parts.front();
  std::string_view version;
  if (const std::size_t open = name.find('('); open != std::string_view::npos) {
    if (!name.ends_with(')')) return std::nullopt;
    version = name.substr(open + 1, name.size() - open - 2);
    name = name.substr(0, open);
  }
  if (name.empty() || !std::ranges::all_of(name, is_word)) return std::nullopt;
  for (std::size_t i = 0; i < version.size(); ++i) {
    if (!is_word(version[i]) && version[i] != '.' && version[i] != '%' && version[i] != '+') return std::nullopt;
    if (version[i] != '%') continue;
    if (i + 2 >= version.size() || !is_ascii_hexadecimal(version[i + 1]) || !is_ascii_hexadecimal(version[i + 2])) {
      return std::nullopt;
    }
  }
  for (const std::string_view part : std::span(parts).subspan(1)) {
    const bool valid = std::ranges::all_of(part, [&](char byte) { return is_word(byte) || byte == '.'; });
    if (part.empty() || !valid) return std::nullopt;
  }
  const std::string os = lower_ascii(name);
  if (parts.size() > 1) return os == "macos" ? "darwin" : os;
  static constexpr std::array<std::string_view, 18> systems = {
      "aix", "android", "darwin", "dragonfly", "freebsd", "hurd",    "illumos", "ios",     "js",
      "linux", "nacl",  "netbsd", "openbsd",   "plan9",   "solaris", "windows", "zos",     "macos"};
  if (std::ranges::find(systems, os) != systems.end()) return os == "macos" ? "darwin" : os;
  // A word alone may also be an architecture, of the machine's own system.
  static constexpr std::array<std::string_view, 30> architectures = {
      "386",      "amd64",      "amd64p32", "arm",  "armbe",   "arm64", "arm64be", "ppc64", "ppc64le", "loong64",
      "mips",     "mipsle",     "mips64",   "mips64le", "mips64p32", "mips64p32le", "ppc", "riscv", "riscv64", "s390",
      "s390x",    "sparc",      "sparc64",  "wasm", "i386",    "x86_64", "x86-64", "aarch64", "armhf", "armel"};
  if (std::ranges::find(architectures, lower_ascii(parts.front())) != architectures.end()) return "linux";
  return std::nullopt;
}

}  // namespace drydock
