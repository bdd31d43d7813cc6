// FrameName: what a function on a stack is called by those who wrote it.
#pragma once

#include <string>
#include <string_view>

namespace acrida {

/// From an ELF symbol: demangled, without "[clone ...]", and a coroutine's body as the function that
/// it was written as: "Shopper::browse()". Long names are cut.
std::string frame_name(const std::string& symbol);

/// The function belongs to the standard library, Boost or Acrida itself.
bool is_library_name(std::string_view name);

/// The function only serves to end the process or to allocate memory: whoever called it is meant.
bool is_messenger_name(std::string_view name);

}  // namespace acrida
