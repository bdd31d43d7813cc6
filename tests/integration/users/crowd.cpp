// Many names, odd ones too, with invented response times: what the tests of the web page look at.
#include <array>
#include <random>
#include <stdexcept>
#include <string>

#include <acrida/acrida.hpp>

using namespace acrida;
using namespace std::chrono_literals;

static Argument<int> names{"names", 400, "Rows of the statistics"};
static Argument<bool> odd{"odd", false, "Odd names too"};
static Argument<double> slow{"slow", 1, "Factor of all response times"};
static Argument<std::string> region{"region", "eu", "Region", {.choices = {"eu", "us"}}};
static Argument<std::string> api_key{"api-key", "", "Key of the API", {.secret = true}};

struct Crowd : User {
  Crowd() {
    wait_time = constant(100ms);
    add_task(&Crowd::look, 20).tag("read");
    add_task(&Crowd::fall).tag("write");
  }

  void note(const std::string& method, const std::string& name, std::string_view error = {}) {
    std::lognormal_distribution<double> milliseconds(3, 0.6);
    environment().record({.method = method,
                          .name = name,
                          .response_time = std::chrono::nanoseconds(
                              std::int64_t(1e6 * *slow * milliseconds(random()))),
                          .content_length_bytes = 1432,
                          .outcome = error.empty() ? Outcome::success : Outcome::failure,
                          .error = error});
  }

  task<> look() {
    for (int i = 0; i < 100; ++i) note("GET", "/page/" + std::to_string(next_++ % *names));
    note("POST", "/order", "no answer after " + std::to_string(next_ % 7) + " ms");
    if (*odd) {
      note("GET", "<img src=x onerror=document.title='hacked'>");
      note("GET", "__proto__");
      note("GET", "\u202Ereversed");
      note("GET", "=cmd|' /C calc'!A0");
      note("GET", std::string(4000, 'x'));
    }
    co_return;
  }

  task<> fall() {
    throw std::runtime_error("<b>the basket</b> is empty");
    co_return;
  }

  int next_ = 0;
};
ACRIDA_USER(Crowd)
