// Target connection: Beast's parser between plain reads and writes. Beast's own async_read and
// async_write cost twice as much.
#include "examples/target/target_connection.hpp"

#include <optional>
#include <string>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/string_body.hpp>

#include "examples/target/target_answer.hpp"

namespace acrida {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

constexpr auto kNoThrow = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kReadBytes = 8192;
constexpr std::uint32_t kMaxHeaderBytes = 16 * 1024;
constexpr std::uint64_t kMaxBodyBytes = 1024 * 1024;
// Answers to pipelined requests are gathered up to this much before they are sent.
constexpr std::size_t kMaxGatheredBytes = 64 * 1024;

using Parser = http::request_parser<http::string_body>;

std::string_view view(beast::string_view text) {
  return {text.data(), text.size()};
}

void write_answer(std::string& out, const TargetAnswer& answer, bool keep_alive, bool with_body) {
  const auto reason = http::obsolete_reason(static_cast<http::status>(answer.status));
  out += "HTTP/1.1 " + std::to_string(answer.status) + " ";
  out += view(reason);
  out += "\r\nServer: acrida-target\r\n";
  out += answer.extra_header;
  if (answer.status != 204 && answer.status != 304) {
    out += "Content-Type: " + answer.content_type + "\r\n";
    out += "Content-Length: " + std::to_string(answer.body.size()) + "\r\n";
  }
  if (!keep_alive) out += "Connection: close\r\n";
  out += "\r\n";
  if (with_body) out += answer.body;
}

TargetAnswer refusal(const beast::error_code& error) {
  TargetAnswer answer;
  answer.status = error == http::error::header_limit ? 431
                  : error == http::error::body_limit ? 413
                                                     : 400;
  answer.content_type = "text/plain";
  answer.body = error.message() + "\n";
  return answer;
}

// Awaits stand alone in their statements: g++ 12 loses the resumption of `a && co_await b`.
class Connection final {
 public:
  explicit Connection(asio::ip::tcp::socket socket)
      : socket_(std::move(socket)), timer_(socket_.get_executor()) {}

  asio::awaitable<void> serve() {
    while (true) {
      const bool received = co_await read_request();
      if (!received) break;
      const bool keep_alive = co_await answer_request();
      if (keep_alive && buffer_.size() > 0 && out_.size() < kMaxGatheredBytes) continue;
      const bool sent = co_await flush();
      if (!sent || !keep_alive) break;
    }
    // A refused request may have bytes in flight: they must not turn the answer into a reset.
    beast::error_code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  }

 private:
  /// Reads until parser_ holds a whole request; false at the end of the connection.
  asio::awaitable<bool> read_request() {
    parser_.emplace();
    parser_->header_limit(kMaxHeaderBytes);
    parser_->body_limit(kMaxBodyBytes);
    parser_->eager(true);
    bool continued = false;
    while (!parser_->is_done()) {
      beast::error_code error;
      if (buffer_.size() > 0) buffer_.consume(parser_->put(buffer_.data(), error));
      if (error && error != http::error::need_more) {
        write_answer(out_, refusal(error), false, true);
        co_await flush();
        co_return false;
      }
      if (parser_->is_done()) break;
      // What came before may be waited for by the peer.
      const bool sent = co_await flush();
      if (!sent) co_return false;
      const bool expects = parser_->is_header_done() && !continued &&
                           beast::iequals(parser_->get()[http::field::expect], "100-continue");
      if (expects) {
        continued = true;
        out_ = "HTTP/1.1 100 Continue\r\n\r\n";
        co_await flush();
      }
      const auto [failed, count] =
          co_await socket_.async_read_some(buffer_.prepare(kReadBytes), kNoThrow);
      if (failed) co_return false;
      buffer_.commit(count);
    }
    co_return true;
  }

  /// Appends the answer to out_; false when the connection is to be closed after it.
  asio::awaitable<bool> answer_request() {
    const auto& request = parser_->get();
    const TargetAnswer reply = answer({view(request.method_string()), view(request.target()),
                                       view(request[http::field::content_type]), request.body()});
    if (reply.delay.count() > 0) {
      co_await flush();
      timer_.expires_after(reply.delay);
      co_await timer_.async_wait(kNoThrow);
    }
    const bool keep_alive = request.keep_alive();
    write_answer(out_, reply, keep_alive, request.method() != http::verb::head);
    co_return keep_alive;
  }

  asio::awaitable<bool> flush() {
    if (out_.empty()) co_return true;
    const auto [failed, count] = co_await asio::async_write(socket_, asio::buffer(out_), kNoThrow);
    out_.clear();
    co_return !failed;
  }

  asio::ip::tcp::socket socket_;
  asio::steady_timer timer_;
  beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  std::string out_;
};

}  // namespace

asio::awaitable<void> serve_target_connection(asio::ip::tcp::socket socket) {
  Connection connection(std::move(socket));
  co_await connection.serve();
}

}  // namespace acrida
