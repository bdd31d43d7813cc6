// CodeCache: the tests that masters have sent, by the hash of their content.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "core/data/sha256.hpp"
#include "core/state/file_lock.hpp"
#include "core/state/owned_fd.hpp"
#include "slave/code/code_store.hpp"

namespace acrida {

/// A folder that any number of slave processes share:
///
///   files/HASH    a whole file; its name is the hash of its content
///   parts/HASH    the beginning of one; whoever fetches it holds its lock
///   tests/ID/...  one test: hard links to its files under their names; whoever uses it holds a
///                 shared lock of the folder, and has touched it
///   lock          held while anything but a part is changed
///
/// A part grows at its end only and becomes a file by renaming, once its hash has been found right:
/// a process that is killed leaves nothing that another could take for whole. When there is no room
/// the tests that were used longest ago go, then the files of no test; what is locked stays.
///
///   CodeCache cache(folder, 2u << 30);
///   if (auto begun = cache.begin(manifest); !begun) return begun.error();
class CodeCache final : public CodeStore {
 public:
  /// What check_some() reads at once.
  static constexpr std::size_t kCheckedBytes = 4u << 20;

  /// `folder` exists and is its owner's only; 0: no limit. Throws std::filesystem::filesystem_error.
  CodeCache(std::filesystem::path folder, std::uint64_t max_bytes);

  Result<void> begin(const wire::CodeManifest& manifest) override;
  Result<FoundFile> look(const wire::CodeFile& file) override;
  Result<void> store(const wire::CodeFile& file, std::uint64_t offset,
                     std::string_view bytes) override;
  Result<std::optional<bool>> check_some(const wire::CodeFile& file) override;
  void discard(const wire::CodeFile& file) override;
  Result<StoredTest> use() override;

 private:
  struct OpenFile {
    OwnedFd fd;
    bool is_part = false;
    Sha256 hash{};
    std::uint64_t checked_bytes = 0;
  };

  std::filesystem::path file_of(const std::string& hash) const { return root_ / "files" / hash; }
  std::filesystem::path part_of(const std::string& hash) const { return root_ / "parts" / hash; }
  std::filesystem::path test_of(const std::string& id) const { return root_ / "tests" / id; }
  std::optional<FoundFile> try_look(const wire::CodeFile& file);
  Result<void> keep(const wire::CodeFile& file);
  Result<void> make_room();
  bool is_wanted(const std::string& hash) const;

  std::filesystem::path root_;
  std::uint64_t max_bytes_;
  wire::CodeManifest manifest_;
  std::shared_ptr<const FileLock> next_;  // of the test that is being fetched; see StoredTest
  std::optional<OpenFile> open_;          // the file at hand
};

}  // namespace acrida
