// MasterAddress: which running master a command speaks to.
#include "cloud/master_address.hpp"

#include <cstdlib>

#include <CLI/App.hpp>

#include "core/state/private_file.hpp"

namespace acrida {
namespace {

constexpr char kTokenVariable[] = "ACRIDA_TOKEN";

Result<std::string> token_of(const MasterAddress& address) {
  if (const char* token = std::getenv(kTokenVariable); token != nullptr) return std::string(token);
  if (address.token_file.empty()) return std::string();
  const auto text = read_private_file(address.token_file);
  if (!text) return text.error();
  if (!*text) return Error{address.token_file + ": there is no such file"};
  return (*text)->substr(0, (*text)->find_first_of("\r\n"));
}

}  // namespace

void declare_master_address(CLI::App& app, MasterAddress& address, const std::string& description) {
  app.add_option("--master", address.url, description)
      ->type_name("URL")
      ->envname("ACRIDA_MASTER_URL");
  app.add_option("--token-file", address.token_file,
                 std::string("File with the token of a user (acrida users token), unless ") +
                     kTokenVariable + " has it")
      ->type_name("FILE");
  app.add_option("--ca-file", address.ca_file, "Certificate of a master with https (PEM)")
      ->type_name("FILE");
}

Result<MasterClient> open_master_client(const MasterAddress& address) {
  const auto token = token_of(address);
  if (!token) return token.error();
  return MasterClient(address.url, token.value(), address.ca_file);
}

}  // namespace acrida
