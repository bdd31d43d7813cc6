// EntryTable: the entries of one run in the file.
#include "master/history/entry_table.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "master/history/entry_point.hpp"
#include "master/history/entry_text.hpp"

namespace acrida {
namespace {

/// Seconds are in their own table; the newest one stays, as it says when the last request was.
void drop_seconds(JournalEntry& entry) {
  for (RequestDelta& row : entry.sums.requests)
    if (row.seconds.size() > 1) row.seconds.erase(row.seconds.begin(), row.seconds.end() - 1);
}

}  // namespace

Result<std::int64_t> EntryTable::newest(const char* what, int level) {
  const std::string sql = std::string("SELECT coalesce(max(") + what +
                          "), 0) FROM entries WHERE epoch = ? AND level >= ?";
  SqlStatement row(file_.database(), sql.c_str());
  row.bind(epoch_).bind(std::int64_t{level});
  if (!row.next()) return file_.cannot_read();
  return row.number(0);
}

Result<void> EntryTable::add(const JournalEntry& entry, int level) {
  if (next_number_ == 0) {
    const auto last = newest("last", 0);
    if (!last) return last.error();
    next_number_ = last.value() + 1;
  }
  if (auto done = insert(entry, {0, level, next_number_, next_number_, entry.time}); !done)
    return done;
  ++next_number_;
  return count_seconds(entry);
}

/// With the row of the span in place of what it held; 0: a new row.
Result<void> EntryTable::insert(const JournalEntry& entry, const EntrySpan& span) {
  const std::string point = point_bytes(point_of(entry));
  const std::string bytes = bytes_of(entry);
  SqlStatement row(file_.database(),
                   "INSERT OR REPLACE INTO entries (number, epoch, level, first, last, time_us,"
                   " point, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  row.bind(span.row > 0 ? std::optional(span.row) : std::nullopt).bind(epoch_);
  row.bind(std::int64_t{span.level}).bind(span.first).bind(span.last).bind(us_of(span.time));
  row.bind_bytes(point).bind_bytes(bytes);
  return row.run() ? Result<void>() : file_.cannot_write();
}

Result<void> EntryTable::count_seconds(const JournalEntry& entry) {
  std::map<std::int64_t, std::pair<std::int64_t, std::int64_t>> seconds;
  for (const RequestDelta& row : entry.sums.requests) {
    for (const SecondCount& second : row.seconds) {
      auto& [requests, failures] = seconds[second.epoch_second];
      requests += second.requests;
      failures += second.failures;
    }
  }
  for (const auto& [second, counts] : seconds) {
    SqlStatement row(file_.database(),
                     "INSERT INTO seconds VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
                     " requests = requests + excluded.requests,"
                     " failures = failures + excluded.failures");
    row.bind(epoch_).bind(second).bind(counts.first).bind(counts.second);
    if (!row.run()) return file_.cannot_write();
  }
  return {};
}

Result<void> EntryTable::roll_up(WallTime before, bool is_over) {
  for (int level = 1; level < static_cast<int>(kEntryLevels.size()); ++level) {
    if (auto done = roll_up_to(level, before, is_over); !done) return done;
  }
  for (int level = 0; level < kMinuteLevel; ++level) {
    if (auto done = take_out(level, before); !done) return done;
  }
  return {};
}

/// An entry that comes in from elsewhere at this level or above it is in no sum below.
Result<void> EntryTable::roll_up_to(int level, WallTime before, bool is_over) {
  const auto covered = newest("last", level);
  if (!covered) return covered.error();
  const std::int64_t step_us = us_of(WallTime(kEntryLevels[static_cast<std::size_t>(level)].step));
  const std::int64_t end_us = is_over ? INT64_MAX : us_of(before) / step_us * step_us;
  std::vector<std::pair<EntrySpan, JournalEntry>> sums;
  SqlStatement rows(file_.database(),
                    "SELECT first, last, time_us, bytes FROM entries"
                    " WHERE epoch = ? AND level = ? AND last > ? AND time_us < ? ORDER BY last");
  rows.bind(epoch_).bind(std::int64_t{level - 1}).bind(covered.value()).bind(end_us);
  while (rows.next()) {
    auto entry = parse_entry(rows.text(3));
    if (!entry) return Error{file_.path().string() + ": " + entry.error().what};
    drop_seconds(*entry);
    const std::int64_t time_us = rows.number(2);
    if (sums.empty() || us_of(sums.back().first.time) / step_us != time_us / step_us) {
      sums.emplace_back(EntrySpan{0, level, rows.number(0), rows.number(1), entry->time},
                        std::move(*entry));
      continue;
    }
    auto& [span, sum] = sums.back();
    append(sum, *entry);
    drop_seconds(sum);
    span.last = rows.number(1);
    span.time = entry->time;
  }
  if (rows.failed()) return file_.cannot_read();
  for (const auto& [span, sum] : sums)
    if (auto done = insert(sum, span); !done) return done;
  return {};
}

Result<void> EntryTable::take_out(int level, WallTime now) {
  const auto covered = newest("last", level + 1);
  if (!covered) return covered.error();
  SqlStatement old(file_.database(),
                   "DELETE FROM entries WHERE epoch = ? AND level = ? AND last <= ? AND"
                   " time_us < ?");
  const WallTime oldest = now - kEntryLevels[static_cast<std::size_t>(level)].kept;
  old.bind(epoch_).bind(std::int64_t{level}).bind(covered.value()).bind(us_of(oldest));
  return old.run() ? Result<void>() : file_.cannot_write();
}

Result<void> EntryTable::complete() {
  SqlStatement seconds(file_.database(), "SELECT 1 FROM seconds WHERE epoch = ? LIMIT 1");
  if (seconds.bind(epoch_).next()) return {};
  const auto all = spans();
  if (!all) return all.error();
  Result<void> done;
  Result<void> read_all = read(all.value(), [&](const JournalEntry& entry, const EntrySpan& span) {
    if (done) done = insert(entry, span);
    if (done) done = count_seconds(entry);
  });
  if (!read_all) return read_all;
  return done ? roll_up({}, true) : done;
}

Result<std::vector<EntrySpan>> EntryTable::spans() {
  std::vector<EntrySpan> spans;
  SqlStatement rows(file_.database(),
                    "SELECT number, level, first, last, time_us FROM entries WHERE epoch = ?");
  rows.bind(epoch_);
  while (rows.next())
    spans.push_back({rows.number(0), static_cast<int>(rows.number(1)), rows.number(2),
                     rows.number(3), time_of_us(rows.number(4))});
  if (rows.failed()) return file_.cannot_read();
  return spans;
}

Result<void> EntryTable::read(
    const std::vector<EntrySpan>& spans,
    const std::function<void(const JournalEntry&, const EntrySpan&)>& on_entry) {
  for (const EntrySpan& span : spans) {
    SqlStatement row(file_.database(), "SELECT bytes FROM entries WHERE number = ?");
    if (!row.bind(span.row).next())
      return row.failed() ? file_.cannot_read()
                          : Error{file_.path().string() + " was changed meanwhile: try again"};
    auto entry = parse_entry(row.text(0));
    if (!entry) return Error{file_.path().string() + ": " + entry.error().what};
    on_entry(*entry, span);
  }
  return {};
}

}  // namespace acrida
