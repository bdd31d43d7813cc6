// Dispatcher: who runs how many users of which class.
#include "core/plan/dispatcher.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "core/plan/thinning.hpp"

namespace acrida {
namespace {

/// How far ahead users are planned before they start, so that Placement can solve its conflicts
/// among users that do not run yet.
constexpr std::uint64_t kPlannedRounds = 16;
constexpr std::uint64_t kPlannedUsers = 256;

std::string host_of(const std::string& id) {
  return id.substr(0, id.rfind('_'));
}

}  // namespace

Dispatcher::Dispatcher(UserMix mix)
    : mix_(std::move(mix)),
      sequence_counts_(mix_.classes().size()),
      per_class_(mix_.classes().size()) {}

void Dispatcher::add_slave(const std::string& id) {
  if (has_slave(id)) return;
  by_id_.emplace(id, slaves_.size());
  slaves_.push_back({id, Counts(per_class_.size()), 0});
  plan_.reset();
  take_over(slaves_.back());
}

void Dispatcher::restore_slave(const std::string& id, const UserCounts& users) {
  if (has_slave(id)) return;
  by_id_.emplace(id, slaves_.size());
  Slave& slave = slaves_.emplace_back(Slave{id, Counts(per_class_.size()), 0});
  plan_.reset();
  for (std::size_t c = 0; c < per_class_.size(); ++c) {
    const auto found = users.find(mix_.classes()[c].name);
    const std::uint64_t count = found == users.end() ? 0 : found->second;
    slave.per_class[c] = count;
    slave.total += count;
    per_class_[c] += count;
    total_ += count;
  }
}

void Dispatcher::remove_slave(const std::string& id) {
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return;
  const std::size_t index = found->second;
  by_id_.erase(found);
  for (std::size_t c = 0; c < per_class_.size(); ++c) {
    per_class_[c] -= slaves_[index].per_class[c];
  }
  total_ -= slaves_[index].total;
  if (index + 1 < slaves_.size()) {
    slaves_[index] = std::move(slaves_.back());
    by_id_[slaves_[index].id] = index;
  }
  slaves_.pop_back();
  plan_.reset();
}

std::uint64_t Dispatcher::resize(std::uint64_t users) {
  if (slaves_.empty()) return 0;
  users = std::min(users, kMaxUsers);
  while (sequence_.size() < users && extend_sequence()) {
  }
  users = std::min<std::uint64_t>(users, sequence_.size());
  Counts target(per_class_.size());
  for (std::uint64_t i = 0; i < users; ++i) ++target[sequence_[i]];
  pop_planned(users, target);
  if (above(users, target)) thin_out(users, target);
  grow(users);
  assert(per_class_ == target);
  return total_;
}

void Dispatcher::change_mix(UserMix mix) {
  assert(mix.classes().size() == mix_.classes().size());
  mix_ = std::move(mix);
  sequence_.clear();
  sequence_counts_.assign(per_class_.size(), 0);
  plan_.reset();
  for (std::size_t c = 0; c < per_class_.size(); ++c) {
    const UserClass& user_class = mix_.classes()[c];
    if (user_class.weight > 0 || user_class.fixed_count > 0) continue;
    for (Slave& slave : slaves_) {
      while (slave.per_class[c] > 0) drop_user(slave, c);
    }
  }
}

UserCounts Dispatcher::counts_of(const std::string& id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? UserCounts() : named(slaves_[found->second].per_class);
}

UserCounts Dispatcher::counts() const {
  return named(per_class_);
}

UserCounts Dispatcher::named(const Counts& per_class) const {
  UserCounts counts;
  for (std::size_t c = 0; c < per_class.size(); ++c) {
    counts[mix_.classes()[c].name] += per_class[c];
  }
  return counts;
}

bool Dispatcher::extend_sequence() {
  const auto next = mix_.next(sequence_counts_);
  if (!next) return false;
  sequence_.push_back(static_cast<std::uint32_t>(*next));
  ++sequence_counts_[*next];
  return true;
}

bool Dispatcher::above(std::uint64_t users, const Counts& target) const {
  if (total_ > users) return true;
  for (std::size_t c = 0; c < target.size(); ++c) {
    if (per_class_[c] > target[c]) return true;
  }
  return false;
}

/// Takes back the users that plan_ started, the last one first.
void Dispatcher::pop_planned(std::uint64_t users, const Counts& target) {
  while (plan_ && total_ > plan_->base && above(users, target)) {
    const std::uint64_t last = total_ - 1 - plan_->base;
    drop_user(slaves_[plan_->placement.slave_of(last)], plan_->placement.class_of(last));
  }
}

/// Takes users that ran before plan_ was made: their order is not known any more.
void Dispatcher::thin_out(std::uint64_t users, const Counts& target) {
  plan_.reset();
  std::vector<Counts> running;
  running.reserve(slaves_.size());
  for (const Slave& slave : slaves_) running.push_back(slave.per_class);
  Thinning thinning(std::move(running), target);
  while (above(users, target)) {
    const auto [slave, class_index] = thinning.next();
    drop_user(slaves_[slave], class_index);
  }
}

void Dispatcher::grow(std::uint64_t users) {
  if (total_ >= users) return;
  if (!plan_) make_plan();
  plan_until(users);
  while (total_ < users) {
    const std::uint64_t next = total_ - plan_->base;
    add_user(slaves_[plan_->placement.slave_of(next)], plan_->placement.class_of(next));
  }
}

void Dispatcher::make_plan() {
  sort_slaves();
  std::vector<Counts> running;
  running.reserve(slaves_.size());
  for (const Slave& slave : slaves_) running.push_back(slave.per_class);
  plan_.emplace(Plan{Placement(running, per_class_.size()), total_, per_class_, 0,
                     Counts(per_class_.size())});
}

void Dispatcher::plan_until(std::uint64_t users) {
  const std::uint64_t ahead = std::max(kPlannedUsers, kPlannedRounds * slaves_.size());
  const std::uint64_t wanted = users - plan_->base + ahead;
  const std::uint64_t started = total_ - plan_->base;
  while (plan_->placement.size() < wanted) {
    if (plan_->walked == sequence_.size() && !extend_sequence()) return;
    const std::uint32_t c = sequence_[plan_->walked++];
    if (++plan_->passed[c] > plan_->base_counts[c]) plan_->placement.append(c, started);
  }
}

/// Gives the newcomer its even share: from the fullest slaves, of the classes that it lacks most
/// and they have most of.
void Dispatcher::take_over(Slave& newcomer) {
  const std::uint64_t share = total_ / slaves_.size();
  const auto slaves = static_cast<double>(slaves_.size());
  while (newcomer.total < share) {
    Slave* giver = nullptr;
    std::size_t given = 0;
    double best = 0;
    std::uint64_t fullest = 0;
    for (const Slave& slave : slaves_) fullest = std::max(fullest, slave.total);
    for (Slave& slave : slaves_) {
      if (slave.total != fullest) continue;
      for (std::size_t c = 0; c < per_class_.size(); ++c) {
        if (slave.per_class[c] == 0) continue;
        const double ideal = static_cast<double>(per_class_[c]) / slaves;
        const double lack = ideal - static_cast<double>(newcomer.per_class[c]);
        const double excess = static_cast<double>(slave.per_class[c]) - ideal;
        if (giver && lack + excess <= best) continue;
        giver = &slave;
        given = c;
        best = lack + excess;
      }
    }
    drop_user(*giver, given);
    add_user(newcomer, given);
  }
}

void Dispatcher::add_user(Slave& slave, std::size_t class_index) {
  ++slave.per_class[class_index];
  ++slave.total;
  ++per_class_[class_index];
  ++total_;
}

void Dispatcher::drop_user(Slave& slave, std::size_t class_index) {
  --slave.per_class[class_index];
  --slave.total;
  --per_class_[class_index];
  --total_;
}

void Dispatcher::sort_slaves() {
  std::sort(slaves_.begin(), slaves_.end(),
            [](const Slave& a, const Slave& b) { return a.id < b.id; });
  std::unordered_map<std::string, std::size_t> slaves_of_host;
  std::vector<std::pair<std::size_t, Slave>> ranked;
  ranked.reserve(slaves_.size());
  for (Slave& slave : slaves_) {
    const std::size_t ordinal = slaves_of_host[host_of(slave.id)]++;
    ranked.emplace_back(ordinal, std::move(slave));
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::size_t i = 0; i < ranked.size(); ++i) {
    slaves_[i] = std::move(ranked[i].second);
    by_id_[slaves_[i].id] = i;
  }
}

}  // namespace acrida
