// Plugin: a test's shared library in this process.
#pragma once

#include <string>
#include <vector>

#include <acrida/plugin.hpp>

#include "core/base/result.hpp"
#include "core/data/test_folder.hpp"

namespace acrida {

/// A loaded test. Its fingerprint was found equal to ours before any of its code ran. Never
/// unloaded: coroutines and vtables of it may outlive any place that knows of them. [load-time]
class Plugin {
 public:
  /// Also finds the files that the test names. The error is one line that names the file and the
  /// remedy.
  static Result<Plugin> load(const std::string& path, const TestFolder& folder = {});

  /// In the order of their declaration; at least one.
  const std::vector<const UserClassEntry*>& user_classes() const { return user_classes_; }
  /// The same; there may be none.
  const std::vector<const ShapeEntry*>& shapes() const { return shapes_; }
  const std::vector<const HooksEntry*>& hooks() const { return hooks_; }
  /// The last one declared; nullptr when there is none.
  ArgumentBase* arguments() const { return arguments_; }
  FeederBase* feeders() const { return feeders_; }
  TestFileBase* files() const { return files_; }
  const ThresholdEntry* thresholds() const { return thresholds_; }

 private:
  std::vector<const UserClassEntry*> user_classes_;
  std::vector<const ShapeEntry*> shapes_;
  std::vector<const HooksEntry*> hooks_;
  ArgumentBase* arguments_ = nullptr;
  FeederBase* feeders_ = nullptr;
  TestFileBase* files_ = nullptr;
  const ThresholdEntry* thresholds_ = nullptr;
};

}  // namespace acrida
