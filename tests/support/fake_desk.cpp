// FakeDesk: questions in, the file out.
#include "tests/support/fake_desk.hpp"

#include <chrono>
#include <variant>

#include "core/wire/code_messages.hpp"
#include "core/wire/message.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida::tests {
namespace {

std::string hash_of(const std::string& content) {
  const TempDir folder;
  write_file(folder / "content", content);
  Process process({"sha256sum", folder / "content"});
  process.wait(std::chrono::seconds(20));
  return process.out().substr(0, 64);
}

}  // namespace

FakeDesk::FakeDesk(std::string name, std::string content)
    : name_(std::move(name)),
      content_(std::move(content)),
      hash_(hash_of(content_)),
      socket_(context_, zmq::socket_type::router) {
  socket_.set(zmq::sockopt::linger, 0);
  socket_.set(zmq::sockopt::rcvtimeo, 50);
  socket_.bind("tcp://127.0.0.1:*");
  const std::string endpoint = socket_.get(zmq::sockopt::last_endpoint);
  port_ = static_cast<std::uint16_t>(std::stoul(endpoint.substr(endpoint.rfind(':') + 1)));
}

bool FakeDesk::serve_until(const std::function<bool()>& done) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!done()) {
    if (std::chrono::steady_clock::now() > end) return false;
    zmq::message_t identity;
    zmq::message_t frame;
    if (!socket_.recv(identity) || !socket_.recv(frame)) continue;
    answer(identity.to_string(), frame.to_string_view());
  }
  return true;
}

void FakeDesk::answer(const std::string& slave, std::string_view frame) {
  const auto question = wire::decode_to_code_desk(frame);
  if (!question) {
    was_greeted_ = true;
    return;
  }
  wire::FromCodeDesk message;
  if (const auto* wanted = std::get_if<wire::ChunkWanted>(&question->message))
    message =
        wire::CodeChunk{hash_, wanted->offset, content_.substr(wanted->offset, wanted->count)};
  else
    message =
        wire::CodeManifest{.id = hash_,
                           .problem = {},
                           .files = {{wire::CodeFile::Role::test, name_, hash_, content_.size()}}};
  socket_.send(zmq::buffer(slave), zmq::send_flags::sndmore);
  socket_.send(zmq::buffer(wire::encode(message, slave)), zmq::send_flags::none);
}

}  // namespace acrida::tests
