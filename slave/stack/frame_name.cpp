// FrameName: patterns of g++'s and clang's names.
#include "slave/stack/frame_name.hpp"

#include <algorithm>
#include <array>

#include <boost/core/demangle.hpp>

namespace acrida {
namespace {

constexpr std::size_t kMaxBytes = 200;

// "S::f(S::f()::_ZN1S1fEv.Frame*)" is the body of the coroutine "S::f()".
std::string without_frame_parameter(std::string name) {
  const std::size_t end = name.rfind("Frame*)");
  if (end == std::string::npos) return name;
  std::size_t at = end + std::string_view("Frame*").size();
  for (int depth = 0;; --at) {
    if (name[at] == ')') ++depth;
    if (name[at] == '(' && --depth == 0) break;
    if (at == 0) return name;
  }
  return name.substr(0, at) + "()";
}

template <std::size_t N>
bool begins_with_any(std::string_view name, const std::array<std::string_view, N>& beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [&](std::string_view each) { return name.starts_with(each); });
}

}  // namespace

std::string frame_name(const std::string& symbol) {
  std::string name = boost::core::demangle(symbol.c_str());
  name = name.substr(0, name.find(" [clone "));
  // A clone that the demangler did not know.
  for (const std::string_view suffix : {".actor", ".destroy", ".cold"})
    if (name.ends_with(suffix)) name.resize(name.size() - suffix.size());
  name = without_frame_parameter(std::move(name));
  if (name.size() > kMaxBytes) name = name.substr(0, kMaxBytes) + "...";
  return name;
}

bool is_library_name(std::string_view name) {
  // Functions that return a template have their type before their name.
  static constexpr std::array<std::string_view, 6> kLibraries = {
      "std::", "boost::", "acrida::", "__gnu_cxx::", "__cxxabiv1::", "void boost::"};
  return begins_with_any(name, kLibraries) || name.find(" boost::") != std::string_view::npos ||
         name.find(" std::") != std::string_view::npos;
}

bool is_messenger_name(std::string_view name) {
  static constexpr std::array<std::string_view, 13> kMessengers = {
      "__pthread_kill",
      "pthread_kill",
      "raise",
      "gsignal",
      "abort",
      "__cxa_",
      "_Unwind_",
      "std::terminate",
      "__cxxabiv1::",
      "__gnu_cxx::",
      "operator new",
      "acrida::CrashHandler",
      "acrida::(anonymous namespace)::on_"};
  return begins_with_any(name, kMessengers);
}

}  // namespace acrida
