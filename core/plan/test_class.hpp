// TestClass: a user class of a test, as its inspection found it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <acrida/executor.hpp>

#include "core/plan/test_task.hpp"
#include "core/plan/user_class.hpp"

namespace acrida {

struct TestClass {
  UserClass plan;
  std::string host;              // the class's own; "" = none
  std::string order = "random";  // of its tasks: see TestTask
  std::vector<TestTask> tasks;
  ExecutorSpec executor = {};
  std::uint64_t sockets = 0;  // that each user needs at least
};

}  // namespace acrida
