// Hooks that write down when they are called: one line each, "ROLE hook ...", in $HOOKS_FILE.
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <stdexcept>

#include <acrida/acrida.hpp>
#include <acrida/message.hpp>

using namespace acrida;
using namespace std::chrono_literals;

static Argument<int> first_seed{"first-seed", 1, "What the master sends first"};

namespace {

bool is_wanted(const std::string& what) {
  const char* wanted = std::getenv("HOOKS_DO");
  return wanted != nullptr && what == wanted;
}

void note(const std::string& line) {
  static std::mutex mutex;  // hooks of the shards come on several threads
  const std::lock_guard lock(mutex);
  std::ofstream(std::getenv("HOOKS_FILE"), std::ios::app) << line << std::endl;
}

}  // namespace

struct Seed {
  int low = 0;
  std::string name;
  MSGPACK_DEFINE_MAP(low, name)
};

struct Counted : User {
  Counted() {
    wait_time = constant(50ms);
    add_task(&Counted::work);
  }
  task<> on_start() {
    environment().send("hello", id());
    co_return;
  }
  task<> work() {
    Request request(*this, "WORK", "work");
    request.finish(10);
    request.count();
    if (is_wanted("user_error")) throw std::runtime_error("no luck");
    co_return;
  }
};
ACRIDA_USER(Counted)

struct Recorder : Hooks {
  void init(Role role) override {
    who_ = role == Role::master ? "master" : "slave";
    say("init");
    if (role == Role::master) {
      on_message<std::uint64_t>("hello", [this](const std::uint64_t& user, const Sender& from) {
        say("hello of user " + std::to_string(user) + (from.slave.empty() ? "" : " from a slave"));
      });
      on_message<Seed>("echo", [this](const Seed& seed, const Sender& from) {
        say("echo " + seed.name + " " + std::to_string(seed.low));
        if (seed.low == 1) send("seed", Seed{2, "again"}, from.slave);
      });
    } else {
      on_message<Seed>("seed", [this](const Seed& seed, const Sender& from) {
        say("seed " + seed.name + " " + std::to_string(seed.low) +
            (from.slave.empty() ? "" : " from a slave"));
        send("echo", seed);
      });
    }
  }
  void test_start() override {
    say("test_start");
    if (role() == Role::master) send("seed", Seed{*first_seed, "first"});
    if (is_wanted("throw") && role() == Role::master) throw std::runtime_error("no seeds");
    if (is_wanted("throw on slave") && role() == Role::slave) throw std::runtime_error("no seeds");
    if (is_wanted("crash") && role() == Role::master) std::abort();
  }
  void test_stopping() override { say("test_stopping"); }
  void test_stop() override { say("test_stop"); }
  void spawning_complete(std::uint64_t users) override {
    say("spawning_complete " + std::to_string(users));
  }
  void reset_stats() override { say("reset_stats"); }
  void request(const RequestEvent& event) override {
    const std::lock_guard lock(mutex_);
    ++requests_;
    bytes_ += event.content_length_bytes;
  }
  void user_error(User& user, std::string_view exception) override {
    say("user_error of " + std::to_string(user.id()) + ": " + std::string(exception));
  }
  void slave_connect(const std::string&) override { say("slave_connect"); }
  void report_to_master(ReportData& data) override {
    const std::lock_guard lock(mutex_);
    data.set("work_bytes", std::exchange(bytes_, 0));
  }
  void slave_report(const std::string&, const ReportData& data) override {
    bytes_ += data.get<std::uint64_t>("work_bytes");
  }
  int quitting(int exit_code) override {
    say("quitting " + std::to_string(exit_code) + ", bytes " + std::to_string(bytes_));
    return is_wanted("exit code") ? 7 : exit_code;
  }

 private:
  void say(const std::string& what) { note(who_ + " " + what); }

  std::string who_;
  std::mutex mutex_;
  std::uint64_t requests_ = 0;
  std::uint64_t bytes_ = 0;
};
ACRIDA_REGISTER(Recorder)
