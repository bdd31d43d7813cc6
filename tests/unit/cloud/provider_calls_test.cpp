// ProviderCalls and open_provider: calls on other threads, answers on the loop.
#include "cloud/provider_calls.hpp"

#include <atomic>
#include <chrono>
#include <thread>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "cloud/open_provider.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;

/// Its lists end when they are cancelled only.
class SlowCloud final : public CloudProvider {
 public:
  explicit SlowCloud(std::atomic<int>& cancelled) : cancelled_(cancelled) {}
  std::string name() const override { return "slow"; }
  ProviderTraits traits() const override { return {}; }
  CloudResult<std::vector<MachineTemplate>> templates(const TemplateTag&,
                                                      std::stop_token) override {
    return std::vector<MachineTemplate>{{.id = "t", .name = "one"}};
  }
  CloudResult<Done> mark_template(const std::string&, const TemplateTag&,
                                  std::stop_token) override {
    return no();
  }
  CloudResult<std::vector<CloudMachine>> list(const std::string&, std::stop_token stop) override {
    while (!stop.stop_requested()) std::this_thread::sleep_for(1ms);
    ++cancelled_;
    return CloudError{CloudFault::cancelled, "list", "given up"};
  }
  CloudResult<CloudMachine> describe(const std::string&, std::stop_token) override { return no(); }
  CloudResult<CloudMachine> clone(const CloneSpec&, std::stop_token) override { return no(); }
  CloudResult<Done> start(const std::string&, std::stop_token) override { return no(); }
  CloudResult<Done> stop(const std::string&, std::stop_token) override { return no(); }
  CloudResult<Done> remove(const std::string&, std::stop_token) override { return no(); }

 private:
  static CloudError no() { return {CloudFault::unsupported, "any", "no"}; }
  std::atomic<int>& cancelled_;
};

class ProviderCallsTest : public testing::Test {
 protected:
  ProviderCallsTest() {
    calls_.emplace(io_.get_executor(), std::make_unique<SlowCloud>(cancelled_), "f",
                   [this](std::uint64_t call, CloudAnswer answer) {
                     EXPECT_EQ(std::this_thread::get_id(), thread_);
                     answers_.emplace_back(call, std::move(answer));
                   });
  }
  void run_until_answers(std::size_t count) {
    for (int i = 0; i < 2'000 && answers_.size() < count; ++i) {
      io_.restart();
      io_.run_for(5ms);
    }
    ASSERT_EQ(answers_.size(), count);
  }

  std::atomic<int> cancelled_ = 0;
  std::thread::id thread_ = std::this_thread::get_id();
  boost::asio::io_context io_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
      io_.get_executor()};
  std::vector<std::pair<std::uint64_t, CloudAnswer>> answers_;
  std::optional<ProviderCalls> calls_;
};

TEST_F(ProviderCallsTest, AnswersComeOnTheLoopAndSlowCallsHoldNobodyUp) {
  const Instant later = std::chrono::steady_clock::now() + 1h;
  calls_->begin(1, ListMachines{}, later);
  calls_->begin(2, ListTemplates{}, later);
  run_until_answers(1);
  EXPECT_EQ(answers_[0].first, 2u);
  calls_->cancel(1);
  calls_->cancel(77);
  run_until_answers(2);
  EXPECT_EQ(std::get<CloudError>(answers_[1].second).fault, CloudFault::cancelled);
}

TEST_F(ProviderCallsTest, ACallIsCancelledAtItsDeadline) {
  const Instant now = std::chrono::steady_clock::now();
  calls_->begin(1, ListMachines{}, now + 10s);
  calls_->tick(now + 9s);
  EXPECT_EQ(cancelled_, 0);
  calls_->tick(now + 10s);
  run_until_answers(1);
  EXPECT_EQ(cancelled_, 1);
}

TEST_F(ProviderCallsTest, DestroyingItCancelsWhatIsUnderWay) {
  for (std::uint64_t call = 0; call < 4; ++call)
    calls_->begin(call, ListMachines{}, std::chrono::steady_clock::now() + 1h);
  while (cancelled_ == 0) {  // one at least has begun
    calls_->cancel(0);
    std::this_thread::sleep_for(1ms);
  }
  calls_.reset();
  io_.restart();
  io_.run_for(5ms);
  EXPECT_TRUE(answers_.empty());
}

TEST(OpenProvider, TheFleetIsTheSameForEachStart) {
  TempDir folder;
  CloudOptions options;
  options.data_dir = (folder / "data").string();
  const auto first = fleet_id(options, "127.0.0.1", 5557);
  ASSERT_TRUE(first) << first.error().what;
  EXPECT_EQ(fleet_id(options, "10.0.0.1", 1).value(), first.value());
  EXPECT_EQ(random_key().size(), 16u);
  EXPECT_NE(random_key(), random_key());
}

TEST(OpenProvider, SaysWhatIsMissing) {
  CloudOptions options;
  options.provider = "exec";
  EXPECT_NE(open_provider(options).error().what.find("--cloud-command"), std::string::npos);
  options.exec.command = "true";
  EXPECT_EQ((*open_provider(options))->name(), "exec");
  options.provider = CloudOptions::kNone;
  EXPECT_FALSE(open_provider(options));
}

}  // namespace
}  // namespace acrida::tests
