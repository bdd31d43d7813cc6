// Director: one function for each message of the master.
#include "master/director/director.hpp"

#include <exception>

#include <spdlog/spdlog.h>

#include <acrida/argument_base.hpp>

namespace acrida {

Director::Director(const Plugin& plugin, int master_fd)
    : master_(
          loop_, master_fd, [this](std::string_view frame) { on_frame(frame); },
          [this] { loop_.stop(); }),
      arguments_(plugin.arguments()),
      shapes_(plugin.shapes()),
      hooks_(
          plugin.hooks(), Role::master,
          [this](const std::string& type, std::string data, const std::string& slave) {
            send(wire::CustomOf{slave, type, std::move(data)});
          },
          [this](const std::string& what) { note_failure(what); }) {}

void Director::run() {
  loop_.run();
}

void Director::on_frame(std::string_view frame) {
  const auto message = wire::decode_to_director(frame);
  if (!message) return spdlog::error("{}", message.error().what);
  std::visit([this](const auto& content) { on(content); }, *message);
}

void Director::on(const wire::DirectRun& run) {
  shape_.reset();
  std::string error = set_arguments(arguments_, run.options);
  if (error.empty() && !run.shape.empty()) error = make_shape(run.shape);
  if (error.empty()) hooks_.call("test_start", [](Hooks& hooks) { hooks.test_start(); });
  send(wire::RunDirected{run.number, error});
}

/// What is wrong with it; "" when it is there.
std::string Director::make_shape(const std::string& name) {
  for (const ShapeEntry* entry : shapes_) {
    if (name != entry->name) continue;
    try {
      shape_ = entry->create();
      return "";
    } catch (const std::exception& error) {
      return "the load shape " + name + ": its constructor threw: " + error.what();
    } catch (...) {
      return "the load shape " + name + ": its constructor threw";
    }
  }
  return "the test has no load shape " + name;
}

void Director::on(const wire::AskShape& ask) {
  wire::ShapeAnswer answer;
  try {
    if (shape_) answer.target = shape_->tick(ask.state);
  } catch (const std::exception& error) {
    answer.error = std::string("threw: ") + error.what();
  } catch (...) {
    answer.error = "threw something that is no std::exception";
  }
  send(answer);
}

void Director::on(const wire::RunNews& news) {
  using Kind = wire::RunNews::Kind;
  switch (news.kind) {
    case Kind::spawning_complete:
      return hooks_.call("spawning_complete",
                         [&](Hooks& hooks) { hooks.spawning_complete(news.users); });
    case Kind::test_stopping:
      return hooks_.call("test_stopping", [](Hooks& hooks) { hooks.test_stopping(); });
    case Kind::test_stop:
      return hooks_.call("test_stop", [](Hooks& hooks) { hooks.test_stop(); });
    case Kind::reset_stats:
      return hooks_.call("reset_stats", [](Hooks& hooks) { hooks.reset_stats(); });
  }
}

void Director::on(const wire::SlaveJoined& joined) {
  hooks_.call("slave_connect", [&](Hooks& hooks) { hooks.slave_connect(joined.slave); });
}

void Director::on(const wire::SlaveData& data) {
  const ReportData values(data.values);
  hooks_.call("slave_report", [&](Hooks& hooks) { hooks.slave_report(data.slave, values); });
}

void Director::on(const wire::CustomOf& message) {
  if (!hooks_.deliver(message.type, message.data_msgpack, Sender{message.slave}))
    spdlog::warn("no hook handles the message of type {} from slave {}", message.type,
                 message.slave);
}

void Director::on(const wire::QuitWith& quit) {
  auto code = static_cast<int>(quit.exit_code);
  hooks_.call("quitting", [&](Hooks& hooks) { code = hooks.quitting(code); });
  send(wire::QuitWith{code});
}

void Director::send(const wire::FromDirector& message) {
  master_.send(wire::encode(message));
}

void Director::note_failure(const std::string& what) {
  spdlog::error("hook {}", what);
  send(wire::HookThrew{});
}

}  // namespace acrida
