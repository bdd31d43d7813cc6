// TestFolder: the order in which places are looked at.
#include "core/data/test_folder.hpp"

#include <filesystem>

#include "core/data/sha256.hpp"

namespace acrida {

namespace fs = std::filesystem;

Result<std::string> TestFolder::find(const std::string& name,
                                     const std::string& source_file) const {
  std::error_code error;
  if (!path_.empty()) {
    const fs::path path = fs::path(path_) / name_inside(name);
    if (fs::exists(path, error)) return path.string();
    return Error{name + ": no such file in " + path_ + ", where the test's files belong"};
  }
  const fs::path folder = fs::path(source_file).parent_path();
  for (const fs::path& path : {folder / name, fs::absolute(name, error)})
    if (fs::exists(path, error)) return fs::absolute(path, error).lexically_normal().string();
  return Error{name + ": no such file, neither in " + folder.string() + " nor in " +
               fs::current_path(error).string()};
}

std::string TestFolder::name_inside(const std::string& name) {
  const fs::path path = fs::path(name).lexically_normal();
  if (path.is_relative() && path.has_filename() && *path.begin() != "..") return path.string();
  constexpr std::size_t kHashDigits = 16;
  return "outside-" + sha256(name).substr(0, kHashDigits) + "-" + path.filename().string();
}

}  // namespace acrida
