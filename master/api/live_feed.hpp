// LiveFeed: one view of the run as the messages of the live stream.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "master/page/row_selection.hpp"
#include "master/run/run_view.hpp"

namespace acrida {

/// What one reader wants, and what it has been sent.
struct LiveReader {
  RowSelection rows;
  /// The last view that it has of an earlier connection, as it says.
  std::optional<std::uint64_t> since;

  std::optional<std::uint64_t> epoch;  // that it has been greeted with
  std::size_t overview = 0;            // hash of the one that it was greeted with
  std::optional<std::uint64_t> view;   // the last one that it was sent
  std::uint64_t skipped = 0;           // views since then that it was too slow for
  std::size_t errors = 0;              // hash of those it has; 0 = none
  std::size_t exceptions = 0;
};

/// Made for each view, and used by all readers: what is the same for several is written once.
/// Pure but for that memory; one thread.
///
///   LiveFeed feed(view, overview);
///   for (const auto& text : feed.next(reader)) send(*text);
class LiveFeed final {
 public:
  /// Shared, because a text is sent to several readers, each at its own pace.
  using Text = std::shared_ptr<const std::string>;

  /// `overview` is the JSON of GET /overview, and outlives it.
  LiveFeed(RunViewPtr view, const std::string& overview);

  /// hello; the reader does not need another one in this run, unless the test is swapped.
  Text greet(LiveReader& reader);
  /// What brings the reader to this view: hello and backlog, or a gap; then a tick.
  std::vector<Text> next(LiveReader& reader);
  const RunView& view() const { return *view_; }

 private:
  using Key = std::tuple<RowSelection, std::uint64_t, bool, bool>;

  Text backlog(const LiveReader& reader);
  Text tick(LiveReader& reader);
  const std::string& state();
  const std::string& rows(const RowSelection& selection);
  const std::string& course_since(std::uint64_t view);

  RunViewPtr view_;
  const std::string& overview_;
  std::size_t overview_hash_;
  std::string state_;
  std::string errors_;
  std::string exceptions_;
  std::size_t errors_hash_ = 0;
  std::size_t exceptions_hash_ = 0;
  Text whole_backlog_;
  std::map<RowSelection, std::string> rows_;
  std::map<std::uint64_t, std::string> course_;  // points and markers, by the last view
  std::map<Key, Text> ticks_;
};

}  // namespace acrida
