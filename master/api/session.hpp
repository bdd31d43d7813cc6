// Session: one connection to the API.
#pragma once

#include <memory>
#include <optional>
#include <set>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/file_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "master/api/latest_view.hpp"
#include "master/api/routes.hpp"
#include "master/api/server.hpp"

namespace acrida {

class Session;

/// What all sessions of a server share; outlives them. API thread, but for `latest`.
struct SessionHost {
  RouteSettings routes;
  ApiServer::Post post;
  LatestView latest;
  /// Holds every open session: while a command is under way nothing else does.
  std::set<std::shared_ptr<Session>> sessions;
};

/// Reads requests one after the other and answers each; broken HTTP is answered by 400 and the end
/// of the connection. shared_ptr: the operations under way hold it as well as SessionHost.
class Session final : public std::enable_shared_from_this<Session> {
 public:
  Session(boost::asio::ip::tcp::socket socket, SessionHost& host)
      : stream_(std::move(socket)), host_(host) {}
  void start();

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

  void read();
  void on_read(boost::beast::error_code error);
  void handle(const Request& request);
  void command(PendingCommand pending);
  void write(Response response);
  void write_file(const SendFile& file, const Request& request);
  void on_written(bool keep_alive, boost::beast::error_code error);
  void close();

  boost::beast::tcp_stream stream_;
  SessionHost& host_;
  boost::beast::flat_buffer buffer_{2 * kMaxHeaderBytes};
  std::optional<Parser> parser_;
  Response response_;
  boost::beast::http::response<boost::beast::http::file_body> file_response_;
};

}  // namespace acrida
