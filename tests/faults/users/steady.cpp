// Steady: a user that asks about ten times a second, on one connection; some answers take a second.
#include <acrida/http.hpp>

using namespace acrida;
using namespace std::chrono_literals;

struct Steady : FastHttpUser {
  Steady() {
    wait_time = between(80ms, 120ms);
    add_task(&Steady::look, 20);
    add_task(&Steady::read);
  }
  task<> look() { co_await client.get("/item"); }
  task<> read() { co_await client.get("/slow"); }
};
ACRIDA_USER(Steady)
