// StateFolder: where a process keeps what must outlive it.
#include "core/state/state_folder.hpp"

#include <cstdlib>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace acrida {

namespace fs = std::filesystem;

namespace {

Result<fs::path> default_folder() {
  const char* xdg = std::getenv("XDG_STATE_HOME");
  if (xdg != nullptr && *xdg != '\0') return fs::path(xdg) / "acrida";
  const char* home = std::getenv("HOME");
  if (home != nullptr && *home != '\0') return fs::path(home) / ".local" / "state" / "acrida";
  return Error{"no place to keep keys in: set HOME or XDG_STATE_HOME"};
}

}  // namespace

Result<fs::path> state_folder(const fs::path& named) {
  Result<fs::path> folder = named.empty() ? default_folder() : named;
  if (!folder) return folder;
  std::error_code error;
  if (folder->has_parent_path()) fs::create_directories(folder->parent_path(), error);
  if (::mkdir(folder->c_str(), 0700) != 0 && errno != EEXIST) {
    error.assign(errno, std::generic_category());
    return Error{folder->string() + ": cannot be made: " + error.message() +
                 "; choose another folder"};
  }
  struct stat status {};
  if (::stat(folder->c_str(), &status) != 0 || !S_ISDIR(status.st_mode))
    return Error{folder->string() + ": is no folder; choose another"};
  if (status.st_uid != ::geteuid())
    return Error{folder->string() + ": belongs to another user; choose another folder"};
  return folder;
}

}  // namespace acrida
