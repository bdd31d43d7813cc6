// TempDir: a directory that ends with the test.
#pragma once

#include <filesystem>
#include <string>

namespace acrida::tests {

///   TempDir directory;
///   write_file(directory / "acrida.conf", "users = 10\n");
///   Process process({acrida, "master"}, {.directory = directory.path()});
class TempDir final {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

void write_file(const std::filesystem::path& path, const std::string& text);
/// The whole file; empty when there is none.
std::string read_file(const std::filesystem::path& path);

}  // namespace acrida::tests
