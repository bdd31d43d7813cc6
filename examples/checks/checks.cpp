// How do I look into an answer, and decide how the request counts?
#include <acrida/http.hpp>

using namespace acrida;
using namespace std::chrono_literals;

struct Checker : HttpUser {
  Checker() {
    wait_time = constant(50ms);
    add_task(&Checker::look_into);
    add_task(&Checker::missing);
    add_task(&Checker::named_by_answer);
  }

  task<> on_start() {
    auto login = co_await client.post("/login", json{{"user", id()}});
    session = login.get<std::string>("/session");  // a JSON pointer
    client.set_header("X-Session", session);
  }

  task<> look_into() {
    auto list = co_await client.get("/items");
    expect(list.status == 200, "no list");  // else the request fails and the task ends
    const auto first = list.get<int>("/items/0/id");
    auto item = co_await client.get("/item?id=" + std::to_string(first), {.name = "/item"});
    item.expect(item.get<int>("/price_cents") > 0, "it costs nothing");  // else it fails; go on
  }

  // A status of 400 and above is a failure unless the test knows better.
  task<> missing() {
    auto reply = co_await client.get("/status/404", {.name = "/missing"});
    if (reply.status == 404) reply.pass();
  }

  task<> named_by_answer() {
    auto reply = co_await client.get("/item?id=7");
    reply.rename("/item of " + std::string(reply.header("Content-Type")));
  }

  std::string session;
};
ACRIDA_USER(Checker)
