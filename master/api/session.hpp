// Session: one connection to the API.
#pragma once

#include <memory>
#include <optional>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/file_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "core/base/clock.hpp"
#include "master/api/api_stream.hpp"
#include "master/api/http_message.hpp"
#include "master/api/routes.hpp"
#include "master/api/session_host.hpp"

namespace acrida {

/// Reads requests one after the other and answers each; broken HTTP is answered by 400 and the end
/// of the connection. shared_ptr: the operations under way hold it as well as SessionHost.
class Session final : public std::enable_shared_from_this<Session> {
 public:
  Session(boost::asio::ip::tcp::socket socket, SessionHost& host)
      : stream_(std::move(socket)), host_(host) {}
  void start();
  /// It is between two requests, since then.
  std::optional<Instant> waiting_since() const { return waiting_since_; }
  /// Ends a connection that waits.
  void evict();

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

  void expect_tls();
  void shake_hands();
  void read();
  void on_read(boost::beast::error_code error);
  void identify();
  void handle(Caller caller);
  void log_in(LogIn form);
  void log_out();
  /// Under which failed logins are counted.
  std::string address();
  void command(PendingCommand pending);
  void ask_fleet(PendingFleet pending);
  void open_stream();
  void set_transport_security(boost::beast::http::fields& headers) const;
  void ask_archive(const Request& request);
  void write(Response response);
  void write_file(const SendFile& file, const Request& request);
  void on_written(bool keep_alive, boost::beast::error_code error);
  void close();

  ApiStream stream_;
  bool is_unwanted_plain_ = false;  // it should speak TLS
  Caller caller_;                   // of the request
  SessionHost& host_;
  boost::beast::flat_buffer buffer_{2 * kMaxHeaderBytes};
  std::optional<Parser> parser_;
  std::optional<Instant> waiting_since_;
  Response response_;
  boost::beast::http::response<boost::beast::http::file_body> file_response_;
};

}  // namespace acrida
