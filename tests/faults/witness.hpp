// Witness: the server that the load goes to, and what it has seen of whom.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/process.hpp"

namespace acrida::tests {

/// One request, as nginx has logged it.
struct SeenRequest {
  double at_s = 0;  // since the epoch
  int status = 0;
  std::string from;  // address
};

/// nginx on every address of the namespace in which it is started: /item at once, /slow in a second.
class Witness final {
 public:
  static constexpr int kPort = 8080;

  /// Its files are in `directory`, which exists. Throws when it does not start.
  explicit Witness(std::filesystem::path directory);

  /// All requests up to now, once the log has come to rest.
  std::vector<SeenRequest> requests() const;
  /// Open connections by the address of the peer: each user that has made a request has one.
  static std::map<std::string, std::size_t> connections();

 private:
  std::filesystem::path directory_;
  std::unique_ptr<Process> process_;
};

}  // namespace acrida::tests
