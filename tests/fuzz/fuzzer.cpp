// The entry point that libFuzzer calls; DRYDOCK_FUZZ_TARGET names the target.
#include <cstddef>
#include <cstdint>

#include "fuzz/targets.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (const drydock::fuzz::Target& target : drydock::fuzz::targets()) {
    if (target.name == DRYDOCK_FUZZ_TARGET) target.run({reinterpret_cast<const char*>(data), size});
  }
  return 0;
}
