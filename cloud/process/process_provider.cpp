// ProcessProvider: machines that are slave processes on this host.
#include "cloud/process/process_provider.hpp"

#include <algorithm>
#include <cctype>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <sys/wait.h>
#include <thread>
#include <utility>

#include "cloud/provider/slave_boot.hpp"
#include "core/process/child_process.hpp"
#include "core/state/file_lock.hpp"
#include "core/state/owned_fd.hpp"
#include "core/state/private_file.hpp"
#include "core/state/state_folder.hpp"

namespace acrida {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kStep{20};
constexpr char kLockName[] = "lock";
constexpr std::size_t kMaxLineBytes = 300;

CloudError failure(CloudFault fault, std::string step, std::string cause, std::string remedy = "") {
  return {fault, std::move(step), std::move(cause), std::move(remedy)};
}

/// It is a file's name.
bool is_id(const std::string& text) {
  const auto fits = [](unsigned char c) { return std::isalnum(c) != 0 || c == '-'; };
  return !text.empty() && text.size() <= 100 && std::all_of(text.begin(), text.end(), fits);
}

CloudError unknown(const std::string& step, const std::string& id) {
  return failure(CloudFault::not_found, step, "there is no machine " + id);
}

std::string last_line(const fs::path& path) {
  std::ifstream file(path);
  std::string last;
  for (std::string line; std::getline(file, line);)
    if (!line.empty()) last = line;
  return last.substr(0, kMaxLineBytes);
}

std::vector<std::string> command_of(const std::string& executable, const CloneSpec& spec) {
  std::vector<std::string> command{
      executable,      "slave",
      "--machine-id",  spec.token,
      "--leave-after", std::to_string(std::chrono::seconds(ProcessProvider::kAloneLimit).count())};
  if (spec.template_id == ProcessProvider::kOneCore)
    command.insert(command.end(), {"--shards", "1"});
  return command;
}

}  // namespace

ProcessProvider::ProcessProvider(fs::path folder, std::string executable)
    : folder_(std::move(folder)), executable_(std::move(executable)) {}

ProviderTraits ProcessProvider::traits() const {
  return {.keeps_stopped = false,
          .keeps_records = true,
          .appears_within = std::chrono::seconds(0),
          .list_period = std::chrono::milliseconds(200)};
}

CloudResult<std::vector<MachineTemplate>> ProcessProvider::templates(const TemplateTag&,
                                                                     std::stop_token) {
  const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
  return std::vector<MachineTemplate>{
      {kAllCores, "all cores", "a slave on this host", cores, std::nullopt},
      {kOneCore, "one core", "a slave with one thread for users on this host", 1, std::nullopt}};
}

CloudResult<Done> ProcessProvider::mark_template(const std::string&, const TemplateTag&,
                                                 std::stop_token) {
  return failure(CloudFault::unsupported, "mark", "its templates are all-cores and one-core",
                 "name another provider with --cloud");
}

CloudResult<std::vector<CloudMachine>> ProcessProvider::list(const std::string& fleet,
                                                             std::stop_token) {
  std::vector<CloudMachine> machines;
  std::error_code error;
  for (fs::directory_iterator at(folder_, error), end; !error && at != end; at.increment(error)) {
    if (at->path().extension() != ".json") continue;
    const std::string id = at->path().stem();
    auto record = read(id);
    if (record && is_ours(record->tags, fleet)) machines.push_back(look_and_note(id, *record));
  }
  if (!error || error == std::errc::no_such_file_or_directory) return machines;
  return failure(CloudFault::internal, "list",
                 folder_.string() + " cannot be read: " + error.message());
}

CloudResult<CloudMachine> ProcessProvider::describe(const std::string& id, std::stop_token) {
  auto record = is_id(id) ? read(id) : std::nullopt;
  if (!record) return unknown("describe", id);
  return look_and_note(id, *record);
}

std::optional<ProcessRecord> ProcessProvider::read(const std::string& id) const {
  const auto text = read_private_file(file_of(id));
  if (!text || !*text) return std::nullopt;
  return ProcessRecord::from_text(**text);
}

CloudMachine ProcessProvider::look_at(const std::string& id, ProcessRecord& record) {
  // Whoever started it may have been killed before its number was written.
  if (!record.process) record.process = ProcessMark::find("--machine-id", id);
  CloudMachine machine{.id = id,
                       .name = record.name,
                       .state = MachineState::running,
                       .tags = record.tags,
                       .address = "127.0.0.1"};
  if (record.process && record.process->lives()) return machine;
  machine.state = MachineState::gone;
  if (record.ended.empty()) record.ended = end_of(id, record);
  machine.detail = record.ended;
  return machine;
}

/// The next one who looks cannot ask its parent. A record that was deleted meanwhile stays so.
CloudMachine ProcessProvider::look_and_note(const std::string& id, ProcessRecord& record) {
  const bool was_noted = !record.ended.empty();
  CloudMachine machine = look_at(id, record);
  if (was_noted || machine.state != MachineState::gone) return machine;
  const auto lock = FileLock::wait(folder_ / kLockName);
  std::error_code error;
  if (lock && fs::exists(file_of(id), error))
    (void)replace_private_file(file_of(id), record.text());  // without it a line says less
  return machine;
}

std::optional<int> ProcessProvider::reap(pid_t pid) {
  const std::lock_guard lock(mutex_);
  int status = 0;
  if (!children_.contains(pid) || ::waitpid(pid, &status, WNOHANG) != pid) return std::nullopt;
  children_.erase(pid);
  return status;
}

std::string ProcessProvider::end_of(const std::string& id, const ProcessRecord& record) {
  std::string how = "its process ended";
  if (record.process)
    if (const auto status = reap(record.process->pid)) how = describe_wait_status(*status);
  const std::string said = last_line(log_of(id));
  return said.empty() ? how : how + "; it said: " + said;
}

CloudResult<CloudMachine> ProcessProvider::clone(const CloneSpec& spec, std::stop_token) {
  if (!is_id(spec.token))
    return failure(CloudFault::invalid, "clone", "the token is no file name: " + spec.token);
  if (spec.template_id != kAllCores && spec.template_id != kOneCore)
    return failure(CloudFault::not_found, "clone", "there is no template " + spec.template_id);
  if (const auto made = state_folder(folder_); !made)
    return failure(CloudFault::internal, "clone", made.error().what);
  const auto lock = FileLock::wait(folder_ / kLockName);
  if (!lock)
    return failure(CloudFault::internal, "clone", folder_.string() + " cannot be written to");
  if (auto record = read(spec.token)) {
    if (record->tags != spec.tags && !is_ours(record->tags, tag_of(spec.tags, cloud_tag::kFleet)))
      return failure(CloudFault::already_exists, "clone",
                     "a machine of another fleet is called " + spec.token);
    CloudMachine machine = look_at(spec.token, *record);
    if (record->process || machine.state != MachineState::gone) return machine;
  }
  return launch(spec, {.tags = spec.tags, .name = spec.name, .process = {}});
}

CloudResult<CloudMachine> ProcessProvider::launch(const CloneSpec& spec, ProcessRecord record) {
  const std::string& id = spec.token;
  if (const auto noted = replace_private_file(file_of(id), record.text()); !noted)
    return failure(CloudFault::internal, "clone", noted.error().what);
  const OwnedFd log(::open(log_of(id).c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  std::vector<std::string> variables;
  for (const auto& [name, value] : boot_environment(spec))
    if (name != "ACRIDA_MACHINE_ID") variables.push_back(name + "=" + value);
  const auto pid = start_detached(command_of(executable_, spec), log.get(), variables);
  if (!pid) {
    std::error_code ignored;
    fs::remove(file_of(id), ignored);
    fs::remove(log_of(id), ignored);
    return failure(CloudFault::internal, "clone", pid.error().what);
  }
  {
    const std::lock_guard lock(mutex_);
    children_.insert(*pid);
  }
  record.process = ProcessMark::of(*pid);
  if (!record.process) record.process = ProcessMark{.pid = *pid, .start_ticks = 0, .boot = ""};
  CloudMachine machine = look_at(id, record);  // it may have ended already
  if (const auto noted = replace_private_file(file_of(id), record.text()); !noted)
    return failure(CloudFault::outcome_unknown, "clone", noted.error().what);
  return machine;
}

CloudResult<Done> ProcessProvider::start(const std::string&, std::stop_token) {
  return failure(CloudFault::unsupported, "start", "a process that ended is not started again",
                 "spawn another one");
}

CloudResult<Done> ProcessProvider::stop(const std::string& id, std::stop_token stop) {
  return end_process(id, "stop", stop);
}

CloudResult<Done> ProcessProvider::remove(const std::string& id, std::stop_token stop) {
  auto ended = end_process(id, "delete", stop);
  if (const auto* error = std::get_if<CloudError>(&ended)) {
    if (error->fault != CloudFault::not_found) return ended;
    return Done{};
  }
  const auto lock = FileLock::wait(folder_ / kLockName);
  std::error_code error;
  fs::remove(log_of(id), error);
  fs::remove(file_of(id), error);
  if (error) return failure(CloudFault::internal, "delete", error.message());
  return Done{};
}

CloudResult<Done> ProcessProvider::end_process(const std::string& id, const std::string& step,
                                               const std::stop_token& stop) {
  auto record = is_id(id) ? read(id) : std::nullopt;
  if (!record) return unknown(step, id);
  if (look_at(id, *record).state == MachineState::gone) return Done{};
  const ProcessMark process = *record->process;
  process.signal(SIGTERM);
  const auto has_left = [&](std::chrono::milliseconds within) {
    for (auto waited = kStep; process.lives(); waited += kStep) {
      if (waited >= within || stop.stop_requested()) return false;
      std::this_thread::sleep_for(kStep);
    }
    reap(process.pid);
    return true;
  };
  if (has_left(kLeaveLimit)) return Done{};
  if (stop.stop_requested()) return failure(CloudFault::cancelled, step, "it was given up");
  process.signal(SIGKILL);
  if (has_left(std::chrono::seconds(5))) return Done{};
  return failure(CloudFault::transient, step, "process " + std::to_string(process.pid) + " stays");
}

}  // namespace acrida
