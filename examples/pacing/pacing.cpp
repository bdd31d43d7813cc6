// How do I say how often a user acts, and not how long it waits?
#include <acrida/http.hpp>

using namespace acrida;
using namespace std::chrono_literals;

// Ten requests a second for each user, however long each takes (below 100 ms).
struct Steady : HttpUser {
  Steady() {
    wait_time = constant_throughput(10);
    add_task(&Steady::poll);
  }
  task<> poll() { co_await client.get("/slow?ms=5", {.name = "/steady"}); }
};
ACRIDA_USER(Steady)

// Any rule of your own: here a user that gets tired.
struct Tired : HttpUser {
  Tired() {
    wait_time = [this] { return 10ms * ++tasks_done; };
    add_task(&Tired::poll);
  }
  task<> poll() { co_await client.get("/items", {.name = "/tired"}); }
  int tasks_done = 0;
};
ACRIDA_USER(Tired)
