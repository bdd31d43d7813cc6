// Master: the shell around the RunMachine: sockets, timers, signals and results.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/inspection/inspected_test.hpp"
#include "master/api/server.hpp"
#include "master/cloud_desk.hpp"
#include "master/code_sender.hpp"
#include "master/local_slaves.hpp"
#include "master/log_tap.hpp"
#include "master/options.hpp"
#include "master/results.hpp"
#include "master/run/run_machine.hpp"
#include "master/run_director.hpp"
#include "master/run_journal.hpp"
#include "master/slave_link.hpp"
#include "master/telemetry/otlp_exporter.hpp"
#include "master/test_inspector.hpp"

namespace acrida {

/// Everything but the API runs on the thread that calls run(). The order of a run without a web UI:
/// wait for the slaves, start, run out (or a signal), stop, quit the slaves, write the results.
///
///   Master master(options, test, version);
///   if (auto opened = master.open(); !opened) return fail(opened.error());
///   return master.run();
class Master final {
 public:
  Master(MasterOptions options, InspectedTest test, const std::string& version);
  ~Master();

  /// Binds the sockets and starts local slaves, if any. The error is one line.
  Result<void> open();
  /// Until the end; the exit code.
  int run();

 private:
  using Reply = std::function<void(const CommandReply&)>;

  static RunSettings settings_for(const MasterOptions& options, const InspectedTest& test,
                                  const std::string& version);
  static Now now();
  Result<void> open_journal();
  Result<void> adopt(RunStanding run);
  void go_on_with_adopted();
  CodeSender::Handlers code_handlers();
  Result<void> open_link();
  Result<void> open_api();
  // Machines: master_cloud.cpp
  Result<void> open_cloud();
  ApiServer::FleetPost fleet_post();
  void end_cloud();
  void tick_cloud(Now time);
  void receive(const link::Peer& peer, std::string_view frame);
  template <class Message>
  void take(const link::Peer& peer, const Result<wire::Envelope<Message>>& envelope);
  void announce_link();
  void command(CommandBody body, Reply reply);
  void carry_out(Actions actions);
  void carry_out(const Send& send);
  void carry_out(const LogLine& line);
  void carry_out(const CommandReply& reply);
  void carry_out(const RunStarted&);
  void carry_out(const RunFinished& finished);
  void carry_out(const QuitFinished&);
  void carry_out(const AskForTarget& question) { director_.ask(question.state); }
  void carry_out(const TellDirector& news) { director_.tell(news.message); }
  void carry_out(const Keep& keep);
  void carry_out(const KeepRows& keep);
  void start_run(std::uint64_t id, StartCommand start);
  // A new version of the test: master_swap.cpp
  void swap_test(std::uint64_t id, const SwapCommand& swap);
  void finish_swap(std::uint64_t id, SwapCommand swap, const InspectedTest& test);
  void take_next_test();
  std::vector<std::string> acrida_slaves();
  void publish();
  void schedule_tick();
  void tick();
  void start_by_itself();
  void check_local_slaves();
  void await_signal();
  void quit();
  void give_up(const std::string& why);
  int exit_code();

  MasterOptions options_;
  std::string version_;
  InspectedTest test_;
  LogTap log_;
  std::optional<InspectedTest> next_test_;  // of a swap, while the run goes on
  RunMachine machine_;
  boost::asio::io_context io_;
  boost::asio::steady_timer timer_{io_};
  boost::asio::signal_set signals_{io_};
  std::unique_ptr<SlaveLink> link_;
  CodeSender code_{test_, code_handlers()};
  std::unique_ptr<CloudDesk> cloud_;
  bool cloud_ending_ = false;
  std::optional<LocalSlaves> local_slaves_;
  TestInspector inspector_{io_};
  RunDirector director_{io_, options_, test_, [this](const Direction& direction) {
                          carry_out(machine_.on(direction, now()));
                        }};
  std::unique_ptr<RunJournal> journal_;
  std::optional<RunStanding> adopted_;  // until it goes on
  Results results_;
  std::unique_ptr<ApiServer> api_;
  std::unique_ptr<OtlpExporter> otlp_;
  std::unordered_map<std::uint64_t, Reply> replies_;
  std::uint64_t next_command_ = 1;
  Instant opened_{};
  Instant next_tick_{};
  Instant next_view_{};
  std::optional<Instant> quit_at_;  // --autoquit
  bool started_ = false;            // the run that starts by itself has been asked for
  bool signalled_ = false;
  bool broken_ = false;
  bool quitting_ = false;
  RunViewPtr last_;
};

}  // namespace acrida
