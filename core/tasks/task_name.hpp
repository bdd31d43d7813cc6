// task_name: what a task is called in its source.
#pragma once

#include <string>

#include <acrida/task_owner.hpp>

namespace acrida {

/// "Shopper::browse", from the symbol of the member function; of a virtual one that which `owner`
/// has. "task 2" (its place in the list, from 1) when there is no symbol. A task set has the name
/// of its class.
std::string task_name(const TaskOwner& owner, const TaskEntry& entry, std::size_t place);

}  // namespace acrida
