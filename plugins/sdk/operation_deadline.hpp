// OperationDeadline: ends operations of a connection that take too long.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include <boost/asio/any_io_executor.hpp>

namespace acrida {

/// One timer for operation after operation, cheaper than one for each: it is set again only when it
/// fires before the deadline, not whenever an operation begins or ends. Owned by the connection;
/// for one operation at a time. [shard]
class OperationDeadline final {
 public:
  /// `on_late` must let the operation end soon, as closing its socket does.
  OperationDeadline(const boost::asio::any_io_executor& executor, std::function<void()> on_late);
  ~OperationDeadline();
  OperationDeadline(const OperationDeadline&) = delete;
  OperationDeadline& operator=(const OperationDeadline&) = delete;

  /// The operation in whose scope it is.
  class Scope {
   public:
    Scope(OperationDeadline& deadline, std::chrono::nanoseconds limit)
        : Scope(deadline, due_in(limit)) {}
    Scope(OperationDeadline& deadline, std::chrono::steady_clock::time_point due)
        : deadline_(deadline) {
      deadline_.begin(due);
    }
    ~Scope() { deadline_.end(); }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    OperationDeadline& deadline_;
  };

  /// The latest operation was ended by on_late.
  bool was_late() const;

 private:
  struct State;
  static std::chrono::steady_clock::time_point due_in(std::chrono::nanoseconds limit);
  void begin(std::chrono::steady_clock::time_point due);
  void end();
  static void arm(const std::shared_ptr<State>& state);

  std::shared_ptr<State> state_;  // shared with the timer's wait, which may end after us
};

}  // namespace acrida
