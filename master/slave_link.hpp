// SlaveLink: the master's end of the link: who may come in, and whose messages are whose.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/link/router_socket.hpp"
#include "core/wire/enrolment_messages.hpp"
#include "master/enrolment/enrolment_folder.hpp"
#include "master/enrolment/slave_bindings.hpp"
#include "master/options.hpp"

namespace acrida {

/// Plain or encrypted. Encrypted, a peer comes in with the enrolment token, to make its own key
/// known, or with a key that is enrolled; each slave then belongs to its key. What another key says
/// in its name is garbage. One thread, that of the loop, which outlives it.
class SlaveLink final {
 public:
  struct Handlers {
    /// A frame of a peer that may speak; slave_of() says whose it is once it is read.
    std::function<void(const link::Peer& peer, std::string_view frame)> on_frame;
    /// `peer` is what the log calls it. `why` is a phrase.
    std::function<void(const std::string& peer, std::string_view why)> on_garbage;
    /// The slave's key has been revoked: it is gone.
    std::function<void(const std::string& slave)> on_revoked;
  };

  /// Plain beyond loopback only when the options say so. The error is one line.
  static Result<std::unique_ptr<SlaveLink>> open(boost::asio::any_io_executor loop,
                                                 const MasterOptions& options, Handlers handlers);
  ~SlaveLink();
  SlaveLink(const SlaveLink&) = delete;
  SlaveLink& operator=(const SlaveLink&) = delete;

  /// The identity of the slave that says it is `node_id`. The error is a phrase.
  Result<std::string> slave_of(const link::Peer& peer, const std::string& node_id, Now now);
  /// What the log calls a peer.
  std::string name_of(const link::Peer& peer) const;
  /// False when the slave is not connected, or its queue is full.
  bool send(const std::string& slave, std::string_view frame);
  /// Ten times a second: writes enrolments, notices what `acrida slaves` has changed.
  void tick(Now now);

  std::uint16_t port() const { return router_->port(); }
  /// What a new slave must know of an encrypted link; nothing in a plain one.
  struct Secrets {
    std::string master_key;
    std::string enrolment_token;
  };
  std::optional<Secrets> secrets() const;
  /// The line for new slaves; nothing in a plain link.
  std::optional<std::string> enrolment_line(const std::string& host, bool with_token) const;

 private:
  struct Asked {
    std::string connection;
    wire::EnrolRequest request;
  };

  SlaveLink(std::optional<EnrolmentFolder> folder, Handlers handlers);
  bool admits(std::string_view key, std::string_view address);
  void receive(const link::Peer& peer, std::string_view frame);
  void note_request(const link::Peer& peer, std::string_view frame);
  void answer_requests(Now now);
  void answer(const Asked& asked, const std::string& refusal);
  void refresh();
  void drop(const EnrolledSlave& slave);

  Handlers handlers_;
  std::optional<EnrolmentFolder> folder_;  // nothing: plain
  SlaveBindings bindings_;
  std::vector<Asked> asked_;  // bounded
  Instant next_refresh_{};
  Instant next_save_{};
  std::string fault_;  // of the files; logged once
  std::unique_ptr<link::RouterSocket> router_;
};

}  // namespace acrida
