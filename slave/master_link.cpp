// MasterLink: the slave's end of the link, plain or encrypted, and its enrolment.
#include "slave/master_link.hpp"

#include <utility>

#include <spdlog/spdlog.h>

#include "core/link/endpoint.hpp"
#include "core/state/private_file.hpp"
#include "core/state/state_folder.hpp"
#include "core/wire/enrolment_messages.hpp"

namespace acrida {
namespace {

/// The key of this machine's slaves, made by the first of them.
Result<link::CurveKeys> keys_of_machine() {
  const auto folder = state_folder();
  if (!folder) return folder.error();
  const auto fresh = link::make_curve_keys();
  if (!fresh) return fresh.error();
  const auto path = *folder / "slave-key";
  const auto text = create_private_file(path, fresh->secret_key + "\n");
  if (!text) return text.error();
  auto keys = link::curve_keys_of(text->substr(0, text->find('\n')));
  if (!keys) return Error{path.string() + ": " + keys.error().what};
  return keys;
}

}  // namespace

Result<std::unique_ptr<MasterLink>> MasterLink::open(boost::asio::io_context& loop,
                                                     Settings settings, Handlers handlers) {
  std::unique_ptr<MasterLink> self(new MasterLink(loop, std::move(settings), std::move(handlers)));
  if (!self->settings_.master_key.empty()) {
    auto keys = keys_of_machine();
    if (!keys) return keys.error();
    self->keys_ = std::move(*keys);
  }
  const bool enrols = !self->settings_.master_key.empty() && !self->settings_.token.empty();
  if (auto connected = self->connect(enrols); !connected) return connected.error();
  return self;
}

MasterLink::MasterLink(boost::asio::io_context& loop, Settings settings, Handlers handlers)
    : loop_(loop), settings_(std::move(settings)), handlers_(std::move(handlers)), timer_(loop) {}

Result<void> MasterLink::connect(bool with_token) {
  enrolling_ = with_token;
  std::optional<link::CurveClient> curve;
  if (!settings_.master_key.empty()) {
    const auto keys = with_token ? link::curve_keys_of(settings_.token) : keys_;
    if (!keys) return keys.error();
    curve = link::CurveClient{*keys, settings_.master_key};
  }
  auto socket = link::DealerSocket::connect(
      loop_.get_executor(), settings_.host, settings_.port, settings_.node_id,
      {.on_message = [this](std::string_view frame) { receive(frame); },
       .on_garbage = [this](std::string_view) { handlers_.on_garbage(); },
       .on_trouble = [this](link::LinkTrouble trouble) { on_trouble(trouble); },
       .on_connected =
           [this] {
             if (let_in_ && !settings_.master_key.empty()) handlers_.on_rebuilt();
           }},
      std::move(curve));
  if (!socket) return socket.error();
  socket_ = std::move(*socket);
  if (with_token) ask();
  for (const std::string& frame : std::exchange(kept_, {})) send(frame);
  return {};
}

bool MasterLink::send(std::string_view frame) {
  if (!enrolling_) return socket_->send(frame);
  if (kept_.size() >= kMaxKept) return false;
  kept_.emplace_back(frame);
  return true;
}

Result<void> MasterLink::reconnect() {
  return enrolling_ ? Result<void>() : socket_->reconnect();
}

void MasterLink::ask() {
  socket_->send(
      wire::encode(wire::EnrolRequest{settings_.node_id, keys_.public_key, settings_.name}));
  timer_.expires_after(kEnrolPause);
  timer_.async_wait([this](boost::system::error_code error) {
    if (!error && enrolling_) ask();
  });
}

void MasterLink::receive(std::string_view frame) {
  if (!enrolling_) {
    let_in_ = true;
    return handlers_.on_message(frame);
  }
  const auto answer = wire::decode_enrol_answer(frame);
  if (!answer) return handlers_.on_garbage();
  if (!answer->refusal.empty())
    return handlers_.on_failed("the master does not enrol this machine: " + answer->refusal);
  spdlog::info("enrolled at the master as {}", settings_.name);
  again_in(std::chrono::milliseconds(0), false);
}

void MasterLink::on_trouble(link::LinkTrouble trouble) {
  const std::string address = link::address_of(settings_.host, settings_.port);
  const bool is_encrypted = !settings_.master_key.empty();
  if (trouble == link::LinkTrouble::no_handshake) {
    if (may_log())
      spdlog::warn("no handshake with the master at {}: {}", address,
                   is_encrypted ? "check --master-key, and that it is not plain (--insecure)"
                                : "if it is encrypted, give --master-key, which it prints");
    // A plain socket tries again by itself.
    if (is_encrypted) again_in(kRetryPause, enrolling_);
    return;
  }
  if (enrolling_) {
    token_is_void_ = true;
    return again_in(std::chrono::milliseconds(0), false);
  }
  const std::string why = "the master at " + address + " does not know this machine's key" +
                          (token_is_void_ ? ", and not this enrolment token" : "") +
                          ": enrol it with the token that `acrida slaves token` shows beside the "
                          "master";
  if (!let_in_) return handlers_.on_failed(why);
  if (may_log()) spdlog::warn("{}", why);
  again_in(kRetryPause, false);
}

/// The socket is not replaced while it calls.
void MasterLink::again_in(std::chrono::milliseconds pause, bool with_token) {
  timer_.expires_after(pause);
  timer_.async_wait([this, with_token](boost::system::error_code error) {
    if (error) return;
    if (auto connected = connect(with_token); !connected)
      handlers_.on_failed(connected.error().what);
  });
}

bool MasterLink::may_log() {
  const Instant now = std::chrono::steady_clock::now();
  if (last_line_ && now - *last_line_ < kLogPause) return false;
  last_line_ = now;
  return true;
}

}  // namespace acrida
