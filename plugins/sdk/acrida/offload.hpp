// offload: a blocking call on another thread, awaited.
#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

#include <acrida/task.hpp>

namespace acrida {

namespace detail {

/// One call on its way through the threads. Shared by the await and the thread, as either may be
/// the last to look at it.
class OffloadedCall {
 public:
  virtual ~OffloadedCall();
  /// Makes the call and keeps what it returned or threw. On a thread of the pool.
  virtual void run() noexcept = 0;
};

/// Ends when `call` has run. Throws std::runtime_error when too many calls wait already. [shard]
task<> run_offloaded(std::shared_ptr<OffloadedCall> call);

template <class Function, class... Arguments>
class OffloadedFunction final : public OffloadedCall {
 public:
  using Value = std::invoke_result_t<Function, Arguments...>;

  OffloadedFunction(Function function, Arguments... arguments)
      : work_(std::in_place, std::move(function), std::move(arguments)...) {}

  void run() noexcept override {
    try {
      auto call = [](Function& function, Arguments&... arguments) -> Value {
        return std::move(function)(std::move(arguments)...);
      };
      if constexpr (std::is_void_v<Value>)
        std::apply(call, *work_);
      else
        value_.emplace(std::apply(call, *work_));
    } catch (...) {
      thrown_ = std::current_exception();
    }
    work_.reset();
  }

  Value take() {
    if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
    if constexpr (!std::is_void_v<Value>) return std::move(*value_);
  }

 private:
  std::optional<std::tuple<Function, Arguments...>> work_;
  std::optional<std::conditional_t<std::is_void_v<Value>, bool, Value>> value_;
  std::exception_ptr thrown_;
};

}  // namespace detail

/// Calls function(arguments...) on a thread of the process's pool and gives what it returns or
/// throws; the user's other code goes on. For libraries that can only block. The pool has as many
/// threads as calls run at once, up to kOffloadThreads: beyond that calls wait for their turn (a
/// request measured around it takes that much longer), and beyond kOffloadQueue waiting calls it
/// throws std::runtime_error.
///
/// When the user is cut off, the await ends at once; the call itself cannot be ended and is left to
/// its thread, where its result is dropped. It must therefore never refer to the user or to
/// anything of it: function and arguments are moved into the pool, so pass values. [shard]
///
///   const std::string text = co_await offload(&read_whole_file, path);
///   co_await offload([](std::shared_ptr<Session> s, int n) { s->send(n); }, session_, 7);
///
/// (A lambda that captures gets a name in a line before the co_await: see COROUTINES.md.)
template <class Function, class... Arguments>
task<std::invoke_result_t<std::decay_t<Function>, std::decay_t<Arguments>...>> offload(
    Function function, Arguments... arguments) {
  auto call = std::make_shared<detail::OffloadedFunction<Function, Arguments...>>(
      std::move(function), std::move(arguments)...);
  co_await detail::run_offloaded(call);
  co_return call->take();
}

inline constexpr std::size_t kOffloadThreads = 256;
inline constexpr std::size_t kOffloadQueue = 10'000;  // calls that wait for a thread

/// Is any call of offload() running? Then the process must not be torn down, only ended. [any]
bool offloading();

}  // namespace acrida
