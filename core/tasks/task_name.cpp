// task_name: from a pointer to member to a symbol.
#include "core/tasks/task_name.hpp"

#include <cstdint>
#include <cstring>
#include <dlfcn.h>

#include <boost/core/demangle.hpp>

namespace acrida {
namespace {

// Itanium C++ ABI 2.3.1: a pointer to a member function is two words. The first is the function's
// address, or 1 plus the offset in the vtable when it is virtual (functions are aligned, so odd is
// virtual); the second is added to the object's address.
const void* address_of(const TaskOwner& owner, TaskMethod method) {
  std::uintptr_t words[2] = {};
  static_assert(sizeof method == sizeof words);
  std::memcpy(words, &method, sizeof words);
  // NOLINTNEXTLINE(performance-no-int-to-ptr): the ABI says that this number is an address.
  if (words[0] % 2 == 0) return reinterpret_cast<const void*>(words[0]);
  const char* object = reinterpret_cast<const char*>(&owner) + words[1];
  const char* vtable = nullptr;
  std::memcpy(&vtable, object, sizeof vtable);
  const void* function = nullptr;
  std::memcpy(&function, vtable + words[0] - 1, sizeof function);
  return function;
}

}  // namespace

std::string task_name(const TaskOwner& owner, const TaskEntry& entry, std::size_t place) {
  if (entry.set) return boost::core::demangle(entry.set->name());
  Dl_info info{};
  if (dladdr(address_of(owner, entry.method), &info) && info.dli_sname) {
    const std::string name = boost::core::demangle(info.dli_sname);
    return name.substr(0, name.find('('));
  }
  return "task " + std::to_string(place + 1);
}

}  // namespace acrida
