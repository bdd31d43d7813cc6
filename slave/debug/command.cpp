// The command `debug`: one user, printed.
#include "slave/debug/command.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

#include <CLI/App.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <acrida/argument_base.hpp>

#include "core/cli/failure.hpp"
#include "core/cli/given_options.hpp"
#include "core/cli/validators.hpp"
#include "core/hooks/hook_set.hpp"
#include "core/inspection/test_options.hpp"
#include "core/loader/plugin_loader.hpp"
#include "core/loader/test_builder.hpp"
#include "core/process/child_process.hpp"
#include "slave/debug/debug_environment.hpp"
#include "slave/debug/debug_feeders.hpp"
#include "slave/shard/user_pool.hpp"

namespace acrida {
namespace {

constexpr std::int64_t kMaxIterations = 1'000'000'000;
constexpr std::chrono::milliseconds kExceptionPeriod{50};
constexpr std::chrono::seconds kStopTimeout{5};

struct DebugOptions {
  std::string test;
  std::string user_class;
  std::string host;
  std::uint64_t iterations = 0;  // tasks; 0: until it is stopped
  std::chrono::seconds run_time{0};
  bool gdb = false;
};

/// This process becomes gdb, which starts the command again without --gdb. The test's arguments go
/// by the environment: some are secret.
int become_gdb(const DebugOptions& options, const std::string& library,
               const TestOptions& test_options) {
  for (const auto& [name, value] : test_options.variables())
    ::setenv(name.c_str(), value.c_str(), 1);
  std::vector<std::string> words{"gdb", "--quiet", "--args", own_executable(), "debug", library};
  if (!options.user_class.empty()) words.push_back(options.user_class);
  if (!options.host.empty()) words.push_back("--host=" + options.host);
  if (options.iterations > 0) words.push_back("--iterations=" + std::to_string(options.iterations));
  if (options.run_time.count() > 0)
    words.push_back("--run-time=" + std::to_string(options.run_time.count()));
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  execvp("gdb", pointers.data());
  return fail("--gdb: gdb cannot be started: install it (apt install gdb)");
}

/// The whole life of the one user, on the thread that calls run().
class DebugRun {
 public:
  /// `feeders` outlive it.
  DebugRun(const Plugin& plugin, const UserClassEntry& user_class, const DebugFeeders& feeders,
           const DebugOptions& options)
      : environment_(stdout, [this] { stop(); }),
        hooks_(
            plugin.hooks(), Role::slave,
            [](const std::string& type, const std::string& data, const std::string&) {
              print_message(type, data);
            },
            [this](const std::string& what) { on_hook_failure(what); }),
        pool_(environment_, {&user_class}, [] { return std::uint64_t{1}; }),
        signals_(environment_.loop(), SIGINT, SIGTERM),
        end_(environment_.loop()),
        exceptions_(environment_.loop()) {
    environment_.row_cursors = feeders.cursors();
    environment_.use({.all = hooks_.empty() ? nullptr : &hooks_,
                      .requests = hooks_.sees_requests() ? &hooks_ : nullptr,
                      .send = print_message});
    if (options.iterations > 0) environment_.allow_tasks(options.iterations);
    signals_.async_wait([this](boost::system::error_code error, int) {
      if (error) return;
      signals_.clear();  // a second one ends the process
      stop();
    });
    if (options.run_time.count() > 0) {
      end_.expires_after(options.run_time);
      end_.async_wait([this](boost::system::error_code error) {
        if (!error) stop();
      });
    }
    print_exceptions();
    hooks_.call("test_start", [](Hooks& hooks) { hooks.test_start(); });
    UserSettings settings;
    settings.host = options.host;
    settings.stop_timeout = kStopTimeout;
    pool_.resize({{user_class.name, 1}}, std::move(settings), [] {});
  }

  int run() {
    environment_.loop().run();
    environment_.print_exceptions();
    hooks_.call("test_stop", [](Hooks& hooks) { hooks.test_stop(); });
    std::printf("%llu requests, %llu failed, %llu exceptions\n",
                static_cast<unsigned long long>(environment_.requests()),
                static_cast<unsigned long long>(environment_.failures()),
                static_cast<unsigned long long>(thrown()));
    std::fflush(stdout);
    const bool good = environment_.failures() + thrown() == 0;
    if (pool_.abandoned() > 0)
      ::_exit(good ? 0 : 1);  // its frames are in use: nothing is torn down
    return good ? 0 : 1;
  }

 private:
  static void print_message(const std::string& type, const std::string& data_msgpack) {
    std::printf("message %s to the master, %zu bytes\n", type.c_str(), data_msgpack.size());
  }
  void on_hook_failure(const std::string& what) {
    ++hook_failures_;
    std::printf("EXCEPTION in the hook %s\n", what.c_str());
  }
  std::uint64_t thrown() const { return environment_.thrown() + hook_failures_; }
  void stop() {
    // Later: the user's own code may be on the stack.
    boost::asio::post(environment_.loop(), [this] {
      if (!std::exchange(stopping_, true))
        hooks_.call("test_stopping", [](Hooks& hooks) { hooks.test_stopping(); });
      pool_.stop_all([this] { environment_.loop().stop(); });
    });
  }
  void print_exceptions() {
    exceptions_.expires_after(kExceptionPeriod);
    exceptions_.async_wait([this](boost::system::error_code error) {
      if (error) return;
      environment_.print_exceptions();
      const UserCounts users = pool_.counts();
      if (total_users(users) == 0) return environment_.loop().stop();  // it has stopped itself
      print_exceptions();
    });
  }

  DebugEnvironment environment_;
  std::uint64_t hook_failures_ = 0;
  bool stopping_ = false;
  HookSet hooks_;
  UserPool pool_;
  boost::asio::signal_set signals_;
  boost::asio::steady_timer end_;
  boost::asio::steady_timer exceptions_;
};

int debug(const DebugOptions& options, const TestOptions& test_options) {
  const Result<std::string> library = library_of(options.test);
  if (!library) return fail(library.error().what);
  if (options.gdb) return become_gdb(options, *library, test_options);
  const Result<Plugin> plugin = Plugin::load(*library);
  if (!plugin) return fail(plugin.error().what);
  const std::map<std::string, std::string> values = test_options.values();
  if (test_options.test())
    if (const auto fault = fault_of_values(test_options.test()->arguments, values); !fault.empty())
      return fail(fault);
  if (const auto fault = set_arguments(plugin->arguments(), values); !fault.empty())
    return fail(fault);
  const auto& classes = plugin->user_classes();
  const auto chosen = std::find_if(classes.begin(), classes.end(), [&](const auto* entry) {
    return options.user_class.empty() || options.user_class == entry->name;
  });
  if (chosen == classes.end())
    return fail("the test has no user class " + options.user_class +
                ": `acrida list` shows what it has");
  std::signal(SIGPIPE, SIG_IGN);
  DebugFeeders feeders;
  if (const auto loaded = feeders.load(plugin->feeders()); !loaded)
    return fail(loaded.error().what);
  return DebugRun(*plugin, **chosen, feeders, options).run();
}

}  // namespace

DeclaredCommand declare_debug(CLI::App& app) {
  auto options = std::make_shared<DebugOptions>();  // shared with the command that is returned
  app.add_option("TEST", options->test, "The test: a .so, a .cpp or its folder")->required();
  app.add_option("CLASS", options->user_class, "Class of the user; the test's first otherwise");
  app.add_option("-H,--host", options->host, "Host to load, e.g. http://127.0.0.1:8000")
      ->type_name("URL")
      ->envname("ACRIDA_HOST");
  app.add_option("-n,--iterations", options->iterations, "End after so many tasks")
      ->check(whole_number(1, kMaxIterations))
      ->type_name("N");
  add_time_span(app, "-t,--run-time", options->run_time, "End after this time, e.g. 20s");
  app.add_flag("--gdb", options->gdb, "In gdb: type `run`; `break Shopper::browse` before it");
  app.footer(
      "Runs one user in this process and prints each request, metric and message; Ctrl-C ends it.");
  auto test_options = std::make_shared<TestOptions>();
  DeclaredCommand declared([options, test_options] { return debug(*options, *test_options); });
  declared.declare_more = [test_options](const GivenOptions& given, CLI::App& with,
                                         const CLI::App& all_commands) -> Result<void> {
    if (given.stray_words().empty()) return {};
    return test_options->declare(given.stray_words().front(), with, all_commands);
  };
  return declared;
}

}  // namespace acrida
