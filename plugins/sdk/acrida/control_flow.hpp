// Control flow: what a task may say about the course of its user and of the test.
#pragma once

#include <string>
#include <string_view>

namespace acrida {

// Each of these ends the task that calls it, from any depth of its coroutines, by throwing one of
// the types below. They derive from nothing, so that `catch (const std::exception&)` lets them
// through; a `catch (...)` must throw them on. The engine never reports them as exceptions. [shard]

/// Ends this user: on_stop of the task sets that it is in, innermost first, then its own. It is not
/// replaced before the number of users is set again.
[[noreturn]] void stop_user();
/// Ends the whole test, as if its time were over; the reason stands in the master's log. A master
/// of Locust's cannot be asked to; then only this user ends.
[[noreturn]] void stop_test(std::string_view reason);
/// The next task begins at once, without the wait.
[[noreturn]] void reschedule();
/// Ends the task set that the task belongs to (its on_stop is called) and goes on in its parent:
/// with the parent's next task at once, or after the parent's wait. Outside of any set it ends just
/// the task.
[[noreturn]] void interrupt(bool reschedule = true);

struct StopUser {};
struct StopTest {
  std::string reason;
};
struct Reschedule {};
struct Interrupt {
  bool reschedule;
};
/// Thrown by expect() and by a look into an answer that is not what it should be, when a request
/// tells of it: ends the task, which is followed by the usual wait.
struct EndTask {};

}  // namespace acrida
