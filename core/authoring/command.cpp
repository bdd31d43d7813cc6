// The commands `new`, `list` and `import`: files in, files out.
#include "core/authoring/command.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>

#include <CLI/App.hpp>

#include "core/authoring/har_import.hpp"
#include "core/authoring/new_test.hpp"
#include "core/authoring/openapi_import.hpp"
#include "core/cli/failure.hpp"
#include "core/cli/validators.hpp"
#include "core/inspection/inspected_test.hpp"
#include "core/inspection/test_listing.hpp"

namespace acrida {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kMaxImportBytes = std::uintmax_t{512} << 20;

struct ImportOptions {
  std::string format;
  std::string file;
  std::string output;
  HarOptions har;
};

Result<std::string> read_whole(const std::string& path) {
  std::error_code error;
  const std::uintmax_t bytes = fs::file_size(path, error);
  if (error) return Error{path + ": " + error.message()};
  if (bytes > kMaxImportBytes)
    return Error{path + ": larger than " + std::to_string(kMaxImportBytes >> 20) + " MiB"};
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error{path + ": cannot be read"};
  return std::string{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// Refuses to overwrite what somebody may have edited.
Result<void> write_new(const fs::path& path, const std::string& text) {
  std::FILE* file = std::fopen(path.c_str(), "wx");
  if (!file) return Error{path.string() + ": " + std::strerror(errno) + "; choose another name"};
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  if (std::fclose(file) != 0 || !written) return Error{path.string() + ": cannot be written"};
  return {};
}

int import(const ImportOptions& options) {
  const auto text = read_whole(options.file);
  if (!text) return fail(text.error().what);
  const std::string name = fs::path(options.file).filename().string();
  const auto test =
      options.format == "har" ? import_har(*text, name, options.har) : import_openapi(*text, name);
  if (!test) return fail(options.file + ": " + test.error().what);
  const auto source = source_of(*test);
  if (!source) return fail(options.file + ": " + source.error().what);
  if (options.output.empty()) {
    std::cout << *source;
    return 0;
  }
  if (const auto written = write_new(options.output, *source); !written)
    return fail(written.error().what);
  std::cout << options.output << std::endl;
  return 0;
}

int make_new(const std::string& folder) {
  const std::string name = fs::path(folder).filename().string();
  const auto files = new_test_files(name);
  if (!files) return fail(files.error().what);
  std::error_code error;
  if (fs::exists(folder, error)) return fail(folder + ": is there already; choose another name");
  if (!fs::create_directories(folder, error))
    return fail(folder + ": cannot be made: " + error.message());
  for (const NewFile& file : *files)
    if (const auto written = write_new(fs::path(folder) / file.name, file.text); !written)
      return fail(written.error().what);
  std::cout << folder << ": made. Next: acrida target & acrida run " << folder
            << " -H http://127.0.0.1:8080" << std::endl;
  return 0;
}

}  // namespace

std::function<int()> declare_new(CLI::App& app) {
  auto folder = std::make_shared<std::string>();  // shared with the command that is returned
  app.add_option("NAME", *folder, "Name of the test and of the folder that is made")->required();
  app.footer(
      "Makes NAME/NAME.cpp, a unit test for its own functions, CMakeLists.txt and README.md.");
  return [folder] { return make_new(*folder); };
}

std::function<int()> declare_list(CLI::App& app) {
  auto path = std::make_shared<std::string>();
  app.add_option("TEST", *path, "The test: a .so, a .cpp or its folder")->required();
  return [path] {
    const auto test = inspect_test(*path);
    if (!test) return fail(test.error().what);
    std::cout << listing_of(*test);
    return 0;
  };
}

std::function<int()> declare_import(CLI::App& app) {
  auto options = std::make_shared<ImportOptions>();
  app.add_option("FORMAT", options->format, "har or openapi")
      ->required()
      ->check(one_of({"har", "openapi"}));
  app.add_option("FILE", options->file, "A browser's recording, or an OpenAPI 3 file (JSON, YAML)")
      ->required();
  app.add_option("-o,--output", options->output, "The test to write; standard output otherwise")
      ->type_name("TEST.cpp");
  app.add_flag("--static", options->har.static_resources,
               "har: keep images, styles, scripts and fonts");
  return [options] { return import(*options); };
}

}  // namespace acrida
