// TestInspector: looks at a test again while the master goes on.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>

#include "core/base/result.hpp"
#include "core/inspection/inspected_test.hpp"

namespace acrida {

/// To compile a test takes seconds, for which slaves would take the master for dead. The thread only
/// waits for the child that does it. Owned by whoever runs the loop; its end waits for the child.
///
///   TestInspector inspector(loop);
///   inspector.begin("shop.cpp", [](const Result<InspectedTest>& test) { /* on the loop */ });
class TestInspector final {
 public:
  using Then = std::function<void(const Result<InspectedTest>&)>;

  explicit TestInspector(boost::asio::io_context& loop) : loop_(loop) {}
  ~TestInspector();

  bool is_busy() const { return is_busy_; }
  /// Precondition: it is not busy.
  void begin(const std::string& test, Then then);

 private:
  boost::asio::io_context& loop_;
  bool is_busy_ = false;
  /// Shared with what is posted to the loop, which may run when this is gone.
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  boost::asio::thread_pool thread_{1};
};

}  // namespace acrida
