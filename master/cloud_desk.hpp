// CloudDesk: the shell around the FleetMachine: calls of the provider, and the slaves of machines.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/any_io_executor.hpp>

#include "cloud/fleet/fleet_machine.hpp"
#include "cloud/provider_calls.hpp"
#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "master/options.hpp"
#include "master/run/run_view.hpp"
#include "master/slave_link.hpp"

namespace acrida {

/// One thread, that of the loop, which outlives it.
///
///   auto desk = CloudDesk::open(io.get_executor(), options, *link, drain);
///   desk->tick(*view, now);
///   FleetReply reply = desk->command(SpawnMachines{.count = 2}, now);
class CloudDesk final {
 public:
  /// Given up at the end of the master when machines are still there after this; longer than a machine
  /// may be missing in lists.
  static constexpr std::chrono::seconds kEndLimit{45};
  /// Moves the users of a slave to others, then ends it; a run without others is stopped, if it may be.
  using Drain = std::function<void(const std::string& slave, bool may_end_run)>;

  /// Of the machines that the options name, for slaves that come to this link. The error is one line.
  static Result<std::unique_ptr<CloudDesk>> open(boost::asio::any_io_executor loop,
                                                 const MasterOptions& options,
                                                 const SlaveLink& link, Drain drain);

  /// A spawn without a key gets one.
  FleetReply command(FleetCommand command, Now now);
  FleetView view(Now now) const { return machine_.view(now); }
  /// Ten times a second; the view may be a second old.
  void tick(const RunView& run, Now now);

  /// All machines are deleted; it may take kEndLimit.
  void end(Now now);
  bool has_ended(Now now) const;
  /// Ids of those that are still there, or may be.
  std::string left() const;

 private:
  CloudDesk(boost::asio::any_io_executor loop, std::unique_ptr<CloudProvider> provider,
            const FleetSettings& settings, Drain drain);
  void carry_out(FleetMachine::FleetActions actions);

  FleetMachine machine_;
  Drain drain_;
  std::optional<Instant> end_by_;
  ProviderCalls calls_;
};

}  // namespace acrida
