// Throws in on_start (each first attempt), in a task (each second call) and in on_stop.
#include <stdexcept>

#include <acrida/http.hpp>

using namespace acrida;
using namespace std::chrono_literals;

struct Thrower : HttpUser {
  Thrower() {
    wait_time = constant(50ms);
    add_task(&Thrower::work);
  }
  task<> on_start() {
    if (attempts_++ == 0) throw std::runtime_error("on_start fails once");
    co_return;
  }
  task<> on_stop() {
    co_await client.get("/item");
    throw std::runtime_error("on_stop fails");
  }
  task<> work() {
    co_await client.get("/items");
    if (calls_++ % 2 == 1) throw std::out_of_range("every second task fails");
  }
  int attempts_ = 0;
  int calls_ = 0;
};
ACRIDA_USER(Thrower)
