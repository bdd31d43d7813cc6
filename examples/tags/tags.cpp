// How do I run only a part of a test?
#include <acrida/http.hpp>

using namespace acrida;
using namespace std::chrono_literals;

struct Shopper : HttpUser {
  Shopper() {
    wait_time = constant(50ms);
    add_task(&Shopper::browse, 5).tag("read", "quick");
    add_task(&Shopper::report).tag("read", "slow");
    add_task(&Shopper::order).tag("write");
  }
  task<> browse() { co_await client.get("/items"); }
  task<> report() { co_await client.get("/slow?ms=100", {.name = "/report"}); }
  task<> order() { co_await client.post("/echo", json{{"item", 7}}, {.name = "/order"}); }
};
ACRIDA_USER(Shopper)
