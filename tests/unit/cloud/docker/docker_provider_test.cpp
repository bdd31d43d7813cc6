// DockerProvider: what it asks a server for, and what it does when that breaks off.
#include "cloud/docker/docker_provider.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/sample_clone.hpp"
#include "tests/support/scripted_server.hpp"

namespace acrida::tests {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using Answer = std::optional<ScriptedAnswer>;

CloneSpec spec() {
  return sample_clone("sha256:1");
}

constexpr char kOurs[] = R"({"Id":"id1","Name":"/acrida-k-0","State":{"Status":"running"},
  "Config":{"Labels":{"acrida":"slave","acrida-fleet":"f","acrida-token":"k-0"}}})";
constexpr char kForeign[] = R"({"Id":"id1","Name":"/acrida-k-0","State":{"Status":"running"},
  "Config":{"Labels":{}}})";
const ScriptedAnswer kNotFound{404, R"({"message":"no such container"})"};

class DockerProviderTest : public testing::Test {
 protected:
  DockerProvider provider() const {
    DockerOptions options;
    options.socket = server_.socket();
    return DockerProvider(options);
  }
  static CloudError error_of(const CloudResult<CloudMachine>& result) {
    const auto* error = std::get_if<CloudError>(&result);
    return error == nullptr ? CloudError{CloudFault::unsupported, "none", "no error"} : *error;
  }
  Answer answer(const std::string& line) {
    if (line == "POST /containers/create?name=acrida-k-0") return creation_;
    if (line == "POST /containers/id1/start") return start_;
    if (line == "DELETE /containers/id1?force=true&v=true") return removal_;
    if (line == "GET /containers/acrida-k-0/json" || line == "GET /containers/id1/json")
      return machine_.empty() ? kNotFound : ScriptedAnswer{200, machine_};
    return ScriptedAnswer{500, "unexpected: " + line};
  }

  std::string machine_ = kOurs;
  Answer creation_ = ScriptedAnswer{201, R"({"Id":"id1"})"};
  Answer start_ = ScriptedAnswer{204, ""};
  Answer removal_ = ScriptedAnswer{204, ""};
  ScriptedServer server_{[this](const ScriptedRequest& request) { return answer(request.line); }};
};

TEST_F(DockerProviderTest, ACloneIsMadeAndStarted) {
  EXPECT_EQ(std::get<CloudMachine>(provider().clone(spec(), {})).id, "id1");
  EXPECT_THAT(server_.requests(),
              ElementsAre("POST /containers/create?name=acrida-k-0", "POST /containers/id1/start",
                          "GET /containers/id1/json"));
}

TEST_F(DockerProviderTest, ATokenIsMadeOnce) {
  creation_ = ScriptedAnswer{409, R"({"message":"The container name is already in use by 1f"})"};
  EXPECT_EQ(std::get<CloudMachine>(provider().clone(spec(), {})).id, "id1");
  machine_ = kForeign;
  EXPECT_EQ(error_of(provider().clone(spec(), {})).fault, CloudFault::already_exists);
  EXPECT_THAT(server_.requests(), Not(Contains(HasSubstr("DELETE"))));
  machine_.clear();
  EXPECT_EQ(error_of(provider().clone(spec(), {})).fault, CloudFault::transient) << "just removed";
}

TEST_F(DockerProviderTest, WhatWasMadeWithoutAnAnswerIsRolledBack) {
  for (const Answer& odd : {Answer(std::nullopt), Answer(ScriptedAnswer{201, "{"})}) {
    creation_ = odd;
    EXPECT_EQ(error_of(provider().clone(spec(), {})).fault, CloudFault::outcome_unknown);
  }
  EXPECT_THAT(server_.requests(), Contains("DELETE /containers/id1?force=true&v=true").Times(2));
}

TEST_F(DockerProviderTest, WhatDoesNotStartIsRolledBack) {
  start_ = ScriptedAnswer{500, R"({"message":"OCI runtime error"})"};
  EXPECT_THAT(error_of(provider().clone(spec(), {})).cause, HasSubstr("OCI runtime error"));
  EXPECT_THAT(server_.requests(), Contains("DELETE /containers/id1?force=true&v=true"));
}

TEST_F(DockerProviderTest, WhatCannotBeRolledBackLeavesTheOutcomeUnknown) {
  start_ = ScriptedAnswer{500, R"({"message":"no space left on device"})"};
  EXPECT_EQ(error_of(provider().clone(spec(), {})).fault, CloudFault::capacity);
  for (const Answer& odd : {Answer(std::nullopt), Answer(ScriptedAnswer{500, "{}"})}) {
    removal_ = odd;
    const CloudError error = error_of(provider().clone(spec(), {}));
    EXPECT_EQ(error.fault, CloudFault::outcome_unknown);
    EXPECT_THAT(error.cause, HasSubstr("no space left on device; what was made cannot be undone"));
  }
}

TEST_F(DockerProviderTest, WhatAnotherMadeMeanwhileIsNotRolledBack) {
  creation_ = std::nullopt;
  machine_ = kForeign;
  EXPECT_EQ(error_of(provider().clone(spec(), {})).fault, CloudFault::outcome_unknown);
  EXPECT_THAT(server_.requests(), Not(Contains(HasSubstr("DELETE"))));
}

TEST_F(DockerProviderTest, ARefusedCreationChangesNothing) {
  creation_ = ScriptedAnswer{404, R"({"message":"no such image"})"};
  EXPECT_EQ(error_of(provider().clone(spec(), {})).fault, CloudFault::not_found);
  EXPECT_EQ(server_.requests().size(), 1u);
}

}  // namespace
}  // namespace acrida::tests
