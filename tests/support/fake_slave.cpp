// FakeSlave: frames out, messages in.
#include "tests/support/fake_slave.hpp"

#include <stdexcept>

#include "core/wire/codec.hpp"
#include "tests/support/curve_socket.hpp"

namespace acrida::tests {

FakeSlave::FakeSlave(std::uint16_t port, const std::string& identity,
                     const std::optional<link::CurveClient>& curve)
    : identity_(identity), socket_(context_, zmq::socket_type::dealer) {
  socket_.set(zmq::sockopt::routing_id, identity);
  if (curve) use_keys(socket_, *curve);
  socket_.set(zmq::sockopt::linger, 2000);
  socket_.connect("tcp://127.0.0.1:" + std::to_string(port));
}

void FakeSlave::send(const wire::FromSlave& message) {
  send_frames({wire::encode(message, identity_)});
}

void FakeSlave::send_frames(const std::vector<std::string>& frames) {
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const bool more = i + 1 < frames.size();
    socket_.send(zmq::buffer(frames[i]), more ? zmq::send_flags::sndmore : zmq::send_flags::none);
  }
}

std::optional<wire::FromMaster> FakeSlave::receive(std::chrono::milliseconds timeout) {
  socket_.set(zmq::sockopt::rcvtimeo, static_cast<int>(timeout.count()));
  zmq::message_t frame;
  if (!socket_.recv(frame)) return std::nullopt;
  const auto envelope = wire::decode_from_master(frame.to_string_view());
  if (!envelope) throw std::runtime_error("not a message of a master: " + envelope.error().what);
  return envelope->message;
}

void FakeSlave::register_at_master() {
  send(wire::ClientReady{"", true});
  if (!receive_only<wire::Ack>()) throw std::runtime_error("the master sent no ack");
}

}  // namespace acrida::tests
