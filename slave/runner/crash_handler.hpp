// CrashHandler: what a runner notes of its own end.
#pragma once

#include <string_view>
#include <sys/types.h>

#include "slave/journal/journal.hpp"

namespace acrida {

/// Handlers for the signals that end a process (SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT) and for
/// std::terminate. They write the stack of the thread into the journal, by async-signal-safe calls
/// only, and then let the signal do what it does by default, a core dump included. In sanitizer
/// builds, whose own reports are better, there are none.
///
///   CrashHandler::install(journal);     // once, [load-time]
///   CrashHandler::adopt_thread();       // at the start of each thread, so that an overflow of its
///                                       // stack is noted too
class CrashHandler {
 public:
  /// False in sanitizer builds; the functions below then do nothing (but end the process).
  static bool is_supported();
  /// The journal outlives the process's last signal.
  static void install(Journal& journal);
  /// Gives the calling thread a stack of its own for handlers, until the thread ends. [any]
  static void adopt_thread();
  /// Ends the process as a crash for the reason that `message` says. [any]
  [[noreturn]] static void end(std::string_view message);
  /// The same, with the stack of another thread of this process, which may be in an endless loop.
  static void end_in(pid_t thread, std::string_view message);
  /// Asks a thread for its stack: it is in the journal's `stall` once that is complete.
  static void look_at(pid_t thread);
};

}  // namespace acrida
