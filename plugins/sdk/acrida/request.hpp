// Request: one request of a user, from its start until it is counted.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include <acrida/environment.hpp>

namespace acrida {

class User;

/// The base of every protocol's answer, such as HttpClient's Response. It is counted when it ends
/// its life (or at count()), so that the user may first look at the answer and say how it counts.
/// Move-only; belongs to the user's shard and does not outlive the user: [shard].
///
///   auto reply = co_await client.get("/item?id=7", {.name = "/item"});
///   if (reply.body.empty()) reply.fail("empty item");
class Request {
 public:
  Request() = default;  // of nothing; counts nothing
  /// Begins now. A request that is destroyed before finish() is counted as unknown. `method` must
  /// be a constant or outlive the request.
  Request(User& user, std::string_view method, std::string_view name);
  Request(Request&& other) noexcept;
  Request& operator=(Request&& other) noexcept;
  ~Request() { count(); }

  std::chrono::nanoseconds response_time{0};
  /// A note for the request hook.
  std::string context;

  /// Counts this request as failed, with this message in the error table.
  void fail(std::string_view message);
  /// Counts this request as a success, whatever it was until now.
  void pass();
  /// The name of the row that it is counted in, when that is known only from the answer.
  void rename(std::string_view name) { name_ = name; }
  /// fail(message) unless the condition holds, which is returned. The task goes on; User::expect()
  /// ends it.
  bool expect(bool condition, std::string_view message);
  /// How many bytes came, where the client does not know.
  void set_size(std::uint64_t bytes) { content_length_bytes_ = bytes; }
  /// Counts it now; the functions above say nothing after that.
  void count();

  std::string_view name() const { return name_; }
  Outcome outcome() const { return outcome_; }
  bool counted() const { return user_ == nullptr; }
  std::chrono::steady_clock::time_point started() const { return started_; }

  // For the protocol's client:

  /// The answer has come, or it is certain that none will: the time ends now, unless
  /// `response_time` has been set. `failure` empty means success; the user may still change that.
  void finish(std::uint64_t content_length_bytes, std::string_view failure = {});

 private:
  friend class User;
  void become(Outcome outcome);
  void enlist(Request* older, Request* newer);
  void delist();

  User* user_ = nullptr;  // null once counted
  // The list of the user's requests that are not counted yet.
  Request* older_ = nullptr;
  Request* newer_ = nullptr;
  std::string_view method_;
  std::string name_;
  std::chrono::steady_clock::time_point started_{};
  std::chrono::nanoseconds start_lag_ = kNoIntendedStart;
  FlightRow flight_ = FlightRow::none;
  Outcome outcome_ = Outcome::unknown;
  std::uint64_t content_length_bytes_ = 0;
  std::string failure_;
};

}  // namespace acrida
