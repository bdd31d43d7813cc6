// Open model: visitors come whether or not the server is fast: see README.md.
#include <acrida/http.hpp>

using namespace acrida;
using namespace std::chrono_literals;

struct Visitor : FastHttpUser {
  Visitor() { add_task(&Visitor::look); }
  task<> look() { co_await client.get("/items"); }
};

// People who do not know of each other come at random times.
struct Browsing : Visitor {
  Browsing() {
    fixed_count = 50;
    executor = constant_arrival_rate(40, 4s).poisson();
  }
};

// A rush comes and goes while the others browse.
struct Rush : Visitor {
  Rush() {
    fixed_count = 100;
    executor = ramping_arrival_rate(0, {{1s, 200}, {1s, 200}, {1s, 0}}).after(500ms);
  }
};

// A queue of orders that a few workers empty, one after the other.
struct Orders : FastHttpUser {
  Orders() {
    fixed_count = 2;
    executor = shared_iterations(30);
    add_task(&Orders::place);
  }
  task<> place() { co_await client.post("/echo", json{{"item", 1}}, {.name = "/order"}); }
};

ACRIDA_USER(Browsing)
ACRIDA_USER(Rush)
ACRIDA_USER(Orders)
