// Two classes, one with a host, a load shape and an argument: what Locust's web API can choose from.
#include <stdexcept>
#include <string>

#include <acrida/acrida.hpp>

using namespace acrida;
using namespace std::chrono_literals;

static Argument<int> my_argument{"my-argument", 1, "A number"};

struct First : User {
  First() {
    host = "http://example.com";
    wait_time = constant(50ms);
    add_task(&First::look);
  }
  task<> look() {
    Request request(*this, "GET", "/<html>");
    request.finish(static_cast<std::uint64_t>(*my_argument));
    co_return;
  }
};
ACRIDA_USER(First)

struct Second : User {
  Second() {
    wait_time = constant(50ms);
    add_task(&Second::fail, 9);
    add_task(&Second::fall);
  }
  task<> fail() {
    Request request(*this, "GET", "/");
    request.finish(0, "Error1337");
    co_return;
  }
  task<> fall() {
    throw std::runtime_error("a \"cool\" exception");
    co_return;
  }
};
ACRIDA_USER(Second)

struct Steps : LoadShape {
  std::optional<LoadTarget> tick(const LoadState& state) override {
    if (state.run_time > 60s) return std::nullopt;
    return LoadTarget{4, 100};
  }
};
ACRIDA_REGISTER(Steps)
