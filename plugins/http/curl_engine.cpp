// CurlEngine: libcurl's multi_socket interface between an epoll set and the shard's loop.
#include "curl_engine.hpp"

#include <stdexcept>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

#include <boost/asio/post.hpp>

namespace acrida {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

asio::execution_context::id CurlEngine::id;

CurlEngine::CurlEngine(asio::execution_context& context)
    : service(context),
      loop_(static_cast<asio::io_context&>(context)),
      multi_(curl_multi_init()),
      sockets_(loop_, epoll_create1(EPOLL_CLOEXEC)),
      timer_(loop_) {
  if (!multi_) throw std::runtime_error("libcurl: no memory for a multi handle");
  curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &CurlEngine::on_socket);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &CurlEngine::on_timer);
  curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  // By default libcurl closes idle connections beyond four times the running transfers: sleeping
  // users would lose theirs.
  curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, kMaxIdleConnections);
  wait_for_sockets();
}

void CurlEngine::shutdown() {
  if (!multi_) return;
  curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, nullptr);
  curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, nullptr);
  curl_multi_cleanup(multi_);
  multi_ = nullptr;
  boost::system::error_code ignored;
  sockets_.close(ignored);
  timer_.cancel();
}

void CurlEngine::start(CurlOperation& operation) {
  operation.running = true;
  curl_easy_setopt(operation.easy, CURLOPT_PRIVATE, &operation);
  curl_multi_add_handle(multi_, operation.easy);
}

void CurlEngine::abort(CurlOperation& operation) {
  operation.running = false;
  curl_multi_remove_handle(multi_, operation.easy);
}

void CurlEngine::set_owner(CURL* easy, ConnectionOwner& owner) {
  owner.engine = this;
  // libcurl finds reusable connections by the key "scope id/port/host"; the scope id itself is only
  // used for link-local IPv6 addresses. A scope id of its own gives each user connections of its
  // own, at no cost; a shared handle with a connection cache per user would take 15 KB each.
  curl_easy_setopt(easy, CURLOPT_ADDRESS_SCOPE, static_cast<long>(owner.number));
  curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, &CurlEngine::on_open_socket);
  curl_easy_setopt(easy, CURLOPT_SOCKOPTDATA, &owner);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, &CurlEngine::close_socket);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, this);
}

CurlEngine::Socket& CurlEngine::socket(int fd) {
  const auto index = static_cast<std::size_t>(fd);
  if (by_descriptor_.size() <= index) by_descriptor_.resize(index + 1);
  return by_descriptor_[index];
}

int CurlEngine::on_open_socket(void* owner_pointer, curl_socket_t fd, curlsocktype) {
  auto& owner = *static_cast<ConnectionOwner*>(owner_pointer);
  owner.engine->socket(fd) = {.owner = &owner, .is_connection = true};
  owner.sockets.push_back(fd);
  return CURL_SOCKOPT_OK;
}

int CurlEngine::close_socket(void* self, curl_socket_t fd) {
  Socket& closed = static_cast<CurlEngine*>(self)->socket(fd);
  if (closed.owner) std::erase(closed.owner->sockets, fd);
  closed = {};  // the kernel takes it out of the epoll set
  return ::close(fd);
}

void CurlEngine::close_connections(ConnectionOwner& owner) {
  for (const int fd : owner.sockets) {
    socket(fd).owner = nullptr;
    ::shutdown(fd, SHUT_RDWR);
  }
  owner.sockets.clear();
}

int CurlEngine::on_socket(CURL*, curl_socket_t fd, int what, void* self_pointer, void*) {
  auto& self = *static_cast<CurlEngine*>(self_pointer);
  Socket& socket = self.socket(fd);
  socket.wanted = what != CURL_POLL_REMOVE;
  if (!socket.wanted) {
    if (!socket.is_connection) self.unregister(fd);
    return 0;
  }
  epoll_event event{};
  event.data.fd = fd;
  if (what & CURL_POLL_IN) event.events |= EPOLLIN;
  if (what & CURL_POLL_OUT) event.events |= EPOLLOUT;
  if (socket.registered == event.events) return 0;
  epoll_ctl(self.sockets_.native_handle(), socket.registered ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd,
            &event);
  socket.registered = event.events;
  return 0;
}

void CurlEngine::unregister(int fd) {
  epoll_ctl(sockets_.native_handle(), EPOLL_CTL_DEL, fd, nullptr);
  socket(fd).registered = 0;
}

int CurlEngine::on_timer(CURLM*, long timeout_ms, void* self_pointer) {
  auto& self = *static_cast<CurlEngine*>(self_pointer);
  self.timeouts_due_ = timeout_ms == 0;
  self.deadline_ = timeout_ms < 0 ? Clock::time_point::max()
                                  : Clock::now() + std::chrono::milliseconds(timeout_ms);
  if (self.timeouts_due_ && !self.turn_scheduled_) {
    self.turn_scheduled_ = true;
    asio::post(self.loop_, [&self] { self.serve_timeouts(); });
  } else if (timeout_ms > 0 && self.deadline_ < self.armed_for_) {
    self.arm_timer();
  }
  return 0;
}

// libcurl moves its deadline with every transfer; the timer is only set again when it would come
// too late, and looks at the deadline when it comes too early.
void CurlEngine::arm_timer() {
  armed_for_ = deadline_;
  timer_.expires_at(deadline_);
  timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    armed_for_ = Clock::time_point::max();
    if (deadline_ == Clock::time_point::max()) return;
    if (Clock::now() < deadline_) return arm_timer();
    timeouts_due_ = true;
    serve_timeouts();
  });
}

void CurlEngine::wait_for_sockets() {
  sockets_.async_wait(asio::posix::stream_descriptor::wait_read,
                      [this](boost::system::error_code error) {
                        if (!error) serve_sockets();
                      });
}

void CurlEngine::serve_sockets() {
  epoll_event events[kEventsPerTurn];
  const int count = epoll_wait(sockets_.native_handle(), events, kEventsPerTurn, 0);
  int running = 0;
  for (int i = 0; i < count; ++i) {
    if (!socket(events[i].data.fd).wanted) {  // an idle connection was closed by the server
      unregister(events[i].data.fd);
      continue;
    }
    int action = 0;
    if (events[i].events & EPOLLIN) action |= CURL_CSELECT_IN;
    if (events[i].events & EPOLLOUT) action |= CURL_CSELECT_OUT;
    if (events[i].events & (EPOLLERR | EPOLLHUP)) action |= CURL_CSELECT_ERR;
    curl_multi_socket_action(multi_, events[i].data.fd, action, &running);
  }
  turn_scheduled_ = true;  // what the users start now is served at the end of this turn
  finish_done();
  serve_timeouts();
  wait_for_sockets();
}

void CurlEngine::serve_timeouts() {
  turn_scheduled_ = true;
  for (int round = 0; timeouts_due_ && round < kRoundsPerTurn; ++round) {
    timeouts_due_ = false;
    int running = 0;
    curl_multi_socket_action(multi_, CURL_SOCKET_TIMEOUT, 0, &running);
    finish_done();
  }
  turn_scheduled_ = timeouts_due_;
  if (turn_scheduled_) asio::post(loop_, [this] { serve_timeouts(); });
}

void CurlEngine::finish_done() {
  int left = 0;
  done_.clear();
  while (CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    CurlOperation* operation = nullptr;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &operation);
    operation->result = message->data.result;
    operation->running = false;
    curl_multi_remove_handle(multi_, operation->easy);
    done_.push_back(operation);
  }
  // Resumed users may end, start or cut off others, but not those of this list: an operation that is
  // over is not aborted, and its owner waits for on_done().
  for (std::size_t i = 0; i < done_.size(); ++i) done_[i]->on_done();
}

}  // namespace acrida
