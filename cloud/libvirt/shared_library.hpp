// SharedLibrary: functions of a library that need not be there.
#pragma once

#include <dlfcn.h>
#include <string>

namespace acrida {

/// Loaded for as long as the process lives: threads of its own may run in it.
class SharedLibrary final {
 public:
  explicit SharedLibrary(const char* name) : handle_(::dlopen(name, RTLD_NOW | RTLD_LOCAL)) {
    if (handle_ == nullptr) missing_ = std::string(name) + " is not there";
  }

  /// `function` stays as it is when there is none.
  template <class Function>
  void find(const char* name, Function*& function) {
    if (handle_ == nullptr) return;
    void* const found = ::dlsym(handle_, name);
    if (found == nullptr)
      missing_ = std::string(name) + " is missing: the library is too old";
    else
      function = reinterpret_cast<Function*>(found);
  }

  /// "" = nothing is.
  const std::string& missing() const { return missing_; }

 private:
  void* handle_;
  std::string missing_;
};

}  // namespace acrida
