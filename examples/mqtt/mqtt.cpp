// MQTT: how do I measure what takes two ways? Publish, and wait for the own message to come back.
#include <acrida/tcp.hpp>

using namespace acrida;
using namespace std::chrono_literals;

namespace {

// The upper half of a packet's first byte (MQTT 3.1.1, section 2.2).
enum class Kind { connack = 2, publish = 3, puback = 4, suback = 9 };

struct Packet {
  Kind kind;
  std::string body;
};

std::string number(std::size_t value) {  // two bytes
  return {static_cast<char>(value >> 8), static_cast<char>(value & 255)};
}

std::string text(std::string_view bytes) {  // with its length
  return number(bytes.size()).append(bytes);
}

std::string packet(int first_byte, const std::string& body) {
  std::string bytes(1, static_cast<char>(first_byte));
  std::size_t length = body.size();
  for (; length > 127; length >>= 7) bytes += static_cast<char>(length | 128);
  return bytes.append(1, static_cast<char>(length)).append(body);
}

}  // namespace

struct Device : TcpUser {
  Device() {
    wait_time = constant_pacing(100ms);
    add_task(&Device::publish);
  }

  // One PUBLISH with two answers, so two requests begin with it: they are made by hand.
  task<> publish() {
    const bool ready = co_await connect();
    if (!ready) co_return;
    const std::string packet_id = number(1 + sent_ % 65'535);
    const std::string message = "reading " + std::to_string(++sent_);
    Request acknowledged(*this, "MQTT", "publish to acknowledgement");
    Request delivered(*this, "MQTT", "publish to own message");
    std::string failure;
    try {
      co_await client.send(packet(0x32, text(topic()) + packet_id + message));  // QoS 1
      for (int missing = 2; missing > 0;) {
        const Packet answer = co_await receive();
        if (answer.kind == Kind::puback && answer.body == packet_id) {
          acknowledged.finish(answer.body.size());
          --missing;
        } else if (answer.kind == Kind::publish) {
          const std::size_t header = 2 + topic().size();
          const std::string broker_id = answer.body.substr(header, 2);
          const std::string received = answer.body.substr(header + 2);
          delivered.finish(received.size());
          delivered.expect(received == message, "another message than was sent");
          --missing;
          co_await client.send(packet(0x40, broker_id));  // our acknowledgement
        }
      }
    } catch (const NetworkError& error) {  // only these: a stop must go its way
      failure = error.what();
    }
    if (failure.empty()) co_return;
    if (acknowledged.outcome() == Outcome::unknown) acknowledged.finish(0, failure);
    if (delivered.outcome() == Outcome::unknown) delivered.finish(0, failure);
  }

  task<> on_stop() {
    if (client.connected()) co_await client.send(packet(0xe0, ""));  // DISCONNECT
  }

 private:
  std::string topic() const { return "acrida/" + std::to_string(id()); }

  // At the start, and again whenever the broker has gone.
  task<bool> connect() {
    if (client.connected()) co_return true;
    const auto session = co_await measure("MQTT", "connect", open_session());
    if (!session.ok()) co_return false;
    const auto subscription = co_await measure("MQTT", "subscribe", subscribe());
    co_return subscription.ok();
  }

  task<> open_session() {
    co_await client.connect();
    const std::string options{4, 2, 0, 60};  // level 4 (3.1.1), clean session, 60 s keep-alive
    const std::string name = text("device-" + std::to_string(id()));
    co_await client.send(packet(0x10, text("MQTT") + options + name));
    const Packet answer = co_await receive();
    if (answer.kind != Kind::connack || answer.body.size() != 2 || answer.body[1] != 0)
      refuse("the broker refused the session");
  }

  task<> subscribe() {
    co_await client.send(packet(0x82, number(1) + text(topic()) + '\1'));  // QoS 1
    const Packet answer = co_await receive();
    if (answer.kind != Kind::suback || answer.body.size() != 3 || answer.body[2] != 1)
      refuse("the broker refused the subscription");
  }

  [[noreturn]] void refuse(const char* why) {
    client.close();
    throw std::runtime_error(why);
  }

  task<Packet> receive() {
    std::string_view bytes = co_await client.receive(1);
    const Kind kind{static_cast<unsigned char>(bytes[0]) >> 4};
    std::size_t length = 0;
    for (int shift = 0; shift < 28; shift += 7) {
      bytes = co_await client.receive(1);
      length |= std::size_t{static_cast<unsigned char>(bytes[0] & 127)} << shift;
      if ((bytes[0] & 128) == 0) break;
    }
    bytes = co_await client.receive(length);
    Packet packet{kind, std::string(bytes)};
    co_return packet;
  }

  std::size_t sent_ = 0;
};
ACRIDA_USER(Device)
