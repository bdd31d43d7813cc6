// Director: the process that holds the plugin for the master and runs its load shape and hooks.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "core/hooks/hook_set.hpp"
#include "core/link/frame_pipe.hpp"
#include "core/loader/plugin_loader.hpp"
#include "core/wire/director_message.hpp"

namespace acrida {

/// A child of the master, which never loads plugin code: a crash here ends a run, not the master.
/// Carries out one message of the pipe after another, so that what a hook sends is on its way
/// before the hook's end is told. One thread. [control]
class Director {
 public:
  /// Takes `master_fd` over.
  Director(const Plugin& plugin, int master_fd);

  /// Until the master has closed the pipe.
  void run();

 private:
  void on_frame(std::string_view frame);
  void on(const wire::DirectRun& run);
  void on(const wire::AskShape& ask);
  void on(const wire::RunNews& news);
  void on(const wire::SlaveJoined& joined);
  void on(const wire::SlaveData& data);
  void on(const wire::CustomOf& message);
  void on(const wire::QuitWith& quit);
  std::string make_shape(const std::string& name);
  void send(const wire::FromDirector& message);
  void note_failure(const std::string& what);

  boost::asio::io_context loop_{1};
  FramePipe master_;
  ArgumentBase* arguments_;
  std::vector<const ShapeEntry*> shapes_;
  std::unique_ptr<LoadShape> shape_;  // of the run
  HookSet hooks_;
};

}  // namespace acrida
