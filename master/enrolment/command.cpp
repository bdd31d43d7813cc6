// The command `slaves`.
#include "master/enrolment/command.hpp"

#include <array>
#include <cstdio>
#include <ctime>
#include <memory>
#include <string>

#include <CLI/App.hpp>

#include "core/cli/failure.hpp"
#include "core/cli/validators.hpp"
#include "core/link/endpoint.hpp"
#include "master/enrolment/enrolment_folder.hpp"
#include "master/enrolment/enrolment_line.hpp"

namespace acrida {
namespace {

struct SlavesOptions {
  std::string action;
  std::string slave;
  std::string data_dir;
  bool new_token = false;
  std::string host = link::reachable_host("*");
  std::uint16_t port = 5557;
};

std::string text_of(WallTime time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &parts);
  return text.data();
}

int list(const EnrolmentFolder& folder) {
  std::printf("%-8s%-21s%-21s%s\n", "NUMBER", "ENROLLED (UTC)", "LAST SEEN", "NAME");
  for (const EnrolledSlave& slave : folder.book().all()) {
    std::printf("%-8llu%-21s%-21s%s\n", static_cast<unsigned long long>(slave.number),
                text_of(slave.enrolled_at).c_str(), text_of(slave.last_seen).c_str(),
                slave.name.c_str());
  }
  return 0;
}

int revoke(EnrolmentFolder& folder, const std::string& slave) {
  if (slave.empty()) return fail("slaves revoke: name the slave: its number or name in the list");
  Result<std::vector<EnrolledSlave>> gone = Error{};
  const auto changed = folder.change([&](EnrolmentBook& book) { gone = book.revoke(slave); }, true);
  if (!changed) return fail(changed.error().what);
  if (!gone) return fail(gone.error().what);
  for (const EnrolledSlave& each : *gone)
    std::printf("revoked %llu %s\n", static_cast<unsigned long long>(each.number),
                each.name.c_str());
  std::printf("Its machine may know the enrolment token: acrida slaves token --new voids it.\n");
  return 0;
}

int show_token(EnrolmentFolder& folder, const SlavesOptions& options) {
  if (options.new_token) {
    if (const auto renewed = folder.renew_token(); !renewed) return fail(renewed.error().what);
  }
  std::printf("%s\n", enrolment_line(folder, options.host, options.port).c_str());
  return 0;
}

int run(const SlavesOptions& options) {
  auto folder = EnrolmentFolder::open(options.data_dir);
  if (!folder) return fail(folder.error().what);
  if (options.action == "list") return list(*folder);
  if (options.action == "revoke") return revoke(*folder, options.slave);
  return show_token(*folder, options);
}

}  // namespace

std::function<int()> declare_slaves(CLI::App& app) {
  auto options = std::make_shared<SlavesOptions>();  // shared with the command that is returned
  app.add_option("ACTION", options->action,
                 "list: who is enrolled; revoke: let a slave in no more; token: the line that "
                 "enrols a new one")
      ->required()
      ->check(one_of({"list", "revoke", "token"}));
  app.add_option("SLAVE", options->slave, "revoke: its number, or the name of one or several");
  app.add_option("--data-dir", options->data_dir,
                 "The master's; default $XDG_STATE_HOME/acrida or ~/.local/state/acrida")
      ->type_name("DIR")
      ->envname("ACRIDA_DATA_DIR");
  app.add_flag("--new", options->new_token, "token: make a new one; the old one is void");
  app.add_option("--master-host", options->host, "token: what slaves call the master")
      ->type_name("HOST")
      ->capture_default_str();
  app.add_option("--master-port", options->port, "token: the port on which it awaits them")
      ->check(port_number())
      ->type_name("PORT")
      ->capture_default_str();
  return [options] { return run(*options); };
}

}  // namespace acrida
