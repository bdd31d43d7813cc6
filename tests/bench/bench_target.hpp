// BenchTarget: an `acrida target` of its own for a bench, on a free port.
#pragma once

#include <string>

#include "tests/support/fleet.hpp"
#include "tests/support/process.hpp"

namespace acrida::tests {

/// Runs beside the bench's executable for as long as the object lives.
class BenchTarget {
 public:
  BenchTarget() : process_({acrida_executable(), "target", "--port", "0"}) {
    url_ = process_.wait_for("target: listening on (http://\\S+)").value();
  }
  const std::string& url() const { return url_; }

 private:
  Process process_;
  std::string url_;
};

}  // namespace acrida::tests
