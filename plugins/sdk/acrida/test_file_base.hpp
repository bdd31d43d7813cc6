// TestFileBase: a file that a test names, as the host sees it.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

namespace acrida {

/// Static in the plugin, which is never unloaded.
class TestFileBase {
 public:
  enum Kind : std::uint8_t { data, library };

  TestFileBase(const TestFileBase&) = delete;
  TestFileBase& operator=(const TestFileBase&) = delete;

  /// Where it is on this machine; known from the first constructor of a user class on. [any]
  const std::string& path() const { return path_; }
  /// As the test names it.
  const std::string& name() const { return name_; }
  Kind kind() const { return kind_; }
  /// The source file that declares it, as the compiler was given it.
  const std::string& source_file() const { return source_file_; }
  /// The one that was declared before.
  TestFileBase* previous() const { return previous_; }

  /// By the engine, when it has found the file. [load-time]
  void bind(std::string path) { path_ = std::move(path); }

 protected:
  TestFileBase(std::string name, Kind kind, std::string source_file, TestFileBase* previous)
      : name_(std::move(name)),
        kind_(kind),
        source_file_(std::move(source_file)),
        previous_(previous) {}
  ~TestFileBase() = default;

 private:
  std::string name_;
  Kind kind_;
  std::string source_file_;
  TestFileBase* previous_;
  std::string path_;
};

}  // namespace acrida
