// Users that leave their slave almost idle, and users that need most of a core.
#include <acrida/acrida.hpp>

using namespace acrida;
using namespace std::chrono_literals;

struct Idler : User {
  Idler() {
    wait_time = constant(50ms);
    add_task(&Idler::rest);
  }
  task<> rest() { co_await measure("WAIT", "rest", sleep(1ms)); }
};

struct Worker : User {
  Worker() {
    wait_time = constant(40ms);
    add_task(&Worker::work);
  }
  task<> work() { co_await measure("WORK", "compute", compute()); }
  task<> compute() {
    const auto end = std::chrono::steady_clock::now() + 5ms;
    while (std::chrono::steady_clock::now() < end) {
    }
    co_return;
  }
};

ACRIDA_USER(Idler)
ACRIDA_USER(Worker)
