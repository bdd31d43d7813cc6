// TransferPool: the libcurl handles of a shard, lent to whoever makes a request.
#pragma once

#include <memory>
#include <vector>

#include <boost/asio/execution_context.hpp>

#include "transfer.hpp"

namespace acrida {

/// A service of the shard's io_context. A handle takes seven kilobytes, so users that think hold
/// none: there are as many as requests are in flight at once on the shard, and a few more. One
/// thread: [shard].
class TransferPool final : public boost::asio::execution_context::service {
 public:
  static boost::asio::execution_context::id id;
  static constexpr std::size_t kMaxIdle = 256;
  static constexpr std::size_t kBurst = 1024;  // in flight at once; seven megabytes
  explicit TransferPool(boost::asio::execution_context& context);

  CurlEngine& engine() { return engine_; }
  /// Of the clients that share their connections.
  ConnectionOwner& shared_owner() { return shared_owner_; }
  /// One that is idle; the one that served this owner last, when it can be had: its setup fits.
  HttpClient::Transfer& take(ConnectionOwner& owner);
  /// May be the end of it.
  void give_back(HttpClient::Transfer& transfer);

 private:
  void shutdown() override;

  CurlEngine& engine_;  // a service that ends after this one
  ConnectionOwner shared_owner_;
  std::vector<std::unique_ptr<HttpClient::Transfer>> transfers_;
  std::size_t most_ = 0;                     // transfers since the last burst
  std::vector<HttpClient::Transfer*> idle_;  // the one that was used last at the end
};

}  // namespace acrida
