// HookSet: who is called, in which order, and what an exception does.
#include "core/hooks/hook_set.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <acrida/message.hpp>

namespace acrida {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> said;

struct First : Hooks {
  void init(Role role) override {
    said.push_back(role == Role::master ? "first on the master" : "first on a slave");
    on_message<int>("number", [this](const int& number, const Sender& from) {
      said.push_back("number " + std::to_string(number) + " of " + from.slave);
      send("answer", number + 1, from.slave);
    });
  }
  void test_start() override { throw std::runtime_error("no luck"); }
  void test_stop() override { throw 7; }  // NOLINT: user code may
};

struct Second : Hooks {
  void init(Role) override { said.emplace_back("second"); }
  void test_start() override { said.emplace_back("second starts"); }
};

struct Unborn : Hooks {
  Unborn() { throw std::logic_error("cannot be"); }
};

template <class T>
std::unique_ptr<Hooks> make() {
  return std::make_unique<T>();
}

const HooksEntry kFirst{"First", &make<First>, nullptr, true};
const HooksEntry kUnborn{"Unborn", &make<Unborn>, nullptr, true};
const HooksEntry kSecond{"Second", &make<Second>, nullptr, false};

class HookSets : public ::testing::Test {
 protected:
  HookSets() { said.clear(); }
  HookSet set_of(const std::vector<const HooksEntry*>& entries, Role role = Role::master) {
    return {entries, role,
            [this](const std::string& type, const std::string& data, const std::string& slave) {
              sent_.push_back(type + " of " + std::to_string(data.size()) + " bytes to " + slave);
            },
            [this](const std::string& what) { failures_.push_back(what); }};
  }
  std::vector<std::string> sent_;
  std::vector<std::string> failures_;
};

TEST_F(HookSets, CallAllInTheirOrder) {
  HookSet hooks = set_of({&kFirst, &kSecond}, Role::slave);
  EXPECT_THAT(said, ElementsAre("first on a slave", "second"));
  EXPECT_TRUE(hooks.sees_requests());
  EXPECT_FALSE(set_of({&kSecond}).sees_requests());
  EXPECT_TRUE(set_of({}).empty());
}

TEST_F(HookSets, TellExceptionsAndCallTheOthers) {
  HookSet hooks = set_of({&kFirst, &kSecond});
  hooks.call("test_start", [](Hooks& one) { one.test_start(); });
  hooks.call("test_stop", [](Hooks& one) { one.test_stop(); });
  EXPECT_EQ(said.back(), "second starts");
  EXPECT_THAT(failures_, ElementsAre("First::test_start threw std::runtime_error: no luck",
                                     "First::test_stop threw something that is no std::exception"));
}

TEST_F(HookSets, DoWithoutAnObjectThatCannotBeMade) {
  HookSet hooks = set_of({&kUnborn, &kSecond});
  EXPECT_THAT(failures_, ElementsAre("Unborn::constructor threw std::logic_error: cannot be"));
  EXPECT_FALSE(hooks.sees_requests());
  EXPECT_THAT(said, ElementsAre("second"));
}

TEST_F(HookSets, DeliverMessagesByTheirType) {
  HookSet hooks = set_of({&kFirst, &kSecond});
  const std::string seven = detail::MessageCodec<int>::encode(7);
  EXPECT_TRUE(hooks.deliver("number", seven, Sender{"host_1"}));
  EXPECT_EQ(said.back(), "number 7 of host_1");
  EXPECT_THAT(sent_, ElementsAre("answer of 1 bytes to host_1"));
  EXPECT_FALSE(hooks.deliver("numbers", seven, Sender{"host_1"})) << "nobody handles it";
  EXPECT_THAT(failures_, IsEmpty());
  EXPECT_TRUE(hooks.deliver("number", detail::MessageCodec<std::string>::encode("x"), Sender{}));
  ASSERT_EQ(failures_.size(), 1U) << "a message of another type";
  EXPECT_TRUE(failures_[0].starts_with("First::message number threw ")) << failures_[0];
}

}  // namespace
}  // namespace acrida
