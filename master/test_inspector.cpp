// TestInspector: looks at a test again while the master goes on.
#include "master/test_inspector.hpp"

#include <utility>

#include <boost/asio/post.hpp>

namespace acrida {

namespace asio = boost::asio;

TestInspector::~TestInspector() {
  *alive_ = false;
  thread_.join();
}

void TestInspector::begin(const std::string& test, Then then) {
  is_busy_ = true;
  asio::post(thread_, [this, test, then = std::move(then), alive = alive_] {
    asio::post(loop_, [this, then, alive, inspected = inspect_and_explain(test)] {
      if (!*alive) return;
      is_busy_ = false;
      then(inspected);
    });
  });
}

}  // namespace acrida
