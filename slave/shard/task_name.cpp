// task_name: from a pointer to member to a symbol.
#include "slave/shard/task_name.hpp"

#include <cstdint>
#include <cstring>
#include <dlfcn.h>

#include <boost/core/demangle.hpp>

namespace acrida {

std::string task_name(const User::TaskEntry& entry, std::size_t place) {
  // Itanium C++ ABI 2.3.1: the first word of a pointer to a member function is the function's
  // address, or 1 plus a vtable offset when it is virtual; functions are aligned, so odd is
  // virtual.
  std::uintptr_t address = 0;
  static_assert(sizeof entry.method >= sizeof address);
  std::memcpy(&address, &entry.method, sizeof address);
  Dl_info info{};
  if (address % 2 == 0 && dladdr(reinterpret_cast<void*>(address), &info) && info.dli_sname) {
    std::string name = boost::core::demangle(info.dli_sname);
    return name.substr(0, name.find('('));
  }
  return "task " + std::to_string(place + 1);
}

}  // namespace acrida
