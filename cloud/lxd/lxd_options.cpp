// LxdOptions: which LXD or Incus makes the machines.
#include "cloud/lxd/lxd_options.hpp"

#include <CLI/App.hpp>

namespace acrida {

void declare_lxd_options(CLI::App& app, LxdOptions& options) {
  const char* const group = "Cloud";
  auto* socket = app.add_option("--lxd-socket", options.socket,
                                "Of --cloud lxd: the socket of LXD or Incus on this host; default "
                                "that of Debian's package, the snap or Incus")
                     ->type_name("FILE")
                     ->envname("ACRIDA_LXD_SOCKET")
                     ->group(group);
  auto* url = app.add_option("--lxd-url", options.url,
                             "Of --cloud lxd: a server elsewhere, https://HOST:8443, which trusts "
                             "the certificate of --lxd-cert")
                  ->type_name("URL")
                  ->envname("ACRIDA_LXD_URL")
                  ->excludes(socket)
                  ->group(group);
  auto* certificate = app.add_option("--lxd-cert", options.certificate_file,
                                     "For --lxd-url: the client's certificate (PEM)")
                          ->type_name("FILE")
                          ->envname("ACRIDA_LXD_CERT")
                          ->needs(url)
                          ->group(group);
  app.add_option("--lxd-key", options.key_file, "For --lxd-url: its private key (PEM)")
      ->type_name("FILE")
      ->envname("ACRIDA_LXD_KEY")
      ->needs(certificate)
      ->group(group);
  app.add_option("--lxd-ca", options.ca_file,
                 "For --lxd-url: the server's certificate, unless the system knows it (PEM)")
      ->type_name("FILE")
      ->envname("ACRIDA_LXD_CA")
      ->needs(url)
      ->group(group);
  app.add_option("--lxd-project", options.project, "Of --cloud lxd: the project of the machines")
      ->type_name("NAME")
      ->envname("ACRIDA_LXD_PROJECT")
      ->group(group);
}

}  // namespace acrida
