// Load shapes: the number of users as a function of time. See README.md.
#include <cmath>
#include <numbers>

#include <acrida/http.hpp>
#include <acrida/shapes.hpp>

using namespace acrida;
using namespace std::chrono_literals;

static Argument<double> day{"day-seconds", 60, "How long a day of the shape Workday lasts"};
static Argument<int> peak{"peak-users", 40, "Users at noon"};

struct Browser : HttpUser {
  Browser() {
    wait_time = constant(200ms);
    add_task(&Browser::browse);
  }
  task<> browse() { co_await client.get("/items"); }
};
ACRIDA_USER(Browser)

struct Buyer : HttpUser {
  Buyer() {
    wait_time = constant(500ms);
    add_task(&Buyer::buy);
  }
  task<> buy() { co_await client.post("/echo", json{{"item", 1}}, {.name = "/order"}); }
};
ACRIDA_USER(Buyer)

// From few users up to the peak at noon and down again; nobody buys in the morning.
struct Workday : LoadShape {
  std::optional<LoadTarget> tick(const LoadState& state) override {
    const double hour = 24 * std::chrono::duration<double>(state.run_time).count() / *day;
    if (hour >= 24) return std::nullopt;  // the run is over
    const double height = std::sin(std::numbers::pi * hour / 24);
    LoadTarget target{static_cast<std::uint64_t>(std::ceil(*peak * height)), 20};
    if (hour < 9) target.user_classes = {"Browser"};
    if (hour >= 9) target.user_classes = {"Browser", "Buyer"};
    return target;
  }
};
ACRIDA_REGISTER(Workday)

// A ready-made shape with a name of its own.
struct Rush : Spike {
  Rush() : Spike({.base_users = 5, .peak_users = 60, .at = 2s, .hold = 2s, .duration = 6s}) {}
};
ACRIDA_REGISTER(Rush)
