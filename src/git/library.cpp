#include "git/library.hpp"

#include <dlfcn.h>

#include <fmt/format.h>

#include "base/diagnostic.hpp"

namespace drydock {
namespace {

Git load() {
  Git found;
  constexpr const char* name = "libgit2.so." LIBGIT2_SOVERSION;
  void* const library = ::dlopen(name, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    const char* const why = ::dlerror();
    found.error = fmt::format("this needs libgit2 (Debian: libgit2-{}): {}", LIBGIT2_SOVERSION,
                              printable(why != nullptr ? why : name, 400));
    return found;
  }
#define DRYDOCK_LOAD(function)                                                                \
  found.function = reinterpret_cast<decltype(found.function)>(::dlsym(library, #function));   \
  if (found.function == nullptr) found.error = fmt::format("{} has no {}", name, #function);
  DRYDOCK_GIT_FUNCTIONS(DRYDOCK_LOAD)
#undef DRYDOCK_LOAD
  if (found.error.empty()) found.git_libgit2_init();
  return found;
}

}  // namespace

const Git& git() {
  static const Git loaded = load();
  return loaded;
}

std::string git_reason() {
  const git_error* const error = git().git_error_last();
  return error != nullptr && error->message != nullptr ? printable(error->message, 400) : "no reason given";
}

}  // namespace drydock
