// Fleet: command lines, and the results file.
#include "tests/support/fleet.hpp"

#include <stdexcept>

#include <boost/json/parse.hpp>
#include <boost/json/value_to.hpp>

#include "tests/support/http.hpp"

namespace acrida::tests {

std::string acrida_executable() {
  return ACRIDA_EXECUTABLE;
}

std::string source_path(const std::string& path) {
  return std::string(ACRIDA_SOURCE_DIR "/") + path;
}

std::vector<std::string> test_environment() {
  return {"XDG_CACHE_HOME=" ACRIDA_TEST_CACHE, "XDG_STATE_HOME=" ACRIDA_TEST_CACHE "/state"};
}

Fleet::Fleet(FleetSettings settings)
    : settings_(std::move(settings)), port_(std::to_string(free_port())) {
  std::vector<std::string>& command = master_command_;
  command = {acrida_executable(),
             "master",
             "-f",
             settings_.test,
             "--master-bind-port",
             port_,
             "--expect-slaves",
             std::to_string(settings_.slaves),
             "--expect-slaves-max-wait",
             "60",
             "--json-file",
             (directory_ / "results").string()};
  if (settings_.web_port)
    command.insert(command.end(),
                   {"--autostart", "--web-port", std::to_string(*settings_.web_port)});
  else
    command.insert(command.end(), {"--headless", "--only-summary"});
  if (!settings_.host.empty()) command.insert(command.end(), {"-H", settings_.host});
  command.insert(command.end(), settings_.arguments.begin(), settings_.arguments.end());
  start_master();
  for (int i = 0; i < settings_.slaves; ++i) add_slave();
}

void Fleet::start_master() {
  master_ = std::make_unique<Process>(
      master_command_,
      ProcessOptions{.directory = directory_.path(), .environment = test_environment()});
  const std::string listens = settings_.web_port ? "web UI at" : "slaves connect to";
  if (!master_->wait_for(listens, std::chrono::seconds(120)))
    throw std::runtime_error("the master did not start:\n" + master_->out() + master_->err());
}

void Fleet::restart_master() {
  former_output_ += "--- master\n" + master_->out() + master_->err();
  start_master();
}

void Fleet::add_slave() {
  std::vector<std::string> command = settings_.slave_prefix;
  command.insert(command.end(), {acrida_executable(), "slave", "--master-port", port_});
  std::vector<std::string> environment = test_environment();
  if (settings_.slaves_have_test)
    command.insert(command.end(), {"-f", settings_.test});
  else
    environment = {"XDG_CACHE_HOME=" + (directory_ / "slave-cache").string()};
  command.insert(command.end(), settings_.slave_arguments.begin(), settings_.slave_arguments.end());
  slaves_.push_back(std::make_unique<Process>(
      command, ProcessOptions{.directory = directory_.path(), .environment = environment}));
}

std::optional<int> Fleet::wait(std::chrono::seconds timeout) {
  const std::optional<int> code = master_->wait(timeout);
  for (const auto& slave : slaves_) slave->wait(std::chrono::seconds(10));
  return code;
}

std::map<std::string, ResultRow> Fleet::results() const {
  const std::string text = read_file(directory_ / "results.json");
  if (text.empty()) throw std::runtime_error("the master wrote no results:\n" + output());
  std::map<std::string, ResultRow> rows;
  const boost::json::value entries = boost::json::parse(text);
  for (const boost::json::value& entry : entries.as_array()) {
    const auto number = [&](const char* key) { return entry.at(key).to_number<std::uint64_t>(); };
    ResultRow row{.requests = number("num_requests"),
                  .failures = number("num_failures"),
                  .unknown = entry.at("acrida").at("unknown").to_number<std::uint64_t>(),
                  .body_bytes = number("total_content_length"),
                  .percentiles_ms = {}};
    for (const auto& item : entry.at("acrida").at("percentiles_ms").as_object())
      row.percentiles_ms[std::string(item.key())] = item.value().to_number<double>();
    rows[boost::json::value_to<std::string>(entry.at("method")) + " " +
         boost::json::value_to<std::string>(entry.at("name"))] = row;
  }
  return rows;
}

std::string Fleet::output() const {
  std::string text = former_output_ + "--- master\n" + master_->out() + master_->err();
  for (const auto& slave : slaves_) text += "--- slave\n" + slave->out() + slave->err();
  return text;
}

}  // namespace acrida::tests
