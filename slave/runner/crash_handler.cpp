// CrashHandler: sigaction(2), sigaltstack(2) and the unwinder.
#include "slave/runner/crash_handler.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <exception>
#include <fcntl.h>
#include <memory>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>
#include <unwind.h>

#include "slave/shard/user_exception_table.hpp"

namespace acrida {
namespace {

using journal::StackNote;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSupported = false;
#else
constexpr bool kSupported = true;
#endif

constexpr int kFatalSignals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
constexpr std::size_t kHandlerStackBytes = 256u << 10;
/// The unwinder needs a microsecond for each.
constexpr std::uint64_t kMaxWalkedFrames = 500'000;
constexpr std::uintptr_t kLowestAddress = 4096;
/// How far below the stack's end its overflow may hit: frames may be large.
constexpr std::uintptr_t kOverflowReach = 1u << 20;
constexpr int kOtherCrashWait_s = 5;

std::atomic<journal::Header*> header{nullptr};
std::atomic<pid_t> dying{0};    // the thread that writes the crash note
std::atomic<pid_t> watched{0};  // the thread that is to write the stall note
thread_local std::uintptr_t stack_low = 0;

int look_signal() {
  return SIGRTMIN + 5;
}

pid_t this_thread() {
  return static_cast<pid_t>(syscall(SYS_gettid));
}

struct Registers {
  std::uintptr_t counter = 0;  // of the program
  std::uintptr_t stack = 0;
};

Registers registers_of(const void* context) {
  const auto& machine = static_cast<const ucontext_t*>(context)->uc_mcontext;
#if defined(__x86_64__)
  return {static_cast<std::uintptr_t>(machine.gregs[REG_RIP]),
          static_cast<std::uintptr_t>(machine.gregs[REG_RSP])};
#elif defined(__aarch64__)
  return {machine.pc, machine.sp};
#else
  return {};
#endif
}

/// Keeps the innermost frames and, of a deep stack, the outermost ones.
struct Walk {
  StackNote& note;
  std::uintptr_t begin;  // the frames above it are the handler's
  bool begun = false;
  std::uint64_t walked = 0;
  std::uint64_t kept = 0;
};

_Unwind_Reason_Code on_frame(_Unwind_Context* context, void* pointer) {
  Walk& walk = *static_cast<Walk*>(pointer);
  int is_exact = 0;  // not a return address
  std::uintptr_t at = _Unwind_GetIPInfo(context, &is_exact);
  walk.begun = walk.begun || walk.begin == 0 || at == walk.begin;
  if (!is_exact && at > 0) --at;
  if (++walk.walked > kMaxWalkedFrames || at == 0) return _URC_END_OF_STACK;
  if (!walk.begun) return _URC_NO_REASON;
  const std::uint64_t ring = journal::kMaxFrames - journal::kInnermostFrames;
  const std::uint64_t place =
      walk.kept < journal::kInnermostFrames
          ? walk.kept
          : journal::kInnermostFrames + (walk.kept - journal::kInnermostFrames) % ring;
  walk.note.frame[place] = at;
  ++walk.kept;
  return _URC_NO_REASON;
}

void note_stack(StackNote& note, const Registers& at) {
  Walk walk{note, at.counter};
  _Unwind_Backtrace(on_frame, &walk);
  if (walk.kept == 0) {  // a call of a null pointer: its caller's address is on the stack
    note.frame[walk.kept++] = at.counter;
    if (at.counter < kLowestAddress && at.stack >= kLowestAddress)
      note.frame[walk.kept++] = *reinterpret_cast<const std::uintptr_t*>(at.stack) - 1;
  }
  if (walk.kept > journal::kMaxFrames) {
    std::uint64_t* ring = note.frame + journal::kInnermostFrames;
    const std::uint64_t size = journal::kMaxFrames - journal::kInnermostFrames;
    std::rotate(ring, ring + (walk.kept - journal::kInnermostFrames) % size, ring + size);
    note.left_out = walk.kept - journal::kMaxFrames;
  }
  note.frames = static_cast<std::uint32_t>(std::min<std::uint64_t>(walk.kept, journal::kMaxFrames));
}

void note_maps(StackNote& note) {
  const int file = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  std::uint32_t size = 0;
  while (size < journal::kMaxMapsBytes) {
    const ssize_t count = read(file, note.maps + size, journal::kMaxMapsBytes - size);
    if (count <= 0) break;
    size += static_cast<std::uint32_t>(count);
  }
  close(file);
  note.maps_bytes = size;
}

/// The first message stands: what follows from it says less.
void note_message(std::string_view message) {
  journal::Header* const journal = header.load();
  if (!journal || journal->crash.message_bytes.load() > 0) return;
  const std::size_t size = std::min(message.size(), journal::kMaxMessageBytes);
  std::memcpy(journal->crash.message, message.data(), size);
  journal->crash.message_bytes.store(static_cast<std::uint32_t>(size));
}

void wait_for_the_other() {
  timespec rest{kOtherCrashWait_s, 0};
  nanosleep(&rest, nullptr);
}

void on_fatal(int number, siginfo_t* info, void* context) {
  pid_t other = 0;
  const bool first = dying.compare_exchange_strong(other, this_thread());
  if (first) {
    StackNote& note = header.load()->crash;
    const Registers at = registers_of(context);
    note.signal = number;
    const auto address = reinterpret_cast<std::uintptr_t>(info->si_addr);
    if (number == SIGSEGV && info->si_code > 0) {
      note.null_pointer = address < kLowestAddress;
      note.stack_overflow = stack_low > 0 && address < stack_low + kLowestAddress &&
                            address + kOverflowReach >= stack_low;
    }
    note.state.store(StackNote::kBegun);
    note_maps(note);
    note_stack(note, at);
    note.state.store(StackNote::kComplete);
  } else if (other != this_thread()) {
    wait_for_the_other();
  }
  // Returning repeats the fault, which now ends the process; a signal that was sent is repeated.
  ::signal(number, SIG_DFL);
  if (info->si_code <= 0) syscall(SYS_tgkill, getpid(), this_thread(), number);
}

void on_look(int, siginfo_t*, void* context) {
  if (watched.load() != this_thread()) return;
  StackNote& note = header.load()->stall;
  note.left_out = 0;
  note_maps(note);
  note_stack(note, registers_of(context));
  watched.store(0);
  note.state.store(StackNote::kComplete);
}

void on_terminate() {
  if (const std::exception_ptr thrown = std::current_exception())
    note_message("uncaught " + describe(thrown));
  else
    note_message("std::terminate was called");
  std::abort();
}

void handle(int number, void (*handler)(int, siginfo_t*, void*)) {
  struct sigaction action {};
  action.sa_sigaction = handler;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, nullptr);
}

/// The calling thread's stack for handlers.
class HandlerStack {
 public:
  HandlerStack()
      : memory_(mmap(nullptr, kHandlerStackBytes, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)) {
    if (memory_ == MAP_FAILED) return;
    stack_t stack{};
    stack.ss_sp = memory_;
    stack.ss_size = kHandlerStackBytes;
    sigaltstack(&stack, nullptr);
  }
  ~HandlerStack() {
    if (memory_ == MAP_FAILED) return;
    stack_t none{};
    none.ss_flags = SS_DISABLE;
    sigaltstack(&none, nullptr);
    munmap(memory_, kHandlerStackBytes);
  }
  HandlerStack(const HandlerStack&) = delete;
  HandlerStack& operator=(const HandlerStack&) = delete;

 private:
  void* memory_;
};

}  // namespace

bool CrashHandler::is_supported() {
  return kSupported;
}

void CrashHandler::install(Journal& journal) {
  if (!kSupported) return;
  header.store(&journal.header());
  // The unwinder loads what it needs at its first use, which must not be in a handler.
  note_stack(journal.header().stall, {});
  for (const int number : kFatalSignals) handle(number, on_fatal);
  handle(look_signal(), on_look);
  std::set_terminate(on_terminate);
  adopt_thread();
}

void CrashHandler::adopt_thread() {
  if (!kSupported) return;
  static thread_local const HandlerStack stack;
  pthread_attr_t attributes;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return;
  void* low = nullptr;
  std::size_t size = 0;
  if (pthread_attr_getstack(&attributes, &low, &size) == 0)
    stack_low = reinterpret_cast<std::uintptr_t>(low);
  pthread_attr_destroy(&attributes);
}

void CrashHandler::end(std::string_view message) {
  note_message(message);
  std::abort();
}

void CrashHandler::end_in(pid_t thread, std::string_view message) {
  note_message(message);
  syscall(SYS_tgkill, getpid(), thread, SIGABRT);
}

void CrashHandler::look_at(pid_t thread) {
  header.load()->stall.state.store(StackNote::kBegun);
  watched.store(thread);
  syscall(SYS_tgkill, getpid(), thread, look_signal());
}

}  // namespace acrida
