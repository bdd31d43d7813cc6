// A test whose values are chosen when it is started: see README.md.
#include <acrida/http.hpp>

using namespace acrida;
using namespace std::chrono_literals;

static Argument<int> page_size{"page-size", 20, "Items per page"};
static Argument<double> think_time{"think-time", 0.2, "Seconds between two tasks"};
static Argument<std::string> region{"region", "eu", "Region", {.choices = {"eu", "us"}}};
static Argument<std::vector<std::string>> areas{"areas", {"books", "music"}, "What is looked at"};
static Argument<bool> log_in{"log-in", false, "Log in first"};
static Argument<std::string> api_key{"api-key", "", "Key of the API", {.secret = true}};

struct Reader : HttpUser {
  Reader() {
    wait_time = constant(std::chrono::milliseconds(static_cast<int>(*think_time * 1000)));
    add_task(&Reader::read);
  }
  task<> on_start() {
    if (!api_key->empty()) client.set_header("X-Key", *api_key);
    if (*log_in) co_await client.post("/login", json{{"user", id()}, {"region", *region}});
  }
  task<> read() {
    const std::string& area = (*areas)[random()() % areas->size()];
    co_await client.get("/items?n=" + std::to_string(*page_size) + "&area=" + area,
                        {.name = "/items"});
  }
};
ACRIDA_USER(Reader)
