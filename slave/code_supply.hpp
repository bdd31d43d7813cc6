// CodeSupply: the shell around CodeFetch: the files, the questions and what is logged.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "slave/code/code_fetch.hpp"
#include "slave/code/code_store.hpp"

namespace acrida {

/// Keeps a slave that was given no test supplied with its master's. Neither the agent's machine nor
/// the master's plan knows of it: the slave registers when its code is there. One thread, that of
/// the loop, which it outlives.
///
///   CodeSupply supply(loop, std::move(store),
///                     {.send = ..., .on_current = [this](bool is_new) { ... }, .on_problem = ...});
///   supply.tick(now, runner_ != nullptr);
///   if (supply.is_current()) start_runner(*supply.test());
class CodeSupply {
 public:
  struct Handlers {
    std::function<void(const wire::ToCodeDesk&)> send;
    /// The master has confirmed that test() is its test, which `is_new` since the last time; or
    /// only replace_per_s() is new.
    std::function<void(bool is_new)> on_current;
    /// The test cannot be had, for the time being; one line, which has been logged.
    std::function<void(const std::string& why)> on_problem;
  };

  CodeSupply(boost::asio::io_context& loop, std::unique_ptr<CodeStore> store, Handlers handlers);
  CodeSupply(const CodeSupply&) = delete;
  CodeSupply& operator=(const CodeSupply&) = delete;

  /// A frame for which wire::is_code_message() is true. The error says why it makes no sense.
  Result<void> on_frame(std::string_view frame);
  void tick(Instant now, bool users_run);
  /// A master has taken this slave in, perhaps another one: it is asked once more.
  void recheck();
  /// Whether test() is what the master has now, as far as is known.
  bool is_current() const { return fetch_.is_current(); }
  /// See wire::CodeManifest.
  double replace_per_s() const { return fetch_.replace_per_s(); }
  /// The last one that was whole.
  const std::optional<StoredTest>& test() const { return test_; }

 private:
  void carry_out(CodeFetch::Actions actions);
  Result<CodeFetch::Actions> carry_out(const CodeFetch::Action& action);
  Result<void> use();
  void check_on(std::uint64_t number, const wire::CodeFile& file);

  boost::asio::io_context& loop_;
  std::unique_ptr<CodeStore> store_;
  Handlers handlers_;
  CodeFetch fetch_;
  std::optional<StoredTest> test_;
  bool is_new_ = false;             // test_ has not been confirmed yet
  std::uint64_t check_number_ = 0;  // a check of a file that is no longer at hand ends
};

}  // namespace acrida
