// ReadySocket: an operation of Asio's reactor.
#include "ready_socket.hpp"

#include <utility>

#include <boost/asio/associated_cancellation_slot.hpp>

namespace acrida {

namespace asio = boost::asio;
using Reactor = asio::detail::reactor;

ReadySocket::ReadySocket(asio::io_context& loop)
    : Base(loop), reactor_(asio::use_service<Reactor>(loop)) {}

task<bool> ReadySocket::ready_to_read() {
  const auto initiate = [](Handler handler, ReadySocket* self) { self->start(std::move(handler)); };
  return asio::async_initiate<const Token, void(bool)>(initiate, asio::use_awaitable, this);
}

// "Exhausted" clears the reactor's note that the socket may be readable; the next event sets it, also while
// nobody waits.
void ReadySocket::start(Handler handler) {
  auto slot = asio::get_associated_cancellation_slot(handler);
  if (slot.is_connected())
    slot.assign([this](asio::cancellation_type type) {
      if (type != asio::cancellation_type::none) cancel_wait();
    });
  wait_.handler.emplace(std::move(handler));
  wait_.ec_ = {};
  wait_.cancellation_key_ = &wait_;
  auto& implementation = impl_.get_implementation();
  reactor_.start_op(Reactor::read_op, implementation.socket_, implementation.reactor_data_, &wait_,
                    false, true);
}

void ReadySocket::cancel_wait() {
  auto& implementation = impl_.get_implementation();
  reactor_.cancel_ops_by_key(implementation.socket_, implementation.reactor_data_, Reactor::read_op,
                             &wait_);
}

// Without a loop, it has ended: the handler's destructor takes the frames of the coroutine along, and
// with them perhaps this socket.
void ReadySocket::Wait::complete(void* loop, asio::detail::operation* base,
                                 const boost::system::error_code&, std::size_t) {
  auto& wait = *static_cast<Wait*>(base);
  const bool is_ready = !wait.ec_;
  Handler handler = std::move(*wait.handler);
  wait.handler.reset();
  if (loop != nullptr) std::move(handler)(is_ready);
}

}  // namespace acrida
