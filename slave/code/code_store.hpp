// CodeStore: where the files of a test are on a slave.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/wire/code_messages.hpp"
#include "slave/code/code_fetch.hpp"

namespace acrida {

/// A test that is ready to be loaded.
struct StoredTest {
  std::string library;  // absolute path of the test
  std::string folder;   // with all files that it names, under their names
  std::string hash;     // of the test
  /// Shared by the copies: as long as there is one, its files stay where they are.
  std::shared_ptr<const void> lock = {};
};

/// What CodeFetch asks its shell for. Errors are one line with a remedy. Not thread-safe.
class CodeStore {
 public:
  virtual ~CodeStore() = default;

  /// Comes before all others; what was begun before is given up, what was last used stays.
  virtual Result<void> begin(const wire::CodeManifest& manifest) = 0;
  virtual Result<FoundFile> look(const wire::CodeFile& file) = 0;
  /// The bytes that follow those that are there.
  virtual Result<void> store(const wire::CodeFile& file, std::uint64_t offset,
                             std::string_view bytes) = 0;
  /// Reads some megabytes of the file; whether it is good once all of it has been read.
  virtual Result<std::optional<bool>> check_some(const wire::CodeFile& file) = 0;
  virtual void discard(const wire::CodeFile& file) = 0;
  /// All files are there and good.
  virtual Result<StoredTest> use() = 0;
};

}  // namespace acrida
