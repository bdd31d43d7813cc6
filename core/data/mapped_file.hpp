// MappedFile: a file as memory.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace acrida {

/// Read-only, shared by all processes that map the same file. The file must not be cut while it is
/// mapped; who replaces it by renaming is safe.
class MappedFile {
 public:
  /// The error names the path.
  static Result<MappedFile> open(const std::string& path);

  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();

  std::string_view text() const { return {static_cast<const char*>(memory_), bytes_}; }

 private:
  MappedFile(void* memory, std::size_t bytes) : memory_(memory), bytes_(bytes) {}
  void* memory_ = nullptr;
  std::size_t bytes_ = 0;
};

}  // namespace acrida
