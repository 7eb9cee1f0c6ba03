/// \file Unpacking deflate data piece by piece (zlib).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

#include "wirebench/core/byte_source.hpp"

namespace wirebench {

enum class DeflateForm {
  raw,   ///< as inside zip archives
  zlib,  ///< with zlib's or gzip's header and checksum, whichever is there
};

/// Unpacks the whole of `packed`, handing out pieces in order; at most `limit` bytes.
/// Errors: Error(failed) when the data is damaged, ends too early, goes on behind its end, or unpacks to more than
/// `limit` bytes.
void inflate(const ByteSource& packed, DeflateForm form, std::uint64_t limit,
             const std::function<void(std::span<const std::byte>)>& take);

}  // namespace wirebench
