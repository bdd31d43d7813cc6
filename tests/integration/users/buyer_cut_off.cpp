// A transaction that never ends by itself.
#include <acrida/http.hpp>

using namespace acrida;

struct Waiting : HttpUser {
  Waiting() { add_task(&Waiting::wait); }
  task<> wait() {
    const auto waiting = transaction("waiting");
    co_await client.get("/items");
    co_await sleep(std::chrono::hours(1));
  }
};
ACRIDA_USER(Waiting)
