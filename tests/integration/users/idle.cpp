// Idle: users that say when they start, and wait.
#include <acrida/acrida.hpp>

using namespace acrida;
using namespace std::chrono_literals;

struct Idle : User {
  Idle() {
    wait_time = constant(1h);
    add_task(&Idle::wait);
  }
  task<> on_start() { co_await measure("USER", "start", sleep(1ms)); }
  task<> wait() { co_return; }
};
ACRIDA_USER(Idle)
