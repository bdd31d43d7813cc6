// ZapHandler: answers ZeroMQ's question who may complete a handshake.
#include "core/link/zap_handler.hpp"

#include <utility>

namespace acrida::link {

namespace {

// Frames of a request: version, request id, domain, address, identity, mechanism, credentials.
constexpr std::size_t kVersion = 0;
constexpr std::size_t kRequestId = 1;
constexpr std::size_t kAddress = 3;
constexpr std::size_t kMechanism = 5;
constexpr std::size_t kCredentials = 6;
constexpr std::size_t kRequestFrames = 7;
// Before them at a ROUTER: who asks, and an empty frame.
constexpr std::size_t kEnvelopeFrames = 2;

constexpr std::string_view kZapVersion = "1.0";

ZapReply refusal() {
  return {"400", "not admitted", {}};
}

}  // namespace

ZapReply answer_zap(const SocketPump::Frames& request, const CurveServer& server) {
  if (request.size() != kEnvelopeFrames + kRequestFrames) return refusal();
  const auto field = [&](std::size_t index) {
    return request[kEnvelopeFrames + index].to_string_view();
  };
  if (field(kVersion) != kZapVersion || field(kMechanism) != "CURVE") return refusal();
  std::string key = curve_key_text(field(kCredentials));
  if (key.empty() || !server.admits(key, field(kAddress))) return refusal();
  return {"200", "OK", std::move(key)};
}

ZapHandler::ZapHandler(boost::asio::any_io_executor loop, std::shared_ptr<zmq::context_t> context,
                       CurveServer server)
    : server_(std::move(server)),
      pump_(std::make_shared<SocketPump>(
          std::move(loop), std::move(context), zmq::socket_type::router, SocketOptions{},
          [this](const SocketPump::Frames& frames) { answer(frames); })) {
  pump_->socket().bind("inproc://zeromq.zap.01");
  pump_->start();
}

void ZapHandler::answer(const SocketPump::Frames& frames) {
  if (frames.size() <= kEnvelopeFrames + kRequestId) return;
  const ZapReply reply = answer_zap(frames, server_);
  pump_->send({frames[0].to_string_view(),
               {},
               kZapVersion,
               frames[kEnvelopeFrames + kRequestId].to_string_view(),
               reply.status,
               reply.text,
               reply.user_id,
               {}});
}

}  // namespace acrida::link
