// HookSet: the hooks objects of this process.
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <acrida/hooks.hpp>
#include <acrida/plugin.hpp>

namespace acrida {

/// Makes one object of each hooks class of a plugin and calls them in the order of their
/// declaration. An exception of one is told and keeps none of the others from being called.
/// call() may be used on any thread, the rest on the control thread.
///
///   HookSet hooks(plugin.hooks(), Role::master, send, failed);
///   hooks.call("test_start", [](Hooks& one) { one.test_start(); });
class HookSet {
 public:
  /// "Seeds::test_start threw std::runtime_error: no seeds", on the thread of the call. [any]
  using OnFailure = std::function<void(const std::string& what)>;

  HookSet(const std::vector<const HooksEntry*>& entries, Role role, const Hooks::Outlet& send,
          OnFailure on_failure);

  bool empty() const { return all_.empty(); }
  /// Some class overrides the hook `request`.
  bool sees_requests() const { return sees_requests_; }
  /// `hook(Hooks&)` for each.
  template <class Hook>
  void call(std::string_view name, const Hook& hook) {
    for (const One& one : all_) guarded(one, name, [&] { hook(*one.hooks); });
  }
  /// False when no object handles messages of this type.
  bool deliver(const std::string& type, std::string_view data_msgpack, const Sender& sender);

 private:
  struct One {
    const char* name;
    std::unique_ptr<Hooks> hooks;
  };

  template <class Call>
  void guarded(const One& one, std::string_view hook, const Call& call) {
    try {
      call();
    } catch (...) {
      fail(one, hook, std::current_exception());
    }
  }
  void fail(const One& one, std::string_view hook, const std::exception_ptr& exception);

  OnFailure on_failure_;
  std::vector<One> all_;
  bool sees_requests_ = false;
};

}  // namespace acrida
