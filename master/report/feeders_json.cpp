// FeedersJson: one object for each.
#include "master/report/feeders_json.hpp"

#include <boost/json.hpp>

namespace acrida {

namespace json = boost::json;

json::array feeders_json(const RunView& view) {
  json::array feeders;
  for (const FeederView& feeder : view.feeders) {
    json::array ranges;
    for (const RowRange& range : feeder.uncertain_ranges)
      ranges.push_back(json::array({range.first, range.count}));
    feeders.push_back({{"name", feeder.name},
                       {"rows", feeder.rows},
                       {"free", feeder.free},
                       {"held", feeder.held},
                       {"used", feeder.used},
                       {"uncertain", feeder.uncertain},
                       {"uncertain_ranges", std::move(ranges)},
                       {"rounds", feeder.rounds}});
  }
  return feeders;
}

}  // namespace acrida
