// Freezing: 400 requests a second for ten seconds, each answered after 20 ms.
#include <acrida/http.hpp>

using namespace acrida;
using namespace std::chrono_literals;

struct Client : FastHttpUser {
  Client() {
    executor = constant_arrival_rate(400, 10s);
    add_task(&Client::ask);
  }
  task<> on_start() { co_await client.get("/", {.name = "warm-up"}); }
  task<> ask() { co_await client.get("/slow?ms=20", {.name = "/slow"}); }
};
ACRIDA_USER(Client)
