// task_name: what a task is called in its source.
#pragma once

#include <string>

#include <acrida/user.hpp>

namespace acrida {

/// "Shopper::browse", from the symbol of the member function; "task 2" (its place in the list, from
/// 1) when there is none, as for a virtual function.
std::string task_name(const User::TaskEntry& entry, std::size_t place);

}  // namespace acrida
