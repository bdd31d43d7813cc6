// HttpClient::Transfer: one request of a client at a time, on a libcurl easy handle.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <strings.h>
#include <vector>

#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <curl/curl.h>

#include <acrida/http_client.hpp>

#include "curl_engine.hpp"

namespace acrida {

/// Is it this header's line, "Name: value"? In any case of letters.
struct HeaderNamed {
  std::string_view name;
  bool operator()(const std::string& line) const {
    return line.size() > name.size() && line[name.size()] == ':' &&
           ::strncasecmp(line.data(), name.data(), name.size()) == 0;
  }
};

/// Reused for request after request. Owned by the client's Session; the coroutine of the request
/// holds a Transfer::Use for as long as it is busy. [shard]
class HttpClient::Transfer final : public CurlOperation {
 public:
  Transfer(CurlEngine& engine, ConnectionOwner& owner, CURLSH* cookies);
  ~Transfer();
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  /// Keeps the transfer for one request. In the request's frame, which outlives the transfer when a
  /// shard ends with users in it.
  class Use {
   public:
    explicit Use(Transfer& transfer) : transfer_(&transfer) { transfer.use_ = this; }
    ~Use() {
      if (transfer_) transfer_->use_ = nullptr;
    }
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;

   private:
    friend class Transfer;
    Transfer* transfer_;  // null once that has gone
  };

  bool busy() const { return use_ != nullptr; }
  std::string url;
  std::string request_body;

  /// Sets the easy handle up for the next request, whose url and request_body are there.
  void prepare(const HttpClient& client, std::string_view method, std::string_view content_type,
               const HttpRequest& request);
  /// Runs the easy handle. Throws operation_aborted when the user is cut off.
  task<> perform();
  /// Moves what came into the response and says how the request is counted.
  void read_answer(Response& response);

 private:
  using Handler = boost::asio::async_result<boost::asio::use_awaitable_t<>,
                                            void(boost::system::error_code)>::handler_type;

  void on_done() override;
  void cut_off();
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);

  CurlEngine& engine_;  // outlives all clients of the shard
  Use* use_ = nullptr;  // while there is one
  std::optional<Handler> handler_;
  /// What the easy handle is set up for, beside URL and body: requests of a user are mostly alike,
  /// and setting all options again costs as much as a tenth of a request.
  struct Setup {
    std::string method;
    bool has_body = false;
    std::vector<std::string> header_lines;
    std::string user;
    std::string password;
    std::string proxy;
    std::string ca_file;
    std::chrono::milliseconds timeout{0};
    std::chrono::milliseconds connect_timeout{0};
    long max_redirects = 0;
    bool verify_tls = true;
    bool compression = true;
    bool operator==(const Setup&) const = default;
  };
  void apply(const Setup& setup);

  std::optional<Setup> setup_;  // nothing before the first request
  std::string set_url_;
  const char* system_ca_file_ = nullptr;  // libcurl's static text
  curl_slist* request_headers_ = nullptr;
  std::string body_;     // of the answer, decoded
  std::string headers_;  // of the answer, raw lines; those of redirects are dropped
};

/// What a client has once it has made a request.
struct HttpClient::Session {
  explicit Session(CurlEngine& shard_engine);
  ~Session();

  CurlEngine& engine;
  ConnectionOwner owner;
  CURLSH* cookies;  // shared by the transfers of this client
  std::vector<std::unique_ptr<Transfer>> transfers;
};

}  // namespace acrida
