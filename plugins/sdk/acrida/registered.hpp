// What a plugin has registered: for the files of a plugin only, never for the host's.
#pragma once

#include <acrida/plugin.hpp>

namespace acrida::detail {

/// Hidden: each plugin has its own, whatever else is loaded. Filled while the library is loaded.
[[gnu::visibility("hidden")]] inline constinit PluginDescriptor registered{};

}  // namespace acrida::detail
