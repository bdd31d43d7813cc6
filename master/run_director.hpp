// RunDirector: what directs the runs of a master beside people: load shapes and hooks.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/inspection/inspected_test.hpp"
#include "master/director_process.hpp"
#include "master/options.hpp"
#include "master/run/direction.hpp"
#include "master/run/run_command.hpp"
#include "master/shape/shape_spec.hpp"

namespace acrida {

/// Chooses the shape of a run, asks it (the ready-made ones here, a plugin's in the director
/// process), and brings news to the hooks. The director is started only for a test that has shapes
/// or hooks, and again when it is needed after it ended. One thread, the master's.
class RunDirector final {
 public:
  static constexpr std::chrono::milliseconds kReadyMadePeriod{100};
  static constexpr std::chrono::milliseconds kPluginPeriod{1000};
  static constexpr std::chrono::seconds kTestStartLimit{60};
  static constexpr std::chrono::seconds kQuittingLimit{10};

  using OnDirection = std::function<void(const Direction&)>;

  /// `options` and `test` outlive it.
  RunDirector(boost::asio::io_context& loop, const MasterOptions& options,
              const InspectedTest& test, OnDirection on_direction);

  /// Checks --shape and --stages, starts the director if there is one. The error is one line.
  Result<void> open();
  /// Completes the start's shape and its period. Error: there is no such shape, or several and no
  /// choice.
  Result<void> choose_shape(StartCommand& start) const;
  /// Makes the shape and has the master's test_start called, both with the test's arguments in
  /// `options`; `then` is called at once when there is no director. A start that is prepared
  /// already is refused.
  void prepare(const StartCommand& start, const std::map<std::string, std::string>& options,
               std::function<void(Result<void>)> then);
  /// The test is another version from the next start on.
  void test_changed() { is_stale_ = true; }
  /// A start that is being prepared does not take place.
  void cancel();
  void ask(const LoadState& state);
  void tell(const wire::ToDirector& news);
  /// Several times a second.
  void tick(Instant now);
  /// The exit code that the hook `quitting` makes of this one. Runs the loop.
  int quitting(int exit_code);
  bool hook_threw() const { return hook_threw_; }

 private:
  struct Preparation {
    std::uint64_t number;
    Instant deadline;
    std::function<void(Result<void>)> then;
  };

  Result<void> start_director();
  void on_message(const wire::FromDirector& message);
  void on(const wire::RunDirected& directed);
  void on(const wire::ShapeAnswer& answer);
  void on(const wire::HookThrew&) { hook_threw_ = true; }
  void on(const wire::CustomOf& message);
  void on(const wire::QuitWith& quit) { exit_code_ = static_cast<int>(quit.exit_code); }
  void on_end(const std::string& how);
  void finish_preparation(const Result<void>& result);
  void answer(const std::optional<LoadTarget>& target);
  bool has_director() const { return director_ && !director_->ended(); }

  boost::asio::io_context& loop_;
  const MasterOptions& options_;
  const InspectedTest& test_;
  OnDirection on_direction_;
  std::string default_shape_;  // of --shape or --stages
  std::unique_ptr<DirectorProcess> director_;
  bool is_stale_ = false;  // it has loaded another version of the test
  std::uint64_t runs_ = 0;
  std::optional<Preparation> preparation_;
  std::string shape_name_;            // of the run
  std::unique_ptr<LoadShape> shape_;  // of the run, when it is ready-made
  bool hook_threw_ = false;
  std::optional<int> exit_code_;
};

}  // namespace acrida
