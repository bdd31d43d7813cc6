// RowWatch: the course of the few rows that somebody looks at.
#include "master/run/row_watch.hpp"

#include <algorithm>

namespace acrida {

void RowWatch::ask(const std::string& method, const std::string& name,
                   std::span<const SecondCount> seconds, const Timeline::Moment& moment,
                   std::int64_t lag_s, Instant now) {
  const std::pair key(method, name);
  if (const auto found = rows_.find(key); found != rows_.end()) {
    found->second.asked = now;
    return;
  }
  if (rows_.size() >= kMaxRows) {
    const auto is_older = [](const auto& a, const auto& b) {
      return a.second.asked < b.second.asked;
    };
    rows_.erase(std::min_element(rows_.begin(), rows_.end(), is_older));
  }
  Row& row = rows_[key];
  row.asked = now;
  row.timeline.begin(seconds.empty() ? moment.now_second : seconds.front().epoch_second);
  for (const SecondCount& second : seconds)
    row.timeline.count(second.epoch_second, second.requests, second.failures);
  // What is over now has no latencies.
  row.timeline.advance(moment, row.latencies, lag_s);
}

void RowWatch::count(const RequestDelta& delta) {
  if (rows_.empty()) return;
  const auto found = rows_.find(std::pair(delta.method, delta.name));
  if (found == rows_.end()) return;
  found->second.latencies.merge(delta.intended.empty() ? delta.latency : delta.intended);
  for (const SecondCount& second : delta.seconds)
    found->second.timeline.count(second.epoch_second, second.requests, second.failures);
}

void RowWatch::advance(const Timeline::Moment& moment, std::int64_t lag_s, Instant now) {
  std::erase_if(rows_, [now](const auto& row) { return now - row.second.asked > kForgotten; });
  for (auto& [key, row] : rows_) {
    row.timeline.advance(moment, row.latencies, lag_s);
    row.latencies.advance();
  }
}

std::vector<RowCourse> RowWatch::courses() const {
  std::vector<RowCourse> courses;
  for (const auto& [key, row] : rows_)
    courses.push_back({key.first, key.second, row.timeline.view()});
  return courses;
}

}  // namespace acrida
