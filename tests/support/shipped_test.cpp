// ShippedTest: the compiler's commands.
#include "tests/support/shipped_test.hpp"

#include <stdexcept>
#include <vector>

#include "tests/support/fleet.hpp"
#include "tests/support/process.hpp"

namespace acrida::tests {

namespace fs = std::filesystem;

namespace {

std::string run(const std::vector<std::string>& command) {
  Process process(command);
  if (process.wait(std::chrono::seconds(120)) != 0)
    throw std::runtime_error(command.at(0) + ": " + process.err());
  return process.out();
}

}  // namespace

// Compiled where the feeder's file is, so that it is found beside the source.
ShippedTest::ShippedTest() {
  fs::create_directories(folder() / "words");
  fs::create_directory(directory_ / "lib");
  for (const char* name : {"shipped.cpp", "codec.cpp", "codec.hpp"})
    fs::copy(source_path("tests/integration/users/shipped/") + name, folder());
  write_file(folder() / "items.csv", "id\n1\n2\n3\n");
  write_file(folder() / "words/greeting.txt", "hello\n");
  run({"g++", "-std=c++20", "-fPIC", "-shared", "-Wl,-soname,libcodec.so.1", folder() / "codec.cpp",
       "-o", codec()});
  const std::string sdk = fs::path(acrida_executable()).parent_path() / "sdk";
  run({"g++", "-std=c++20", "-O0", "-fPIC", "-shared", "-DBOOST_ASIO_SEPARATE_COMPILATION",
       "-DBOOST_ASIO_NO_DEPRECATED", "-DBOOST_ASIO_RECYCLING_ALLOCATOR_CACHE_SIZE=8", "-isystem",
       sdk, "-isystem", sdk + "/acrida-third-party", folder() / "shipped.cpp", codec(),
       "-Wl,-rpath," + codec().parent_path().string(), "-o", library()});
}

std::string ShippedTest::hash_of_library() const {
  return run({"sha256sum", library()}).substr(0, 64);
}

std::uint64_t ShippedTest::further_bytes() const {
  return fs::file_size(codec()) + fs::file_size(folder() / "items.csv") +
         fs::file_size(folder() / "words/greeting.txt");
}

void ShippedTest::copy_to(const fs::path& other) const {
  // The test comes last: a slave that looks meanwhile finds all or nothing.
  fs::create_directory(other / "words");
  fs::copy(folder() / "words/greeting.txt", other / "words");
  fs::copy(folder() / "items.csv", other);
  fs::copy(codec(), other);
  fs::copy(library(), other / "copied.so");
}

void ShippedTest::hide() const {
  fs::rename(directory_ / "test", directory_ / "hidden-test");
  fs::rename(directory_ / "lib", directory_ / "hidden-lib");
}

void ShippedTest::show() const {
  fs::rename(directory_ / "hidden-test", directory_ / "test");
  fs::rename(directory_ / "hidden-lib", directory_ / "lib");
}

}  // namespace acrida::tests
