// FleetScaler: whether the slaves of a run are too few or too many.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "cloud/fleet/fleet_slave.hpp"
#include "core/base/clock.hpp"

namespace acrida {

/// Users are spread evenly over slaves, so the slave that is nearest to its limit tells, and what n
/// slaves do with a strain of s, m of them do with s * n / m. Machines are counted, a slave on none as
/// one, and taken to have as many slaves each. Pure.
///
/// More are wanted when the strain has been kHigh at least for kGrowWindow, without a pause: as many
/// as bring it to kTarget, at most as many again, and no more than there are users. One fewer is
/// wanted when for the whole `shrink_window` the slaves of the other machines could have done the part
/// of the surplus one below kTarget. Both windows begin anew when the number of slaves changes, when
/// machines are on their way, and after each wish.
class FleetScaler final {
 public:
  static constexpr double kHigh = 0.8;
  static constexpr double kTarget = 0.6;
  static constexpr std::chrono::seconds kGrowWindow{10};

  struct Wish {
    std::size_t more = 0;
    bool one_fewer = false;
  };

  /// A `shrink_window` of 0: never fewer.
  explicit FleetScaler(std::chrono::seconds shrink_window) : shrink_window_(shrink_window) {}

  /// Once a tick. `surplus`: the machine that would go, "" = none may; `is_changing` while machines
  /// come or go.
  Wish look(const std::vector<FleetSlave>& slaves, const std::string& surplus, bool is_changing,
            Instant now);
  /// That of the slave which is nearest to its limit, in the run's last second; nothing without a run.
  std::optional<double> strain() const { return strain_; }

 private:
  Wish rest();

  std::chrono::seconds shrink_window_;
  std::optional<double> strain_;
  std::size_t slaves_ = 0;
  std::optional<Instant> high_since_;
  std::optional<Instant> low_since_;
};

}  // namespace acrida
