// Master: the shell around the RunMachine. Here: a new version of the test takes the place of the old.
#include <utility>

#include <spdlog/spdlog.h>

#include "master/master.hpp"
#include "master/overview.hpp"

namespace acrida {

void Master::swap_test(std::uint64_t id, const SwapCommand& swap) {
  if (inspector_.is_busy())
    return carry_out(CommandReply{id, false, "the test is being looked at already"});
  spdlog::info("looking at the test again: {}", options_.test);
  inspector_.begin(options_.test, [this, id, swap](const Result<InspectedTest>& test) {
    if (test) return finish_swap(id, swap, *test);
    spdlog::error("no swap: {}", test.error().what);
    carry_out(CommandReply{id, false, test.error().what});
  });
}

void Master::finish_swap(std::uint64_t id, SwapCommand swap, const InspectedTest& test) {
  const auto refuse = [this, id](const std::string& why) {
    spdlog::error("no swap: {}", why);
    carry_out(CommandReply{id, false, why});
  };
  if (const auto thresholds = parse_thresholds(test.thresholds); !thresholds)
    return refuse(thresholds.error().what);
  swap.settings = std::make_shared<const RunSettings>(settings_for(options_, test, version_));
  const bool is_new = !code_.sends(test);
  const bool replaces = swap.replace && is_active(machine_.state());
  if (!is_new && !replaces) return refuse("the test has not changed");
  if (const auto why_not = machine_.refusal(swap)) return refuse(*why_not);
  if (const auto problem = manifest_of(test).problem; !problem.empty())
    return refuse("the test cannot be sent: " + problem);
  // Slaves hear which test it is before they get it.
  if (is_new) carry_out(machine_.on(RunCommand{id, swap}, now()));
  const std::vector<std::string> slaves = acrida_slaves();
  const double rate = replaces ? machine_.view(now())->spawn_rate : 0;
  const double replace_per_s = slaves.empty() ? 0 : rate / static_cast<double>(slaves.size());
  if (auto sent = code_.change(test, replace_per_s, slaves, now().mono); !sent)
    spdlog::error("{}", sent.error().what);
  next_test_ = test;
  if (!is_active(machine_.state())) take_next_test();
  if (!is_new) carry_out(CommandReply{id, true, "old users make room at the spawn rate"});
}

void Master::take_next_test() {
  if (!next_test_) return;
  test_ = *std::exchange(next_test_, std::nullopt);
  director_.test_changed();
  if (api_) api_->test_changed(overview_of(options_, test_, version_));
}

std::vector<std::string> Master::acrida_slaves() {
  std::vector<std::string> ids;
  const RunViewPtr view = machine_.view(now());
  for (const SlaveView& slave : view->slaves)
    if (slave.present && slave.is_acrida) ids.push_back(slave.id);
  return ids;
}

}  // namespace acrida
