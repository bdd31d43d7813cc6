// Response: the answer to one HTTP request, and the say that the user has on how it is counted.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include <acrida/environment.hpp>

namespace acrida {

/// The request is counted when its Response ends its life (or at count()), so that the user may
/// first look at it and call fail() or pass(). A status of 400 and above, or no answer at all, is
/// a failure unless pass() says otherwise. Move-only; belongs to the user's shard: [shard].
///
///   auto reply = co_await client.get("/item?id=7", {.name = "/item"});
///   if (reply.body.empty()) reply.fail("empty item");
class Response {
 public:
  Response() = default;
  Response(Response&& other) noexcept;
  Response& operator=(Response&& other) noexcept;
  ~Response() { count(); }

  /// 0 when there was no answer; then `error` says why.
  int status = 0;
  /// Decoded, when the server compressed it.
  std::string body;
  /// Why there was no complete answer; empty when there was one.
  std::string error;
  std::chrono::nanoseconds response_time{0};

  bool ok() const { return status != 0 && status < 400 && error.empty(); }
  /// The first header of that name, in any case; empty when there is none.
  std::string_view header(std::string_view name) const;
  /// The body as JSON; null when it is none.
  boost::json::value json() const;

  /// Counts this request as failed, with this message in the error table.
  void fail(std::string_view message);
  /// Counts this request as a success whatever its status.
  void pass();
  /// Counts it now; fail() and pass() say nothing after that.
  void count();

 private:
  friend class HttpClient;

  Environment* environment_ = nullptr;  // outlives the response; null once counted
  std::string_view method_;             // a constant of the client
  std::string name_;
  std::string headers_;  // raw lines of the final answer
  std::uint64_t received_bytes_ = 0;
  Outcome outcome_ = Outcome::success;
  std::string failure_;
};

}  // namespace acrida
