// Fuzz target: what a server sends to a FastHttpClient, up to cookies, redirects and decoding.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "content_decoder.hpp"
#include "cookie_jar.hpp"
#include "http_url.hpp"
#include "tests/unit/plugins/http/parsed_response.hpp"

namespace {

using namespace acrida;

void check(bool holds) {
  if (!holds) std::abort();
}

constexpr std::uint64_t kMostBytes = 1u << 20;

void use_lines(const std::string& lines) {
  const auto now = std::chrono::system_clock::from_time_t(1'700'000'000);
  CookieJar jar;
  const HttpUrl here = HttpUrl::parse("http://shop.example:8080/a/b?c");
  for (std::size_t at = 0; at < lines.size();) {
    const std::size_t end = lines.find("\r\n", at);
    check(end != std::string::npos);
    const std::string line = lines.substr(at, end - at);
    const std::size_t colon = line.find(':');
    check(colon != std::string::npos && colon > 0);
    const std::string value = line.substr(colon + 1);
    jar.store(value, "shop.example", "/a/b?c", now);
    try {
      const HttpUrl there = here.resolve(value);
      check(there.target.starts_with('/') && !there.origin.host.empty());
      check(HttpUrl::parse(there.text()).target == there.target);
    } catch (const std::invalid_argument&) {
    }
    at = end + 2;
  }
  std::string cookies;
  jar.append_to(cookies, "shop.example", "/a/b", true, now);
  check(cookies.find('\n') == std::string::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const bool without_body = (data[0] & 1) != 0;
  const std::size_t step = 1 + data[1];
  const std::string text(reinterpret_cast<const char*>(data) + 2, size - 2);
  const tests::Parsed whole = tests::parse(text, text.size() + 1, without_body);
  const tests::Parsed pieces = tests::parse(text, step, without_body);
  check(whole.failure.empty() == pieces.failure.empty());
  if (!whole.failure.empty()) return 0;
  check(whole == pieces);
  check(whole.status >= 200 && whole.status <= 999);
  check(whole.body.size() + whole.left <= text.size());
  use_lines(whole.lines);
  for (const char* coding : {"gzip", "deflate", "br", "br, gzip"}) {
    std::string body = whole.body;
    if (decode_content(body, coding, kMostBytes).empty()) check(body.size() <= kMostBytes);
  }
  return 0;
}
