// The same classes as tasks.py: which tasks run, in which order, and how far apart.
#include <atomic>
#include <stdexcept>

#include <acrida/http.hpp>

using namespace acrida;
using namespace std::chrono_literals;

struct Weighted : User {
  static constexpr int kEnough = 60'000;
  Weighted() {
    add_task(&Weighted::often, 6);
    add_task(&Weighted::sometimes, 3);
    add_task(&Weighted::rarely);
  }
  task<> often() { return count("often"); }
  task<> sometimes() { return count("sometimes"); }
  task<> rarely() { return count("rarely"); }
  task<> count(const char* name) {
    Request(*this, "TASK", name).finish(0);
    static std::atomic<int> total = 0;
    if (++total == kEnough) stop_test("enough");
    co_return;
  }
};
ACRIDA_USER(Weighted)

struct Scripted : HttpUser {
  struct Main : SequentialTaskSet<Scripted> {
    struct Checkout : SequentialTaskSet<Scripted> {
      struct Pay : TaskSet<Scripted> {
        Pay() { add_task(&Pay::pay); }
        task<> on_stop() { co_await user().client.get("/pay-stop"); }
        task<> pay() {
          co_await user().client.get("/pay");
          interrupt(false);
        }
      };
      Checkout() {
        add_task(&Checkout::again);
        add_tasks<Pay>();
        add_task(&Checkout::fails);
        add_task(&Checkout::leave);
      }
      task<> on_start() { co_await user().client.get("/checkout-start"); }
      task<> on_stop() { co_await user().client.get("/checkout-stop"); }
      task<> again() {
        co_await user().client.get("/again");
        reschedule();
      }
      task<> fails() {
        co_await user().client.get("/fails");
        throw std::runtime_error("on purpose");
      }
      task<> leave() {
        co_await user().client.get("/leave");
        interrupt();
      }
    };
    struct Closed : TaskSet<Scripted> {
      Closed() { add_task(&Closed::never); }
      task<> on_start() {
        co_await user().client.get("/closed");
        interrupt();
      }
      task<> on_stop() { return never(); }
      task<> never() { co_await user().client.get("/never"); }
    };
    Main() {
      add_task(&Main::first, 2);
      add_tasks<Checkout>();
      add_tasks<Closed>();
      add_task(&Main::last);
    }
    task<> on_start() { co_await user().client.get("/main-start"); }
    task<> on_stop() { co_await user().client.get("/main-stop"); }
    task<> first() { co_await user().client.get("/first"); }
    task<> last() {
      co_await user().client.get("/last");
      if (++user().rounds == 2) stop_user();
    }
  };
  Scripted() { add_tasks<Main>(); }
  task<> on_start() { co_await client.get("/user-start"); }
  task<> on_stop() {
    co_await client.get("/user-stop");
    stop_test("enough");
  }
  int rounds = 0;
};
ACRIDA_USER(Scripted)

struct Paced : User {
  using Clock = std::chrono::steady_clock;
  Paced() {
    wait_time = constant_pacing(100ms);
    add_task(&Paced::work);
  }
  task<> work() {
    const Clock::time_point now = Clock::now();
    if (turns > 2) {
      Request period(*this, "TASK", "period");
      period.response_time = now - last;
      period.finish(0);
      static std::atomic<int> periods = 0;
      if (++periods == 120) stop_test("enough");
    }
    last = now;
    co_await sleep(2ms * (++turns % 5));
  }
  Clock::time_point last;
  int turns = 0;
};
ACRIDA_USER(Paced)
