// StateFolder: where a process keeps what must outlive it.
#pragma once

#include <filesystem>

#include "core/base/result.hpp"

namespace acrida {

/// `named`, or without one $XDG_STATE_HOME/acrida or ~/.local/state/acrida, made with mode 0700
/// when it is not there. A folder that is there keeps its mode, but must belong to this user, as
/// keys lie in it. The error names the folder and the remedy.
Result<std::filesystem::path> state_folder(const std::filesystem::path& named = {});

}  // namespace acrida
