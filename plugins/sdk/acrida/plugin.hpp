// PluginDescriptor: what the C entry symbol of a plugin returns.
#pragma once

#include <memory>

#include <boost/asio/detail/scheduler.hpp>

#include <acrida/user.hpp>

namespace acrida {

/// One class of users that a plugin offers. Static in the plugin, which is never unloaded.
struct UserClassEntry {
  const char* name;
  std::unique_ptr<User> (*create)();
  const UserClassEntry* next;
};

class LoadShape;
class Hooks;
class ArgumentBase;
class FeederBase;
class TestFileBase;

/// A load shape that a plugin offers.
struct ShapeEntry {
  const char* name;
  std::unique_ptr<LoadShape> (*create)();
  const ShapeEntry* next;
};

/// Hooks of a plugin: one object of each for a process.
struct HooksEntry {
  const char* name;
  std::unique_ptr<Hooks> (*create)();
  const HooksEntry* next;
  bool sees_requests;  // it overrides Hooks::request
};

/// What every run of a plugin must keep to, as the option --threshold has it.
struct ThresholdEntry {
  const char* text;
  const ThresholdEntry* next;
};

/// Read after the fingerprint note was found equal.
struct PluginDescriptor {
  /// A static of Asio as the plugin sees it: it must be the host's own, or timers and sockets of
  /// the plugin would look for services that are not there.
  const void* asio_static;
  // Lists in reverse order of declaration; nullptr when the plugin has none.
  const UserClassEntry* users;
  const ShapeEntry* shapes;
  const HooksEntry* hooks;
  ArgumentBase* arguments;
  FeederBase* feeders;
  TestFileBase* files;
  const ThresholdEntry* thresholds;
};

/// The entry symbol, `extern "C" const PluginDescriptor* acrida_plugin()`. [load-time]
inline constexpr char kEntrySymbol[] = "acrida_plugin";
using EntryFunction = const PluginDescriptor* (*)();

namespace detail {
/// The address that host and plugin must agree on. Hidden, so that each answers for itself.
[[gnu::visibility("hidden")]] inline const void* asio_static() {
  using boost::asio::detail::execution_context_service_base;
  return &execution_context_service_base<boost::asio::detail::scheduler>::id;
}
}  // namespace detail

}  // namespace acrida
