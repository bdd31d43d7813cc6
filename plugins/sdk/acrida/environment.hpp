// Environment: what a shard gives to the users and clients that run on it.
#pragma once

#include <random>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/any_io_executor.hpp>

#include <acrida/message_codec.hpp>
#include <acrida/metric_event.hpp>
#include <acrida/request_event.hpp>
#include <acrida/transaction_event.hpp>

namespace acrida {

class RowCursor;

/// One per shard; outlives its users. Every function is for the shard's thread only: [shard].
/// A protocol client tells the beginning of each request to begin() and its end to record(), each
/// exactly once; class Request does both.
class Environment {
 public:
  /// A request is in flight from now on: should the process crash, it is counted as unknown.
  virtual FlightRow begin(std::string_view method, std::string_view name) = 0;
  /// Counts one request. The views in `event` need only live during the call.
  virtual void record(const RequestEvent& event) = 0;
  /// Adds a value to a metric; User::count(), gauge() and trend() call it.
  virtual void record_metric(const MetricEvent& event) = 0;
  /// Counts a transaction, which is in no total of the requests.
  virtual void record_transaction(const TransactionEvent& event) = 0;
  /// Ends the whole run, as if its time were over; the reason stands in the log and the results.
  virtual void stop_test(std::string_view reason) = 0;
  /// The shard's loop: sockets and timers of users belong here. Things that all users of a shard
  /// share (an engine, a pool) are Asio services of this executor's context.
  virtual boost::asio::any_io_executor executor() = 0;
  virtual std::mt19937_64& random() = 0;
  /// A custom message to the hooks on the master, see Hooks::on_message(). Include
  /// <acrida/message.hpp>.
  template <class T>
  void send(std::string type, const T& value) {  // NOLINT(performance-unnecessary-value-param)
    send_encoded(std::move(type), detail::MessageCodec<T>::encode(value));
  }
  virtual void send_encoded(std::string type, std::string data_msgpack) = 0;

  /// Where the feeders of the test stand on this shard, by their number; set by the engine before
  /// the first user.
  std::span<RowCursor* const> row_cursors{};

 protected:
  ~Environment() = default;
};

}  // namespace acrida
