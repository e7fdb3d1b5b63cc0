// What the build context says of a source of ADD: whether ADD would unpack it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

namespace drydock {

enum class LocalSource : std::uint8_t {
  no_archive,   ///< ADD copies it as COPY does
  may_unpack,   ///< an archive, a compressed file, or a name of one; or no local file at all: a URL or a Git repository
  unwritten,    ///< variables, quotes or escapes stand in it
  unknown,      ///< a local file or folder that nothing is known of
};

/// What is known of a source as it is written. With a context the bytes of the files decide, for a pattern those of all
/// files that it could match; files that are not there, and links, are unknown. Without one a name that archives have
/// decides.
///
/// BuildKit takes a source for remote as dfgitutil/git_ref.go, ParseGitRef, and convert_copy.go, isHTTPSource, do; here
/// every ":" and "@" makes one. It unpacks what github.com/moby/go-archive takes for compressed or Go's archive/tar for
/// a header (solver/llbsolver/file/unpack.go); here everything compressed counts.
[[nodiscard]] LocalSource look_at_source(std::string_view source, const std::optional<std::filesystem::path>& context);

/// Whether the first bytes of a file, up to 512, are those of a compressed file or of a tar archive.
[[nodiscard]] bool begins_like_archive(std::string_view bytes);

}  // namespace drydock
