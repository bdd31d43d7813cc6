// StallWatch: pings, and /proc/self/task.
#include "slave/runner/stall_watch.hpp"

#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <unistd.h>

#include <boost/asio/post.hpp>

#include "slave/runner/crash_handler.hpp"

namespace acrida {
namespace {

struct ThreadState {
  std::chrono::nanoseconds cpu{0};
  bool is_blocked = false;
};

// /proc/self/task/ID/stat, see proc(5).
ThreadState state_of(pid_t thread) {
  std::ifstream file("/proc/self/task/" + std::to_string(thread) + "/stat");
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const std::size_t name_end = text.rfind(')');
  if (name_end == std::string::npos) return {};
  std::istringstream fields(text.substr(name_end + 1));
  char state = 'R';
  fields >> state;
  std::string skipped;
  for (int i = 4; i < 14; ++i) fields >> skipped;
  double user_ticks = 0, system_ticks = 0;
  fields >> user_ticks >> system_ticks;
  const double seconds = (user_ticks + system_ticks) / static_cast<double>(sysconf(_SC_CLK_TCK));
  return {std::chrono::nanoseconds(static_cast<std::int64_t>(seconds * 1e9)),
          state == 'S' || state == 'D'};
}

}  // namespace

StallWatch::StallWatch(boost::asio::io_context& loop,
                       const std::vector<std::unique_ptr<Shard>>& shards, Journal& journal)
    : loop_(loop), shards_(shards), journal_(journal), timer_(loop), watched_(shards.size()) {
  if (!CrashHandler::is_supported()) return;
  for (const auto& shard : shards_) shard->post([] { CrashHandler::adopt_thread(); });
  look_at_all();
}

void StallWatch::look_at_all() {
  const Instant now = std::chrono::steady_clock::now();
  for (std::size_t shard = 0; shard < shards_.size(); ++shard) look_at(shard, now);
  timer_.expires_after(StallJudge::kPeriod);
  timer_.async_wait([this](boost::system::error_code error) {
    if (!error) look_at_all();
  });
}

void StallWatch::ask(std::size_t shard) {
  watched_[shard].asked = true;
  shards_[shard]->post([this, shard] {  // [shard]
    boost::asio::post(loop_, [this, shard, thread = gettid()] {
      watched_[shard].asked = false;
      watched_[shard].thread = thread;
      ++watched_[shard].answers;
    });
  });
}

void StallWatch::look_at(std::size_t shard, Instant now) {
  Watched& watched = watched_[shard];
  if (watched.thread > 0) {
    const StallJudge::Verdict verdict = watched.judge.look(sign_of(shard), now);
    if (verdict == StallJudge::Verdict::stalled) note_stall(shard);
    if (verdict == StallJudge::Verdict::hopeless) end_in(shard);
  }
  if (!watched.asked) ask(shard);
}

ShardSign StallWatch::sign_of(std::size_t shard) const {
  const Watched& watched = watched_[shard];
  const journal::ShardRegion& region = journal_.shard(shard);
  const ThreadState state = state_of(watched.thread);
  return {
      watched.answers,
      region.begun.load(std::memory_order_relaxed) + region.settled.load(std::memory_order_relaxed),
      state.cpu, state.is_blocked};
}

void StallWatch::note_stall(std::size_t shard) {
  const std::string message = "shard " + std::to_string(shard + 1) + " of " +
                              std::to_string(shards_.size()) + " stalled for " +
                              std::to_string(StallJudge::kStalled.count()) + " s";
  journal::StackNote& note = journal_.header().stall;
  message.copy(note.message, journal::kMaxMessageBytes);
  note.message_bytes.store(static_cast<std::uint32_t>(message.size()));
  CrashHandler::look_at(watched_[shard].thread);
  ++journal_.header().stalls;
}

// The second time the thread has not even taken the signal.
void StallWatch::end_in(std::size_t shard) {
  const std::string message = "shard " + std::to_string(shard + 1) + " of " +
                              std::to_string(shards_.size()) + " stalled for " +
                              std::to_string(StallJudge::kHopeless.count()) + " s";
  if (std::exchange(watched_[shard].ended, true)) CrashHandler::end(message);
  CrashHandler::end_in(watched_[shard].thread, message);
}

}  // namespace acrida
