// Reading the note of the build id from the program in memory.
#include "cache/build_identity.hpp"

#include <cstring>

#include <elf.h>
#include <link.h>

namespace drydock {

std::string build_id_in(std::string_view notes, std::size_t alignment) {
  using namespace std::string_view_literals;
  const auto aligned = [&](std::size_t size) { return (size + alignment - 1) / alignment * alignment; };
  while (notes.size() >= sizeof(ElfW(Nhdr))) {
    ElfW(Nhdr) header{};
    std::memcpy(&header, notes.data(), sizeof header);
    const std::size_t text = aligned(sizeof header + header.n_namesz);
    if (text > notes.size() || header.n_descsz > notes.size() - text) return "";
    if (header.n_type == NT_GNU_BUILD_ID && notes.substr(sizeof header, header.n_namesz) == "GNU\0"sv) {
      return std::string(notes.substr(text, header.n_descsz));
    }
    const std::size_t next = aligned(text + header.n_descsz);
    if (next > notes.size()) return "";
    notes.remove_prefix(next);
  }
  return "";
}

std::string build_identity() {
  std::string identity;
  const auto look = [](dl_phdr_info* object, std::size_t, void* out) {
    for (ElfW(Half) i = 0; i < object->dlpi_phnum; ++i) {
      const ElfW(Phdr)& segment = object->dlpi_phdr[i];
      if (segment.p_type != PT_NOTE) continue;
      const auto address = static_cast<std::uintptr_t>(object->dlpi_addr + segment.p_vaddr);
      const std::string_view notes(reinterpret_cast<const char*>(address), segment.p_memsz);
      std::string found = build_id_in(notes, segment.p_align == 8 ? 8 : 4);
      if (!found.empty()) {
        *static_cast<std::string*>(out) = std::move(found);
        break;
      }
    }
    return 1;  // the program itself comes first, and libraries do not matter
  };
  ::dl_iterate_phdr(look, &identity);
  return identity;
}

}  // namespace drydock
