// libgit2, loaded when it is first needed: with the libraries that it wants itself it takes longer to load than a
// Dockerfile takes to rewrite, and few commands ask for it. Only this folder sees it.
#pragma once

#include <string>

#include <git2.h>

namespace drydock {

// The functions that are used. git2.h gives their types, so a wrong argument is an error of the compiler as ever.
#define DRYDOCK_GIT_FUNCTIONS(USE)         \
  USE(git_libgit2_init)                    \
  USE(git_error_last)                      \
  USE(git_repository_open_ext)             \
  USE(git_repository_workdir)              \
  USE(git_repository_free)                 \
  USE(git_revparse_single)                 \
  USE(git_merge_base)                      \
  USE(git_object_id)                       \
  USE(git_object_lookup)                   \
  USE(git_object_peel)                     \
  USE(git_object_free)                     \
  USE(git_tree_free)                       \
  USE(git_diff_options_init)               \
  USE(git_diff_find_options_init)          \
  USE(git_diff_tree_to_workdir_with_index) \
  USE(git_diff_find_similar)               \
  USE(git_diff_foreach)                    \
  USE(git_diff_free)                       \
  USE(git_index_open)                      \
  USE(git_index_entrycount)                \
  USE(git_index_get_byindex)               \
  USE(git_index_free)

/// The library of the version that git2.h describes. It stays loaded to the end of the process.
struct Git {
#define DRYDOCK_DECLARE(name) decltype(&::name) name = nullptr;
  DRYDOCK_GIT_FUNCTIONS(DRYDOCK_DECLARE)
#undef DRYDOCK_DECLARE
  std::string error{};  ///< why the functions are not there; else empty
};

/// Loads the library and makes it ready the first time.
[[nodiscard]] const Git& git();

/// Why the last call in this thread failed. Precondition: the functions are there.
[[nodiscard]] std::string git_reason();

}  // namespace drydock
