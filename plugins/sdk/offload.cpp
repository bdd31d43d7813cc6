// offload: from the shard to a thread of the pool and back.
#include <stdexcept>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include "offload_pool.hpp"
#include "offload_service.hpp"

namespace acrida {

namespace asio = boost::asio;

asio::execution_context::id OffloadService::id;

void OffloadService::start(std::shared_ptr<detail::OffloadedCall> call, Handler handler) {
  auto await = std::make_shared<Await>();
  await->executor = asio::get_associated_executor(handler);
  await->call = std::move(call);
  await->handler.emplace(std::move(handler));
  awaits_.insert(await);
  auto slot = asio::get_associated_cancellation_slot(*await->handler);
  if (slot.is_connected())
    slot.assign([this, weak = std::weak_ptr(await)](asio::cancellation_type) {
      if (const auto cut_off = weak.lock()) finish(cut_off, asio::error::operation_aborted);
    });
  if (!OffloadPool::of_process().push([await, this] { run(await, this); }))
    finish(await, asio::error::no_buffer_space);
}

// On a thread of the pool. The service is alive while the await is attached.
void OffloadService::run(const std::shared_ptr<Await>& await, OffloadService* service) {
  std::shared_ptr<detail::OffloadedCall> call;
  {
    const std::lock_guard lock(await->mutex);
    if (!await->attached) return;  // cut off before its turn
    call = await->call;
  }
  call->run();
  const std::lock_guard lock(await->mutex);
  if (await->attached)
    asio::post(await->executor, [service, await] { service->finish(await, {}); });
}

void OffloadService::finish(const std::shared_ptr<Await>& await, boost::system::error_code error) {
  {
    const std::lock_guard lock(await->mutex);
    await->attached = false;
    await->call.reset();
  }
  if (awaits_.erase(await) == 0) return;  // it has been cut off
  asio::post(await->executor, [error, handler = std::move(*await->handler)]() mutable {
    asio::get_associated_cancellation_slot(handler).clear();
    std::move(handler)(error);
  });
  await->handler.reset();
}

void OffloadService::shutdown() {
  for (const std::shared_ptr<Await>& await : awaits_) {
    const std::lock_guard lock(await->mutex);
    await->attached = false;
  }
  while (!awaits_.empty()) {
    auto node = awaits_.extract(awaits_.begin());
    node.value()->handler.reset();  // destroys the coroutine
  }
}

namespace detail {

OffloadedCall::~OffloadedCall() = default;

task<> run_offloaded(std::shared_ptr<OffloadedCall> call) {
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  auto& context = asio::query(executor, asio::execution::context);
  auto& service = asio::use_service<OffloadService>(context);
  auto start = [&service, &call](auto&& handler) {
    service.start(std::move(call), std::move(handler));
  };
  boost::system::error_code error;
  try {
    co_await asio::async_initiate<const asio::use_awaitable_t<>, void(boost::system::error_code)>(
        std::move(start), asio::use_awaitable);
  } catch (const boost::system::system_error& thrown) {
    if (thrown.code() != asio::error::no_buffer_space) throw;
    error = thrown.code();
  }
  if (error)
    throw std::runtime_error("offload: " + std::to_string(kOffloadQueue) + " calls wait for " +
                             std::to_string(kOffloadThreads) +
                             " threads; use fewer users or a client that does not block");
}

}  // namespace detail

bool offloading() {
  return OffloadPool::of_process().running() > 0;
}

}  // namespace acrida
