// FastHttpEngine: what the fast HTTP clients of a shard share.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/execution_context.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>

#include <acrida/task.hpp>

#include "http_url.hpp"

namespace acrida {

/// A service of the shard's io_context: receive buffers for requests in flight, so that users that
/// think hold none, and addresses of hosts. [shard]
class FastHttpEngine final : public boost::asio::execution_context::service {
 public:
  static boost::asio::execution_context::id id;
  static constexpr std::size_t kBufferBytes = 4u << 10;
  static constexpr std::size_t kLargeBufferBytes = 64u << 10;
  static constexpr std::size_t kMaxIdleBuffers = 256;
  static constexpr std::chrono::seconds kAddressLife{60};

  using Bytes = std::unique_ptr<char[]>;
  using Addresses = std::vector<boost::asio::ip::address>;

  explicit FastHttpEngine(boost::asio::execution_context& context)
      : service(context), loop_(static_cast<boost::asio::io_context&>(context)) {}

  boost::asio::io_context& loop() { return loop_; }
  /// kBufferBytes long.
  Bytes take_buffer();
  void give_back(Bytes buffer);
  /// Those of the last minute are remembered. Throws NetworkError.
  task<Addresses> addresses_of(std::string host);
  /// Equal origins have equal addresses. For as long as the engine.
  const HttpOrigin* known(const HttpOrigin& origin) { return &*origins_.insert(origin).first; }

  /// Where the head of a request is put together; valid until the next await.
  std::string head;

 private:
  struct Known {
    Addresses addresses;
    std::chrono::steady_clock::time_point until;
  };
  void shutdown() override {}

  boost::asio::io_context& loop_;
  std::vector<Bytes> buffers_;
  std::map<std::string, Known> hosts_;
  std::set<HttpOrigin> origins_;
};

/// One of the engine's buffers, or a larger one, for as long as a request needs it. [shard]
class EngineBuffer {
 public:
  explicit EngineBuffer(FastHttpEngine& engine) : engine_(engine), bytes_(engine.take_buffer()) {}
  ~EngineBuffer() {
    if (size_ == FastHttpEngine::kBufferBytes) engine_.give_back(std::move(bytes_));
  }
  EngineBuffer(const EngineBuffer&) = delete;
  EngineBuffer& operator=(const EngineBuffer&) = delete;

  char* data() { return bytes_.get(); }
  std::size_t size() const { return size_; }
  /// To kLargeBufferBytes; keeps the first `used` bytes.
  void grow(std::size_t used);

 private:
  FastHttpEngine& engine_;
  FastHttpEngine::Bytes bytes_;
  std::size_t size_ = FastHttpEngine::kBufferBytes;
};

}  // namespace acrida
