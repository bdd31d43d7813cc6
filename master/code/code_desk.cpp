// CodeDesk: requests, the order of their answers, and the allowance.
#include "master/code/code_desk.hpp"

#include <algorithm>
#include <utility>

namespace acrida {
namespace {

double seconds(std::chrono::nanoseconds span) {
  return std::chrono::duration<double>(span).count();
}

std::string tenths(double value) {
  const auto scaled = static_cast<std::uint64_t>(value * 10 + 0.5);
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
    if (fetcher.open > 0 || now - fetcher.last < kForgetAfter) return false;
    actions_.push_back(Log{"slave " + slave + " has stopped fetching the test after " +
                           std::to_string(fetcher.sent_bytes) + " bytes"});
    return true;
  });
  serve(now);
  return std::exchange(actions_, {});
}

void CodeDesk::handle(const wire::CodeWanted& wanted, const std::string& slave, Instant now) {
  const bool has_it = !wanted.have.empty() && wanted.have == manifest_.id;
  wire::CodeManifest answer{manifest_.id, manifest_.problem, {}};
  if (!has_it) answer.files = manifest_.files;
  actions_.push_back(SendManifest{slave, std::move(answer)});
  const auto found = fetchers_.find(slave);
  if (!has_it || found == fetchers_.end()) return;
  actions_.push_back(Log{"slave " + slave + " has the test: " +
                         std::to_string(found->second.sent_bytes) + " bytes sent in " +
                         tenths(seconds(now - found->second.first)) + " s"});
  std::erase_if(queue_, [&](const Request& request) { return request.slave == slave; });
  fetchers_.erase(found);
}

void CodeDesk::handle(const wire::ChunkWanted& wanted, const std::string& slave, Instant now) {
  const auto place = places_.find(wanted.hash);
  if (place == places_.end())
    return actions_.push_back(Garbage{slave, "asks for a file that is not of the test"});
  const std::uint64_t bytes = manifest_.files[place->second].bytes;
  if (wanted.count == 0 || wanted.offset >= bytes || wanted.count > bytes - wanted.offset)
    return actions_.push_back(Garbage{slave, "asks for more of a file than there is"});
  auto fetcher = fetchers_.find(slave);
  if (fetcher == fetchers_.end()) {
    if (fetchers_.size() >= kMaxSlaves) return;  // it asks again
    fetcher = fetchers_.emplace(slave, Fetcher{.first = now, .last = now}).first;
    actions_.push_back(Log{"slave " + slave + " fetches the test, " + std::to_string(total_bytes_) +
                           " bytes in all"});
  }
  fetcher->second.last = now;
  Request request{slave, place->second, wanted.offset, wanted.count};
  if (std::find(queue_.begin(), queue_.end(), request) != queue_.end()) return;
  if (fetcher->second.open == kMaxOpenPerSlave) drop_oldest_of(slave);
  ++fetcher->second.open;
  queue_.push_back(std::move(request));
}

void CodeDesk::drop_oldest_of(const std::string& slave) {
  const auto oldest = std::find_if(queue_.begin(), queue_.end(),
                                   [&](const Request& request) { return request.slave == slave; });
  --fetchers_.at(slave).open;
  queue_.erase(oldest);
}

void CodeDesk::serve(Instant now) {
  if (allowed_at_ == Instant()) allowed_at_ = now;
  allowance_bytes_ += bytes_per_second_ * seconds(now - std::exchange(allowed_at_, now));
  allowance_bytes_ = std::min(allowance_bytes_, bytes_per_second_ * seconds(kBurst));
  // It may be overdrawn by one part, so that any part is sent at last.
  while (!queue_.empty() && allowance_bytes_ > 0) {
    Request request = std::move(queue_.front());
    queue_.pop_front();
    Fetcher& fetcher = fetchers_.at(request.slave);
    --fetcher.open;
    fetcher.sent_bytes += request.count;
    allowance_bytes_ -= static_cast<double>(request.count);
    actions_.push_back(
        SendChunk{std::move(request.slave), request.file, request.offset, request.count});
  }
}

}  // namespace acrida
