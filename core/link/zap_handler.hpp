// ZapHandler: answers ZeroMQ's question who may complete a handshake.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>

#include "core/link/link_security.hpp"
#include "core/link/socket_pump.hpp"

namespace acrida::link {

/// The answer to one request of ZAP 1.0 (rfc.zeromq.org/spec/27), frames after the delimiter. Pure.
struct ZapReply {
  std::string_view status;  // "200", "400"
  std::string_view text;
  std::string user_id;  // of each message of the peer, as its property "User-Id": its key
};

/// Whoever speaks no CURVE is refused.
ZapReply answer_zap(const SocketPump::Frames& request, const CurveServer& server);

/// One for each context, made before its first socket listens. One thread, that of the loop; the
/// loop outlives it. While it is busy, handshakes wait and other messages do not.
class ZapHandler final {
 public:
  /// Throws zmq::error_t when the context has one already.
  ZapHandler(boost::asio::any_io_executor loop, std::shared_ptr<zmq::context_t> context,
             CurveServer server);
  ~ZapHandler() { pump_->close(); }
  ZapHandler(const ZapHandler&) = delete;
  ZapHandler& operator=(const ZapHandler&) = delete;

 private:
  void answer(const SocketPump::Frames& frames);

  CurveServer server_;
  /// Shared with the waits on the loop, which hold it weakly.
  std::shared_ptr<SocketPump> pump_;
};

}  // namespace acrida::link
