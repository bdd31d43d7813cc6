// SmallDisk: a file system that can be full.
#pragma once

#include <filesystem>

namespace acrida::tests {

/// A tmpfs of 16 MB on an empty folder, there as long as the object.
class SmallDisk final {
 public:
  /// Throws std::runtime_error when it cannot be mounted.
  explicit SmallDisk(std::filesystem::path folder);
  ~SmallDisk();
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  /// Leaves room for nothing.
  void fill() const;
  void make_room() const;
  const std::filesystem::path& path() const { return folder_; }

 private:
  std::filesystem::path folder_;
};

}  // namespace acrida::tests
