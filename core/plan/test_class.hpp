// TestClass: a user class of a test, as its inspection found it.
#pragma once

#include <string>

#include "core/plan/user_class.hpp"

namespace acrida {

struct TestClass {
  UserClass plan;
  std::string host;  // the class's own; "" = none
};

}  // namespace acrida
