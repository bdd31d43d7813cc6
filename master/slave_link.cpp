// SlaveLink: the master's end of the link: who may come in, and whose messages are whose.
#include "master/slave_link.hpp"

#include <utility>

#include <spdlog/spdlog.h>

#include "core/wire/codec.hpp"
#include "master/enrolment/enrolment_line.hpp"
#include "master/run/peer_name.hpp"

namespace acrida {
namespace {

/// New slaves that are written to the list at once; further ones ask again.
constexpr std::size_t kMaxAsked = 1000;
constexpr std::chrono::seconds kRefreshInterval{1};
constexpr std::chrono::seconds kSaveInterval{60};
constexpr std::size_t kShownDigits = 8;  // of a key that has no name

}  // namespace

Result<std::unique_ptr<SlaveLink>> SlaveLink::open(boost::asio::any_io_executor loop,
                                                   const MasterOptions& options,
                                                   Handlers handlers) {
  std::optional<EnrolmentFolder> folder;
  if (options.is_link_encrypted()) {
    auto opened = EnrolmentFolder::open(options.data_dir);
    if (!opened) return opened.error();
    folder = std::move(*opened);
  }
  std::unique_ptr<SlaveLink> self(new SlaveLink(std::move(folder), std::move(handlers)));
  std::optional<link::CurveServer> curve;
  if (self->folder_) {
    curve = link::CurveServer{self->folder_->master_keys(),
                              [link = self.get()](std::string_view key, std::string_view address) {
                                return link->admits(key, address);
                              }};
  }
  link::RouterSocket::Handlers on_socket;
  on_socket.on_message = [link = self.get()](const link::Peer& peer, std::string_view frame) {
    link->receive(peer, frame);
  };
  on_socket.on_garbage = [link = self.get()](const link::Peer& peer, std::string_view why) {
    link->handlers_.on_garbage(link->name_of(peer), why);
  };
  auto bound = link::RouterSocket::bind(std::move(loop), options.bind_host, options.bind_port,
                                        std::move(on_socket), curve);
  if (!bound) return bound.error();
  self->router_ = std::move(*bound);
  return self;
}

SlaveLink::SlaveLink(std::optional<EnrolmentFolder> folder, Handlers handlers)
    : handlers_(std::move(handlers)), folder_(std::move(folder)) {}

SlaveLink::~SlaveLink() {
  // For `acrida slaves list`: when each slave was seen last.
  if (folder_) folder_->change([](EnrolmentBook&) {}, false);
}

bool SlaveLink::admits(std::string_view key, std::string_view address) {
  if (key == folder_->token().public_key || folder_->book().find(key) != nullptr) return true;
  handlers_.on_garbage(std::string(address), "its key is not enrolled, or revoked");
  return false;
}

void SlaveLink::receive(const link::Peer& peer, std::string_view frame) {
  if (!folder_) return handlers_.on_frame(peer, frame);
  if (peer.key == folder_->token().public_key) return note_request(peer, frame);
  if (folder_->book().find(peer.key) != nullptr) return handlers_.on_frame(peer, frame);
  handlers_.on_garbage(name_of(peer), "its key has been revoked");
}

void SlaveLink::note_request(const link::Peer& peer, std::string_view frame) {
  auto request = wire::decode_enrol_request(frame);
  if (!request) return handlers_.on_garbage("a slave that enrols", request.error().what);
  // Unanswered, the slave asks again.
  if (asked_.size() < kMaxAsked)
    asked_.push_back({std::string(peer.identity), std::move(*request)});
}

void SlaveLink::answer_requests(Now now) {
  // A slave that is started again asks though it is known: nothing is to be written.
  std::erase_if(asked_, [&](const Asked& each) {
    const bool known = folder_->book().find(each.request.key) != nullptr;
    if (known) answer(each, {});
    return known;
  });
  if (asked_.empty()) return;
  std::vector<std::string> refusals;
  const auto changed = folder_->change(
      [&](EnrolmentBook& book) {
        for (const Asked& each : asked_) {
          const auto enrolled = book.enrol(each.request.key, each.request.name, now.wall);
          refusals.push_back(enrolled ? std::string() : enrolled.error().what);
        }
      },
      false);
  if (changed && !*changed) return;  // at the next tick
  if (!changed) {
    spdlog::error("cannot enrol a slave: {}", changed.error().what);
    refusals.assign(asked_.size(), "the master cannot write its list of slaves");
  }
  for (std::size_t i = 0; i < asked_.size(); ++i) {
    answer(asked_[i], refusals[i]);
    if (!refusals[i].empty()) continue;
    const EnrolledSlave& slave = *folder_->book().find(asked_[i].request.key);
    spdlog::info("enrolled slave {} as number {}", slave.name, slave.number);
  }
  asked_.clear();
}

void SlaveLink::answer(const Asked& asked, const std::string& refusal) {
  router_->send(asked.connection, wire::encode(wire::EnrolAnswer{asked.request.node_id, refusal}));
}

Result<std::string> SlaveLink::slave_of(const link::Peer& peer, const std::string& node_id,
                                        Now now) {
  if (!folder_) return std::string(peer.identity);
  if (!is_slave_name(node_id)) return Error{"its identity is not a plain word"};
  folder_->book().note_seen(peer.key, now.wall);
  switch (bindings_.claim(node_id, peer.key, peer.identity, now.mono)) {
    case SlaveBindings::Claim::accepted:
      return node_id;
    case SlaveBindings::Claim::other_key:
      return Error{"it claims to be slave " + node_id + ", which has another key"};
    case SlaveBindings::Claim::too_many:
      break;
  }
  return Error{"too many slaves of one key"};
}

std::string SlaveLink::name_of(const link::Peer& peer) const {
  if (!folder_) return std::string(peer.identity);
  if (const EnrolledSlave* slave = folder_->book().find(peer.key))
    return slave->name + " (number " + std::to_string(slave->number) + ")";
  return "key " + std::string(peer.key.substr(0, kShownDigits));
}

bool SlaveLink::send(const std::string& slave, std::string_view frame) {
  return router_->send(folder_ ? bindings_.connection_of(slave) : std::string_view(slave), frame);
}

void SlaveLink::tick(Now now) {
  if (!folder_) return;
  answer_requests(now);
  if (now.mono < next_refresh_) return;
  next_refresh_ = now.mono + kRefreshInterval;
  refresh();
  if (now.mono < next_save_) return;
  if (next_save_ != Instant{}) folder_->change([](EnrolmentBook&) {}, false);
  next_save_ = now.mono + kSaveInterval;
}

void SlaveLink::refresh() {
  if (const auto read = folder_->refresh(); read) {
    fault_.clear();
  } else if (std::exchange(fault_, read.error().what) != read.error().what) {
    spdlog::error("{}; what was read before holds", read.error().what);
  }
  for (const EnrolledSlave& slave : folder_->take_revoked()) drop(slave);
}

void SlaveLink::drop(const EnrolledSlave& slave) {
  spdlog::warn("the key of slave {} (number {}) is revoked", slave.name, slave.number);
  for (const auto& [node_id, connection] : bindings_.drop(slave.key)) {
    // Whoever obeys stops its users; what the others still say is not heard.
    router_->send(connection, wire::encode(wire::MasterQuit{}, node_id));
    handlers_.on_revoked(node_id);
  }
}

std::optional<SlaveLink::Secrets> SlaveLink::secrets() const {
  if (!folder_) return std::nullopt;
  return Secrets{folder_->master_keys().public_key, folder_->token().secret_key};
}

std::optional<std::string> SlaveLink::enrolment_line(const std::string& host,
                                                     bool with_token) const {
  if (!folder_) return std::nullopt;
  return with_token ? acrida::enrolment_line(*folder_, host, port())
                    : enrolment_hint(*folder_, host, port());
}

}  // namespace acrida
