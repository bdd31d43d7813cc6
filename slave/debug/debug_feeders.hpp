// DebugFeeders: the feeders of a test for one user without a master.
#pragma once

#include <deque>
#include <memory>
#include <span>
#include <vector>

#include <acrida/feeder_base.hpp>
#include <acrida/row_cursor.hpp>
#include <acrida/row_table.hpp>

#include "core/base/result.hpp"

namespace acrida {

/// Rows that are unique in a run are read once each here, or again and again with `reuse`, from the
/// first on. Outlives the users. [shard]
class DebugFeeders {
 public:
  /// Reads the files; `last` is the feeder of the plugin that was declared last. The error is one
  /// line.
  Result<void> load(FeederBase* last);
  /// For Environment::row_cursors.
  std::span<RowCursor* const> cursors() const { return list_; }

 private:
  std::deque<RowTable> tables_;  // addresses stay
  std::vector<std::unique_ptr<RowCursor>> cursors_;
  std::vector<RowCursor*> list_;
};

}  // namespace acrida
