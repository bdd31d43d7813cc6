// Response: the answer to one HTTP request, and the say that the user has on how it is counted.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>
#include <boost/json/value_to.hpp>

#include <acrida/pattern.hpp>
#include <acrida/request.hpp>
#include <acrida/request_phases.hpp>

namespace acrida {

namespace detail {
template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
}  // namespace detail

/// A Request with what came for it. A status of 400 and above, or no answer at all, is a failure
/// unless pass() says otherwise. [shard]
///
///   auto reply = co_await client.get("/item?id=7", {.name = "/item"});
///   if (reply.body.empty()) reply.fail("empty item");
///
/// What a test cannot go on without, it takes by get(), at() or find(): when it is not there, the
/// request fails with a message that says so, and the task ends, as by User::expect(). What may be
/// missing, it takes by get<std::optional<...>>(), header() or Pattern::find().
///
///   const int id = reply.get<int>("/items/0/id");
///   const std::string token = reply.find(kToken);
class Response : public Request {
 public:
  Response() = default;
  Response(Response&&) = default;
  Response& operator=(Response&&) = default;
  ~Response();

  /// 0 when there was no answer; then `error` says why.
  int status = 0;
  /// Decoded, when the server compressed it.
  std::string body;
  /// Why there was no complete answer; empty when there was one.
  std::string error;
  RequestPhases phases;

  bool ok() const { return status != 0 && status < 400 && error.empty(); }
  /// The first header of that name, in any case; empty when there is none.
  std::string_view header(std::string_view name) const;
  /// The body as JSON; null when it is none. Read once: the body does not change after that.
  const boost::json::value& json() const&;
  boost::json::value json() &&;

  /// The value at a JSON pointer ("/items/0/id"; "" is all of it).
  const boost::json::value& at(std::string_view pointer) &;
  boost::json::value at(std::string_view pointer) &&;
  /// The same as a number (which must fit), bool, string, vector, map, or whatever else Boost.JSON
  /// converts to. An optional is empty when there is no such value or it is another kind of thing.
  template <class T>
  T get(std::string_view pointer);
  /// The first match in the body: its first group, or all of it without groups.
  std::string find(const Pattern& pattern);

 private:
  friend class FastHttpClient;
  friend class HttpClient;
  using Request::Request;

  const boost::json::value* if_at(std::string_view pointer) const;
  [[noreturn]] void fail_extraction(std::string message);

  std::string headers_;                               // raw lines of the final answer
  mutable std::optional<boost::json::value> json_{};  // once asked for
};

template <class T>
T Response::get(std::string_view pointer) {
  if constexpr (detail::is_optional<T>) {
    const boost::json::value* value = if_at(pointer);
    if (!value) return std::nullopt;
    auto converted = boost::json::try_value_to<typename T::value_type>(*value);
    return converted ? T(std::move(*converted)) : std::nullopt;
  } else {
    auto converted = boost::json::try_value_to<T>(at(pointer));
    if (!converted) fail_extraction(std::string(pointer) + " of the JSON is of another kind");
    return std::move(*converted);
  }
}

}  // namespace acrida
