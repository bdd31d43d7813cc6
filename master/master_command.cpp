// Master commands: `acrida master` and `acrida run`, for the table in main.cpp.
#include "master/master_command.hpp"

#include <cstdio>
#include <memory>
#include <utility>

#include <CLI/App.hpp>

#include <acrida/version.hpp>

#include "core/inspection/inspected_test.hpp"
#include "core/inspection/test_listing.hpp"
#include "master/master.hpp"
#include "master/options.hpp"

namespace acrida {
namespace {

constexpr int kMisuse = 2;

int fail(const std::string& what) {
  std::fprintf(stderr, "acrida: %s\n", what.c_str());
  return kMisuse;
}

/// A class name that the test has not is found before anything starts.
std::string unknown_class(const MasterOptions& options, const InspectedTest& test) {
  for (const std::string& name : options.user_classes) {
    bool known = false;
    for (const TestClass& found : test.classes) known = known || found.plan.name == name;
    if (!known) return name;
  }
  return "";
}

int carry_out(const MasterOptions& options) {
  auto test = inspect_test(options.test);
  if (!test) return fail(test.error().what);
  if (options.list) return std::fputs(listing_of(*test).c_str(), stdout), 0;
  if (const std::string name = unknown_class(options, *test); !name.empty()) {
    return fail("the test has no user class " + name + ": --list shows what it has");
  }
  Master master(options, std::move(*test), ACRIDA_VERSION);
  if (auto opened = master.open(); !opened) return fail(opened.error().what);
  return master.run();
}

}  // namespace

std::function<int()> declare_master(CLI::App& app) {
  auto options = std::make_shared<MasterOptions>();
  declare_options(app, *options);
  declare_master_options(app, *options);
  return [options]() -> int {
    if (options->test.empty()) return fail("master: -f is missing: name the test to run");
    return carry_out(*options);
  };
}

std::function<int()> declare_run(CLI::App& app) {
  auto options = std::make_shared<MasterOptions>();
  declare_options(app, *options);
  declare_run_options(app, *options);
  return [options]() -> int {
    if (options->test.empty()) {
      options->test = options->positional_test;
    } else if (!options->positional_test.empty()) {
      options->user_classes.insert(options->user_classes.begin(), options->positional_test);
    }
    if (options->test.empty()) return fail("run: TEST is missing: name the test to run");
    options->bind_host = "127.0.0.1";
    options->bind_port = 0;
    options->expect_slaves = options->processes;
    return carry_out(*options);
  };
}

}  // namespace acrida
