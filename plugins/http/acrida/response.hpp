// Response: the answer to one HTTP request, and the say that the user has on how it is counted.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include <acrida/request.hpp>

namespace acrida {

/// A Request with what came for it. A status of 400 and above, or no answer at all, is a failure
/// unless pass() says otherwise. [shard]
///
///   auto reply = co_await client.get("/item?id=7", {.name = "/item"});
///   if (reply.body.empty()) reply.fail("empty item");
class Response : public Request {
 public:
  Response() = default;

  /// 0 when there was no answer; then `error` says why.
  int status = 0;
  /// Decoded, when the server compressed it.
  std::string body;
  /// Why there was no complete answer; empty when there was one.
  std::string error;

  bool ok() const { return status != 0 && status < 400 && error.empty(); }
  /// The first header of that name, in any case; empty when there is none.
  std::string_view header(std::string_view name) const;
  /// The body as JSON; null when it is none.
  boost::json::value json() const;

 private:
  friend class HttpClient;
  using Request::Request;

  std::string headers_;  // raw lines of the final answer
};

}  // namespace acrida
