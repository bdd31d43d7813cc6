// Transaction: a group of requests of one user, timed as one.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include <acrida/request_event.hpp>

namespace acrida {

class User;

/// Begins when it is made and is counted once, in a table of its own: its requests are counted as
/// ever, and the totals of the requests know nothing of it. Transactions may be nested, and overlap.
///
///   auto checkout = transaction("checkout");
///   co_await client.post("/cart");
///   co_await client.post("/pay");
///   checkout.end();                        // or: it ends with its scope
///
/// It is counted as
///   failure  when fail() was called, or a request of this user failed since it began, or an
///            exception ended its scope;
///   unknown  when it has not failed and its user was cut off at a stop, or ended, before it did;
///   success  else.
/// On the user's shard only; of one that outlives its user nothing more is counted: [shard].
class [[nodiscard]] Transaction {
 public:
  Transaction(User& user, std::string_view name);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();

  /// It will be counted as failed, with this message in the error table; it goes on until its end.
  void fail(std::string_view why);
  /// Counts it now; nothing happens when that was done before.
  void end();
  bool ended() const { return user_ == nullptr; }

 private:
  friend class User;
  bool has_failed() const;
  void count(Outcome outcome);

  User* user_;          // null once counted
  Transaction* older_;  // the next in the user's list of those that have not ended
  std::string name_;
  std::string failure_;
  std::chrono::steady_clock::time_point started_;
  std::uint32_t failed_requests_before_;
  int exceptions_before_;  // in flight, of this thread
};

}  // namespace acrida
