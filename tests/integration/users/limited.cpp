// Ten requests a second for each user, one in ten for what there is not; limits of its own.
#include <acrida/http.hpp>

using namespace acrida;
using namespace std::chrono_literals;

static TestThreshold sound{"failures<15%"};
static TestThreshold there{"p95(GET /items) < 60s"};

struct Limited : HttpUser {
  Limited() {
    wait_time = constant_pacing(100ms);
    add_task(&Limited::items);
  }

  task<> items() {
    const bool missing = ++turn_ % 10 == 0;
    co_await client.get(missing ? "/missing" : "/items", {.name = "/items"});
  }
  int turn_ = 0;
};
ACRIDA_USER(Limited)
