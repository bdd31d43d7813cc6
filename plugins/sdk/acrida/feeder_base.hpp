// FeederBase: a feeder of a test, as the host sees it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <acrida/row.hpp>
#include <acrida/task.hpp>

namespace acrida {

class User;

struct FeederOptions {
  /// Of unique: when every row has been used, all of them may be used once more, and so on, instead
  /// of ending the users.
  bool reuse = false;
  /// Of shuffled: other seeds, other orders; the same seed gives a slave the same order again.
  std::uint64_t seed = 1;
  /// Columns that the users read: a file without one of them is refused before the run.
  std::vector<std::string> columns{};
};

/// Static in the plugin, which is never unloaded.
class FeederBase {
 public:
  enum Mode : std::uint8_t {
    random,    // any row
    circular,  // all in the order of the file, then from the start again
    shuffled,  // all in an order that differs in each round
    once,      // each row once in each slave, then the user stops
    unique,    // each row once in the whole test, then the user stops
  };

  FeederBase(const FeederBase&) = delete;
  FeederBase& operator=(const FeederBase&) = delete;

  /// The next row for this user, which ends (see stop_user()) when there is none. Waits only with
  /// unique, and only when rows are used up faster than the master can give them out. [shard]
  task<Row> next(User& user);

  const std::string& file() const { return file_; }
  Mode mode() const { return mode_; }
  const FeederOptions& options() const { return options_; }
  /// The source file that declares it, as the compiler was given it.
  const std::string& source_file() const { return source_file_; }
  /// The one that was declared before.
  FeederBase* previous() const { return previous_; }

  /// Called by the engine before the first user; the table outlives them. `number` is its place
  /// among the feeders of the test, from 0. [load-time]
  void bind(const RowTable& table, std::size_t number);

 protected:
  FeederBase(std::string file, Mode mode, FeederOptions options, std::string source_file,
             FeederBase* previous)
      : file_(std::move(file)),
        mode_(mode),
        options_(std::move(options)),
        source_file_(std::move(source_file)),
        previous_(previous) {}
  ~FeederBase() = default;

 private:
  std::string file_;
  Mode mode_;
  FeederOptions options_;
  std::string source_file_;
  FeederBase* previous_;
  const RowTable* table_ = nullptr;
  std::size_t number_ = 0;
};

}  // namespace acrida
