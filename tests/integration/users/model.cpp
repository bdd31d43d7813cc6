// The user model at work: tags, inheritance, a Markov chain, looks into answers, the ends of users.
#include <optional>

#include <acrida/http.hpp>

using namespace acrida;
using namespace std::chrono_literals;

// Not registered: a base for others.
struct Visitor : HttpUser {
  Visitor() {
    wait_time = [this] { return 1ms * (n++ % 3); };
    add_task(&Visitor::inherited).tag("read");
  }
  task<> inherited() { co_await client.get("/item", {.name = "inherited"}); }
  int n = 0;
};

struct Reader : Visitor {
  struct Section : TaskSet<Reader> {
    Section() {
      add_task(&Section::page);
      add_task(&Section::slow).tag("slow");
    }
    task<> page() {
      co_await user().client.get("/item", {.name = "page"});
      interrupt();
    }
    task<> slow() {
      co_await user().client.get("/item", {.name = "slow"});
      interrupt();
    }
  };
  Reader() {
    add_task(&Reader::untagged, 0.5);
    add_tasks<Section>(2).tag("read");
  }
  task<> untagged() { co_await client.get("/item", {.name = "untagged"}); }
};
ACRIDA_USER(Reader)

struct Writer : HttpUser {
  Writer() { add_task(&Writer::write).tag("write"); }
  task<> write() { co_await client.get("/item", {.name = "write"}); }
};
ACRIDA_USER(Writer)

// Looks into answers, each in its own way, and ends the test.
struct Looker : HttpUser {
  Looker() {
    order = TaskOrder::sequential;
    add_task(&Looker::finds);
    add_task(&Looker::finds_no_pointer);
    add_task(&Looker::finds_another_kind);
    add_task(&Looker::finds_no_json);
    add_task(&Looker::finds_no_match);
    add_task(&Looker::expects_in_vain);
    add_task(&Looker::expects_and_goes_on);
    add_task(&Looker::expects_without_a_request);
    add_task(&Looker::ends);
  }
  task<> finds() {
    static const Pattern kSecond{R"re("id":(\d),"name":"(.*)")re"};
    auto reply = co_await client.get("/item", {.name = "finds"});
    const bool right =
        reply.get<int>("/id") == 7 && reply.get<double>("/id") == 7 &&
        reply.get<std::string>("/name") == "item 7" && reply.at("").as_object().size() == 2 &&
        reply.find(kSecond) == "7" && !reply.get<std::optional<int>>("/name") &&
        !reply.get<std::optional<int>>("/price") && reply.get<std::optional<int>>("/id") == 7;
    if (!right) reply.fail("finds something else");
  }
  task<> finds_no_pointer() {
    auto reply = co_await client.get("/items", {.name = "no pointer"});
    if (reply.get<int>("/items/19/id") != 20) reply.fail("finds something else");
    reply.at("/items/20/id");
    reply.pass();  // not reached
  }
  task<> finds_another_kind() {
    auto reply = co_await client.get("/item", {.name = "another kind"});
    reply.get<int>("/name");
    reply.pass();  // not reached
  }
  task<> finds_no_json() {
    auto reply = co_await client.get("/slow?", {.name = "no json", .timeout = 200ms});
    reply.get<int>("/id");
  }
  task<> finds_no_match() {
    static const Pattern kToken{"token=(\\w+)"};
    auto reply = co_await client.get("/item", {.name = "no match"});
    reply.find(kToken);
  }
  task<> expects_in_vain() {
    const auto reply = co_await client.get("/item", {.name = "expect"});
    co_await deeper(reply.status);
    co_await client.get("/item", {.name = "not reached"});
  }
  task<> deeper(int status) {
    expect(status == 201, "status is not 201");
    co_return;
  }
  task<> expects_and_goes_on() {
    auto reply = co_await client.get("/item", {.name = "goes on"});
    if (!reply.expect(reply.status == 201, "not created"))
      co_await client.get("/item", {.name = "reached"});
  }
  task<> expects_without_a_request() {
    expect(false, "nobody to blame");
    co_return;
  }
  task<> ends() {
    stop_test("seen enough");
    co_return;
  }
};
ACRIDA_USER(Looker)

// a -> b 0.7, c 0.3; b -> a; c -> a 0.5, c 0.5. Of 23 steps 10 are a, 7 b and 6 c.
struct Walker : User {
  Walker() {
    order = TaskOrder::markov;
    add_task(&Walker::a).then(&Walker::b, 0.7).then(&Walker::c, 0.3);
    add_task(&Walker::b).then(&Walker::a);
    add_task(&Walker::c).then(&Walker::a).then(&Walker::c);
  }
  task<> a() { return count("a"); }
  task<> b() { return count("b"); }
  task<> c() { return count("c"); }
  task<> count(const char* name) {
    Request(*this, "TASK", name).finish(0);
    if (++steps == 50'000) stop_test("far enough");
    co_return;
  }
  int steps = 0;
};
ACRIDA_USER(Walker)
