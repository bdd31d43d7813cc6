// Redis: how do I test a server that speaks a protocol of its own? RESP over a TcpUser.
#include <acrida/tcp.hpp>

using namespace acrida;
using namespace std::chrono_literals;

// One command, as the server reads it: "*2\r\n$3\r\nGET\r\n$5\r\nkey-1\r\n".
template <class... Words>
std::string resp(const Words&... words) {
  std::string text = "*" + std::to_string(sizeof...(words)) + "\r\n";
  const auto append = [&](std::string_view word) {
    text += "$" + std::to_string(word.size()) + "\r\n";
    text.append(word).append("\r\n");
  };
  (append(words), ...);
  return text;
}

struct RedisUser : TcpUser {
  RedisUser() {
    wait_time = between(10ms, 50ms);
    add_task(&RedisUser::set_and_get, 3);
    add_task(&RedisUser::count, 2);
    add_task(&RedisUser::count_in_a_pipeline);
  }

  task<> set_and_get() {
    const bool ready = co_await connect();
    if (!ready) co_return;
    const std::string key = "key-" + std::to_string(id());
    const std::string value = "value " + std::to_string(random()());
    auto stored = co_await measure("REDIS", "SET", command(resp("SET", key, value)));
    if (!stored.ok()) co_return;
    stored.expect(*stored == "OK", "SET was not acknowledged");
    auto read = co_await measure("REDIS", "GET", command(resp("GET", key)));
    if (read.ok()) read.expect(*read == value, "GET gave another value than was SET");
  }

  task<> count() {
    const bool ready = co_await connect();
    if (!ready) co_return;
    const std::string key = "counter-" + std::to_string(id());
    auto reply = co_await measure("REDIS", "INCR", command(resp("INCR", key)));
    if (reply.ok()) reply.expect(std::stoll(*reply) == ++counted_, "INCR lost or doubled a count");
  }

  // Ten commands are sent at once and are one request: what counts is when all answers are there.
  task<> count_in_a_pipeline() {
    const bool ready = co_await connect();
    if (!ready) co_return;
    const std::string key = "counter-" + std::to_string(id());
    std::string commands;
    for (int i = 0; i < kPipeline; ++i) commands += resp("INCR", key);
    auto last = co_await measure("REDIS", "10 x INCR", pipeline(commands));
    counted_ += kPipeline;
    if (last.ok()) last.expect(std::stoll(*last) == counted_, "INCR lost or doubled a count");
  }

 private:
  static constexpr int kPipeline = 10;

  // At the start, and again whenever the server has gone: a failed operation closes the connection.
  task<bool> connect() {
    if (client.connected()) co_return true;
    const auto opened = co_await measure("REDIS", "connect", client.connect());
    if (!opened.ok()) co_return false;
    const std::string key = "counter-" + std::to_string(id());
    auto known = co_await measure("REDIS", "GET", command(resp("GET", key)));
    counted_ = known.ok() && !known->empty() ? std::stoll(*known) : 0;
    co_return known.ok();
  }

  task<std::string> command(std::string text) {
    co_await client.send(text);
    co_return co_await receive_reply();
  }

  task<std::string> pipeline(std::string commands) {
    co_await client.send(commands);
    std::string last;
    for (int i = 0; i < kPipeline; ++i) last = co_await receive_reply();
    co_return last;
  }

  // "+OK", ":7", "$5" and five bytes, "$-1" for nothing; "-ERR why" is thrown, and so a failure.
  task<std::string> receive_reply() {
    const std::string_view line = co_await client.receive_until("\r\n");
    const char kind = line.front();
    const std::string text(line.substr(1, line.size() - 3));
    if (kind == '-') throw std::runtime_error(text);
    if (kind != '$') co_return text;
    const int bytes = std::stoi(text);
    if (bytes < 0) co_return std::string();
    const std::string_view bulk = co_await client.receive(static_cast<std::size_t>(bytes) + 2);
    co_return std::string(bulk.substr(0, bulk.size() - 2));
  }

  long long counted_ = 0;
};
ACRIDA_USER(RedisUser)
