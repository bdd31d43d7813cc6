// SocketNeed: whether the slaves have room for the sockets of the users.
#include "master/run/socket_need.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>

namespace acrida {
namespace {

/// Sockets towards one host, and whose they are.
struct Demand {
  double sockets = 0;
  double users = 0;
  std::string classes;
};

/// "10.0.0.1:80" of "http://10.0.0.1:80/shop"
std::string_view authority_of(std::string_view host) {
  if (const auto scheme = host.find("://"); scheme != std::string_view::npos)
    host.remove_prefix(scheme + 3);
  return host.substr(0, host.find('/'));
}

bool is_address(std::string_view authority) {
  if (authority.starts_with('[')) return true;
  authority = authority.substr(0, authority.find(':'));
  if (authority == "localhost") return true;
  return !authority.empty() && authority.find_first_not_of("0123456789.") == std::string_view::npos;
}

/// By weights and fixed counts: UserMix is never more than one user away from it.
std::vector<double> users_of(const SocketNeed& need) {
  std::vector<double> users;
  double rest = static_cast<double>(need.users);
  double weights = 0;
  for (const TestClass& one : need.classes) {
    users.push_back(std::min(rest, static_cast<double>(one.plan.fixed_count)));
    rest -= users.back();
    if (one.plan.fixed_count == 0) weights += one.plan.weight;
  }
  for (std::size_t i = 0; i < users.size(); ++i) {
    const UserClass& plan = need.classes[i].plan;
    if (plan.fixed_count == 0 && weights > 0) users[i] = rest * plan.weight / weights;
  }
  return users;
}

void add(Demand& demand, const TestClass& user_class, double users) {
  demand.users += users;
  demand.sockets += users * static_cast<double>(user_class.sockets);
  demand.classes += (demand.classes.empty() ? "" : ", ") + user_class.plan.name;
}

std::string whole(double number) {
  return std::to_string(std::llround(std::ceil(number)));
}

/// The slave with the least, which decides as all get the same.
const SlaveSockets* tightest(const std::vector<SlaveSockets>& slaves,
                             std::uint64_t SlaveSockets::*limit) {
  const SlaveSockets* least = nullptr;
  for (const SlaveSockets& slave : slaves) {
    if (slave.*limit > 0 && (least == nullptr || slave.*limit < least->*limit)) least = &slave;
  }
  return least;
}

std::optional<std::string> shortage(const Demand& demand, const std::vector<SlaveSockets>& slaves,
                                    std::uint64_t SlaveSockets::*limit, const std::string& where,
                                    const std::string& what, const std::string& remedy) {
  const SlaveSockets* least = tightest(slaves, limit);
  if (least == nullptr) return std::nullopt;
  const auto room = static_cast<double>(least->*limit);
  const double each = std::ceil(demand.sockets / static_cast<double>(slaves.size()));
  if (each <= room) return std::nullopt;
  const auto more = std::ceil(demand.sockets / room) - static_cast<double>(slaves.size());
  const std::string count = std::to_string(slaves.size());
  return whole(demand.users) + " users of " + demand.classes + " need " + whole(demand.sockets) +
         " connections" + where + ", " + whole(each) + " on each of " + count + " slaves; slave " +
         least->slave + " has " + whole(room) + " " + what + ": start " +
         whole(std::max(more, 1.0)) + (more > 1 ? " more slaves" : " more slave") + " or " + remedy;
}

}  // namespace

std::optional<std::string> socket_shortage(const SocketNeed& need,
                                           const std::vector<SlaveSockets>& slaves) {
  if (slaves.empty()) return std::nullopt;
  const std::vector<double> users = users_of(need);
  Demand all;
  std::map<std::string, Demand, std::less<>> by_host;
  for (std::size_t i = 0; i < users.size(); ++i) {
    const TestClass& user_class = need.classes[i];
    if (user_class.sockets == 0 || users[i] <= 0) continue;
    add(all, user_class, users[i]);
    const std::string& host = need.host.empty() ? user_class.host : need.host;
    add(by_host[std::string(authority_of(host))], user_class, users[i]);
  }
  if (auto why = shortage(all, slaves, &SlaveSockets::descriptors, "", "descriptors free",
                          "raise `ulimit -Hn`"))
    return why;
  for (const auto& [host, demand] : by_host) {
    if (!is_address(host)) continue;
    if (auto why = shortage(demand, slaves, &SlaveSockets::ports, " to " + host, "ephemeral ports",
                            "widen net.ipv4.ip_local_port_range"))
      return why;
  }
  return std::nullopt;
}

}  // namespace acrida
