// Test builder: the compiler's command line and the cache of what it made.
#include "core/loader/test_builder.hpp"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include <openssl/evp.h>

#include <acrida/fingerprint.hpp>

#include "core/process/child_process.hpp"

namespace acrida {
namespace {

namespace fs = std::filesystem;

std::string sha256(const std::string& content) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned bytes = 0;
  EVP_Digest(content.data(), content.size(), digest.data(), &bytes, EVP_sha256(), nullptr);
  static constexpr char kHex[] = "0123456789abcdef";
  std::string hex;
  for (unsigned i = 0; i < bytes; ++i) {
    hex += kHex[digest[i] >> 4];
    hex += kHex[digest[i] & 15];
  }
  return hex;
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// $XDG_CACHE_HOME/acrida/tests, made for its owner only: what lies there is run.
Result<fs::path> cache_folder() {
  const char* xdg = std::getenv("XDG_CACHE_HOME");
  const char* home = std::getenv("HOME");
  fs::path folder;
  if (xdg && *xdg)
    folder = fs::path(xdg) / "acrida" / "tests";
  else if (home && *home)
    folder = fs::path(home) / ".cache" / "acrida" / "tests";
  else
    return Error{"no place for compiled tests: set HOME or XDG_CACHE_HOME"};
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return Error{folder.string() + ": " + error.message()};
  struct stat status {};
  if (::stat(folder.c_str(), &status) != 0 || status.st_uid != ::geteuid() ||
      ::chmod(folder.c_str(), 0700) != 0)
    return Error{folder.string() + ": belongs to another user; set XDG_CACHE_HOME"};
  return folder;
}

fs::path sdk_folder() {
  return fs::path(own_executable()).parent_path() / "sdk";
}

std::vector<std::string> compile_command(const fs::path& source, const fs::path& library,
                                         const fs::path& dependencies) {
  std::vector<std::string> command{ACRIDA_CXX,
                                   "-std=c++20",
                                   "-O2",
                                   "-g1",
                                   "-fPIC",
                                   "-shared",
                                   "-Wall",
                                   "-Wextra",
                                   "-DBOOST_ASIO_SEPARATE_COMPILATION",
                                   "-DBOOST_ASIO_NO_DEPRECATED",
                                   "-isystem",
                                   sdk_folder().string()};
  std::istringstream more(ACRIDA_TEST_CXX_FLAGS);
  command.insert(command.end(), std::istream_iterator<std::string>(more), {});
  for (const std::string& argument :
       {std::string("-MMD"), std::string("-MF"), dependencies.string(), source.string(),
        std::string("-o"), library.string()})
    command.push_back(argument);
  return command;
}

// "hash path" of each file that went into the library, from the compiler's make rule.
std::string manifest_of(const fs::path& make_rule) {
  std::string text = read_file(make_rule);
  text.erase(0, text.find(": ") == std::string::npos ? 0 : text.find(": ") + 2);
  std::string manifest, name;
  const auto finish = [&] {
    if (!name.empty() && name != "\n")
      manifest += sha256(read_file(name)) + " " + fs::absolute(name).string() + "\n";
    name.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == '\n')
      ++i;
    else if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == ' ')
      name += text[++i];
    else if (text[i] == ' ' || text[i] == '\n')
      finish();
    else
      name += text[i];
  }
  finish();
  return manifest;
}

bool is_current(const fs::path& library, const fs::path& manifest) {
  if (!fs::exists(library) || !fs::exists(manifest)) return false;
  std::ifstream lines(manifest);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t space = line.find(' ');
    if (space == std::string::npos) return false;
    if (sha256(read_file(line.substr(space + 1))) != line.substr(0, space)) return false;
  }
  return true;
}

Result<std::string> compile(const fs::path& source) {
  const Result<fs::path> folder = cache_folder();
  if (!folder) return folder.error();
  if (!fs::exists(sdk_folder() / "acrida"))
    return Error{sdk_folder().string() +
                 ": the SDK is not beside the executable; build Acrida again"};
  std::string flags;
  for (const std::string& part : compile_command(source, "", "")) flags += part + " ";
  const std::string key = sha256(flags + kFingerprint).substr(0, 32);
  const fs::path library = *folder / (source.stem().string() + "-" + key + ".so");
  const fs::path manifest = fs::path(library).replace_extension(".manifest");
  if (is_current(library, manifest)) return library.string();

  std::cerr << "build: compiling " << source.string() << std::endl;
  const std::string mine = "." + std::to_string(::getpid());
  const fs::path new_library = library.string() + mine;
  const fs::path make_rule = manifest.string() + mine;
  const auto done = run_and_capture(compile_command(source, new_library, make_rule));
  if (!done) return Error{"cannot run the compiler: " + done.error().what};
  if (!WIFEXITED(done->wait_status) || WEXITSTATUS(done->wait_status) != 0) {
    std::error_code ignored;
    fs::remove(make_rule, ignored);
    return Error{source.string() + ": does not compile; see the compiler's message above"};
  }
  std::ofstream(make_rule.string() + ".new") << manifest_of(make_rule);
  std::error_code error;
  fs::remove(make_rule, error);
  fs::rename(make_rule.string() + ".new", manifest, error);
  if (!error) fs::rename(new_library, library, error);  // whoever runs the old one keeps its file
  if (error) return Error{library.string() + ": " + error.message()};
  return library.string();
}

}  // namespace

Result<std::string> content_hash(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error{path + ": cannot be read"};
  return sha256(read_file(path));
}

Result<std::string> library_of(const std::string& test_path) {
  std::error_code error;
  const fs::path path = fs::absolute(test_path, error);
  if (!fs::is_regular_file(path, error))
    return Error{test_path + ": no such file; give a test as .cpp or .so"};
  if (path.extension() == ".so") return path.string();
  if (path.extension() == ".cpp" || path.extension() == ".cc") return compile(path);
  return Error{test_path + ": a test is a .cpp or a .so file"};
}

}  // namespace acrida
