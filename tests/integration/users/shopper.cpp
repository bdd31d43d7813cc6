// Every kind of answer that the nginx of the tests gives, each under a name of its own.
#include <acrida/http.hpp>

using namespace acrida;
using namespace std::chrono_literals;

struct Shopper : HttpUser {
  Shopper() {
    wait_time = between(20ms, 100ms);
    add_task(&Shopper::items, 4);
    add_task(&Shopper::item, 3);
    add_task(&Shopper::missing);
    add_task(&Shopper::unavailable);
    add_task(&Shopper::echo, 2);
  }
  task<> items() { co_await client.get("/items"); }
  task<> item() { co_await client.get("/item?id=" + std::to_string(id()), {.name = "/item"}); }
  task<> missing() { co_await client.get("/missing"); }
  task<> unavailable() { co_await client.get("/status-503"); }
  task<> echo() { co_await client.post("/echo", json{{"user", id()}}); }
};
ACRIDA_USER(Shopper)
