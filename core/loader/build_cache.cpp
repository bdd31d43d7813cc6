// Build cache: folders, files and make rules.
#include "core/loader/build_cache.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sys/stat.h>
#include <unistd.h>

namespace acrida {

namespace fs = std::filesystem;

Result<fs::path> cache_folder(const std::string& name) {
  const char* xdg = std::getenv("XDG_CACHE_HOME");
  const char* home = std::getenv("HOME");
  fs::path folder;
  if (xdg && *xdg)
    folder = fs::path(xdg) / "acrida" / name;
  else if (home && *home)
    folder = fs::path(home) / ".cache" / "acrida" / name;
  else
    return Error{"no place for compiled tests: set HOME or XDG_CACHE_HOME"};
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return Error{folder.string() + ": " + error.message()};
  struct stat status {};
  if (::stat(folder.c_str(), &status) != 0 || status.st_uid != ::geteuid() ||
      ::chmod(folder.c_str(), 0700) != 0)
    return Error{folder.string() + ": belongs to another user; set XDG_CACHE_HOME"};
  return folder;
}

std::string read_bytes(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<std::string> files_of_make_rule(std::string_view rule) {
  std::vector<std::string> files;
  const std::size_t colon = rule.find(": ");
  if (colon != std::string_view::npos) rule.remove_prefix(colon + 2);
  std::string name;
  const auto finish = [&] {
    if (!name.empty()) files.push_back(name);
    name.clear();
  };
  for (std::size_t i = 0; i < rule.size(); ++i) {
    const bool escapes = rule[i] == '\\' && i + 1 < rule.size();
    if (escapes && rule[i + 1] == '\n')
      ++i;
    else if (escapes && rule[i + 1] == ' ')
      name += rule[++i];
    else if (rule[i] == ' ' || rule[i] == '\n')
      finish();
    else
      name += rule[i];
  }
  finish();
  return files;
}

}  // namespace acrida
