// Fuzz target: raw bytes as the frames of a WebSocket to what the stream answers; every answer is JSON.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/beast/_experimental/test/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <boost/json.hpp>

#include "master/api/live_feed.hpp"
#include "master/api/stream_wish.hpp"
#include "tests/fuzz/fuzzed_view.hpp"

namespace {

using namespace acrida;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;

constexpr std::size_t kMaxFrameBytes = 4u << 10;

void answer(std::string_view frame) {
  static const std::string overview = "{}";
  static const RunViewPtr view = std::make_shared<RunView>(make_view());
  const auto wish = parse_stream_wish(frame);
  if (!wish) return;
  LiveFeed feed(view, overview);
  LiveReader reader;
  reader.rows = wish->rows;
  reader.since = wish->since;
  for (const LiveFeed::Text& text : feed.next(reader)) {
    boost::system::error_code error;
    boost::json::parse(*text, error);
    check(!error);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  answer(bytes);
  boost::asio::io_context loop;
  websocket::stream<beast::test::stream> server(loop);
  beast::test::stream client(loop);
  client.connect(server.next_layer());
  http::request<http::string_body> upgrade(http::verb::get, "/api/v1/stream", 11);
  upgrade.set(http::field::host, "127.0.0.1");
  upgrade.set(http::field::upgrade, "websocket");
  upgrade.set(http::field::connection, "upgrade");
  upgrade.set(http::field::sec_websocket_key, "AAAAAAAAAAAAAAAAAAAAAA==");
  upgrade.set(http::field::sec_websocket_version, "13");
  beast::error_code error;
  server.read_message_max(kMaxFrameBytes);
  server.accept(upgrade, error);
  check(!error);
  server.next_layer().append(bytes);
  client.close();
  beast::flat_buffer buffer(2 * kMaxFrameBytes);
  while (true) {
    server.read(buffer, error);
    if (error) return 0;
    check(buffer.size() <= kMaxFrameBytes);
    const auto frame = buffer.data();
    if (server.got_text()) answer({static_cast<const char*>(frame.data()), frame.size()});
    buffer.consume(buffer.size());
  }
}
