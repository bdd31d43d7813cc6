// RowDesk: questions and answers.
#include "master/run/row_desk.hpp"

#include <algorithm>
#include <utility>

namespace acrida {
namespace {

std::string text_of(const std::vector<RowRange>& ranges, std::size_t most) {
  std::string text;
  for (std::size_t i = 0; i < ranges.size() && i < most; ++i) {
    const RowRange& range = ranges[i];
    text += (i > 0 ? ", " : "") + std::to_string(range.first);
    if (range.count > 1) text += "-" + std::to_string(range.end() - 1);
  }
  return ranges.size() > most ? text + ", ..." : text;
}

// In place: g++ 12 warns wrongly about the variant that push_back would move from.
void send(Actions& actions, const std::string& slave, wire::FromMaster message) {
  actions.emplace_back(std::in_place_type<Send>, Send{slave, std::move(message)});
}

}  // namespace

void RowDesk::begin(std::uint64_t epoch, const std::vector<RunFeeder>& feeders) {
  epoch_ = epoch;
  shelves_.clear();
  for (std::size_t i = 0; i < feeders.size(); ++i)
    if (feeders[i].unique) shelves_.emplace_back(feeders[i], i);
}

RowDesk::Shelf* RowDesk::find(std::uint64_t epoch, std::uint64_t feeder) {
  if (epoch != epoch_) return nullptr;
  const auto found = std::find_if(shelves_.begin(), shelves_.end(),
                                  [&](const Shelf& shelf) { return shelf.number == feeder; });
  return found == shelves_.end() ? nullptr : &*found;
}

Actions RowDesk::on(const wire::RowsWanted& wanted, const std::string& slave) {
  Actions actions;
  Shelf* shelf = find(wanted.epoch, wanted.feeder);
  if (!shelf) return actions;
  const auto answered = shelf->answered.find(slave);
  if (answered != shelf->answered.end() && answered->second.id == wanted.id) {
    send(actions, slave, answered->second);  // the answer was lost on its way
    return actions;
  }
  std::erase_if(shelf->waiting, [&](const Waiting& each) { return each.slave == slave; });
  shelf->waiting.push_back(
      {slave, wanted.id, std::clamp<std::uint64_t>(wanted.count, 1, kMaxBlockRows)});
  serve(*shelf, actions);
  return actions;
}

void RowDesk::serve(Shelf& shelf, Actions& actions) {
  while (!shelf.waiting.empty()) {
    const Waiting& next = shelf.waiting.front();
    // With every slave that has asked so far taken for one that will ask again.
    const std::uint64_t sharers = shelf.answered.size() + shelf.waiting.size();
    const std::uint64_t fair = std::max<std::uint64_t>(1, shelf.ledger.free() / (2 * sharers));
    const std::uint64_t count = shelf.feeder.reuse ? next.count : std::min(next.count, fair);
    const RowRange range = shelf.ledger.grant(next.slave, count);
    if (range.count == 0 && !shelf.ledger.exhausted()) return;
    const wire::RowsGranted answer{epoch_, shelf.number, next.id, range};
    shelf.answered[next.slave] = answer;
    send(actions, next.slave, answer);
    shelf.waiting.pop_front();
  }
}

Actions RowDesk::on(const wire::RowsOpen& open, const std::string& slave) {
  Actions actions;
  Shelf* shelf = find(open.epoch, open.feeder);
  if (!shelf) return actions;
  for (const RowRange& range : open.used) shelf->ledger.use(slave, range);
  const bool granted = shelf->ledger.open(slave, open.range);
  send(actions, slave, wire::RowsOpened{epoch_, shelf->number, open.id, granted});
  serve(*shelf, actions);
  return actions;
}

Actions RowDesk::on(const wire::RowsSettled& settled, const std::string& slave) {
  Actions actions;
  Shelf* shelf = find(settled.epoch, settled.feeder);
  if (!shelf) return actions;
  for (const RowRange& range : settled.used) shelf->ledger.use(slave, range);
  for (const RowRange& range : settled.unused) shelf->ledger.give_back(slave, range);
  serve(*shelf, actions);
  return actions;
}

Actions RowDesk::give_up(const std::string& slave) {
  Actions actions;
  for (Shelf& shelf : shelves_) {
    std::erase_if(shelf.waiting, [&](const Waiting& each) { return each.slave == slave; });
    shelf.answered.erase(slave);
    const RowLedger::GivenUp given = shelf.ledger.give_up(slave);
    std::uint64_t uncertain = 0;
    for (const RowRange& range : given.uncertain) uncertain += range.count;
    if (given.free + uncertain > 0) {
      std::string text = shelf.feeder.name + ": slave " + slave + " held " +
                         std::to_string(given.free + uncertain) +
                         " rows: " + std::to_string(given.free) + " can be used by others";
      if (uncertain > 0)
        text += ", " + std::to_string(uncertain) + " may have been used (" +
                text_of(given.uncertain, kMaxLoggedRanges) + ")";
      actions.emplace_back(std::in_place_type<LogLine>,
                           LogLine{LogLevel::kWarning, std::move(text)});
    }
    serve(shelf, actions);
  }
  return actions;
}

void RowDesk::replay(const wire::FromSlave& message, const std::string& slave) {
  if (const auto* wanted = std::get_if<wire::RowsWanted>(&message)) on(*wanted, slave);
  if (const auto* open = std::get_if<wire::RowsOpen>(&message)) on(*open, slave);
  if (const auto* settled = std::get_if<wire::RowsSettled>(&message)) on(*settled, slave);
  if (std::holds_alternative<wire::RowsLost>(message)) give_up(slave);
}

Actions RowDesk::sum_up() const {
  Actions actions;
  for (const Shelf& shelf : shelves_) {
    const RowLedger& ledger = shelf.ledger;
    std::string text = shelf.feeder.name + ": of " + std::to_string(ledger.rows()) + " rows " +
                       std::to_string(ledger.used()) + " were used, " +
                       std::to_string(ledger.free()) + " are left";
    if (ledger.uncertain() > 0)
      text += ", " + std::to_string(ledger.uncertain()) + " may have been used";
    if (ledger.rounds() > 0) text += ", after " + std::to_string(ledger.rounds()) + " rounds";
    actions.emplace_back(std::in_place_type<LogLine>, LogLine{LogLevel::kInfo, std::move(text)});
  }
  return actions;
}

void RowDesk::describe(RunView& view) const {
  for (const Shelf& shelf : shelves_) {
    const RowLedger& ledger = shelf.ledger;
    view.feeders.push_back({shelf.feeder.name, ledger.rows(), ledger.free(), ledger.held(),
                            ledger.used(), ledger.uncertain(), ledger.rounds(),
                            ledger.uncertain_ranges(kMaxShownRanges)});
  }
}

}  // namespace acrida
