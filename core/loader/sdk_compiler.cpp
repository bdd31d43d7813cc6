// SDK compiler: flags and folders.
#include "core/loader/sdk_compiler.hpp"

#include <iterator>
#include <sstream>

#include "core/process/child_process.hpp"

namespace acrida {

namespace fs = std::filesystem;

fs::path sdk_folder() {
  const fs::path here = fs::path(own_executable()).parent_path();
  std::error_code ignored;
  for (const fs::path& folder : {here / "sdk", here.parent_path() / "include"})
    if (fs::exists(folder / "acrida" / "version.hpp", ignored)) return folder;
  return {};
}

std::vector<std::string> compiler_command() {
  std::vector<std::string> command{ACRIDA_CXX,
                                   "-std=c++20",
                                   "-O2",
                                   "-g1",
                                   "-fPIC",
                                   "-Wall",
                                   "-Wextra",
                                   "-DBOOST_ASIO_SEPARATE_COMPILATION",
                                   "-DBOOST_ASIO_NO_DEPRECATED",
                                   "-DBOOST_ASIO_RECYCLING_ALLOCATOR_CACHE_SIZE=8"};
  std::istringstream more(ACRIDA_TEST_CXX_FLAGS);
  command.insert(command.end(), std::istream_iterator<std::string>(more), {});
  return command;
}

std::vector<std::string> include_flags(const fs::path& sdk) {
  std::vector<std::string> flags;
  // Named once more, the compiler's own folder would come before the C++ library's.
  if (sdk != "/usr/include") flags = {"-isystem", sdk.string()};
  const fs::path third_party = sdk / "acrida-third-party";
  std::error_code ignored;
  if (fs::exists(third_party, ignored)) {
    flags.push_back("-isystem");
    flags.push_back(third_party.string());
  }
  return flags;
}

}  // namespace acrida
