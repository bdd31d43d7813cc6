// Thresholds: how does a run fail a build? Limits for the whole fleet, in the test itself.
#include <acrida/http.hpp>

using namespace acrida;
using namespace std::chrono_literals;

static TestThreshold fast{"p95(/items)<2s for 1s"};
static TestThreshold sound{"failures<1% abort"};
static TestThreshold busy{"rate>1 after 1s"};

struct Visitor : HttpUser {
  Visitor() {
    wait_time = between(50ms, 150ms);
    add_task(&Visitor::look);
  }
  task<> look() { co_await client.get("/items"); }
};
ACRIDA_USER(Visitor)
