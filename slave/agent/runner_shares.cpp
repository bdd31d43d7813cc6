// RunnerShares: which runner of a slave has how many of its users.
#include "slave/agent/runner_shares.hpp"

#include <algorithm>

namespace acrida {

void RunnerShares::resize(const UserCounts& wanted) {
  UserCounts all = total();
  for (const auto& [name, count] : wanted) all.try_emplace(name, 0);
  for (const auto& [name, had] : all) {
    const auto found = wanted.find(name);
    const std::uint64_t count = found == wanted.end() ? 0 : found->second;
    std::uint64_t surplus = had - std::min(had, count);
    for (Share& share : shares_) {
      std::uint64_t& users = share.users[name];
      const std::uint64_t given = std::min(users, surplus);
      users -= given;
      surplus -= given;
    }
    shares_.back().users[name] += count - std::min(had, count);
  }
}

void RunnerShares::hand_over(const std::string& user_class) {
  std::uint64_t sum = 0;
  for (Share& share : shares_) sum += std::exchange(share.users[user_class], 0);
  shares_.back().users[user_class] = sum;
}

std::uint64_t RunnerShares::move(std::uint64_t users) {
  std::uint64_t left = users;
  UserCounts& current = shares_.back().users;
  for (std::size_t i = 0; i + 1 < shares_.size(); ++i) {
    for (auto& [name, count] : shares_[i].users) {
      const std::uint64_t moved = std::min(count, left);
      count -= moved;
      current[name] += moved;
      left -= moved;
    }
  }
  return users - left;
}

void RunnerShares::remove(RunnerId id) {
  for (const auto& [name, count] : of(id)) shares_.back().users[name] += count;
  drop(id);
}

void RunnerShares::drop(RunnerId id) {
  std::erase_if(shares_, [id](const Share& share) { return share.id == id; });
}

std::vector<RunnerId> RunnerShares::retiring() const {
  std::vector<RunnerId> ids;
  for (std::size_t i = 0; i + 1 < shares_.size(); ++i) ids.push_back(shares_[i].id);
  return ids;
}

UserCounts RunnerShares::of(RunnerId id) const {
  const auto found = std::find_if(shares_.begin(), shares_.end(),
                                  [id](const Share& share) { return share.id == id; });
  return found == shares_.end() ? UserCounts{} : found->users;
}

UserCounts RunnerShares::total() const {
  UserCounts sum;
  for (const Share& share : shares_)
    for (const auto& [name, count] : share.users) sum[name] += count;
  return sum;
}

}  // namespace acrida
