// CodeSupply: carries out what CodeFetch decides.
#include "slave/code_supply.hpp"

#include <deque>
#include <iterator>
#include <utility>

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include <acrida/fingerprint.hpp>

#include "core/loader/fingerprint_note.hpp"
#include "core/wire/message.hpp"

namespace acrida {
namespace {

Instant now() {
  return std::chrono::steady_clock::now();
}

}  // namespace

CodeSupply::CodeSupply(boost::asio::io_context& loop, std::unique_ptr<CodeStore> store,
                       Handlers handlers)
    : loop_(loop), store_(std::move(store)), handlers_(std::move(handlers)) {}

Result<void> CodeSupply::on_frame(std::string_view frame) {
  const auto envelope = wire::decode_from_code_desk(frame);
  if (!envelope) return envelope.error();
  carry_out(fetch_.on(envelope->message, now()));
  return {};
}

void CodeSupply::tick(Instant time, bool users_run) {
  carry_out(fetch_.tick(time, users_run));
}

void CodeSupply::recheck() {
  carry_out(fetch_.recheck(now()));
}

void CodeSupply::carry_out(CodeFetch::Actions actions) {
  std::deque<CodeFetch::Action> queue(std::make_move_iterator(actions.begin()),
                                      std::make_move_iterator(actions.end()));
  while (!queue.empty()) {
    const CodeFetch::Action action = std::move(queue.front());
    queue.pop_front();
    Result<CodeFetch::Actions> more = carry_out(action);
    if (!more) {
      queue.clear();
      more = fetch_.fail(more.error().what, now());
    }
    for (CodeFetch::Action& one : *more) queue.push_back(std::move(one));
  }
}

Result<CodeFetch::Actions> CodeSupply::carry_out(const CodeFetch::Action& action) {
  Result<void> done;
  if (const auto* ask = std::get_if<CodeFetch::Ask>(&action)) {
    handlers_.send(ask->message);
  } else if (const auto* begin = std::get_if<CodeFetch::Begin>(&action)) {
    ++check_number_;
    done = store_->begin(begin->manifest);
  } else if (const auto* look = std::get_if<CodeFetch::Look>(&action)) {
    const Result<FoundFile> found = store_->look(look->file);
    if (!found) return found.error();
    return fetch_.on_found(*found, now());
  } else if (const auto* store = std::get_if<CodeFetch::Store>(&action)) {
    done = store_->store(store->file, store->offset, store->bytes);
  } else if (const auto* check = std::get_if<CodeFetch::Check>(&action)) {
    check_on(++check_number_, check->file);
  } else if (const auto* discard = std::get_if<CodeFetch::Discard>(&action)) {
    store_->discard(discard->file);
  } else if (std::holds_alternative<CodeFetch::Use>(action)) {
    done = use();
  } else if (std::holds_alternative<CodeFetch::Current>(action)) {
    handlers_.on_current(std::exchange(is_new_, false));
  } else if (const auto* gave_up = std::get_if<CodeFetch::GaveUp>(&action)) {
    handlers_.on_problem(gave_up->why);
  } else if (const auto* log = std::get_if<CodeFetch::Log>(&action)) {
    spdlog::log(log->is_warning ? spdlog::level::warn : spdlog::level::info, "{}", log->text);
  }
  if (!done) return done.error();
  return CodeFetch::Actions{};
}

// A file is read in slices, between which the agent goes on.
void CodeSupply::check_on(std::uint64_t number, const wire::CodeFile& file) {
  boost::asio::post(loop_, [this, number, file] {
    if (number != check_number_) return;
    const Result<std::optional<bool>> checked = store_->check_some(file);
    if (!checked) return carry_out(fetch_.fail(checked.error().what, now()));
    if (*checked) return carry_out(fetch_.on_checked(**checked, now()));
    check_on(number, file);
  });
}

// What another build has made is refused before the master counts on this slave.
Result<void> CodeSupply::use() {
  const Result<StoredTest> stored = store_->use();
  if (!stored) return stored.error();
  const Result<std::string> fingerprint = read_fingerprint(stored->library);
  if (!fingerprint) return fingerprint.error();
  if (*fingerprint != kFingerprint)
    return Error{"the master's test was built for another Acrida (it: " + *fingerprint +
                 "; this one: " + kFingerprint + "); install the same on both machines"};
  test_ = *stored;
  is_new_ = true;
  return {};
}

}  // namespace acrida
