// The commands `build` and `inspect`.
#include "core/loader/command.hpp"

#include <filesystem>
#include <iostream>
#include <memory>

#include <CLI/App.hpp>

#include "core/cli/failure.hpp"
#include "core/loader/inspection.hpp"
#include "core/loader/test_builder.hpp"

namespace acrida {
namespace {

struct BuildOptions {
  std::string test;
  std::string output;
};

int build(const BuildOptions& options) {
  const Result<InspectedTest> inspection = inspect_here(options.test);
  if (!inspection) return fail(inspection.error().what);
  std::string library = inspection->path;
  if (!options.output.empty()) {
    std::error_code error;
    std::filesystem::copy_file(library, options.output,
                               std::filesystem::copy_options::overwrite_existing, error);
    if (error) return fail(options.output + ": " + error.message());
    library = options.output;
  }
  std::cout << library << std::endl;
  return 0;
}

}  // namespace

std::function<int()> declare_build(CLI::App& app) {
  auto options = std::make_shared<BuildOptions>();  // shared with the command that is returned
  app.add_option("TEST", options->test, "Source file of the test (.cpp)")->required();
  app.add_option("-o,--output", options->output, "Copy the shared library there");
  return [options] { return build(*options); };
}

std::function<int()> declare_inspect(CLI::App& app) {
  auto test = std::make_shared<std::string>();
  app.add_option("TEST", *test, "The test (.cpp or .so)")->required();
  return [test] {
    const Result<InspectedTest> inspection = inspect_here(*test);
    if (!inspection) return fail(inspection.error().what);
    std::cout << inspection_json(*inspection) << std::endl;
    return 0;
  };
}

}  // namespace acrida
