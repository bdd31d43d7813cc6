// TritonOptions: which CloudAPI, whose account, and what machines are made of.
#include "cloud/triton/triton_options.hpp"

#include <CLI/App.hpp>

#include "core/cli/validators.hpp"

namespace acrida {

void declare_triton_options(CLI::App& app, TritonOptions& options) {
  const char* const group = "Cloud: triton";
  const auto text = [&](const char* name, std::string& value, const char* type,
                        const char* variable, const char* what) {
    app.add_option(name, value, what)->type_name(type)->envname(variable)->group(group);
  };
  text("--triton-url", options.url, "URL", "TRITON_URL", "CloudAPI's address; or SDC_URL");
  text("--triton-account", options.account, "LOGIN", "TRITON_ACCOUNT",
       "Whose machines; or SDC_ACCOUNT");
  text("--triton-key-id", options.key_id, "ID", "TRITON_KEY_ID",
       "Name or MD5 fingerprint of the key in the account; or SDC_KEY_ID; by default computed");
  text("--triton-key", options.key_file, "FILE", "TRITON_KEY",
       "The private key, PEM, RSA or ECDSA, that signs requests; by default ~/.ssh/id_rsa");
  text("--triton-user", options.user, "USER", "TRITON_BASIC_USER",
       "Where requests have a user and password instead of a signature, as in version 6.5");
  text("--triton-password-file", options.password_file, "FILE", "TRITON_PASSWORD_FILE",
       "Its first line is the password of --triton-user; or the variable TRITON_PASSWORD");
  text("--triton-ca", options.ca_file, "FILE", "TRITON_CA",
       "Certificates, PEM, of a CloudAPI that the system does not know");
  text("--triton-package", options.package, "PACKAGE", "TRITON_PACKAGE",
       "Size of the machines; by default that of the template, when it is a machine");
  app.add_option("--triton-networks", options.networks, "Ids of networks, with commas")
      ->delimiter(',')
      ->type_name("ID,...")
      ->envname("TRITON_NETWORKS")
      ->group(group);
  app.add_option("--triton-api", options.api,
                 "current, or 6.5, where machines are cloned (InstantServers of 2014)")
      ->check(one_of({TritonOptions::kCurrent, TritonOptions::kOld}))
      ->type_name("VERSION")
      ->envname("TRITON_API")
      ->capture_default_str()
      ->group(group);
}

}  // namespace acrida
