// ShippedTest: a compiled test that needs a library, a file and the file of a feeder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "tests/support/temp_dir.hpp"

namespace acrida::tests {

/// tests/integration/users/shipped, compiled into a folder of its own: folder() has shipped.so and
/// its data, the library lies in another one, where the linker was told.
class ShippedTest final {
 public:
  /// Takes some seconds. Throws when it does not compile.
  ShippedTest();

  std::filesystem::path folder() const { return directory_ / "test"; }
  std::filesystem::path library() const { return folder() / "shipped.so"; }
  std::string hash_of_library() const;
  /// Of all files but shipped.so.
  std::uint64_t further_bytes() const;
  /// All files in one folder, as for --plugin-dir.
  void copy_to(const std::filesystem::path& other) const;
  /// Nothing is found any more where it was, until show().
  void hide() const;
  void show() const;

 private:
  std::filesystem::path codec() const { return directory_ / "lib/libcodec.so.1"; }

  TempDir directory_;
};

}  // namespace acrida::tests
