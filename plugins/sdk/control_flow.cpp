// Control flow: the functions that throw.
#include <acrida/control_flow.hpp>

namespace acrida {

void stop_user() {
  throw StopUser{};
}

void stop_test(std::string_view reason) {
  throw StopTest{std::string(reason)};
}

void reschedule() {
  throw Reschedule{};
}

void interrupt(bool reschedule) {
  throw Interrupt{reschedule};
}

}  // namespace acrida
