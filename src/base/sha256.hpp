// SHA-256 (FIPS 180-4), for hashes that have to withstand somebody who looks for collisions.
//
// Written here because a cryptographic library is loaded at each start of the tool, which costs more than a file does.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace drydock {

[[nodiscard]] std::array<unsigned char, 32> sha256(std::string_view bytes);

/// In lower-case hexadecimal digits.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

/// The name of a blob with these bytes in a Git repository with the object format sha256.
[[nodiscard]] std::string git_blob_hash(std::string_view bytes);

}  // namespace drydock
