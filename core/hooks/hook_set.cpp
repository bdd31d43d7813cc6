// HookSet: making the objects, and what becomes of their exceptions.
#include "core/hooks/hook_set.hpp"

#include <utility>

#include <boost/core/demangle.hpp>

namespace acrida {

HookSet::HookSet(const std::vector<const HooksEntry*>& entries, Role role,
                 const Hooks::Outlet& send, OnFailure on_failure)
    : on_failure_(std::move(on_failure)) {
  for (const HooksEntry* entry : entries) {
    One one{entry->name, nullptr};
    guarded(one, "constructor", [&] { one.hooks = entry->create(); });
    if (!one.hooks) continue;
    one.hooks->attach(role, send);
    sees_requests_ = sees_requests_ || entry->sees_requests;
    all_.push_back(std::move(one));
  }
  call("init", [role](Hooks& hooks) { hooks.init(role); });
}

bool HookSet::deliver(const std::string& type, std::string_view data_msgpack,
                      const Sender& sender) {
  bool handled = false;
  for (const One& one : all_) {
    // By index: a handler may add further ones.
    for (std::size_t i = 0; i < one.hooks->handlers().size(); ++i) {
      const auto [name, handler] = one.hooks->handlers()[i];
      if (name != type) continue;
      handled = true;
      guarded(one, "message " + type, [&, &call = handler] { call(data_msgpack, sender); });
    }
  }
  return handled;
}

void HookSet::fail(const One& one, std::string_view hook, const std::exception_ptr& exception) {
  std::string what = std::string(one.name) + "::" + std::string(hook) + " threw ";
  try {
    std::rethrow_exception(exception);
  } catch (const std::exception& error) {
    what += boost::core::demangle(typeid(error).name()) + ": " + error.what();
  } catch (...) {
    what += "something that is no std::exception";
  }
  on_failure_(what);
}

}  // namespace acrida
