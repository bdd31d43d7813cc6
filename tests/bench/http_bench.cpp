// CPU time per request: HttpUser on a shard against a bare libcurl-multi loop doing the same, and with HTTP/2
// against h2load; generators on one core, nginx on another.
#include <cstdint>
#include <memory>
#include <string>
#include <sys/epoll.h>
#include <unistd.h>
#include <vector>

#include <curl/curl.h>

#include <acrida/http_user.hpp>

#include "tests/bench/core_pin.hpp"
#include "tests/bench/paired_figures.hpp"
#include "tests/bench/rivals.hpp"
#include "tests/bench/shard_cost.hpp"
#include "tests/support/nginx.hpp"

namespace acrida {
namespace {

constexpr int kUsers = 50;
constexpr std::uint64_t kRequests = 30'000;
constexpr int kRounds = 5;
constexpr const char* kUnit = "us CPU per request";

// The bare loop: what the libcurl manual's epoll example does, keep-alive, one thread.

struct BareLoop {
  CURLM* multi = curl_multi_init();
  int set = epoll_create1(EPOLL_CLOEXEC);
  long timeout_ms = -1;
  std::uint64_t done = 0;
  std::uint64_t bytes = 0;

  static int on_socket(CURL*, curl_socket_t fd, int what, void* self_pointer, void* known) {
    auto& self = *static_cast<BareLoop*>(self_pointer);
    epoll_event event{};
    event.data.fd = fd;
    if (what & CURL_POLL_IN) event.events |= EPOLLIN;
    if (what & CURL_POLL_OUT) event.events |= EPOLLOUT;
    if (what == CURL_POLL_REMOVE) return epoll_ctl(self.set, EPOLL_CTL_DEL, fd, nullptr), 0;
    epoll_ctl(self.set, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event);
    if (!known) curl_multi_assign(self.multi, fd, self_pointer);
    return 0;
  }
  static int on_timer(CURLM*, long ms, void* self) {
    static_cast<BareLoop*>(self)->timeout_ms = ms;
    return 0;
  }
  static std::size_t on_body(char*, std::size_t size, std::size_t count, void* self) {
    static_cast<BareLoop*>(self)->bytes += size * count;
    return size * count;
  }

  void restart_finished() {
    int left = 0;
    while (CURLMsg* message = curl_multi_info_read(multi, &left)) {
      CURL* easy = message->easy_handle;
      curl_multi_remove_handle(multi, easy);
      ++done;
      curl_multi_add_handle(multi, easy);
    }
  }

  void run(const std::string& url) {
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, &on_socket);
    curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, &on_timer);
    curl_multi_setopt(multi, CURLMOPT_TIMERDATA, this);
    std::vector<CURL*> handles;
    for (int i = 0; i < kUsers; ++i) {
      CURL* easy = curl_easy_init();
      curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
      curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &on_body);
      curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
      curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
      curl_multi_add_handle(multi, easy);
      handles.push_back(easy);
    }
    int running = 0;
    while (done < kRequests) {
      if (timeout_ms == 0) {
        timeout_ms = -1;  // libcurl says when it has another deadline
        curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
        restart_finished();
        if (timeout_ms == 0) continue;
      }
      epoll_event events[256];
      const int count =
          epoll_wait(set, events, 256, timeout_ms < 0 ? 100 : static_cast<int>(timeout_ms));
      if (count == 0 && timeout_ms > 0)
        curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
      for (int i = 0; i < count; ++i)
        curl_multi_socket_action(multi, events[i].data.fd,
                                 (events[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
                                     (events[i].events & ~EPOLLOUT ? CURL_CSELECT_IN : 0),
                                 &running);
      restart_finished();
    }
    for (CURL* easy : handles) {
      curl_multi_remove_handle(multi, easy);
      curl_easy_cleanup(easy);
    }
    curl_multi_cleanup(multi);
    ::close(set);
  }
};

double bare_loop_us(const std::string& url) {
  BareLoop loop;
  const double before = tests::cpu_time_us();
  loop.run(url);
  return (tests::cpu_time_us() - before) / static_cast<double>(loop.done);
}

// HttpUser: the whole path, statistics included.

struct Getter final : HttpUser {
  Getter() { add_task(&Getter::get); }
  task<> get() { co_await client.get("/item"); }
};

double http_user_us(const std::string& host) {
  static const UserClassEntry entry{"Getter", [] { return std::unique_ptr<User>(new Getter); },
                                    nullptr};
  return tests::shard_us_per_request(entry, host, kUsers, kRequests);
}

struct Http2Getter final : HttpUser {
  Http2Getter() {
    client.verify_tls = false;
    client.http2 = true;
    add_task(&Http2Getter::get);
  }
  task<> get() { co_await client.get("/item"); }
};

double http2_user_us(const std::string& host) {
  static const UserClassEntry entry{"Http2Getter",
                                    [] { return std::unique_ptr<User>(new Http2Getter); }, nullptr};
  return tests::shard_us_per_request(entry, host, kUsers, kRequests);
}

void bench() {
  const tests::CorePin generators(tests::kGeneratorCore);
  const auto nginx = [] {
    const tests::CorePin servers(tests::server_core());
    return std::make_unique<tests::Nginx>();
  }();
  const std::string what = "nginx, " + std::to_string(kUsers) + " connections";
  tests::PairedFigures plain("http", what, kUnit, [&] { return http_user_us(nginx->url()); });
  plain.against("libcurl-multi loop", 1.25, [&] { return bare_loop_us(nginx->url() + "/item"); });
  plain.run(kRounds);
  tests::PairedFigures http2("http", what + ", HTTP/2 with TLS", kUnit,
                             [&] { return http2_user_us(nginx->tls_url()); });
  http2.against("h2load", 1.5, [&] {
    return tests::h2load_http2_us(nginx->tls_url() + "/item", kUsers, kRequests);
  });
  http2.run(kRounds);
}

}  // namespace
}  // namespace acrida

int main() {
  acrida::bench();
}
