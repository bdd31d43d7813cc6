// TerminalPassword: asks for a password.
#include "master/access/terminal_password.hpp"

#include <csignal>
#include <cstdio>
#include <termios.h>
#include <unistd.h>

#include "master/access/password_hash.hpp"

namespace acrida {
namespace {

/// Signals wait while it is there, so that none leaves a terminal that shows nothing.
class SilentTerminal final {
 public:
  SilentTerminal() {
    ::tcgetattr(STDIN_FILENO, &before_);
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO | ISIG);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  ~SilentTerminal() { ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_); }
  SilentTerminal(const SilentTerminal&) = delete;
  SilentTerminal& operator=(const SilentTerminal&) = delete;

 private:
  termios before_{};
};

constexpr char kCtrlC = 3;

/// Nothing but the line is read, one byte at a time.
Result<std::string> read_line() {
  std::string line;
  char next = 0;
  while (::read(STDIN_FILENO, &next, 1) == 1 && next != '\n') {
    if (next == kCtrlC) return Error{"no password was given"};
    if (line.size() >= kMaxPasswordBytes) return Error{"that is too long for a password"};
    line += next;
  }
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

Result<std::string> ask(const std::string& question) {
  std::fprintf(stderr, "%s: ", question.c_str());
  const SilentTerminal silent;
  auto line = read_line();
  std::fputc('\n', stderr);
  return line;
}

}  // namespace

Result<std::string> ask_for_new_password(const std::string& name) {
  if (::isatty(STDIN_FILENO) == 0) return read_line();
  auto first = ask("Password of " + name);
  if (!first) return first;
  auto second = ask("The same again");
  if (!second) return second;
  if (*first != *second) return Error{"the two passwords differ"};
  return first;
}

}  // namespace acrida
