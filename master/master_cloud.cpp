// Master: the shell around the RunMachine. Here: the machines that its slaves are on.
#include <utility>

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include "master/master.hpp"

namespace acrida {

Result<void> Master::open_cloud() {
  if (options_.cloud.provider == CloudOptions::kNone) {
    if (options_.spawn > 0) return Error{"--spawn needs a provider: --cloud process"};
    if (options_.autoscale) return Error{"--autoscale needs a provider: --cloud process"};
    return {};
  }
  if (options_.spawn > options_.max_machines)
    return Error{"--spawn " + std::to_string(options_.spawn) + " is more than --max-machines " +
                 std::to_string(options_.max_machines) + " allows"};
  const auto drain = [this](const std::string& slave, bool may_end_run) {
    // Posted: the machine may be in the middle of its actions. One that has gone is no matter.
    boost::asio::post(io_, [this, slave, may_end_run] {
      if (!quitting_) command(DrainCommand{slave, may_end_run}, [](const CommandReply&) {});
    });
  };
  auto desk = CloudDesk::open(io_.get_executor(), options_, *link_, drain);
  if (!desk && (options_.spawn > 0 || options_.autoscale)) return desk.error();
  if (!desk) return spdlog::warn("no machines can be made: {}", desk.error().what), Result<void>();
  cloud_ = std::move(*desk);
  return {};
}

ApiServer::FleetPost Master::fleet_post() {
  if (!cloud_) return {};
  return [this](std::optional<FleetCommand> command, ApiServer::FleetCall call) {
    boost::asio::post(io_, [this, command = std::move(command), call = std::move(call)]() mutable {
      const Now time = now();
      FleetAnswer answer;
      if (command) answer.reply = cloud_->command(std::move(*command), time);
      answer.view = cloud_->view(time);
      call(answer);
    });
  };
}

/// The slaves have quit, or had the time to.
void Master::end_cloud() {
  if (!cloud_) return io_.stop();
  if (std::exchange(cloud_ending_, true)) return;
  cloud_->end(now());
  if (cloud_->has_ended(now())) io_.stop();
}

void Master::tick_cloud(Now time) {
  if (!cloud_) return;
  cloud_->tick(*last_, time);
  if (!cloud_ending_ || !cloud_->has_ended(time)) return;
  if (const std::string left = cloud_->left(); !left.empty()) {
    spdlog::error("machines are still there: {}; see `acrida cloud reap`", left);
    broken_ = true;
  }
  io_.stop();
}

}  // namespace acrida
