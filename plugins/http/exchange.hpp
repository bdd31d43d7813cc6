// FastHttpClient::Exchange: one request and its answer, over redirects and connections.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/system/error_code.hpp>

#include <acrida/fast_http_client.hpp>

#include "fast_http_session.hpp"
#include "response_parser.hpp"

namespace acrida {

/// Owned by the frame of the request's coroutine, which does nothing but await; its destructor
/// touches neither client nor session, which may be gone when a shard ends. [shard]
class FastHttpClient::Exchange {
 public:
  // Too large for the frame: Asio recycles the memory of small ones only, malloc has a quick way for
  // small ones only. Of one size, in a list of the thread.
  static void* operator new(std::size_t size);
  static void operator delete(void* memory);

  using Clock = std::chrono::steady_clock;

  /// The views live until the end of the request. Throws std::invalid_argument when there is no
  /// host, or a header is none.
  Exchange(FastHttpClient& client, std::string_view method, std::string_view path, std::string body,
           std::string_view content_type, const HttpRequest& request);

  /// False: no request can be made of it. Then finish(). The request counts from here on.
  bool begin();
  /// There is an open connection that has been used before.
  bool reuse_connection();
  task<> connect();
  /// Sends what can be sent at once.
  void send();
  bool has_failed() const { return !failure_.empty(); }
  bool has_unsent() const { return !has_failed() && connection_->has_unsent(); }
  task<> flush();
  /// The answer has come, or will not.
  bool is_over() const { return has_failed() || parser_.done(); }
  ReadySocket& socket() { return connection_->socket; }
  /// Takes what has come, if anything; `is_ready` says what socket().ready_to_read() has said. Throws
  /// operation_aborted when the user is cut off.
  void receive(bool is_ready);
  /// It has taken its share for this turn of the loop, and there may be more.
  bool has_more() const { return has_more_; }
  /// After it is over: must it be made once more, on a new connection or elsewhere?
  bool goes_on();
  /// The answer, which says how the request is counted.
  Response finish();

 private:
  void set_target(std::string_view path);
  void add_form(const HttpRequest& request);
  std::string build_lines(bool is_usual) const;
  const std::string& usual_lines();
  void build_head();
  Clock::duration time_left() const;
  void note_send_failure(boost::system::error_code error);
  void fail_to_receive(boost::system::error_code error);
  boost::system::error_code receive_once(char* bytes);
  void decrypt(char* bytes, std::string_view cipher);
  void parse(char* bytes);
  void take_body(std::string_view piece);
  void close_by_server();
  void fail(std::string text);
  void take_cookies();
  bool follow_redirect();
  void end_use();
  void measure_phases();

  Response response_;
  FastHttpClient& client_;
  Session& session_;
  FastHttpEngine& engine_;  // outlives frames
  std::string_view method_;
  const HttpRequest& request_;
  std::string body_;
  std::string_view content_type_;
  bool has_body_ = false;

  std::optional<HttpUrl> url_;  // where it is not the session's base: the path of the request
  std::string own_target_;      // when it is not the path as given
  std::string_view target_;     // path and query
  const HttpOrigin* origin_ = nullptr;
  SSL_CTX* trust_ = nullptr;   // of a TLS origin
  bool is_elsewhere_ = false;  // redirected to another origin: credentials stay behind

  Clock::time_point started_;
  Clock::time_point sent_;        // with measure_phases, as the next
  Clock::time_point first_byte_;  // of the answer; zero before
  Clock::duration limit_;
  std::shared_ptr<HttpConnection> connection_;
  std::optional<OperationDeadline::Scope> deadline_;
  bool is_reused_ = false;
  bool has_received_ = false;
  bool has_more_ = false;
  std::size_t begin_ = 0;  // of what has come and is not parsed yet
  std::size_t end_ = 0;
  std::string unparsed_;  // it, between one receive() and the next
  ResponseParser parser_;
  long redirects_ = 0;

  int status_ = 0;
  bool keeps_alive_ = false;
  std::string location_;
  std::string encoding_;
  std::string send_failure_;  // of this connection
  std::string failure_;       // in libcurl's words
};

}  // namespace acrida
