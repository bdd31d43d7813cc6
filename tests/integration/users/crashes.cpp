// Users that end their process, each class in its own way, with every 300th task of the process.
#include <atomic>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

#include <acrida/http.hpp>

using namespace acrida;
using namespace std::chrono_literals;

std::atomic<int> tasks_until_crash{300};

struct Crasher : HttpUser {
  Crasher() { wait_time = constant_throughput(40); }
  /// Most tasks do this; true when this one is to crash.
  task<bool> visit() {
    co_await client.get("/items");
    co_await client.get("/item?id=" + std::to_string(id()), {.name = "/item"});
    co_return --tasks_until_crash == 0;
  }
};

struct Segfaulting : Crasher {
  Segfaulting() { add_task(&Segfaulting::browse); }
  [[gnu::noinline]] static void write() {
    volatile int* volatile nowhere = nullptr;
    *nowhere = 1;
  }
  task<> browse() {
    const bool crash = co_await visit();
    if (crash) write();
  }
};
ACRIDA_USER(Segfaulting)

struct Aborting : Crasher {
  Aborting() { add_task(&Aborting::pay); }
  task<> pay() {
    const bool crash = co_await visit();
    if (crash) std::abort();
  }
};
ACRIDA_USER(Aborting)

#pragma GCC diagnostic ignored "-Winfinite-recursion"
struct Recursing : Crasher {
  Recursing() { add_task(&Recursing::descend); }
  [[gnu::noinline]] static int depth_of(volatile int* above) {
    volatile int here[64] = {*above};
    return depth_of(here) + here[0];
  }
  task<> descend() {
    const bool crash = co_await visit();
    volatile int start = 1;
    if (crash) depth_of(&start);
  }
};
ACRIDA_USER(Recursing)

struct Hoarding : Crasher {
  Hoarding() { add_task(&Hoarding::collect); }
  task<> collect() {
    const bool crash = co_await visit();
    static std::vector<std::unique_ptr<char[]>> hoard;
    for (int i = 0; crash && i < 128; ++i) hoard.push_back(std::make_unique<char[]>(16u << 20));
  }
};
ACRIDA_USER(Hoarding)

struct Threading : Crasher {
  Threading() { add_task(&Threading::delegate); }
  static void work() { throw std::out_of_range("no such worker"); }
  task<> delegate() {
    const bool crash = co_await visit();
    if (crash) std::thread(work).join();
  }
};
ACRIDA_USER(Threading)

struct Looping : Crasher {
  Looping() { add_task(&Looping::count_up); }
  task<> count_up() {
    const bool crash = co_await visit();
    for (volatile unsigned i = 0; crash;) i = i + 1;
  }
};
ACRIDA_USER(Looping)
