// Data hash: of the mapped file.
#include "core/data/data_hash.hpp"

#include "core/data/mapped_file.hpp"
#include "core/data/sha256.hpp"

namespace acrida {

Result<std::string> data_hash(const std::string& path) {
  const auto file = MappedFile::open(path);
  if (!file) return file.error();
  return sha256(file->text());
}

}  // namespace acrida
