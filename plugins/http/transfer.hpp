// HttpClient::Transfer: one request of a client at a time, on a libcurl easy handle.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <curl/curl.h>

#include <acrida/http_client.hpp>

#include "curl_engine.hpp"
#include "header_named.hpp"

namespace acrida {

class TransferPool;

/// What a client has once it has made a request: its connections and its cookies.
struct HttpClient::Session {
  explicit Session(TransferPool& shard_pool);
  ~Session();

  TransferPool& pool;  // a service of the shard, outlives all clients
  ConnectionOwner owner;
  CURLSH* share;  // cookies and TLS sessions
  std::vector<Transfer*> busy;
};

/// Reused for request after request, of any client of the shard. Owned by the TransferPool; the
/// coroutine of the request holds a Transfer::Use for as long as it is busy. [shard]
class HttpClient::Transfer final : public CurlOperation {
 public:
  explicit Transfer(TransferPool& pool);
  ~Transfer();
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  /// Keeps a transfer for one request of a client. In the request's frame, which outlives the
  /// client and the transfer when a shard ends with users in it.
  class Use {
   public:
    Use(Session& session, bool share_connections);
    ~Use() {
      if (transfer_) transfer_->release();
    }
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;
    Transfer& transfer() { return *transfer_; }

   private:
    friend class Transfer;
    Transfer* transfer_;  // null once that has been released
  };

  /// The client whose request it made last; 0: none.
  std::uint32_t last_owner() const { return last_owner_; }
  /// Ends what it does for a client that goes, and returns it to the pool.
  void release();
  std::string url;
  std::string request_body;

  /// Sets the easy handle up for the next request, whose url and request_body are there.
  void prepare(const HttpClient& client, std::string_view method, std::string_view content_type,
               const HttpRequest& request);
  /// Runs the easy handle. Throws operation_aborted when the user is cut off.
  task<> perform();
  /// Moves what came into the response and says how the request is counted.
  void read_answer(Response& response);
  /// After it.
  RequestPhases phases() const;

 private:
  using Handler = boost::asio::async_result<boost::asio::use_awaitable_t<>,
                                            void(boost::system::error_code)>::handler_type;

  void on_done() override;
  void cut_off();
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);

  TransferPool& pool_;
  CurlEngine& engine_;          // outlives the pool
  Session* session_ = nullptr;  // whose request it makes; null while idle
  Use* use_ = nullptr;          // while there is one
  std::uint32_t last_owner_ = 0;
  std::optional<Handler> handler_;
  /// What the easy handle is set up for, beside URL and body: requests of a user are mostly alike,
  /// and setting all options again costs as much as a tenth of a request.
  struct Setup {
    std::string method;
    bool http2 = false;
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

}  // namespace acrida
