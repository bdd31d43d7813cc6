// Calls that block: short ones, and some that do not end before the test does.
#include <thread>

#include <acrida/acrida.hpp>

using namespace acrida;
using namespace std::chrono_literals;

int square(int n) {
  std::this_thread::sleep_for(5ms);
  return n * n;
}

struct Blocking : User {
  Blocking() {
    fixed_count = 20;
    add_task(&Blocking::call);
  }
  task<> call() {
    auto reply = co_await measure("CALL", "square", offload(&square, 7));
    reply.expect(*reply == 49, "wrong");
  }
};
ACRIDA_USER(Blocking)

struct Hanging : User {
  Hanging() {
    fixed_count = 3;
    add_task(&Hanging::call);
  }
  task<> call() {
    const auto hang = [](bool forever) { std::this_thread::sleep_for(forever ? 1h : 0h); };
    co_await measure("CALL", "hang", offload(hang, called_++ > 0));
  }
  int called_ = 0;
};
ACRIDA_USER(Hanging)
