// StreamSession: one WebSocket connection to the API.
#pragma once

#include <chrono>
#include <deque>
#include <memory>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "core/base/clock.hpp"
#include "master/api/api_stream.hpp"
#include "master/api/http_message.hpp"
#include "master/api/live_feed.hpp"
#include "master/api/session_host.hpp"

namespace acrida {

/// Greets, and after the first `subscribe` sends each view; one that comes while the last is still
/// being sent waits, in the place of any that waited before. A frame that makes no sense ends the
/// connection, as does a reader that takes nothing for kSlowest. API thread. shared_ptr: the
/// operations under way hold it as well as SessionHost.
class StreamSession final : public std::enable_shared_from_this<StreamSession> {
 public:
  static constexpr std::size_t kMaxStreams = 200;
  static constexpr std::size_t kMaxFrameBytes = 4u << 10;
  static constexpr std::chrono::seconds kHandshakeLimit{10};
  /// Without a word of the reader; it is asked for one after half of it.
  static constexpr std::chrono::seconds kIdleLimit{30};
  static constexpr std::chrono::seconds kSlowest{30};
  /// Of changed subscriptions that are answered before the next view is there.
  static constexpr unsigned kMaxAnswersPerView = 5;

  StreamSession(ApiStream stream, SessionHost& host, Caller caller)
      : socket_(std::move(stream)), host_(host), caller_(std::move(caller)) {}
  /// `request` is the upgrade, which is allowed.
  void start(const Request& request);
  /// There is a new view.
  void on_view();

 private:
  void read();
  void on_read(boost::beast::error_code error);
  bool subscribe(std::string_view frame);
  void send();
  void write();
  void on_written(boost::beast::error_code error);
  void refuse_frame();
  void close();

  boost::beast::websocket::stream<ApiStream> socket_;
  SessionHost& host_;
  Caller caller_;
  boost::beast::flat_buffer buffer_{2 * kMaxFrameBytes};  // the frame limit comes first
  LiveReader reader_;
  bool subscribed_ = false;
  std::deque<LiveFeed::Text> outbox_;  // of one view; the first is being written
  bool is_owed_ = false;               // something newer, when they are written
  unsigned answers_ = 0;
  Instant writing_since_{};
};

}  // namespace acrida
