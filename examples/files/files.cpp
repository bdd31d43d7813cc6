// Users that send what is in a file of the test: see README.md.
#include <fstream>
#include <iterator>

#include <acrida/http.hpp>

using namespace acrida;
using namespace std::chrono_literals;

static TestFile order_file{"order.json"};

struct Buyer : HttpUser {
  Buyer() {
    wait_time = between(100ms, 300ms);
    add_task(&Buyer::buy);
  }
  task<> buy() {
    static const std::string body = content_of(order_file.path());  // once for all users
    co_await client.send("POST", "/echo", body, "application/json");
  }
  static std::string content_of(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
};
ACRIDA_USER(Buyer)
