// MemoryLimit: how much memory the users of a runner may take.
#pragma once

#include <cstdint>

namespace acrida {

/// From now on the process may allocate so many bytes beyond what it has (the stacks of its threads
/// count as whole there). An operator new that fails ends the process as a crash that says so;
/// malloc gives a null pointer, as always. 0: no limit but the machine's. Nothing in sanitizer
/// builds. [load-time]
void limit_memory(std::uint64_t bytes);

}  // namespace acrida
