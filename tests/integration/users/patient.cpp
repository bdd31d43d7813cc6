// Answers that take two seconds each: many requests are in flight whenever the test stops.
#include <acrida/http.hpp>

using namespace acrida;
using namespace std::chrono_literals;

struct Patient : HttpUser {
  Patient() { add_task(&Patient::wait); }
  task<> wait() { co_await client.get("/slow"); }
};
ACRIDA_USER(Patient)
