// A shop: how do I write a first test? Users log in, browse often and buy sometimes.
#include <acrida/http.hpp>

using namespace acrida;
using namespace std::chrono_literals;

struct Shopper : HttpUser {
  Shopper() {
    wait_time = between(100ms, 500ms);
    add_task(&Shopper::browse, 3);
    add_task(&Shopper::buy);
  }
  task<> on_start() { co_await client.post("/login", json{{"user", id()}}); }
  task<> browse() { co_await client.get("/items"); }
  task<> buy() {
    auto item = co_await client.get("/item?id=7", {.name = "/item"});
    if (item.status != 200) item.fail("no item");
  }
};
ACRIDA_USER(Shopper)
