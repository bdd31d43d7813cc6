// DebugFeeders: tables and cursors.
#include "slave/debug/debug_feeders.hpp"

#include <algorithm>
#include <utility>

#include "core/data/load_rows.hpp"
#include "slave/feed/position_cursor.hpp"

namespace acrida {
namespace {

FeederBase::Mode mode_without_master(const FeederBase& feeder) {
  if (feeder.mode() != FeederBase::unique) return feeder.mode();
  return feeder.options().reuse ? FeederBase::circular : FeederBase::once;
}

}  // namespace

Result<void> DebugFeeders::load(FeederBase* last) {
  std::vector<FeederBase*> feeders;
  for (FeederBase* feeder = last; feeder; feeder = feeder->previous()) feeders.push_back(feeder);
  std::reverse(feeders.begin(), feeders.end());
  for (std::size_t number = 0; number < feeders.size(); ++number) {
    FeederBase& feeder = *feeders[number];
    auto table = load_rows(feeder);
    if (!table) return table.error();
    const RowTable& kept = tables_.emplace_back(std::move(*table));
    feeder.bind(kept, number);
    const auto mode = mode_without_master(feeder);
    auto source = std::make_shared<PositionSource>(kept.rows(), 1, mode == FeederBase::once);
    cursors_.push_back(
        std::make_unique<PositionCursor>(mode, feeder.options().seed, std::move(source)));
    list_.push_back(cursors_.back().get());
  }
  return {};
}

}  // namespace acrida
