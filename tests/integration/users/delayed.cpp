// Known delays: of 100 answers of one name, 85 take 20 ms, 12 take 60 ms and 3 take 150 ms.
#include <acrida/http.hpp>

using namespace acrida;
using namespace std::chrono_literals;

struct Delayed : HttpUser {
  Delayed() {
    wait_time = constant(1ms);
    add_task(&Delayed::next);
  }
  task<> next() {
    const unsigned place = count_++ % 100;
    const char* path = place < 85 ? "/slow?ms=20" : place < 97 ? "/slow?ms=60" : "/slow?ms=150";
    co_await client.get(path, {.name = "/slow"});
  }
  unsigned count_ = 0;
};
ACRIDA_USER(Delayed)
