// A transaction of three requests of which one fails now and then, and metrics of every kind.
#include <acrida/http.hpp>

using namespace acrida;
using namespace std::chrono_literals;

struct Buyer : HttpUser {
  Buyer() {
    wait_time = between(5ms, 20ms);
    add_task(&Buyer::buy);
  }
  task<> buy() {
    const auto checkout = transaction("checkout");
    const auto whole = transaction("whole \"purchase\"");
    const auto items = co_await client.get("/items");
    count("answers");
    trend("size", static_cast<double>(items.body.size()), "bytes");
    gauge("user", static_cast<double>(id()));
    co_await pay();
    const auto last = co_await client.get("/item?id=7", {.name = "/item"});
    count("answers");
    count("bytes", static_cast<double>(last.body.size()));
  }
  task<> pay() {
    const auto paying = transaction("pay");
    const char* const path = ++purchases_ % 3 == 0 ? "/missing" : "/item";
    const auto paid = co_await client.get(path);
    count("answers");
  }
  int purchases_ = 0;
};
ACRIDA_USER(Buyer)
