// Shows the values of its arguments in the name of its requests; of the secret only the length.
#include <acrida/http.hpp>

using namespace acrida;
using namespace std::chrono_literals;

static Argument<int> page_size{"page-size", 20, "Items per page"};
static Argument<double> factor{"factor", 0.5, "Any number"};
static Argument<std::string> region{"region", "eu", "Region", {.choices = {"eu", "us"}}};
static Argument<std::vector<std::string>> areas{"areas", {"a", "b"}, "Areas"};
static Argument<bool> cached{"cached", true, "Ask the cache"};
static Argument<std::string> api_key{
    "api-key", "default-key", "Key", {.secret = true, .required = true}};

struct Shower : HttpUser {
  Shower() {
    wait_time = constant(100ms);
    add_task(&Shower::show);
  }
  task<> show() {
    std::string name = std::to_string(*page_size) + " " + std::to_string(*factor).substr(0, 4) +
                       " " + *region + " " + (*cached ? "cached" : "fresh");
    for (const std::string& area : *areas) name += " " + area;
    name += " key of " + std::to_string(api_key->size());
    co_await client.get("/items", {.name = name});
  }
};
ACRIDA_USER(Shower)
