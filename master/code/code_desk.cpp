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
    : manifest_(std::move(manifest)),
      bytes_per_second_(static_cast<double>(bytes_per_second)),
      allowance_bytes_(bytes_per_second_ * seconds(kBurst)) {
  for (std::size_t i = 0; i < manifest_.files.size(); ++i) {
    const auto [place, is_new] = places_.emplace(manifest_.files[i].hash, i);
    if (is_new) total_bytes_ += manifest_.files[i].bytes;
  }
}

CodeDesk::Actions CodeDesk::on(const wire::ToCodeDesk& message, const std::string& slave,
                               Instant now) {
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
  wire::CodeManifest answer{manifest_.id, manifest_.problem, {}};
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
