// CodeDesk: requests, the order of their answers, and the allowance.
#include "master/code/code_desk.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace acrida {
namespace {

double seconds(std::chrono::nanoseconds span) {
  return std::chrono::duration<double>(span).count();
}

std::string tenths(double value) {
  const auto scaled = std::llround(value * 10);
  return std::to_string(scaled / 10) + "." + std::to_string(scaled % 10);
}

}  // namespace

CodeDesk::CodeDesk(wire::CodeManifest manifest, std::uint64_t bytes_per_second)
    : bytes_per_second_(static_cast<double>(bytes_per_second)),
      allowance_bytes_(bytes_per_second_ * seconds(kBurst)) {
  take_up(std::move(manifest));
}

void CodeDesk::take_up(wire::CodeManifest manifest) {
  manifest_ = std::move(manifest);
  places_.clear();
  total_bytes_ = 0;
  for (std::size_t i = 0; i < manifest_.files.size(); ++i) {
    const auto [place, is_new] = places_.emplace(manifest_.files[i].hash, i);
    if (is_new) total_bytes_ += manifest_.files[i].bytes;
  }
}

CodeDesk::Actions CodeDesk::change(wire::CodeManifest manifest,
                                   const std::vector<std::string>& slaves, Instant now) {
  take_up(std::move(manifest));
  changed_at_ = now;
  for (auto& [slave, fetcher] : fetchers_) {
    fetcher.open.clear();
    fetcher.sent_bytes = 0;
  }
  told_.clear();
  told_slaves_ = slaves.size();
  taken_ = shown_ = 0;
  show_at_ = now + kTellAgain;
  for (const std::string& slave : slaves) {
    told_[slave] = {now + kTellAgain, now};
    actions_.push_back(SendManifest{slave, manifest_});
  }
  return std::exchange(actions_, {});
}

// Messages may have been lost, and whoever fetches need not be told.
void CodeDesk::tell_again(Instant now) {
  std::vector<std::string> silent;
  for (auto& [slave, told] : told_) {
    if (now - told.heard >= kTellLimit) silent.push_back(slave);
    if (now < told.next) continue;
    told.next = now + kTellAgain;
    actions_.push_back(SendManifest{slave, manifest_});
  }
  if (silent.empty()) return;
  std::string text = std::to_string(silent.size()) +
                     " slaves do not take this version of the test, as they have one of their "
                     "own (-f) or cannot: ";
  for (std::size_t i = 0; i < silent.size(); ++i) {
    told_.erase(silent[i]);
    if (i < kMaxNamedSlaves) text += (i > 0 ? ", " : "") + silent[i];
    if (i == kMaxNamedSlaves) text += ", ...";
  }
  actions_.push_back(Log{std::move(text), true});
}

void CodeDesk::show_told(Instant now) {
  const bool is_done = told_.empty() && shown_ != taken_;
  if (!is_done && (now < show_at_ || shown_ == taken_)) return;
  show_at_ = now + kTellAgain;
  shown_ = taken_;
  actions_.push_back(Log{"this version of the test: " + std::to_string(taken_) + " of " +
                         std::to_string(told_slaves_) + " slaves have it"});
}

CodeDesk::Actions CodeDesk::on(const wire::ToCodeDesk& message, const std::string& slave,
                               Instant now) {
  if (const auto told = told_.find(slave); told != told_.end())
    told->second = {now + kTellAgain, now};
  std::visit([&](const auto& which) { handle(which, slave, now); }, message);
  serve(now);
  return std::exchange(actions_, {});
}

CodeDesk::Actions CodeDesk::tick(Instant now) {
  std::erase_if(fetchers_, [&](const auto& item) {
    const auto& [slave, fetcher] = item;
    if (fetcher.turns > 0 || now - fetcher.last < kForgetAfter) return false;
    if (fetcher.sent_bytes > 0)
      actions_.push_back(Log{"slave " + slave + " has stopped fetching the test after " +
                             std::to_string(fetcher.sent_bytes) + " bytes"});
    return true;
  });
  serve(now);
  tell_again(now);
  show_told(now);
  return std::exchange(actions_, {});
}

CodeDesk::Fetcher* CodeDesk::fetcher_of(const std::string& slave, Instant now) {
  const auto found = fetchers_.find(slave);
  if (found == fetchers_.end() && fetchers_.size() >= kMaxSlaves) return nullptr;
  Fetcher& fetcher = found == fetchers_.end() ? fetchers_[slave] : found->second;
  fetcher.last = now;
  return &fetcher;
}

void CodeDesk::handle(const wire::CodeWanted& wanted, const std::string& slave, Instant now) {
  wire::CodeManifest answer{manifest_.id, manifest_.problem, {}, manifest_.replace_per_s};
  if (!wanted.have.empty() && wanted.have == manifest_.id) {
    has_all(slave, now);
  } else {
    Fetcher* const fetcher = fetcher_of(slave, now);
    if (!fetcher || now - fetcher->told < kManifestPause) return;  // it asks again
    fetcher->told = now;
    answer.files = manifest_.files;
  }
  actions_.push_back(SendManifest{slave, std::move(answer)});
}

void CodeDesk::has_all(const std::string& slave, Instant now) {
  if (told_.erase(slave) > 0) ++taken_;
  const auto found = fetchers_.find(slave);
  if (found == fetchers_.end()) return;
  Fetcher& fetcher = found->second;
  if (fetcher.sent_bytes > 0)
    actions_.push_back(Log{"slave " + slave +
                           " has the test: " + std::to_string(fetcher.sent_bytes) +
                           " bytes sent in " + tenths(seconds(now - fetcher.first)) + " s"});
  fetcher.open.clear();
  fetcher.sent_bytes = 0;
  if (fetcher.turns == 0) fetchers_.erase(found);
}

void CodeDesk::handle(const wire::ChunkWanted& wanted, const std::string& slave, Instant now) {
  const auto place = places_.find(wanted.hash);
  const bool is_of_before = changed_at_ && now - *changed_at_ < kForgetAfter;
  if (place == places_.end() && is_of_before) return;  // it will hear that the test is another one
  if (place == places_.end())
    return actions_.push_back(Garbage{slave, "asks for a file that is not of the test"});
  const std::uint64_t bytes = manifest_.files[place->second].bytes;
  if (wanted.count == 0 || wanted.offset >= bytes || wanted.count > bytes - wanted.offset)
    return actions_.push_back(Garbage{slave, "asks for more of a file than there is"});
  Fetcher* const fetcher = fetcher_of(slave, now);
  if (!fetcher) return;  // it asks again
  const Request request{place->second, wanted.offset, wanted.count};
  if (std::find(fetcher->open.begin(), fetcher->open.end(), request) != fetcher->open.end()) return;
  if (fetcher->sent_bytes >= kMaxFetches * total_bytes_)
    return actions_.push_back(Garbage{slave, "asks for the test again and again"});
  if (fetcher->sent_bytes == 0 && fetcher->open.empty()) {
    fetcher->first = now;
    actions_.push_back(Log{"slave " + slave + " fetches the test, " + std::to_string(total_bytes_) +
                           " bytes in all"});
  }
  if (fetcher->open.size() == kMaxOpenPerSlave) fetcher->open.pop_front();
  fetcher->open.push_back(request);
  if (fetcher->turns == fetcher->open.size()) return;
  ++fetcher->turns;
  queue_.push_back(slave);
}

void CodeDesk::serve(Instant now) {
  if (allowed_at_ == Instant()) allowed_at_ = now;
  allowance_bytes_ += bytes_per_second_ * seconds(now - std::exchange(allowed_at_, now));
  allowance_bytes_ = std::min(allowance_bytes_, bytes_per_second_ * seconds(kBurst));
  // It may be overdrawn by one part, so that any part is sent at last.
  while (!queue_.empty() && allowance_bytes_ > 0) {
    std::string slave = std::move(queue_.front());
    queue_.pop_front();
    Fetcher& fetcher = fetchers_.at(slave);
    --fetcher.turns;
    if (fetcher.open.empty()) continue;  // it has all by now
    const Request request = fetcher.open.front();
    fetcher.open.pop_front();
    fetcher.sent_bytes += request.count;
    allowance_bytes_ -= static_cast<double>(request.count);
    actions_.push_back(SendChunk{std::move(slave), request.file, request.offset, request.count});
  }
}

}  // namespace acrida
