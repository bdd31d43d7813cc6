// Privileges: what the runner gives up before it loads the test's code.
#include "slave/runner/privileges.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace acrida {
namespace {

Error os_error(const std::string& doing) {
  return Error{"the runner cannot " + doing + ": " + std::strerror(errno)};
}

Result<void> become(const std::string& user) {
  const passwd* entry = ::getpwnam(user.c_str());
  if (entry == nullptr) return Error{"--runner-user " + user + ": there is no such user"};
  const pid_t agent = ::getppid();
  rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  if (::initgroups(user.c_str(), entry->pw_gid) != 0 ||
      ::setresgid(entry->pw_gid, entry->pw_gid, entry->pw_gid) != 0 ||
      ::setresuid(entry->pw_uid, entry->pw_uid, entry->pw_uid) != 0)
    return os_error("become user " + user);
  // The change of the user has cleared it.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != agent) ::_exit(0);
  ::setenv("HOME", entry->pw_dir, 1);
  ::setenv("USER", user.c_str(), 1);
  ::setenv("LOGNAME", user.c_str(), 1);
  return {};
}

}  // namespace

Result<void> give_up_privileges(const std::string& user) {
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (nothing < 0 || ::dup2(nothing, STDIN_FILENO) < 0) return os_error("open /dev/null");
  ::close(nothing);
  if (!user.empty()) {
    if (auto became = become(user); !became) return became;
  }
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return os_error("give up new privileges");
  return {};
}

Result<void> check_runner_user(const std::string& user) {
  if (user.empty()) return {};
  if (::geteuid() != 0)
    return Error{"--runner-user " + user +
                 ": only root can become another user; start the slave as that user instead"};
  if (::getpwnam(user.c_str()) == nullptr)
    return Error{"--runner-user " + user + ": there is no such user; make it, or name another"};
  return {};
}

Result<void> check_readable(const std::string& library, const std::string& user) {
  if (user.empty() || ::access(library.c_str(), R_OK) == 0) return {};
  return Error{library + ": user " + user +
               " cannot read it (--runner-user): build it into a folder that this user may enter, "
               "with acrida build -o, and name it with -f"};
}

}  // namespace acrida
