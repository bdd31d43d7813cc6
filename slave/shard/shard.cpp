// Shard: messages to the loop of its thread.
#include "slave/shard/shard.hpp"

#include <boost/asio/post.hpp>

namespace acrida {

namespace asio = boost::asio;

Shard::Shard(std::vector<const UserClassEntry*> classes, ShardPlace place, ShardHooks hooks)
    : environment_(place.journal),
      pool_(environment_, std::move(classes),
            [this, place] {
              return place.slave_index * kUserIdsPerSlave +
                     environment_.journal().next_user() * place.shards + place.shard + 1;
            }),
      lag_(environment_.loop()),
      work_(asio::make_work_guard(environment_.loop())),
      thread_([this] {
        lag_.start();
        environment_.loop().run();
      }) {
  environment_.use(std::move(hooks));  // seen by whatever is posted to the loop from now on
}

Shard::~Shard() {
  work_.reset();
  environment_.loop().stop();
  thread_.join();
}

void Shard::resize(UserCounts targets, UserSettings settings, std::function<void()> on_done) {
  asio::post(environment_.loop(),
             [this, targets = std::move(targets), settings = std::move(settings),
              on_done = std::move(on_done)]() mutable {
               pool_.resize(targets, std::move(settings), std::move(on_done));
             });
}

void Shard::feed(std::vector<std::unique_ptr<RowCursor>> cursors) {
  asio::post(environment_.loop(), [this, cursors = std::move(cursors)]() mutable {
    cursors_ = std::move(cursors);
    for (const auto& cursor : cursors_) cursor_list_.push_back(cursor.get());
    environment_.row_cursors = cursor_list_;
  });
}

void Shard::stop_users(std::function<void()> on_done) {
  asio::post(environment_.loop(), [this, on_done = std::move(on_done)]() mutable {
    pool_.stop_all(std::move(on_done));
  });
}

void Shard::limit_stop(std::chrono::nanoseconds timeout) {
  asio::post(environment_.loop(), [this, timeout] { pool_.limit_stop(timeout); });
}

void Shard::post(std::function<void()> work) {
  asio::post(environment_.loop(), std::move(work));
}

void Shard::take_report(std::function<void(ShardReport)> receive) {
  asio::post(environment_.loop(), [this, receive = std::move(receive)] {
    StatsDelta delta = environment_.take_delta();
    delta.scenarios = pool_.take_scenarios();
    receive({std::move(delta), environment_.exceptions().take(), pool_.counts(), pool_.abandoned(),
             environment_.journal().mark(), environment_.stop_reason(), lag_.take()});
  });
}

}  // namespace acrida
