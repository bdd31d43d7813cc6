// LiveFeed: one view of the run as the messages of the live stream.
#include "master/api/live_feed.hpp"

#include <functional>
#include <utility>

#include "master/page/json_text.hpp"
#include "master/page/live_document.hpp"

namespace acrida {
namespace {

using json_text::put;
using json_text::put_key;

std::int64_t ms_of(WallTime time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

}  // namespace

LiveFeed::LiveFeed(RunViewPtr view, const std::string& overview)
    : view_(std::move(view)),
      overview_(overview),
      overview_hash_(std::hash<std::string>()(overview)) {}

LiveFeed::Text LiveFeed::greet(LiveReader& reader) {
  reader.epoch = view_->epoch;
  reader.overview = overview_hash_;
  std::string out = "{\"type\":\"hello\"";
  put_key(out, "epoch");
  put(out, view_->epoch);
  put_key(out, "seq");
  put(out, view_->number);
  put_key(out, "time_ms");
  put(out, ms_of(view_->taken_at));
  put_key(out, "overview");
  out += overview_ + "}";
  return std::make_shared<const std::string>(std::move(out));
}

std::vector<LiveFeed::Text> LiveFeed::next(LiveReader& reader) {
  std::vector<Text> messages;
  const bool is_new_run = reader.epoch != view_->epoch;
  if (is_new_run || reader.overview != overview_hash_) messages.push_back(greet(reader));
  if (is_new_run || !reader.view) {
    messages.push_back(backlog(reader));
    reader.view = view_->number;
    reader.skipped = 0;
  }
  if (reader.skipped > 0) {
    messages.push_back(std::make_shared<const std::string>(
        "{\"type\":\"gap\",\"from_seq\":" + std::to_string(*reader.view) + ",\"to_seq\":" +
        std::to_string(view_->number) + ",\"skipped\":" + std::to_string(reader.skipped) + "}"));
    reader.skipped = 0;
  }
  messages.push_back(tick(reader));
  return messages;
}

/// Only what the reader has missed, when that is known.
LiveFeed::Text LiveFeed::backlog(const LiveReader& reader) {
  const std::uint64_t since = reader.since.value_or(0);
  // The numbers of views are milliseconds, and a run's epoch is the microsecond of its start.
  constexpr std::uint64_t kEpochPerNumber = 1'000;
  const bool is_part = since >= view_->first_number && since <= view_->number &&
                       since >= view_->epoch / kEpochPerNumber &&
                       view_->timeline.reaches_back_to(since);
  if (!is_part && whole_backlog_) return whole_backlog_;
  std::string out = "{\"type\":\"backlog\"";
  put_key(out, "epoch");
  put(out, view_->epoch);
  put_points(out, is_part ? view_->timeline.points_since(since) : view_->timeline.points());
  put_markers(out, *view_, is_part ? since : 0);
  out += '}';
  auto text = std::make_shared<const std::string>(std::move(out));
  if (!is_part) whole_backlog_ = text;
  return text;
}

LiveFeed::Text LiveFeed::tick(LiveReader& reader) {
  const std::uint64_t since = std::exchange(reader.view, view_->number).value_or(0);
  const std::string& head = state();
  const bool has_errors = std::exchange(reader.errors, errors_hash_) == errors_hash_;
  const bool has_exceptions =
      std::exchange(reader.exceptions, exceptions_hash_) == exceptions_hash_;
  Text& text = ticks_[Key(reader.rows, since, has_errors, has_exceptions)];
  if (text) return text;
  std::string out = head + course_since(since) + rows(reader.rows);
  if (!has_errors) out += errors_;
  if (!has_exceptions) out += exceptions_;
  out += '}';
  text = std::make_shared<const std::string>(std::move(out));
  return text;
}

const std::string& LiveFeed::state() {
  if (!state_.empty()) return state_;
  state_ = "{\"type\":\"tick\"";
  put_state(state_, *view_);
  put_errors(errors_, view_->errors, kMaxLiveErrors);
  put_exceptions(exceptions_, *view_);
  errors_hash_ = std::hash<std::string>()(errors_);
  exceptions_hash_ = std::hash<std::string>()(exceptions_);
  errors_.insert(0, ",");
  exceptions_.insert(0, ",");
  return state_;
}

const std::string& LiveFeed::rows(const RowSelection& selection) {
  std::string& text = rows_[selection];
  if (text.empty()) {
    put_rows(text, *view_, selection);
    text.insert(0, ",");
  }
  return text;
}

const std::string& LiveFeed::course_since(std::uint64_t view) {
  const auto [found, is_new] = course_.try_emplace(view);
  std::string& text = found->second;
  if (!is_new) return text;
  if (const auto points = view_->timeline.points_since(view); !points.empty())
    put_points(text, points);
  const bool has_news =
      view_->markers && !view_->markers->empty() && view_->markers->back().after_view >= view;
  if (has_news) put_markers(text, *view_, view);
  if (!text.empty()) text.insert(0, ",");
  return text;
}

}  // namespace acrida
