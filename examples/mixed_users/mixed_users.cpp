// How do different kinds of users share a run?
#include <acrida/http.hpp>

using namespace acrida;
using namespace std::chrono_literals;

// A base for others: it is not registered, so nobody runs it by itself.
struct SignedIn : HttpUser {
  SignedIn() {
    wait_time = constant(50ms);
    add_task(&SignedIn::items);  // inherited by all below
  }
  task<> on_start() override { co_await client.post("/login", json{{"user", id()}}); }
  task<> items() { co_await client.get("/items"); }
};

struct Reader : SignedIn {
  Reader() { weight = 3; }
};
struct Writer : SignedIn {
  Writer() {
    weight = 1;
    add_task(&Writer::order, 2);
  }
  task<> order() { co_await client.post("/echo", json{{"item", id()}}, {.name = "/order"}); }
};
// One for the whole test, whatever the number of users.
struct Monitor : HttpUser {
  Monitor() {
    fixed_count = 1;
    wait_time = constant_pacing(200ms);
    add_task(&Monitor::check);
  }
  task<> check() { co_await client.get("/", {.name = "/health"}); }
};
ACRIDA_USER(Reader)
ACRIDA_USER(Writer)
ACRIDA_USER(Monitor)
