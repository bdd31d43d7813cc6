// PluginDir: a folder of tests that somebody has copied to this machine.
#pragma once

#include <filesystem>
#include <string>

#include "slave/code/code_store.hpp"

namespace acrida {

/// Finds the master's test in it by its content, whatever it is called, and the files that the test
/// names by their names and contents. Nothing is written, and nothing of a master is taken.
class PluginDir final : public CodeStore {
 public:
  explicit PluginDir(std::filesystem::path folder) : folder_(std::move(folder)) {}

  Result<void> begin(const wire::CodeManifest& manifest) override;
  Result<FoundFile> look(const wire::CodeFile& file) override;
  Result<void> store(const wire::CodeFile&, std::uint64_t, std::string_view) override;
  /// What look() found has been checked.
  Result<std::optional<bool>> check_some(const wire::CodeFile&) override;
  void discard(const wire::CodeFile&) override {}
  Result<StoredTest> use() override;

 private:
  std::filesystem::path folder_;
  StoredTest found_;
};

}  // namespace acrida
