// How do I time several requests as one, and count what the business counts?
#include <acrida/http.hpp>

using namespace acrida;
using namespace std::chrono_literals;

struct Buyer : HttpUser {
  Buyer() {
    wait_time = between(50ms, 100ms);
    add_task(&Buyer::buy);
  }
  task<> buy() {
    auto purchase = transaction("purchase");  // until the end of its scope
    auto item = co_await client.get("/item?id=7", {.name = "/item"});
    const int price_cents = item.get<int>("/price_cents");
    co_await client.post("/echo", json{{"item", 7}}, {.name = "/pay"});
    count("orders");
    trend("price", price_cents, "cents");
  }
};
ACRIDA_USER(Buyer)
