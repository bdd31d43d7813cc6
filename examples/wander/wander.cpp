// How do users wander from page to page as real ones do?
#include <acrida/http.hpp>

using namespace acrida;
using namespace std::chrono_literals;

struct Visitor : HttpUser {
  Visitor() {
    wait_time = constant(20ms);
    order = TaskOrder::markov;  // the first task first, then as then() says
    add_task(&Visitor::home).then(&Visitor::list, 9).then(&Visitor::home, 1);
    add_task(&Visitor::list).then(&Visitor::item, 3).then(&Visitor::home, 1);
    add_task(&Visitor::item).then(&Visitor::list, 1).then(&Visitor::home, 1);
  }
  task<> home() { co_await client.get("/"); }
  task<> list() { co_await client.get("/items"); }
  task<> item() { co_await client.get("/item?id=3", {.name = "/item"}); }
};
ACRIDA_USER(Visitor)
