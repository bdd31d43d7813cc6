// An argument with the name of one of Acrida's options.
#include <acrida/acrida.hpp>

using namespace acrida;

static Argument<int> users{"users", 20, "Clashes with --users"};

struct Idle : User {
  Idle() { add_task(&Idle::idle); }
  task<> idle() { co_await sleep(std::chrono::seconds(1)); }
};
ACRIDA_USER(Idle)
