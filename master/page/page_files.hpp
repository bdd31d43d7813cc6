// PageFiles: the web page, and what else is served as it is, compressed into the executable.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace acrida {

/// Made of web/dist and of openapi.json by embed_files.cmake.
struct PageFile {
  std::string_view path;  // under which it is served: "/", "/app.js"
  std::string_view type;  // Content-Type
  std::string_view etag;  // quoted; of the content
  std::span<const unsigned char> gzip;
  std::size_t size = 0;  // of the content
};

/// All of the built-in ones; without the page when web/dist was not there to be built in.
std::span<const PageFile> built_in_page();

/// For who does not accept gzip; nothing when it is damaged.
std::optional<std::string> unpacked(const PageFile& file);

}  // namespace acrida
