// Request: counts itself exactly once.
#include <memory>
#include <utility>

#include <acrida/request.hpp>
#include <acrida/user.hpp>

namespace acrida {

Request::Request(User& user, std::string_view method, std::string_view name)
    : user_(&user),
      method_(method),
      name_(name),
      started_(std::chrono::steady_clock::now()),
      start_lag_(user.take_start_lag(started_)),
      flight_(user.environment().begin(method, name)) {
  enlist(user.latest_request_, nullptr);
}

Request::Request(Request&& other) noexcept
    : response_time(other.response_time),
      context(std::move(other.context)),
      user_(other.user_),
      method_(other.method_),
      name_(std::move(other.name_)),
      started_(other.started_),
      start_lag_(other.start_lag_),
      flight_(other.flight_),
      outcome_(other.outcome_),
      content_length_bytes_(other.content_length_bytes_),
      failure_(std::move(other.failure_)) {
  if (!user_) return;
  enlist(other.older_, other.newer_);  // in its place
  other.user_ = nullptr;
}

void Request::enlist(Request* older, Request* newer) {
  older_ = older;
  newer_ = newer;
  if (older_) older_->newer_ = this;
  (newer_ ? newer_->older_ : user_->latest_request_) = this;
}

void Request::delist() {
  if (older_) older_->newer_ = newer_;
  (newer_ ? newer_->older_ : user_->latest_request_) = older_;
}

Request& Request::operator=(Request&& other) noexcept {
  if (this == &other) return *this;
  count();
  std::destroy_at(this);
  return *std::construct_at(this, std::move(other));
}

void Request::finish(std::uint64_t content_length_bytes, std::string_view failure) {
  if (response_time.count() == 0) response_time = std::chrono::steady_clock::now() - started_;
  content_length_bytes_ = content_length_bytes;
  become(failure.empty() ? Outcome::success : Outcome::failure);
  failure_ = failure;
}

void Request::fail(std::string_view message) {
  become(Outcome::failure);
  failure_ = message;
}

void Request::pass() {
  become(Outcome::success);
  failure_.clear();
}

/// The user's transactions look at its failed requests, and may end before those are counted.
void Request::become(Outcome outcome) {
  if (user_ && outcome_ == Outcome::failure) --user_->failed_requests_;
  if (user_ && outcome == Outcome::failure) ++user_->failed_requests_;
  outcome_ = outcome;
}

bool Request::expect(bool condition, std::string_view message) {
  if (!condition) fail(message);
  return condition;
}

void Request::count() {
  if (!user_) return;
  delist();
  User* user = std::exchange(user_, nullptr);
  user->environment().record({.method = method_,
                              .name = name_,
                              .response_time = response_time,
                              .content_length_bytes = content_length_bytes_,
                              .outcome = outcome_,
                              .error = failure_,
                              .context = context,
                              .flight = flight_,
                              .start_lag = start_lag_});
}

}  // namespace acrida
