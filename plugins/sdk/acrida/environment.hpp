// Environment: what a shard gives to the users and clients that run on it.
#pragma once

#include <random>

#include <boost/asio/any_io_executor.hpp>

#include <acrida/request_event.hpp>

namespace acrida {

/// One per shard; outlives its users. Every function is for the shard's thread only: [shard].
/// A protocol client reports each request to record(), exactly once.
class Environment {
 public:
  /// Counts one request. The views in `event` need only live during the call.
  virtual void record(const RequestEvent& event) = 0;
  /// The shard's loop: sockets and timers of users belong here. Things that all users of a shard
  /// share (an engine, a pool) are Asio services of this executor's context.
  virtual boost::asio::any_io_executor executor() = 0;
  virtual std::mt19937_64& random() = 0;

 protected:
  ~Environment() = default;
};

}  // namespace acrida
