// TritonOptions: which CloudAPI, whose account, and what machines are made of.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace acrida {

struct TritonOptions {
  static constexpr char kCurrent[] = "current";
  static constexpr char kOld[] = "6.5";

  std::string url;  // of CloudAPI
  std::string account;
  std::string key_id;                 // name or MD5 fingerprint; "" = that of the key
  std::string key_file;               // private, PEM; "" = ~/.ssh/id_rsa
  std::string user;                   // of Basic; "" = requests are signed
  std::string password_file;          // "" = the environment variable TRITON_PASSWORD
  std::string ca_file;                // "" = the system's
  std::string package;                // "" = that of the template, if it is a machine
  std::vector<std::string> networks;  // ids; none = the account's default
  std::string api = kCurrent;
};

/// [load-time] `options` outlives the parsing.
void declare_triton_options(CLI::App& app, TritonOptions& options);

}  // namespace acrida
