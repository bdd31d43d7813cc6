// ThresholdView: how a threshold stands, for every report.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/base/clock.hpp"

namespace acrida {

struct ThresholdView {
  enum class State : std::uint8_t {
    waiting,  // nothing to judge yet; at the end of a run: nothing at all, which counts as failed
    holds,
    fails,  // now; one of the whole run may hold again
    failed  // for good
  };

  std::string text;
  std::string scope;  // "GET /item", "" for all
  State state = State::waiting;
  std::optional<double> value;  // in `unit`: of the run, or of the last stretch
  std::string value_text;       // "" without a value
  double limit = 0;
  std::string unit;               // "ms", "share", "count", "per_second"
  std::optional<WallTime> since;  // it fails
  bool aborts = false;

  bool has_failed(bool run_is_over) const {
    return state == State::failed || (run_is_over && state != State::holds);
  }
};

}  // namespace acrida
