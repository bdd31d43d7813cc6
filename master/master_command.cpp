// Master commands: `acrida master` and `acrida run`, for the table in main.cpp.
#include "master/master_command.hpp"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <CLI/App.hpp>
#include <spdlog/spdlog.h>

#include <acrida/version.hpp>

#include "core/cli/failure.hpp"
#include "core/cli/given_options.hpp"
#include "core/inspection/inspected_test.hpp"
#include "core/inspection/test_listing.hpp"
#include "core/inspection/test_options.hpp"
#include "core/process/descriptor_limit.hpp"
#include "master/master.hpp"
#include "master/options.hpp"
#include "master/tag_choice.hpp"
#include "master/threshold/threshold_judge.hpp"

namespace acrida {
namespace {

/// A class name that the test has not is found before anything starts.
std::string unknown_class(const MasterOptions& options, const InspectedTest& test) {
  for (const std::string& name : options.user_classes) {
    bool known = false;
    for (const TestClass& found : test.classes) known = known || found.plan.name == name;
    if (!known) return name;
  }
  return "";
}

/// Those of the command line; the test's are looked at with them.
Result<std::vector<Threshold>> read_thresholds(const MasterOptions& options,
                                               const InspectedTest& test) {
  const auto own = parse_thresholds(test.thresholds);
  if (!own) return own.error();
  auto further = parse_thresholds(options.thresholds);
  if (further && own->size() + further->size() > ThresholdJudge::kMaxThresholds)
    return Error{"more than " + std::to_string(ThresholdJudge::kMaxThresholds) + " thresholds"};
  return further;
}

/// A command's options and those of its test.
struct TestCommand {
  MasterOptions options;
  TestOptions test_options;
};

int carry_out(TestCommand& command) {
  MasterOptions& options = command.options;
  std::optional<InspectedTest> test = command.test_options.test();
  if (!test) return fail(options.test + ": cannot be found; name the test first, or with -f");
  if (options.list) return std::fputs(listing_of(*test).c_str(), stdout), 0;
  if (const std::string name = unknown_class(options, *test); !name.empty()) {
    return fail("the test has no user class " + name + ": --list shows what it has");
  }
  options.test_values = command.test_options.values();
  const std::string fault = fault_of_values(test->arguments, options.test_values);
  if (!fault.empty() && (options.headless || options.autostart)) return fail(fault);
  auto tags = choose_by_tags(options.tags, options.exclude_tags, *test, options.user_classes);
  if (!tags) return fail(tags.error().what);
  for (const std::string& warning : tags->warnings) spdlog::warn("{}", warning);
  options.test_values.merge(tags->options);
  auto thresholds = read_thresholds(options, *test);
  if (!thresholds) return fail(thresholds.error().what);
  options.judged_by = std::move(*thresholds);
  raise_descriptor_limit();  // each slave holds a connection
  Master master(options, std::move(*test), ACRIDA_VERSION);
  if (auto opened = master.open(); !opened) return fail(opened.error().what);
  return master.run();
}

bool looks_like_a_test(const std::string& word) {
  return word.ends_with(".cpp") || word.ends_with(".cc") || word.ends_with(".so");
}

/// -f, or for `run` its first word. A word before it may be the value of an option of the test,
/// which is not known yet.
std::optional<std::string> find_test(const GivenOptions& given, bool as_word) {
  if (auto named = given.value("test")) return named;
  const auto& words = given.stray_words();
  if (!as_word || words.empty()) return std::nullopt;
  const auto found = std::find_if(words.begin(), words.end(), looks_like_a_test);
  return found == words.end() ? words.front() : *found;
}

DeclaredCommand with_test_options(std::shared_ptr<TestCommand> command,
                                  std::function<int()> carry_out, bool as_word) {
  DeclaredCommand declared(std::move(carry_out));
  declared.declare_more = [command, as_word](const GivenOptions& given, CLI::App& app,
                                             const CLI::App& all_commands) -> Result<void> {
    const auto test = find_test(given, as_word);
    if (!test) return {};
    return command->test_options.declare(*test, app, all_commands);
  };
  return declared;
}

}  // namespace

DeclaredCommand declare_master(CLI::App& app) {
  auto command = std::make_shared<TestCommand>();  // shared by the two steps of the command
  declare_options(app, command->options);
  declare_master_options(app, command->options);
  const auto start = [command]() -> int {
    if (command->options.test.empty()) return fail("master: -f is missing: name the test to run");
    return carry_out(*command);
  };
  return with_test_options(command, start, false);
}

DeclaredCommand declare_run(CLI::App& app) {
  auto command = std::make_shared<TestCommand>();
  declare_options(app, command->options);
  declare_run_options(app, command->options);
  const auto start = [command]() -> int {
    MasterOptions& options = command->options;
    if (options.test.empty()) {
      options.test = options.positional_test;
    } else if (!options.positional_test.empty()) {
      options.user_classes.insert(options.user_classes.begin(), options.positional_test);
    }
    if (options.test.empty()) return fail("run: TEST is missing: name the test to run");
    options.bind_host = "127.0.0.1";
    options.bind_port = 0;
    options.expect_slaves = options.processes;
    options.cloud.provider = CloudOptions::kNone;
    return carry_out(*command);
  };
  return with_test_options(command, start, true);
}

}  // namespace acrida
