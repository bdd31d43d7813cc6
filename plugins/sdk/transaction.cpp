// Transaction: counts itself exactly once, also when its user goes first.
#include <exception>
#include <utility>

#include <acrida/transaction.hpp>
#include <acrida/user.hpp>

namespace acrida {

Transaction::Transaction(User& user, std::string_view name)
    : user_(&user),
      older_(std::exchange(user.open_transactions_, this)),
      name_(name),
      started_(std::chrono::steady_clock::now()),
      failed_requests_before_(user.failed_requests_),
      exceptions_before_(std::uncaught_exceptions()) {}

// A stop cuts a user off by an exception out of its await; but user code may catch that, a frame may
// be destroyed where it is suspended, and a member dies with its user, all without an exception in
// flight. So it is the user who knows: the engine marks it when it is cut off or has ended.
Transaction::~Transaction() {
  if (!user_) return;
  if (user_->cut_off_ && !has_failed()) {
    count(Outcome::unknown);
    return;
  }
  if (failure_.empty() && std::uncaught_exceptions() > exceptions_before_)
    fail("an exception ended it");
  end();
}

void Transaction::fail(std::string_view why) {
  failure_ = why.empty() ? "failed" : why;
}

void Transaction::end() {
  if (user_) count(has_failed() ? Outcome::failure : Outcome::success);
}

/// More failed requests than at the beginning: a pass() may also have taken some back.
bool Transaction::has_failed() const {
  return !failure_.empty() ||
         static_cast<std::int32_t>(user_->failed_requests_ - failed_requests_before_) > 0;
}

void Transaction::count(Outcome outcome) {
  User& user = *std::exchange(user_, nullptr);
  Transaction** link = &user.open_transactions_;
  while (*link != this) link = &(*link)->older_;
  *link = older_;
  if (outcome == Outcome::failure && failure_.empty()) failure_ = "a request failed";
  user.environment().record_transaction({.name = name_,
                                         .duration = std::chrono::steady_clock::now() - started_,
                                         .outcome = outcome,
                                         .error = failure_});
}

}  // namespace acrida
