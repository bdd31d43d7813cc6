// Test builder: the compiler's command line and the cache of what it made.
#include "core/loader/test_builder.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include <acrida/fingerprint.hpp>

#include "core/data/sha256.hpp"
#include "core/loader/build_cache.hpp"
#include "core/loader/precompiled_sdk.hpp"
#include "core/loader/sdk_compiler.hpp"
#include "core/process/child_process.hpp"

namespace acrida {
namespace {

namespace fs = std::filesystem;

// "hash path" of each file that went into the library, from the compiler's make rule.
std::string manifest_of(const fs::path& make_rule) {
  std::string manifest;
  for (const std::string& name : files_of_make_rule(read_bytes(make_rule)))
    manifest += sha256(read_bytes(name)) + " " + fs::absolute(name).string() + "\n";
  return manifest;
}

bool is_current(const fs::path& library, const fs::path& manifest) {
  if (!fs::exists(library) || !fs::exists(manifest)) return false;
  std::ifstream lines(manifest);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t space = line.find(' ');
    if (space == std::string::npos) return false;
    if (sha256(read_bytes(line.substr(space + 1))) != line.substr(0, space)) return false;
  }
  return true;
}

Result<void> run_compiler(const fs::path& source, const fs::path& library,
                          const fs::path& make_rule) {
  const fs::path sdk = sdk_folder();
  if (sdk.empty())
    return Error{"the SDK's headers are not where they belong to " + own_executable() +
                 "; install or build Acrida again"};
  std::vector<std::string> command = compiler_command();
  const auto add = [&command](const std::vector<std::string>& words) {
    command.insert(command.end(), words.begin(), words.end());
  };
  add(precompiled_flags(source));
  std::cerr << "build: compiling " << source.string() << std::endl;
  add(include_flags(sdk));
  add({"-shared", "-MMD", "-MF", make_rule.string(), source.string(), "-o", library.string()});
  const auto done = run_and_capture(command);
  if (!done) return Error{"cannot run the compiler: " + done.error().what};
  if (!WIFEXITED(done->wait_status) || WEXITSTATUS(done->wait_status) != 0)
    return Error{source.string() + ": does not compile; see the compiler's message above"};
  return {};
}

Result<std::string> compile(const fs::path& source) {
  const Result<fs::path> folder = cache_folder("tests");
  if (!folder) return folder.error();
  std::string words = sdk_folder().string() + kFingerprint + source.string();
  for (const std::string& part : compiler_command()) words += " " + part;
  const std::string key = sha256(words).substr(0, 32);
  const fs::path library = *folder / (source.stem().string() + "-" + key + ".so");
  const fs::path manifest = fs::path(library).replace_extension(".manifest");
  if (is_current(library, manifest)) return library.string();

  const std::string mine = "." + std::to_string(::getpid());
  const fs::path new_library = library.string() + mine;
  const fs::path make_rule = manifest.string() + mine;
  const Result<void> made = run_compiler(source, new_library, make_rule);
  std::error_code error;
  if (!made) {
    fs::remove(make_rule, error);
    return made.error();
  }
  std::ofstream(make_rule.string() + ".new") << manifest_of(make_rule);
  fs::remove(make_rule, error);
  fs::rename(make_rule.string() + ".new", manifest, error);
  if (!error) fs::rename(new_library, library, error);  // whoever runs the old one keeps its file
  if (error) return Error{library.string() + ": " + error.message()};
  return library.string();
}

}  // namespace

Result<std::string> library_of(const std::string& test_path) {
  std::error_code error;
  fs::path path = fs::absolute(test_path, error);
  if (fs::is_directory(path, error)) {
    path = fs::canonical(path, error);
    path /= path.filename().string() + ".cpp";
    if (!fs::exists(path, error))
      return Error{test_path + ": a folder without " + path.filename().string() +
                   "; name the test's file"};
  }
  if (!fs::is_regular_file(path, error))
    return Error{test_path + ": no such file; give a test as .cpp or .so"};
  if (path.extension() == ".so") return path.string();
  if (path.extension() == ".cpp" || path.extension() == ".cc") return compile(path);
  return Error{test_path + ": a test is a .cpp or a .so file"};
}

}  // namespace acrida
