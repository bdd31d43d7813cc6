// SimulatedSlave: the slave's side of the conversation.
#include "tests/bench/fleet/simulated_slave.hpp"

#include <algorithm>

#include "core/wire/codec.hpp"

namespace acrida::tests {
namespace {

std::string padded(std::size_t number, std::size_t digits) {
  const std::string text = std::to_string(number);
  return std::string(digits - std::min(digits, text.size()), '0') + text;
}

/// Twenty slaves on each host.
std::string id_of(std::size_t number) {
  const std::string host = "fleet" + padded(number / 20, 5) + "_";
  return host + padded(number, SimulatedSlave::kIdBytes - host.size());
}

}  // namespace

SimulatedSlave::SimulatedSlave(zmq::context_t& context, std::uint16_t port, std::size_t number)
    : id_(id_of(number)), socket_(context, zmq::socket_type::dealer) {
  socket_.set(zmq::sockopt::routing_id, id_);
  socket_.set(zmq::sockopt::linger, 0);
  socket_.connect("tcp://127.0.0.1:" + std::to_string(port));
}

void SimulatedSlave::greet() {
  if (!acknowledged_) send(wire::encode(wire::ClientReady{"", true}, id_));
}

bool SimulatedSlave::send(const std::string& frame) {
  return socket_.send(zmq::buffer(frame), zmq::send_flags::dontwait).has_value();
}

void SimulatedSlave::heartbeat_sent(Clock::time_point now) {
  unanswered_since_ = std::min(unanswered_since_, now);
}

std::chrono::duration<double> SimulatedSlave::silence(Clock::time_point now) const {
  if (unanswered_since_ > now) return {};
  return now - unanswered_since_;
}

bool SimulatedSlave::read_all() {
  zmq::message_t frame;
  bool stays = true;
  while (socket_.recv(frame, zmq::recv_flags::dontwait)) {
    const auto envelope = wire::decode_from_master(frame.to_string_view());
    if (!envelope) continue;
    if (std::holds_alternative<wire::HeartbeatReply>(envelope->message))
      unanswered_since_ = Clock::time_point::max();
    stays = handle(envelope->message) && stays;
  }
  return stays;
}

bool SimulatedSlave::handle(const wire::FromMaster& message) {
  if (std::holds_alternative<wire::MasterQuit>(message)) return false;
  if (std::holds_alternative<wire::Ack>(message)) acknowledged_ = true;
  if (const auto* spawn = std::get_if<wire::Spawn>(&message)) {
    send(wire::encode(wire::Spawning{}, id_));
    for (const auto& [name, count] : spawn->user_counts) users_[name] = count;
    epoch_ = spawn->epoch;
    send(wire::encode(wire::SlaveSpawned{users_}, id_));
  }
  if (std::holds_alternative<wire::Stop>(message)) {
    users_.clear();
    epoch_ = 0;
    send(wire::encode(wire::ClientStopped{}, id_));
    send(wire::encode(wire::ClientReady{"", true}, id_));
  }
  return true;
}

}  // namespace acrida::tests
