// RunDirector: the choice of a shape, and the director's process.
#include "master/run_director.hpp"

#include <algorithm>
#include <utility>

#include <spdlog/spdlog.h>

namespace acrida {
namespace {

Instant clock_now() {
  return std::chrono::steady_clock::now();
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

RunDirector::RunDirector(boost::asio::io_context& loop, const MasterOptions& options,
                         const InspectedTest& test, OnDirection on_direction)
    : loop_(loop), options_(options), test_(test), on_direction_(std::move(on_direction)) {}

Result<void> RunDirector::open() {
  default_shape_ = options_.stages.empty() ? options_.shape : "stages:" + options_.stages;
  StartCommand start;
  const bool at_once = options_.headless || options_.autostart;
  if (at_once || !default_shape_.empty()) {
    if (auto chosen = choose_shape(start); !chosen) return chosen;
  }
  const bool fixed_load = options_.users || options_.spawn_rate;
  if (start.shape_period.count() > 0 && fixed_load)
    spdlog::warn("-u and -r are ignored: the load shape {} drives the users", *start.shape);
  if (test_.shapes.empty() && !test_.has_hooks) return {};
  return start_director();
}

Result<void> RunDirector::start_director() {
  auto started =
      DirectorProcess::start(loop_, test_.path,
                             {[this](const wire::FromDirector& message) { on_message(message); },
                              [this](const std::string& how) { on_end(how); }});
  if (!started) return started.error();
  director_ = std::move(*started);
  return {};
}

Result<void> RunDirector::choose_shape(StartCommand& start) const {
  if (!start.shape && !default_shape_.empty()) start.shape = default_shape_;
  if (!start.shape && test_.shapes.size() == 1) start.shape = test_.shapes.front();
  if (!start.shape && test_.shapes.size() > 1)
    return Error{"the test has several load shapes: choose one with --shape: " +
                 listed(test_.shapes) + ", or " + StartCommand::kNoShape + " for none"};
  if (!start.shape || *start.shape == StartCommand::kNoShape) return {};
  if (is_shape_spec(*start.shape)) {
    if (const auto maker = parse_shape_spec(*start.shape); !maker) return maker.error();
    start.shape_period = kReadyMadePeriod;
    return {};
  }
  if (!contains(test_.shapes, *start.shape))
    return Error{"there is no load shape " + *start.shape + "; " +
                 (test_.shapes.empty() ? "the test has none, ready-made ones are written like "
                                         "stages:1m:100,30s:0"
                                       : "the test has " + listed(test_.shapes))};
  start.shape_period = kPluginPeriod;
  return {};
}

void RunDirector::prepare(const StartCommand& start,
                          const std::map<std::string, std::string>& options,
                          std::function<void(Result<void>)> then) {
  if (preparation_) return then(Error{"a run is about to start: its test_start is not done yet"});
  shape_.reset();
  shape_name_ = start.shape_period.count() > 0 ? *start.shape : "";
  const bool own = start.shape_period == kReadyMadePeriod;
  if (own) {
    const auto maker = parse_shape_spec(shape_name_);
    if (!maker) return then(maker.error());
    shape_ = maker.value()();
  }
  if (std::exchange(is_stale_, false)) director_.reset();
  if (!test_.has_hooks && (own || shape_name_.empty())) return then({});
  if (!has_director()) {
    if (auto started = start_director(); !started) return then(started.error());
  }
  preparation_ = Preparation{++runs_, clock_now() + kTestStartLimit, std::move(then)};
  director_->send(wire::DirectRun{runs_, own ? "" : shape_name_, options});
}

void RunDirector::cancel() {
  if (!preparation_) return;
  tell(wire::RunNews{wire::RunNews::Kind::test_stop});
  finish_preparation(Error{"stopped before the run began"});
}

void RunDirector::finish_preparation(const Result<void>& result) {
  const auto then = std::move(preparation_->then);
  preparation_.reset();
  then(result);
}

void RunDirector::ask(const LoadState& state) {
  if (shape_) return answer(shape_->tick(state));
  if (has_director()) director_->send(wire::AskShape{state});
}

void RunDirector::answer(const std::optional<LoadTarget>& target) {
  if (target) return on_direction_(AimDirection{*target});
  on_direction_(EndDirection{"the load shape " + shape_name_ + " is over"});
}

void RunDirector::tell(const wire::ToDirector& news) {
  if (has_director()) director_->send(news);
}

void RunDirector::tick(Instant now) {
  if (director_) director_->poll(now);
  if (!preparation_ || now < preparation_->deadline) return;
  director_.reset();  // it is stuck in the hook
  finish_preparation(Error{"the hook test_start took longer than " +
                           std::to_string(kTestStartLimit.count()) + " s"});
}

int RunDirector::quitting(int exit_code) {
  if (!test_.has_hooks || !has_director()) return exit_code;
  exit_code_.reset();
  director_->send(wire::QuitWith{exit_code});
  const Instant deadline = clock_now() + kQuittingLimit;
  while (!exit_code_ && has_director() && clock_now() < deadline) {
    loop_.restart();
    loop_.run_for(std::chrono::milliseconds(20));
    director_->poll(clock_now());
  }
  if (!exit_code_ && has_director())
    spdlog::error("the hook quitting took longer than {} s", kQuittingLimit.count());
  return exit_code_.value_or(exit_code);
}

void RunDirector::on_message(const wire::FromDirector& message) {
  std::visit([this](const auto& content) { on(content); }, message);
}

void RunDirector::on(const wire::RunDirected& directed) {
  if (!preparation_ || directed.number != preparation_->number) return;  // it was cancelled
  finish_preparation(directed.error.empty() ? Result<void>() : Error{directed.error});
}

void RunDirector::on(const wire::ShapeAnswer& shape) {
  if (shape.error.empty()) return answer(shape.target);
  on_direction_(EndDirection{"the load shape " + shape_name_ + " " + shape.error, true});
}

void RunDirector::on(const wire::CustomOf& message) {
  on_direction_(TellDirection{message.slave, message.type, message.data_msgpack});
}

void RunDirector::on_end(const std::string& how) {
  const std::string what =
      "the director, which runs the test's load shape and hooks, ended: " + how;
  hook_threw_ = true;  // something of the test went wrong, whatever becomes of the run
  if (preparation_) return finish_preparation(Error{what});
  on_direction_(EndDirection{what, true});
}

}  // namespace acrida
