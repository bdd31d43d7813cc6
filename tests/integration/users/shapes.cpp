// Two load shapes; one of them crashes when it is asked to.
#include <cstdlib>

#include <acrida/acrida.hpp>

using namespace acrida;
using namespace std::chrono_literals;

static Argument<int> night_users{"night-users", 3, "Users in the evening"};

struct Idler : User {
  Idler() {
    wait_time = constant(100ms);
    add_task(&Idler::idle);
  }
  task<> idle() {
    Request request(*this, "IDLE", "Idler");
    request.finish(0);
    co_return;
  }
};
ACRIDA_USER(Idler)

struct Sleeper : User {
  Sleeper() {
    wait_time = constant(100ms);
    add_task(&Sleeper::sleep_a_bit);
  }
  task<> sleep_a_bit() {
    Request request(*this, "IDLE", "Sleeper");
    request.finish(0);
    co_return;
  }
};
ACRIDA_USER(Sleeper)

// Two users, then five, then only those of one class.
struct Morning : LoadShape {
  std::optional<LoadTarget> tick(const LoadState& state) override {
    if (state.run_time < 2s) return LoadTarget{2, 100, {"Idler", "Sleeper"}};
    if (state.run_time < 4s) return LoadTarget{6, 100};
    if (state.run_time < 6s) return LoadTarget{4, 100, {"Sleeper"}};
    return std::nullopt;
  }
};
ACRIDA_REGISTER(Morning)

struct Evening : LoadShape {
  std::optional<LoadTarget> tick(const LoadState& state) override {
    const char* end = std::getenv("EVENING_END");
    if (end && state.run_time > 1s && end == std::string("crash")) std::abort();
    if (end && state.run_time > 1s && end == std::string("throw"))
      throw std::runtime_error("night");
    return LoadTarget{static_cast<std::uint64_t>(*night_users), 100};
  }
};
ACRIDA_REGISTER(Evening)
