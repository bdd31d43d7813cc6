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
///   CodeSupply supply(loop, std::move(store), send, [this] { say_hello(); });
///   supply.tick(now, runner_ != nullptr);
///   if (supply.is_current()) start_runner(*supply.test());
class CodeSupply {
 public:
  using Send = std::function<void(const wire::ToCodeDesk&)>;

  /// `on_current` is called each time that the master has confirmed the code.
  CodeSupply(boost::asio::io_context& loop, std::unique_ptr<CodeStore> store, Send send,
             std::function<void()> on_current);
  CodeSupply(const CodeSupply&) = delete;
  CodeSupply& operator=(const CodeSupply&) = delete;

  /// A frame for which wire::is_code_message() is true. The error says why it makes no sense.
  Result<void> on_frame(std::string_view frame);
  void tick(Instant now, bool users_run);
  /// Whether test() is what the master has now, as far as is known.
  bool is_current() const { return fetch_.is_current(); }
  /// The last one that was whole.
  const std::optional<StoredTest>& test() const { return test_; }

 private:
  void carry_out(CodeFetch::Actions actions);
  Result<CodeFetch::Actions> carry_out(const CodeFetch::Action& action);
  Result<void> use();
  void check_on(std::uint64_t number, const wire::CodeFile& file);

  boost::asio::io_context& loop_;
  std::unique_ptr<CodeStore> store_;
  Send send_;
  std::function<void()> on_current_;
  CodeFetch fetch_;
  std::optional<StoredTest> test_;
  std::uint64_t check_number_ = 0;  // a check of a file that is no longer at hand ends
};

}  // namespace acrida
