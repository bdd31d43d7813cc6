// ShardHooks: what a shard must know of the hooks of its runner.
#pragma once

#include <functional>
#include <string>

#include "core/hooks/hook_set.hpp"

namespace acrida {

/// A value that each shard has; what it refers to belongs to the runner and
/// outlives the shards.
struct ShardHooks {
  HookSet* all = nullptr;       // null: there are none
  HookSet* requests = nullptr;  // the same when one of them overrides the hook `request`
  /// A custom message of a user. [any]
  std::function<void(std::string type, std::string data_msgpack)> send{};
};

}  // namespace acrida
