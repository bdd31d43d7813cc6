// CPU time per request: HttpUser on a shard against a bare libcurl-multi loop doing the same.
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <sys/epoll.h>
#include <unistd.h>
#include <vector>

#include <curl/curl.h>

#include <acrida/http_user.hpp>

#include "tests/bench/bench_target.hpp"
#include "tests/bench/median.hpp"
#include "tests/bench/program_cost.hpp"
#include "tests/bench/shard_cost.hpp"
#include "tests/support/nginx.hpp"

namespace acrida {
namespace {

constexpr int kUsers = 50;
constexpr std::uint64_t kRequests = 40'000;
constexpr int kPairs = 7;

// --- the bare loop: what the libcurl manual's epoll example does, keep-alive, one thread
// -----------

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

// --- HttpUser: the whole path, statistics included
// ------------------------------------------------

struct Getter final : HttpUser {
  Getter() { add_task(&Getter::get); }
  task<> get() { co_await client.get("/"); }
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

double h2load_us(const std::string& host) {
  return tests::program_us({"h2load", "-t1", "-m1", "-c" + std::to_string(kUsers),
                            "-n" + std::to_string(kRequests), host + "/item"},
                           "(\\d+) done");
}

void compare_http2() {
  const tests::Nginx nginx;
  std::vector<double> ours, theirs, ratio;
  for (int i = 0; i < kPairs; ++i) {
    ours.push_back(http2_user_us(nginx.tls_url()));
    theirs.push_back(h2load_us(nginx.tls_url()));
    ratio.push_back(ours.back() / theirs.back());
  }
  std::printf("http: HttpUser, HTTP/2 with TLS %6.2f us CPU per request, h2load %6.2f (medians)\n",
              tests::median(ours), tests::median(theirs));
  std::printf("http: HTTP/2: HttpUser / h2load %6.3f x (median of pairs; goal <= 1.50)\n",
              tests::median(ratio));
}

int bench() {
  tests::BenchTarget target;
  bare_loop_us(target.url() + "/");  // warms both up
  http_user_us(target.url());
  std::vector<double> bare, http, ratio;
  for (int i = 0; i < kPairs; ++i) {
    bare.push_back(bare_loop_us(target.url() + "/"));
    http.push_back(http_user_us(target.url()));
    ratio.push_back(http.back() / bare.back());
  }
  std::printf("http: bare libcurl-multi loop   %6.2f us CPU per request (median of %d)\n",
              tests::median(bare), kPairs);
  std::printf("http: HttpUser                  %6.2f us CPU per request (median of %d)\n",
              tests::median(http), kPairs);
  std::printf("http: HttpUser / bare loop      %6.3f x (median of pairs; goal <= 1.25)\n",
              tests::median(ratio));
  compare_http2();
  return 0;
}

}  // namespace
}  // namespace acrida

int main() {
  return acrida::bench();
}
