// TestFolder: where the files are that a test names.
#pragma once

#include <string>

#include "core/base/result.hpp"

namespace acrida {

/// Of a test that lies where it was written, files are found beside its source, then in the current
/// directory. Of one that came from a master, or lies in a slave's --plugin-dir, in one folder only.
///
///   TestFolder folder(options.folder);
///   auto path = folder.find("accounts.csv", feeder.source_file());
class TestFolder {
 public:
  TestFolder() = default;
  explicit TestFolder(std::string path) : path_(std::move(path)) {}

  /// The absolute path of what the test calls `name`, declared in `source_file`. The error names
  /// the places. [load-time]
  Result<std::string> find(const std::string& name, const std::string& source_file) const;

  /// What `name` is called in such a folder: the same, or for an absolute path or one that leaves
  /// the folder a name made of its last part and the hash of all of it. Pure.
  static std::string name_inside(const std::string& name);

 private:
  std::string path_;
};

}  // namespace acrida
