// report_file: what an HTML report has in itself.
#include "tests/support/report_file.hpp"

#include <stdexcept>
#include <vector>
#include <zlib.h>

#include <boost/json.hpp>
#include <openssl/evp.h>

namespace acrida::tests {
namespace {

std::string unpacked_block(std::string_view html, const std::string& id) {
  const std::string head = "<script type=\"text/plain\" id=\"" + id + "\">";
  const std::size_t begin = html.find(head);
  const std::size_t end = html.find("</script>", begin);
  if (begin == std::string_view::npos || end == std::string_view::npos)
    throw std::runtime_error("no report: it has no " + id);
  const std::string_view text = html.substr(begin + head.size(), end - begin - head.size());
  std::vector<unsigned char> bytes(text.size() / 4 * 3);
  const int length =
      EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()),
                      static_cast<int>(text.size()));
  if (length <= 0) throw std::runtime_error(id + ": no base64");
  std::string content;
  std::string part(1 << 16, '\0');
  z_stream stream{};
  inflateInit2(&stream, 16 + MAX_WBITS);
  stream.next_in = bytes.data();
  stream.avail_in = static_cast<uInt>(bytes.size());
  int result = Z_OK;
  while (result == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(part.data());
    stream.avail_out = static_cast<uInt>(part.size());
    result = inflate(&stream, Z_NO_FLUSH);
    content.append(part, 0, part.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  if (result != Z_STREAM_END) throw std::runtime_error(id + ": no gzip");
  return content;
}

}  // namespace

boost::json::object report_data(std::string_view html) {
  return boost::json::parse(unpacked_block(html, "acrida-data")).as_object();
}

boost::json::object report_run(std::string_view html) {
  const boost::json::object data = report_data(html);
  for (const auto& [target, answer] : data.at("answers").as_object())
    if (target.starts_with("/api/v1/runs/") && !target.ends_with("/series"))
      return answer.as_object();
  throw std::runtime_error("the report has no run");
}

std::string report_script(std::string_view html) {
  return unpacked_block(html, "acrida-script");
}

}  // namespace acrida::tests
