// MasterAddress: which running master a command speaks to.
#pragma once

#include <string>

#include "cloud/master_client.hpp"
#include "core/base/result.hpp"

namespace CLI {
class App;
}

namespace acrida {

struct MasterAddress {
  std::string url;  // "" = none
  std::string token_file;
  std::string ca_file;
};

/// --master and what belongs to it; `address` outlives the parsing. [load-time]
void declare_master_address(CLI::App& app, MasterAddress& address, const std::string& description);

/// With the token of the variable or of the file. The error is one line.
Result<MasterClient> open_master_client(const MasterAddress& address);

}  // namespace acrida
