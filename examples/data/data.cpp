// Users that log in with accounts of a file, each of them once: see README.md.
#include <acrida/http.hpp>

using namespace acrida;
using namespace std::chrono_literals;

static Feeder accounts{"accounts.csv", Feeder::unique, {.columns = {"name"}}};
static Feeder words{"words.jsonl", Feeder::random};

struct Member : HttpUser {
  Member() {
    wait_time = between(100ms, 300ms);
    add_task(&Member::visit);
  }
  task<> visit() {
    const Row account = co_await accounts.next(*this);  // when there is no more, this user ends
    co_await client.post("/login", json{{"user", account["name"]}});
    const Row word = co_await words.next(*this);
    co_await client.get("/items?q=" + std::string(word["word"]), {.name = "/items"});
  }
};
ACRIDA_USER(Member)
