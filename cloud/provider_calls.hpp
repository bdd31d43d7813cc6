// ProviderCalls: makes the calls of a provider, which block, on threads of its own.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <stop_token>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/thread_pool.hpp>

#include "cloud/provider/cloud_request.hpp"
#include "core/base/clock.hpp"

namespace acrida {

/// Answers come on the loop, which must outlive it. Destroying it cancels what is under way and
/// waits for that; its answers are lost. All functions are the loop's.
class ProviderCalls final {
 public:
  static constexpr std::size_t kThreads = 8;
  using OnAnswer = std::function<void(std::uint64_t call, CloudAnswer answer)>;

  ProviderCalls(boost::asio::any_io_executor loop, std::unique_ptr<CloudProvider> provider,
                std::string fleet, OnAnswer on_answer);
  ~ProviderCalls();
  ProviderCalls(const ProviderCalls&) = delete;
  ProviderCalls& operator=(const ProviderCalls&) = delete;

  CloudProvider& provider() { return *provider_; }
  /// Cancelled at `deadline`.
  void begin(std::uint64_t call, CloudRequest request, Instant deadline);
  void cancel(std::uint64_t call);
  /// Several times a second.
  void tick(Instant now);

 private:
  struct UnderWay {
    std::stop_source stop;
    Instant deadline;
  };

  boost::asio::any_io_executor loop_;
  std::unique_ptr<CloudProvider> provider_;
  std::string fleet_;
  OnAnswer on_answer_;
  std::map<std::uint64_t, UnderWay> under_way_;
  /// What an answer that comes later must not touch.
  std::shared_ptr<ProviderCalls*> self_ = std::make_shared<ProviderCalls*>(this);
  boost::asio::thread_pool threads_{kThreads};
};

}  // namespace acrida
