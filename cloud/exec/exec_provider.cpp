// ExecProvider: any other cloud, by a command of the user's own.
#include "cloud/exec/exec_provider.hpp"

#include <csignal>
#include <sys/mman.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>

#include "cloud/exec/exec_message.hpp"
#include "core/process/child_process.hpp"
#include "core/state/owned_fd.hpp"

namespace acrida {
namespace {

constexpr std::chrono::milliseconds kStep{10};
constexpr std::size_t kMaxAnswerBytes = std::size_t{16} << 20;
constexpr std::size_t kMaxCauseBytes = 300;

OwnedFd memory_file() {
  return OwnedFd(::memfd_create("call", MFD_CLOEXEC));
}

std::string text_in(int file) {
  std::string text;
  char block[16'384];
  ssize_t count = 0;
  ::lseek(file, 0, SEEK_SET);
  while (text.size() < kMaxAnswerBytes && (count = ::read(file, block, sizeof block)) > 0)
    text.append(block, static_cast<std::size_t>(count));
  return text;
}

std::string last_line(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text.substr(text.rfind('\n') + 1).substr(0, kMaxCauseBytes);
}

template <class T, class Read>
CloudResult<T> read_with(CloudResult<std::string> printed, Read read) {
  if (auto* error = std::get_if<CloudError>(&printed)) return std::move(*error);
  return read(std::get<std::string>(printed));
}

}  // namespace

ExecProvider::ExecProvider(std::string command) : command_(std::move(command)) {}

ProviderTraits ExecProvider::traits() const {
  ProviderTraits traits;
  traits.keeps_stopped = false;
  return traits;
}

CloudResult<std::string> ExecProvider::run(const std::string& verb, const std::string& input,
                                           const std::stop_token& stop) const {
  const OwnedFd in = memory_file(), out = memory_file(), errors = memory_file();
  if (!in || !out || !errors ||
      ::write(in.get(), input.data(), input.size()) != static_cast<ssize_t>(input.size()))
    return CloudError{CloudFault::internal, verb, "no memory for a call"};
  ::lseek(in.get(), 0, SEEK_SET);
  auto child = ChildProcess::start_with_streams({"/bin/sh", "-c", command_ + " \"$@\"", "sh", verb},
                                                in.get(), out.get(), errors.get());
  if (!child) return CloudError{CloudFault::internal, verb, child.error().what};
  while (!child->poll()) {
    if (stop.stop_requested()) {
      ::kill(-child->pid(), SIGKILL);
      child->wait();
      return CloudError{CloudFault::cancelled, verb, "it took too long, or was given up"};
    }
    std::this_thread::sleep_for(kStep);
  }
  const int status = child->wait();
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return text_in(out.get());
  const std::string said = last_line(text_in(errors.get()));
  const std::string cause = said.empty() ? describe_wait_status(status) : said;
  if (!WIFEXITED(status)) return CloudError{CloudFault::outcome_unknown, verb, cause};
  return CloudError{fault_of_exit(WEXITSTATUS(status)), verb, cause};
}

CloudResult<std::vector<MachineTemplate>> ExecProvider::templates(const TemplateTag& tag,
                                                                  std::stop_token stop) {
  return read_with<std::vector<MachineTemplate>>(run("templates", templates_message(tag), stop),
                                                 read_templates);
}

CloudResult<Done> ExecProvider::mark_template(const std::string& id, const TemplateTag& tag,
                                              std::stop_token stop) {
  return read_with<Done>(run("mark", mark_message(id, tag), stop),
                         [](const std::string&) { return Done{}; });
}

CloudResult<std::vector<CloudMachine>> ExecProvider::list(const std::string& fleet,
                                                          std::stop_token stop) {
  return read_with<std::vector<CloudMachine>>(run("list", list_message(fleet), stop),
                                              read_machines);
}

CloudResult<CloudMachine> ExecProvider::describe(const std::string& id, std::stop_token stop) {
  return read_with<CloudMachine>(
      run("describe", machine_message(id), stop),
      [](const std::string& text) { return read_machine(text, "describe"); });
}

CloudResult<CloudMachine> ExecProvider::clone(const CloneSpec& spec, std::stop_token stop) {
  return read_with<CloudMachine>(
      run("clone", clone_message(spec), stop),
      [](const std::string& text) { return read_machine(text, "clone"); });
}

CloudResult<Done> ExecProvider::start(const std::string&, std::stop_token) {
  return CloudError{CloudFault::unsupported, "start", "machines of a command are not started again",
                    "spawn another one"};
}

CloudResult<Done> ExecProvider::stop(const std::string& id, std::stop_token stop) {
  return remove(id, stop);
}

CloudResult<Done> ExecProvider::remove(const std::string& id, std::stop_token stop) {
  auto printed = run("delete", machine_message(id), stop);
  if (auto* error = std::get_if<CloudError>(&printed)) return std::move(*error);
  return Done{};
}

}  // namespace acrida
