// MasterLink: the slave's end of the link, plain or encrypted, and its enrolment.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/link/dealer_socket.hpp"

namespace acrida {

/// Encrypted, a slave first makes the key of its machine known under the enrolment token, if it has
/// one, and then comes with that key. One thread, that of the loop, which outlives it.
///
///   state     | event                      | next      | what is done
///   ----------+----------------------------+-----------+-----------------------------------------
///   start     | a token is there           | enrolling | connect with the token, acrida_enrol
///   start     | none                       | own key   | connect with the own key
///   enrolling | acrida_enrolled            | own key   | connect with it, send what was kept
///   enrolling | refused: the token is void | own key   | the same: the key may be known
///   own key   | refused, never let in      | failed    | on_failed
///   own key   | refused, but let in before | own key   | again after kRetryPause; a line a minute
///   own key   | connection rebuilt         | own key   | on_rebuilt
///   any       | no handshake               | the same  | again after kRetryPause; a line a minute
class MasterLink final {
 public:
  static constexpr std::chrono::seconds kRetryPause{1};
  static constexpr std::chrono::seconds kEnrolPause{2};  // an answer is awaited so long
  static constexpr std::chrono::minutes kLogPause{1};
  static constexpr std::size_t kMaxKept = 16;  // messages while the slave enrols

  struct Settings {
    std::string host;
    std::uint16_t port = 0;
    std::string node_id;
    std::string master_key;  // empty: plain
    std::string token;       // secret; may be empty
    std::string name;        // of this machine
  };
  struct Handlers {
    /// A frame of the master.
    std::function<void(std::string_view frame)> on_message;
    std::function<void()> on_garbage;
    /// The encrypted connection was lost and rebuilt: until a message comes from this slave the
    /// master does not know where it is.
    std::function<void()> on_rebuilt;
    /// The master does not let this slave in, and never has: one line. The link is of no use.
    std::function<void(const std::string& why)> on_failed;
  };

  /// The error is one line: no address, or no place for the machine's key.
  static Result<std::unique_ptr<MasterLink>> open(boost::asio::io_context& loop, Settings settings,
                                                  Handlers handlers);
  MasterLink(const MasterLink&) = delete;
  MasterLink& operator=(const MasterLink&) = delete;

  /// Queues one message. False when the queue is full.
  bool send(std::string_view frame);
  /// Closes and opens the connection.
  Result<void> reconnect();
  /// Whether what comes is certainly the master's: it has proved its key, or is on this machine.
  /// Only then its code may be run here.
  bool is_trusted() const { return socket_->is_trusted(); }

 private:
  MasterLink(boost::asio::io_context& loop, Settings settings, Handlers handlers);
  Result<void> connect(bool with_token);
  void receive(std::string_view frame);
  void ask();
  void on_trouble(link::LinkTrouble trouble);
  void again_in(std::chrono::milliseconds pause, bool with_token);
  bool may_log();

  boost::asio::io_context& loop_;
  Settings settings_;
  Handlers handlers_;
  link::CurveKeys keys_;  // of this machine; empty when plain
  bool enrolling_ = false;
  bool token_is_void_ = false;
  std::vector<std::string> kept_;
  bool let_in_ = false;  // at least once
  std::optional<Instant> last_line_;
  boost::asio::steady_timer timer_;
  std::unique_ptr<link::DealerSocket> socket_;
};

}  // namespace acrida
