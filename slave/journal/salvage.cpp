// salvage: replays a journal through a StatsTable.
#include "slave/journal/salvage.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "core/stats/valid_text.hpp"

namespace acrida {
namespace {

using journal::ShardRegion;

/// More in flight under one name than a slave may have users is no number that a shard wrote.
constexpr std::uint32_t kMaxInFlight = 10'000'000;
/// Histograms and sums take no more.
constexpr std::int64_t kMaxLatency_ns = std::int64_t{1} << 58;
constexpr std::uint64_t kMaxBytes = std::uint64_t{1} << 48;

/// Fewer in flight, or more entries than there is room for: not trusted.
std::uint64_t unreported(std::uint64_t total, std::uint64_t received, std::uint64_t most) {
  return total < received || total - received > most ? 0 : total - received;
}

class ShardReader {
 public:
  explicit ShardReader(const ShardRegion& region)
      : region_(region),
        rows_(std::min<std::uint32_t>(region.names.load(), journal::kMaxRows)),
        errors_(std::min<std::uint32_t>(region.errors.load(), journal::kMaxErrors)) {}

  void replay_entries(StatsTable& table) const {
    const std::uint64_t end = region_.written.load();
    const std::uint64_t count = unreported(end, region_.received.load(), journal::kMaxEntries);
    for (std::uint64_t i = end - count; i != end; ++i)
      replay(region_.entries[i % journal::kMaxEntries], table);
  }

  void add_unknown(StatsDelta& delta) const {
    for (std::uint32_t row = 0; row < rows_; ++row) {
      const std::uint32_t count = in_flight(row);
      if (count == 0 || count > kMaxInFlight) continue;
      delta.requests.push_back({repaired(method(row)), repaired(name(row)), {}, {}, {}});
      delta.requests.back().counters.unknown = count;
    }
    const std::uint64_t lost = unreported(
        region_.overflowed.load(), region_.received_overflowed.load(), std::uint64_t{1} << 40);
    if (lost == 0) return;
    delta.requests.push_back({"", std::string(kBeyondJournal), {}, {}, {}});
    delta.requests.back().counters.unknown = lost;
  }

 private:
  std::string_view method(std::uint32_t row) const {
    const journal::TextPlace place = region_.name_places[row];
    return text(region_.name_texts, journal::kNameBytes, place.offset, place.first_bytes);
  }
  std::string_view name(std::uint32_t row) const {
    const journal::TextPlace place = region_.name_places[row];
    return text(region_.name_texts, journal::kNameBytes,
                std::size_t{place.offset} + place.first_bytes, place.second_bytes);
  }
  /// A StatsTable does this by itself.
  static std::string repaired(std::string_view text) {
    std::string scratch;
    return std::string(valid_text(text, StatsTable::kMaxNameBytes, scratch));
  }
  static std::string_view text(const char* arena, std::size_t size, std::size_t offset,
                               std::size_t bytes) {
    return offset > size || bytes > size - offset ? std::string_view()
                                                  : std::string_view(arena + offset, bytes);
  }

  // An end that was cut off in the middle is carried out.
  std::uint32_t in_flight(std::uint32_t row) const {
    const std::uint64_t ended = region_.written.load() + region_.overflowed.load();
    const std::uint64_t ending = region_.ending.load();
    if (region_.settled.load() != ended && ending >> 32 == row)
      return static_cast<std::uint32_t>(ending);
    return region_.in_flight[row].load();
  }

  void replay(const journal::Entry& entry, StatsTable& table) const {
    if (entry.row >= rows_ || entry.latency_ns > kMaxLatency_ns ||
        entry.start_lag_ns > kMaxLatency_ns || entry.bytes > kMaxBytes)
      return;
    RequestEvent event;
    event.method = method(entry.row);
    event.name = name(entry.row);
    event.response_time = std::chrono::nanoseconds(std::max<std::int64_t>(entry.latency_ns, 0));
    event.content_length_bytes = entry.bytes;
    if (entry.start_lag_ns >= 0) event.start_lag = std::chrono::nanoseconds(entry.start_lag_ns);
    if (entry.error == journal::kUnknownOutcome) {
      event.outcome = Outcome::unknown;
    } else if (entry.error != journal::kNoError) {
      event.outcome = Outcome::failure;
      event.error = error(entry.error);
    }
    table.record(event, WallTime(std::chrono::seconds(entry.second)));
  }
  std::string_view error(std::uint16_t number) const {
    if (number > errors_) return ErrorTable::kFurtherErrors;
    const journal::TextPlace place = region_.error_places[number - 1];
    return text(region_.error_texts, journal::kErrorBytes, place.offset, place.first_bytes);
  }

  const ShardRegion& region_;
  std::uint32_t rows_;
  std::uint32_t errors_;
};

}  // namespace

StatsDelta salvage(const Journal& journal) {
  StatsDelta delta;
  for (std::size_t i = 0; i < journal.shards(); ++i) {
    const ShardReader reader(journal.shard(i));
    StatsTable table;
    reader.replay_entries(table);
    merge(delta, table.take_delta());
    StatsDelta unknown;
    reader.add_unknown(unknown);
    merge(delta, unknown);
  }
  return delta;
}

}  // namespace acrida
