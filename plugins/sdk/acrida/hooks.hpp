// Hooks: what a test does at certain moments of a run, on the master's side and on each slave.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <acrida/message_codec.hpp>
#include <acrida/request_event.hpp>

namespace acrida {

class User;

/// Which process a hooks object lives in.
enum class Role : std::uint8_t {
  master,  // the master's director process, as long as the master lives
  slave,   // a slave's runner process, as long as the run lasts
};

/// Who sent a custom message.
struct Sender {
  /// Identity of the slave; empty when it was the master.
  std::string slave;
};

/// Named values that travel with a report of a slave. Typed by msgpack: include
/// <acrida/message.hpp>. A Locust master or worker sees them as further keys of its report.
class ReportData {
 public:
  /// At most 64 names, 64 KiB of msgpack for each value: what is beyond is not sent.
  template <class T>
  void set(std::string name, const T& value) {
    values_[std::move(name)] = detail::MessageCodec<T>::encode(value);
  }
  /// Throws std::runtime_error when there is no such name, or its value is of another type.
  template <class T>
  T get(const std::string& name) const {
    return detail::MessageCodec<T>::decode(encoded(name), name);
  }
  bool contains(const std::string& name) const { return values_.contains(name); }

  // For the engine: values by name, each in msgpack.
  explicit ReportData(std::map<std::string, std::string> values = {})
      : values_(std::move(values)) {}
  const std::map<std::string, std::string>& values() const { return values_; }

 private:
  const std::string& encoded(const std::string& name) const;
  std::map<std::string, std::string> values_;
};

/// Derive, override what you need, register with ACRIDA_REGISTER. There is one object in the
/// master's director process and one in the runner of each slave; they share nothing but messages.
/// An exception out of a hook is logged with the hook's name and makes the master's exit code 2;
/// the run goes on.
///
///   struct Seeds : acrida::Hooks {
///     void init(acrida::Role role) override {
///       if (role == acrida::Role::slave)
///         on_message<Seed>("seed", [this](const Seed& seed, const acrida::Sender&) { seed_ = seed; });
///     }
///     void test_start() override { if (role() == acrida::Role::master) send("seed", Seed{1, 2}); }
///     Seed seed_;
///   };
///   ACRIDA_REGISTER(Seeds)
///
/// [control] is the thread of the process that also handles messages: while a hook blocks it, a
/// slave reports nothing. [shard] is called on every thread that runs users, at the same time.
class Hooks {
 public:
  Hooks() = default;
  Hooks(const Hooks&) = delete;
  Hooks& operator=(const Hooks&) = delete;
  virtual ~Hooks() = default;

  /// First of all, once for each object. [control]
  virtual void init(Role) {}
  /// Before the first user of a run starts. The run waits for the master's at most a minute. [control]
  virtual void test_start() {}
  /// The run is to stop: users are told so next. [control]
  virtual void test_stopping() {}
  /// Every user has stopped. [control]
  virtual void test_stop() {}
  /// The ramp is done: so many users run in the whole test. [control]
  virtual void spawning_complete(std::uint64_t /*users*/) {}
  /// The statistics of the run have been zeroed. Master only. [control]
  virtual void reset_stats() {}

  /// A request has been counted. Slaves only. [shard]
  virtual void request(const RequestEvent&) {}
  /// A user's code threw; "std::runtime_error: what it says". Slaves only. [shard]
  virtual void user_error(User&, std::string_view /*exception*/) {}

  /// A slave takes part from now on, for the first time or again. Master only. [control]
  virtual void slave_connect(const std::string& /*slave*/) {}
  /// About to report, each second: what is set travels with it. Slaves only. [control]
  virtual void report_to_master(ReportData&) {}
  /// A report with such data has come. Master only. [control]
  virtual void slave_report(const std::string& /*slave*/, const ReportData&) {}
  /// The runner has used more than 90 % of its threads' cores for five seconds. Slaves only.
  /// [control]
  virtual void cpu_warning(double /*percent*/) {}
  /// The master ends with this exit code; what is returned takes its place. Master only. [control]
  virtual int quitting(int exit_code) { return exit_code; }

  // What a derived class may call; not in its constructor:

  Role role() const { return role_; }
  /// Calls `handler(const T&, const Sender&)` for each message of this type, on the control thread.
  /// A message that is no T is an exception of the hook "message". Include <acrida/message.hpp>.
  template <class T>
  void on_message(std::string type, std::function<void(const T&, const Sender&)> handler) {
    handlers_.emplace_back(std::move(type), [handler = std::move(handler)](std::string_view data,
                                                                           const Sender& sender) {
      handler(detail::MessageCodec<T>::decode(data, "message"), sender);
    });
  }
  /// From a slave to the master; from the master to all slaves that take part, or to one. What the
  /// master sends in test_start is handled by each slave before its first user starts.
  template <class T>
  void send(const std::string& type, const T& value, const std::string& slave = {}) {
    send_encoded(type, detail::MessageCodec<T>::encode(value), slave);
  }

  // For the engine:

  using Outlet = std::function<void(const std::string& type, std::string data_msgpack,
                                    const std::string& slave)>;
  using Handler = std::function<void(std::string_view data_msgpack, const Sender& sender)>;
  void attach(Role role, Outlet outlet);
  /// In the order of on_message(); several of one type are all called.
  const std::vector<std::pair<std::string, Handler>>& handlers() const { return handlers_; }

 private:
  void send_encoded(const std::string& type, std::string data_msgpack, const std::string& slave);

  Role role_ = Role::slave;
  Outlet outlet_;
  std::vector<std::pair<std::string, Handler>> handlers_;
};

}  // namespace acrida
