// Layouts of users, from tests/scenarios/dispatcher/*.txt.
#include <sstream>

#include <gtest/gtest.h>

#include "core/plan/dispatcher.hpp"
#include "tests/support/scenario.hpp"

namespace acrida {
namespace {

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream stream(line);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

/// "A=2", or with a fixed count "A=1/50".
UserClass class_of(const std::string& word) {
  const auto equals = word.find('='), slash = word.find('/');
  UserClass user_class;
  user_class.name = word.substr(0, equals);
  user_class.weight = std::stod(word.substr(equals + 1));
  if (slash != std::string::npos) user_class.fixed_count = std::stoull(word.substr(slash + 1));
  return user_class;
}

/// The verbs are in tests/scenarios/README.md.
class Driver {
 public:
  std::vector<std::string> step(const std::string& line) {
    const std::vector<std::string> words = words_of(line);
    const std::string& verb = words.at(0);
    if (verb == "classes") return start(words);
    if (verb == "mix") {
      dispatcher_->change_mix(mix_of(words));
      return {layout()};
    }
    if (verb == "resize") return {resize(std::stoull(words.at(1)))};
    if (verb == "ramp") return ramp(std::stoull(words.at(1)), std::stoull(words.at(3)));
    for (std::size_t i = 1; i < words.size(); ++i) {
      if (verb == "add") add(words[i]);
      if (verb == "remove") remove(words[i]);
    }
    return {layout()};
  }

 private:
  static UserMix mix_of(const std::vector<std::string>& words) {
    std::vector<UserClass> classes;
    for (std::size_t i = 1; i < words.size(); ++i) classes.push_back(class_of(words[i]));
    return UserMix(classes);
  }

  std::vector<std::string> start(const std::vector<std::string>& words) {
    dispatcher_.emplace(mix_of(words));
    slaves_.clear();
    return {};
  }

  void add(const std::string& slave) {
    dispatcher_->add_slave(slave);
    slaves_.push_back(slave);
  }

  void remove(const std::string& slave) {
    dispatcher_->remove_slave(slave);
    std::erase(slaves_, slave);
  }

  std::string resize(std::uint64_t users) {
    dispatcher_->resize(users);
    return layout();
  }

  /// In steps, up or down, until nothing changes any more.
  std::vector<std::string> ramp(std::uint64_t target, std::uint64_t step) {
    std::vector<std::string> lines;
    for (std::uint64_t users = dispatcher_->total(); users != target;) {
      users =
          users < target ? std::min(users + step, target) : std::max(users, target + step) - step;
      lines.push_back(resize(users));
    }
    return lines;
  }

  /// "5: a A1 B1, b A2 B1": the total, and what each slave has.
  std::string layout() const {
    std::string text = std::to_string(dispatcher_->total()) + ":";
    for (const std::string& slave : slaves_) {
      text += (slave == slaves_.front() ? " " : ", ") + slave;
      for (const auto& [name, count] : dispatcher_->counts_of(slave))
        if (count > 0) text += " " + name + std::to_string(count);
    }
    return text;
  }

  std::optional<Dispatcher> dispatcher_;
  std::vector<std::string> slaves_;
};

class DispatcherScenario : public testing::TestWithParam<std::string> {};

TEST_P(DispatcherScenario, IsAsWritten) {
  Driver driver;
  tests::run_scenario(tests::scenario_path("dispatcher", GetParam()),
                      [&](const std::string& line) { return driver.step(line); });
}

INSTANTIATE_TEST_SUITE_P(Files, DispatcherScenario,
                         testing::ValuesIn(tests::scenario_names("dispatcher")),
                         [](const auto& test) { return test.param; });

}  // namespace
}  // namespace acrida
