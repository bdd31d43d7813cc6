// User: what every virtual user has.
#include <acrida/control_flow.hpp>
#include <acrida/expectation_failed.hpp>
#include <acrida/transaction.hpp>
#include <acrida/user.hpp>

namespace acrida {

// Frames of its coroutines may outlive it when a shard ends: what they hold is counted now.
User::~User() {
  while (open_transactions_) open_transactions_->count(Outcome::unknown);
  while (latest_request_) latest_request_->count();
}

void User::attach(Environment& environment, std::uint64_t id, const std::string& run_host) {
  environment_ = &environment;
  id_ = id;
  if (!run_host.empty()) host = run_host;
}

void User::fail_expectation(std::string_view message) {
  for (Request* request = latest_request_; request; request = request->older_) {
    if (request->outcome() == Outcome::unknown) continue;  // in flight
    request->fail(message);
    throw EndTask{};
  }
  throw ExpectationFailed(std::string(message));
}

}  // namespace acrida
