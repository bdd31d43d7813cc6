// PageFiles: the web page, and what else is served as it is, compressed into the executable.
#include "master/page/page_files.hpp"

#include <zlib.h>

namespace acrida {

std::optional<std::string> unpacked(const PageFile& file) {
  constexpr int kGzipFormat = 16;
  std::string content(file.size, '\0');
  z_stream stream{};
  if (inflateInit2(&stream, kGzipFormat + MAX_WBITS) != Z_OK) return std::nullopt;
  stream.next_in = const_cast<Bytef*>(file.gzip.data());  // zlib does not change it
  stream.avail_in = static_cast<uInt>(file.gzip.size());
  stream.next_out = reinterpret_cast<Bytef*>(content.data());
  stream.avail_out = static_cast<uInt>(content.size());
  const int result = inflate(&stream, Z_FINISH);
  const bool is_whole = result == Z_STREAM_END && stream.total_out == file.size;
  inflateEnd(&stream);
  if (!is_whole) return std::nullopt;
  return content;
}

}  // namespace acrida
