// SecureFleet: a master with an encrypted link and its slaves, each as if on a machine of its own.
#include "tests/support/secure_fleet.hpp"

#include <stdexcept>

#include <boost/json/parse.hpp>

#include "tests/support/fleet.hpp"
#include "tests/support/http.hpp"

namespace acrida::tests {

namespace {

constexpr const char* kTest = "tests/integration/users/shopper.cpp";

}  // namespace

SecureFleet::SecureFleet(const std::string& host, const std::vector<std::string>& master_arguments)
    : port_(free_port()) {
  std::vector<std::string> command{acrida_executable(),
                                   "master",
                                   "-f",
                                   source_path(kTest),
                                   "-H",
                                   host,
                                   "--secure",
                                   "--data-dir",
                                   (directory_ / "master").string(),
                                   "--master-bind-port",
                                   std::to_string(port_),
                                   "--only-summary",
                                   "--json-file",
                                   (directory_ / "results").string()};
  command.insert(command.end(), master_arguments.begin(), master_arguments.end());
  master_ = std::make_unique<Process>(
      command, ProcessOptions{.directory = directory_.path(), .environment = test_environment()});
  const auto key = master_->wait_for("--master-key ([0-9a-f]{64})", std::chrono::seconds(120));
  if (!key) throw std::runtime_error("the master did not start:\n" + output());
  master_key_ = *key;
}

Process& SecureFleet::add_slave(const std::string& machine,
                                const std::vector<std::string>& arguments, bool with_token) {
  std::vector<std::string> command{
      acrida_executable(), "slave", "--master-port",   std::to_string(port_), "--master-key",
      master_key_,         "-f",    source_path(kTest)};
  command.insert(command.end(), arguments.begin(), arguments.end());
  std::vector<std::string> environment = test_environment();
  environment.push_back("XDG_STATE_HOME=" + (directory_ / machine).string());
  if (with_token) environment.push_back("ACRIDA_ENROLMENT_TOKEN=" + token());
  slaves_.push_back(std::make_unique<Process>(
      command, ProcessOptions{.directory = directory_.path(), .environment = environment}));
  return *slaves_.back();
}

std::string SecureFleet::slaves(std::vector<std::string> words) const {
  words.insert(words.begin(), {acrida_executable(), "slaves"});
  words.insert(words.end(), {"--data-dir", (directory_ / "master").string()});
  Process command(words, {.environment = test_environment()});
  if (command.wait(std::chrono::seconds(20)) != 0)
    throw std::runtime_error("acrida slaves failed: " + command.err());
  return command.out();
}

std::string SecureFleet::token() const {
  const std::string text = read_file(directory_ / "master/enrolment-token");
  return text.substr(0, text.find('\n'));
}

link::CurveKeys SecureFleet::keys_of(const std::string& machine) const {
  const std::string text = read_file(directory_ / (machine + "/acrida/slave-key"));
  return link::curve_keys_of(text.substr(0, text.find('\n'))).value();
}

std::uint64_t SecureFleet::counted() const {
  std::uint64_t sum = 0;
  const boost::json::value rows = boost::json::parse(read_file(directory_ / "results.json"));
  for (const boost::json::value& row : rows.as_array())
    sum += row.at("num_requests").to_number<std::uint64_t>();
  return sum;
}

bool SecureFleet::wait_for_slaves(std::size_t count) {
  return master_->wait_for("ready; " + std::to_string(count) + " connected").has_value();
}

std::uint64_t requests_in(const Nginx& nginx) {
  std::uint64_t sum = 0;
  for (const auto& [name, line] : nginx.access_log()) sum += line.requests;
  return sum;
}

std::string SecureFleet::output() const {
  std::string text = "--- master\n" + master_->out() + master_->err();
  for (const auto& slave : slaves_) text += "--- slave\n" + slave->out() + slave->err();
  return text;
}

}  // namespace acrida::tests
