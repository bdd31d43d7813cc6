// Steady: a user that asks ten times a second, on one connection.
#include <acrida/http.hpp>

using namespace acrida;
using namespace std::chrono_literals;

struct Steady : FastHttpUser {
  Steady() {
    wait_time = between(80ms, 120ms);
    add_task(&Steady::look);
  }
  task<> look() { co_await client.get("/item"); }
};
ACRIDA_USER(Steady)
