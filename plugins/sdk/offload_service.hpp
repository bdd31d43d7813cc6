// OffloadService: the awaits of a loop that wait for calls on other threads.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <unordered_set>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <acrida/offload.hpp>

namespace acrida {

/// A service of the shard's io_context, so that a loop that ends with awaits in it takes them back
/// before a thread can answer to it. [shard]
class OffloadService final : public boost::asio::execution_context::service {
 public:
  static boost::asio::execution_context::id id;
  using boost::asio::execution_context::service::service;

  using Handler = boost::asio::async_result<boost::asio::use_awaitable_t<>,
                                            void(boost::system::error_code)>::handler_type;
  /// Throws std::runtime_error when too many calls wait.
  void start(std::shared_ptr<detail::OffloadedCall> call, Handler handler);

 private:
  // One await. The thread answers to it while `attached`; the handler is the shard's alone.
  struct Await {
    std::mutex mutex;
    bool attached = true;
    boost::asio::any_io_executor executor;
    std::shared_ptr<detail::OffloadedCall> call;
    std::optional<Handler> handler;
  };
  static void run(const std::shared_ptr<Await>& await, OffloadService* service);
  void finish(const std::shared_ptr<Await>& await, boost::system::error_code error);
  void shutdown() override;

  std::unordered_set<std::shared_ptr<Await>> awaits_;
};

}  // namespace acrida
