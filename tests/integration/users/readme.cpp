// The calls of the README's table, so that they compile.
#include <array>
#include <optional>
#include <string>

#include <acrida/acrida.hpp>
#include <acrida/http.hpp>
#include <acrida/tcp.hpp>
#include <acrida/udp.hpp>

using namespace acrida;
using namespace std::chrono_literals;

task<std::string> any_task() {
  co_return "value";
}
int query(std::string sql) {
  return static_cast<int>(sql.size());
}
static Argument<int> size{"page-size", 20, "Items"};
static Feeder accounts{"../../../examples/data/accounts.csv", Feeder::unique};

struct Caller : HttpUser {
  Caller() {
    wait_time = between(1s, 3s);
    wait_time = constant(1s);
    wait_time = constant_pacing(1s);
    wait_time = constant_throughput(0.5);
    wait_time = [this] { return 10ms * n++; };
    order = TaskOrder::sequential;
    order = TaskOrder::markov;
    weight = 3;
    fixed_count = 2;
    add_task(&Caller::call).then(&Caller::call, 0.8).then(&Caller::end, 0.2).then<Checkout>();
    add_task(&Caller::end).then(&Caller::call);
    add_tasks<Checkout>(2).then(&Caller::end);
  }
  struct Checkout : TaskSet<Caller> {
    Checkout() { add_task(&Checkout::pay).tag("slow", "db"); }
    task<> pay() {
      co_await user().client.post("/pay");
      expect(parent().wait_time.is_set(), "why");
      interrupt();
    }
  };
  struct Steps : SequentialTaskSet<Caller> {};
  struct Walk : MarkovTaskSet<Caller> {};
  task<> end() {
    if (id() == 1) stop_test("sold out");
    if (id() == 2) stop_user();
    reschedule();
    co_return;
  }
  task<> call() {
    client.set_header("X-Key", "1");
    client.timeout = 5s;
    client.ca_file = "ca.pem";
    const std::string n = std::to_string(*size);
    co_await client.get("/item?id=" + n, {.name = "/item"});
    co_await client.post("/a", json{{"k", 1}});
    const std::array<HttpField, 1> fields{{{"name", "value"}}};
    co_await client.post("/a", {.form = fields});
    const std::string body = "text";
    auto reply = co_await client.send("PUT", "/a", body, "text/plain");
    if (reply.status == 200 && reply.error.empty() && reply.response_time < 1s) reply.pass();
    if (reply.body.empty() || reply.header("ETag").empty() || reply.json().is_null())
      reply.fail("why");
    reply.expect(reply.ok(), "why");
    expect(reply.ok(), "why");
    static const Pattern kToken{"token=(\\w+)"};
    const std::string token = reply.find(kToken);
    const auto first = reply.get<int>("/items/0/id");
    const auto maybe = reply.get<std::optional<int>>("/items/0/price");
    if (reply.at("/items").is_array() && maybe && *maybe > first) co_return;
    auto r = co_await measure("REDIS", "GET", any_task());
    if (!r.ok() || !r.error.empty() || (*r).empty()) r.fail("why");
    co_await within(5s, any_task());
    const std::string sql = "select 1";
    const int fd = co_await offload(&query, sql);
    co_await readable(fd);
    co_await writable(fd);
    const Row row = co_await accounts.next(*this);
    co_await client.post("/login", json{{"user", row["name"]}});
    co_await sleep(50ms);
  }
  int n = 0;
};
ACRIDA_USER(Caller)

struct TcpCaller : TcpUser {
  TcpCaller() { add_task(&TcpCaller::call); }
  task<> call() {
    const std::string bytes = "ping\r\n";
    const std::size_t n = 4;
    co_await client.connect();
    co_await client.send(bytes);
    co_await client.receive_until("\r\n");
    co_await client.receive(n);
    co_await client.receive_frame();
  }
};
ACRIDA_USER(TcpCaller)

struct UdpCaller : UdpUser {
  UdpCaller() { add_task(&UdpCaller::call); }
  task<> call() {
    const std::string bytes = "ping";
    co_await client.connect();
    co_await client.request(bytes);
    co_await client.send(bytes);
    co_await client.receive();
  }
};
ACRIDA_USER(UdpCaller)
