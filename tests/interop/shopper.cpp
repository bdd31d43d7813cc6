// The Acrida side of the interoperation tests: the same class and requests as locustfile.py.
#include <acrida/http.hpp>

using namespace acrida;
using namespace std::chrono_literals;

struct Shopper : HttpUser {
  Shopper() {
    wait_time = between(20ms, 50ms);
    add_task(&Shopper::items, 3);
    add_task(&Shopper::missing);
  }
  task<> items() { co_await client.get("/items"); }
  task<> missing() { co_await client.get("/missing"); }
};
ACRIDA_USER(Shopper)
