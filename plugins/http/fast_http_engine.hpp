// FastHttpEngine: what the fast HTTP clients of a shard share.
#pragma once

#include <array>
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

/// The host of users, read once for all of those that have the same.
struct BaseUrl {
  std::string text;  // as the user has it
  HttpUrl url;
  const HttpOrigin* origin = nullptr;
  /// The header lines of a request without headers of its own: without and with compression. Filled by
  /// Exchange.
  std::array<std::string, 2> usual_lines;
};

/// A service of the shard's io_context: buffers that each of them uses for a moment, so that no request
/// in flight holds one, and addresses of hosts. [shard]
class FastHttpEngine final : public boost::asio::execution_context::service {
 public:
  static boost::asio::execution_context::id id;
  static constexpr std::size_t kBufferBytes = 64u << 10;
  static constexpr std::chrono::seconds kAddressLife{60};

  using Addresses = std::vector<boost::asio::ip::address>;

  explicit FastHttpEngine(boost::asio::execution_context& context)
      : service(context), loop_(static_cast<boost::asio::io_context&>(context)) {}

  boost::asio::io_context& loop() { return loop_; }
  /// kBufferBytes each, valid until the next await: what comes from a socket, and what TLS made of it.
  char* received() { return received_.get(); }
  char* decrypted() { return decrypted_.get(); }
  /// Those of the last minute are remembered. Throws NetworkError.
  task<Addresses> addresses_of(std::string host);
  /// Equal origins have equal addresses. For as long as the engine.
  const HttpOrigin* known(const HttpOrigin& origin) { return &*origins_.insert(origin).first; }

  /// Of a user's host, whose whole URL is `url`. For as long as the engine. Throws as HttpUrl::parse().
  BaseUrl* base_url(const std::string& host, const std::string& url);

  /// Where the head of a request is put together; valid until the next await.
  std::string head;

 private:
  struct Known {
    Addresses addresses;
    std::chrono::steady_clock::time_point until;
  };
  void shutdown() override {}

  boost::asio::io_context& loop_;
  const std::unique_ptr<char[]> received_ = std::make_unique_for_overwrite<char[]>(kBufferBytes);
  const std::unique_ptr<char[]> decrypted_ = std::make_unique_for_overwrite<char[]>(kBufferBytes);
  std::map<std::string, Known> hosts_;
  std::set<HttpOrigin> origins_;
  std::map<std::string, BaseUrl> base_urls_;
};

}  // namespace acrida
