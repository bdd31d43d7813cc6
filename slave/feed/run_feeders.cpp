// RunFeeders: files, cursors and the way between shards and master.
#include "slave/feed/run_feeders.hpp"

#include <chrono>
#include <utility>

#include <boost/asio/post.hpp>

#include "core/data/data_hash.hpp"
#include "core/data/load_rows.hpp"

namespace acrida {

namespace asio = boost::asio;

RunFeeders::RunFeeders(FeederBase* last, asio::io_context& control, std::size_t shards,
                       std::uint64_t slave_index, TestFolder folder, SendToMaster send)
    : control_(control),
      shards_(shards),
      slave_index_(slave_index),
      folder_(std::move(folder)),
      send_(std::move(send)) {
  for (FeederBase* feeder = last; feeder; feeder = feeder->previous())
    entries_.push_front(Entry{.feeder = feeder});
}

Result<void> RunFeeders::load(const wire::Spawn& spawn) {
  const bool of_locust = spawn.epoch == 0;
  if (!of_locust && spawn.data_hashes.size() != entries_.size())
    return Error{"this slave's test has " + std::to_string(entries_.size()) +
                 " feeders, the master's " + std::to_string(spawn.data_hashes.size()) +
                 ": give both the same test"};
  for (std::size_t i = 0; i < entries_.size(); ++i)
    if (auto loaded = load(entries_[i], i, spawn); !loaded) return loaded;
  return {};
}

Result<void> RunFeeders::load(Entry& entry, std::size_t number, const wire::Spawn& spawn) {
  FeederBase& feeder = *entry.feeder;
  const bool unique = feeder.mode() == FeederBase::unique;
  if (unique && spawn.epoch == 0)
    return Error{feeder.file() +
                 ": Feeder::unique needs an Acrida master; use another mode under Locust's"};
  auto table = load_rows(feeder, folder_);
  if (!table) return table.error();
  entry.table = std::move(*table);
  if (spawn.epoch != 0) {
    const auto hash = data_hash(entry.table.file);
    if (!hash) return hash.error();
    if (*hash != spawn.data_hashes[number])
      return Error{entry.table.file +
                   ": differs from the master's file; copy the master's to this slave"};
  }
  feeder.bind(entry.table, number);
  if (unique) {
    // Later runners of this slave begin with higher numbers.
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto now_us = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
    entry.leases =
        std::make_unique<RowLeases>(spawn.epoch, number, static_cast<std::uint64_t>(now_us) << 8);
  } else {
    entry.positions = std::make_shared<PositionSource>(entry.table.rows(), shards_,
                                                       feeder.mode() == FeederBase::once);
  }
  return {};
}

std::vector<std::unique_ptr<RowCursor>> RunFeeders::cursors(asio::any_io_executor shard,
                                                            std::size_t place) {
  std::vector<std::unique_ptr<RowCursor>> cursors;
  for (Entry& entry : entries_) {
    if (!entry.leases) {
      const std::uint64_t seed = entry.feeder->options().seed + 1000 * slave_index_;
      cursors.push_back(
          std::make_unique<PositionCursor>(entry.feeder->mode(), seed, entry.positions));
      continue;
    }
    auto leased = std::make_unique<LeasedCursor>(shard, [this, &entry, place](RowNews news) {
      asio::post(control_,
                 [this, &entry, place, news = std::move(news)] { on_news(entry, place, news); });
    });
    entry.leased.push_back(leased.get());
    cursors.push_back(std::move(leased));
  }
  return cursors;
}

void RunFeeders::on_news(Entry& entry, std::size_t shard, const RowNews& news) {
  const Instant now = std::chrono::steady_clock::now();
  if (!news.used.empty() || !news.unused.empty())
    carry_out(entry, entry.leases->settle(news.used, news.unused, now));
  if (news.want > 0) carry_out(entry, entry.leases->want(shard, news.want, now));
}

void RunFeeders::carry_out(Entry& entry, RowLeases::Actions actions) {
  for (RowLeases::Action& action : actions) {
    if (const auto* give = std::get_if<RowLeases::Give>(&action))
      entry.leased.at(give->shard)->give(give->range);
    else if (const auto* end = std::get_if<RowLeases::End>(&action))
      entry.leased.at(end->shard)->end();
    else
      send_(std::get<wire::FromSlave>(action));
  }
}

RowLeases* RunFeeders::leases_of(std::uint64_t feeder, Entry*& entry) {
  if (feeder >= entries_.size()) return nullptr;
  entry = &entries_[feeder];
  return entry->leases.get();
}

void RunFeeders::on(const wire::RowsGranted& granted) {
  Entry* entry = nullptr;
  if (RowLeases* leases = leases_of(granted.feeder, entry))
    carry_out(*entry, leases->on(granted, std::chrono::steady_clock::now()));
}

void RunFeeders::on(const wire::RowsOpened& opened) {
  Entry* entry = nullptr;
  if (RowLeases* leases = leases_of(opened.feeder, entry))
    carry_out(*entry, leases->on(opened, std::chrono::steady_clock::now()));
}

void RunFeeders::tick() {
  for (Entry& entry : entries_) {
    if (!entry.leases) continue;
    for (LeasedCursor* cursor : entry.leased) cursor->return_if_idle();
    carry_out(entry, entry.leases->tick(std::chrono::steady_clock::now()));
  }
}

void RunFeeders::close() {
  for (Entry& entry : entries_) {
    if (entry.leases) entry.leases->close();
    for (LeasedCursor* cursor : entry.leased) cursor->close();
  }
}

void RunFeeders::settle(std::function<void()> done) {
  auto missing = std::make_shared<std::size_t>(1);  // counted on the control thread
  const auto one_less = [this, missing, done = std::move(done)] {
    if (--*missing > 0) return;
    for (Entry& entry : entries_)
      if (entry.leases) carry_out(entry, entry.leases->finish());
    done();
  };
  for (Entry& entry : entries_) {
    for (LeasedCursor* cursor : entry.leased) {
      ++*missing;
      cursor->settle([this, one_less] { asio::post(control_, one_less); });
    }
  }
  one_less();
}

}  // namespace acrida
