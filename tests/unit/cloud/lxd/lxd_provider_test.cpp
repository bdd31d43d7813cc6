// LxdProvider: what it asks a server for, and what it does when that breaks off.
#include "cloud/lxd/lxd_provider.hpp"

#include <chrono>
#include <thread>

#include <CLI/CLI.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/sample_clone.hpp"
#include "tests/support/scripted_server.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using Answer = std::optional<ScriptedAnswer>;

CloneSpec spec() {
  return sample_clone("base");
}

constexpr char kOurs[] = R"({"metadata":{"name":"acrida-k-0","status_code":103,"config":
  {"user.acrida":"slave","user.acrida-fleet":"f","user.acrida-token":"k-0"}}})";
constexpr char kForeign[] = R"({"metadata":{"name":"acrida-k-0","status_code":103,"config":{}}})";
constexpr char kBase[] =
    R"({"metadata":{"type":"container","profiles":["default"],"status_code":102}})";
constexpr char kBegun[] = R"({"operation":"/1.0/operations/7"})";
constexpr char kDone[] = R"({"metadata":{"status_code":200}})";
const ScriptedAnswer kNotFound{404, R"({"error":"Instance not found"})"};

/// What `acrida-k-0` is, or that it is not there, and what becomes of the operations.
class LxdScript {
 public:
  std::string machine;  // "" = there is none
  std::string after_creation = kOurs;
  Answer creation = ScriptedAnswer{202, kBegun};
  Answer waiting = ScriptedAnswer{200, kDone};
  Answer start = ScriptedAnswer{202, kBegun};
  Answer removal = ScriptedAnswer{200, "{}"};

  Answer operator()(const ScriptedRequest& request) {
    const std::string& line = request.line;
    if (line == "GET /1.0/instances/base") return ScriptedAnswer{200, kBase};
    if (line == "GET /1.0/instances/acrida-k-0")
      return machine.empty() ? kNotFound : ScriptedAnswer{200, machine};
    if (line == "POST /1.0/instances") {
      machine = after_creation;
      return creation;
    }
    if (line == "PATCH /1.0/instances/acrida-k-0") return ScriptedAnswer{200, "{}"};
    if (line == "PUT /1.0/instances/acrida-k-0/state")
      return request.body.find("start") == std::string::npos ? Answer(ScriptedAnswer{202, kBegun})
                                                             : start;
    if (line == "DELETE /1.0/instances/acrida-k-0") {
      if (removal && removal->status == 200) machine.clear();
      return removal;
    }
    if (line == "GET /1.0/operations/7/wait") return waiting;
    return ScriptedAnswer{500, "unexpected: " + line};
  }
};

class LxdProviderTest : public testing::Test {
 protected:
  LxdProvider provider() const {
    LxdOptions options;
    options.socket = server_.socket();
    return LxdProvider(options);
  }
  static CloudError error_of(const CloudResult<CloudMachine>& result) {
    const auto* error = std::get_if<CloudError>(&result);
    return error == nullptr ? CloudError{CloudFault::unsupported, "none", "no error"} : *error;
  }

  LxdScript script_;
  ScriptedServer server_{[this](const ScriptedRequest& request) { return script_(request); }};
};

TEST_F(LxdProviderTest, ACloneIsLookedForThenMadeAndStarted) {
  EXPECT_EQ(std::get<CloudMachine>(provider().clone(spec(), {})).id, "acrida-k-0");
  EXPECT_THAT(
      server_.requests(),
      ElementsAre("GET /1.0/instances/acrida-k-0", "GET /1.0/instances/base", "POST /1.0/instances",
                  "GET /1.0/operations/7/wait", "PUT /1.0/instances/acrida-k-0/state",
                  "GET /1.0/operations/7/wait", "GET /1.0/instances/acrida-k-0"));
}

TEST_F(LxdProviderTest, ATokenIsMadeOnce) {
  script_.machine = kOurs;
  EXPECT_EQ(std::get<CloudMachine>(provider().clone(spec(), {})).id, "acrida-k-0");
  EXPECT_THAT(server_.requests(), ElementsAre("GET /1.0/instances/acrida-k-0"));
}

TEST_F(LxdProviderTest, WhatHasItsNameAndIsNotOursIsLeftAlone) {
  script_.machine = kForeign;
  const CloudError error = error_of(provider().clone(spec(), {}));
  EXPECT_EQ(error.fault, CloudFault::already_exists);
  EXPECT_THAT(server_.requests(), ElementsAre("GET /1.0/instances/acrida-k-0"));
}

TEST_F(LxdProviderTest, WhatWasMadeWithoutAnAnswerIsRolledBack) {
  script_.creation = std::nullopt;
  EXPECT_EQ(error_of(provider().clone(spec(), {})).fault, CloudFault::outcome_unknown);
  EXPECT_THAT(server_.requests(), Contains("DELETE /1.0/instances/acrida-k-0"));
}

TEST_F(LxdProviderTest, WhatCannotBeRolledBackLeavesTheOutcomeUnknown) {
  script_.start = ScriptedAnswer{500, R"({"error":"No space left on device"})"};
  EXPECT_EQ(error_of(provider().clone(spec(), {})).fault, CloudFault::capacity);
  for (const Answer& odd : {Answer(std::nullopt), Answer(ScriptedAnswer{500, "{}"})}) {
    script_.machine.clear();
    script_.removal = odd;
    const CloudError error = error_of(provider().clone(spec(), {}));
    EXPECT_EQ(error.fault, CloudFault::outcome_unknown);
    EXPECT_THAT(error.cause, HasSubstr("No space left on device; what was made cannot be undone"));
  }
}

TEST_F(LxdProviderTest, WhatAnotherMadeMeanwhileIsNotRolledBack) {
  script_.creation = std::nullopt;
  script_.after_creation = kForeign;
  EXPECT_EQ(error_of(provider().clone(spec(), {})).fault, CloudFault::outcome_unknown);
  EXPECT_THAT(server_.requests(), Not(Contains(HasSubstr("DELETE"))));
}

TEST_F(LxdProviderTest, ARefusedCreationChangesNothing) {
  script_.creation = ScriptedAnswer{500, R"({"error":"Reached maximum number of instances"})"};
  EXPECT_EQ(error_of(provider().clone(spec(), {})).fault, CloudFault::quota);
  EXPECT_THAT(server_.requests(), Not(Contains(HasSubstr("DELETE"))));
}

TEST_F(LxdProviderTest, ANameThatWasJustGivenUpIsTriedAgain) {
  script_.creation = ScriptedAnswer{409, R"({"error":"already exists"})"};
  script_.after_creation.clear();
  EXPECT_EQ(error_of(provider().clone(spec(), {})).fault, CloudFault::transient);
}

TEST_F(LxdProviderTest, AnOperationThatIsForgottenOrNonsenseIsRolledBack) {
  for (const Answer& odd : {Answer(ScriptedAnswer{404, "{}"}), Answer(ScriptedAnswer{200, "?"}),
                            Answer(std::nullopt)}) {
    script_.machine.clear();
    script_.waiting = odd;
    EXPECT_EQ(error_of(provider().clone(spec(), {})).fault, CloudFault::outcome_unknown);
    EXPECT_EQ(script_.machine, "");
  }
}

TEST_F(LxdProviderTest, ACallThatIsGivenUpReturnsSoon) {
  std::stop_source stop;
  stop.request_stop();
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(error_of(provider().clone(spec(), stop.get_token())).fault, CloudFault::cancelled);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 30s);
}

TEST_F(LxdProviderTest, AMachineOfAFleetIsNoTemplate) {
  script_.machine = kOurs;
  const auto marked = provider().mark_template("acrida-k-0", {}, {});
  ASSERT_TRUE(std::holds_alternative<CloudError>(marked));
  EXPECT_THAT(text_of(std::get<CloudError>(marked)), HasSubstr("is a machine of a fleet"));
  EXPECT_THAT(server_.requests(), ElementsAre("GET /1.0/instances/acrida-k-0"));
  script_.machine = kForeign;
  EXPECT_TRUE(std::holds_alternative<Done>(provider().mark_template("acrida-k-0", {}, {})));
}

TEST(LxdOptions, ACertificateIsForAServerElsewhere) {
  for (const char* name : {"--lxd-cert", "--lxd-ca"}) {
    CLI::App app;
    LxdOptions options;
    declare_lxd_options(app, options);
    EXPECT_THROW(app.parse(std::vector<std::string>{"file", name}), CLI::RequiresError) << name;
  }
}

TEST_F(LxdProviderTest, RemovalEndsWhenItIsGone) {
  script_.machine = kOurs;
  LxdProvider cloud = provider();
  EXPECT_TRUE(std::holds_alternative<Done>(cloud.remove("acrida-k-0", {})));
  EXPECT_EQ(script_.machine, "");
}

TEST(LxdOpen, NamesWhatIsMissing) {
  const auto why = [](const LxdOptions& options) {
    return LxdProvider::open(options).error().what;
  };
  LxdOptions options;
  options.url = "http://host:8443";
  EXPECT_THAT(why(options), HasSubstr("https://"));
  options.url = "https://host:8443";
  EXPECT_THAT(why(options), HasSubstr("--lxd-cert"));
}

}  // namespace
}  // namespace acrida::tests
