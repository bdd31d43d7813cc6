// RetryBackoff, CloudError and CloudTags.
#include "cloud/provider/retry_backoff.hpp"

#include <gtest/gtest.h>

#include "cloud/provider/cloud_machine.hpp"

namespace acrida {
namespace {

using namespace std::chrono_literals;

CloudError error_of(CloudFault fault) {
  return {fault, "clone", "it said no"};
}

TEST(RetryBackoff, PausesDoubleUpToTheLongest) {
  const RetryLimits limits{.attempts = 20, .first = 500ms, .longest = 4s};
  const CloudError error = error_of(CloudFault::transient);
  const std::chrono::milliseconds expected[] = {500ms, 1s, 2s, 4s, 4s};
  for (unsigned failed = 1; failed <= 5; ++failed) {
    EXPECT_EQ(retry_pause(limits, error, failed, 0), expected[failed - 1]);
    EXPECT_EQ(retry_pause(limits, error, failed, 1), expected[failed - 1] / 2);
  }
  EXPECT_EQ(retry_pause(limits, error, 4'000'000'000u, 0), 4s);
}

TEST(RetryBackoff, AttemptsAreBoundedAndOnlyWhatPassesIsTriedAgain) {
  const RetryLimits limits{.attempts = 3, .first = 1s, .longest = 4s};
  for (const CloudFault fault : {CloudFault::throttled, CloudFault::transient, CloudFault::capacity,
                                 CloudFault::outcome_unknown}) {
    EXPECT_TRUE(next_attempt(limits, error_of(fault), 2, 0)) << name_of(fault);
    EXPECT_FALSE(next_attempt(limits, error_of(fault), 3, 0)) << name_of(fault);
  }
  for (const CloudFault fault : {CloudFault::auth, CloudFault::quota, CloudFault::invalid,
                                 CloudFault::not_found, CloudFault::unsupported, CloudFault::gone})
    EXPECT_FALSE(next_attempt(limits, error_of(fault), 1, 0)) << name_of(fault);
}

TEST(RetryBackoff, TheProviderMayAskForLongerButNotForEver) {
  CloudError error = error_of(CloudFault::throttled);
  error.retry_after = 7s;
  EXPECT_EQ(retry_pause({}, error, 1, 0), 7s);
  error.retry_after = 1ms;
  EXPECT_EQ(retry_pause({}, error, 1, 0), RetryLimits{}.first);
  error.retry_after = 48h;
  EXPECT_EQ(retry_pause({}, error, 1, 0), 10min);
}

TEST(CloudError, NamesTheStepTheCauseAndWhatToDo) {
  EXPECT_EQ(text_of(error_of(CloudFault::quota)),
            "clone: quota: it said no; stop other machines or ask for a higher limit");
  CloudError own = error_of(CloudFault::auth);
  own.remedy = "log in";
  EXPECT_EQ(text_of(own), "clone: auth: it said no; log in");
}

TEST(CloudError, EveryFaultHasANameThatIsUnderstood) {
  for (int place = 0; place <= static_cast<int>(CloudFault::internal); ++place) {
    const auto fault = static_cast<CloudFault>(place);
    EXPECT_EQ(fault_named(name_of(fault)), fault);
    EXPECT_FALSE(remedy_of(error_of(fault)).empty());
  }
  EXPECT_FALSE(fault_named("nonsense"));
}

TEST(CloudTags, OnlySlavesOfTheFleetWithATokenAreOurs) {
  const CloudTags ours{{"acrida", "slave"}, {"acrida-fleet", "f"}, {"acrida-token", "t"}};
  EXPECT_TRUE(is_ours(ours, "f"));
  EXPECT_FALSE(is_ours(ours, "g"));
  EXPECT_FALSE(is_ours(ours, ""));
  for (const auto& [key, value] : ours) {
    CloudTags fewer = ours;
    fewer.erase(key);
    EXPECT_FALSE(is_ours(fewer, "f")) << key;
  }
}

TEST(CloudTags, AreReadAsTheyAreWritten) {
  const auto tag = parse_tag("locust=slave-template");
  ASSERT_TRUE(tag);
  EXPECT_EQ(tag.value().key, "locust");
  EXPECT_EQ(tag.value().value, "slave-template");
  for (const char* wrong : {"", "=", "key", "key=", "=value"}) EXPECT_FALSE(parse_tag(wrong));
  const auto time = parse_expiry("2026-11-22T23:00:00Z");
  ASSERT_TRUE(time);
  EXPECT_EQ(expiry_text(*time), "2026-11-22T23:00:00Z");
  for (const char* wrong : {"", "tomorrow", "2026-11-22", "2026-11-22T23:00:00Z now"})
    EXPECT_FALSE(parse_expiry(wrong));
}

}  // namespace
}  // namespace acrida
