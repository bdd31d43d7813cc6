// Deployed: a copy with other paths.
#include "tests/support/deployed.hpp"

#include <cstdlib>
#include <sstream>
#include <unistd.h>
#include <utility>

namespace acrida::tests {
namespace {

namespace fs = std::filesystem;

void replace_all(std::string& text, const std::string& what, const std::string& by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at))
    text.replace(at, what.size(), by), at += by.size();
}

}  // namespace

// Others may go through the folder, as slaves may be those of another user.
Deployed::Deployed() {
  fs::permissions(folder_.path(), fs::perms(0755));
  fs::copy(ACRIDA_SOURCE_DIR "/cloud/deploy", folder_ / "deploy", fs::copy_options::recursive);
  for (const char* name : {"etc", "log", "run", "cache", "state"})
    fs::create_directory(folder_ / name);
  const std::string own = folder_.path().string();
  const std::pair<std::string, std::string> paths[] = {
      {"/usr/share/acrida/deploy", own + "/deploy"},
      {"/usr/bin/acrida", ACRIDA_EXECUTABLE},
      {"/etc/acrida", own + "/etc"},
      {"/var/log/acrida", own + "/log"},
      {"/var/cache", own + "/cache"},
      {"/var/lib", own + "/state"},
      {"/run/", own + "/run/"}};
  for (const auto& entry : fs::recursive_directory_iterator(folder_ / "deploy")) {
    if (!entry.is_regular_file()) continue;
    std::string text = read_file(entry.path());
    for (const auto& [installed, here] : paths) replace_all(text, installed, here);
    write_file(entry.path(), text);
  }
}

bool is_on_path(const std::string& program) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path != nullptr ? path : "");
  for (std::string folder; std::getline(folders, folder, ':');)
    if (::access((folder + "/" + program).c_str(), X_OK) == 0) return true;
  return false;
}

}  // namespace acrida::tests
